"""The table of Azure's regions holds together."""

from __future__ import annotations

import json

from enclave.regions import DATA, REGIONS


def test_the_table_says_its_source_and_its_day() -> None:
    document = json.loads(DATA.read_text(encoding="utf-8"))
    assert "learn.microsoft.com" in document["source"]
    assert document["read"] >= "2026-11-21"
    assert len(document["regions"]) == len(REGIONS) > 50


def test_names_are_display_names_run_together() -> None:
    for region in REGIONS.values():
        assert region.name == region.display_name.replace(" ", "").lower()


def test_pairs_are_regions_and_mostly_mutual() -> None:
    pairs = {region.name: region.pair for region in REGIONS.values() if region.pair}
    assert set(pairs.values()) <= set(REGIONS)
    one_way = {name for name, pair in pairs.items() if pairs.get(pair) != name}
    assert one_way == {"brazilsouth", "brazilsoutheast", "westindia", "westus3"}


def test_the_union_is_a_boundary_and_its_neighbours_are_not_in_it() -> None:
    union = {name for name, region in REGIONS.items() if region.boundary == "European Union"}
    assert {"westeurope", "northeurope", "swedencentral", "germanywestcentral", "polandcentral"} <= union
    assert not union & {"uksouth", "switzerlandnorth", "norwayeast", "eastus"}
    assert REGIONS["eastus"].boundary == "United States"


def test_zones_are_known_for_every_region() -> None:
    zoned = {name for name, region in REGIONS.items() if region.zones}
    assert {"westeurope", "northeurope", "eastus", "westus3", "swedencentral"} <= zoned
    assert not zoned & {"westus", "northcentralus", "ukwest", "germanynorth", "swedensouth", "denmarkeast"}
    assert len(zoned) == 37
