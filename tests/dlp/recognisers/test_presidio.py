"""Against Presidio's own names; the real one runs in `test_load.py`."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from enclave.dlp.recognisers import presidio
from enclave.dlp.recognisers.interface import Said


class Analyzer:
    def __init__(self, nlp_engine: Any, supported_languages: list[str]) -> None:
        assert nlp_engine.nlp == {"en": "blank en"}, "loaded beforehand, so that nothing is fetched"

    def get_supported_entities(self, language: str) -> list[str]:
        return ["PERSON", "ORGANIZATION"]

    def analyze(self, text: str, language: str, entities: list[str]) -> list[Any]:
        assert (language, entities) == ("en", ["PERSON"])
        return [SimpleNamespace(start=0, end=3, entity_type="PERSON", score=0.85)] if text else []


def test_labels_are_asked_for_by_name_and_unknown_ones_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    engines = SimpleNamespace(SpacyNlpEngine=lambda models: SimpleNamespace(models=models))
    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(blank=lambda language: f"blank {language}"))
    monkeypatch.setitem(sys.modules, "presidio_analyzer", SimpleNamespace(AnalyzerEngine=Analyzer))
    monkeypatch.setitem(sys.modules, "presidio_analyzer.nlp_engine", engines)
    assert list(presidio.load("blank", "en", ("PERSON",)).find(("Ada", ""))) == [[Said(0, 3, "PERSON", 0.85)], []]
    with pytest.raises(ValueError, match="NOBODY"):
        presidio.load("blank", "en", ("NOBODY",))
