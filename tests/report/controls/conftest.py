"""The bank, composed and proved once, and a log that a gateway of it could have written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from enclave.audit.event import Event, Verdict, timestamp
from enclave.audit.log import AuditLog
from enclave.compose import compose
from enclave.graph.model import Graph
from enclave.report.controls import Given
from enclave.spec.load import load
from enclave.spec.models import Spec
from enclave.verify import verify
from enclave.verify.model import Verification

GivenWith = Callable[..., Given]


@pytest.fixture(scope="session")
def proved(bank: Path) -> tuple[Spec, Graph, Verification]:
    """The bank's file, its graph and its proof."""
    spec = load(bank).spec
    graph = compose(spec)
    return spec, graph, verify(graph)


@pytest.fixture
def given(proved: tuple[Spec, Graph, Verification]) -> GivenWith:
    """What there is to look at, with whatever a test gives besides."""
    spec, graph, verification = proved

    def build(**more: object) -> Given:
        parts: dict[str, object] = {"source": "bank.yaml", "spec": spec, "graph": graph, "verification": verification}
        return Given(**(parts | more))  # type: ignore[arg-type]

    return build


@pytest.fixture
def write_log(tmp_path: Path) -> Callable[..., Path]:
    """Write a log of one call, changed as a test says."""

    def write(**changed: object) -> Path:
        now = timestamp(datetime.now(UTC))
        whole: dict[str, object] = {
            "id": "1-completed", "time": now, "kind": "completed", "caller": "someone", "project": "fraud-triage", "model": "gpt-4o",
            "region": "europe", "location": "westeurope", "status": 200, "reserved_nanousd": 20, "settled_nanousd": 10,
            "prompt_sha256": "0" * 64, "verdicts": (Verdict("dlp", "pass", 12),),
        }  # fmt: skip
        with AuditLog.open(tmp_path) as log:
            log.append([Event(id="1-admitted", time=now, kind="admitted", verdicts=(Verdict("dlp", "pass", 12),))])
            log.append([Event(**(whole | changed))])  # type: ignore[arg-type]
        return tmp_path

    return write
