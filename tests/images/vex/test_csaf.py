"""VEX in CSAF 2.0: products of branches, lists, relationships and groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.images.model import Image


def document(image: Image, status: str = "known_not_affected", product: str = "zlib", **about: Any) -> dict[str, Any]:
    flag = {"label": "component_not_present", "product_ids": [product]}
    return {
        "document": {
            "category": "csaf_vex",
            "csaf_version": "2.0",
            "publisher": {"name": "Example Linux"},
            "tracking": {"status": "final", "current_release_date": "2026-11-01T00:00:00Z"},
            **about,
        },
        "product_tree": {
            "branches": [
                {
                    "branches": [
                        {"product": {"product_id": "zlib", "product_identification_helper": {"purl": "pkg:apk/alpine/zlib@1.2"}}},
                        {"product": {"product_id": "old", "product_identification_helper": {"purl": "pkg:apk/alpine/zlib@1.1"}}},
                    ]
                }
            ],
            "full_product_names": [
                {
                    "product_id": "app",
                    "product_identification_helper": {
                        "hashes": [{"file_hashes": [{"algorithm": "sha256", "value": image.digest.partition(":")[2]}]}],
                    },
                },
                {"product_id": "platform", "product_identification_helper": {"cpe": "cpe:/o:example:linux:9"}},
            ],
            "relationships": [
                {"product_reference": "zlib", "relates_to_product_reference": "app", "full_product_name": {"product_id": "app:zlib"}},
                {"product_reference": "old", "relates_to_product_reference": "app", "full_product_name": {"product_id": "app:old"}},
                {
                    "product_reference": "zlib",
                    "relates_to_product_reference": "platform",
                    "full_product_name": {"product_id": "platform:zlib"},
                },
                {
                    "product_reference": "platform",
                    "relates_to_product_reference": "app",
                    "full_product_name": {"product_id": "app:platform"},
                },
            ],
            "product_groups": [{"group_id": "all", "product_ids": ["zlib", "app"]}],
        },
        "vulnerabilities": [{"cve": "CVE-2026-1000", "product_status": {status: [product]}, "flags": [flag]}],
    }


def test_products(said: Callable[..., Any], image: Image) -> None:
    for product, clears in (
        ("zlib", True),
        ("old", False),
        ("app", True),
        ("app:zlib", True),
        ("app:old", False),
        ("platform:zlib", False),
        ("app:platform", False),
        ("unheard of", False),
    ):
        assert said(document(image, product=product)).clears is clears, product


def test_statuses_and_justifications(said: Callable[..., Any], image: Image) -> None:
    for status, said_status in (
        ("known_not_affected", "not_affected"),
        ("fixed", "fixed"),
        ("first_fixed", "fixed"),
        ("known_affected", "affected"),
        ("last_affected", "affected"),
        ("under_investigation", "under_investigation"),
        ("recommended", None),
    ):
        assert said(document(image, status)).status == said_status, status
    bare, grouped = document(image), document(image)
    del bare["vulnerabilities"][0]["flags"]
    bare["vulnerabilities"][0]["threats"] = [{"category": "impact", "details": "we do not ship it", "product_ids": ["zlib"]}]
    assert "it needs a justification" in said(bare).why[0]
    grouped["vulnerabilities"][0]["flags"] = [{"label": "component_not_present", "group_ids": ["all"]}]
    assert said(grouped).clears
    both = document(image)
    both["vulnerabilities"][0]["product_status"]["known_affected"] = ["zlib"]
    assert said(both).status == "affected"
    named = document(image)
    named["vulnerabilities"][0] |= {"cve": "", "ids": [{"system_name": "x", "text": "GHSA-2222-3333-4444"}]}
    assert said(named).clears


def test_what_is_no_vex(said: Callable[..., Any], image: Image) -> None:
    for about, told in (
        ({"category": "csaf_security_advisory"}, "only `csaf_vex`"),
        ({"csaf_version": "3.0"}, "unknown version"),
        ({"tracking": {"status": "draft"}}, "not published"),
        ({"tracking": None}, "not published"),
    ):
        with pytest.raises(InputError, match=told):
            said(document(image, **about))
    assert "names no author" in said(document(image, publisher=None)).why[0]
