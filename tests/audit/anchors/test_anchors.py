"""Anchors are named as they are in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.audit.anchors import ANCHORS, open_anchor
from enclave.errors import InputError


def test_each_kind_is_a_module_with_a_test(root: Path) -> None:
    for kind in ANCHORS:
        assert (root / "enclave" / "audit" / "anchors" / f"{kind}.py").is_file()
        assert (root / "tests" / "audit" / "anchors" / f"test_{kind}.py").is_file()


def test_a_name_is_a_kind_and_an_address(tmp_path: Path) -> None:
    anchor = open_anchor(f"file={tmp_path / 'anchors'}")
    assert anchor.name == f"file={tmp_path / 'anchors'}"
    for bad in ("", "file", "file=", "tape=/dev/st0", "anchors", "/mnt/anchors", "file=relative", f"file={tmp_path}"):
        with pytest.raises(InputError):
            open_anchor(bad)


def test_an_address_holds_no_secret_and_is_https() -> None:
    for bad in (
        "blob=http://acct.blob.core.windows.net/c", "blob=https://acct.blob.core.windows.net/c?sig=abc", "blob=https://u:p@host/c",
        "confidential_ledger=http://ledger.example.com", "blob=//host/c", "blob=acct",
    ):  # fmt: skip
        with pytest.raises(InputError):
            open_anchor(bad)
