"""Hides values in text that arrives in pieces: the answer does not depend on how the text was cut.

Text is released as soon as no match can reach back over it, whatever comes next (`enclave/dlp/settle.py`).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence

import msgspec

from enclave.dlp.recognisers.windows import Windows
from enclave.dlp.redact import Write, gone, redact
from enclave.dlp.scan import LASTING, Found, Hide, Match, Scanner, clusters, is_hidden
from enclave.dlp.settle import Lane
from enclave.dlp.views import ODD, ORDINARY, SOURCES, Views
from enclave.dlp.views.breaks import BEFORE
from enclave.errors import EnclaveError, InputError

LIMIT = 16_384
"""Longest open-ended candidate, and longest chain of overlapping matches, that is held back, in characters of a view."""

_PORTION = 4_096
"""Characters that are read at once."""
_SLACK = 1_024
"""Characters of context beyond the needed that may pile up before they are cut off."""


_MUCH = 4 * LIMIT
"""Of a text of which more than so much is held, which only a file's may be, portions grow with that: each of them is copied with it."""
_SHARE = 4
"""A portion is one of so many parts of what is held."""
_WORD = 64
"""Characters of a word that is put by until it is over."""
_IN_A_WORD = re.compile("[!-~À-\u0dff]*")
"""Of scripts that put spaces between words."""
_FEW = 16
"""Characters that are held without a look at whether they have to be."""


class Released(msgspec.Struct, frozen=True):
    """Text that may go out, values hidden, and the matches in it with offsets of the whole text as given."""

    text: str
    matches: tuple[Match, ...]


_NOTHING = Released("", ())


class HoldBackOverflow(EnclaveError):
    """The stream holds something that could be one value and is longer than may be held back.

    `released` is what stands before it and may still go out; the rest never may.
    """

    def __init__(self, limit: int, released: Released) -> None:
        super().__init__(
            f"a candidate for a value is longer than {limit} characters",
            hint="the stream was stopped, because what follows cannot be released safely",
        )
        self.released = released


def _joined(released: Sequence[Released]) -> Released:
    return Released("".join(part.text for part in released), tuple(match for part in released for match in part.matches))


class _Reading:
    """The text of one view, as far as it is not settled, and what stands before that. Offsets count from the beginning of `text`."""

    __slots__ = ("base", "fresh", "gap", "left_out", "live", "settled", "slow", "text")

    def __init__(self, lanes: int) -> None:
        self.text = ""
        self.base = 0
        self.settled = 0
        self.live = [0] * lanes
        self.fresh = [0] * lanes
        """From where on a lane has not read yet; then `live` says that no match of it begins before."""
        self.slow = 0
        """The lane that settled least of late."""
        self.gap = 0
        """Where characters of a long value were left out, and how many."""
        self.left_out = 0

    def fork(self) -> _Reading:
        """One that goes on by itself."""
        other = _Reading(0)
        other.text, other.base, other.settled, other.live = self.text, self.base, self.settled, self.live[:]
        other.gap, other.left_out, other.fresh, other.slow = self.gap, self.left_out, self.fresh[:], self.slow
        return other

    def offset(self, place: int) -> int:
        """The offset in the whole text of the view."""
        return self.base + place + (self.left_out if place >= self.gap else 0)

    def extend(self, piece: str, lanes: Sequence[Lane]) -> int:
        """Adds what comes, and gives the place that is settled then. Lanes that cannot change that read later."""
        self.text += piece
        text, settled = self.text, len(self.text)
        for number in (self.slow, *range(len(lanes))) if lanes else ():
            live = self.live[number] = lanes[number].live(text, self.fresh[number], self.live[number])
            self.fresh[number] = len(text)
            if live < settled:
                settled, self.slow = live, number
                if settled <= self.settled:
                    break
        return settled

    def forget(self, offset: int) -> None:
        """Cuts off what stands before `offset`."""
        self.base = self.offset(offset)
        self.gap -= offset
        if self.gap <= 0:
            self.gap = self.left_out = 0
        self.text = self.text[offset:]
        self.settled -= offset
        self.fresh = [max(0, fresh - offset) for fresh in self.fresh]
        self.live = [max(0, live - offset) for live in self.live]

    def leave_out(self, start: int, end: int) -> None:
        """Cuts off what stands between; there is no other gap behind `start`."""
        self.text = self.text[:start] + self.text[end:]
        self.live = [live if live < start else max(start, live - (end - start)) for live in self.live]
        self.fresh = [fresh if fresh < start else max(start, fresh - (end - start)) for fresh in self.fresh]
        self.gap = start
        self.left_out += end - start


