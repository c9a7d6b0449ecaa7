"""What a principal's holdings allow it, action by action, and what the table says of the actions that give more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from enclave.graph.model import Resource
from enclave.verify.identity.conditions import Request
from enclave.verify.identity.holdings import Holding, Roster, covers, is_group
from enclave.verify.identity.patterns import overlap
from enclave.verify.settings import Changed, OneOf, Setting

_TABLE: Mapping[str, Any] = json.loads((Path(__file__).parent / "escalation.json").read_text(encoding="utf-8"))


class OpenRow(NamedTuple):
    """What lets somebody give data of a service to others."""

    how: str
    closed: Setting
    """It holds where nobody but who changes it can."""
    actions: tuple[str, ...]
    data: tuple[str, ...]
    """What others may do then."""


ASSIGN: tuple[str, ...] = tuple(_TABLE["assign"])
ELEVATE: tuple[str, ...] = tuple(_TABLE["elevate"])
DEFINE: tuple[str, ...] = tuple(_TABLE["define"])
FEDERATE: tuple[str, ...] = tuple(_TABLE["federate"])
ATTACH: tuple[str, ...] = tuple(_TABLE["attach"])
STARTS: tuple[str, ...] = tuple(_TABLE["starts"])
"""Actions that start code with an identity of one's choice."""
VAULTS: str = _TABLE["vaults"]["type"].lower()
VAULT_ACTIONS: tuple[str, ...] = tuple(_TABLE["vaults"]["actions"])
"""Actions that write access policies."""
VAULT_DEPLOY: tuple[str, ...] = tuple(_TABLE["vaults"]["deploy"])
VAULT_ALLOW: tuple[str, ...] = tuple(_TABLE["vaults"]["allow"])
VAULT_TEMPLATE: tuple[str, ...] = tuple(_TABLE["vaults"]["template"])
VAULT_SECRETS: tuple[str, ...] = tuple(_TABLE["vaults"]["secrets"])
BY_ROLES = Setting(
    _TABLE["vaults"]["type"], "properties.enableRbacAuthorization", OneOf(("true",)),
    absent=Changed("2026-02-01", before="false", after="true"), source="learn.microsoft.com/azure/key-vault/general/access-control-default",
)
"""Roles alone open a vault, and access policies count for nothing."""
FOR_TEMPLATES = Setting(_TABLE["vaults"]["type"], "properties.enabledForTemplateDeployment", OneOf(("true",)), absent="false")
FOR_MACHINES = Setting(_TABLE["vaults"]["type"], "properties.enabledForDeployment", OneOf(("true",)), absent="false")
"""Machines that are deployed are given certificates."""
PUSHES: str = _TABLE["push"]["type"].lower()
PUSH_ACTIONS: tuple[str, ...] = tuple(_TABLE["push"]["actions"])
PUSH_DATA: tuple[str, ...] = tuple(_TABLE["push"]["data"])
PULL: str = _TABLE["push"]["pull"]
KEYS: Mapping[str, tuple[str, ...]] = {kind.lower(): tuple(actions) for kind, actions in _TABLE["keys"].items()}
GRANTS: Mapping[str, tuple[str, ...]] = {kind.lower(): tuple(actions) for kind, actions in _TABLE["grants"].items()}
"""Lower-case type -> actions that give access to its data by its own roles."""
OPENS: Mapping[str, tuple[OpenRow, ...]] = {
    kind.lower(): tuple(
        OpenRow(
            row["how"], Setting(kind, row["path"], OneOf((row["closed"],)), absent=row["absent"]), tuple(row["actions"]), tuple(row["data"])
        )
        for row in rows
    )
    for kind, rows in _TABLE["opens"].items()
}
"""Lower-case type -> what lets its data be given to others."""
LOCKS: Mapping[str, str] = {kind.lower(): path for kind, path in _TABLE["locks"].items()}
"""Lower-case type -> the one setting that decides whether a key opens it."""
MOVES: Mapping[str, tuple[str, ...]] = {kind.lower(): tuple(actions) for kind, actions in _TABLE["moves"].items()}
"""Lower-case type -> actions by which its data may be carried elsewhere."""
BREAKS: Mapping[str, tuple[str, ...]] = {what: tuple(actions) for what, actions in _TABLE["breaks"].items()}
PASSIVE = frozenset(kind.lower() for kind in _TABLE["passive"])
"""Types whose identity does nothing that their users choose."""
HARMLESS: tuple[str, ...] = tuple(f"/{words.lower()}" for words in _TABLE["harmless"])
"""Ends of actions that give nothing."""
TELLING: tuple[str, ...] = tuple(_TABLE["telling"])
"""Parts of actions that are called reads and give away keys, lower case."""


