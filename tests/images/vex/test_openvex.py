"""OpenVEX, as texts and as objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.images.model import Image, moment
from enclave.images.vex.statement import Status


def test_products_in_every_form(said: Callable[..., Any], openvex: Callable[..., Any], image: Image) -> None:
    inside = {"@id": f"pkg:oci/app@{image.digest}", "subcomponents": [{"@id": "pkg:apk/alpine/zlib@1.2"}]}
    for product, clears in (
        ("pkg:apk/alpine/zlib", True),
        (inside, True),
        ({**inside, "subcomponents": [{"@id": "pkg:apk/alpine/bash"}]}, False),
        ({"@id": "https://x.example/app", "identifiers": {"purl": f"pkg:oci/app@{image.digest}"}}, True),
        ({"@id": "x", "hashes": {"sha-256": image.digest.partition(":")[2]}}, True),
        ({"@id": "x", "hashes": {"sha-256": "b" * 64}}, False),
        # of several names, the one that says which version counts
        ({"@id": "pkg:oci/app", "identifiers": {"purl": "pkg:oci/app@sha256:" + "b" * 64}}, False),
    ):
        assert said(openvex(product)).clears is clears, product
    assert said(openvex(products=["pkg:apk/alpine/zlib"], vulnerability="CVE-2026-1000")).clears, "version 0.0.1"
    assert said(openvex(products=[f"pkg:oci/app@{image.digest}"], subcomponents=["pkg:apk/alpine/zlib"])).clears
    assert not said(openvex(products=[])).clears
    assert not said(openvex(products=None)).clears


def test_vulnerabilities_by_every_name(said: Callable[..., Any], openvex: Callable[..., Any]) -> None:
    for about, clears in (
        ({"name": "cve-2026-1000"}, True),
        ({"name": "X", "aliases": ["GHSA-2222-3333-4444"]}, True),
        ({"@id": "https://x/CVE-2026-1000"}, True),
        ({"name": "CVE-2026-100"}, False),
        ({}, False),
        ("", False),
    ):
        assert said(openvex(vulnerability=about)).clears is clears, about


def test_times_come_from_the_statement_or_the_document(openvex: Callable[..., Any]) -> None:
    import json

    from enclave.images.vex import read_vex

    for given, time in (
        ({}, "2026-11-01"),
        ({"timestamp": "2026-11-02T00:00:00Z"}, "2026-11-02"),
        ({"timestamp": "2026-11-02T00:00:00Z", "last_updated": "2026-11-03T00:00:00Z"}, "2026-11-03"),
        ({"document_last_updated": "2026-11-04T00:00:00Z"}, "2026-11-04"),
    ):
        (statement,) = read_vex("x", json.dumps(openvex(**given)).encode())
        assert statement.time == moment(time), given
        assert statement.status is Status.NOT_AFFECTED
    with pytest.raises(InputError, match="unknown status"):
        read_vex("x", json.dumps(openvex(status="perhaps")).encode())


@pytest.mark.parametrize("context", ["", "https://openvex.dev/ns/v9.0.0", "https://openvex.dev/nsx", "https://example.com/ns"])
def test_a_version_that_nobody_knows_is_refused(said: Callable[..., Any], openvex: Callable[..., Any], context: str) -> None:
    with pytest.raises(InputError, match="unknown version"):
        said({**openvex(), "@context": context})


@pytest.mark.parametrize("context", ["https://openvex.dev/ns", "https://openvex.dev/ns/v0.0.1", "https://openvex.dev/ns/v0.2.0"])
def test_versions_that_are_known(said: Callable[..., Any], openvex: Callable[..., Any], context: str) -> None:
    assert said({**openvex(), "@context": context}).clears
