"""Key vaults, all alike: roles only, private only, and nothing in them can be destroyed for good within 90 days."""

from __future__ import annotations

from enclave.compose.site import Site
from enclave.graph.resources.key_vaults import KeyVault

SOFT_DELETE_DAYS = 90
"""Azure keeps nothing for longer."""


def vault(site: Site, vault_id: str, *, trusted: bool) -> KeyVault:
    """A vault. `trusted` Azure services pass its firewall: none does unless something could not work otherwise."""
    return KeyVault(
        id=vault_id,
        location=site.region.location,
        sku="premium",
        tenant=str(site.spec.identity.tenant),
        public_network_access=site.public_access,
        default_action=site.default_action,
        ip_rules=(),
        subnet_rules=(),
        bypass="AzureServices" if trusted else "None",
        rbac=True,
        access_policies=0,
        soft_delete=True,
        soft_delete_days=SOFT_DELETE_DAYS,
        purge_protection=site.spec.security.unsafe_disable_purge_protection is None,
    )
