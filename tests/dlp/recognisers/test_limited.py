from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from enclave.dlp.recognisers.interface import RecogniserFailed, Span
from enclave.dlp.recognisers.limited import Limited


class Inner:
    id = "inner"
    entities = ("person_name",)

    def __init__(self, find: Callable[[Any], Any]) -> None:
        self.find = find


def test_an_answer_comes_through() -> None:
    limited = Limited(Inner(lambda texts: [[Span(0, len(text), "person_name", 80, "inner")] for text in texts]), 30)
    assert limited.find(["Ada", "Alan"]) == [[Span(0, 3, "person_name", 80, "inner")], [Span(0, 4, "person_name", 80, "inner")]]
    assert (limited.id, limited.entities) == ("inner", ("person_name",))


def test_an_error_is_a_failure_that_does_not_say_what_it_said() -> None:
    def fail(texts: list[str]) -> None:
        raise ValueError(f"cannot read {texts[0]}")

    limited = Limited(Inner(fail), 30)
    for _ in range(2):
        with pytest.raises(RecogniserFailed) as caught:
            limited.find(["Ada Lovelace"])
        assert "ValueError" in caught.value.message
        assert "Ada" not in caught.value.message
        assert caught.value.__cause__ is None

    def leave(texts: list[str]) -> None:
        raise SystemExit(3)

    with pytest.raises(RecogniserFailed):
        Limited(Inner(leave), 30).find([""])
    with pytest.raises(RecogniserFailed, match="nonsense"):
        Limited(Inner(lambda texts: (_ for _ in ()).throw(RecogniserFailed("inner", "nonsense"))), 30).find([""])


def test_one_that_hangs_fails_and_fails_at_once_until_it_comes_back() -> None:
    gate, asked = threading.Event(), threading.Semaphore(0)

    def wait(texts: list[str]) -> list[list[Span]]:
        asked.release()
        gate.wait()
        return [[] for _ in texts]

    limited = Limited(Inner(wait), 0.01)
    with pytest.raises(RecogniserFailed, match="no answer within"):
        limited.find(["one"])
    for _ in range(3):
        with pytest.raises(RecogniserFailed, match="not come back"):
            limited.find(["two"])
    gate.set()
    assert asked.acquire(timeout=30)
    while True:  # it has come back when it takes an answer again
        try:
            assert Limited.find(limited, ["three"]) == [[]]
            break
        except RecogniserFailed:
            gate.wait(0.001)
