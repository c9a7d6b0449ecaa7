"""The region's key vault and its private endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.inspection import is_on
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.compose.vaults import vault
from enclave.graph.model import Resource
from enclave.graph.resources import key_vaults


def key_vault(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The vault and its private endpoint."""
    place = site.place("key-vault/key-vault")
    # the vault takes an application gateway and a firewall for trusted services: they read their certificates that way
    # (learn.microsoft.com/azure/application-gateway/key-vault-certs, .../key-vault/general/overview-vnet-service-endpoints)
    trusted = bool(site.entering("application-gateway")) or is_on(site)
    yield from key_vaults.write(vault(site, site.vault, trusted=trusted), place)
    yield from private_endpoint(site, place, (key_vaults.TYPE, "vault"), site.vault, MANAGEMENT_ENDPOINTS)
