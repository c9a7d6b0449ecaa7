"""Prints a graph as one ARM template for a subscription: resource groups, and a nested deployment for each unit.

`metadata.enclave` carries the owner's intent and what a template has no word for (order, module, region, extra
dependencies), so that the importer reads the same graph back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Final

import msgspec

from enclave.emit.arm_ids import Ids, literal, quoted
from enclave.emit.units import MANAGEMENT_GROUP_TYPE, MOST_RESOURCES, Home, Plan, Unit
from enclave.errors import InputError, UnsupportedError
from enclave.graph.ids import GROUP_TYPE
from enclave.graph.model import Graph, Ref, Resource, Secret, Value

SCHEMAS: Final = "https://schema.management.azure.com/schemas"
SCHEMA_OF: Final[Mapping[str, str]] = {
    "group": f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#",
    "subscription": f"{SCHEMAS}/2018-05-01/subscriptionDeploymentTemplate.json#",
    "management-group": f"{SCHEMAS}/2019-08-01/managementGroupDeploymentTemplate.json#",
    "tenant": f"{SCHEMAS}/2019-08-01/tenantDeploymentTemplate.json#",
}
DEPLOYMENTS: Final = "Microsoft.Resources/deployments"
DEPLOYMENTS_API_VERSION: Final = "2025-04-01"
LARGEST_TEMPLATE: Final = 4 * 1024 * 1024
"""Bytes of a template that Resource Manager takes (Microsoft Learn, "Azure Resource Manager limits", 2026)."""
MOST_PARAMETERS: Final = 256
"""Parameters that one template may have (same page)."""
LONGEST_NAME: Final = 64
"""Characters of a deployment's name (same page)."""
DIVIDE: Final = "make two enclaves of it, each with some of the regions or projects"
THE_SUBSCRIPTION: Final = Home("subscription")
Json = dict[str, object]


class TooLargeError(UnsupportedError):
    """More than one deployment of Resource Manager takes; of fewer resources it may take it."""


def emit_arm(graph: Graph, pieces: Plan, only: Collection[str] | None = None) -> dict[str, str]:
    """`azuredeploy.json`, for `az deployment sub create`, of a graph and its plan. Raises UnsupportedError.

    With `only`, the ids of the resources to deploy: what they refer to of the others is there already and is not deployed
    again. Such a part has no metadata, since it is not a graph of its own. Raises InputError for an id that nothing has.
    """
    printed = tuple(graph)
    if only is not None:
        unknown = next((resource_id for resource_id in only if graph.get(resource_id) is None), None)
        if unknown is not None:
            raise InputError(f"there is no resource `{unknown}` to deploy")
        pieces = pieces.part(only)
        chosen = {resource_id.lower() for resource_id in only}
        printed = tuple(resource for resource in graph if resource.id.lower() in chosen)
    template = _Printer(graph, pieces).template(printed)
    if only is None:
        template["metadata"] = {"enclave": _facts(graph)}
    return {"azuredeploy.json": _written(_ordered(template))}


class _Printer:
    """Prints the units of a plan."""

    def __init__(self, graph: Graph, pieces: Plan) -> None:
        self.graph = graph
        self.plan = pieces
        self.mark = sha256("|".join(group.id.lower() for group in graph.of_type(GROUP_TYPE)).encode()).hexdigest()[:6]
        """Tells the deployments of this enclave from those of another one in the same subscription or tenant."""

    def template(self, printed: Sequence[Resource]) -> Json:
        """The template for the subscription."""
        top = Ids(self.graph, THE_SUBSCRIPTION)
        resources = [self._resource(group, top, []) for group in self.plan.groups]
        resources += [self._deployment(unit, top) for unit in self.plan.units]
        return _template("subscription", _parameters(_secrets(printed)), resources)

    def deployment_name(self, unit: Unit) -> str:
        """Name of a unit's deployment, unique in its scope and at most 64 characters long."""
        part = f"-{unit.part}" if unit.part > 1 else ""
        mark = "" if unit.home.kind == "group" else f"-{self.mark}"
        name = "-".join(filter(None, (unit.module.replace("/", "-") or "resources", unit.stamp.replace("_", "-")))) + part + mark
        if len(name) > LONGEST_NAME or name != name.strip("-"):
            name = name.strip("-")[: LONGEST_NAME - 9] + "-" + sha256(name.encode()).hexdigest()[:8]
        return name

    # -- deployments ------------------------------------------------------------------------------------------------

    def _deployment(self, unit: Unit, top: Ids) -> Json:
        """The nested deployment of a unit. One for a management group goes through the tenant: a subscription's cannot
        reach it directly (Microsoft Learn, "Scope functions for ARM templates", 2026)."""
        ids = Ids(self.graph, unit.home)
        resources = [self._resource(resource, ids, self._waits_inside(resource, unit, ids)) for resource in unit.resources]
        secrets = _secrets(unit.resources)
        template = _template(unit.home.kind, _parameters(secrets, ids.needs_subscription), resources)
        given = _given(secrets, "[subscription().subscriptionId]" if ids.needs_subscription else "")
        printed: Json = {"type": DEPLOYMENTS, "apiVersion": DEPLOYMENTS_API_VERSION, "name": self.deployment_name(unit)}
        if unit.home.kind == "group":
            printed["resourceGroup"] = unit.group
        else:
            printed["location"] = "[deployment().location]"
        if unit.home.kind == "management-group":
            passed = _given(secrets, "[parameters('subscriptionId')]" if ids.needs_subscription else "")
            scope = literal(f"{MANAGEMENT_GROUP_TYPE}/{unit.management_group}")
            inner = printed | {"scope": scope} | _nested(template, passed)
            template = _template("tenant", _parameters(secrets, ids.needs_subscription), [inner])
        if unit.home.kind in ("management-group", "tenant"):
            printed["scope"] = "/"
        printed |= _nested(template, given)
        depends = self._waits(unit, top)
        return printed | ({"dependsOn": depends} if depends else {})

    def _waits(self, unit: Unit, top: Ids) -> list[str]:
        """What the deployment of a unit waits for: resource groups, and deployments of other units."""
        wanted = {need.id for resource in unit.resources for need in self.plan.needs[resource.id.lower()]}
        # a group goes by its type in `dependsOn`, unlike in its own id
        found = [f"[subscriptionResourceId({quoted(GROUP_TYPE)}, {quoted(group.name)})]"
                 for group in self.plan.groups if group.id in wanted]
        for other in self.plan.units_needed(unit):
            name = quoted(self.deployment_name(other))
            if other.home.kind == "group":
                found.append(f"[{top.identify(f'/resourceGroups/{other.group}/providers/{DEPLOYMENTS}/{self.deployment_name(other)}')}]")
            else:
                function = "subscriptionResourceId" if other.home.kind == "subscription" else "tenantResourceId"
                found.append(f"[{function}({quoted(DEPLOYMENTS)}, {name})]")
        return found

    def _waits_inside(self, resource: Resource, unit: Unit, ids: Ids) -> list[str]:
        needed = (need for need in self.plan.needs[resource.id.lower()] if self.plan.unit_of.get(need.id.lower()) is unit)
        return list(dict.fromkeys(f"[{ids.identify(need.id)}]" for need in needed))

    # -- resources --------------------------------------------------------------------------------------------------

    def _resource(self, resource: Resource, ids: Ids, depends: list[str]) -> Json:
        printed: Json = {"type": resource.type, "apiVersion": resource.api_version}
        if resource.scope and not ids.is_here(resource.scope):
            printed["scope"] = f"[{ids.identify(resource.scope)}]"
        printed["name"] = literal(resource.name)
        if resource.location is not None:
            printed["location"] = literal(resource.location)
        printed.update({key: self._value(item, ids) for key, item in resource.body.items()})
        return printed | ({"dependsOn": depends} if depends else {})

    def _value(self, value: Value, ids: Ids) -> object:
        if isinstance(value, str):
            return literal(value)
        if isinstance(value, Mapping):
            return {ids.key(key): self._value(item, ids) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._value(item, ids) for item in value]
        if isinstance(value, Ref):
            return ids.reference(value)
        return f"[parameters({quoted(value.parameter)})]" if isinstance(value, Secret) else value


