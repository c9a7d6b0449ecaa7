"""A transaction counts when it is committed; entries are found again over pages, of each log apart."""

from __future__ import annotations

import json

import pytest

import enclave.audit.anchors.confidential_ledger as module
from enclave.audit.anchors.confidential_ledger import open_anchor
from enclave.audit.anchors.interface import AnchorUnavailable


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_SECONDS", 0.01)


def test_what_was_put_is_held(ledger, credential, signed) -> None:
    anchor = open_anchor(ledger.address, credential)
    for size in (5, 70, 900, 12_345, 10**9):
        receipt = anchor.put(*signed(size))
        assert json.loads(receipt.document)["receipt"] == {"signature": "c2ln"}
    assert receipt.place == "transaction 2.14"
    anchor.put(*signed(6, "another/log"))
    held = list(anchor.held("example.com/log"))
    assert [(each.size, each.root) for each in held] == [(n, n.to_bytes(32, "big")) for n in (5, 70, 900, 12_345, 10**9)]
    assert held[0].where == f"{ledger.address}, transaction 2.10"
    assert len(list(anchor.held("another/log"))) == 1
    assert list(anchor.held("a third")) == []
    assert set(credential.scopes) == {"https://confidential-ledger.azure.com/.default"}


def test_it_waits_until_most_nodes_have_it(ledger, credential, signed, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.pending = 3
    open_anchor(ledger.address, credential).put(*signed(5))
    assert len([1 for _, path in ledger.asked if "/status" in path]) == 4
    ledger.pending = 10**6
    monkeypatch.setattr(module, "COMMIT_SECONDS", 0.05)
    with pytest.raises(AnchorUnavailable, match="`Pending`"):
        open_anchor(ledger.address, credential).put(*signed(6))


def test_answers_that_are_none(ledger, credential, signed) -> None:
    anchor = open_anchor(ledger.address, credential)
    ledger.answer = lambda *_: (200, {}, b"<html>")
    with pytest.raises(AnchorUnavailable, match="no transaction"):
        anchor.put(*signed(5))
    with pytest.raises(AnchorUnavailable, match="than JSON"):
        list(anchor.held("example.com/log"))
    ledger.answer = lambda *_: (200, {}, b'{"state":"Ready","entries":[{"contents":"x"},{},7,{"contents":7}]}')
    assert list(anchor.held("example.com/log")) == []


def test_the_certificate_comes_from_azure(monkeypatch: pytest.MonkeyPatch, credential, container) -> None:
    monkeypatch.setattr(module, "IDENTITY", container.address)
    container.answer = lambda *_: (404, {}, b"")
    with pytest.raises(AnchorUnavailable, match="certificate cannot be had: 404"):
        open_anchor("https://mine.confidential-ledger.azure.com", credential)
