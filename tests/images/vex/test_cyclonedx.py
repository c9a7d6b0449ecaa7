"""VEX in CycloneDX: by reference, by BOM-Link, inside a bill of materials, with lists of versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.images.model import Image


def document(ref: str = "z", state: str = "not_affected", **more: Any) -> dict[str, Any]:
    analysis = {"state": state, "justification": "code_not_reachable", "lastUpdated": "2026-11-02T00:00:00Z"}
    affects = {"ref": ref, **more.pop("affects", {})}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"timestamp": "2026-11-01T00:00:00Z", "supplier": {"name": "Platform Security"}, **more.pop("metadata", {})},
        "components": [
            {
                "type": "application",
                "bom-ref": "app",
                "components": [
                    {"type": "library", "bom-ref": "z", "purl": "pkg:apk/alpine/zlib@1.2"},
                    {"type": "library", "bom-ref": "n", "name": "zlib", "version": "1.2"},
                ],
            }
        ],
        "vulnerabilities": [{"id": "CVE-2026-1000", "analysis": analysis | more.pop("analysis", {}), "affects": [affects]}],
        **more,
    }


def test_references(said: Callable[..., Any]) -> None:
    link = "urn:cdx:f08a6ccd-4dce-4759-bd84-c626675d60a7/1#"
    for ref, clears in (
        ("z", True),
        ("n", False),
        ("gone", False),
        ("", False),
        ("pkg:apk/alpine/zlib", True),
        (link + "pkg:apk%2Falpine%2Fzlib@1.2", True),
        (link + "z", True),
        (link + "pkg:apk/alpine/zlib@1.3", False),
    ):
        assert said(document(ref)).clears is clears, ref
    versions = [{"version": "1.1"}, {"version": "1.2", "status": "affected"}]
    assert said(document("pkg:apk/alpine/zlib", affects={"versions": versions})).clears
    assert not said(document("pkg:apk/alpine/zlib", affects={"versions": versions[:1]})).clears
    assert not said(document("pkg:apk/alpine/zlib", affects={"versions": [{"range": "vers:apk/<2"}]})).clears
    assert not said(document("pkg:apk/alpine/zlib", affects={"versions": [{"version": "1.2", "status": "unaffected"}]})).clears


def test_a_bill_of_materials_speaks_of_its_own_image_only(said: Callable[..., Any], image: Image) -> None:
    def inside(**component: Any) -> bool:
        return said(document(metadata={"component": {"type": "container", "bom-ref": "i", **component}})).clears

    assert inside(purl=f"pkg:oci/app@{image.digest}")
    assert not inside(purl="pkg:oci/app@sha256:" + "b" * 64)
    assert inside(name="crbank.azurecr.io/team/app", version=image.digest)
    assert inside(name="crbank.azurecr.io/team/app", version="1.4")
    assert not inside(name="crbank.azurecr.io/team/app", version="1.5")
    whole = {"component": {"type": "container", "bom-ref": "i", "purl": f"pkg:oci/app@{image.digest}"}}
    assert said(document("i", metadata=whole)).clears


def test_states(said: Callable[..., Any]) -> None:
    for state, status in (
        ("false_positive", "not_affected"),
        ("resolved", "fixed"),
        ("resolved_with_pedigree", "fixed"),
        ("exploitable", "affected"),
        ("in_triage", "under_investigation"),
        ("", None),
    ):
        assert said(document(state=state)).status == status, state
    assert not said(document(state="false_positive", analysis={"justification": ""})).clears
    assert said(document(metadata={"supplier": None, "authors": [{"name": "", "email": "a@b.example"}]})).clears
    assert "names no author" in said(document(metadata={"supplier": None})).why[0]
    assert not said(document(vulnerabilities=None)).why
    for bad, told in (({"specVersion": "1.3"}, "version `1.3`"), ({"specVersion": ""}, "version `none`")):
        with pytest.raises(InputError, match=told):
            said({**document(), **bad})
    with pytest.raises(InputError, match="unknown state"):
        said(document(state="perhaps"))
