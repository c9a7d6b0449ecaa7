"""The region's key vault and its private endpoint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from enclave.compose.endpoints import private_endpoint
from enclave.compose.inspection import is_on
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.resources import key_vaults
from enclave.graph.resources.key_vaults import KeyVault


def key_vault(site: Site, _built: Sequence[Resource]) -> Iterable[Resource]:
    """The vault and its private endpoint."""
    place = site.place("key-vault/key-vault")
    vault = KeyVault(
        id=site.vault,
        location=site.region.location,
        sku="premium",
        tenant=str(site.spec.identity.tenant),
        public_network_access="Disabled",
        default_action="Deny",
        ip_rules=(),
        subnet_rules=(),
        # the vault takes an application gateway and a firewall for trusted services: they read their certificates that way
        # (learn.microsoft.com/azure/application-gateway/key-vault-certs, .../key-vault/general/overview-vnet-service-endpoints)
        bypass="AzureServices" if site.entering("application-gateway") or is_on(site) else "None",
        rbac=True,
        access_policies=0,
        soft_delete=True,
        soft_delete_days=90,
        purge_protection=True,
    )
    yield from key_vaults.write(vault, place)
    yield from private_endpoint(site, place, (key_vaults.TYPE, "vault"), vault.id, MANAGEMENT_ENDPOINTS)
