from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.verify.network.addresses import addresses
from enclave.verify.network.world import UNKNOWN_NEIGHBOUR, endpoint_tag, regional_storage


def test_the_book_knows_the_tags_of_rules_routes_firewalls_and_endpoints(build: Any, kit: Any) -> None:
    build.nsg("nsg", "100 out allow tcp 443 from * to AzureMonitor")
    build.routes("rt", "AzureActiveDirectory Internet")
    build.policy("policy", kit.network_rules("net", {"destinations": ["AzureBackup"]}))
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24", "serviceEndpoints": [{"service": "Microsoft.KeyVault"}]}})
    assert set(build.world().book.tags) >= {"azuremonitor", "azureactivedirectory", "azurebackup", "azurekeyvault", "storage.westeurope"}


def test_a_group_that_is_not_in_the_template_is_undecided(build: Any, kit: Any) -> None:
    build.network(
        "net",
        "10.0.0.0/16",
        {"a": {"prefix": "10.0.1.0/24", "nsg": "/resourceGroups/x/providers/Microsoft.Network/networkSecurityGroups/g"}},
    )
    world = build.world()
    with pytest.raises(Undecided, match="not in the template"):
        world.guard(world.estate.site(kit.subnet_id("net", "a")))


def test_a_gateway_or_a_peer_elsewhere_widens_the_virtual_network(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}, "GatewaySubnet": {"prefix": "10.0.2.0/27"}})
    build.network("other", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24"}})
    build.peer("other", "gone", both=False)
    world = build.world()
    for network in ("net", "other"):
        vicinity = world.vicinity(world.estate.site(kit.subnet_id(network, "a")))
        assert vicinity.virtual_network.outer >= UNKNOWN_NEIGHBOUR
        assert not vicinity.virtual_network.inner >= UNKNOWN_NEIGHBOUR


def test_machines_by_subnet_and_those_whose_place_is_unknown(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}})
    build.machine("vm", kit.subnet_id("net", "a"))
    build.machine("lost", kit.subnet_id("gone", "a"))
    build.add("Microsoft.Network/networkInterfaces", "bare", {})
    world = build.world()
    assert [port.owner.rpartition("/")[2] for port in world.attached(kit.subnet_id("NET", "A"))] == ["vm"]
    assert [port.owner.rpartition("/")[2] for port in world.attached_elsewhere] == ["lost"]
    assert len(world.unattached) == 1


def test_names_of_tags() -> None:
    assert regional_storage("West Europe") == "Storage.WestEurope"
    assert regional_storage("") == "Storage"
    assert endpoint_tag("Microsoft.Sql") == "Sql"
    assert endpoint_tag("Microsoft.New") == "Unknown.New"
    assert addresses("10.0.0.0/24") is not None
