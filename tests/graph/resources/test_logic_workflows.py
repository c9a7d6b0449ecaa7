"""Logic Apps workflows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import logic_workflows
from enclave.graph.resources.logic_workflows import NOBODY, TYPE, LogicWorkflow

GROUP = "/resourceGroups/rg-test/providers"
IDENTITY = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-restore"
WORKFLOW = LogicWorkflow(
    id=f"{GROUP}/{TYPE}/logic-restore",
    location="westeurope",
    enabled=True,
    identity=Identity("UserAssigned", (IDENTITY,)),
    callers=(NOBODY,),
    readers=(),
    triggers={"manual": {"type": "Request", "kind": "Http", "inputs": {"schema": {"type": "object"}}}},
    actions={
        "restore": {"type": "Http", "inputs": {"uri": "@{parameters('vault')}/x", "list": ["[a]", "${b}"]}, "runAfter": {}},
    },
    parameters={"vault": Ref(f"{GROUP}/Microsoft.RecoveryServices/vaults/rsv-a"), "region": "westeurope"},
)
PLAIN = replace(WORKFLOW, enabled=False, identity=Identity(), callers=None, readers=None, parameters={}, actions={})


@pytest.mark.parametrize("workflow", [WORKFLOW, PLAIN, replace(WORKFLOW, callers=())])
def test_what_is_written_is_read_back(
    workflow: LogicWorkflow, round_trip: Callable[..., Any], place: Place, problems: Callable[..., list[str]]
) -> None:
    assert round_trip(logic_workflows, workflow, depends_on=("/before",)) == workflow
    assert problems(logic_workflows.write(workflow, place)) == []


def test_triggers_that_wait_at_a_public_address() -> None:
    daily: Any = {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}
    assert WORKFLOW.called == ("manual",)
    assert replace(WORKFLOW, triggers={"daily": daily, "hook": {"type": "HttpWebhook"}}).called == ("hook",)


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    found = logic_workflows.read(make(TYPE, "logic-a", {"properties": {"parameters": {"token": {"type": "SecureString"}}}}))
    assert (found.enabled, found.callers, found.readers, found.triggers) == (True, None, None, {})
    assert found.parameters == {"token": None}


@pytest.mark.parametrize("properties", [
    {"definition": Unresolved("[x]")}, {"definition": {"triggers": "x"}},
    {"accessControl": {"triggers": {"allowedCallerIpAddresses": Unresolved("[x]")}}},
])
def test_what_is_not_known_raises(properties: Any, make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        logic_workflows.read(make(TYPE, "logic-a", {"properties": properties}))
