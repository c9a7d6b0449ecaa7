from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Unresolved

COMMON = {"name": "x", "resource_group_name": "rg", "location": "westeurope"}


@pytest.mark.parametrize(
    ("kind", "block", "part"),
    [("azurerm_container_registry", "georeplications", "replications"), ("azurerm_app_configuration", "replica", "replicas")],
)
def test_each_copy_is_a_part_with_its_location(plan: Any, kind: str, block: str, part: str) -> None:
    graph = plan({f"{kind}.x": {**COMMON, block: [{"location": "East US"}, {"location": "northeurope"}]}})
    found = {(each.type.rpartition("/")[2], each.location) for each in graph if each.name != "x"}
    assert found == {(part, "eastus"), (part, "northeurope")}


def test_copies_that_are_not_known(plan: Any, after: Any) -> None:
    for block in (after("local.regions"), [{"location": after("local.region")}]):
        graph = plan({"azurerm_container_registry.x": {**COMMON, "georeplications": block}})
        (found,) = graph.of_type("Microsoft.ContainerRegistry/registries/replications")
        assert isinstance(found.body["location"], Unresolved)
