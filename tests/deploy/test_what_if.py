"""What a deployment would change: worst first, lost things in capitals, secrets hidden."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.deploy.phase import Phase, plan_phases
from enclave.deploy.run import Order, deploy
from enclave.deploy.session import Session
from enclave.deploy.state import State
from enclave.deploy.what_if import Change, Foresight, PropertyChange, text, what_if
from enclave.errors import EnclaveError

S = "/subscriptions/s/resourceGroups/rg/providers"


def foreseen(session: Session, monkeypatch: pytest.MonkeyPatch, phase: Phase, changes: list[dict[str, Any]]) -> Foresight:
    monkeypatch.setattr("tests.deploy.arm_server._Manager.foreseen", lambda *_: {"status": "Succeeded", "properties": {"changes": changes}})
    return what_if(session, phase, {}, 0.01)


def test_changes_are_sorted_worst_first_and_nested_deployments_left_out(
    session: Session, phases: tuple[Phase, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = foreseen(session, monkeypatch, phases[0], [
        {"resourceId": f"{S}/A.B/c/same", "changeType": "NoChange"},
        {"resourceId": f"{S}/A.B/c/new", "changeType": "Create"},
        {"resourceId": f"{S}/A.B/c/odd", "changeType": "Unsupported", "unsupportedReason": "nobody knows"},
        {"resourceId": f"{S}/A.B/c/gone", "changeType": "Delete"},
        {"resourceId": f"{S}/Microsoft.Resources/deployments/inner", "changeType": "Create"},
        {"resourceId": f"{S}/A.B/c/moved", "changeType": "Modify", "delta": [
            {"path": "location", "propertyChangeType": "Modify", "before": "westeurope", "after": "northeurope"},
        ]},
        {"resourceId": f"{S}/A.B/c/other", "changeType": "Modify", "delta": [
            {"path": "properties.rules", "propertyChangeType": "Array", "children": [
                {"path": "0", "propertyChangeType": "Modify", "children": [
                    {"path": "port", "propertyChangeType": "Modify", "before": 443, "after": 80},
                    {"path": "quiet", "propertyChangeType": "NoEffect", "before": 1, "after": 2},
                ]},
            ]},
        ]},
    ])
    assert [(change.kind, change.resource.rpartition("/")[2]) for change in found.changes] == [
        ("replace", "moved"), ("delete", "gone"), ("create", "new"), ("modify", "other"), ("unsupported", "odd"), ("nochange", "same"),
    ]
    assert [change.resource.rpartition("/")[2] for change in found.dangerous] == ["moved", "gone"]
    assert list(text(phases[0], found)) == [
        "phase 1, network foundation: 1 REPLACE, 1 DELETE, 1 create, 1 modify, 1 unknown, 1 no change",
        "  ! REPLACE   A.B/c  moved (rg)",
        "      cannot be changed in place: it has to be deleted by hand and is then made again",
        "      location: westeurope -> northeurope",
        "  - DELETE    A.B/c  gone (rg)",
        "  + create    A.B/c  new (rg)",
        "  ~ modify    A.B/c  other (rg)",
        "      properties.rules[0].port: 443 -> 80",
        "  ? unknown   A.B/c  odd (rg)",
        "      nobody knows",
    ]


def test_what_cannot_change_depends_on_the_type(session: Session, phases: tuple[Phase, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    delta = [{"path": "properties.customSubDomainName", "propertyChangeType": "Modify", "before": "a", "after": "b"}]
    kinds = ("Microsoft.CognitiveServices/accounts", "Microsoft.Search/searchServices")
    found = foreseen(session, monkeypatch, phases[0], [{"resourceId": f"{S}/{k}/x", "changeType": "Modify", "delta": delta} for k in kinds])
    assert [(change.kind, change.type) for change in found.changes] == [("replace", kinds[0]), ("modify", kinds[1])]


def test_a_phase_whose_ground_is_not_there_lists_its_resources(session: Session, phases: tuple[Phase, ...]) -> None:
    found = what_if(session, phases[1], {}, 0.01)
    assert not found.asked
    assert {change.kind for change in found.changes} == {"deploy"}
    assert len(found.changes) == len(phases[1].resources)


def test_another_error_is_an_error(session: Session, phases: tuple[Phase, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    error = {"code": "AuthorizationFailed", "message": "you may not"}
    monkeypatch.setattr("tests.deploy.arm_server._Manager.foreseen", lambda *_: {"status": "Failed", "error": error})
    with pytest.raises(EnclaveError, match="AuthorizationFailed: you may not"):
        what_if(session, phases[0], {}, 0.01)


def test_secrets_are_hidden_before_values_are_cut() -> None:
    phase = plan_phases_of_nothing()
    secret = "s3cret-" + "x" * 40
    change = Change("modify", f"{S}/A.B/c/d", "A.B/c", (PropertyChange("properties.p", "modify", {"a": "y" * 60 + secret}, [secret]),))
    lines = "\n".join(text(phase, Foresight((change,)), [secret]))
    assert "s3cret" not in lines
    assert '["(secret)"]' in lines


def plan_phases_of_nothing() -> Phase:
    return Phase(1, "network foundation", "d", "westeurope", (), {}, "", ())


def test_modified_after_a_real_deployment(
    session: Session, phases: tuple[Phase, ...], state: State, heard: Any, values: dict[str, str], edited: Any
) -> None:
    assert deploy(session, phases, Order(values, poll=0.01), state, heard.talk)
    changed = plan_phases(edited("sql-a", "properties.minimalTlsVersion", "1.0"), "small")[2]
    found = what_if(session, changed, values, 0.01)
    assert [(change.kind, [one.path for one in change.properties]) for change in found.changes] == [
        ("modify", ["properties.minimalTlsVersion"]), ("nochange", []),
    ]
