"""A data directory that was written by the real log and ledger, and verifications of every kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from enclave.audit.event import Event, Verdict, timestamp
from enclave.audit.log import AuditLog
from enclave.console.proof import Examined
from enclave.ledger.interface import Ceiling, Reserve, Settle
from enclave.ledger.sqlite import SqliteStore
from enclave.spec.load import Document, load
from enclave.spec.policy import policy_digest
from enclave.spec.spending import NANO_USD
from tests.gateway.certificate import make

ACCOUNT = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/oai-fraud-triage"
HOSTILE = "<script>alert('x')</script>"
"""Whatever comes from outside may look like this: it must be text on the page."""


def result(number: int, verdict: str = "proved", subject: str = ACCOUNT, **more: Any) -> dict[str, Any]:
    return {"id": f"obligation-{number}", "number": number, "title": f"title {number}", "verdict": verdict, "subject": subject, **more}


def refuted(number: int, subject: str = ACCOUNT) -> dict[str, Any]:
    path = [
        {"node": "internet", "because": "any address"},
        {"node": subject, "because": "`publicNetworkAccess` is `Enabled`"},
    ]
    example = {"packet": "tcp 203.0.113.7:50000 -> 20.1.2.3:443", "path": path}
    return result(number, "refuted", subject, reason="open to the internet", counterexample=example)


def verification(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    verdicts = {one["verdict"] for one in results}
    verdict = next((one for one in ("refuted", "unknown") if one in verdicts), "proved")
    return {"verdict": verdict, "obligations": list(results), "findings": [], "assumptions": [], "unmodelled": [], **more}


@pytest.fixture
def document(bank: Path, tmp_path: Path) -> Document:
    """The example, in a file that a test may change."""
    own = tmp_path / "enclave.yaml"
    own.write_bytes(bank.read_bytes())
    return load(own)


@pytest.fixture
def examined(document: Document) -> Callable[..., Callable[[str], Examined]]:
    """Gives what stands in for the examination of the file: always these results."""

    def make(*results: dict[str, Any], **more: Any) -> Callable[[str], Examined]:
        found = verification(*(results or (result(1), result(2))), **more)
        return lambda _path: Examined(document.spec, policy_digest(document.spec), found)

    return make


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def busy(data: Path, document: Document) -> Path:
    """A day in which something happened, a little of it hostile."""
    now = datetime.now(UTC)
    call: dict[str, Any] = {"project": "fraud-triage", "deployment": "gpt-4o", "location": "westeurope", "time": timestamp(now)}
    found = Verdict("dlp", "refuse", 40, {"credit_card": 1})
    events = [
        Event(id="1", kind="started", time=timestamp(now), policy_digest=policy_digest(document.spec)),
        Event(id="2", kind="admitted", request_id="r2", caller="ada", **call),
        Event(id="3", kind="completed", request_id="r2", caller="ada", status=200, prompt_tokens=900, completion_tokens=100,
              settled_nanousd=1_234_000, **call),
        Event(id="4", kind="refused", request_id="r4", caller=HOSTILE, status=400, stage="dlp",
              reason="content_filter: policy does not let `credit_card` pass", verdicts=(found,), **call),
    ]  # fmt: skip
    with AuditLog.open(data) as log:
        log.append(events)
    with SqliteStore(data / "ledger.sqlite") as store:
        ceilings = (Ceiling("project/fraud-triage", "daily", 10**15), Ceiling("hub", "daily", 10**15))
        store.apply([Reserve("a", 85 * NANO_USD, ceilings, now), Settle("a", 85 * NANO_USD, now)])
    return data


@pytest.fixture
def refutation() -> tuple[dict[str, Any], ...]:
    """One obligation refuted with its path, one proved."""
    return refuted(1), result(2)


@pytest.fixture(scope="session")
def certificate(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Of a server on 127.0.0.1, as the gateway's tests make it."""
    return make(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="session")
def pem() -> Callable[..., bytes]:
    """Makes a certificate of one key (`of`), and a key (the same, if nothing else is given), in one PEM text."""

    def make(key: RSAPrivateKey | EllipticCurvePrivateKey | None = None, of: RSAPrivateKey | None = None) -> bytes:
        key = key or generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "console")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key((of or key).public_key()).serial_number(1)
            .not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(of or key, SHA256())
        )  # fmt: skip
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return certificate.public_bytes(Encoding.PEM) + private

    return make


@pytest.fixture
def made() -> SimpleNamespace:
    """The makers of results."""
    return SimpleNamespace(result=result, refuted=refuted, verification=verification)
