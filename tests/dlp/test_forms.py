"""A notation says exactly which texts are of the form, and when a stream may stop waiting for one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.dlp import forms
from enclave.dlp.detector import HIGH, words
from enclave.dlp.forms import Form


@pytest.mark.parametrize(("notation", "text", "fits"), [
    ("999-99-9999", "123-45-6789", True),
    ("999-99-9999", "123 45.6789", True),
    ("999-99-9999", "123456789", True),
    ("999-99-9999", "123--456789", False),
    ("[XY]-9999999-A", "X1234567L", True),
    ("[XY]-9999999-A", "Z1234567L", False),
    ("999999/9999", "9999991234", False),
    ("999999[+A-]999X", "010101+123N", True),
    ("999999[+A-]999X", "010101*123N", False),
    ("AAAA99", "abcd12", True),
    ("AAAA99", "abc123", False),
])
def test_what_fits(notation: str, text: str, fits: bool) -> None:
    assert bool(re.fullmatch(Form.of(notation).body, text)) is fits


def test_a_class_that_is_not_closed_is_refused() -> None:
    with pytest.raises(ValueError, match="not closed"):
        Form.of("99[A-Z")


@pytest.mark.parametrize("beside", ["x{}", "{}x", "_{}", "{}_", "1.{}", "{}-2", "é_{}"])
def test_a_value_stands_alone(beside: str) -> None:
    found = forms.pattern("999-99-999", "why", confidence=HIGH)
    assert found.exact.search("a 123-45-678, b")
    assert found.exact.search(beside.format("123-45-678")) is None


@given(data=st.data(), notation=st.sampled_from(["999-99-9999", "[XY]-9999999-A", "AAAA99", "999999[+A-]999X"]))
def test_a_stream_waits_for_a_beginning_and_for_nothing_else(data: st.DataObject, notation: str) -> None:
    form = Form.of(notation)
    value = data.draw(st.from_regex(form.body, fullmatch=True))
    opening = re.compile(form.opening)
    for cut in range(1, len(value) + 1):
        assert opening.match(value[:cut])
    assert not opening.match(value + "!")
    assert not opening.match(value[:3] + "!" + value[3:])


def test_evidence_of_short_words_stands_directly_before() -> None:
    evidence = words("sin", "social insurance number")
    assert evidence.words.search("my sin: ")
    assert not evidence.words.search("a sin that took place in 1984, and then the number was ")
    assert evidence.words.search("the social-insurance number that you asked for in May 2024 was ")
    assert not evidence.words.search("using ")


def test_a_dash_in_brackets_is_no_digit() -> None:
    """The anchor of a labelled number ends at its first digit, and `lead` says where the number begins."""
    notations = ("A[-]99", "[A-Z][A-Z]?[A-Z]?[-]999", "[0-9]A", "A[2-4]", "[- ]9", "AA")
    assert [Form.of(notation).lead for notation in notations] == [3, 5, 1, 2, 2, 0]
