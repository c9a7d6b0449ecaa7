"""Prints a graph as one ARM template for a subscription: resource groups, and a nested deployment for each unit.

`metadata.enclave` carries the owner's intent and what a template has no word for (order, module, region, extra
dependencies), so that the importer reads the same graph back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256

from enclave.emit.units import Plan, Unit, plan
from enclave.errors import InputError, UnsupportedError
from enclave.graph.ids import GROUP_TYPE, owner, parse
from enclave.graph.model import Graph, Ref, Resource, Secret, Value

SCHEMAS = "https://schema.management.azure.com/schemas"
SUBSCRIPTION_SCHEMA = f"{SCHEMAS}/2018-05-01/subscriptionDeploymentTemplate.json#"
GROUP_SCHEMA = f"{SCHEMAS}/2019-04-01/deploymentTemplate.json#"
DEPLOYMENTS_API_VERSION = "2025-04-01"
LARGEST_TEMPLATE = 4 * 1024 * 1024
"""Bytes of a template that Resource Manager takes (Microsoft Learn, "Azure Resource Manager limits", 2026)."""
MOST_RESOURCES = 800
"""Resources that one template may hold (same page)."""
LONGEST_NAME = 64
"""Characters of a deployment's name (same page)."""
Json = dict[str, object]


def emit_arm(graph: Graph, only: Collection[str] | None = None) -> dict[str, str]:
    """`azuredeploy.json`, for `az deployment sub create`. Raises UnsupportedError.

    With `only`, the ids of the resources to deploy: what they refer to of the others is there already and is not deployed
    again. Such a part has no metadata, since it is not a graph of its own. Raises InputError for an id that nothing has.
    """
    pieces = plan(graph)
    printed = tuple(graph)
    if only is not None:
        unknown = next((resource_id for resource_id in only if graph.get(resource_id) is None), None)
        if unknown is not None:
            raise InputError(f"there is no resource `{unknown}` to deploy")
        pieces = pieces.part(only)
        chosen = {resource_id.lower() for resource_id in only}
        printed = tuple(resource for resource in graph if resource.id.lower() in chosen)
    printers = {unit.key: _Printer(graph, pieces, unit.group) for unit in pieces.units}
    top = _Printer(graph, pieces, "")
    resources: list[Json] = [top.resource(group) for group in pieces.groups]
    for unit in pieces.units:
        if unit.group:
            resources.append(_deployment(unit, pieces, printers[unit.key], top))
        else:
            resources += [top.resource(resource) for resource in unit.resources]
    template = _template(SUBSCRIPTION_SCHEMA, _secrets(printed), resources)
    if only is None:
        template["metadata"] = {"enclave": _facts(graph)}
    text = json.dumps(_ordered(template), indent=2, ensure_ascii=False) + "\n"
    size = len(text.encode())
    if size > LARGEST_TEMPLATE:
        raise UnsupportedError(f"the template has {size} bytes, more than Resource Manager takes ({LARGEST_TEMPLATE})",
                               "azuredeploy.json", "deploy the Bicep or the Terraform form, or divide the enclave")
    return {"azuredeploy.json": text}


def deployment_name(unit: Unit) -> str:
    """Name of a unit's deployment, unique in its resource group and at most 64 characters long."""
    part = f"-{unit.part}" if unit.part > 1 else ""
    name = "-".join(filter(None, (unit.module.replace("/", "-") or "resources", unit.stamp.replace("_", "-")))) + part
    if len(name) > LONGEST_NAME or name != name.strip("-"):
        name = name.strip("-")[: LONGEST_NAME - 9] + "-" + sha256(name.encode()).hexdigest()[:8]
    return name


def literal(text: str) -> str:
    """A text as a JSON string of a template, escaped where Resource Manager would take it for an expression."""
    if text.startswith("[") and text.endswith("]"):
        return "[" + text
    return f"[concat({quoted(text)})]" if text.startswith("[") else text


def quoted(text: str) -> str:
    """A text as a literal inside an expression."""
    return "'" + text.replace("'", "''") + "'"


