from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enclave.verify.network.intervals import EMPTY, IntervalSet

LIMIT = 24
RANGES = st.lists(st.tuples(st.integers(0, LIMIT), st.integers(0, LIMIT)).map(lambda pair: (min(pair), max(pair))), max_size=6)


def members(numbers: IntervalSet) -> set[int]:
    return {number for number in range(LIMIT + 2) if number in numbers}


@given(RANGES, RANGES)
def test_every_operation_agrees_with_sets_of_numbers(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    a, b = IntervalSet.of(*left), IntervalSet.of(*right)
    one, other = members(a), members(b)
    assert one == {number for low, high in left for number in range(low, high + 1)}
    assert members(a | b) == one | other
    assert members(a & b) == one & other
    assert members(a - b) == one - other
    assert (a <= b) == (one <= other)
    assert a.meets(b) == bool(one & other)
    assert bool(a) == bool(one)
    assert a.size == len(one)
    assert IntervalSet.union((a, b)) == a | b


@given(RANGES)
def test_the_form_is_canonical(ranges: list[tuple[int, int]]) -> None:
    found = IntervalSet.of(*ranges)
    assert found == IntervalSet.of(*reversed(found.ranges))
    assert all(left[1] + 1 < right[0] for left, right in zip(found.ranges, found.ranges[1:], strict=False))
    if found:
        assert found.first == min(members(found))


def test_touching_ranges_become_one() -> None:
    assert IntervalSet.of((5, 9), (1, 4)).ranges == ((1, 9),)
    assert IntervalSet.of() == EMPTY
