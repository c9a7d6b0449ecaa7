"""What a pattern makes of the places where its anchors are: the exact expression, the check, and the evidence around them.

A candidate that needs words is looked at only where such words are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import TypeAlias

import hyperscan

from enclave.dlp import detector as evidence_module
from enclave.dlp import literals
from enclave.dlp.anchors import DIGIT, FULL, Anchors, Key, Sign, signs_of
from enclave.dlp.bounded import PATIENCE, Bounded
from enclave.dlp.database import remembered
from enclave.dlp.detector import MEDIUM, Detector, Pattern, Search
from enclave.dlp.following import AFTER, clause, is_open, open_from, without_others
from enclave.errors import EnclaveError


class DetectorFailed(EnclaveError):
    """A detector broke at a text, so nobody knows what is in it."""

    def __init__(self, detector: str, kind: str) -> None:
        super().__init__(f"the detector `{detector}` failed ({kind})", hint="nothing passes that could not be scanned")


Changes: TypeAlias = Callable[[int, int], bool]
"""Whether something between two places may be other than it was given."""
Value: TypeAlias = tuple[int, int, int, bool]
"""Start, end, confidence (0: what comes may support it) and whether evidence supports it."""

Checked: TypeAlias = dict[tuple[Callable[[str], int], str], int]
"""What checks said of texts: several views of a text show the same ones."""

_WORD = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_UCP
_BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
_ODD = "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"
"""The one letter that is two in lower case: a text with it is searched without gates."""


_PAST = 1
"""Characters behind a word that its gate may take."""
_FEW = 4
"""Candidates that are looked at sooner than anybody looks for words."""


class Gates:
    """Words that evidence is made of, for all patterns: one pass over a text says where they end."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        unsaid = {id(one.evidence): one.evidence for one in patterns if one.evidence and not one.evidence.gates}
        found = remembered(
            lambda: [one.needed for one in unsaid.values()], list[tuple[str, ...]], [one.told for one in unsaid.values()],
            evidence_module, literals,
        )
        gates = dict(zip(unsaid, found, strict=True))
        needed = {number: gates.get(id(one.evidence), one.evidence.gates) for number, one in enumerate(patterns) if one.evidence}
        said = {number: gate for number, gate in needed.items() if gate}
        terms = {term: number for number, term in enumerate(dict.fromkeys(term for gate in said.values() for term in gate))}
        self.of: Mapping[int, Key] = MappingProxyType({
            number: frozenset(terms[term] for term in gate) for number, gate in said.items()
        })
        """Number of a pattern -> its words."""
        self.late = frozenset(number for number in said if patterns[number].confidence is None)
        """Patterns that find nothing without a word."""
        self.waiting = frozenset(number for number in self.late if patterns[number].waits)
        """Those of which words may stand behind the value."""
        users: dict[str, list[int]] = {}
        for number, pattern in enumerate(patterns):
            users.setdefault(pattern.anchor, []).append(number)
        keys = {
            anchor: frozenset(word for number in numbers for word in self.of[number])
            for anchor, numbers in users.items() if self.late.issuperset(numbers)
        }
        self.keys: Mapping[str, Key] = MappingProxyType(keys)
        """Anchor of such patterns alone -> the words without which it does not matter."""
        signs: dict[Sign, list[tuple[Key, Pattern]]] = {}
        for (anchor, key), sign in zip(keys.items(), signs_of(keys), strict=True):
            if sign in FULL:
                signs.setdefault(sign, []).extend((key, patterns[number]) for number in users[anchor])
        self.around: Mapping[Sign, Around] = MappingProxyType({sign: Around(found) for sign, found in signs.items()})
        behind: dict[int, set[int]] = {}
        for number in self.late:
            for word in self.of[number]:
                behind.setdefault(word, set()).add(number)
        self.opened: Mapping[int, Set[int]] = MappingProxyType(behind)
        """Word -> patterns that may find something where it is."""
        self._anchors = Anchors(tuple(terms), [_WORD] * len(terms))
        self.around_digits = self.around[DIGIT].words if DIGIT in self.around else frozenset()
        """Words of patterns that are looked for around single digits. They are few, so they are looked for alone there."""
        few = [(term, number) for term, number in terms.items() if number in self.around_digits]
        self._few, self._numbers = Anchors([term for term, _ in few], [_WORD] * len(few)), [number for _, number in few]

    def wait(self) -> None:
        """See `Anchors.wait`."""
        self._anchors.wait()
        self._few.wait()

    def ends(self, text: str) -> dict[int, list[int]]:
        """Word -> where it ends."""
        return self._anchors.ends(text)

    def few(self, text: str) -> dict[int, list[int]]:
        """The same for the words around digits alone."""
        return {self._numbers[number]: ends for number, ends in self._few.ends(text).items()}


