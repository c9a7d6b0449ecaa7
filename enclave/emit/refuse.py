"""What no template can say: found before printing, named with the resource and the path."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from enclave.emit.requests import is_template
from enclave.errors import UnsupportedError
from enclave.graph.ids import GROUP_TYPE, management_group_of, owner, parse
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved, Value

PATH = re.compile(r"(id|name|location|kind|((properties|identity|sku|tags)(\.[A-Za-z_]\w*(\[\d+\])*)+))")
"""What a `Ref` may ask of a deployed resource."""
ENVELOPE = frozenset({
    "type", "apiversion", "name", "scope", "location", "dependson", "condition", "copy", "resources", "comments", "existing",
    "import", "extension", "metadata", "resourcegroup", "subscriptionid", "asserts", "parent", "parent_id", "body",
})
"""Words at the top of a resource that belong to a template language and cannot be part of a body."""
LONGEST = 2**63


def refuse_unsayable(graph: Graph) -> None:
    """Raises UnsupportedError for the first thing that no template can say."""
    secrets: dict[str, str] = {}
    for resource in graph:
        if not is_template(resource):
            continue
        _check_order(graph, resource)
        if resource.scope and parse(resource.scope) is None:
            raise UnsupportedError(f"`{resource.scope}` is not a scope inside the subscription", resource.id)
        if resource.scope.lower().startswith("/subscriptions/"):
            raise UnsupportedError("lies outside the subscription that is deployed to", resource.id)
        if resource.type.lower() == GROUP_TYPE.lower() and resource.location is None:
            raise UnsupportedError("a resource group needs a location", resource.id)
        for key in resource.body:
            if key.lower() in ENVELOPE:
                raise UnsupportedError(f"`{key}` is a word of the template language and cannot stand in a body", resource.id)
        _check(graph, resource, resource.body, (), secrets)


def _check_order(graph: Graph, resource: Resource) -> None:
    for name in (resource.scope, *resource.depends_on):
        found = owner(graph, name)
        if found is not None and not is_template(found[0]):
            raise UnsupportedError(f"needs `{name}`, which no template deploys", resource.id)


def _check(graph: Graph, resource: Resource, value: Value, path: tuple[str | int, ...], secrets: dict[str, str]) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if isinstance(item, str | bool):
                continue
            if key.lower() == "copy" and isinstance(item, list | tuple):
                raise UnsupportedError("a list named `copy` would be read as a loop", _where(resource, path))
            _check(graph, resource, item, (*path, key), secrets)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if not isinstance(item, str):
                _check(graph, resource, item, (*path, index), secrets)
    else:
        _check_leaf(graph, value, _where(resource, path), secrets)


def _where(resource: Resource, path: tuple[str | int, ...]) -> str:
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
    return f"{resource.id} at {said or 'its body'}"


def _check_leaf(graph: Graph, value: Value, where: str, secrets: dict[str, str]) -> None:
    if isinstance(value, Unresolved):
        raise UnsupportedError(f"`{value.expression}` could not be evaluated, so it cannot be written again", where)
    if isinstance(value, Ref):
        _check_ref(graph, value, where)
    elif isinstance(value, Secret):
        other = secrets.setdefault(value.parameter.lower(), value.parameter)
        if other != value.parameter:
            raise UnsupportedError(f"the secret parameters `{other}` and `{value.parameter}` differ only in case", where)
    elif isinstance(value, float) and not math.isfinite(value):
        raise UnsupportedError(f"`{value}` is not a number of JSON", where)
    elif isinstance(value, int) and not isinstance(value, bool) and not -LONGEST <= value < LONGEST:
        raise UnsupportedError(f"`{value}` does not fit into 64 bits", where)
    elif not isinstance(value, str | bool | int | float | None):
        raise UnsupportedError(f"a value of kind `{type(value).__name__}` has no form in a template", where)


def _check_ref(graph: Graph, ref: Ref, where: str) -> None:
    if not PATH.fullmatch(ref.path):
        raise UnsupportedError(f"`{ref.path}` is not something that can be asked of `{ref.resource}`", where)
    target = owner(graph, ref.resource + ref.suffix)
    if target is None and management_group_of(ref.resource):
        raise UnsupportedError(f"`{ref.resource}` is an id of the tenant that is not in the graph; write it as a text", where)
    if target is not None and not is_template(target[0]):
        raise UnsupportedError(f"needs `{ref.resource}`, which no template deploys", where)
    if ref.resource and not ref.resource.startswith("/subscriptions/") and parse(ref.resource) is None:
        raise UnsupportedError(f"`{ref.resource}` is not a resource id", where)
    if ref.path == "id":
        return
    if ref.prefix:
        raise UnsupportedError(f"`{ref.prefix}` can only stand before an id, not before `{ref.path}`", where)
    if ref.path == "name" and (found := graph.get(ref.resource)) is not None and found.parent is not None:
        # tools disagree on whether that is the whole name or its last part
        raise UnsupportedError(f"the name of `{ref.resource}`, a child, is not one that every target can give", where)
    if ref.path == "location" and (found := graph.get(ref.resource)) is not None and found.location is None:
        raise UnsupportedError(f"`{ref.resource}` has no location", where)
    if ref.suffix:
        raise UnsupportedError(f"`{ref.path}` cannot be asked of the part `{ref.suffix}` of a resource", where)
    found = graph.get(ref.resource)
    if found is None:
        raise UnsupportedError(f"`{ref.path}` of `{ref.resource}` is not known: it is not in the graph", where)
    if owner(graph, where.partition(" at ")[0]) == (found, ""):
        raise UnsupportedError(f"a resource cannot ask for its own `{ref.path}`", where)
