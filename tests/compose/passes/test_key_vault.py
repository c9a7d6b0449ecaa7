"""The key vault."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.key_vault import key_vault
from enclave.compose.site import MANAGEMENT_ENDPOINTS, Site
from enclave.graph.model import Graph
from enclave.graph.resources import key_vaults, private_endpoints


def test_the_vault_is_closed_and_cannot_be_lost(run: Callable[..., Graph], site: Site) -> None:
    graph = run(key_vault)
    (vault,) = (key_vaults.read(found) for found in graph.of_type(key_vaults.TYPE))
    assert (vault.id, vault.sku, vault.tenant) == (site.vault, "premium", "11111111-1111-1111-1111-111111111111")
    assert (vault.public_network_access, vault.default_action, vault.bypass, vault.rbac) == ("Disabled", "Deny", "None", True)
    assert (vault.soft_delete, vault.soft_delete_days, vault.purge_protection, vault.access_policies) == (True, 90, True, 0)
    (endpoint,) = (private_endpoints.read(found, graph) for found in graph.of_type(private_endpoints.TYPE))
    assert (endpoint.target, endpoint.subnet) == (vault.id, site.subnet(MANAGEMENT_ENDPOINTS))


def test_trusted_services_come_in_only_where_an_application_gateway_needs_its_certificate(
    run: Callable[..., Graph], open_site: Site
) -> None:
    (vault,) = (key_vaults.read(found) for found in run(key_vault, open_site).of_type(key_vaults.TYPE))
    assert (vault.public_network_access, vault.default_action, vault.bypass) == ("Disabled", "Deny", "AzureServices")
