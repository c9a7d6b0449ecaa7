"""GLiNER: a model that is told in words what to look for; its labels are these words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Any

from enclave.dlp.recognisers.interface import Engine, Said

PACKAGES = ("gliner",)
LABELS: Mapping[str, str] = MappingProxyType({"person": "person_name", "organization": "organization", "address": "street_address"})
MODEL = "urchade/gliner_multi_pii-v1"
THRESHOLD = 0.3
"""Least score that it reports; the policy decides from its own confidence."""


class _Gliner:
    def __init__(self, model: Any, labels: Sequence[str]) -> None:
        self._model = model
        self._labels = list(labels)

    def find(self, texts: Sequence[str]) -> Iterator[list[Said]]:
        for found in self._model.batch_predict_entities(list(texts), self._labels, threshold=THRESHOLD):
            yield [Said(one["start"], one["end"], one["label"], float(one["score"])) for one in found]


def load(model: str, language: str, labels: Sequence[str]) -> Engine:
    """The engine, of a model that lies on this machine already: a directory, or the cache of Hugging Face."""
    return _Gliner(import_module("gliner").GLiNER.from_pretrained(model, local_files_only=True), labels)
