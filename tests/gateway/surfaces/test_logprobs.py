from __future__ import annotations

import math
from typing import Any

import pytest

from enclave.gateway.surfaces.logprobs import Confidence, document, read, texts


def token(text: str, *others: str, spelled: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"token": text, "logprob": -0.5, "bytes": list((text if spelled is None else spelled).encode())}
    return made | ({"top_logprobs": [{"token": other, "logprob": -1.0} for other in others]} if others else {})


def test_what_is_known_goes_on_and_nothing_else() -> None:
    given = {"content": [token("a", "b") | {"secret": "x"}], "refusal": None, "secret": "x"}
    kept = read(given)
    assert kept is not None
    assert document(kept) == {"content": [token("a", "b")]}
    for bad in (7, "x", {"content": "x"}, {"content": [{"token": 7}]}, {"content": [{"token": "a", "logprob": 3}]},
                {"content": [{"token": "a", "bytes": [256]}]}, {"content": [{"token": "a", "bytes": "41"}]}):
        assert read(bad) is None


def test_every_text_that_they_spell() -> None:
    given = read({
        "content": [token("41", "jane", spelled="53"), token("11", "@", "x", spelled="6-22"), token("!", "example.com")],
        "refusal": [token("no")],
    })
    assert given is not None
    assert texts(given) == ["4111!", "536-22!", "jane@example.com", "x", "no"]


def test_confidence_is_the_geometric_mean_of_the_probabilities() -> None:
    tokens = [{"token": "a", "logprob": math.log(0.9)}, {"token": "b", "logprob": math.log(0.4)}, {"token": "c"}]
    assert Confidence().add({"content": tokens}).value == pytest.approx(0.6)
    assert Confidence().add({"content": tokens[:1]}).add(None).add({"content": tokens[1:]}).value == pytest.approx(0.6)
    for nothing in (None, {}, {"content": None}, {"content": []}, {"content": tokens[2:]}, {"content": [{"token": "c", "logprob": 1}]}):
        assert Confidence().add(nothing).value is None
