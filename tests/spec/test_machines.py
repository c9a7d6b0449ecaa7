"""The table of machines holds together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.regions import REGIONS
from enclave.spec.machines import TABLE, counts, family, host_sku, machine_size, regions_of, size
from enclave.spec.models import Spec


def test_the_table_says_its_source_and_knows_its_regions() -> None:
    assert "learn" in TABLE["source"] or "MicrosoftDocs" in TABLE["source"]
    assert {region for regions in TABLE["graphics"].values() for region in regions} <= set(REGIONS)


@pytest.mark.parametrize(("written", "expected"), [
    ("Standard_D4as_v5", "Dasv5"), ("Standard_E16-8ads_v5", "Eadsv5"), ("Standard_NC24ads_A100_v4", "NCadsv4"), ("Standard_D2_v2", "Dv2"),
    ("Standard_DC8ads_v5", "DCadsv5"), ("Standard_B2s", None),
])
def test_families_are_read_out_of_sizes(written: str, expected: str | None) -> None:
    assert family(written) == expected


def test_every_default_but_graphics_has_a_host_and_grows_with_the_tier() -> None:
    for purpose, sizes in TABLE["sizes"].items():
        assert size(purpose, "standard") != size(purpose, "premium")
        for each in sizes.values():
            assert (host_sku(each) is None) == (purpose == "training")
    for purpose in TABLE["counts"]:
        for tier in ("standard", "premium"):
            least, most = counts(purpose, tier)
            assert 0 < least <= most
        assert counts(purpose, "standard") < counts(purpose, "premium")


@pytest.mark.parametrize(("changes", "expected"), [
    ({("scenario",): "ai-training"}, "Standard_NC24ads_A100_v4"),
    ({("scenario",): "ai-training", ("performance_tier",): "premium"}, "Standard_NC40ads_H100_v5"),
    ({("scenario",): "ai-training", ("components", "dedicated_hosts"): True}, "Standard_D4as_v5"),
    ({("scenario",): "ai-development"}, "Standard_D4as_v5"),
    ({("components", "virtual_machines", "size"): "Standard_E4s_v5"}, "Standard_E4s_v5"),
])
def test_machines_follow_the_scenario_the_tier_and_the_file(
    make: Callable[[Any], Spec], changes: dict[tuple[str, ...], Any], expected: str,
) -> None:
    assert machine_size(make(changes)) == expected


def test_nothing_is_said_of_regions_that_nothing_is_known_of() -> None:
    assert regions_of("Standard_NC24ads_A100_v4", "westeurope") is None
    assert regions_of("Standard_D4as_v5", "eastus") is None
    assert "northcentralus" not in (regions_of("Standard_NC24ads_A100_v4", "northcentralus") or ("northcentralus",))
