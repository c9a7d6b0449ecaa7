"""Private endpoints of services."""

from __future__ import annotations

from enclave.compose.endpoints import endpoint_id, private_endpoint
from enclave.compose.passes.private_dns import zone_id
from enclave.compose.site import DATA_ENDPOINTS, MANAGEMENT_ENDPOINTS, Site
from enclave.graph.azure_facts import zones
from enclave.graph.model import Graph
from enclave.graph.resources import private_endpoints, storage_accounts
from enclave.graph.resources.private_link_scopes import TYPE


def test_it_stands_in_its_subnet_with_every_zone_of_its_kind(site: Site) -> None:
    target = site.id(TYPE)
    written = tuple(private_endpoint(
        site, site.place("m"), (TYPE, "azuremonitor"), target, MANAGEMENT_ENDPOINTS, after=("/before",)
    ))
    found = private_endpoints.read(written[0], Graph(written))
    assert found.id.endswith("/pep-ampls-acme-labs-north")
    assert (found.target, found.subnet, found.group_ids) == (target, site.subnet(MANAGEMENT_ENDPOINTS), ("azuremonitor",))
    assert found.zone_groups == tuple(zone_id(site, zone) for zone in zones(TYPE, "azuremonitor"))
    assert (found.ip, found.manual, found.interface) == (None, False, "nic-pep-ampls-acme-labs-north")
    assert written[0].depends_on == ("/before", *site.joined)


def test_parts_of_one_service_have_endpoints_and_zones_of_their_own(site: Site) -> None:
    lake = site.unique(storage_accounts.TYPE, "lake")
    made = [
        next(iter(private_endpoint(site, site.place("m"), (storage_accounts.TYPE, part), lake, DATA_ENDPOINTS)))
        for part in ("blob", "dfs")
    ]
    assert [resource.name.rpartition("-")[2] for resource in made] == ["blob", "dfs"]
    assert [resource.id for resource in made] == [endpoint_id(site, (storage_accounts.TYPE, part), lake) for part in ("blob", "dfs")]


def test_zones_are_those_of_the_region(site: Site) -> None:
    vault = site.named("Microsoft.RecoveryServices/vaults", "rsv-acme")
    written = tuple(private_endpoint(site, site.place("m"), ("Microsoft.RecoveryServices/vaults", "AzureBackup"), vault, DATA_ENDPOINTS))
    found = private_endpoints.read(written[0], Graph(written))
    assert zone_id(site, "privatelink.sdc.backup.windowsazure.com") in found.zone_groups
