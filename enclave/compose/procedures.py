"""Procedures: what somebody who starts one is asked, and what it asks Resource Manager to do, in order, as workflows.

A procedure talks to Resource Manager only, so it needs no way into any network and carries no data. What people answer goes into
paths and bodies, so each answer must look as it says.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.compose.names import resource_name
from enclave.compose.site import Site
from enclave.graph.model import Body, Ref, Value
from enclave.graph.parts import Identity
from enclave.graph.resources import logic_workflows
from enclave.graph.resources.logic_workflows import NOBODY, LogicWorkflow

AZURE = "https://management.azure.com/"
NAME = "^[A-Za-z0-9][A-Za-z0-9_-]{0,126}$"
HOURS = "PT12H"
"""The longest that a procedure waits for Azure to be done."""


class Ask(Struct, frozen=True):
    """A question that whoever starts a procedure answers."""

    name: str
    what: str
    pattern: str = NAME
    needed: bool = True


class Call(Struct, frozen=True):
    """One request to Resource Manager."""

    name: str
    method: str
    path: str
    """Below Resource Manager, without a leading `/`; it may hold expressions of the workflow language."""
    version: str
    body: Value = None


class Procedure(Struct, frozen=True):
    """Something that can be started."""

    name: str
    what: str
    asks: tuple[Ask, ...]
    calls: tuple[Call, ...]
    parameters: Mapping[str, Value] = field(default_factory=dict)
    """Name -> what only the deployment knows, mostly ids."""


def workflow(site: Site, procedure: Procedure, identity: str) -> LogicWorkflow:
    """The procedure as a workflow that acts as `identity` (an id) and that nobody calls over the internet."""
    return LogicWorkflow(
        id=site.named(logic_workflows.TYPE, resource_name(logic_workflows.TYPE, procedure.name)),
        location=site.region.location,
        enabled=True,
        identity=Identity("UserAssigned", (identity,)),
        callers=(NOBODY,),
        readers=(NOBODY,),
        triggers=triggers(procedure),
        actions=actions(procedure),
        parameters={**procedure.parameters, "identity": Ref(identity)},
    )


def triggers(procedure: Procedure) -> Body:
    """What starts a procedure: a request that is refused when an answer is missing or looks otherwise than it should."""
    properties: dict[str, Value] = {
        ask.name: {"type": "string", "description": ask.what, "pattern": ask.pattern} for ask in procedure.asks
    }
    needed: list[Value] = [ask.name for ask in procedure.asks if ask.needed]
    schema: Value = {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}
    options = "EnableSchemaValidation"
    return {"manual": {"type": "Request", "kind": "Http", "inputs": {"schema": schema}, "operationOptions": options}}


def actions(procedure: Procedure) -> Body:
    """The requests, each after the one before succeeded, all as the identity that may restore."""
    who: Value = {"type": "ManagedServiceIdentity", "identity": "@parameters('identity')", "audience": AZURE}
    written: dict[str, Value] = {}
    before = ""
    for call in procedure.calls:
        inputs: dict[str, Value] = {
            "method": call.method, "uri": f"{AZURE}{call.path}?api-version={call.version}", "authentication": who,
        }
        if call.body is not None:
            inputs["body"] = call.body
        after: dict[str, Value] = {before: ["Succeeded"]} if before else {}
        written[call.name] = {"type": "Http", "inputs": inputs, "runAfter": after, "limit": {"timeout": HOURS}}
        before = call.name
    return written


def told(name: str) -> str:
    """An answer, where it stands in a text."""
    return f"@{{triggerBody()?['{name}']}}"


def at(name: str) -> str:
    """An id that is a parameter, where a path begins."""
    return f"@{{substring(parameters('{name}'), 1)}}"


def within(name: str) -> str:
    """An id that is a parameter, where it stands in a text."""
    return f"@{{parameters('{name}')}}"
