"""spaCy: the named entities of a trained pipeline, or of one with rules of your own. It gives no score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any

from enclave.dlp.recognisers.interface import Engine, Said

PACKAGES = ("spacy",)
LABELS: Mapping[str, str] = MappingProxyType({"PERSON": "person_name", "PER": "person_name", "ORG": "organization"})
MODEL = "en_core_web_lg"
BLANK = "blank"
"""Instead of a pipeline: one that only tells words apart."""


class _Spacy:
    def __init__(self, pipeline: Any) -> None:
        self._pipeline = pipeline

    def find(self, texts: Sequence[str]) -> Iterator[list[Said]]:
        for document in self._pipeline.pipe(texts):
            yield [Said(one.start_char, one.end_char, one.label_, None) for one in document.ents]


def pipeline(model: str, language: str) -> Any:
    """A pipeline that is installed or lies in a directory; nothing is fetched. Raises OSError when it is not there."""
    spacy = import_module("spacy")
    return spacy.blank(language) if model == BLANK else spacy.load(model)


def load(model: str, language: str, labels: Sequence[str]) -> Engine:
    """The engine. `labels` are chosen from what it finds."""
    return _Spacy(pipeline(model, language))
