"""Checkpoints as transactions of an Azure Confidential Ledger: what is committed there cannot be taken back by its operator either.

Each log has a collection of its own. Source: the ledger's API 2022-05-13, as azure-confidentialledger 1.1.1 speaks it.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
import requests
from azure.core.credentials import TokenCredential

from enclave.audit.anchors.interface import AnchorUnavailable, Held, Receipt
from enclave.audit.anchors.over_https import TIMEOUT, Service, checked_address
from enclave.audit.checkpoint import Checkpoint, claimed
from enclave.audit.note import BadNote

SCOPE = "https://confidential-ledger.azure.com/.default"
VERSION = "2022-05-13"
IDENTITY = "https://identity.confidential-ledger.core.azure.com"
"""Tells the certificate of each ledger, which no usual authority has signed."""
COMMIT_SECONDS = 60.0
"""How long a transaction may take until most of the ledger's nodes have it, and a question until its answer is loaded."""
POLL_SECONDS = 0.25


class ConfidentialLedgerAnchor:
    """One ledger. Several logs may share it; each has a collection of its own."""

    def __init__(self, service: Service) -> None:
        self.name = f"confidential_ledger={service.address}"
        self._service = service

    def put(self, checkpoint: Checkpoint, note: bytes) -> Receipt:
        """Write the note, and wait until it is committed and its receipt is there."""
        body = msgspec.json.encode({"contents": note.decode()})
        params = {"api-version": VERSION, "collectionId": _collection(checkpoint.origin)}
        headers = {"Content-Type": "application/json"}
        answer = self._service.ask("POST", "/app/transactions", params=params, headers=headers, body=body, expected=(200, 201))
        transaction = answer.headers.get("x-ms-ccf-transaction-id", "")
        if not transaction.replace(".", "").isdecimal():
            raise AnchorUnavailable("the ledger names no transaction", self._service.address)
        self._wait(f"/app/transactions/{transaction}/status", {"api-version": VERSION}, "Committed")
        receipt = self._wait(f"/app/transactions/{transaction}/receipt", {"api-version": VERSION}, "Ready")
        return Receipt(f"transaction {transaction}", msgspec.json.encode(receipt))

    def held(self, origin: str) -> Iterator[Held]:
        """Every checkpoint in the collection of a log."""
        path, params = "/app/transactions", {"api-version": VERSION, "collectionId": _collection(origin)}
        while True:
            page = self._wait(path, params, "Ready")
            for entry in page.get("entries") or ():
                found = _checkpoint(entry)
                if found is not None and found.origin == origin:
                    yield Held(found.size, found.root, f"{self._service.address}, transaction {entry.get('transactionId')}")
            following = urlsplit(str(page.get("nextLink") or ""))
            if not following.path:
                return
            path, params = following.path, {**dict(parse_qsl(following.query)), "api-version": VERSION}

    def remarks(self) -> list[str]:
        """None: a ledger is what it should be by its nature."""
        return []

    def close(self) -> None:
        """Let go of the connections."""
        self._service.close()

    def _wait(self, path: str, params: Mapping[str, str], state: str) -> dict[str, Any]:
        """The answer, asked for until it has that state."""
        deadline = time.monotonic() + COMMIT_SECONDS
        while True:
            answer = self._service.ask("GET", path, params=params)
            try:
                document = msgspec.json.decode(answer.content, type=dict[str, Any])
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                raise AnchorUnavailable("the ledger answered with something else than JSON", self._service.address) from error
            if document.get("state") == state:
                return document
            if time.monotonic() > deadline:
                raise AnchorUnavailable(f"the ledger says `{document.get('state')}` after {COMMIT_SECONDS:.0f} s", self._service.address)
            time.sleep(POLL_SECONDS)


def _collection(origin: str) -> str:
    """Ids of collections are short and plain; two logs never share one."""
    return f"enclave-{sha256(origin.encode()).hexdigest()[:32]}"


def _checkpoint(entry: Any) -> Checkpoint | None:
    try:
        return claimed(str(entry["contents"]).encode())
    except (BadNote, KeyError, TypeError, UnicodeError):
        return None


def _certificate(ledger: str) -> str:
    """The certificate of a ledger, from Azure's identity service."""
    try:
        answer = requests.get(f"{IDENTITY}/ledgerIdentity/{ledger}", timeout=TIMEOUT, allow_redirects=False)
        if answer.status_code == 200:
            return str(answer.json()["ledgerTlsCertificate"])
    except (requests.RequestException, KeyError, TypeError, ValueError) as error:
        raise AnchorUnavailable(f"the ledger's certificate cannot be had ({type(error).__name__})", f"{IDENTITY}/{ledger}") from None
    raise AnchorUnavailable(f"the ledger's certificate cannot be had: {answer.status_code}", f"{IDENTITY}/{ledger}")


def open_anchor(address: str, credential: TokenCredential | None = None, certificate: str = "") -> ConfidentialLedgerAnchor:
    """The ledger of an address. Raises InputError, and AnchorUnavailable when its certificate cannot be had."""
    checked = checked_address(address, "https://<ledger>.confidential-ledger.azure.com")
    parts = urlsplit(checked)
    if parts.scheme == "https" and not certificate:
        certificate = _certificate((parts.hostname or "").partition(".")[0])
    return ConfidentialLedgerAnchor(Service(checked, SCOPE, credential, certificate))
