from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Unresolved
from enclave.verify.estate import presence, space_of
from enclave.verify.network.addresses import addresses


def test_ids_are_found_in_any_case_and_an_absent_one_is_undecided(build: Any, kit: Any) -> None:
    build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}, "AzureFirewallSubnet": {"prefix": "10.0.2.0/26"}})
    estate = build.world().estate
    site = estate.site(kit.subnet_id("NET", "A").upper())
    assert site.addresses == addresses("10.0.1.0/24")
    assert not site.is_platform
    assert estate.site(kit.subnet_id("net", "azurefirewallsubnet")).is_platform
    assert len(estate.of(site.network.id)) == 2
    for wrong in (kit.subnet_id("net", "b"), kit.subnet_id("gone", "a")):
        with pytest.raises(Undecided, match="not in the template"):
            estate.site(wrong)
    assert estate.networks.find("/nothing") is None


def test_what_cannot_be_read_says_why_whenever_it_is_asked_for(build: Any, kit: Any) -> None:
    nsg = build.nsg("nsg", "100 in allow tcp 443 from * to *")
    build.change(nsg, lambda properties: properties["securityRules"][0]["properties"].update(priority=Unresolved("parameters('p')")))
    build.nsg("good")
    estate = build.world().estate
    assert len(list(estate.groups)) == 1
    with pytest.raises(Undecided, match=r"parameters\('p'\)"):
        estate.groups[nsg]
    with pytest.raises(Undecided):
        estate.groups.all()


def test_an_address_that_is_none_is_undecided_and_crashes_nothing(build: Any, kit: Any) -> None:
    wrong = build.network("net", "10.0.0.0/99", {"a": {"prefix": "10.0.1.0/24"}})
    build.network("good", "10.1.0.0/16", {"a": {"prefix": "10.1.1.0/24"}})
    estate = build.world().estate
    assert estate.private == addresses("10.1.0.0/16")
    with pytest.raises(Undecided):
        estate.networks[wrong]
    with pytest.raises(Undecided):
        space_of(("nonsense",))


@pytest.mark.parametrize("key", ["condition", "copy"])
def test_a_resource_that_may_not_be_deployed_cannot_be_relied_on(build: Any, kit: Any, key: str) -> None:
    nsg = build.add("Microsoft.Network/networkSecurityGroups", "nsg", {"securityRules": []}, **{key: Unresolved("parameters('on')")})
    estate = build.world().estate
    assert presence(estate.graph.resources[0]) is not None
    with pytest.raises(Undecided, match=r"decides whether nsg is deployed"):
        estate.groups[nsg]


def test_item_12_halves_of_peerings(build: Any, kit: Any) -> None:
    for place, name in enumerate(("one", "two", "three")):
        build.network(name, f"10.{place}.0.0/16")
    build.peer("one", "two")
    build.peer("one", "three", both=False)
    build.peer("one", "gone", both=False)
    estate = build.world().estate
    base = f"{kit.GROUP}/providers/Microsoft.Network/virtualNetworks"
    assert estate.connected(f"{base}/one", f"{base}/TWO", surely=True)
    assert not estate.connected(f"{base}/three", f"{base}/one", surely=True)
    assert estate.connected(f"{base}/three", f"{base}/one", surely=False)
    assert not estate.connected(f"{base}/two", f"{base}/three", surely=False)
    assert estate.connected(f"{base}/two", f"{base}/two", surely=True)
    assert {other.rpartition("/")[2] for other in estate.neighbours(f"{base}/one", surely=False)} == {"two", "three", "gone"}
    assert {other.rpartition("/")[2] for other in estate.neighbours(f"{base}/one", surely=True)} == {"two"}


def test_endpoints_by_target_and_zones_by_network(build: Any, kit: Any) -> None:
    net = build.network("net", "10.0.0.0/16", {"a": {"prefix": "10.0.1.0/24"}})
    account = build.ai()
    build.endpoint("pe", kit.subnet_id("net", "a"), account)
    build.zone("b.c", net)
    estate = build.world().estate
    assert [each.id.rpartition("/")[2] for each in estate.targets(account.upper())] == ["pe"]
    assert [zone.zone for zone, _ in estate.linked(net.lower())] == ["b.c"]
    assert estate.targets("/nothing") == ()


def test_a_part_that_may_not_be_deployed_leaves_the_whole_undecided(build: Any, kit: Any) -> None:
    nsg = build.nsg("nsg", "100 in allow tcp 443 from Internet to *")
    rule = {"priority": 90, "direction": "Inbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*",
            "destinationAddressPrefix": "*", "destinationPortRange": "*"}
    build.add("Microsoft.Network/networkSecurityGroups/securityRules", "nsg/deny", rule, condition=Unresolved("parameters('deny')"))
    with pytest.raises(Undecided, match="decides whether deny is deployed"):
        build.world().estate.groups[nsg]


@pytest.mark.parametrize("flags", [{"peerCompleteVnets": False}, {"enableOnlyIPv6Peering": True}])
def test_item_12_a_peering_of_parts_surely_connects_nothing(build: Any, kit: Any, flags: dict[str, bool]) -> None:
    one, two = build.network("one", "10.1.0.0/16"), build.network("two", "10.2.0.0/16")
    build.peer("one", "two", **flags)
    estate = build.world().estate
    assert estate.connected(one, two, surely=False)
    assert not estate.connected(one, two, surely=True)
