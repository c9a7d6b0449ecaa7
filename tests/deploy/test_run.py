"""Phases in order through the real client: what is there is skipped, what runs is followed, what failed is continued."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from enclave.deploy import run
from enclave.deploy.phase import Phase, plan_phases
from enclave.deploy.progress import record
from enclave.deploy.run import GoesOn, Order, deploy, missing_before
from enclave.deploy.session import Session
from enclave.deploy.state import State
from enclave.errors import EnclaveError
from enclave.graph.model import Graph


@pytest.fixture
def order(values: dict[str, str]) -> Order:
    return Order(values, poll=0.01, patience=5)


@pytest.fixture
def go(session: Session, state: State, heard: Any, order: Order) -> Callable[..., bool]:
    def start(phases: tuple[Phase, ...], **changes: Any) -> bool:
        return deploy(session, phases, replace(order, **changes), state, heard.talk)

    return start


def test_everything_is_deployed_phase_by_phase_and_nothing_twice(
    go: Any, phases: tuple[Phase, ...], azure: Any, heard: Any, small: Graph, arm_server: Any
) -> None:
    assert [phase.number for phase in phases] == [1, 2, 3, 4]
    assert go(phases)
    expected = {arm_server.full(r.id).lower() for r in small if not r.type.startswith("Microsoft.Graph/")}
    assert set(azure.resources) == expected
    assert azure.resources[arm_server.full(small.resources[5].id).lower()]["properties"]["administratorLoginPassword"] == "Tr0ub4dor&3"
    assert [policy["displayName"] for policy in azure.objects["/identity/conditionalAccess/policies"]] == ["enclave: mfa"]
    before = dict(azure.writes)
    heard.clear()
    assert go(phases)
    assert azure.writes == before
    assert set(azure.puts.values()) == {1}
    assert heard.text.count("nothing to do") == 4
    assert "unchanged policies `mfa`" in heard.text
    assert len(azure.objects["/identity/conditionalAccess/policies"]) == 1


def test_redeploy_hands_every_phase_over_again_and_changes_nothing(go: Any, phases: tuple[Phase, ...], azure: Any) -> None:
    assert go(phases)
    before = dict(azure.writes)
    assert go(phases, redeploy=True)
    assert set(azure.puts.values()) == {2}
    assert azure.writes == before


def test_a_change_deploys_its_phase_only(go: Any, phases: Any, azure: Any, edited: Any, heard: Any) -> None:
    assert go(phases)
    heard.clear()
    assert go(plan_phases(edited("log-a", "properties.retentionInDays", 365), "small"))
    assert sorted(azure.puts.values()) == [1, 1, 1, 2]
    assert "  ~ modify    Microsoft.OperationalInsights/workspaces  log-a (rg-a)" in heard
    assert "      properties.retentionInDays: 90 -> 365" in heard


def test_progress_names_each_resource_once(go: Any, phases: tuple[Phase, ...], azure: Any, heard: Any) -> None:
    azure.speed = 1
    assert go(phases)
    assert heard.count("     1 of 2  succeeded  Microsoft.Resources/resourceGroups  rg-a") == 1
    assert sum("diag on vnet-hub (rg-a)" in line and "succeeded" in line for line in heard) == 1


def test_what_if_changes_nothing(go: Any, phases: tuple[Phase, ...], azure: Any, heard: Any) -> None:
    assert go(phases, only_what_if=True)
    assert azure.resources == {}
    assert azure.deployments == {}
    assert azure.objects == {}
    assert "phase 1, network foundation: 2 create" in heard.text
    assert "an earlier phase has to be deployed before" in heard.text
    assert "> request   POST /v1.0/identity/conditionalAccess/policies" in heard.text
    assert not any(method in ("PUT", "PATCH", "DELETE") for method, _ in azure.calls)


def test_no_stops_before_the_phase(go: Any, phases: tuple[Phase, ...], azure: Any, heard: Any) -> None:
    heard.agrees = False
    assert not go(phases)
    assert azure.deployments == {}
    assert heard[-1] == "phase 1, network foundation: not deployed"


def test_a_failed_resource_is_told_with_what_to_do_and_the_phase_goes_on_where_it_stopped(
    go: Any, phases: tuple[Phase, ...], azure: Any
) -> None:
    azure.fail["id-a"] = {"code": "AnotherOperationInProgress", "message": "Another operation is in progress."}
    with pytest.raises(EnclaveError) as failed:
        go(phases)
    text = str(failed.value)
    assert "`id-a` (Microsoft.ManagedIdentity/userAssignedIdentities) failed: AnotherOperationInProgress: Another operation" in text
    assert "run the same command again in a few minutes" in text
    assert "correlation id c-1" in text
    assert failed.value.exit_code == 3
    writes = dict(azure.writes)
    azure.fail.clear()
    assert go(phases)
    assert azure.puts == {
        "small-1-network-foundation": 1, "small-2-security-and-monitoring": 2, "small-3-compute-and-data": 1, "small-4-integration": 1,
    }
    assert all(azure.writes[key] == 1 for key in writes)


def test_a_secret_is_neither_told_nor_stored(go: Any, phases: tuple[Phase, ...], azure: Any, heard: Any, state: State) -> None:
    secret = "Tr0ub4dor&3"
    azure.fail["sql-a"] = {"code": "InvalidParameter", "message": f"Password '{secret}' is too weak."}
    with pytest.raises(EnclaveError) as failed:
        go(phases)
    assert "Password '(secret)' is too weak" in str(failed.value)
    azure.fail.clear()
    assert go(phases)
    assert go(phases, values={"sqlPassword": "another"}, redeploy=True, only_what_if=True)
    assert secret not in heard.text + state.path.read_text() + str(failed.value)


def test_the_same_deployment_that_runs_already_is_followed_and_not_begun_again(
    go: Any, phases: tuple[Phase, ...], azure: Any, order: Order, session: Session, heard: Any
) -> None:
    azure.hold["small-1-network-foundation"] = 1
    run._begin(session, phases[0], phases[0].location, order)
    threading.Timer(0.15, azure.release).start()
    assert go(phases)
    assert azure.puts["small-1-network-foundation"] == 1
    assert "phase 1, network foundation: following deployment `small-1-network-foundation` in azure" in heard.text


def test_another_deployment_of_the_name_is_waited_for_and_then_replaced(
    go: Any, phases: tuple[Phase, ...], azure: Any, order: Order, session: Session, edited: Any
) -> None:
    other = plan_phases(edited("vnet-hub", "properties.addressSpace", {"addressPrefixes": ["10.0.0.0/8"]}), "small")[0]
    azure.hold["small-1-network-foundation"] = 1
    run._begin(session, other, other.location, order)
    threading.Timer(0.15, azure.release).start()
    assert go(phases)
    assert azure.puts["small-1-network-foundation"] == 2
    found = next(value for key, value in azure.written.items() if key.endswith("/vnet-hub"))
    assert found["properties"]["addressSpace"]["addressPrefixes"] == ["10.0.0.0/16"]


def test_a_conflict_is_waited_for_and_the_wait_has_an_end(go: Any, phases: tuple[Phase, ...], azure: Any, heard: Any) -> None:
    azure.busy = 3
    assert go(phases[:1])
    assert heard.text.count("busy with another deployment, waiting") == 3
    azure.busy = 10_000
    with pytest.raises(EnclaveError, match="still busy with another deployment after 0 s"):
        go(phases[1:2], patience=0.05)


@pytest.mark.parametrize(("status", "headers"), [(429, {"Retry-After": "0.01"}), (503, {"Retry-After": "0.01"}), (500, {})])
def test_throttling_and_failing_servers_are_waited_out(
    go: Any, phases: tuple[Phase, ...], azure: Any, status: int, headers: dict[str, str]
) -> None:
    azure.throttle = [(status, headers)] * (4 if headers else 1)
    assert go(phases)
    assert azure.throttle == []
    assert set(azure.puts.values()) == {1}


def test_retry_after_is_kept_and_told(azure: Any, server: Any, arm_server: Any) -> None:
    told: list[str] = []
    session = run_session(server, arm_server, told)
    azure.throttle = [(429, {"Retry-After": "1"})]
    start = time.monotonic()
    assert record(session, "nothing") is None
    assert time.monotonic() - start >= 1
    assert told == []
    session.close()


def run_session(server: Any, arm_server: Any, told: list[str]) -> Session:
    from enclave.deploy.cloud import cloud
    from enclave.deploy.session import sign_in

    return sign_in(cloud("public", server.environment), arm_server.SUBSCRIPTION, told.append)


def test_ctrl_c_leaves_the_deployment_and_says_how_to_go_on(
    go: Any, phases: tuple[Phase, ...], azure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    azure.hold["small-1-network-foundation"] = 1

    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("enclave.deploy.progress.time", SimpleNamespace(sleep=interrupted))
        with pytest.raises(GoesOn) as left:
            go(phases)
    assert left.value.exit_code == 130
    assert "az deployment sub cancel --name small-1-network-foundation" in left.value.hint
    assert azure.deployments["small-1-network-foundation"].state == "Running"
    azure.finish()
    assert go(phases)
    assert set(azure.puts.values()) == {1}


def test_a_cancelled_deployment_is_told_as_such(go: Any, phases: tuple[Phase, ...], azure: Any) -> None:
    azure.hold["small-1-network-foundation"] = 1

    def cancel() -> None:
        while not azure.deployments:
            time.sleep(0.01)
        azure.deployments["small-1-network-foundation"].state = "Canceled"

    threading.Thread(target=cancel).start()
    with pytest.raises(EnclaveError, match="was cancelled"):
        go(phases)


def test_an_older_record_keeps_its_location(go: Any, phases: tuple[Phase, ...], azure: Any) -> None:
    assert go(tuple(replace(phase, location="northeurope") for phase in phases))
    moved = tuple(replace(phase, location="westeurope") for phase in phases)
    assert go(moved, redeploy=True)
    assert {found.location for found in azure.deployments.values()} == {"northeurope"}


def test_a_reason_for_deploying_what_is_not_proved_is_kept_in_azure(go: Any, phases: tuple[Phase, ...], azure: Any, state: State) -> None:
    assert go(phases[:1], unproved="pilot without data")
    assert azure.deployments["small-1-network-foundation"].tags["enclave-unproved"] == "pilot without data"
    assert json.loads(state.path.read_text())["phases"]["1"]["unproved"] == "pilot without data"


def test_phases_before_one_that_are_not_there_are_named(go: Any, phases: tuple[Phase, ...], session: Session) -> None:
    assert [phase.number for phase in missing_before(session, phases, 3)] == [1, 2]
    assert go(phases[:1])
    assert [phase.number for phase in missing_before(session, phases, 3)] == [2]


def test_a_refusal_before_anything_begins_is_told(go: Any, phases: tuple[Phase, ...], azure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any, name: str, body: Any, found: Any) -> None:
        inside = {"code": "RequestDisallowedByPolicy", "message": "Resource 'vnet-hub' was disallowed by policy.", "target": "vnet-hub"}
        self.answer(400, {"error": {"code": "InvalidTemplateDeployment", "message": "not valid", "details": [inside]}})

    monkeypatch.setattr("tests.deploy.arm_server._Manager.begin", refuse)
    with pytest.raises(EnclaveError, match="RequestDisallowedByPolicy: Resource 'vnet-hub' was disallowed") as refused:
        go(phases)
    assert "ask for an exemption" in str(refused.value)