_MANY = 24
"""Groups of anchors that are looked for one by one sooner than all at once."""


class Around:
    """Where the late anchors end that hold a sign and matter, as words say."""

    def __init__(self, patterns: Iterable[tuple[Key, Pattern]]) -> None:
        """Patterns, each with the words without which its anchor does not matter."""
        self._reach: dict[Key, tuple[int, int]] = {}
        for key, pattern in patterns:
            before, behind = self._reach.get(key, (0, 0))
            window = pattern.evidence.window if pattern.evidence else 0
            self._reach[key] = max(before, pattern.reach + window), max(behind, _behind(pattern))
        self._keys: dict[int, list[Key]] = {}
        for key in self._reach:
            for word in key:
                self._keys.setdefault(word, []).append(key)
        self._most = max(before for before, _ in self._reach.values()), max(behind for _, behind in self._reach.values())
        self.words = frozenset(self._keys)
        """All of them."""

    def ranges(self, said: Mapping[int, list[int]], length: int, *, over: bool) -> Iterator[tuple[Key | None, list[tuple[int, int]]]]:
        """Anchors that matter, and where, in a text of some length; `said`: its words. Unless `over`, text may come that holds others."""
        said = {word: ends for word, ends in said.items() if word in self._keys}
        if not said and (over or not self._most[1]):
            return
        keys = dict.fromkeys(key for word in said for key in self._keys[word])
        if len(keys) <= _MANY and (over or not self._most[1]):
            for key in keys:
                yield key, _ranges([end for word, ends in said.items() if word in key for end in ends], *self._reach[key])
            return
        ends = [end for ends in said.values() for end in ends]
        if not over and self._most[1]:
            ends.append(length + 1)
        yield None, _ranges(ends, *self._most)


def _ranges(ends: list[int], before: int, behind: int) -> list[tuple[int, int]]:
    """From `behind` characters before each place to `before` characters behind it."""
    found: list[tuple[int, int]] = []
    for end in sorted(ends):
        start = max(0, end - behind)
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], end + before
        else:
            found.append((start, end + before))
    return found


def _behind(pattern: Pattern) -> int:
    return (pattern.shape.length or 0) + AFTER if pattern.waits else 0


class Words:
    """The words of evidence in a text, from `low` to `high`, looked for when they are first asked for. Unless `over`, text may come."""

    __slots__ = (
        "_ends", "_few", "_gates", "_high", "_low", "_near", "_open", "_open_few", "_said", "_supports", "_text", "checked",
        "is_odd", "open_from", "over",
    )

    def __init__(self, gates: Gates, text: str, low: int, high: int, *, over: bool, checked: Checked | None = None) -> None:
        self.checked: Checked = {} if checked is None else checked
        self._gates, self._text, self._low, self._high = gates, text, low, high
        self.over = over
        self.open_from = len(text) if over else open_from(text)
        """Values that end before are not spoken of by what comes."""
        self.is_odd = not text.isascii() and _ODD in text
        self._ends: dict[int, list[int]] | None = None
        self._few: dict[int, list[int]] | None = None
        self._near: dict[Key, list[int]] = {}
        self._open: Set[int] | None = None
        self._open_few: Set[int] | None = None
        self._supports: dict[tuple[int, int, int], bool] = {}
        self._said: dict[int, str] = {}

    def supports(self, search: Search, start: int, end: int) -> bool:
        """Whether something is found in a part of the text, in lower case. Many patterns share their evidence and their candidates."""
        asked = id(search), start, end
        found = self._supports.get(asked)
        if found is None:
            found = self._supports[asked] = search.search(self._text[start:end].lower()) is not None
        return found

    def before(self, end: int, window: int) -> str:
        """What stands before a value, in lower case."""
        return self._text[max(0, end - window) : end].lower()

    def said_behind(self, end: int) -> str:
        """See `clause`."""
        said = self._said.get(end)
        if said is None:
            said = self._said[end] = clause(self._text, end)
        return said

    def ends(self, *, few: bool = False) -> dict[int, list[int]]:
        """Word -> where it ends in the text. `few`: of the words around digits, at least."""
        if self._ends is not None:
            return self._ends
        if few and self._few is not None:
            return self._few
        low, text = self._low, self._text[self._low : self._high]
        found = self._gates.few(text) if few else self._gates.ends(text)
        if low:
            found = {word: [end + low for end in ends] for word, ends in found.items()}
        if few:
            self._few = found
        else:
            self._ends = found
        return found

    def is_worth(self, candidates: int, *, few: bool = False) -> bool:
        """Whether looking for the words (`few`: those around digits) costs less than looking at so many candidates without."""
        return not self.is_odd and (few or self._ends is not None or candidates > _FEW)

    def near(self, gate: Key, *, few: bool = False) -> list[int]:
        """Where one of some words ends, ascending."""
        near = self._near.get(gate)
        if near is None:
            all_ = self.ends(few=few)
            found = [all_[word] for word in gate.intersection(all_)]
            near = self._near[gate] = found[0] if len(found) == 1 else sorted(end for ends in found for end in ends)
        return near

    def open(self, *, few: bool = False) -> Set[int]:
        """The patterns that find nothing without words of which there is one, or may come one. `few`: those around digits, at least."""
        if self.is_odd:
            return self._gates.late
        open_ = self._open_few if few and self._open is None else self._open
        if open_ is None:
            gates, said = self._gates, self.ends(few=few)
            open_ = (frozenset() if self.over else gates.waiting).union(*(gates.opened.get(word, ()) for word in said))
            if said is self._few:
                self._open_few = open_
            else:
                self._open = open_
        return open_

    def ranges(self, sign: Sign) -> Iterable[tuple[Key | None, Iterable[tuple[int, int]]]]:
        """The late anchors that matter and hold a sign, and where they end."""
        around = self._gates.around.get(sign)
        if around is None:
            return ()
        if self.is_odd:
            return [(None, [(0, len(self._text) + 1)])]
        return around.ranges(self.ends(few=sign is DIGIT), len(self._text), over=self.over)


