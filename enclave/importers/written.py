"""What a template asks a network of its own for after deployment, where it writes the answer itself: prefixes, addresses, subnets' ids.

Azure keeps such properties as they are written. Everything else of a resource that runs only Azure knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from enclave.graph.body import MISSING, member
from enclave.graph.ids import owner
from enclave.graph.model import Graph, Ref, Value

NETWORK = "microsoft.network/"
STEP = re.compile(r"\.?(\w+)|\[(\d+)\]")
PATH = re.compile(r"properties(\.\w+|\[\d+\])+")
INLINE_ID = re.compile(r"properties\.(\w+)\[(\d+)\]\.id")
"""The id of a part that is written in its owner, which the owner does not write."""


def settled(value: Value, graph: Graph) -> Value:
    """The value with every reference resolved that the graph's own resources answer."""
    if isinstance(value, Mapping):
        return {key: settled(item, graph) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [settled(item, graph) for item in value]
    return _answer(value, graph) if isinstance(value, Ref) and PATH.fullmatch(value.path) else value


def _answer(ref: Ref, graph: Graph) -> Value:
    found = owner(graph, ref.resource)
    if found is None or not found[0].type.lower().startswith(NETWORK) or ref.prefix or ref.suffix:
        return ref
    resource, below = found
    part: Value = resource.body if not below else _inline(resource.body, below)
    inner = INLINE_ID.fullmatch(ref.path)
    if inner is not None:
        name = _at(part, f"properties.{inner[1]}[{inner[2]}].name")
        return Ref(resource.id, "id", f"{below}/{inner[1]}/{name}") if isinstance(name, str) else ref
    answer = _at(part, ref.path)
    return answer if isinstance(answer, str | int | bool) and answer != "" else ref


def _inline(body: Value, below: str) -> Value:
    """The part that `/subnets/<name>` leads to, or None."""
    kind, _, name = below.strip("/").partition("/")
    parts = _at(body, f"properties.{kind}")
    same = (part for part in parts if isinstance(part, Mapping) and part.get("name") == name) if isinstance(parts, list) else ()
    return next(iter(same), None)


def _at(value: Value, path: str) -> Value:
    """What stands at a path such as `properties.subnets[0].name`; None where nothing does."""
    for step in STEP.finditer(path):
        if step[1] is not None:
            found = member(value, step[1]) if isinstance(value, Mapping) else MISSING
            value = None if found is MISSING else found
        else:
            value = value[int(step[2])] if isinstance(value, list) and int(step[2]) < len(value) else None
    return value