QUIET: tuple[str, ...] = tuple(namespace.lower() for namespace in _TABLE["quiet"])
"""Beginnings of actions that start nothing which runs as an identity."""


@dataclass(frozen=True)
class HostRow:
    """What lets somebody run code as the identity of a resource."""

    run: tuple[str, ...]
    data: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    """Beginnings of the data actions that come with it; empty: everything that the identity may do."""
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path -> what runs code besides where nothing is written there."""
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Path of a flag -> what runs none where it is set."""


HOSTS: Mapping[str, HostRow] = {
    kind.lower(): HostRow(tuple(row["run"]), tuple(row.get("data", ())), tuple(row.get("through", ())),
                          *({path: tuple(actions) for path, actions in row.get(key, {}).items()} for key in ("without", "unless")))
    for kind, row in _TABLE["hosts"].items()
}


@dataclass(frozen=True)
class Held:
    """A holding, and how the principal came to it."""

    holding: Holding
    chain: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """(node, why) of each step; empty: it was given."""
    doubtful: bool = field(default=False, compare=False)
    """It is not sure that it is held, or a condition, which the last step tells of, may hold it back."""


def _holds_as_much(held: Holding, other: Holding) -> bool:
    """Whether a holding of the same role is under no condition, or under one that means the same to everybody and is the other's too."""
    return held.condition is None or (held.condition == other.condition and held.condition.is_impersonal)


def _is_harmless(action: str) -> bool:
    return action.endswith(HARMLESS) and not any(words in action for words in TELLING)


def _type_of(scope: str) -> str:
    """The lower-case type of a resource by its id."""
    namespace, *parts = scope.lower().rpartition("/providers/")[2].split("/")
    return "/".join((namespace, *parts[::2]))


