"""Presidio: its analyzer with all recognisers of a language, on a spaCy pipeline; with `model: blank` those by patterns alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any

from enclave.dlp.recognisers import spacy_pipeline
from enclave.dlp.recognisers.interface import Engine, Said

PACKAGES = ("presidio_analyzer", "spacy")
LABELS: Mapping[str, str] = MappingProxyType({"PERSON": "person_name", "ORGANIZATION": "organization"})
MODEL = spacy_pipeline.MODEL


class _Presidio:
    def __init__(self, analyzer: Any, language: str, labels: Sequence[str]) -> None:
        self._analyzer = analyzer
        self._language = language
        self._labels = list(labels)

    def find(self, texts: Sequence[str]) -> Iterator[list[Said]]:
        for text in texts:
            found = self._analyzer.analyze(text=text, language=self._language, entities=self._labels)
            yield [Said(one.start, one.end, one.entity_type, one.score) for one in found]


def load(model: str, language: str, labels: Sequence[str]) -> Engine:
    """The engine. Raises ValueError for a label that no recogniser of it finds."""
    presidio, engines = import_module("presidio_analyzer"), import_module("presidio_analyzer.nlp_engine")
    nlp = engines.SpacyNlpEngine(models=[{"lang_code": language, "model_name": model}])
    nlp.nlp = {language: spacy_pipeline.pipeline(model, language)}  # else it would fetch what is not there
    analyzer = presidio.AnalyzerEngine(nlp_engine=nlp, supported_languages=[language])
    unknown = set(labels).difference(analyzer.get_supported_entities(language))
    if unknown:
        raise ValueError(f"nothing in it finds `{min(unknown)}`")
    return _Presidio(analyzer, language, labels)
