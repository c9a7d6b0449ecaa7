"""Addresses of certificates in the region's own vault."""

from __future__ import annotations

from enclave.compose.certificates import AUTHORITY, CERTIFICATE, LISTENER, secret
from enclave.compose.site import Site


def test_a_secret_is_of_the_regions_own_vault_and_of_no_version(site: Site) -> None:
    vault = site.vault.rpartition("/")[2]
    for name in (AUTHORITY, CERTIFICATE, LISTENER):
        assert secret(site, name) == f"https://{vault}.vault.azure.net/secrets/{name}"
