"""Against spaCy's own names; the real one runs in `test_load.py`."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from enclave.dlp.recognisers import spacy_pipeline
from enclave.dlp.recognisers.interface import Said


def test_entities_of_documents_have_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    entity = SimpleNamespace(start_char=0, end_char=3, label_="PERSON")
    pipeline = SimpleNamespace(pipe=lambda texts: (SimpleNamespace(ents=[entity] if text else []) for text in texts))
    monkeypatch.setitem(sys.modules, "spacy", SimpleNamespace(load=lambda name: {"some": pipeline}[name], blank=lambda language: language))
    assert list(spacy_pipeline.load("some", "en", ()).find(("Ada", ""))) == [[Said(0, 3, "PERSON", None)], []]
    assert spacy_pipeline.pipeline(spacy_pipeline.BLANK, "de") == "de"
