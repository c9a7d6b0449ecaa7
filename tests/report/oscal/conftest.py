"""An assessment of the bank, and one of the bank with its egress opened."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from enclave.compose import compose
from enclave.report.controls import Given, assess
from enclave.report.oscal import Assessed
from enclave.spec.load import load
from enclave.verify import verify

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def assessed(path: Path) -> Assessed:
    """What the documents are written from, of a file; without a log."""
    spec = load(path).spec
    graph = compose(spec)
    verification = verify(graph)
    assessment = assess(Given(source=path.name, spec=spec, graph=graph, verification=verification))
    return Assessed(spec.name, spec.data_classification, assessment, verification, spec.contacts, b"checkpoint", NOW, NOW)


@pytest.fixture(scope="session")
def good(bank: Path) -> Assessed:
    return assessed(bank)


@pytest.fixture(scope="session")
def opened(bank: Path, tmp_path_factory: pytest.TempPathFactory) -> Assessed:
    """Refuted: any name may be reached."""
    path = tmp_path_factory.mktemp("opened") / "open.yaml"
    text = bank.read_text(encoding="utf-8")
    path.write_text(text.replace("network:\n", "network:\n  unsafe_allow_public_egress: {reason: trial}\n", 1), encoding="utf-8")
    return assessed(path)
