"""TLS inspection: what it looks into."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from enclave.compose import inspection
from enclave.compose.inspection import EXCEPTIONS, exception


@pytest.mark.parametrize("fqdn", ["login.microsoftonline.com", "eastus.data.mcr.microsoft.com", "x.ods.opinsights.azure.com"])
def test_what_it_would_break_is_spared(fqdn: str) -> None:
    assert exception(fqdn)


@pytest.mark.parametrize("fqdn", ["pypi.org", "login.microsoftonline.com.example.org", "mcr.microsoft.com.evil.example", "*.microsoft.com"])
def test_everything_else_is_not(fqdn: str) -> None:
    assert exception(fqdn) is None


def test_every_exception_has_its_reason() -> None:
    document = json.loads((Path(inspection.__file__).parent / "data" / "tls_exceptions.json").read_text(encoding="utf-8"))
    assert len(document["exceptions"]) == len(EXCEPTIONS)
    assert all(len(why) > 10 for why in EXCEPTIONS.values())
