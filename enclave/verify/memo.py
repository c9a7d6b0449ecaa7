"""What a verification asked, what each answer read, and so which answers still hold when the graph has changed.

An answer holds as long as nothing that it read has changed: neither a part of the graph nor another answer. Every read of the
graph passes here and is noted for whoever is being answered, so nobody has to say what he depends on, and nobody can forget to.
(Salsa, Adapton and "Build Systems à la Carte", Mokhov et al. 2018, call this a verifying trace with early cutoff.)
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain
from typing import Any, Concatenate, ParamSpec, TypeVar

import msgspec

from enclave.graph.body import Undecided
from enclave.graph.model import Graph, Intent, Resource, Value
from enclave.verify.plain import decoded, loads
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


_answer = msgspec.msgpack.Decoder(Answer)


class Answers:
    """Answers by the numbers of their keys; those of a file are read when they are first asked for."""

    def __init__(self, known: dict[int, Answer] | None = None, filed: Mapping[int, msgspec.Raw] | None = None) -> None:
        self._known: dict[int, Answer] = known if known is not None else {}
        self._filed: Mapping[int, msgspec.Raw] = filed if filed is not None else {}

    def __len__(self) -> int:
        return len(self._known) + sum(1 for number in self._filed if number not in self._known)

    def get(self, number: int) -> Answer | None:
        """The answer with that number, or None."""
        found = self._known.get(number)
        if found is None and (written := self._filed.get(number)) is not None:
            found = self._known[number] = decoded(_answer, written)
        return found

    def all(self) -> dict[int, Answer]:
        """Every answer."""
        return {number: answer for number in {**self._filed, **self._known} if (answer := self.get(number)) is not None}


class Keys(dict[Key, int]):
    """Every key that was asked for or read, numbered, and who read it. It only grows, so that records of several graphs share one."""

    def __init__(self, keys: Iterable[Key] = (), starts: bytes = b"", filed: bytes = b"") -> None:
        """`filed`: the numbers of those who read each key, one key after the other; `starts`: where each begins, and the end (`packed`)."""
        self.by_number = list(keys)
        super().__init__(zip(self.by_number, range(len(self.by_number)), strict=True))
        self._starts, self._filed = memoryview(starts).cast("I"), memoryview(filed).cast("I")
        self._noted: dict[int, list[int]] = {}
        self.entries = len(self.by_number)
        """Keys, and readers that were noted here: how much is held."""

    @staticmethod
    def packed(readers: Mapping[int, list[int]], count: int) -> tuple[bytes, bytes]:
        """Readers of so many keys as `Keys` takes them."""
        lists = [readers.get(number, ()) for number in range(count)]
        starts = array("I", (0, *accumulate(map(len, lists))))
        return starts.tobytes(), array("I", chain.from_iterable(lists)).tobytes()

    def readers(self, number: int) -> list[int]:
        """The numbers of all that ever read a key, and perhaps of more."""
        noted = self._noted.get(number, [])
        if number + 1 >= len(self._starts):
            return noted
        filed = self._filed[self._starts[number]:self._starts[number + 1]].tolist()
        return filed + noted if noted else filed

    def __missing__(self, key: Key) -> int:
        number = self[key] = len(self.by_number)
        self.by_number.append(key)
        self.entries += 1
        return number

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
        keys = Keys(record.keys.by_number[old] for old in numbers)
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
        function, subject, *arguments = self._keys.by_number[number]
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
