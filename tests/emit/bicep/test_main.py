"""The main file in Bicep: resource groups, scopes, data of regions, what comes from the environment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from enclave.emit import emit
from enclave.graph.model import Graph, Ref, Resource

TAGS = {"tags": {"enclave": "acme-bank"}}
NORTH = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-acme-bank-north", "", TAGS, "northeurope", "groups", "north")
WEST = replace(NORTH, name="rg-acme-bank-west", location="westeurope", stamp="west")
SHARED = replace(NORTH, name="rg-acme-bank-global", stamp="")


def made(name: str, group: Resource, module: str = "a/b", **body: Any) -> Resource:
    return Resource("A.B/things", "2025-01-01", name, group.id, {**TAGS, **body}, group.location, module, group.stamp)


def main(*resources: Resource) -> str:
    return emit(Graph(resources), "bicep")["main.bicep"]


def test_groups_of_all_regions_are_a_loop_and_another_one_stands_alone() -> None:
    text = main(NORTH, WEST, SHARED, made("x", NORTH), made("x", WEST), made("y", SHARED, "c/d"))
    assert "resource resourceGroups 'Microsoft.Resources/resourceGroups@2025-04-01' = [for (region, i) in regions: {" in text
    assert "  name: 'rg-${enclave}-${region.name}'\n  location: region.location\n" in text
    assert "resource globalResourceGroup 'Microsoft.Resources/resourceGroups@2025-04-01' = {" in text
    assert "module d 'modules/c/d.bicep' = {\n  scope: globalResourceGroup\n" in text
    assert "output resourceGroupIds string[] = [for i in range(0, length(regions)): resourceGroups[i].id]" in text
    assert "output globalResourceGroupId string = globalResourceGroup.id" in text


def test_groups_of_paired_regions_are_a_loop_of_their_own() -> None:
    pairs = [replace(one, name=f"{one.name}-recovery", location=place) for one, place in ((NORTH, "norwayeast"), (WEST, "francecentral"))]
    files = emit(Graph((NORTH, WEST, *pairs, made("x", NORTH), made("x", WEST), *(made("y", pair, "c/d") for pair in pairs))), "bicep")
    assert "resource recoveryResourceGroups" in files["main.bicep"]
    assert "location: region.recoveryLocation" in files["main.bicep"]
    assert "module d 'modules/c/d.bicep' = [for (region, i) in regions: {\n  scope: recoveryResourceGroups[i]\n" in files["main.bicep"]
    assert "recoveryLocation: 'norwayeast'" in files["main.bicepparam"]
    assert "norwayeast" not in files["main.bicep"]


def test_modules_stand_below_the_title_of_their_phase() -> None:
    text = main(NORTH, made("x", NORTH, "virtual-network/virtual-network"), made("y", NORTH, "key-vault/key-vault"))
    assert text.index("// Phase 1: ") < text.index("module virtualNetwork ") < text.index("// Phase 2: ") < text.index("module keyVault ")


@pytest.mark.parametrize("is_regional", [True, False])
def test_what_another_region_tells_is_asked_of_its_index(is_regional: bool) -> None:
    own, other = made("x", NORTH), made("x", WEST)
    asking = made("y", WEST if is_regional else SHARED, "c/d", properties={"at": Ref(other.id, "properties.address")})
    text = main(NORTH, WEST, SHARED, own, other, asking)
    assert "b[1].outputs.thingAddress" in text
