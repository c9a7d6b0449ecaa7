"""The nearest right word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.spec.suggest import did_you_mean, listed, nearest

TAGS = ("gdpr", "hipaa", "soc-2", "iso-27001")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("GDPR", "gdpr"), ("ISO 27001", "iso-27001"), ("SOC2", "soc-2"), ("soc_2", "soc-2"), ("hippa", "hipaa"),
        ("sox", None), ("", None), ("---", None),
    ],
)
def test_the_nearest_tag(word: str, meant: str | None) -> None:
    assert nearest(word, TAGS) == meant


def test_yes_and_no_mean_the_switches_only_where_there_are_switches() -> None:
    assert (nearest("no", ("enabled", "disabled")), nearest("True", ("enabled", "disabled"))) == ("disabled", "enabled")
    assert nearest("no", TAGS) is None


def test_few_choices_are_listed_and_many_are_not() -> None:
    assert did_you_mean("zzz", ("a", "b", "c")) == "use `a`, `b` or `c`"
    assert did_you_mean("zzz", [f"choice-{index}" for index in range(13)]) == ""
    assert did_you_mean("zzz", ()) == ""


@given(st.lists(st.text("abc", min_size=1), min_size=1, max_size=5))
def test_every_word_is_listed_once(words: list[str]) -> None:
    assert listed(words).count("`") == 2 * len(words)
    assert (" or " in listed(words)) is (len(words) > 1)


@given(st.sampled_from(TAGS))
def test_a_right_word_is_its_own_nearest(word: str) -> None:
    assert nearest(word, TAGS) == word
