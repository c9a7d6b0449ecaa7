"""Logic Apps workflows (Consumption): what starts them, from where, and as whom they act."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import MISSING, items, lookup, text, undecided
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Identity, Place, identity, stated, write_identity

TYPE = "Microsoft.Logic/workflows"
API_VERSION = "2019-05-01"
SCHEMA = "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#"
NOBODY = "0.0.0.0-0.0.0.0"
"""A range that nobody's address is in (learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app)."""
CALLED = ("request", "httpwebhook", "apiconnectionwebhook")
"""Kinds of triggers that wait at a public address, lower case."""


class LogicWorkflow(Struct, frozen=True):
    """A workflow. What is absent is as Azure's default has it."""

    id: str
    location: str
    enabled: bool
    identity: Identity
    callers: tuple[str, ...] | None
    """Address ranges that may call its triggers; empty: other workflows only, None: anybody who knows the address.

    Whoever may run triggers through Azure Resource Manager can start it from anywhere."""
    readers: tuple[str, ...] | None
    """Address ranges that may read what went in and out of its runs; None: anybody with a role that lets them."""
    triggers: Body = field(default_factory=dict)
    """Name -> trigger, in the workflow language."""
    actions: Body = field(default_factory=dict)
    """Name -> action, in the workflow language."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    """Name -> value, a text or a reference."""

    @property
    def called(self) -> tuple[str, ...]:
        """Names of the triggers that wait at a public address."""
        return tuple(name for name, trigger in self.triggers.items() if text(trigger, "type").lower() in CALLED)


def read(resource: Resource) -> LogicWorkflow:
    """A workflow. Raises `Undecided`."""
    body = resource.body
    return LogicWorkflow(
        id=resource.id,
        location=resource.location or "",
        enabled=text(body, "properties.state", "Enabled").lower() == "enabled",
        identity=identity(resource),
        callers=_ranges(resource, "triggers"),
        readers=_ranges(resource, "contents"),
        triggers=_mapping(resource, "properties.definition.triggers"),
        actions=_mapping(resource, "properties.definition.actions"),
        parameters={
            name: given["value"] if isinstance(given, Mapping) and "value" in given else None
            for name, given in _mapping(resource, "properties.parameters").items()
        },
    )


def write(workflow: LogicWorkflow, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The workflow."""
    definition: Value = {
        "$schema": SCHEMA,
        "contentVersion": "1.0.0.0",
        "parameters": {name: {"type": "String"} for name in workflow.parameters},
        "triggers": workflow.triggers,
        "actions": workflow.actions,
        "outputs": {},
    }
    access = stated(triggers=_written(workflow.callers), contents=_written(workflow.readers))
    properties = stated(
        state="Enabled" if workflow.enabled else "Disabled",
        accessControl=access or None,
        definition=definition,
        parameters={name: {"value": value} for name, value in workflow.parameters.items()} or None,
    )
    body = stated(identity=write_identity(workflow.identity), properties=properties)
    return (place.put(TYPE, API_VERSION, workflow.id, body, depends_on=depends_on),)


def _ranges(resource: Resource, what: str) -> tuple[str, ...] | None:
    path = f"properties.accessControl.{what}.allowedCallerIpAddresses"
    if lookup(resource.body, path) in (MISSING, None):
        return None
    return tuple(text(part, "addressRange") for part in items(resource.body, path))


def _written(ranges: tuple[str, ...] | None) -> Value:
    return None if ranges is None else {"allowedCallerIpAddresses": [{"addressRange": each} for each in ranges]}


def _mapping(resource: Resource, path: str) -> Body:
    value = lookup(resource.body, path)
    if value is MISSING or value is None:
        return {}
    if not isinstance(value, Mapping):
        raise undecided(value, path, resource.id)
    return value
