"""The image gate's part of the file: strict when nothing is written, and nothing strange is taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from enclave.spec.images import ImageException, Images, Signing

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n"


def test_what_counts_when_nothing_is_written() -> None:
    images = Images()
    assert (images.max_severity, images.only_fixable, images.max_report_hours, images.max_database_hours) == ("medium", False, 168, 120)
    assert (images.respond_hours.critical, images.respond_hours.high, images.respond_hours.medium) == (24, 72, None)
    assert (images.exceptions, images.unsafe_allow_no_digest, images.vex_authors, images.signing) == ((), None, None, None)


def test_an_exception_names_why_who_and_until_when() -> None:
    whole = {"id": "CVE-2026-1", "reason": "not reachable", "approver": "J. Doe", "expires": "2026-12-01"}
    assert ImageException(**whole).expires.year == 2026  # type: ignore[arg-type]
    for key in whole:
        with pytest.raises(ValidationError):
            ImageException(**{name: value for name, value in whole.items() if name != key})  # type: ignore[arg-type]
    for bad in ({"approver": " "}, {"expires": "never"}, {"reason": "x"}, {"id": "a b"}, {"until": "2026-12-01"}):
        with pytest.raises(ValidationError):
            ImageException(**{**whole, **bad})  # type: ignore[arg-type]


def test_the_example_of_the_page_is_taken(root: Path) -> None:
    (text,) = re.findall(r"```yaml\n(images:.*?)```", (root / "docs" / "images.md").read_text(encoding="utf-8"), re.DOTALL)
    images = Images.model_validate(YAML(typ="safe").load(text)["images"])
    assert images.exceptions[0].approver == "J. Doe"
    assert images.registries == ("contoso.azurecr.io/released",)


def test_who_signs() -> None:
    assert Signing(certificates=(CERTIFICATE,)).identities == ("*",)
    for bad in ((), ("x",), (CERTIFICATE + CERTIFICATE,), ("-----BEGIN PRIVATE KEY-----\nTUlJQg==\n-----END PRIVATE KEY-----",)):
        with pytest.raises(ValidationError):
            Signing(certificates=bad)
    for hours in (0, -1, 1.5, True, "24"):
        with pytest.raises(ValidationError):
            Images.model_validate({"respond_hours": {"critical": hours}})
