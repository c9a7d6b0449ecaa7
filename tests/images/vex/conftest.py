"""A finding in an image, and what OpenVEX, CSAF and CycloneDX say of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from enclave.images.model import Image, Weakness
from enclave.images.vex import Said, Vex, read_vex

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DIGEST = "sha256:" + "a1" * 32
IMAGE = Image(name="crbank.azurecr.io/team/app:1.4", digests=(DIGEST,), config="sha256:" + "c3" * 32)
WEAKNESS = Weakness(
    id="CVE-2026-1000",
    aliases=("GHSA-2222-3333-4444",),
    package="zlib",
    version="1.2",
    purl="pkg:apk/alpine/zlib@1.2?arch=x86_64&distro=3.20",
)


@pytest.fixture(scope="session")
def said() -> Callable[..., Said]:
    """What documents together say of the finding."""

    def of(*documents: Any, authors: tuple[str, ...] | None = None, image: Image = IMAGE, weakness: Weakness = WEAKNESS) -> Said:
        statements = [one for number, document in enumerate(documents) for one in read_vex(f"{number}.json", json.dumps(document).encode())]
        return Vex(statements, NOW, authors).of(image, weakness)

    return of


@pytest.fixture(scope="session")
def image() -> Image:
    return IMAGE


@pytest.fixture(scope="session")
def weakness() -> Weakness:
    return WEAKNESS


@pytest.fixture(scope="session")
def openvex() -> Callable[..., dict[str, Any]]:
    """A document with one statement; a keyword with `document_` in front is one of the document."""

    def make(product: Any = "pkg:apk/alpine/zlib", **more: Any) -> dict[str, Any]:
        outer = {key.removeprefix("document_"): more.pop(key) for key in [*more] if key.startswith("document_")}
        statement = {
            "vulnerability": {"name": "CVE-2026-1000"},
            "products": [{"@id": product} if isinstance(product, str) else product],
            "status": "not_affected",
            "justification": "vulnerable_code_not_present",
        }
        return {
            "@context": "https://openvex.dev/ns/v0.2.0",
            "author": "Platform Security",
            "timestamp": "2026-11-01T00:00:00Z",
            "statements": [{key: value for key, value in (statement | more).items() if value is not None}],
            **outer,
        }

    return make
