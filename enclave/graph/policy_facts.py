"""Built-in policies and initiatives of Azure Policy, from `data/policies.json`, and what each of them would refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct, field

from enclave.graph.body import member
from enclave.graph.model import Ref, Resource, Secret, Unresolved, Value

NOWHERE = "/providers/Microsoft.Authorization/"
"""Built-in definitions lie at no scope."""


class PolicyFacts(Struct, frozen=True):
    """A policy, Microsoft's or the owner's own, and how an enclave wants it."""

    reference: str
    """Name that it has in the enclave's initiative."""
    id: str
    name: str
    """What people call it."""
    group: str
    effect: str
    """The effect that an enclave asks for; `Deny` wherever the policy has it and a resource can meet it when it is made."""
    switch: str = ""
    """Key of `security` that it is for; empty: always."""
    fixed_effect: bool = False
    """It always denies and takes no parameter for that."""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    wants: Mapping[str, Mapping[str, tuple[Value, ...]]] = field(default_factory=dict)
    """Resource type -> path in the body -> the values of which it must have one; None: may be absent, `*`: any value."""
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path in the body -> values with which it wants nothing."""
    audit_with: str = ""
    """Platform of projects whose resources cannot meet it: where there are any, it only audits."""
    only: tuple[str, ...] = ()
    """Names of what it holds for, with all below them; none: for everything of the type."""
    but: tuple[str, ...] = ()
    """Names of what it does not hold for."""


_DATA: Final[Mapping[str, Any]] = json.loads(
    resources.files("enclave.graph").joinpath("data", "policies.json").read_text(encoding="utf-8")
)
GROUPS: Final[Mapping[str, str]] = MappingProxyType(_DATA["groups"])
"""Group of policies -> what it is about."""
POLICIES: Final[tuple[PolicyFacts, ...]] = tuple(
    PolicyFacts(**{
        **row,
        "id": f"{NOWHERE}policyDefinitions/{row['id']}",
        "wants": {kind: {path: tuple(values) for path, values in paths.items()} for kind, paths in row.get("wants", {}).items()},
        "unless": {path: tuple(values) for path, values in row.get("unless", {}).items()},
    })
    for row in _DATA["policies"]
)
INITIATIVES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({
    tag: (f"{NOWHERE}policySetDefinitions/{row['id']}", row["name"]) for tag, row in _DATA["initiatives"].items()
})
"""Tag of `compliance` (and `mcsb`) -> id and name of Microsoft's initiative for it."""


def breaches(policy: PolicyFacts, resource: Resource) -> Iterator[str]:
    """The paths of a resource at which a policy does not find what it wants. What is only known later is what it wants."""
    wanted = {kind.lower(): paths for kind, paths in policy.wants.items()}.get(resource.type.lower(), {})
    name = resource.name.partition("/")[0]
    if name in policy.but or (policy.only and name not in policy.only):
        return
    if any(_fits(value, values) for path, values in policy.unless.items() for value in _values(resource.body, path)):
        return
    for path, allowed in wanted.items():
        values = list(_values(resource.body, path))
        if not values and ("[]" not in path or "*" in allowed):
            values = [None]
        if not all(_fits(value, allowed) for value in values):
            yield path


def _fits(value: Value, allowed: tuple[Value, ...]) -> bool:
    if isinstance(value, Ref | Secret | Unresolved):
        return None not in allowed or len(allowed) > 1
    if value is None:
        return None in allowed
    return "*" in allowed or str(value).lower() in (str(one).lower() for one in allowed if one is not None)


def _values(body: Value, path: str) -> Iterator[Value]:
    """Every value at a path; `[]` after a part goes through the elements of a list."""
    part, _, rest = path.partition(".")
    found = member(body, part.removesuffix("[]")) if isinstance(body, Mapping) else None
    value: Value = None if not isinstance(found, str | int | float | Ref | Secret | Unresolved | list | tuple | Mapping) else found
    if part.endswith("[]"):
        elements = value if isinstance(value, list | tuple) else ()
        for element in elements:
            yield from _values(element, rest) if rest else (element,)
    elif not rest:
        yield value
    elif isinstance(value, Mapping):
        yield from _values(value, rest)
    else:
        yield value if isinstance(value, Ref | Unresolved) else None
