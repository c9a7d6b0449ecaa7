"""The way back from a text to the text that it was made of."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence


class Offsets:
    """Where the characters of a text stand in its source, which is the same but for some places. Offsets count from the beginning of
    the whole text."""

    __slots__ = ("_at", "_starts", "_stops")

    def __init__(self) -> None:
        self._at = array("q")
        self._stops = array("q")
        self._starts = array("q")

    def copy(self) -> Offsets:
        """One that goes on by itself."""
        other = Offsets()
        other._at, other._stops, other._starts = self._at[:], self._stops[:], self._starts[:]
        return other

    def skip(self, at: int, stop: int, start: int) -> None:
        """The character before `at` ends at `stop` of the source, and the character `at` begins at `start`."""
        if self._at and self._at[-1] == at:
            self._starts[-1] = start
            return
        self._at.append(at)
        self._stops.append(stop)
        self._starts.append(start)

    def skip_all(self, places: Sequence[tuple[int, int, int]]) -> None:
        """The same for several places, ascending and apart."""
        if places and self._at and self._at[-1] == places[0][0]:
            self._starts[-1] = places[0][2]
            places = places[1:]
        self._at.extend([at for at, _, _ in places])
        self._stops.extend([stop for _, stop, _ in places])
        self._starts.extend([start for _, _, start in places])

    def start(self, offset: int) -> int:
        """Where the character `offset` begins in the source; at the end of the text: how much of the source was read."""
        place = bisect_right(self._at, offset) - 1
        return offset if place < 0 else self._starts[place] + offset - self._at[place]

    def end(self, offset: int) -> int:
        """Where the character before `offset` ends in the source."""
        place = bisect_left(self._at, offset)
        if place < len(self._at) and self._at[place] == offset:
            return self._stops[place]
        return offset if place == 0 else self._starts[place - 1] + offset - self._at[place - 1]

    def changes(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """What stands in the source at places of `start`..`end` where it is another: characters that were left out or read otherwise."""
        for place in range(bisect_right(self._at, start), bisect_right(self._at, end)):
            at, stop, begin = self._at[place], self._stops[place], self._starts[place]
            if stop == begin:
                yield self.start(at - 1), begin
            elif at < end:
                yield stop, begin

    def between(self, start: int, end: int) -> bool:
        """Whether `changes` may give something."""
        return bisect_right(self._at, start) < bisect_right(self._at, end)

    def cut(self, start: int, end: int) -> None:
        """The characters `start`..`end` leave the text, the source stays. The character before `start` stays too."""
        stop, begin = self.end(start), self.start(end)
        first, last = bisect_left(self._at, start), bisect_right(self._at, end)
        self._at[first:last] = array("q", [start])
        self._stops[first:last] = array("q", [stop])
        self._starts[first:last] = array("q", [begin])
        for place in range(first + 1, len(self._at)):
            self._at[place] -= end - start

    def forget(self, offset: int) -> None:
        """Frees what is kept about the text before `offset`; it is not asked about again."""
        gone = bisect_right(self._at, offset) - 1
        if gone > 0:
            del self._at[:gone], self._stops[:gone], self._starts[:gone]

    @property
    def last(self) -> int:
        """The last place with a change; -1: none is kept."""
        return self._at[-1] if self._at else -1