class _Printer:
    """Prints the resources of one deployment; `group` is the resource group it runs in, `""` for the subscription."""

    def __init__(self, graph: Graph, pieces: Plan, group: str) -> None:
        self.graph = graph
        self.plan = pieces
        self.group = group

    def resource(self, resource: Resource) -> Json:
        """One resource of a template."""
        printed: Json = {"type": resource.type, "apiVersion": resource.api_version}
        if resource.scope and resource.scope.lower() != f"/resourceGroups/{self.group}".lower():
            printed["scope"] = f"[{self.identify(resource.scope)}]"
        printed["name"] = literal(resource.name)
        if resource.location is not None:
            printed["location"] = literal(resource.location)
        printed.update({key: self.value(item) for key, item in resource.body.items()})
        depends = self._depends_on(resource)
        if depends:
            printed["dependsOn"] = depends
        return printed

    def value(self, value: Value) -> object:
        """A value of a body as JSON."""
        if isinstance(value, Ref):
            return self._ref(value)
        if isinstance(value, Secret):
            return f"[parameters({quoted(value.parameter)})]"
        if isinstance(value, Mapping):
            return {self._key(key): self.value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return literal(value) if isinstance(value, str) else value

    def identify(self, resource_id: str) -> str:
        """The expression for a resource id, without brackets."""
        if not resource_id:
            return "subscription().id"
        found = parse(resource_id)
        if found is None or resource_id.lower().startswith("/subscriptions/"):
            parent = owner(self.graph, resource_id)
            return quoted(resource_id) if parent is None else f"concat({self.identify(parent[0].id)}, {quoted(parent[1])})"
        names = ", ".join(quoted(name) for name in (found.type, *found.names))
        if found.type == GROUP_TYPE and not found.scope:
            return self._group(found.names[0])
        if not found.scope:
            return f"subscriptionResourceId({names})"
        scope = parse(found.scope)
        if scope is None or scope.type != GROUP_TYPE:
            return f"extensionResourceId({self.identify(found.scope)}, {names})"
        if scope.names[0].lower() == self.group.lower():
            return f"resourceId({names})"
        if self.group:
            return f"resourceId({quoted(scope.names[0])}, {names})"
        return f"extensionResourceId({self._group(scope.names[0])}, {names})"

    def _group(self, name: str) -> str:
        if name.lower() == self.group.lower():
            return "resourceGroup().id"
        return f"concat(subscription().id, {quoted('/resourceGroups/' + name)})"

    def _key(self, key: str) -> str:
        return f"[{self.identify(key)}]" if key.startswith("/") and owner(self.graph, key) else literal(key)

    def _ref(self, ref: Ref) -> str:
        name = self.identify(ref.resource + ref.suffix)
        if ref.prefix:
            return f"[concat({quoted(ref.prefix)}, {name})]"
        if ref.path == "id":
            return literal(ref.resource + ref.suffix) if ref.resource.lower().startswith("/subscriptions/") else f"[{name}]"
        if ref.path == "name":
            return f"[last(split({name}, '/'))]"
        found = self.graph.get(ref.resource)
        version = found.api_version if found else ""
        root, _, rest = ref.path.partition(".")
        if root == "properties":
            return f"[reference({name}, {quoted(version)}).{rest}]"
        return f"[reference({name}, {quoted(version)}, 'Full').{ref.path}]"

    def _depends_on(self, resource: Resource) -> list[str]:
        here = self.plan.unit_of.get(resource.id.lower())
        depends: list[str] = []
        for need in self.plan.needs[resource.id.lower()]:
            there = self.plan.unit_of.get(need.id.lower())
            if there is None:
                depends += [] if self.group else [_group_dependency(need)]
            elif there == here or (not self.group and not there.group):
                depends.append(f"[{self.identify(need.id)}]")
            elif not self.group:
                depends.append(f"[{deployment_id(there, self)}]")
        return list(dict.fromkeys(depends))


def deployment_id(unit: Unit, printer: _Printer) -> str:
    """The expression for the id of a unit's deployment."""
    return printer.identify(f"/resourceGroups/{unit.group}/providers/Microsoft.Resources/deployments/{deployment_name(unit)}")


def _deployment(unit: Unit, pieces: Plan, printer: _Printer, top: _Printer) -> Json:
    resources = [printer.resource(resource) for resource in unit.resources]
    secrets = _secrets(unit.resources)
    properties: Json = {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "Inner"}}
    if secrets:
        properties["parameters"] = {name: {"value": f"[parameters({quoted(name)})]"} for name in secrets}
    properties["template"] = _template(GROUP_SCHEMA, secrets, resources)
    printed: Json = {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": DEPLOYMENTS_API_VERSION,
        "name": deployment_name(unit),
        "resourceGroup": unit.group,
        "properties": properties,
    }
    wanted = {need.id for resource in unit.resources for need in pieces.needs[resource.id.lower()]}
    depends = [_group_dependency(group) for group in pieces.groups if group.id in wanted]
    for other in pieces.units_needed(unit):
        if other.group:
            depends.append(f"[{deployment_id(other, top)}]")
        else:
            depends += [f"[{top.identify(resource.id)}]" for resource in other.resources if resource.id in wanted]
    if depends:
        printed["dependsOn"] = depends
    return printed


def _group_dependency(group: Resource) -> str:
    """A resource group in `dependsOn`: there it goes by its type, unlike in its own id."""
    return f"[subscriptionResourceId({quoted(GROUP_TYPE)}, {quoted(group.name)})]"


def _template(schema: str, secrets: Mapping[str, str], resources: list[Json]) -> Json:
    if len(resources) > MOST_RESOURCES:
        raise UnsupportedError(f"{len(resources)} resources in one deployment, more than Resource Manager takes "
                               f"({MOST_RESOURCES})", "azuredeploy.json")
    template: Json = {"$schema": schema, "contentVersion": "1.0.0.0"}
    if secrets:
        template["parameters"] = {
            name: {"type": "securestring"} | ({"metadata": {"description": said}} if said else {})
            for name, said in secrets.items()
        }
    template["resources"] = resources
    return template


def _ordered(template: Json) -> Json:
    first = ("$schema", "contentVersion", "metadata", "parameters", "resources")
    return {key: template[key] for key in first if key in template}


def _secrets(resources: Iterable[Resource]) -> dict[str, str]:
    """Secure parameters that resources need, with what is said about them."""
    found: dict[str, str] = {}
    todo: list[Value] = [resource.body for resource in resources]
    while todo:
        value = todo.pop()
        if isinstance(value, Secret):
            found[value.parameter] = found.get(value.parameter) or value.description
        elif isinstance(value, Mapping):
            todo += value.values()
        elif isinstance(value, list | tuple):
            todo += value
    return dict(sorted(found.items()))


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

