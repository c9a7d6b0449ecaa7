"""The names are those of the detectors."""

from __future__ import annotations

from enclave.dlp import DETECTORS
from enclave.spec.entities import ENTITIES, canonical


def test_the_entities_are_those_that_the_scanner_finds() -> None:
    assert sorted(ENTITIES) == sorted(detector.entity for detector in DETECTORS)
    assert canonical("ssn") == "us_ssn"
    assert [canonical(entity) for entity in ENTITIES] == list(ENTITIES)
