"""A function of a frozen object is asked once for each object, told apart by what they are and not by what is in them."""

from __future__ import annotations

from enclave.spec.once import MOST, once


def test_the_same_object_is_asked_for_once() -> None:
    asked: list[list[int]] = []

    @once
    def total(numbers: list[int]) -> int:
        """Adds."""
        asked.append(numbers)
        return sum(numbers)

    one, equal = [1, 2], [1, 2]
    assert [total(one), total(one), total(equal), total(one)] == [3, 3, 3, 3]
    assert len(asked) == 2
    assert asked[1] is equal
    assert total.__doc__ == "Adds."


def test_an_object_stays_itself_as_long_as_it_is_remembered() -> None:
    """An answer is never that of another object that came to lie at the same place in memory."""
    length = once(len)
    assert [length([0] * number) for number in range(3 * MOST)] == [*range(3 * MOST)]


def test_two_functions_do_not_share_answers() -> None:
    numbers = [3, 4]
    assert once(sum)(numbers) == 7
    assert once(max)(numbers) == 4
