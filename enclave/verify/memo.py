"""What a verification asked, what each answer read, and so which answers still hold when the graph has changed.

An answer holds as long as nothing that it read has changed: neither a part of the graph nor another answer. Every read of the
graph passes here and is noted for whoever is being answered, so nobody has to say what he depends on, and nobody can forget to.
(Salsa, Adapton and "Build Systems à la Carte", Mokhov et al. 2018, call this a verifying trace with early cutoff.)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b
from marshal import dumps
from typing import Any, Concatenate, ParamSpec, TypeAlias, TypeVar
from zlib import crc32

import msgspec

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Intent, Resource, Value
from enclave.verify.plain import loads

T = TypeVar("T")
S = TypeVar("S")
P = ParamSpec("P")
Key: TypeAlias = tuple[Hashable, ...]
"""Of an answer: (function, what it is asked of, its arguments), or any other tuple for one that lives for one graph only. Of a
part of the graph: a tuple that starts with one of the words below."""
AT, BELOW, UPON, TYPE, KINDS, LOT, IDS, ALL, INTENT, OUTPUTS, SOURCES = (
    f"graph: {word}" for word in ("at", "below", "upon", "type", "kinds", "lot", "ids", "all", "intent", "outputs", "sources")
)
LOTS = 128
"""Parts that resources are divided into by their ids, so that what is asked of each of them is not remembered one by one."""
FIRST = 0
"""The version of `marshal` that writes equal values equally, however they are shared: later ones refer back."""
INTENTIONS = frozenset(each.name for each in fields(Intent))


class Answer(msgspec.Struct, array_like=True):
    """What came out, and what was read for it, in order."""

    reads: tuple[int, ...]
    """Numbers of keys."""
    is_kept: bool
    """It may be used for other graphs."""
    data: bytes | None = None
    """What came out, as it is written; None: `found` is it."""
    found: Any = None
    problem: Any = None
    """The `Undecided` that came instead."""

    @property
    def value(self) -> Any:
        """What came out, read when it is first asked for."""
        if self.found is None and self.data is not None:
            self.found = loads(self.data)
        return self.found

    def equals(self, other: Answer) -> bool:
        """Whether both are plain values and the same."""
        return self.is_kept and other.is_kept and self.problem is None and other.problem is None and bool(self.value == other.value)


class Keys(dict[Key, int]):
    """Every key that was asked for or read, numbered, and who read it. It only grows, so that records of several graphs share one."""

    def __init__(self, keys: Iterable[Key] = (), readers: dict[int, list[int]] | None = None) -> None:
        self.by_number = list(keys)
        super().__init__(zip(self.by_number, range(len(self.by_number)), strict=True))
        self.readers: dict[int, list[int]] = {} if readers is None else readers
        """Number of a key -> numbers of all that ever read it, and perhaps of more."""
        self.entries = len(self.by_number)
        """Keys, and readers that were noted here: how much is held."""

    def __missing__(self, key: Key) -> int:
        number = self[key] = len(self.by_number)
        self.by_number.append(key)
        self.entries += 1
        return number

    def note(self, number: int, reads: Iterable[int]) -> None:
        """Note who reads what."""
        for read in reads:
            found = self.readers.get(read)
            if found is None:
                self.readers[read] = [number]
            else:
                found.append(number)
            self.entries += 1

    def reached(self, numbers: Iterable[int]) -> set[int]:
        """The keys, all that read one of them, and all that read one of those."""
        todo = list(numbers)
        found = set(todo)
        while todo:
            new = [each for each in self.readers.get(todo.pop(), ()) if each not in found]
            found.update(new)
            todo += new
        return found


@dataclass(frozen=True)
class Snapshot:
    """A graph by the digests of its parts."""

    resources: Mapping[str, tuple[bytes, str, str | None, str]]
    """Lower-case id -> (digest, type, parent, scope), in order."""
    intent: Mapping[str, bytes]
    """Name of a field of the intent -> its digest; empty: there is no intent."""
    outputs: bytes

    @classmethod
    def of(cls, graph: Graph) -> Snapshot:
        """Digests of everything that a verification can read."""
        intent = {name: digest(getattr(graph.intent, name)) for name in sorted(INTENTIONS)} if graph.intent is not None else {}
        resources = {each.id.lower(): (_content(each), each.type, each.parent, each.scope) for each in graph.resources}
        return cls(resources, intent, digest(graph.outputs))

    @cached_property
    def lots(self) -> bytes:
        """The lot of each resource, in order."""
        return bytes(map(lot_of, self.resources))

    @property
    def kinds(self) -> set[str]:
        """The lower-case types of all resources."""
        return {kind.lower() for kind in {kind for _, kind, _, _ in self.resources.values()}}

    def changed_since(self, before: Snapshot) -> set[Key] | None:
        """The parts that are not as they were; None when what is in both has another order."""
        changed: set[Key] = set()
        here, there = self.resources, before.resources
        if list(here) != list(there):
            if [key for key in here if key in there] != [key for key in there if key in here]:
                return None
            changed.add((IDS,))
        else:
            vars(self)["lots"] = before.lots
        touched = [(key, row) for key, row in here.items() if there.get(key) != row]
        touched += [(key, there[key]) for key in {*(key for key, _ in touched), *(there.keys() - here.keys())} if key in there]
        for key, (_, kind, parent, scope) in touched:
            below, upon = (BELOW, (parent or "").lower()), (UPON, scope.lower())
            changed |= {(AT, key), (TYPE, kind.lower()), below, upon, (LOT, lot_of(key)), (ALL,)}
        if touched and self.kinds != before.kinds:
            changed.add((KINDS,))
        names = {name for name in INTENTIONS if self.intent.get(name) != before.intent.get(name)}
        changed |= {(INTENT, name) for name in names} | ({(INTENT, "")} if bool(self.intent) != bool(before.intent) else set())
        # where things stand in their file is told beside the answers: whoever reads it all the same is asked again each time
        return changed | {(SOURCES,)} | ({(OUTPUTS,)} if self.outputs != before.outputs else set())


def lot_of(key: str) -> int:
    """The lot of a lower-case id."""
    return crc32(key.encode("utf-8", "surrogatepass")) % LOTS


def digest(value: Any) -> bytes:
    """A digest of plain data: any two different values are written differently, their types too."""
    try:
        return blake2b(dumps(value, FIRST), digest_size=20).digest()
    except ValueError:  # references and the like: `repr` writes their types and fields
        return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=20, person=b"repr").digest()


def _content(resource: Resource) -> bytes:
    return digest((
        resource.type, resource.api_version, resource.name, resource.scope, resource.body, resource.location,
        resource.module, resource.stamp, resource.depends_on,
    ))


@dataclass(frozen=True)
class Record:
    """All answers about one graph, by the numbers of their keys."""

    graph: Snapshot
    keys: Keys
    answers: Mapping[int, Answer]


class Memo:
    """The answers about one graph, some of them from the record of another."""

    def __init__(self, graph: Graph, before: Record | None = None, now: Snapshot | None = None) -> None:
        """`now`: the graph's own snapshot, where there is a record to compare it with."""
        self.graph, self.now = Watched(graph, self), now
        self.subjects: dict[str, Any] = {}
        """What functions are asked of, by name."""
        self.asked = 0
        """How many answers were worked out, and not taken from the record."""
        self._reading: list[dict[int, None]] = []
        self._first: dict[int, None] = {}
        """What nobody asked for who was being answered himself."""
        self._live: dict[int, Answer] = {}
        changed = now.changed_since(before.graph) if now is not None and before is not None else None
        if before is None or changed is None:
            before, changed = Record(Snapshot({}, {}, b""), Keys(), {}), set()
        self._keys, self._before = before.keys, before.answers
        self._changed = {self._keys[key] for key in changed if key in self._keys}
        self._doubtful = self._keys.reached(self._changed)
        self._answers: dict[int, Answer] = {}
        """Those that were asked for, and hold for this graph."""
        self._other: set[int] = set()
        """Answers that are not what they were for the graph before."""

    def read(self, key: Key) -> None:
        """Note a read for whoever is being answered."""
        if self._reading:
            self._reading[-1][self._keys[key]] = None

    def ask(self, subject: str, function: Callable[Concatenate[S, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """What a function gives for a subject and plain arguments (texts, numbers, tuples of them), worked out only when it must be.

        The function must read whatever it needs through its subject, and give plain data: it may be kept for other graphs.
        """
        key: Key = (function, subject, *arguments)
        number = self._keys[key]
        (self._reading[-1] if self._reading else self._first)[number] = None
        answer = self._answers.get(number)
        if answer is None or not answer.is_kept:
            answer = self._kept(number)
        if answer.problem is not None:
            raise answer.problem.with_traceback(None)
        found: T = answer.value
        return found

    def once(self, key: Key, make: Callable[[], T]) -> T:
        """What `make` gives, asked once for this graph. It may be anything that does not change, and knows this graph."""
        number = self._keys[key]
        if self._reading:
            self._reading[-1][number] = None
        answer = self._live.get(number)
        if answer is None:
            before = self._before.get(number)
            if before is None or not self._holds(number, before):
                self._other.add(number)
            answer = self._live[number] = self._worked_out(make, is_kept=False)
            self._answers[number] = Answer(answer.reads, is_kept=False)
        if answer.problem is not None:
            raise answer.problem.with_traceback(None)
        found: T = answer.value
        return found

    def record(self, now: Snapshot) -> Record:
        """Every answer that holds for this graph, of which that is the snapshot."""
        answers = {**self._before}
        for number in self._doubtful:
            answers.pop(number, None)
        for number, answer in self._answers.items():
            before = self._before.get(number)
            if before is None or before.reads != answer.reads:
                self._keys.note(number, answer.reads)
        answers.update(self._answers)
        return Record(now, self._keys, answers)

    def compacted(self, record: Record) -> Record:
        """The same without what this verification did not come to, and with keys of its own."""
        numbers: dict[int, int] = {}
        todo = list(self._first)
        while todo:
            number = todo.pop()
            if number not in numbers:
                numbers[number] = len(numbers)
                answer = record.answers.get(number)
                todo += answer.reads if answer is not None else ()
        keys = Keys(record.keys.by_number[old] for old in numbers)
        answers: dict[int, Answer] = {}
        for old, number in numbers.items():
            answer = record.answers.get(old)
            if answer is not None:
                reads = tuple(numbers[read] for read in answer.reads)
                answers[number] = Answer(reads, answer.is_kept, answer.data, answer.found, answer.problem)
                keys.note(number, reads)
        return Record(record.graph, keys, answers)

    def _kept(self, number: int) -> Answer:
        before = self._before.get(number)
        holds = before is not None and self._holds(number, before)
        if before is not None and before.is_kept and holds:
            self._answers[number] = before
            return before
        function, subject, *arguments = self._keys.by_number[number]
        assert callable(function)
        assert isinstance(subject, str)
        answer = self._worked_out(lambda: function(self.subjects[subject], *arguments), is_kept=True)
        # of what nobody read before, nobody asks whether it is what it was
        if not holds and number in self._keys.readers and (before is None or not answer.equals(before)):
            self._other.add(number)
        self._answers[number] = answer
        return answer

    def _worked_out(self, make: Callable[[], Any], *, is_kept: bool) -> Answer:
        reads: dict[int, None] = {}
        self.asked += 1
        self._reading.append(reads)
        value, problem = None, None
        try:
            value = make()
        except Undecided as doubt:
            problem = doubt.with_traceback(None)
        finally:
            self._reading.pop()
        return Answer(tuple(reads), is_kept, None, value, problem)

    def _holds(self, number: int, answer: Answer) -> bool:
        """Whether nothing has changed that an answer of the record read, looked at in the order in which it was read."""
        doubtful, answers = self._doubtful, self._answers
        if number not in doubtful:
            return True
        for read in answer.reads:
            if read in doubtful and (read in self._changed or read in self._other or (read not in answers and not self._is_same(read))):
                return False
        return True

    def _is_same(self, number: int) -> bool:
        """Whether a doubtful answer is what it was: nothing that it read has changed, or the same comes out again."""
        if number not in self._answers:
            before = self._before.get(number)
            if before is not None and self._holds(number, before):
                self._answers[number] = before
                return True
            if before is None or not before.is_kept:
                return False
            self._kept(number)
        return number not in self._other


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

    def ids(self) -> tuple[str, ...]:
        """The lower-case id of every resource, in order."""
        self._memo.read((IDS,))
        return self._ids

    def lots(self) -> tuple[int, ...]:
        """The lots that any resource is in: ids alone decide it."""
        self._memo.read((IDS,))
        return tuple(sorted(set(self._lots)))

    def lot(self, number: int) -> tuple[Resource, ...]:
        """The resources of a lot, in order."""
        self._memo.read((LOT, number))
        found: list[Resource] = []
        place = self._lots.find(number)
        while place >= 0:
            found.append(self._graph.resources[place])
            place = self._lots.find(number, place + 1)
        return tuple(found)

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        now = self._memo.now
        return tuple(now.resources) if now is not None else tuple(each.id.lower() for each in self._graph.resources)

    @cached_property
    def _lots(self) -> bytes:
        now = self._memo.now
        return now.lots if now is not None else bytes(lot_of(each.id.lower()) for each in self._graph.resources)

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
