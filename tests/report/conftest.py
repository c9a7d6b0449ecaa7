"""A verification with one of each: proved, refuted, unknown, a finding, an assumption, an unknown type; and the bank, proved
once, with a log that a gateway of it could have written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from enclave.audit.event import Event, Verdict, timestamp
from enclave.audit.log import AuditLog
from enclave.compose import compose
from enclave.finding import Finding, Hop, Proved, Severity, Unknown
from enclave.graph.model import Graph
from enclave.report.controls import Given
from enclave.spec.load import load
from enclave.spec.models import Spec
from enclave.verify import verify
from enclave.verify.model import ObligationResult, Verification, refuted

GivenWith = Callable[..., Given]

BASE = "/resourceGroups/rg/providers/Microsoft"
SUBNET = f"{BASE}.Network/virtualNetworks/vnet-a/subnets/snet-b"
ACCOUNT = f"{BASE}.CognitiveServices/accounts/oai-x"


@pytest.fixture
def verification() -> Verification:
    wrong = refuted(
        "tcp 203.0.113.7:50000 -> 10.0.0.4:443",
        ("internet", "any machine"),
        Hop(f"{BASE}.Network/networkSecurityGroups/nsg", "rule Allow|All (priority 100) allows tcp/443 from Internet to *"),
        Hop(SUBNET, "delivered"),
        reason="public address of a machine",
    )
    title = "nothing on the internet reaches a service or a subnet but through a declared front door"
    return Verification(
        (
            ObligationResult("no-internet-ingress", 1, title, ACCOUNT, Proved("no door is open")),
            ObligationResult("no-internet-ingress", 1, title, SUBNET, wrong),
            ObligationResult(
                "not-vacuous", 4, "what must reach a service can", f"{SUBNET} -> {ACCOUNT}", Unknown("`parameters('x')` is not known")
            ),
        ),
        (
            Finding("tls-minimum", Severity.MEDIUM, ACCOUNT, "minimumTlsVersion is 1.0", "t.json#/resources/1"),
            Finding("public-address", Severity.HIGH, SUBNET, "has a public address"),
            Finding("latent-egress", Severity.HIGH, SUBNET, "`x` is not known", unknown=True),
        ),
        ("nobody changes it afterwards, " * 8,),
        ("Microsoft.Unheard/ofs: thing",),
    )


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
