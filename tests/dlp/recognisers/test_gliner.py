"""Against the form of its answers as its documentation shows it; the library and its models are not among the pinned packages."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from enclave.dlp.recognisers import gliner
from enclave.dlp.recognisers.interface import Said


def test_words_are_asked_for_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    class Model:
        @classmethod
        def from_pretrained(cls, name: str, **options: Any) -> Model:
            asked.append((name, options))
            return cls()

        def batch_predict_entities(self, texts: list[str], labels: list[str], threshold: float) -> list[list[dict[str, Any]]]:
            asked.append((texts, labels, threshold))
            return [[{"start": 0, "end": 3, "text": "Ada", "label": "person", "score": 0.93}], []]

    monkeypatch.setitem(sys.modules, "gliner", SimpleNamespace(GLiNER=Model))
    engine = gliner.load("some/model", "en", ("person",))
    assert list(engine.find(("Ada", "x"))) == [[Said(0, 3, "person", 0.93)], []]
    assert asked == [("some/model", {"local_files_only": True}), (["Ada", "x"], ["person"], gliner.THRESHOLD)]
