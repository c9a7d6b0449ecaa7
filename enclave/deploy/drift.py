"""Configuration drift: a graph held against what runs, resource by resource, and which proofs the difference breaks.

What Azure fills in by itself is no drift: `data/drift.json` says which properties and which resources those are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from enclave.deploy.compare import ABSENT, Difference, differences, key_of, same
from enclave.deploy.observe import TABLE
from enclave.deploy.paths import value_at
from enclave.emit.requests import is_template
from enclave.finding import Refuted
from enclave.graph.ids import GROUP_TYPE, group_of
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved, Value
from enclave.importers.observed import UNLISTED
from enclave.verify import ObligationResult, Verification, verify

NEVER_RETURNED: Final = {kind.lower(): tuple(paths) for kind, paths in TABLE["never_returned"].items()}
READ_ONLY: Final = frozenset(name.lower() for name in TABLE["read_only"])
MOST_PROOFS: Final = 60
"""Times that a graph is verified to find the differences that break a proof; what is left then is told of them together."""


class _Unknown:
    """Stands for a value that cannot be known beforehand; it is left out of the comparison."""


UNKNOWN: Final = _Unknown()


@dataclass(frozen=True)
class Break:
    """A proof that does not hold any more."""

    number: int
    id: str
    subject: str
    before: str
    """Verdict for the graph, empty when there was no such subject."""
    after: str
    reason: str
    packet: str = ""
    """The counterexample's packet, when refuted."""


@dataclass(frozen=True)
class Drift:
    """One resource that is not as the graph says."""

    kind: str
    """`added`, `removed`, `changed`; `unseen`: the export has no word of it, or it could not be read."""
    resource: str
    type: str
    differences: tuple[Difference, ...] = ()
    also_set: tuple[Difference, ...] = ()
    """What the graph says nothing of and Azure or somebody has set. It is no drift unless it breaks a proof."""
    breaks: tuple[Break, ...] = ()
    """What this resource alone breaks."""
    why: str = ""


@dataclass(frozen=True)
class Report:
    """Everything that differs, what breaks a proof first."""

    drifts: tuple[Drift, ...]
    together: tuple[Break, ...]
    """What no single resource breaks, but all of them do."""
    also_set: int
    not_compared: tuple[str, ...]
    """Resources that are no part of Resource Manager."""
    compared: int

    @property
    def clean(self) -> bool:
        return not self.drifts and not self.together


def drift(expected: Graph, observed: Graph, *, complete: bool, tell: Callable[[str], None] = lambda _: None) -> Report:
    """Every difference between a graph and what runs. `complete`: the export lists everything, so what is not in it is gone."""
    inside = {name.lower() for one in expected if (name := one.name if one.type == GROUP_TYPE else group_of(one.scope))}
    templated = [one for one in expected if is_template(one)]
    kinds = {one.type.lower() for one in observed if UNLISTED not in one.name}
    found = _topmost([_one(one, observed, complete or _listed(one, kinds)) for one in templated])
    found += [
        Drift("added", one.id, one.type) for one in observed
        if expected.get(one.id) is None and group_of(one.id).lower() in inside and not _made_by_azure(one) and UNLISTED not in one.name
    ]
    suspects = tuple(one for one in found if one.kind != "same" or one.also_set)
    broken, guilty = _Search(expected, observed, tell).run(suspects)
    blamed = [replace(one, breaks=guilty.get(one.resource, ())) for one in found]
    alone = {(one.id, one.subject) for items in guilty.values() for one in items}
    told = [one for one in blamed if one.kind != "same" or one.breaks]
    return Report(
        drifts=tuple(sorted(told, key=lambda one: (min((item.number for item in one.breaks), default=99), not one.breaks, one.kind))),
        together=tuple(one for one in broken if (one.id, one.subject) not in alone),
        also_set=sum(len(one.also_set) for one in found),
        not_compared=tuple(one.id for one in expected if not is_template(one)),
        compared=len(templated),
    )