class StreamScanner:
    """One text that arrives in pieces. For every way of cutting it, the released texts joined are
    `redact(text, [match for match in scanner.scan(text, hide) if is_hidden(match, hide)], write=write)`, the matches are those of
    `scanner.scan(text, hide)`, and nothing of a value that `hide` says to hide is released at any time.

    What is held back is bounded. Text that needs more raises HoldBackOverflow, at the same place for every cut, and so does every
    call after it. Not to be shared by threads.
    """

    def __init__(self, scanner: Scanner, hide: Hide, limit: int = LIMIT, write: Write = gone) -> None:
        self._scanner = scanner
        self._write = write
        self._hide = hide
        unseen = set(hide).difference(scanner.entities)
        if unseen:
            raise InputError(f"the scanner does not look for `{min(unseen)}`, so it cannot be hidden")
        self._limit = max(limit, scanner.longest)  # a bounded candidate is never too long
        self._views = Views()
        self._windows = Windows()
        self._readings: list[_Reading | None] = [_Reading(len(scanner.lanes)), *[None] * (len(SOURCES) - 1)]
        self._put_by = ""
        """The beginning of a word, which nobody has read yet."""
        self._waiting: list[str] = []
        """Pieces of the next portion, which nobody has read yet either."""
        self._waits = 0
        """Characters of them."""
        self._unread = 0
        """Characters at the end of the first reading that no view was told of."""
        self._is_plain = not scanner.recognisers
        """No view reads what is held otherwise, and nothing was found in it."""
        self._raw = ""
        self._raw_start = 0
        self._missing = 0
        """Characters at the beginning of what is held that are kept no more: the placeholder of the value they belong to is out."""
        self._found: list[Found] = []
        self._overflow = False
        self._finished = False

    @property
    def held(self) -> int:
        """Characters of the text as given that are kept until it is known what comes next."""
        return len(self._raw) + len(self._put_by) + self._waits

    def push(self, text: str) -> Released:
        """The next piece of the text; gives what may be released by now."""
        if self._overflow or self._finished:
            self._refuse_after_the_end()
        if len(self._raw) > _MUCH:
            self._waiting.append(text)
            self._waits += len(text)
            if self._waits < len(self._raw) // _SHARE:
                return _NOTHING
            text = self._waited()
        return self._push(text) if len(text) <= _PORTION else self._push_portions(text)

    def _push_portions(self, text: str) -> Released:
        released: list[Released] = []
        start = 0
        while start < len(text):
            portion = text[start : start + max(_PORTION, len(self._raw) // _SHARE if len(self._raw) > _MUCH else 0)]
            start += len(portion)
            try:
                released.append(self._push(portion))
            except HoldBackOverflow as overflow:
                raise HoldBackOverflow(self._limit, _joined([*released, overflow.released])) from None
        return _joined(released)

    def _waited(self) -> str:
        text = "".join(self._waiting)
        self._waiting, self._waits = [], 0
        return text

    def _push(self, text: str) -> Released:
        """A piece that is short enough for a long value in it to be seen before it is too long."""
        is_in_a_word = _IN_A_WORD.fullmatch(text)
        text = self._put_by + text
        if is_in_a_word and len(self._raw) + len(text) < _WORD and self._scanner.lanes:
            self._put_by = text
            return _NOTHING
        self._put_by = ""
        if self._is_plain and (quick := self._words(text)) is not None:
            return quick
        if not self._missing and len(self._raw) + len(text) <= self._limit:
            return self._advance(text)
        before = self._fork()
        released = self._advance(text)
        if not self._overflow:
            return released
        fits, too_long = 0, len(text)
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            trial = before._fork()
            trial._advance(text[:middle])
            fits, too_long = (fits, middle) if trial._overflow else (middle, too_long)
        self._take(before)
        raise HoldBackOverflow(self._limit, self._advance(text[:too_long]))

    def finish(self) -> Released:
        """The text is over; gives the rest."""
        self._refuse_after_the_end()
        before = self._push_portions(self._waited())
        self._finished = True
        released = self._advance(self._put_by, over=True)
        self._put_by = ""
        released = _joined([before, released]) if before.text or before.matches else released
        if self._overflow:
            raise HoldBackOverflow(self._limit, released)
        return released

    def _refuse_after_the_end(self) -> None:
        if self._overflow:
            raise HoldBackOverflow(self._limit, Released("", ()))
        if self._finished:
            raise ValueError("the text was said to be over")

    def _fork(self) -> StreamScanner:
        """One in the same state that goes on by itself."""
        other = copy.copy(self)
        other._views = self._views.fork()
        other._windows = self._windows.fork()
        other._readings = [reading and reading.fork() for reading in self._readings]
        other._found = self._found[:]
        return other

    def _take(self, other: StreamScanner) -> None:
        """Becomes the other."""
        self.__dict__.update(other.__dict__)

    def _words(self, text: str) -> Released | None:
        """Releases words that every view reads as they are and where nothing begins; None: that is not seen at once."""
        reading, scanner = self._readings[0], self._scanner
        if reading is None or len(self._raw) > _WORD:
            return None
        before, settled, given = reading.text, reading.settled, text
        whole = before + text
        since = max(0, len(before) - 3)
        odd = None if since and ORDINARY.fullmatch(whole, since) else ODD.search(whole, since)
        if odd:
            if odd.lastgroup is None or len(self._raw) + len(text) >= _WORD:
                return None
            text = text[: max(0, odd.start() - len(before))]
            whole = before + text
        last = whole.rfind(" ") + 1
        if last <= settled:
            if not odd:
                return None
            self._put_by = given
            return _NOTHING
        begun = scanner.across.search(whole, settled)
        place = min(last, begun.start()) if begun else last
        if last - place > _FEW or (place > settled and not scanner.is_clean(whole, settled, place)):
            return None
        self._put_by = given[len(text) :]
        self._raw += text
        size = place - settled
        piece, self._raw = self._raw[:size], self._raw[size:]
        self._raw_start += size
        self._unread += len(text)
        reading.text, reading.settled = whole, place
        reading.fresh, reading.live = [place] * len(reading.live), [place] * len(reading.live)
        if place > scanner.context + _SLACK:
            self._catch_up()
            self._forget()
        return Released(piece, ())

    def _catch_up(self) -> None:
        """Tells the views of what was read without them."""
        reading = self._readings[0]
        if self._unread and reading is not None:
            for view in self._views.all:
                view.pass_over(self._unread, reading.text[-BEFORE:])
            self._unread = 0

    def _advance(self, text: str, *, over: bool = False) -> Released:
        """Reads the next piece in every view, and releases what is settled in all of them."""
        self._catch_up()
        self._raw += text
        pieces = self._read(text, over)
        settled = self._raw_start + self._missing + len(self._raw)
        for number, (reading, piece) in enumerate(zip(self._readings, pieces, strict=True)):
            if reading is not None:
                settled = min(settled, self._settle(number, reading, piece, over))
        if self._scanner.recognisers:
            self._found += self._scanner.recognised(list(self._windows.feed(text, over=over)))
            settled = min(settled, self._windows.start)
        if self._found:
            settled = self._uncut(settled)
        start, missing = self._raw_start, self._missing
        matches = self._matches(settled) if self._found else ()
        hidden = [match for match in matches if is_hidden(match, self._hide)]
        if missing and settled > start:
            if not hidden or hidden[0].start != start:  # its placeholder is out, so nothing else may stand there
                self._overflow = True
                return Released("", ())
            self._raw = self._raw[hidden[0].end - start - missing :]
            start, hidden, self._missing = hidden[0].end, hidden[1:], 0
        piece, self._raw = self._raw[: settled - start], self._raw[settled - start :]
        self._raw_start = settled
        self._forget()
        self._is_plain = self._has_become_plain()
        text = redact(piece, hidden, start, self._write) if hidden else piece
        return Released(text + self._let_go() if len(self._raw) > LASTING else text, matches)

    def _has_become_plain(self) -> bool:
        """Whether all views read what is held as it was given, and nothing was found in it."""
        first, *others = self._readings
        return (
            not (self._found or self._missing or self._scanner.recognisers) and first is not None and not any(others)
            and not any(view.held for view in self._views.all) and first.text.endswith(self._raw)
            and len(first.text) - first.settled == len(self._raw)
        )

    def _let_go(self) -> str:
        """The placeholder of a long value that begins what is held and is certain, whatever follows. What was read of it goes."""
        before, keep = self._missing, max(self._scanner.context, self._scanner.longest)
        placeholder = ""
        if self._write is not gone or self._scanner.recognisers or self._limit < LASTING + 2 * _PORTION:
            return placeholder
        for number, reading in enumerate(self._readings):
            if reading is None or self._views.start(number, reading.offset(reading.settled)) != self._raw_start:
                continue
            begun = self._scanner.certain(reading.text, reading.settled, self._hide)
            if begun is None or (reading.left_out and reading.gap != begun[0].end):
                continue
            match, steady = begun
            rest = steady.match(reading.text, match.end, max(match.end, len(reading.text) - keep))
            end = rest.end() if rest else match.end
            known = self._views.end(number, reading.offset(end - 1) + 1) - self._raw_start
            if end - match.end < _SLACK or known <= LASTING:
                continue
            reading.leave_out(match.end, end)
            self._raw = self._raw[max(0, known - self._missing) :]
            self._missing = max(self._missing, known)
            if not before:
                placeholder = self._write(match, "")
        return placeholder

    def _read(self, text: str, over: bool) -> list[str]:
        """The piece as each view reads it. A view that reads it otherwise than its source has a reading of its own from then on."""
        pieces: list[str] = []
        for number, (view, source) in enumerate(zip(self._views.all, SOURCES, strict=True)):
            given = pieces[source] if pieces else text
            written = view.written
            piece = view.feed(given, over=over)
            pieces.append(piece)
            if self._readings[number] is None and (piece is not given or view.held):
                reading = self._source(source).fork()
                reading.base = written - len(reading.text) - reading.left_out
                self._readings[number] = reading
        return pieces

    def _source(self, number: int) -> _Reading:
        """The reading of a view, or of the one whose text it has."""
        reading = self._readings[number]
        return self._source(SOURCES[number]) if reading is None else reading

    def _settle(self, number: int, reading: _Reading, piece: str, over: bool) -> int:
        """Reads on, and gives the place in the text as given that is settled then."""
        scanner, before = self._scanner, reading.settled
        settled = reading.extend(piece, scanner.lanes)
        if over:
            settled = len(reading.text)
        if len(reading.text) - before > self._limit:
            endless = (lane for lane in scanner.lanes if lane.length is None)
            overlong = min((lane.overlong(reading.text, before, self._limit) for lane in endless), default=settled)
            self._overflow |= overlong < len(reading.text)
            settled = min(settled, overlong)
        if settled > before:
            found = scanner.look(reading.text, before, settled, over=over)
            for one in reversed(found):
                if one.end > settled or one.open:
                    settled = one.start
            for one in found:
                if one.end <= settled:
                    whole = msgspec.structs.replace(one, start=reading.offset(one.start), end=reading.offset(one.end - 1) + 1)
                    seen = scanner.given(self._views, number, whole, reading.text[one.start : one.end])
                    if seen:
                        self._found.append(seen)
        reading.settled = settled
        return self._views.start(number, reading.offset(settled))

    def _uncut(self, settled: int) -> int:
        """The last place up to `settled` that cuts no match and has no overlong chain of matches before it."""
        self._found.sort()
        for one in reversed(self._found):
            if one.end > settled:
                settled = min(settled, one.start)
        for group in clusters(self._found):
            if max(one.end for one in group) - group[0].start > self._limit and not any(one.lasting for one in group):
                self._overflow = True
                return min(settled, group[0].start)
        return settled

    def _matches(self, settled: int) -> tuple[Match, ...]:
        """One match per place before `settled`."""
        found = [one for one in self._found if one.end <= settled]
        self._found = [one for one in self._found if one.end > settled]
        return tuple(self._scanner.settle(found, self._hide))

    def _forget(self) -> None:
        """Cuts off context that no pattern reads any more, and readings that have become the same as their source."""
        views, context = self._views.all, self._scanner.context
        cut = False
        for number, reading in enumerate(self._readings):
            if reading is None:
                continue
            gone = reading.settled - context
            if number and not views[number].held and self._is_source_again(number, reading.offset(max(gone, 0))):
                self._readings[number] = None
            elif gone > _SLACK:
                reading.forget(gone)
                cut = True
        if not cut:
            return
        needed = [
            view.written if reading is None else reading.offset(reading.settled)
            for view, reading in zip(views, self._readings, strict=True)
        ]
        for number in range(len(views) - 1, 0, -1):
            source = SOURCES[number]
            needed[source] = min(needed[source], views[number].offsets.start(needed[number]))
        for view, offset in zip(views, needed, strict=True):
            view.forget(offset)

    def _is_source_again(self, number: int, needed: int) -> bool:
        """Whether a view reads nothing otherwise from `needed` on, and nothing in what its source may still need: the next reading
        of it begins as the source's is then."""
        place = self._views.all[number].changed
        if place >= needed:
            return False
        while place >= 0:
            place, number = self._views.all[number].offsets.start(place), SOURCES[number]
            reading = self._readings[number]
            if reading is not None:
                return place < reading.offset(max(reading.settled - self._scanner.context, 0))
        return True