class Powers:
    """What somebody may do with a set of holdings."""

    def __init__(self, principal: str, held: Iterable[Held], holdings: Roster) -> None:
        self.principal, self.held, self.holdings = principal, tuple(held), holdings
        self._custom = tuple(
            (each, pattern.lower(), pattern)
            for each in self.held if each.holding.role.custom
            for part in each.holding.role.allowances for pattern in part.actions
            if not _is_harmless(pattern.lower()) and part.leaves(pattern)
        )
        self._allowing: dict[tuple[tuple[str, ...], bool], tuple[tuple[Held, str], ...]] = {}
        self.doubts: list[tuple[tuple[str, str], ...]] = []
        """Chains that end with a condition which may let an action pass: nothing that begins so is sure."""

    def may(self, actions: tuple[str, ...], target: str, *, data: bool = False) -> tuple[Held, str] | None:
        """The holding that allows one of the actions on a target, and the action: one that surely does before others."""
        perhaps: tuple[Held, str] | None = None
        for each, action in self._somewhere(actions, data=data):
            holding = each.holding
            if covers(holding.scope, target) and not self.holdings.denied(holding.principal, action, target, data=data):
                allowed = self._passed(each, action)
                if allowed is not None and not allowed.doubtful:
                    return allowed, action
                perhaps = perhaps or ((allowed, action) if allowed is not None else None)
        if perhaps is not None:
            self.doubts.append(perhaps[0].chain)
        return perhaps

    @staticmethod
    def _passed(each: Held, action: str) -> Held | None:
        """A holding by which an action passes its condition: with a step that tells of it where that depends; None: it does not."""
        condition, passes = each.holding.condition, each.holding.lets(action)
        if condition is None or passes:
            return each
        if passes is False:
            return None
        told = each.holding.source, condition.doubt(Request(action))
        return Held(each.holding, (*each.chain, told), doubtful=True)

    def could(self, actions: tuple[str, ...], *, data: bool = False) -> bool:
        """Whether a role of a holding allows one of the actions somewhere."""
        return bool(self._somewhere(actions, data=data))

    def _somewhere(self, actions: tuple[str, ...], *, data: bool) -> tuple[tuple[Held, str], ...]:
        """Each of the actions with each holding whose role allows it somewhere: for most actions there are none."""
        key = actions, data
        found = self._allowing.get(key)
        if found is None:
            able = [each for each in self.held if each.holding.role.first(actions, data=data) is not None]
            found = tuple((each, action) for action in actions for each in able if each.holding.role.allows(action, data=data))
            self._allowing[key] = found
        return found

    def anywhere(self, actions: Iterable[str]) -> Iterator[tuple[Held, str]]:
        """Each holding whose scope takes new resources and that allows one of the actions, with the action."""
        for each in self.held:
            scope = each.holding.scope
            allowed = (action for action in actions if each.holding.role.allows(action))
            wide, who = is_group(scope), each.holding.principal
            free = (action for action in allowed if not self.holdings.denied(who, action, scope, below=wide))
            passing = [(held, action) for action in free if (held := self._passed(each, action)) is not None]
            passed = min(passing, key=lambda found: found[0].doubtful, default=None)
            if passed is not None and (wide or _type_of(scope) == passed[1].lower().rpartition("/")[0]):
                yield passed

    def besides(self, resource: Resource, known: tuple[str, ...]) -> tuple[Held, str] | None:
        """A holding of a custom role that allows more on a resource, or on parts of it, than the tables know of, and the pattern."""
        prefix = f"{resource.type}/".lower()
        for each, small, pattern in self._custom:
            if not small.startswith(prefix) or any(small == action.lower() for action in known):
                continue
            if covers(each.holding.scope, resource.id) or covers(resource.id, each.holding.scope):
                return each, pattern
        return None

    def inside(self, resource: Resource) -> tuple[Held, str] | None:
        """A holding that allows more than to read inside a resource of a type of which no table knows what that gives, and the pattern."""
        prefix = f"{resource.type}/".lower()
        for each in self.held:
            if not (covers(each.holding.scope, resource.id) or covers(resource.id, each.holding.scope)):
                continue
            for pattern in (pattern for part in each.holding.role.allowances for pattern in part.data_actions):
                if pattern.lower().startswith(prefix) and not _is_harmless(pattern.lower()):
                    return each, pattern
        return None

    def strange(self) -> tuple[Held, str] | None:
        """A holding of a custom role that may write what is new, in a service of which no table says what can be run there."""
        for each, small, pattern in self._custom:
            if small.endswith("/write") and is_group(each.holding.scope) and not small.startswith(QUIET):
                return each, pattern
        return None

    def includes(self, other: Holding) -> bool:
        """Whether what was given surely allows all that another holding does."""
        mine = [each.holding for each in self.held if covers(each.holding.scope, other.scope)]
        if other.role.guid and any(held.role.guid == other.role.guid and _holds_as_much(held, other) for held in mine):
            return True
        return all(self._gives(mine, pattern, data=data) for pattern, data in other.role.wanted())

    def includes_data(self, resource: Resource) -> bool:
        """Whether what was given surely allows everything with the data of a resource."""
        mine = [each.holding for each in self.held if covers(each.holding.scope, resource.id)]
        return self._gives(mine, f"{resource.type}/*", data=True)

    @staticmethod
    def _gives(mine: list[Holding], pattern: str, *, data: bool) -> bool:
        giving = (held for held in mine if not (held.role.assigns and overlap(pattern, ASSIGN[0])))
        return any(held.lets(pattern) for held in giving for part in held.role.allowances if part.includes(pattern, data=data))