def _topmost(drifts: list[Drift]) -> list[Drift]:
    """Of what is gone only the uppermost: all below it is gone too."""
    gone = {one.resource.lower() for one in drifts if one.kind == "removed"}
    return [one for one in drifts if one.kind != "removed" or not _within(one.resource, gone - {one.resource.lower()})]


def _within(resource_id: str, places: set[str]) -> bool:
    """Whether an id is one of the places or lies below one of them."""
    parts = resource_id.lower().split("/")
    return any("/".join(parts[:end]) in places for end in range(2, len(parts) + 1))


def worse(before: Verification, after: Verification) -> tuple[Break, ...]:
    """The proofs of `after` that are not as good as those of `before`. A subject that is new counts when it is not proved."""
    order = ("proved", "unknown", "refuted")
    known = {(one.id, one.subject.lower()): one for one in before.obligations}
    found: list[Break] = []
    for one in after.obligations:
        old = known.get((one.id, one.subject.lower()))
        if order.index(one.verdict.name) > (order.index(old.verdict.name) if old else 0):
            found.append(_break(one, old))
    return tuple(found)


def _break(one: ObligationResult, old: ObligationResult | None) -> Break:
    packet = one.verdict.counterexample.packet if isinstance(one.verdict, Refuted) else ""
    return Break(one.number, one.id, one.subject, old.verdict.name if old else "", one.verdict.name, one.verdict.reason, packet)


def _listed(resource: Resource, kinds: set[str]) -> bool:
    """Whether an export of this kind would have the resource if it were there."""
    plain = resource.parent is None and group_of(resource.scope) != "" and resource.scope.count("/") == 2
    return plain or resource.type.lower() in kinds


def _one(resource: Resource, observed: Graph, complete: bool) -> Drift:
    there = observed.get(resource.id)
    if there is None:
        if complete:
            return Drift("removed", resource.id, resource.type)
        return Drift("unseen", resource.id, resource.type, why="the export does not list resources of this type")
    properties = there.body.get("properties")
    if isinstance(properties, Unresolved):
        if "properties" not in resource.body:
            return Drift("same", resource.id, resource.type)
        return Drift("unseen", resource.id, resource.type, why=properties.reason)
    expected, actual = plain(_returned(resource), observed), plain(there.body, observed)
    found = list(differences(expected, actual))
    if resource.location and there.location and not same(resource.location, there.location):
        found.append(Difference("location", resource.location, there.location))
    extra = tuple(also_set(expected, actual))
    return Drift("changed" if found else "same", resource.id, resource.type, tuple(found), extra)


def _returned(resource: Resource) -> dict[str, Value]:
    """A body without what Azure takes and never tells."""
    body: Any = resource.body
    for path in NEVER_RETURNED.get(resource.type.lower(), ()):
        body = _without(body, path.split("."))
    return dict(body)


def _without(value: Any, keys: list[str]) -> Any:
    head, rest = keys[0], keys[1:]
    name = head.removesuffix("[]")
    if not isinstance(value, Mapping) or name not in value:
        return value
    if not rest:
        return {key: item for key, item in value.items() if key != name}
    inner = value[name]
    changed = [_without(one, rest) for one in inner] if head.endswith("[]") and isinstance(inner, list | tuple) else _without(inner, rest)
    return {**value, name: changed}


def plain(value: Value, observed: Graph) -> Any:
    """A value as JSON, references resolved by what was observed; what cannot be known is left out."""
    if isinstance(value, Ref):
        return _resolved(value, observed)
    if isinstance(value, Secret | Unresolved):
        return UNKNOWN
    if isinstance(value, Mapping):
        items = {key: plain(item, observed) for key, item in value.items()}
        return {key: item for key, item in items.items() if item is not UNKNOWN}
    if isinstance(value, list | tuple):
        elements = [plain(item, observed) for item in value]
        return UNKNOWN if any(one is UNKNOWN for one in elements) else elements
    return value


def _resolved(ref: Ref, observed: Graph) -> Any:
    if ref.path == "id":
        return f"{ref.prefix}{ref.resource}{ref.suffix}"
    if ref.path == "name":
        return ref.resource.rpartition("/")[2]
    found = observed.get(ref.resource)
    value = value_at({"location": found.location, **found.body}, ref.path) if found else None
    return UNKNOWN if value is None or isinstance(value, Ref | Unresolved) else value


