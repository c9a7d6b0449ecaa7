"""Replication of machines to the pair."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from enclave.compose.passes.recovery_services_vault import recovery_vault_id
from enclave.compose.passes.site_recovery import cache_id, recovery_group, replication_vault_id, site_recovery
from enclave.compose.site import DATA_ENDPOINTS, Site, sites
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import (
    blob_services,
    private_endpoints,
    recovery_vaults,
    replication_alerts,
    replication_fabrics,
    replication_mappings,
    replication_policies,
    resource_groups,
    role_assignments,
    storage_accounts,
)

ON = {"backup": True, "virtual_machines": True, "bastion": True, "site_recovery": True}
BOTH = {"north": {"location": "westeurope", "pair": "northeurope"}, "west": {"location": "northeurope", "pair": "westeurope"}}
PROJECT = {"search": {"region": "north"}}


@pytest.mark.parametrize("components", [ON | {"site_recovery": False}, ON])
def test_nothing_where_it_is_off_or_there_is_no_pair(
    components: dict[str, Any], run: Callable[..., Graph], furnished: Callable[..., Site]
) -> None:
    alone = {"north": {"location": "westeurope"}, "us_east": {"location": "eastus"}}
    assert run(site_recovery, furnished(components, regions=alone)).resources == ()


def test_the_vault_and_its_group_lie_in_the_pair(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished(ON)
    graph = run(site_recovery, site)
    (group,) = graph.of_type(resource_groups.TYPE)
    (vault,) = graph.of_type(recovery_vaults.TYPE)
    assert (group.id, group.location) == (recovery_group(site), "northeurope")
    assert (vault.id, vault.location, vault.scope) == (replication_vault_id(site), "northeurope", group.id)
    assert vault.id != recovery_vault_id(site)
    found = recovery_vaults.read(vault, graph)
    assert (found.public_network_access, found.identity.kind, found.soft_delete) == ("Disabled", "SystemAssigned", "AlwaysON")
    assert problems(graph.resources) == []


def test_machines_reach_vault_and_account_by_private_endpoints(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished(ON)
    graph = run(site_recovery, site)
    found = {each.target: each for each in (private_endpoints.read(one, graph) for one in graph.of_type(private_endpoints.TYPE))}
    assert found[replication_vault_id(site)].group_ids == ("AzureSiteRecovery",)
    assert found[cache_id(site)].group_ids == ("blob",)
    assert {each.subnet for each in found.values()} == {site.subnet(DATA_ENDPOINTS)}


def test_the_account_keeps_nothing_and_lets_the_vault_in(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished(ON)
    graph = run(site_recovery, site)
    (written,) = graph.of_type(storage_accounts.TYPE)
    account = storage_accounts.read(written)
    assert (account.public_network_access, account.local_auth_disabled, account.bypass) == ("Disabled", True, "AzureServices")
    assert account.location == "westeurope"
    (service,) = graph.of_type(blob_services.TYPE)
    blobs = blob_services.read(service)
    assert (blobs.soft_delete_days, blobs.container_soft_delete_days, blobs.versioning) == (0, 0, False)
    given = {(each.principal, each.role) for each in map(role_assignments.read, graph.of_type(role_assignments.TYPE))}
    assert given == {(replication_vault_id(site), role(name)) for name in ("Contributor", "Storage Blob Data Contributor")}


def test_there_and_back_one_change_after_another_once_the_endpoint_is_there(
    run: Callable[..., Graph], furnished: Callable[..., Site]
) -> None:
    site = furnished(ON)
    graph = run(site_recovery, site)
    fabrics = [replication_fabrics.read(each, graph) for each in graph.of_type(replication_fabrics.TYPE)]
    assert [(each.location, each.container) for each in fabrics] == [("westeurope", "machines"), ("northeurope", "machines")]
    (policy,) = graph.of_type(replication_policies.TYPE)
    assert replication_policies.read(policy).history_minutes == 1440
    mappings = [replication_mappings.read(each) for each in graph.of_type(replication_mappings.TYPE)]
    assert [each.target.split("/replicationFabrics/")[1].split("/")[0] for each in mappings] == ["northeurope", "westeurope"]
    assert {each.policy for each in mappings} == {policy.id}
    first = graph.of_type(replication_fabrics.TYPE)[0]
    (endpoint,) = [each for each in graph.of_type(private_endpoints.TYPE)
                   if private_endpoints.read(each, graph).target == replication_vault_id(site)]
    assert first.depends_on == (endpoint.id,)
    chain = [each for each in graph if "/replication" in each.type and each.type != replication_fabrics.CONTAINER_TYPE]
    for before, after in pairwise(chain):
        assert after.depends_on
        assert after.depends_on[0] in {before.id, f"{before.id}/replicationProtectionContainers/machines"}
    (alerts,) = graph.of_type(replication_alerts.TYPE)
    assert replication_alerts.read(alerts).addresses == ("soc@acme.example",)


def test_networks_are_mapped_where_the_pair_is_a_region_too(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(site_recovery, furnished(ON)).of_type(replication_mappings.NETWORK_TYPE) == ()
    north, west = sites(furnished(ON, regions=BOTH, projects=PROJECT).spec)
    mapped = [replication_mappings.read_network(each) for each in run(site_recovery, north).of_type(replication_mappings.NETWORK_TYPE)]
    assert [(each.source, each.target, each.fabric) for each in mapped] == [
        (north.network("compute"), west.network("compute"), "northeurope"),
        (west.network("compute"), north.network("compute"), "westeurope"),
    ]


def test_each_of_two_pairs_has_an_endpoint_of_the_others_vault(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    north, west = sites(furnished(ON, regions=BOTH, projects=PROJECT).spec)
    for here, there in ((north, west), (west, north)):
        graph = run(site_recovery, here)
        targets = {private_endpoints.read(each, graph).target for each in graph.of_type(private_endpoints.TYPE)}
        assert targets == {replication_vault_id(here), replication_vault_id(there), cache_id(here)}
