"""What comparisons of conditions are between two values."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.identity.operators import OPERATORS, Kind, literal

GUID = "8E3AF657-a8ff-443c-a75c-2fe8c4bcb635"


@pytest.mark.parametrize(("name", "one", "other", "found"), [
    ("stringequals", "Abc", "Abc", True),
    ("stringequals", "Abc", "abc", False),
    ("stringequalsignorecase", "Abc", "aBC", True),
    ("stringnotequals", "Abc", "abc", True),
    ("stringnotequalsignorecase", "Abc", "abc", False),
    ("stringstartswith", "logs-1", "logs-", True),
    ("stringnotstartswith", "logs-1", "Logs-", True),
    ("stringstartswithignorecase", "logs-1", "LOGS-", True),
    ("stringlike", "abcd", "a*c?", True),
    ("stringlike", "abcd", "A*C?", False),
    ("stringlike", "abcd", "a*c", False),
    ("stringlike", "readonly/x/y", "readonly/*", True),
    ("stringlike", "", "*", True),
    ("stringlike", "", "?", False),
    ("stringlike", "a*b", r"a\*b", True),
    ("stringlike", "axb", r"a\*b", False),
    ("stringlike", "a?b", r"a\?b", True),
    ("stringlike", "aab", "*ab", True),
    ("stringlike", r"a\b", r"a\b", True),
    ("stringlikeignorecase", "ABCD", "a*c?", True),
    ("stringnotlike", "abcd", "a*c", True),
    ("numericlessthan", 3, 4, True),
    ("numericlessthanequals", 4, 4, True),
    ("numericgreaterthan", 4, 4, False),
    ("numericgreaterthanequals", 4, 4, True),
    ("numericequals", 4, 4, True),
    ("numericnotequals", 4, 4, False),
    ("boolequals", True, True, True),
    ("boolnotequals", True, False, True),
])  # fmt: skip
def test_two_values(name: str, one: Any, other: Any, found: bool) -> None:
    assert OPERATORS[name].test(one, other) is found


def test_likeness_takes_no_long_time() -> None:
    assert not OPERATORS["stringlike"].test("a" * 2000, f"{'*a' * 50}b")


def test_values_are_read_as_their_comparison_takes_them() -> None:
    guid, time, number = OPERATORS["guidequals"], OPERATORS["datetimelessthan"], OPERATORS["numericequals"]
    assert guid.read((Kind.GUID, GUID)) == guid.read((Kind.TEXT, GUID.lower())) == GUID.lower()
    assert guid.read((Kind.TEXT, "owner")) is None
    short, long = time.read((Kind.TEXT, "2022-06-01T00:00:00Z")), time.read((Kind.TEXT, "2022-06-01T00:00:00.0000001Z"))
    assert time.test(short, long)
    assert time.read((Kind.TEXT, "yesterday")) is None
    assert number.read((Kind.NUMBER, 4)) == 4
    assert number.read((Kind.TEXT, "4")) is None
    assert OPERATORS["stringequals"].read((Kind.GUID, GUID)) is None


def test_words_and_numbers_as_values() -> None:
    assert literal("word", "TRUE") == (Kind.TRUTH, True)
    assert literal("word", "perhaps") is None
    assert literal("number", "-4") == (Kind.NUMBER, -4)
    assert literal("number", "4" * 30) is None
    assert literal("(", "(") is None


def test_every_documented_comparison_is_there() -> None:
    texts = [f"string{no}{name}{case}" for no in ("", "not") for name in ("equals", "startswith", "like") for case in ("", "ignorecase")]
    orders = ("equals", "notequals", "greaterthan", "greaterthanequals", "lessthan", "lessthanequals")
    numbers = [f"{kind}{name}" for kind in ("numeric", "datetime") for name in orders]
    assert set(OPERATORS) == {*texts, *numbers, "guidequals", "guidnotequals", "boolequals", "boolnotequals"}
