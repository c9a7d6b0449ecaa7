"""A2 item 21, private link services: whose packets arrive, from which addresses, at which machines. More in test_front_doors.py."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Unresolved
from enclave.verify.network.addresses import addresses
from enclave.verify.network.door import Door
from enclave.verify.network.private_links import private_links, to_services

PLS = "Microsoft.Network/privateLinkServices"
CDN = "Microsoft.Cdn/profiles"


def fronted(build: Any, target: str) -> None:
    build.add(CDN, "afd", {}, sku={"name": "Premium_AzureFrontDoor"})
    build.add(f"{CDN}/afdEndpoints", "afd/ep", {})
    group = build.add(f"{CDN}/originGroups", "afd/g", {})
    build.add(f"{CDN}/originGroups/origins", "afd/g/o", {"sharedPrivateLinkResource": {"privateLink": {"id": target}}})
    build.add(f"{CDN}/afdEndpoints/routes", "afd/ep/r", {"originGroup": {"id": group}, "linkToDefaultDomain": "Enabled"})


def service(build: Any, kit: Any, destination: str, policies: str = "Disabled") -> str:
    subnets = {"a": {"prefix": "10.1.1.0/24"}, "pls": {"prefix": "10.1.9.0/28", "privateLinkServiceNetworkPolicies": policies}}
    build.network("net", "10.1.0.0/16", subnets)
    part = {"subnet": {"id": kit.subnet_id("net", "pls")}}
    written = [{"name": "n", "properties": part}, {"name": "m", "properties": {**part, "privateIPAddress": "10.1.9.7"}}]
    found: str = build.add(PLS, "pls", {"destinationIPAddress": destination, "ipConfigurations": written})
    fronted(build, found)
    return found


def ways(build: Any, found: str) -> list[Door]:
    return list(private_links(build.resources[found.lower()], build.world()))


def test_packets_come_from_the_services_own_addresses(build: Any, kit: Any) -> None:
    (way,) = ways(build, service(build, kit, "10.1.1.7"))
    assert way.translated == addresses("10.1.9.0/28")
    assert way.box.destinations == addresses("10.1.1.7")
    assert way.through.endswith("/afd")


def test_it_leads_to_addresses_that_are_known(build: Any, kit: Any) -> None:
    with pytest.raises(Undecided, match="no network"):
        ways(build, service(build, kit, "10.9.9.9"))


def test_nobody_comes_in_where_nothing_asks(build: Any, kit: Any) -> None:
    found = service(build, kit, "10.1.1.7")
    build.drop(f"{kit.GROUP}/providers/{CDN}/afd/originGroups/g/origins/o")
    assert ways(build, found) == []
    build.resources[found.lower()].body["condition"] = Unresolved("parameters('x')")
    with pytest.raises(Undecided, match="decides"):
        ways(build, found)


def test_front_doors_lead_to_services_too(build: Any, kit: Any) -> None:
    store = build.add("Microsoft.Storage/storageAccounts", "st", {})
    fronted(build, store)
    assert list(to_services(build.world())) == [store.lower()]
    build.drop(store)
    with pytest.raises(Undecided, match="not in the template"):
        to_services(build.world())
