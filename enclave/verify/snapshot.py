"""A graph by the digests of its parts, and so which parts of another graph are not as they were.

Resources are divided into lots by their ids. Two lots with one digest are the same, and nobody looks into them.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields
from hashlib import blake2b
from marshal import dumps
from operator import attrgetter
from typing import Any, TypeAlias
from zlib import crc32

from msgspec import Raw, Struct
from msgspec.msgpack import Decoder

from enclave.graph.model import Graph, Intent, Resource
from enclave.verify.plain import decoded

Key: TypeAlias = tuple[Hashable, ...]
"""Of an answer: (function, what it is asked of, its arguments), or any other tuple for one that lives for one graph only. Of a
part of the graph: a tuple that starts with one of the words below."""
AT, BELOW, UPON, TYPE, KINDS, LOT, IDS, ALL, INTENT, OUTPUTS, SOURCES = (
    f"graph: {word}" for word in ("at", "below", "upon", "type", "kinds", "lot", "ids", "all", "intent", "outputs", "sources")
)
LOTS = 128
"""The most lots that anything is divided into, so that what is asked of each resource is not remembered one by one."""
FIRST = 0
"""The version of `marshal` that writes equal values equally, however they are shared: later ones refer back."""
INTENTIONS = frozenset(each.name for each in fields(Intent))
Row: TypeAlias = tuple[bytes, str, str | None, str]
"""(digest, type, parent, scope) of a resource."""
_content = attrgetter("type", "api_version", "name", "scope", "body", "location", "module", "stamp", "depends_on")
_rows = Decoder(dict[str, Row])


class Rows:
    """The resources of each lot by their lower-case ids; what comes from a file is read when a lot is first asked for."""

    def __init__(self, lots: Sequence[dict[str, Row] | Raw]) -> None:
        self.lots = list(lots)

    def __getitem__(self, number: int) -> dict[str, Row]:
        found = self.lots[number]
        if isinstance(found, Raw):
            found = self.lots[number] = decoded(_rows, found)
        return found


class Snapshot(Struct, frozen=True):
    """A graph by the digests of its parts."""

    ids: list[str]
    """Lower case, in order."""
    lots: bytes
    """The lot of each resource, in order."""
    marks: list[bytes]
    """The digest of each lot."""
    rows: Rows
    kinds: frozenset[str]
    """The lower-case types of all resources."""
    intent: Mapping[str, bytes]
    """Name of a field of the intent -> its digest; empty: there is no intent."""
    outputs: bytes

    @classmethod
    def of(cls, graph: Graph, before: Snapshot | None = None) -> Snapshot:
        """Digests of everything that a verification can read; `before`: of a graph that may be nearly this one, which saves work."""
        intent = {name: digest(getattr(graph.intent, name)) for name in sorted(INTENTIONS)} if graph.intent is not None else {}
        ids = [each.id.lower() for each in graph.resources]
        count = lots_for(len(ids))
        lots = before.lots if before is not None and before.ids == ids else bytes(lot_of(key, count) for key in ids)
        members: list[list[Resource]] = [[] for _ in range(count)]
        for number, resource in zip(lots, graph.resources, strict=True):
            members[number].append(resource)
        marks = [_mark(each) for each in members]
        known = before.marks if before is not None and len(before.marks) == count else [b""] * count
        rows = Rows([
            before.rows.lots[number] if before is not None and mark == known[number] else {each.id.lower(): _row(each) for each in inside}
            for number, (mark, inside) in enumerate(zip(marks, members, strict=True))
        ])
        return cls(ids, lots, marks, rows, frozenset(graph.kinds()), intent, digest(graph.outputs))

    def changed_since(self, before: Snapshot) -> set[Key] | None:
        """The parts that are not as they were; None when what is in both has another order."""
        changed: set[Key] = set()
        if self.ids != before.ids:
            here, there = set(self.ids), set(before.ids)
            if [key for key in self.ids if key in there] != [key for key in before.ids if key in here]:
                return None
            changed.add((IDS,))
        if len(self.marks) != len(before.marks):
            changed |= {(LOT, number) for number in range(LOTS)}
            touched = _differing(_all(self), _all(before))
        else:
            pairs = enumerate(zip(self.marks, before.marks, strict=True))
            numbers = [number for number, (mark, other) in pairs if mark != other]
            changed |= {(LOT, number) for number in numbers}
            touched = [row for number in numbers for row in _differing(self.rows[number], before.rows[number])]
        for key, (_, kind, parent, scope) in touched:
            changed |= {(AT, key), (TYPE, kind.lower()), (BELOW, (parent or "").lower()), (UPON, scope.lower()), (ALL,)}
        if self.kinds != before.kinds:
            changed.add((KINDS,))
        names = {name for name in INTENTIONS if self.intent.get(name) != before.intent.get(name)}
        changed |= {(INTENT, name) for name in names} | ({(INTENT, "")} if bool(self.intent) != bool(before.intent) else set())
        # where things stand in their file is told beside the answers: whoever reads it all the same is asked again each time
        return changed | {(SOURCES,)} | ({(OUTPUTS,)} if self.outputs != before.outputs else set())


def lots_for(resources: int) -> int:
    """How many lots so many resources are divided into: about a hundred in each, but no more lots than `LOTS`."""
    return min(LOTS, 1 << (resources // LOTS).bit_length())


def lot_of(key: str, count: int = LOTS) -> int:
    """The lot of a lower-case id."""
    return crc32(key.encode("utf-8", "surrogatepass")) % count


def digest(value: Any) -> bytes:
    """A digest of plain data: any two different values are written differently, their types too."""
    try:
        return blake2b(dumps(value, FIRST), digest_size=20).digest()
    except ValueError:  # references and the like: `repr` writes their types and fields
        return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=20, person=b"repr").digest()


def _mark(resources: list[Resource]) -> bytes:
    """A digest of the resources of a lot."""
    try:
        return blake2b(dumps(list(map(_content, resources)), FIRST), digest_size=20).digest()
    except ValueError:
        return blake2b(b"".join(digest(_content(each)) for each in resources), digest_size=20, person=b"lot").digest()


def _row(resource: Resource) -> Row:
    return digest(_content(resource)), resource.type, resource.parent, resource.scope


def _all(graph: Snapshot) -> dict[str, Row]:
    return {key: row for number in range(len(graph.marks)) for key, row in graph.rows[number].items()}


def _differing(here: Mapping[str, Row], there: Mapping[str, Row]) -> list[tuple[str, Row]]:
    """What is in one only, or not the same in both: as it is, and as it was."""
    new = [(key, row) for key, row in here.items() if there.get(key) != row]
    return [*new, *((key, there[key]) for key, _ in new if key in there), *((key, row) for key, row in there.items() if key not in here)]
