"""What has a last day, on both sides of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from enclave.graph.model import Graph, Resource, Unresolved
from enclave.report.controls.ends import KINDS, State, ends
from enclave.spec.base import Unsafe
from enclave.spec.models import Network, Spec
from enclave.verify.model import Verification

EARLY, LATE = date(2026, 3, 1), date(2027, 12, 1)
Proved = tuple[Spec, Graph, Verification]


def exemption(expires: Any) -> Resource:
    body = {"properties": {"expiresOn": expires} if expires else {}}
    return Resource("Microsoft.Authorization/policyExemptions", "2022-07-01-preview", "e", "/resourceGroups/rg", body)


def states(of: str, spec: Spec, graph: Graph, today: date) -> list[State]:
    return [end.state for end in ends(of, spec, graph, today)]


def test_models_are_ahead_of_their_end_or_a_reason_to_look(proved: Proved) -> None:
    spec, graph, _ = proved
    assert set(states("models", spec, graph, EARLY)) == {State.AHEAD}
    assert State.PAST not in states("models", spec, graph, LATE)
    assert State.UNKNOWN in states("models", spec, graph, LATE)
    assert "2026-10-01" in ends("models", spec, graph, LATE)[0].told
    project = spec.projects["fraud-triage"]
    nobody = project.deployments["gpt-4o"].model_copy(update={"version": "never"})
    unheard = spec.model_copy(update={"projects": {"p": project.model_copy(update={"deployments": {"d": nobody}})}})
    [end] = ends("models", unheard, graph, EARLY)
    assert (end.state, "not in the table" in end.told) == (State.UNKNOWN, True)


def test_dangerous_choices(proved: Proved) -> None:
    def choices(more: dict[str, Any]) -> list[State]:
        spec = proved[0].model_copy(update={"network": Network(unsafe_allow_public_egress=Unsafe(reason="a trial", **more))})
        return states("choices", spec, Graph(()), date(2026, 6, 1))

    assert choices({}) == [State.UNKNOWN]
    assert choices({"until": "2026-06-01"}) == [State.AHEAD]
    assert choices({"until": "2026-05-31"}) == [State.PAST]


def test_exemptions(proved: Proved) -> None:
    spec = proved[0]
    for expires, wanted in (
        ("2026-06-02T00:00:00Z", State.AHEAD), ("2026-06-01T00:00:00Z", State.PAST), (None, State.UNKNOWN), ("soon", State.UNKNOWN),
        (Unresolved("parameters('x')", "not given"), State.UNKNOWN),
    ):  # fmt: skip
        assert states("exemptions", spec, Graph((exemption(expires),)), date(2026, 6, 1)) == [wanted], expires
    empty = spec.model_copy(update={"projects": {}})
    assert [states(kind, empty, Graph(()), EARLY) for kind in KINDS] == [[], [], []]
