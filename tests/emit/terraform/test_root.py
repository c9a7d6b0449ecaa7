"""The root module in Terraform: regions by their keys, groups, modules by phase, what they are told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from enclave.emit import emit
from enclave.graph.model import Graph, Ref, Resource

TAGS = {"tags": {"enclave": "acme-bank"}}
NORTH = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg-acme-bank-north", "", TAGS, "northeurope", "groups", "north")
WEST = replace(NORTH, name="rg-acme-bank-west", location="westeurope", stamp="west")
SHARED = replace(NORTH, name="rg-acme-bank-global", stamp="")
GROUP_ID = 'resource_group_id = "${{azapi_resource.{0}.parent_id}}/resourceGroups/${{azapi_resource.{0}.name}}"'
"""A group's id as a plan knows it before the group is there."""


def made(name: str, group: Resource, module: str = "a/b", **body: Any) -> Resource:
    return Resource("A.B/things", "2025-01-01", name, group.id, {**TAGS, **body}, group.location, module, group.stamp)


def files(*resources: Resource) -> dict[str, str]:
    return emit(Graph((NORTH, WEST, SHARED, *resources)), "terraform")


def test_regions_are_a_map_by_their_keys() -> None:
    found = files(made("x", NORTH, sku={"size": 1}), made("x", WEST, sku={"size": 2}))
    assert "regions = {\n  north = {\n" in found["terraform.tfvars"]
    assert "type = map(object({" in found["variables.tf"]
    assert 'module "b" {\n  for_each = var.regions\n  source   = "./modules/a/b"\n' in found["main.tf"]
    assert GROUP_ID.format("resource_groups[each.key]") in found["main.tf"]
    assert "each.value.b.thing_size" in found["main.tf"]


def test_groups_of_paired_regions_are_a_loop_of_their_own() -> None:
    pairs = [replace(one, name=f"{one.name}-recovery", location=place) for one, place in ((NORTH, "norwayeast"), (WEST, "francecentral"))]
    found = files(made("x", NORTH), made("x", WEST), *pairs, *(made("y", pair, "c/d") for pair in pairs))
    assert GROUP_ID.format("recovery_resource_groups[each.key]") in found["main.tf"]
    assert 'recovery_location = "norwayeast"' in found["terraform.tfvars"]
    assert 'output "recovery_resource_group_ids"' in found["outputs.tf"]


def test_what_another_region_tells_is_asked_by_its_key() -> None:
    other = made("x", WEST)
    found = files(made("x", NORTH), other, made("y", SHARED, "c/d", properties={"at": Ref(other.id, "properties.address")}))
    assert 'module.b["west"].thing_address' in found["main.tf"]
    assert GROUP_ID.format("global_resource_group").replace(" =", "  =") in found["main.tf"]


def test_modules_stand_below_the_title_of_their_phase() -> None:
    text = files(*(made(name, group, module) for group in (NORTH, WEST)
                   for name, module in (("x", "virtual-network/virtual-network"), ("y", "key-vault/key-vault"))))["main.tf"]
    assert text.index("# Phase 1: ") < text.index('module "virtual_network"') < text.index("# Phase 2: ") < text.index('module "key_vault"')
