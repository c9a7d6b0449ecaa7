"""Where workflows of Logic Apps send, and who can call them."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.finding import Proved, Refuted, Unknown, Verdict
from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Resource, Unresolved
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations import egress_only_declared, no_internet_ingress, private_endpoints_only
from enclave.verify.workflows import sends_elsewhere

NOBODY = [{"addressRange": "0.0.0.0-0.0.0.0"}]
REQUEST = {"manual": {"type": "Request"}}


def http(uri: object) -> dict[str, Any]:
    return {"type": "Http", "inputs": {"method": "GET", "uri": uri}}


ARM = http("https://management.azure.com/@{substring(parameters('x'), 1)}?api-version=1")


def workflow(actions: object, triggers: object = REQUEST, callers: object = None, **properties: object) -> Resource:
    access = {"accessControl": {"triggers": {"allowedCallerIpAddresses": callers}}} if callers is not None else {}
    body: dict[str, Any] = {"properties": {"definition": {"triggers": triggers, "actions": actions}, **access, **properties}}
    return Resource("Microsoft.Logic/workflows", "2019-05-01", "w", "/resourceGroups/rg", body, "westeurope")


@pytest.mark.parametrize("actions", [{}, {"a": ARM}, {"a": ARM, "b": {"type": "ParseJson"}}, None])
def test_what_only_asks_resource_manager_sends_nowhere_else(actions: object) -> None:
    assert sends_elsewhere(workflow(actions)) == ""


@pytest.mark.parametrize("action", [
    http("https://management.azure.com.example.com/x"),
    http("https://management.azure.com@{parameters('x')}"),
    http("@{parameters('x')}"),
    http("https://203.0.113.7/"),
    {"type": "If", "actions": {"a": http("https://example.com")}},
    {"type": "ApiConnection"},
    {"type": "Workflow"},
    {},
])
def test_everything_else_may_send_somewhere(action: dict[str, Any]) -> None:
    assert "`a`" in sends_elsewhere(workflow({"ok": ARM, "a": action}))


@pytest.mark.parametrize("actions", [Unresolved("[x]"), {"a": http(Unresolved("[x]"))}, "x"])
def test_what_is_not_known_raises(actions: object) -> None:
    with pytest.raises(Undecided):
        sends_elsewhere(workflow(actions))


def verdict(obligation: Any, resource: Resource) -> Verdict:
    answers: list[tuple[str, Verdict]] = list(obligation.check(World(Estate(Graph((resource,))))))
    (found,) = [answer for subject, answer in answers if subject == resource.id]
    return found


@pytest.mark.parametrize(("callers", "triggers", "more", "kind"), [
    (NOBODY, REQUEST, {}, Proved),
    (None, REQUEST, {}, Refuted),
    ([], REQUEST, {}, Refuted),
    ([*NOBODY, {"addressRange": "203.0.113.0/24"}], REQUEST, {}, Refuted),
    (None, {"daily": {"type": "Recurrence"}}, {}, Proved),
    (None, {"daily": {"type": "Recurrence"}, **REQUEST}, {}, Refuted),
    (None, REQUEST, {"state": "Disabled"}, Proved),
    (NOBODY, Unresolved("[x]"), {}, Proved),
    (None, Unresolved("[x]"), {}, Unknown),
])
def test_who_can_call_one(callers: object, triggers: object, more: dict[str, object], kind: type) -> None:
    found = workflow({"a": ARM}, triggers, callers, **more)
    assert isinstance(verdict(no_internet_ingress, found), kind)
    assert isinstance(verdict(private_endpoints_only, found), kind)


def test_one_that_may_send_anywhere_is_not_proved() -> None:
    assert isinstance(verdict(egress_only_declared, workflow({"a": ARM}, callers=NOBODY)), Proved)
    assert isinstance(verdict(egress_only_declared, workflow({"a": http("https://example.com")}, callers=NOBODY)), Unknown)
