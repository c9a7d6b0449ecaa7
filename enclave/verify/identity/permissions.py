"""What a role allows: built-in roles from `role_permissions.json`, custom ones from the graph, wildcards expanded as Azure does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from importlib import resources

from msgspec import Struct

from enclave.graph.azure_facts import ROLES
from enclave.graph.body import Undecided, canonical_id, items, last_segment, text, texts
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import role_definitions
from enclave.verify.identity.patterns import fits, overlap
from enclave.verify.unsure import Unsure


def any_matches(patterns: tuple[str, ...], action: str) -> bool:
    """Whether one of some patterns matches an action: see `patterns.matches`."""
    whole, heads, others = _sorted_out(patterns)
    name = action.lower()
    return name in whole or name.startswith(heads) or any(fits(other, name) for other in others)


@lru_cache(maxsize=8192)
def _sorted_out(patterns: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Patterns without a wildcard, what stands before one at the end, and the parts of the rest."""
    split = [(pattern, *pattern.lower().partition("*")) for pattern in patterns]
    return (
        frozenset(head for _, head, star, _ in split if not star),
        tuple(head for _, head, star, tail in split if star and not tail),
        tuple(tuple(pattern.lower().split("*")) for pattern, _, _, tail in split if tail),
    )


@lru_cache(maxsize=8192)
def granted(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Patterns with what they may grant besides: `a/*/write` writes `a` itself too.

    Managed Identity Operator has `userAssignedIdentities/*/assign/action`, and Azure asks for `userAssignedIdentities/assign/action`.
    """
    return tuple(dict.fromkeys((*patterns, *(pattern.replace("/*/", "/") for pattern in patterns if "/*/" in pattern))))


class Allowance(Struct, frozen=True):
    """One set of permissions: its `not` lists take away from it alone."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()

    def allows(self, action: str, *, data: bool = False) -> bool:
        """Whether it allows an action (no wildcard)."""
        given, taken = (self.data_actions, self.not_data_actions) if data else (self.actions, self.not_actions)
        return any_matches(granted(given), action) and not any_matches(taken, action)

    def includes(self, wanted: str, *, data: bool = False) -> bool:
        """Whether it surely allows everything that a pattern stands for."""
        given, taken = (self.data_actions, self.not_data_actions) if data else (self.actions, self.not_actions)
        return any_matches(given, wanted) and not any(overlap(pattern, wanted) for pattern in taken)

    def leaves(self, pattern: str) -> bool:
        """Whether not all that one of its patterns stands for is taken away again."""
        return not any_matches(self.not_actions, pattern)


class Role(Struct, frozen=True, dict=True):
    """A role."""

    guid: str
    name: str
    allowances: tuple[Allowance, ...]
    custom: str = ""
    """Id of the definition in the graph; empty: built in."""
    assigns: tuple[str, ...] = ()
    """GUIDs of the only roles that a condition of its own lets it assign; empty: it has no such condition."""
    scopes: tuple[str, ...] = ()
    """Ids where a custom role can be assigned; empty: that is not known, or it is built in."""

    @cached_property
    def _allowed(self) -> dict[tuple[str, bool], bool]:
        """What was asked of it. It is not part of what it is, and is not written with it."""
        return {}

    def allows(self, action: str, *, data: bool = False) -> bool:
        """Whether it allows an action (no wildcard)."""
        known = self._allowed.get((action, data))
        if known is None:
            known = self._allowed[action, data] = any(each.allows(action, data=data) for each in self.allowances)
        return known

    @cached_property
    def _firsts(self) -> dict[tuple[tuple[str, ...], bool], str | None]:
        return {}

    def first(self, actions: tuple[str, ...], *, data: bool = False) -> str | None:
        """The first of some actions that it allows."""
        key = actions, data
        if key not in self._firsts:
            self._firsts[key] = next((action for action in actions if self.allows(action, data=data)), None)
        return self._firsts[key]

    def wanted(self) -> Iterable[tuple[str, bool]]:
        """Every pattern that it gives, with whether it is of the data plane. What it takes away is left in: rather too much."""
        for each in self.allowances:
            yield from ((pattern, False) for pattern in each.actions)
            yield from ((pattern, True) for pattern in each.data_actions)


def _built_in() -> Mapping[str, Role]:
    document = json.loads(resources.files("enclave.graph").joinpath("data", "role_permissions.json").read_text(encoding="utf-8"))
    return {
        ROLES[name]: Role(ROLES[name], name, (Allowance(
            tuple(row.get("actions", ())), tuple(row.get("notActions", ())),
            tuple(row.get("dataActions", ())), tuple(row.get("notDataActions", ())),
        ),), assigns=tuple(ROLES[each] for each in row.get("assigns", ())))
        for name, row in document["roles"].items()
    }


BUILT_IN: Mapping[str, Role] = _built_in()
"""GUID -> role."""
ANY_ROLE: Role = Role("", "any role", (Allowance(("*",), (), ("*",), ()),))
"""What somebody has who can take every role: its data actions too, which no owner has."""
CONTRIBUTOR: Role = BUILT_IN[ROLES["Contributor"]]
NAMES: Mapping[str, str] = {guid: name for name, guid in ROLES.items()}
"""GUID -> name of every built-in role that is known by name, also of those whose permissions are not known."""


def _scopes(definition: Resource) -> tuple[str, ...]:
    try:
        return tuple(canonical_id(scope) for scope in role_definitions.read(definition).scopes)
    except Undecided:
        return ()


class Catalogue:
    """The roles of a graph: built in and custom."""

    def __init__(self, graph: Graph) -> None:
        self._custom: dict[str, Role] = {}
        self.unread: dict[str, Undecided] = {}
        for resource in graph.of_type(role_definitions.TYPE):
            guid = last_segment(resource.id).lower()
            try:
                if any(text(part, "condition") for part in items(resource.body, "properties.permissions")):
                    raise Unsure("its permissions stand under a condition of their own", resource.id)
                sets = tuple(
                    Allowance(texts(part, "actions"), texts(part, "notActions"), texts(part, "dataActions"), texts(part, "notDataActions"))
                    for part in items(resource.body, "properties.permissions")
                )
                before = self._custom.get(guid)  # one GUID may be defined in several places, and who holds it is not told which
                sets = (*(before.allowances if before is not None else ()), *sets)
                name = text(resource.body, "properties.roleName", guid)
                self._custom[guid] = Role(guid, name, sets, resource.id, scopes=_scopes(resource))
            except Undecided as problem:
                self.unread[guid] = problem

    def find(self, guid: str) -> Role | None:
        """A role by its GUID; None: nobody knows what it allows."""
        return BUILT_IN.get(guid.lower()) or self._custom.get(guid.lower())

    @staticmethod
    def name(guid: str) -> str:
        """A role for people."""
        return NAMES.get(guid.lower(), f"role {guid}")

    def custom(self) -> tuple[Role, ...]:
        """The roles that the graph defines."""
        return tuple(self._custom.values())
