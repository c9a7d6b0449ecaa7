"""Tokens become the text that they say, or are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rs_bpe.bpe import openai

from enclave.gateway.surfaces.call import BadCallError
from enclave.gateway.surfaces.token_input import MOST_INPUTS, as_texts

ENCODE = openai.cl100k_base().encode


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4))
def test_tokens_are_the_text_that_they_say(texts: list[str]) -> None:
    body = {"input": [ENCODE(text) for text in texts]}
    assert as_texts(body, "input") == (len(texts), True)
    assert body["input"] == texts
    one = {"input": ENCODE(texts[0])}
    assert as_texts(one, "input") == (1, True)
    assert one["input"] == texts[0]


def test_texts_stay() -> None:
    for value, count in (("x", 1), (["x", "y"], 2), ("", 1)):
        body = {"input": value}
        assert as_texts(body, "input") == (count, False)
        assert body["input"] == value


def test_what_is_neither() -> None:
    many = ["x"] * (MOST_INPUTS + 1)
    for value in (None, 7, {}, [], [[]], ["x", 1], [[1], "x"], [1.5], [True], [187], [100_256], [100_257], [2**40], [-1], many, [None]):
        with pytest.raises(BadCallError) as caught:
            as_texts({"input": value}, "input")
        assert caught.value.param == "input"