def also_set(expected: Any, actual: Any, path: str = "") -> Iterator[Difference]:
    """What the second value says beyond the first, read-only properties and empty values left out."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        names = {key.lower(): item for key, item in expected.items()}
        for key, item in actual.items():
            below = f"{path}.{key}" if path else key
            if key.lower() in READ_ONLY and key.lower() not in names:
                continue
            if key.lower() in names or isinstance(item, Mapping):
                yield from also_set(names.get(key.lower(), {}), item, below)
            elif not same(item, ABSENT):
                yield Difference(below, ABSENT, item)
    elif isinstance(expected, list) and isinstance(actual, list) and (key_name := key_of(expected)):
        there = {str(one.get(key_name)).lower(): one for one in actual if isinstance(one, Mapping)}
        for one in expected:
            name = str(one[key_name])
            yield from also_set(one, there.get(name.lower()), f"{path}[{name}]")


def _made_by_azure(resource: Resource) -> bool:
    for row in TABLE["made_by_azure"]:
        if row["type"].lower() != resource.type.lower():
            continue
        if "has" in row:
            if value_at(resource.body, row["has"]):
                return True
        elif resource.name.lower().startswith(row["name"].lower()):
            return True
    return False


class _Search:
    """Finds the differences that break a proof by halving: a group that breaks nothing is not looked into."""

    def __init__(self, expected: Graph, observed: Graph, tell: Callable[[str], None]) -> None:
        self.expected = expected
        self.observed = observed
        self.before = verify(expected)
        self.tell = tell
        self.proofs = 0
        self.guilty: dict[str, tuple[Break, ...]] = {}

    def run(self, suspects: Sequence[Drift]) -> tuple[tuple[Break, ...], dict[str, tuple[Break, ...]]]:
        """What all suspects together break, and what each of them alone does."""
        if not suspects:
            return (), {}
        broken = self.breaks(suspects)
        if broken:
            self.tell(f"{len(broken)} proofs are broken, looking for the differences that break them")
            changed = [one for one in suspects if one.kind != "same"]
            found = self.search(changed)
            if {(one.id, one.subject) for one in broken} - {(one.id, one.subject) for one in found}:
                self.search([one for one in suspects if one.kind == "same"])
        return broken, self.guilty

    def search(self, suspects: Sequence[Drift]) -> tuple[Break, ...]:
        """What some suspects break together, each of them found."""
        broken = self.breaks(suspects) if suspects else ()
        if broken:
            self.divide(suspects, broken)
        return broken

    def breaks(self, suspects: Sequence[Drift]) -> tuple[Break, ...]:
        self.proofs += 1
        return worse(self.before, verify(applied(self.expected, self.observed, suspects)))

    def divide(self, suspects: Sequence[Drift], broken: tuple[Break, ...]) -> None:
        if len(suspects) == 1:
            self.guilty[suspects[0].resource] = broken
            return
        middle = len(suspects) // 2
        for half in (suspects[:middle], suspects[middle:]):
            if self.proofs < MOST_PROOFS and (found := self.breaks(half)):
                self.divide(half, found)


def applied(expected: Graph, observed: Graph, drifts: Sequence[Drift]) -> Graph:
    """The expected graph with some differences: in observed form, without what is gone, with what was added."""
    kind_of = {one.resource.lower(): one.kind for one in drifts}
    gone = {place for place, kind in kind_of.items() if kind == "removed"}
    kept = (
        _as_observed(one, observed) if one.id.lower() in kind_of else one
        for one in expected if not gone or not _within(one.id, gone)
    )
    added = (one for one in observed if kind_of.get(one.id.lower()) == "added")
    return Graph((*kept, *added), expected.intent)


def _as_observed(resource: Resource, observed: Graph) -> Resource:
    there = observed.get(resource.id)
    return resource if there is None else replace(resource, body=there.body, location=there.location or resource.location)
