"""Against the form of its answers as its documentation shows it; the library and its models are not among the pinned packages."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from enclave.dlp.recognisers import transformers
from enclave.dlp.recognisers.interface import Said


def test_groups_of_words_are_values_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def part(name: str) -> Any:
        return SimpleNamespace(from_pretrained=lambda model, **options: asked.append((name, model, options)) or name)

    def pipeline(task: str, **options: Any) -> Any:
        asked.append((task, options))
        return lambda texts: [[{"entity_group": "PER", "score": 0.99, "word": "Ada", "start": 0, "end": 3}] for _ in texts]

    library = SimpleNamespace(AutoModelForTokenClassification=part("model"), AutoTokenizer=part("tokenizer"), pipeline=pipeline)
    monkeypatch.setitem(sys.modules, "transformers", library)
    engine = transformers.load("some/model", "en", ("PER",))
    assert list(engine.find(("Ada",))) == [[Said(0, 3, "PER", 0.99)]]
    assert asked == [
        ("model", "some/model", {"local_files_only": True}), ("tokenizer", "some/model", {"local_files_only": True}),
        ("token-classification", {"aggregation_strategy": "simple", "model": "model", "tokenizer": "tokenizer"}),
    ]
