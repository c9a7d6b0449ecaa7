"""What a verification asked, what each answer read, and so which answers still hold when the graph has changed.

An answer holds as long as nothing that it read has changed: neither a part of the graph nor another answer. Every read of the
graph passes here and is noted for whoever is being answered, so nobody has to say what he depends on, and nobody can forget to.
(Salsa, Adapton and "Build Systems à la Carte", Mokhov et al. 2018, call this a verifying trace with early cutoff.)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar
from zlib import crc32

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Intent, Resource, Value

T = TypeVar("T")
S = TypeVar("S")
P = ParamSpec("P")
Key: TypeAlias = tuple[Hashable, ...]
"""Of an answer: (function, what it is asked of, its arguments), or any other tuple for one that lives for one graph only. Of a
part of the graph: a tuple that starts with one of the words below."""
AT, BELOW, UPON, TYPE, KINDS, LOT, ALL, INTENT, OUTPUTS, SOURCES = (
    f"graph: {word}" for word in ("at", "below", "upon", "type", "kinds", "lot", "all", "intent", "outputs", "sources")
)
LOTS = 128
"""Parts that resources are divided into by their ids, so that what is asked of each of them is not remembered one by one."""
INTENTIONS = frozenset(each.name for each in fields(Intent))


class Answer:
    """What came out, and what was read for it, in order."""

    __slots__ = ("_value", "is_kept", "load", "problem", "reads")

    def __init__(
        self, reads: tuple[Key, ...], value: Any, problem: Undecided | None = None, *, is_kept: bool, load: partial[Any] | None = None
    ) -> None:
        self.reads, self._value, self.problem, self.is_kept, self.load = reads, value, problem, is_kept, load

    @property
    def value(self) -> Any:
        """What came out; `load` gives it the first time when it stands elsewhere."""
        if self._value is None and self.load is not None:
            self._value = self.load()
        return self._value

    def equals(self, other: Answer) -> bool:
        """Whether both are plain values and the same."""
        return self.is_kept and other.is_kept and self.problem is None and other.problem is None and bool(self.value == other.value)


@dataclass(frozen=True)
class Snapshot:
    """A graph by the digests of its parts."""

    resources: Mapping[str, tuple[bytes, str, str, str]]
    """Lower-case id -> (digest, type, parent, scope), in order."""
    intent: Mapping[str, bytes]
    """Name of a field of the intent -> its digest; empty: there is no intent."""
    outputs: bytes

    @classmethod
    def of(cls, graph: Graph) -> Snapshot:
        """Digests of everything that a verification can read."""
        intent = {name: digest(getattr(graph.intent, name)) for name in sorted(INTENTIONS)} if graph.intent is not None else {}
        resources = {
            each.id.lower(): (_content(each), each.type.lower(), (each.parent or "").lower(), each.scope.lower())
            for each in graph.resources
        }
        return cls(resources, intent, digest(graph.outputs))

    def changed_since(self, before: Snapshot) -> set[Key] | None:
        """The parts that are not as they were; None when what is in both has another order."""
        changed: set[Key] = set()
        here, there = self.resources, before.resources
        if here.keys() != there.keys() and [key for key in here if key in there] != [key for key in there if key in here]:
            return None
        if here.keys() == there.keys() and list(here) != list(there):
            return None
        touched = [(key, row) for key, row in here.items() if there.get(key) != row]
        touched += [(key, row) for key, row in there.items() if here.get(key) != row]
        for key, (_, kind, parent, scope) in touched:
            changed |= {(AT, key), (TYPE, kind), (BELOW, parent), (UPON, scope), (LOT, lot_of(key)), (ALL,)}
        if touched and {kind for _, kind, _, _ in here.values()} != {kind for _, kind, _, _ in there.values()}:
            changed.add((KINDS,))
        names = {name for name in INTENTIONS if self.intent.get(name) != before.intent.get(name)}
        changed |= {(INTENT, name) for name in names} | ({(INTENT, "")} if bool(self.intent) != bool(before.intent) else set())
        # where things stand in their file is told beside the answers: whoever reads it all the same is asked again each time
        return changed | {(SOURCES,)} | ({(OUTPUTS,)} if self.outputs != before.outputs else set())


def lot_of(key: str) -> int:
    """The lot of a lower-case id."""
    return crc32(key.encode("utf-8", "surrogatepass")) % LOTS


def digest(value: object) -> bytes:
    """A digest of plain data: `repr` writes any two different values differently, their types too."""
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=20).digest()


def _content(resource: Resource) -> bytes:
    return digest((
        resource.type, resource.api_version, resource.name, resource.scope, resource.body, resource.location,
        resource.module, resource.stamp, resource.depends_on,
    ))


@dataclass(frozen=True)
class Record:
    """All answers about one graph."""

    graph: Snapshot
    answers: Mapping[Key, Answer]
    """Each after those that it read."""


class Memo:
    """The answers about one graph, some of them from the record of another."""

    def __init__(self, graph: Graph, before: Record | None = None, now: Snapshot | None = None) -> None:
        """`now`: the graph's own snapshot, where there is a record to compare it with."""
        self.graph = Watched(graph, self)
        self.subjects: dict[str, Any] = {}
        """What functions are asked of, by name."""
        self.asked = 0
        """How many answers were worked out, and not taken from the record."""
        self._reading: list[dict[Key, None]] = []
        self._live: dict[Key, Answer] = {}
        changed = now.changed_since(before.graph) if now is not None and before is not None else None
        self._before: Mapping[Key, Answer] = before.answers if before is not None and changed is not None else {}
        self._changed: set[Key] = changed or set()
        self._answers, self._doubtful = _sorted(self._before, self._changed)
        self._other: set[Key] = set()
        """Answers that are not what they were for the graph before."""

    def read(self, key: Key) -> None:
        """Note a read for whoever is being answered."""
        if self._reading:
            self._reading[-1][key] = None

    def ask(self, subject: str, function: Callable[Concatenate[S, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """What a function gives for a subject and plain arguments (texts, numbers, tuples of them), worked out only when it must be.

        The function must read whatever it needs through its subject, and give plain data: it may be kept for other graphs.
        """
        key: Key = (function, subject, *arguments)
        if self._reading:
            self._reading[-1][key] = None
        answer = self._answers.get(key)
        if answer is None or not answer.is_kept:
            answer = self._kept(key)
        if answer.problem is not None:
            raise answer.problem.with_traceback(None)
        found: T = answer.value
        return found

    def once(self, key: Key, make: Callable[[], T]) -> T:
        """What `make` gives, asked once for this graph. It may be anything that does not change, and knows this graph."""
        self.read(key)
        answer = self._live.get(key)
        if answer is None:
            before = self._before.get(key)
            if before is None or not self._holds(key, before):
                self._other.add(key)
            answer = self._live[key] = self._worked_out(make, is_kept=False)
            self._answers[key] = Answer(answer.reads, None, is_kept=False)
        if answer.problem is not None:
            raise answer.problem.with_traceback(None)
        found: T = answer.value
        return found

    def answers(self) -> dict[Key, Answer]:
        """Every answer that holds for this graph, for a record: each after those that it read."""
        return self._answers

    def _kept(self, key: Key) -> Answer:
        before = self._before.get(key)
        if before is not None and before.is_kept and self._holds(key, before):
            self._answers[key] = before
            return before
        function, subject, *arguments = key
        assert callable(function)
        assert isinstance(subject, str)
        answer = self._worked_out(lambda: function(self.subjects[subject], *arguments), is_kept=True)
        if before is None or not answer.equals(before):
            self._other.add(key)
        self._answers[key] = answer
        return answer

    def _worked_out(self, make: Callable[[], Any], *, is_kept: bool) -> Answer:
        reads: dict[Key, None] = {}
        self.asked += 1
        self._reading.append(reads)
        value, problem = None, None
        try:
            value = make()
        except Undecided as doubt:
            problem = doubt.with_traceback(None)
        finally:
            self._reading.pop()
        return Answer(tuple(reads), value, problem, is_kept=is_kept)

    def _holds(self, key: Key, answer: Answer) -> bool:
        """Whether nothing has changed that an answer of the record read, looked at in the order in which it was read."""
        if key not in self._doubtful:
            return True
        doubtful = [read for read in answer.reads if read in self._doubtful]
        return all(read not in self._changed and self._is_same(read) for read in doubtful)

    def _is_same(self, key: Key) -> bool:
        """Whether a doubtful answer is what it was: nothing that it read has changed, or the same comes out again."""
        if key not in self._answers:
            before = self._before[key]
            if before.is_kept:
                self._kept(key)
            elif self._holds(key, before):
                self._answers[key] = before
            else:
                return False
        return key not in self._other


def _sorted(answers: Mapping[Key, Answer], changed: Iterable[Key]) -> tuple[dict[Key, Answer], set[Key]]:
    """The answers that surely hold, and the keys of those that read one of the parts or an answer that did, with these parts."""
    held: dict[Key, Answer] = {}
    reached = set(changed)
    for key, answer in answers.items():
        if reached.isdisjoint(answer.reads):
            held[key] = answer
        else:
            reached.add(key)
    return held, reached


class Watched(Graph):
    """A graph that notes what is read of it."""

    def __init__(self, graph: Graph, memo: Memo) -> None:
        self.__dict__.update(_graph=graph, _memo=memo, _intent=None if graph.intent is None else _Intended(graph.intent, memo))

    _graph: Graph
    _memo: Memo
    _intent: Intent | None

    @property
    def resources(self) -> tuple[Resource, ...]:
        self._memo.read((ALL,))
        return self._graph.resources

    @property
    def intent(self) -> Intent | None:
        self._memo.read((INTENT, ""))
        return self._intent

    @property
    def outputs(self) -> Mapping[str, Value]:
        self._memo.read((OUTPUTS,))
        return self._graph.outputs

    @property
    def sources(self) -> Mapping[str, str]:
        self._memo.read((SOURCES,))
        return self._graph.sources

    @property
    def notes(self) -> tuple[str, ...]:
        self._memo.read((SOURCES,))
        return self._graph.notes

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)

    def get(self, resource_id: str) -> Resource | None:
        key = resource_id.lower()
        self._memo.read((AT, key))
        return self._graph.get(key)

    def kinds(self) -> tuple[str, ...]:
        self._memo.read((KINDS,))
        return tuple(sorted(self._graph.kinds()))

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        for kind in types:
            self._memo.read((TYPE, kind.lower()))
        return self._graph.of_type(*types)

    def children(self, parent_id: str) -> tuple[Resource, ...]:
        key = parent_id.lower()
        self._memo.read((BELOW, key))
        return self._graph.children(key)

    def lot(self, number: int) -> tuple[Resource, ...]:
        """The resources of a lot, in order."""
        self._memo.read((LOT, number))
        return tuple(self._lots.get(number, ()))

    @cached_property
    def _lots(self) -> Mapping[int, list[Resource]]:
        found: dict[int, list[Resource]] = {}
        for resource in self._graph.resources:
            found.setdefault(lot_of(resource.id.lower()), []).append(resource)
        return found

    def extending(self, target_id: str) -> tuple[Resource, ...]:
        key = target_id.lower()
        self._memo.read((UPON, key))
        return self._graph.extending(key)


class _Intended(Intent):
    """An intent that notes what is read of it."""

    def __init__(self, intent: Intent, memo: Memo) -> None:
        self.__dict__.update({name: getattr(intent, name) for name in INTENTIONS}, _memo=memo)

    def __getattribute__(self, name: str) -> Value:
        if name in INTENTIONS:
            object.__getattribute__(self, "_memo").read((INTENT, name))
        found: Value = object.__getattribute__(self, name)
        return found
