"""A receipt proves that a ledger has a checkpoint, to whoever trusts the ledger's certificate; anything changed in it proves nothing."""

from __future__ import annotations

import base64
import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from enclave.audit.checkpoint import Checkpoint, sign
from enclave.audit.note import Signer
from enclave.audit.receipt import check_receipt, written_note
from enclave.errors import InputError

from .ledger_receipt import Authority

NOTE = sign(Checkpoint("bank", 7, bytes(32)), [Signer.generate("bank")])
LEDGER = Authority()


def encoded(document: Any) -> bytes:
    return json.dumps(document).encode()


def good() -> dict[str, Any]:
    return LEDGER.receipt(NOTE.decode())


@pytest.mark.parametrize("renewals", [0, 1, 3])
@pytest.mark.parametrize("steps", [0, 9])
def test_a_receipt_of_the_ledger_proves_the_note(renewals: int, steps: int) -> None:
    ledger = Authority(renewals)
    document = ledger.receipt(NOTE.decode(), steps=steps)
    found = check_receipt(encoded(document), ledger.certificate, "here")
    assert (found.note, found.collection, found.transaction) == (NOTE, "enclave-x", "2.40")
    assert written_note(encoded(document), "here") == NOTE
    with pytest.raises(InputError, match="has not endorsed the node"):
        check_receipt(encoded(document), Authority().certificate, "here")


def test_names_with_underscores_are_those_of_older_ledgers() -> None:
    def old(value: Any) -> Any:
        if isinstance(value, dict):
            return {re.sub("[A-Z]", lambda each: f"_{each[0].lower()}", key): old(item) for key, item in value.items()}
        return [old(item) for item in value] if isinstance(value, list) else value

    assert check_receipt(encoded(old(good())), LEDGER.certificate, "here").note == NOTE


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))
    else:
        yield path


def changed(document: Any, path: tuple[Any, ...], to: Any) -> bytes:
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to(place[path[-1]])
    return encoded(document)


def other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    at = len(value) // 2
    return value[:at] + ("1" if value[at] != "1" else "2") + value[at + 1 :]


def test_nothing_in_it_can_be_changed() -> None:
    document = good()
    # `state` is not part of what is proved
    paths = [path for path in leaves(document) if path != ("state",)]
    assert len(paths) > 15
    for path in paths:
        with pytest.raises(InputError, match="the receipt proves nothing"):
            check_receipt(changed(document, path, other), LEDGER.certificate, "here")


@pytest.mark.parametrize(("path", "to", "what"), [
    (("applicationClaims",), lambda _: [], "does not say what was written"),
    (("applicationClaims",), lambda old: old * 2, "does not say what was written"),
    (("applicationClaims", 0, "ledgerEntry", "contents"), lambda old: old.replace("\n7\n", "\n8\n"), "not what the ledger has"),
    (("applicationClaims", 0, "ledgerEntry", "protocol"), lambda _: "LedgerEntryV2", "a way that is not known"),
    (("transactionId",), lambda _: "2.41", "another transaction"),
    (("receipt", "leafComponents", "commitEvidence"), lambda _: "2.40", "another transaction"),
    (("receipt", "isSignatureTransaction"), lambda _: True, "of a signature of the ledger"),
    (("receipt", "proof", 0), lambda _: {"left": "00" * 32, "right": "00" * 32}, "not one side"),
    (("receipt", "proof", 0), lambda _: {}, "not one side"),
    (("receipt", "proof"), lambda old: old[1:], "the node has not signed it"),
    (("receipt", "proof"), lambda old: old * 30, "longer than any"),
    (("receipt", "cert"), lambda _: LEDGER.certificate.decode(), "not that of the node"),
    (("receipt", "cert"), lambda _: "x", "a certificate is none"),
    (("receipt", "serviceEndorsements"), lambda _: [Authority().certificate.decode()], "has not endorsed"),
    (("receipt", "signature"), lambda _: base64.b64encode(b"x" * 70).decode(), "has not signed"),
    (("receipt", "leafComponents", "writeSetDigest"), lambda _: "00", "a hash of it is none"),
    (("receipt",), lambda _: 7, "not the form of one"),
])
def test_why_it_proves_nothing(path: tuple[Any, ...], to: Any, what: str) -> None:
    with pytest.raises(InputError, match=what):
        check_receipt(changed(good(), path, to), LEDGER.certificate, "here")


def test_what_is_no_receipt_no_certificate_and_no_checkpoint() -> None:
    for text in (b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b"0" * (2**20 + 1)):
        with pytest.raises(InputError, match="not a receipt"):
            written_note(text, "here")
    with pytest.raises(InputError, match="certificate cannot be read"):
        check_receipt(encoded(good()), b"none", "here")
    with pytest.raises(InputError, match="no checkpoint"):
        check_receipt(encoded(LEDGER.receipt("hello")), LEDGER.certificate, "here")
