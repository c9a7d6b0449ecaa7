from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Unresolved
from enclave.verify.network.addresses import addresses
from enclave.verify.subjects import (
    Strangers,
    client_sites,
    declared,
    mentions,
    owners_elsewhere,
    root_of,
    service_type,
    services,
    type_of,
    unknown_part,
)


def names(resources: Any) -> set[str]:
    return {resource.name.rpartition("/")[2] for resource in resources}


def test_services_and_subnets_for_machines(build: Any, kit: Any) -> None:
    build.ai()
    build.nsg("nsg")
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}, "GatewaySubnet": {"prefix": "10.0.2.0/24"}})
    world = build.world()
    assert [resource.name for resource, _ in services(world)] == ["ai"]
    assert [site.subnet.name for site in client_sites(world)] == ["a"]


def test_the_sources_that_the_owner_declared(build: Any) -> None:
    world = build.world(doors=(("/door", "203.0.113.0/24"), ("/DOOR", "20.0.0.0/8"), ("/other", "1.1.1.1")))
    assert declared(world, "/Door") == (addresses("203.0.113.0/24") or world.book.internet) | (
        addresses("20.0.0.0/8") or world.book.internet
    )
    assert not declared(world, "/nothing")
    with pytest.raises(Undecided):
        declared(build.world(doors=(("/door", "everybody"),)), "/door")


def test_strangers_and_what_they_name(build: Any, kit: Any) -> None:
    net = build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}})
    build.network("peer", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24"}})
    build.network("far", "10.2.0.0/16", {"a": {"prefix": "10.2.1.0/24"}})
    build.peer("net", "peer")
    account = build.ai()
    build.add("Microsoft.CognitiveServices/accounts/unheardOf", "ai/host")
    build.add("Microsoft.Unheard/ofs", "cdn", {"origin": {"id": account}})
    build.add("Microsoft.Network/virtualNetworkGateways", "gw", {"subnet": {"id": f"{net}/subnets/GatewaySubnet"}})
    build.add("Microsoft.Network/virtualHubs", "hub", {})
    world = build.world()
    strangers = Strangers(world)
    service = world.estate.graph.get(account)
    assert service is not None
    assert names(strangers.below(service)) == {"host"}
    assert names(strangers.naming(account)) == {"cdn"}
    assert names(strangers.standing_alone()) == {"cdn", "gw", "hub"}
    around = {name: names(strangers.around(world.estate.site(kit.subnet_id(name, "a")))) for name in ("net", "peer", "far")}
    assert around == {"net": {"gw", "hub"}, "peer": {"gw", "hub"}, "far": {"hub"}}
    assert "not modelled" in unknown_part(strangers.below(service)[0])


def test_parts_of_what_is_not_in_the_template(build: Any) -> None:
    build.add("Microsoft.Sql/servers/firewallRules", "gone/r", {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"})
    build.add("Microsoft.Network/networkSecurityGroups/securityRules", "nsg/r", {})
    build.add("Microsoft.KeyVault/vaults/secrets", "kv/s", {})
    build.ai()
    build.add("Microsoft.CognitiveServices/accounts/deployments", "ai/d", {})
    world = build.world()
    assert {each.rpartition("/")[2] for each in owners_elsewhere(world)} == {"gone", "nsg"}
    assert {each.rpartition("/")[2] for each in owners_elsewhere(world, services_only=True)} == {"gone"}


def test_a_part_opens_a_service_that_is_elsewhere_where_it_has_not_what_is_asked_of_it(build: Any) -> None:
    storage, container = "Microsoft.Storage/storageAccounts", "Microsoft.Storage/storageAccounts/blobServices/containers"
    policy, unknown = "Microsoft.Web/sites/basicPublishingCredentialsPolicies", Unresolved("parameters('p')")
    for place, (kind, part, properties, opens) in enumerate((
        (container, "default/c", {}, False), (container, "default/c", {"publicAccess": "none"}, False),
        (container, "default/c", {"publicAccess": "Blob"}, True), (container, "default/c", {"publicAccess": unknown}, True),
        (f"{storage}/blobServices", "default", {"isVersioningEnabled": True}, False),
        (f"{storage}/localUsers", "u", {"hasSshPassword": True}, True), (f"{storage}/localUsers", "u", {"hasSshPassword": False}, False),
        (policy, "ftp", {"allow": False}, False), (policy, "ftp", {"allow": True}, True),
        ("Microsoft.Sql/servers/azureADOnlyAuthentications", "Default", {"azureADOnlyAuthentication": False}, True),
    )):
        build.add(kind, f"s{place}/{part}", properties)
        assert (f"s{place}" in {each.rpartition("/")[2] for each in owners_elsewhere(build.world(), services_only=True)}) is opens, place


def test_roots_and_types_of_ids() -> None:
    part = "/resourceGroups/rg/providers/Microsoft.Sql/servers/s/firewallRules/r"
    assert root_of(part) == "/resourceGroups/rg/providers/Microsoft.Sql/servers/s"
    assert root_of("/resourceGroups/rg/providers/Microsoft.Sql/servers/s") is None
    assert type_of(part) == "microsoft.sql/servers"
    assert service_type(part) is not None
    assert service_type("/resourceGroups/rg/providers/Microsoft.X/y/z") is None


def test_every_id_in_a_value_is_found() -> None:
    value = {
        "a": [{"id": "/subscriptions/1/resourceGroups/G/providers/A/b/c"}],
        "/resourceGroups/g/providers/D/e/f": {},
        "r": Ref("/resourceGroups/g/providers/X/y/z", "id", "/S/t"),
        "u": Unresolved("Expression"),
        "n": 5,
    }
    assert set(mentions(value)) == {
        "/subscriptions/1/resourcegroups/g/providers/a/b/c",
        "/resourcegroups/g/providers/d/e/f",
        "/resourcegroups/g/providers/x/y/z/s/t",
        "expression",
    }


def test_a_platform_subnet_with_a_machine_in_it_is_a_subnet_for_machines(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"GatewaySubnet": {"prefix": "10.0.2.0/24"}})
    assert client_sites(build.world()) == ()
    build.machine("vm", kit.subnet_id("net", "GatewaySubnet"))
    assert [site.subnet.name for site in client_sites(build.world())] == ["GatewaySubnet"]
