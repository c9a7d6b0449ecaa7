"""Facts of a graph: regions, words that all names share, addresses."""

from __future__ import annotations

import pytest

from enclave.emit.layout.facts import Facts
from enclave.emit.units import plan
from enclave.graph.model import Graph, Ref, Resource

REGIONS = (("us_east", "eastus", "10.0"), ("north", "northeurope", "10.64"))
TAGS = {"tags": {"enclave": "acme-bank"}}


def graph(*more: Resource) -> Graph:
    found: list[Resource] = []
    for stamp, place, address in REGIONS:
        slug = stamp.replace("_", "-")
        group = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", f"rg-acme-bank-{slug}", "", TAGS, place, "groups", stamp)
        network = {"addressSpace": {"addressPrefixes": [f"{address}.0.0/16"]},
                   "subnets": [{"name": "snet-data", "properties": {"addressPrefix": f"{address}.1.0/24"}}]}
        routes = [{"name": "default", "properties": {"nextHopIpAddress": f"{address}.0.4", "nextHopType": "VirtualAppliance"}}]
        found += [group, Resource("Microsoft.Network/virtualNetworks", "2025-09-01", f"vnet-acme-bank-{slug}-hub", group.id,
                                  {"properties": network}, place, "net/net", stamp),
                  Resource("Microsoft.Network/routeTables", "2025-09-01", f"rt-acme-bank-{slug}", group.id,
                           {"properties": {"routes": routes}}, place, "net/routes", stamp)]
    return Graph((*found, *more))


@pytest.fixture
def facts() -> Facts:
    return Facts(graph(), plan(graph()))


def test_regions_and_the_name_of_the_enclave_are_found(facts: Facts) -> None:
    assert [(region.key, region.slug, region.location) for region in facts.regions] == [
        ("us_east", "us-east", "eastus"), ("north", "north", "northeurope")]
    assert facts.enclave == "acme-bank"


@pytest.mark.parametrize(("name", "kind", "label"), [
    ("vnet-acme-bank-us-east-hub", "Microsoft.Network/virtualNetworks", "hub"), ("snet-data", "", "data"),
    ("rt-acme-bank-north", "Microsoft.Network/routeTables", ""), ("6aace45c-6668-5a3f-8775-ef771a22bccf", "A.B/c", ""),
    ("claims", "A.B/c", "claims"),
])
def test_the_label_is_what_tells_a_resource_from_others(facts: Facts, name: str, kind: str, label: str) -> None:
    assert facts.label_of(name, kind, "us_east") == label


def test_names_that_correspond_have_one_role(facts: Facts) -> None:
    assert facts.role_of("rg-acme-bank-us-east-recovery", "us_east") == facts.role_of("rg-acme-bank-north-recovery", "north")
    assert facts.role_of("rg-acme-bank-us-east-recovery", "us_east") != facts.role_of("rg-acme-bank-north", "north")


def test_marks_go_both_ways(facts: Facts) -> None:
    for text in ("vnet-acme-bank-us-east-hub", "eastus", "us_east", "nothing of it", "eastus2"):
        (marked,) = facts.marked([text], ["us_east"], is_name=True)
        assert facts.unmarked(marked, "us_east") == text
    assert facts.marked(["\ue000"], ["us_east"], is_name=True) == []


def test_addresses_are_known_by_what_they_are_of(facts: Facts) -> None:
    assert facts.address(["10.0.0.0/16", "10.64.0.0/16"], ["us_east", "north"]) == "hubNetwork"
    assert facts.address(["10.0.1.0/24", "10.64.1.0/24"], ["us_east", "north"]) == "dataSubnet"
    assert facts.address(["10.0.0.4", "10.64.0.4"], ["us_east", "north"]) == "firewall"
    assert facts.address(["10.0.0.4", "10.64.0.5"], ["us_east", "north"]) is None
    assert facts.address(["10.0.0.4"], [""]) is None


def test_a_role_assignment_is_called_by_whom_and_what() -> None:
    identity = Resource("Microsoft.ManagedIdentity/userAssignedIdentities", "2024-11-30", "id-acme-bank-north-gateway",
                        "/resourceGroups/rg-acme-bank-north", {}, "northeurope", "id/id", "north")
    role = "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6"
    body = {"properties": {"principalId": Ref(identity.id, "properties.principalId"), "roleDefinitionId": Ref(role)}}
    one = Resource("Microsoft.Authorization/roleAssignments", "2022-04-01", "6aace45c-6668-5a3f-8775-ef771a22bccf", identity.scope, body)
    whole = graph(identity, one)
    assert Facts(whole, plan(whole)).label(one).startswith("gateway")
