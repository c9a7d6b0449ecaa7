"""Where private links of front doors start."""

from __future__ import annotations

import pytest

from enclave.regions import REGIONS
from enclave.spec.front_door import ENDPOINTS, TABLE, reached_from


def test_every_region_of_the_table_is_one_and_starts_its_own() -> None:
    assert TABLE["private_link_regions"]
    assert {reached_from(name) == name for name in TABLE["private_link_regions"]} == {True}
    assert ENDPOINTS == 25


@pytest.mark.parametrize("location", sorted(REGIONS))
def test_none_starts_outside_of_the_boundary(location: str) -> None:
    start = reached_from(location, "westeurope")
    assert start is None or REGIONS[start].boundary == REGIONS[location].boundary


@pytest.mark.parametrize(("location", "pair", "start"), [
    ("polandcentral", None, "francecentral"), ("italynorth", "swedencentral", "swedencentral"), ("ukwest", None, "uksouth"),
    ("switzerlandnorth", "germanywestcentral", None),
])
def test_the_pair_comes_before_any_other(location: str, pair: str | None, start: str | None) -> None:
    assert reached_from(location, pair) == start
