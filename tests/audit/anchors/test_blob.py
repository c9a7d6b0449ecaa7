"""Blobs are written once, found again over pages, and a container that forgets is named."""

from __future__ import annotations

import pytest

from enclave.audit.anchors.blob import open_anchor
from enclave.audit.anchors.interface import AnchorUnavailable


def test_what_was_put_is_held(container, credential, signed) -> None:
    anchor = open_anchor(container.address, credential)
    assert list(anchor.held("example.com/log")) == []
    for size in (5, 70, 900, 12_345, 10**9):
        assert f"{size:020d}" in anchor.put(*signed(size)).place
    anchor.put(*signed(6, "example.com/log2"))
    held = sorted(anchor.held("example.com/log"))
    assert [(each.size, each.root) for each in held] == [(n, n.to_bytes(32, "big")) for n in (5, 70, 900, 12_345, 10**9)]
    assert len([1 for method, path in container.asked if "marker=" in path]) == 2
    assert set(credential.scopes) == {"https://storage.azure.com/.default"}


def test_nothing_is_written_twice(container, credential, signed) -> None:
    anchor = open_anchor(container.address, credential)
    anchor.put(*signed(5))
    before = dict(container.blobs)
    anchor.put(*signed(5))
    assert container.blobs == before
    container.answer = lambda *_: (409, {}, b"<Error><Code>LeaseIdMissing</Code></Error>")
    with pytest.raises(AnchorUnavailable, match="409"):
        anchor.put(*signed(6))


def test_a_container_whose_blobs_can_be_deleted_is_named(container, credential) -> None:
    anchor = open_anchor(container.address, credential)
    assert "no immutability policy" in anchor.remarks()[0]
    for name in ("x-ms-has-immutability-policy", "x-ms-immutable-storage-with-versioning-enabled", "x-ms-has-legal-hold"):
        container.properties = {name: "true"}
        assert anchor.remarks() == []


def test_lists_that_are_none(container, credential) -> None:
    anchor = open_anchor(container.address, credential)
    for answer in (b"", b"{}", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b"<EnumerationResults>"):
        container.answer = lambda *_, answer=answer: (200, {}, answer)
        with pytest.raises(AnchorUnavailable, match="something else than a list"):
            list(anchor.held("example.com/log"))