def _nested(template: Json, given: Json) -> Json:
    properties: Json = {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "Inner"}}
    if given:
        properties["parameters"] = given
    return {"properties": properties | {"template": template}}


def _template(kind: str, parameters: Json, resources: list[Json]) -> Json:
    if len(resources) > MOST_RESOURCES:
        raise TooLargeError(f"{len(resources)} resources in one deployment, more than Resource Manager takes ({MOST_RESOURCES})",
                            "azuredeploy.json", DIVIDE)
    if len(parameters) > MOST_PARAMETERS:
        raise TooLargeError(f"{len(parameters)} parameters, more than Resource Manager takes ({MOST_PARAMETERS})",
                            "azuredeploy.json", DIVIDE)
    template: Json = {"$schema": SCHEMA_OF[kind], "contentVersion": "1.0.0.0"}
    return template | ({"parameters": parameters} if parameters else {}) | {"resources": resources}


def _parameters(secrets: Mapping[str, str], subscription: bool = False) -> Json:
    declared: Json = {name: {"type": "securestring"} | ({"metadata": {"description": said}} if said else {})
                      for name, said in secrets.items()}
    return declared | ({"subscriptionId": {"type": "string"}} if subscription else {})


def _given(secrets: Mapping[str, str], subscription: str) -> Json:
    given: Json = {name: {"value": f"[parameters({quoted(name)})]"} for name in secrets}
    return given | ({"subscriptionId": {"value": subscription}} if subscription else {})


def _secrets(resources: Sequence[Resource]) -> dict[str, str]:
    """Secure parameters that resources need, with what is said about them."""
    found: dict[str, str] = {}
    for resource in reversed(resources):
        for secret in resource.secrets:
            found[secret.parameter] = found.get(secret.parameter) or secret.description
    return dict(sorted(found.items()))


def _ordered(template: Json) -> Json:
    first = ("$schema", "contentVersion", "metadata", "parameters", "resources")
    return {key: template[key] for key in first if key in template}


def _written(template: Json) -> str:
    """The file: indented for a reader, unless only without the indentation Resource Manager takes it."""
    encoded = msgspec.json.encode(template)
    written = msgspec.json.format(encoded, indent=2) + b"\n"
    if len(written) <= LARGEST_TEMPLATE:
        return written.decode()
    size = len(encoded) + 1
    if size > LARGEST_TEMPLATE:
        raise TooLargeError(f"the template has {size} bytes, more than Resource Manager takes ({LARGEST_TEMPLATE})",
                            "azuredeploy.json", DIVIDE)
    return encoded.decode() + "\n"


def _facts(graph: Graph) -> Json:
    facts: Json = {"version": 1}
    if graph.intent is not None:
        facts["intent"] = asdict(graph.intent)
    facts["resources"] = [
        {"id": resource.id}
        | ({"module": resource.module} if resource.module else {})
        | ({"stamp": resource.stamp} if resource.stamp else {})
        | ({"dependsOn": list(resource.depends_on)} if resource.depends_on else {})
        for resource in graph
    ]
    return facts
