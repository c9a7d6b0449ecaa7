"""Anchors are named by addresses that hold no secret."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from enclave.spec.audit import Anchors, Audit


def test_names() -> None:
    anchors = Anchors(
        files=("/mnt/a",), blobs=("https://acct.blob.core.windows.net/anchors",), confidential_ledgers=("https://x.confidential-ledger.azure.com",)
    )
    assert anchors.names == (
        "file=/mnt/a", "blob=https://acct.blob.core.windows.net/anchors", "confidential_ledger=https://x.confidential-ledger.azure.com",
    )
    assert Audit().anchors.names == ()
    assert Audit().content == "never"


def test_what_is_no_address() -> None:
    for bad in (
        {"files": ["relative/path"]}, {"files": ["/a b"]}, {"blobs": ["https://acct.blob.core.windows.net"]},
        {"blobs": ["https://acct.blob.core.windows.net/anchors?sig=x"]}, {"blobs": ["http://acct.blob.core.windows.net/anchors"]},
        {"blobs": ["https://user:password@host/anchors"]}, {"confidential_ledgers": ["https://x/path"]}, {"seconds": 0}, {"records": 0},
        {"tapes": []},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            Anchors.model_validate(bad)