_UNGATED: Key = frozenset()
_SOME = 8
"""Late patterns of one anchor that are asked one by one whether a word of theirs is there."""


class Candidates:
    """How the values of one pattern are found, worked out once."""

    __slots__ = (
        "_accept", "_after", "_barren", "_behind", "_exact", "_gate", "_is_first", "_is_needed", "_length", "_near", "_opens", "_pattern",
        "_reach", "_window", "_words", "detector", "few", "is_lasting",
    )

    def __init__(self, detector: Detector, pattern: Pattern, gate: Key = _UNGATED, *, few: bool = False) -> None:
        evidence = pattern.evidence
        self.detector, self._pattern = detector, pattern
        self.is_lasting = pattern.certain is not None
        self._exact, self._accept = pattern.exact, pattern.accept
        self._reach, self._length = pattern.reach, pattern.shape.length
        self._words: Search | None = evidence.words if evidence else None
        self._after: Search | None = evidence.after if evidence else None
        self._opens: Search | None = evidence.opens if evidence else None
        self._window = evidence.window if evidence else 0
        self._behind = _behind(pattern)
        self._barren = pattern.exact.barren if isinstance(pattern.exact, Bounded) and pattern.shape.length is None else None
        self._gate, self.few = gate, few
        self._near = pattern.near
        self._is_needed = not pattern.confidence
        self._is_first = self._is_needed and (pattern.lead > 0 or self._after is None)

    def find(
        self, text: str, ends: Sequence[int], span: tuple[int, int], words: Words, changes: Changes | None = None
    ) -> Iterator[Value]:
        """The values that begin in `span`; anchors end at `ends`, ascending. With `changes` those without one may be left out.

        A candidate that is not accepted leaves no trace: the search goes on with the character after its first. A detector that fails
        is nothing that a text may pass by; what it says of its failure may hold a value.
        """
        near: Sequence[int] | None = None
        if self._gate and words.is_worth(len(ends), few=self.few):
            near = words.near(self._gate, few=self.few)
            if self._is_needed:
                may_wait = self._behind and not words.over
                ends = self._supportable(ends, near, words.open_from - (self._length or AFTER) if may_wait else len(text))
        if not ends:
            return
        try:
            yield from self._from(text, ends, span, near, words, changes=changes)
        except _BROKEN as error:
            raise DetectorFailed(self.detector.id, type(error).__name__) from None

    def _supportable(self, ends: Sequence[int], near: Sequence[int], open_from: int) -> list[int]:
        """The anchors around which a word is, or (behind `open_from`) may come."""
        before, behind = self._reach + self._window, self._behind
        return [
            end for end in ends
            if ((place := bisect_right(near, end + behind + _PAST)) and near[place - 1] > end - before) or end > open_from
        ]

    def _from(
        self, text: str, ends: Sequence[int], span: tuple[int, int], near: Sequence[int] | None, words: Words, *, changes: Changes | None
    ) -> Iterator[Value]:
        position, stop = span
        over, checked = words.over, words.checked
        length, exact, barren = self._length, self._exact, self._barren
        failed = 0
        for first, last in self._places(ends):
            if changes is not None and length is not None and not changes(first, last + length):
                continue
            position, end = max(position, first), min(last, stop)
            while position < end:
                match = exact.match(text, position) if length is None else exact.search(text, position, end + length)
                if match is None:
                    failed += 1
                    position = barren(text, position) if barren is not None and not failed % PATIENCE else position
                    break
                failed = 0
                begin = match.start()
                if begin >= end:
                    break
                position = begin + 1
                if self._is_needed and near is not None and not self._may_be_supported(begin, match.end(), near, len(text), over):
                    continue
                is_supported = self._is_first and self._is_supported(words, begin, near)
                if self._is_first and not is_supported:
                    continue
                asked = self._accept, match[0]
                accepted = checked.get(asked)
                if accepted is None:
                    accepted = checked[asked] = self._accept(match[0])
                if not accepted:
                    continue
                is_supported = is_supported or self._is_supported(words, begin, near)
                is_far = is_supported and self._near > 0 and not self._is_near(words, begin)
                if not is_supported and self._after is not None and self._may_follow(begin + accepted, near, len(text), over):
                    if not over and is_open(text, begin + accepted) and self._may_become(text, begin + accepted):
                        position = begin + accepted
                        yield begin, position, 0, False
                        continue
                    is_supported = self._after.search(words.said_behind(begin + accepted)) is not None
                confidence = self._pattern.supported if is_supported else self._pattern.confidence
                if confidence:
                    confidence = min(confidence, MEDIUM) if is_far else confidence
                    position = begin + accepted
                    yield begin, position, confidence, is_supported

    def _places(self, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Where matches may begin, given the ends of anchors: ranges, far enough from each other that no character is looked at twice."""
        reach, length = self._reach, self._length
        if length is None:  # the anchor says exactly where
            for end in ends:
                yield end - reach, end - reach + 1
            return
        first, last = ends[0] - reach, ends[0]
        apart = reach + length
        for end in ends:
            if end - last > apart:
                yield first, last
                first = end - reach
            last = end
        yield first, last

    def _may_be_supported(self, start: int, end: int, near: Sequence[int], length: int, over: bool) -> bool:
        """Whether a word is before or behind a candidate, or may come."""
        behind = AFTER if self._after is not None else 0
        place = bisect_right(near, (end + behind if behind else start) + _PAST)
        return (place > 0 and near[place - 1] > start - self._window) or (not over and behind > 0 and end + behind > length)

    def _is_supported(self, words: Words, start: int, near: Sequence[int] | None) -> bool:
        if self._words is None:
            return False
        if near is not None:
            place = bisect_right(near, start + _PAST)
            if not place or near[place - 1] <= start - self._window:
                return False
        return words.supports(self._words, max(0, start - self._window), start)

    def _is_near(self, words: Words, start: int) -> bool:
        """Whether words shortly before a value, and not those that name another one, support it, too."""
        return self._words is not None and self._words.search(without_others(words.before(start, self._near))) is not None

    def _may_become(self, text: str, end: int) -> bool:
        """Whether what is said so far behind a value may become what supports it."""
        return self._opens is None or self._opens.search(text[end : end + AFTER].lower()) is not None

    @staticmethod
    def _may_follow(end: int, near: Sequence[int] | None, length: int, over: bool) -> bool:
        """Whether a word ends in what may be said behind a value."""
        if near is None or (not over and length - end < AFTER):
            return True
        place = bisect_right(near, end + AFTER + _PAST)
        return place > 0 and near[place - 1] > end


class Behind:
    """Whose candidates are where an anchor is."""

    def __init__(self, patterns: Sequence[tuple[Detector, Pattern]], gates: Gates) -> None:
        free: dict[str, list[Candidates]] = {}
        late: dict[str, dict[int, Candidates]] = {}
        for number, (detector, pattern) in enumerate(patterns):
            gate = gates.of.get(number, _UNGATED)
            candidates = Candidates(detector, pattern, gate, few=gates.around_digits.issuperset(gate))
            if number in gates.late:
                late.setdefault(pattern.anchor, {})[number] = candidates
            else:
                free.setdefault(pattern.anchor, []).append(candidates)
        self._free, self._late = free, late
        self._waiting, self._gates = gates.waiting, gates.of
        self._few = frozenset(one for one, users in late.items() if all(user.few for user in users.values()))

    def of(self, anchor: str, words: Words, places: int) -> Iterable[Candidates]:
        """All, but for those that need words that are not there. `places`: how often the anchor was found."""
        late = self._late.get(anchor)
        free = self._free.get(anchor, ())
        if late is None:
            return free
        few = anchor in self._few
        if not words.is_worth(places * len(late), few=few):
            return [*free, *late.values()]
        if len(late) <= _SOME and not words.is_odd:
            said, waiting = words.ends(few=few), () if words.over else self._waiting
            return [*free, *[one for number, one in late.items() if number in waiting or not self._gates[number].isdisjoint(said)]]
        open_ = words.open(few=few)
        if len(open_) < len(late):
            return [*free, *[late[number] for number in open_ if number in late]]
        return [*free, *[users for number, users in late.items() if number in open_]]


__all__ = ["Behind", "Candidates", "Changes", "DetectorFailed", "Gates", "Value", "Words"]
