"""TLS inspection: what it looks into."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from enclave.compose import inspection
from enclave.compose.egress import Outlet
from enclave.compose.inspection import EXCEPTIONS, exception, inspected
from enclave.compose.site import sites
from enclave.spec.models import Spec


@pytest.mark.parametrize("fqdn", ["login.microsoftonline.com", "eastus.data.mcr.microsoft.com", "x.ods.opinsights.azure.com"])
def test_what_it_would_break_is_spared(fqdn: str) -> None:
    assert exception(fqdn)


OTHERS = ("pip.example.com", "login.microsoftonline.com.example.org", "mcr.microsoft.com.evil.example", "*.microsoft.com")


@pytest.mark.parametrize("fqdn", OTHERS)
def test_everything_else_is_not(fqdn: str) -> None:
    assert exception(fqdn) is None


def test_what_the_owner_asked_for_is_looked_into_and_what_azure_needs_is_not(spec: Callable[..., Spec]) -> None:
    network = {"egress": [{"fqdn": "data.example.com", "why": "partners"}], "package_feeds": ["pip.example.com"]}
    site = sites(spec(network_isolation="selective", network=network, security={"tls_inspection": True}))[0]
    found = {name: inspected(site, Outlet(name, "why", ())) for name in ("data.example.com", "pip.example.com", "packages.microsoft.com")}
    assert found == {"data.example.com": True, "pip.example.com": True, "packages.microsoft.com": False}
    assert not inspected(site, Outlet("pip.example.com", "why", (), plain=True))


def test_every_exception_has_its_reason() -> None:
    document = json.loads((Path(inspection.__file__).parent / "data" / "tls_exceptions.json").read_text(encoding="utf-8"))
    assert len(document["exceptions"]) == len(EXCEPTIONS)
    assert all(len(why) > 10 for why in EXCEPTIONS.values())
