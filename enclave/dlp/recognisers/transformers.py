"""Transformers: a model for token classification of Hugging Face, words put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any

from enclave.dlp.recognisers.interface import Engine, Said

PACKAGES = ("transformers", "torch")
LABELS: Mapping[str, str] = MappingProxyType({"PER": "person_name", "PERSON": "person_name", "ORG": "organization"})
MODEL = "Davlan/xlm-roberta-base-ner-hrl"


class _Transformers:
    def __init__(self, classify: Any) -> None:
        self._classify = classify

    def find(self, texts: Sequence[str]) -> Iterator[list[Said]]:
        for found in self._classify(list(texts)):
            yield [Said(one["start"], one["end"], one["entity_group"], float(one["score"])) for one in found]


def load(model: str, language: str, labels: Sequence[str]) -> Engine:
    """The engine, of a model that lies on this machine already: a directory, or the cache of Hugging Face."""
    library = import_module("transformers")
    parts = {
        "model": library.AutoModelForTokenClassification.from_pretrained(model, local_files_only=True),
        "tokenizer": library.AutoTokenizer.from_pretrained(model, local_files_only=True),
    }
    return _Transformers(library.pipeline("token-classification", aggregation_strategy="simple", **parts))
