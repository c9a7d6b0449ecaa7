"""Exact sets of whole numbers as sorted, disjoint, closed intervals: addresses, ports and protocols are such numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct


class IntervalSet(Struct, frozen=True):
    """A set of whole numbers. `ranges` is canonical (sorted, disjoint, not touching), so equal sets compare equal."""

    ranges: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, *ranges: tuple[int, int]) -> IntervalSet:
        """The union of closed ranges, in any order, touching or overlapping."""
        return cls(tuple(_merge(ranges)))

    @classmethod
    def union(cls, sets: Iterable[IntervalSet]) -> IntervalSet:
        """The union of several sets."""
        given = [each for each in sets if each.ranges]
        return given[0] if len(given) == 1 else cls(tuple(_merge(part for each in given for part in each.ranges)))

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __contains__(self, number: int) -> bool:
        return any(low <= number <= high for low, high in self.ranges)

    def __or__(self, other: IntervalSet) -> IntervalSet:
        if not other.ranges:
            return self
        if not self.ranges:
            return other
        return IntervalSet(tuple(_merge((*self.ranges, *other.ranges))))

    def __and__(self, other: IntervalSet) -> IntervalSet:
        if self is other:
            return self
        if len(self.ranges) == 1 == len(other.ranges):
            (low, high), (least, most) = self.ranges[0], other.ranges[0]
            if least <= low and high <= most:
                return self
            if low <= least and most <= high:
                return other
        return IntervalSet(tuple(_common(self.ranges, other.ranges)))

    def __sub__(self, other: IntervalSet) -> IntervalSet:
        if not other.ranges or not self.ranges:
            return self
        return IntervalSet(tuple(_rest(self.ranges, other.ranges)))

    def __le__(self, other: IntervalSet) -> bool:
        """Whether every number of this set is in the other."""
        return not self - other

    def meets(self, other: IntervalSet) -> bool:
        """Whether the two have a number in common."""
        if len(self.ranges) == 1 == len(other.ranges):
            return self.ranges[0][0] <= other.ranges[0][1] and other.ranges[0][0] <= self.ranges[0][1]
        return next(_common(self.ranges, other.ranges), None) is not None

    @property
    def first(self) -> int:
        """The least number. Raises `IndexError` when the set is empty."""
        return self.ranges[0][0]

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return sum(high - low + 1 for low, high in self.ranges)


def _merge(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for low, high in sorted(ranges):
        if current is None:
            current = (low, high)
        elif low <= current[1] + 1:
            current = (current[0], max(current[1], high))
        else:
            yield current
            current = (low, high)
    if current is not None:
        yield current


def _common(left: tuple[tuple[int, int], ...], right: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    if not left or not right:
        return
    i, j, ours, theirs = 0, 0, len(left), len(right)
    (low, high), (least, most) = left[0], right[0]
    while True:
        if low <= most and least <= high:
            yield (low if low > least else least, high if high < most else most)
        if high < most:
            i += 1
            if i == ours:
                return
            low, high = left[i]
        else:
            j += 1
            if j == theirs:
                return
            least, most = right[j]


def _rest(left: tuple[tuple[int, int], ...], right: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    j, theirs = 0, len(right)
    for start, high in left:
        while j < theirs and right[j][1] < start:
            j += 1
        low, k = start, j
        while k < theirs:
            least, most = right[k]
            if least > high:
                break
            if least > low:
                yield (low, least - 1)
            if most >= low:
                low = most + 1
            k += 1
        if low <= high:
            yield (low, high)


EMPTY = IntervalSet()
