"""What a verification asked, what each answer read, and so which answers still hold when the graph has changed.

An answer holds as long as nothing that it read has changed: neither a part of the graph nor another answer. Every read of the
graph passes here and is noted for whoever is being answered, so nobody has to say what he depends on, and nobody can forget to.
(Salsa, Adapton and "Build Systems à la Carte", Mokhov et al. 2018, call this a verifying trace with early cutoff.)
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Intent, Resource, Value
from enclave.verify.plain import loads
from enclave.verify.snapshot import (
    ALL,
    AT,
    BELOW,
    IDS,
    INTENT,
    INTENTIONS,
    KINDS,
    LOT,
    OUTPUTS,
    SOURCES,
    TYPE,
    UPON,
    Key,
    Snapshot,
    lot_of,
    lots_for,
)

T = TypeVar("T")
S = TypeVar("S")
P = ParamSpec("P")

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


NONE, LIVE, KEPT = range(3)
"""What a file has for a key: no answer, one whose value is worked out again, one with its value."""


class Filed(msgspec.Struct, array_like=True):
    """Answers by the numbers of their keys, as they are written: one is taken out when it is first asked for."""

    states: bytes = b""
    """One of the three for each key."""
    starts: bytes = b""
    """Where the reads of each begin, and the end (`packed`)."""
    reads: bytes = b""
    bounds: bytes = b""
    """Where the value of each begins, and the end, in the same way."""
    values: bytes = b""

    @classmethod
    def of(cls, answers: Mapping[int, tuple[tuple[int, ...], bytes | None]], count: int) -> Filed:
        """(reads, value) of each of so many keys that has an answer."""
        rows = list(map(answers.get, range(count)))
        states = bytes(NONE if row is None else LIVE if row[1] is None else KEPT for row in rows)
        data = [(row[1] if row is not None else None) or b"" for row in rows]
        bounds = array("I", (0, *accumulate(map(len, data)))).tobytes()
        return cls(states, *packed(row[0] if row is not None else () for row in rows), bounds, b"".join(data))


class Answers:
    """Answers by the numbers of their keys; those of a file are read when they are first asked for."""

    def __init__(self, known: dict[int, Answer] | None = None, filed: Filed | None = None) -> None:
        """Raises ValueError and TypeError for a file that does not hold together."""
        self._known: dict[int, Answer] = known if known is not None else {}
        filed = filed if filed is not None else Filed()
        self._states, self._values = filed.states, filed.values
        self._starts, self._reads, self._bounds = (memoryview(part).cast("I") for part in (filed.starts, filed.reads, filed.bounds))
        for starts, last in ((self._starts, len(self._reads)), (self._bounds, len(self._values))):
            if self._states and (len(starts) != len(self._states) + 1 or starts[-1] != last):
                raise ValueError("parts of answers do not fit")

    def __len__(self) -> int:
        filed = len(self._states) - self._states.count(NONE)
        return filed + sum(1 for number in self._known if number >= len(self._states) or self._states[number] == NONE)

    def get(self, number: int) -> Answer | None:
        """The answer with that number, or None."""
        found = self._known.get(number)
        if found is None and number < len(self._states) and (state := self._states[number]) != NONE:
            data = self._values[self._bounds[number]:self._bounds[number + 1]] if state == KEPT else None
            reads = tuple(self._reads[self._starts[number]:self._starts[number + 1]])
            found = self._known[number] = Answer(reads, state == KEPT, data)
        return found

    def all(self) -> dict[int, Answer]:
        """Every answer."""
        numbers = chain(range(len(self._states)), tuple(self._known))
        return {number: answer for number in numbers if (answer := self.get(number)) is not None}


class Shelf(msgspec.Struct):
    """Keys that begin with one thing, as a file has them."""

    first: int
    """The number of the first of them; the others follow."""
    size: int
    read: Callable[[], list[Key]]
    """Raises EnclaveError for what this program did not write."""


class Keys(dict[Key, int]):
    """Every key that was asked for or read, numbered, and who read it. It only grows, so that records of several graphs share one.

    Keys of a file are read by what they begin with, when one of these is first asked for.
    """

    def __init__(
        self, keys: Iterable[Key] = (), shelves: Mapping[Hashable, Shelf] | None = None, readers: tuple[bytes, bytes] = (b"", b"")
    ) -> None:
        """`shelves`: in the order of their numbers; `readers`: the numbers of those who read each key (`packed`)."""
        self._shelves = dict(shelves or {})
        self._places = [shelf.first for shelf in self._shelves.values()]
        self._heads = list(self._shelves)
        self._by_number: list[Key | None] = [None] * sum(shelf.size for shelf in self._shelves.values())
        self._starts, self._filed = (memoryview(part).cast("I") for part in readers)
        self._noted: dict[int, list[int]] = {}
        self.entries = len(self._by_number)
        """Keys, and readers that were noted here: how much is held."""
        super().__init__()
        for key in keys:
            self[key]

    def key(self, number: int) -> Key:
        """The key with that number."""
        found = self._by_number[number]
        if found is None:
            self._take(self._heads[bisect_right(self._places, number) - 1])
            found = self._by_number[number]
        assert found is not None
        return found

    def find(self, key: Key) -> int | None:
        """The number of a key, where it has one."""
        if key[0] in self._shelves:
            self._take(key[0])
        return self.get(key)

    def readers(self, number: int) -> list[int]:
        """The numbers of all that ever read a key, and perhaps of more."""
        noted = self._noted.get(number, [])
        if number + 1 >= len(self._starts):
            return noted
        filed = self._filed[self._starts[number]:self._starts[number + 1]].tolist()
        return filed + noted if noted else filed

    def __missing__(self, key: Key) -> int:
        if key[0] in self._shelves:
            self._take(key[0])
            return self[key]
        number = self[key] = len(self._by_number)
        self._by_number.append(key)
        self.entries += 1
        return number

    def _take(self, head: Hashable) -> None:
        """Reads the keys that begin so."""
        shelf = self._shelves.pop(head)
        keys = shelf.read()
        self._by_number[shelf.first:shelf.first + shelf.size] = keys
        self.update(zip(keys, range(shelf.first, shelf.first + shelf.size), strict=True))

    def note(self, number: int, reads: Iterable[int]) -> None:
        """Note who reads what."""
        for read in reads:
            self._noted.setdefault(read, []).append(number)
            self.entries += 1

    def reached(self, numbers: Iterable[int]) -> set[int]:
        """The keys, all that read one of them, and all that read one of those."""
        todo = list(numbers)
        found = set(todo)
        while todo:
            new = [each for each in self.readers(todo.pop()) if each not in found]
            found.update(new)
            todo += new
        return found


def packed(lists: Iterable[Sequence[int]]) -> tuple[bytes, bytes]:
    """Lists of numbers in one: where each begins, and the end; and all of them, one after the other."""
    lists = list(lists)
    starts = array("I", (0, *accumulate(map(len, lists))))
    return starts.tobytes(), array("I", chain.from_iterable(lists)).tobytes()


@dataclass(frozen=True)
class Record:
    """All answers about one graph, by the numbers of their keys."""

    graph: Snapshot
    keys: Keys
    answers: Answers


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
            self._keys, self._before, changed = Keys(), Answers(), set()
        else:
            self._keys, self._before = before.keys, before.answers
        self._changed = {number for key in changed if (number := self._keys.find(key)) is not None}
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
        answers = self._before.all()
        for number in self._doubtful:
            answers.pop(number, None)
        for number, answer in self._answers.items():
            before = self._before.get(number)
            if before is None or before.reads != answer.reads:
                self._keys.note(number, answer.reads)
        answers.update(self._answers)
        return Record(now, self._keys, Answers(answers))

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
        keys = Keys(map(record.keys.key, numbers))
        answers: dict[int, Answer] = {}
        for old, number in numbers.items():
            answer = record.answers.get(old)
            if answer is not None:
                reads = tuple(numbers[read] for read in answer.reads)
                answers[number] = Answer(reads, answer.is_kept, answer.data, answer.found, answer.problem)
                keys.note(number, reads)
        return Record(record.graph, keys, Answers(answers))

    def _kept(self, number: int) -> Answer:
        before = self._before.get(number)
        holds = before is not None and self._holds(number, before)
        if before is not None and before.is_kept and holds:
            self._answers[number] = before
            return before
        function, subject, *arguments = self._keys.key(number)
        assert callable(function)
        assert isinstance(subject, str)
        answer = self._worked_out(lambda: function(self.subjects[subject], *arguments), is_kept=True)
        # of what nobody read before, nobody asks whether it is what it was
        if not holds and self._keys.readers(number) and (before is None or not answer.equals(before)):
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
        return tuple(now.ids) if now is not None else tuple(each.id.lower() for each in self._graph.resources)

    @cached_property
    def _lots(self) -> bytes:
        now = self._memo.now
        count = lots_for(len(self._ids))
        return now.lots if now is not None else bytes(lot_of(key, count) for key in self._ids)

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
