"""Automation rules of Microsoft Sentinel: what happens to an incident as soon as there is one."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import items, last_segment, link, number, text, texts
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.SecurityInsights/automationRules"
API_VERSION = "2025-09-01"


class AutomationRule(Struct, frozen=True):
    """What happens to new incidents of some severities."""

    id: str
    workspace: str
    name: str
    order: int
    severities: tuple[str, ...]
    owner: str = ""
    """Object id of the group that becomes the owner."""
    tasks: tuple[tuple[str, str], ...] = ()
    """Tasks that are written into it: title and description."""
    playbook: str = ""
    """Id of a workflow that is run."""
    tenant: str = ""
    """Tenant of the workflow."""


def read(resource: Resource) -> AutomationRule:
    """A rule. Raises `Undecided`."""
    body = resource.body
    actions = items(body, "properties.actions")
    owners = [text(action, "actionConfiguration.owner.objectId") for action in actions]
    playbooks = [link(action, "actionConfiguration.logicAppResourceId") for action in actions]
    tenants = [text(action, "actionConfiguration.tenantId") for action in actions]
    conditions = items(body, "properties.triggeringLogic.conditions")
    return AutomationRule(
        id=resource.id,
        workspace=resource.scope,
        name=text(body, "properties.displayName"),
        order=number(body, "properties.order"),
        severities=tuple(
            severity
            for condition in conditions
            if text(condition, "conditionProperties.propertyName") == "IncidentSeverity"
            for severity in texts(condition, "conditionProperties.propertyValues")
        ),
        owner=next(filter(None, owners), ""),
        tasks=tuple(
            (text(action, "actionConfiguration.title"), text(action, "actionConfiguration.description"))
            for action in actions if text(action, "actionType") == "AddIncidentTask"
        ),
        playbook=next(filter(None, playbooks), "") or "",
        tenant=next(filter(None, tenants), ""),
    )


def write(rule: AutomationRule, place: Place, *, after: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The rule. `after`: Sentinel itself."""
    severities: Value = {
        "conditionType": "Property",
        "conditionProperties": {"propertyName": "IncidentSeverity", "operator": "Equals", "propertyValues": list(rule.severities)},
    }
    actions: list[dict[str, Value]] = []
    if rule.owner:
        owner: Value = {"objectId": rule.owner, "ownerType": "Group"}
        actions.append({"actionType": "ModifyProperties", "actionConfiguration": {"status": "Active", "owner": owner}})
    for title, description in rule.tasks:
        actions.append({"actionType": "AddIncidentTask", "actionConfiguration": {"title": title, "description": description}})
    if rule.playbook:
        run: Value = {"logicAppResourceId": Ref(rule.playbook), "tenantId": rule.tenant}
        actions.append({"actionType": "RunPlaybook", "actionConfiguration": run})
    properties: Value = {
        "displayName": rule.name,
        "order": rule.order,
        "triggeringLogic": {
            "isEnabled": True, "triggersOn": "Incidents", "triggersWhen": "Created", "conditions": [severities],
        },
        "actions": [{"order": place_in, **action} for place_in, action in enumerate(actions, 1)],
    }
    name = last_segment(rule.id)
    return (Resource(TYPE, API_VERSION, name, rule.workspace, {"properties": properties}, None, place.module, place.stamp, after),)
