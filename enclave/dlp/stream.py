"""Hides values in text that arrives in pieces: the answer does not depend on how the text was cut.

Text is released as soon as no match can reach back over it, whatever comes next (`enclave/dlp/settle.py`).
"""

from __future__ import annotations

import msgspec

from enclave.dlp.canonical import View
from enclave.dlp.redact import redact
from enclave.dlp.scan import Hide, Match, Scanner, clusters, is_hidden, to_raw
from enclave.errors import EnclaveError, InputError

LIMIT = 16_384
"""Longest open-ended candidate, and longest chain of overlapping matches, that is held back, in canonical characters."""

_SLACK = 1_024
"""Characters of context beyond the needed that may pile up before they are cut off."""


class Released(msgspec.Struct, frozen=True):
    """Text that may go out, values hidden, and the matches in it with offsets of the whole text as given."""

    text: str
    matches: tuple[Match, ...]


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


class StreamScanner:
    """One text that arrives in pieces. For every way of cutting it, the released texts joined are
    `redact(text, [match for match in scanner.scan(text, hide) if is_hidden(match, hide)])`, the matches are those of
    `scanner.scan(text, hide)`, and nothing of a value that `hide` says to hide is released at any time.

    What is held back is bounded. Text that needs more raises HoldBackOverflow, at the same place for every cut, and so does every
    call after it. Not to be shared by threads.
    """

    def __init__(self, scanner: Scanner, hide: Hide, limit: int = LIMIT) -> None:
        self._scanner = scanner
        self._hide = hide
        unseen = set(hide).difference(scanner.entities)
        if unseen:
            raise InputError(f"the scanner does not look for `{min(unseen)}`, so it cannot be hidden")
        self._limit = max(limit, scanner.longest)  # a bounded candidate is never too long
        self._live = [0] * len(scanner.lanes)
        self._view = View()
        self._raw = ""
        self._raw_start = 0
        self._text = ""
        self._base = 0
        self._settled = 0
        self._overflow = False
        self._finished = False

    @property
    def held(self) -> int:
        """Characters of the text as given that wait for what comes next."""
        return len(self._raw)

    def push(self, text: str) -> Released:
        """The next piece of the text; gives what may be released by now."""
        self._refuse_after_the_end()
        fresh = len(self._text)
        self._raw += text
        self._text += self._view.extend(text)
        settled = len(self._text)
        for number, lane in enumerate(self._scanner.lanes):
            live = self._live[number] = lane.live(self._text, fresh, self._live[number])
            settled = min(settled, live)
        return self._release(settled)

    def finish(self) -> Released:
        """The text is over; gives the rest."""
        self._refuse_after_the_end()
        self._finished = True
        return self._release(len(self._text))

    def _refuse_after_the_end(self) -> None:
        if self._overflow:
            raise HoldBackOverflow(self._limit, Released("", ()))
        if self._finished:
            raise ValueError("the text was said to be over")

    def _release(self, settled: int) -> Released:
        """Releases the text before the canonical offset `settled`, or before a match that would be cut there."""
        if len(self._text) - self._settled > self._limit:
            endless = (lane for lane in self._scanner.lanes if lane.length is None)
            overlong = min((lane.overlong(self._text, self._settled, self._limit) for lane in endless), default=settled)
            self._overflow = overlong < len(self._text)
            settled = min(settled, overlong)
        found = self._scanner.find(self._text, self._settled, settled) if settled > self._settled else []
        if found:
            settled = self._uncut(found, settled)
        start, end = self._raw_start, self._view.raw(self._base + settled)
        piece, self._raw = self._raw[: end - start], self._raw[end - start :]
        self._raw_start = end
        self._settled = settled
        matches = self._matches([match for match in found if match.end <= settled]) if found else ()
        self._forget()
        hidden = [match for match in matches if is_hidden(match, self._hide)]
        released = Released(redact(piece, hidden, start) if hidden else piece, matches)
        if self._overflow:
            raise HoldBackOverflow(self._limit, released)
        return released

    def _uncut(self, found: list[Match], settled: int) -> int:
        """The last place up to `settled` that cuts no match and has no overlong chain of matches before it."""
        for match in reversed(found):
            if match.end > settled:
                settled = match.start
        for group in clusters(found):
            if max(match.end for match in group) - group[0].start > self._limit:
                self._overflow = True
                return min(settled, group[0].start)
        return settled

    def _matches(self, found: list[Match]) -> tuple[Match, ...]:
        """One match per place, with offsets of the whole text as given."""
        base = self._base
        whole = [msgspec.structs.replace(match, start=match.start + base, end=match.end + base) for match in found]
        return tuple(to_raw(match, self._view) for match in self._scanner.resolve(whole, self._hide))

    def _forget(self) -> None:
        """Cuts off context that no pattern reads any more."""
        gone = self._settled - self._scanner.context
        if gone > _SLACK:
            self._view.forget(self._base + self._settled)
            self._text = self._text[gone:]
            self._base += gone
            self._settled -= gone
            self._live = [live - gone for live in self._live]
