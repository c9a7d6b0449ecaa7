"""Patterns of actions, against every word of a small alphabet."""

from __future__ import annotations

import re
from itertools import product

import pytest

from enclave.verify.identity.patterns import matches, overlap

WORDS = tuple("".join(letters) for length in range(7) for letters in product("ab", repeat=length))
PATTERNS = tuple("".join(letters) for length in range(1, 4) for letters in product("ab*", repeat=length))
LANGUAGE = {pattern: {word for word in WORDS if re.fullmatch(pattern.replace("*", ".*"), word)} for pattern in PATTERNS}


def test_a_pattern_matches_what_a_regular_expression_does() -> None:
    assert all(matches(pattern, word) is (word in LANGUAGE[pattern]) for pattern in PATTERNS for word in WORDS)


def test_patterns_overlap_where_some_word_is_of_both() -> None:
    assert all(overlap(one, other) is bool(LANGUAGE[one] & LANGUAGE[other]) for one, other in product(PATTERNS, PATTERNS))


def test_a_pattern_that_holds_another_matches_all_that_it_stands_for() -> None:
    sure = [(one, other) for one, other in product(PATTERNS, PATTERNS) if matches(one, other)]
    assert all(LANGUAGE[other] <= LANGUAGE[one] for one, other in sure)


@pytest.mark.parametrize(("one", "other", "found"), [
    ("Microsoft.Authorization/*/write", "*/roleAssignments/write", True),
    ("*/read", "Microsoft.Authorization/roleAssignments/write", False),
    ("microsoft.a/*", "MICROSOFT.A/b/*", True),
    ("Microsoft.A/*/write", "Microsoft.B/*/write", False),
    ("*" * 400, f"{'a*' * 60}b", True),
])  # fmt: skip
def test_actions_and_their_patterns(one: str, other: str, found: bool) -> None:
    assert overlap(one, other) is overlap(other, one) is found


def test_many_wildcards_are_no_work() -> None:
    assert not matches(f"{'*a' * 200}c", "a" * 300)
