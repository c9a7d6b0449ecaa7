"""Workers that follow their load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.proximity_placement_groups import placement_group_id
from enclave.compose.passes.scale_sets import scale_sets
from enclave.compose.site import MACHINES, Site
from enclave.graph.model import Graph
from enclave.graph.resources import autoscale_settings, virtual_machine_scale_sets
from enclave.graph.resources.autoscale_settings import AutoscaleSetting
from enclave.graph.resources.virtual_machine_scale_sets import VirtualMachineScaleSet

Run = Callable[..., Graph]


def workers(graph: Graph) -> VirtualMachineScaleSet:
    (found,) = graph.of_type(virtual_machine_scale_sets.TYPE)
    return virtual_machine_scale_sets.read(found)


def growth(graph: Graph) -> AutoscaleSetting:
    (found,) = graph.of_type(autoscale_settings.TYPE)
    return autoscale_settings.read(found)


def test_switched_off_there_is_nothing(run: Run, furnished: Callable[..., Site]) -> None:
    assert run(scale_sets, furnished({})).resources == ()


def test_workers_are_as_safe_as_machines_and_mend_themselves(run: Run, furnished: Callable[..., Site]) -> None:
    site = furnished({"scale_sets": True})
    found = workers(run(scale_sets, site))
    assert (found.mode, found.public, found.subnet, found.pools) == ("Flexible", False, site.subnet(MACHINES), ())
    assert (found.protection.security_type, found.protection.encryption_at_host) == ("TrustedLaunch", True)
    assert (found.os_disk.network_access, found.login.password) == ("DenyAll", False)
    assert (found.upgrade_mode, found.repair_grace, found.patch_mode) == ("Rolling", "PT30M", "AutomaticByPlatform")
    assert found.extensions[0].kind == "ApplicationHealthLinux"
    assert found.identity.kind == "UserAssigned"  # flexible sets take no other


def test_they_are_spread_over_the_zones_unless_they_shall_be_close(run: Run, furnished: Callable[..., Site]) -> None:
    spread = workers(run(scale_sets, furnished({"scale_sets": True})))
    assert (spread.zones, spread.zone_balance, spread.proximity_group) == (("1", "2", "3"), True, None)
    site = furnished({"scale_sets": True, "virtual_machines": True, "proximity_placement_groups": True})
    close = workers(run(scale_sets, site))
    assert (close.zones, close.zone_balance, close.proximity_group) == (("1",), False, placement_group_id(site))


@pytest.mark.parametrize(("tier", "settings", "expected"), [
    ("standard", True, (1, 4)), ("premium", True, (3, 12)), ("standard", {"least": 0, "most": 2}, (0, 2)), ("premium", {"most": 2}, (2, 2)),
    ("standard", {"least": 9}, (9, 9)),
])
def test_how_many_is_the_tiers_or_the_files(
    run: Run, furnished: Callable[..., Site], tier: str, settings: Any, expected: tuple[int, int],
) -> None:
    graph = run(scale_sets, furnished({"scale_sets": settings}, performance_tier=tier))
    setting = growth(graph)
    assert [(profile.least, profile.most) for profile in setting.profiles if profile.name != "workdays"] == [expected] * 2
    assert workers(graph).capacity == expected[0]
    assert setting.target == workers(graph).id
    assert setting.emails == ("soc@acme.example",)


def test_they_follow_the_clock_and_the_day_ends(run: Run, furnished: Callable[..., Site]) -> None:
    load, day, evening = growth(run(scale_sets, furnished({"scale_sets": True}))).profiles
    assert load.schedule is None
    assert day.least == load.least + 1
    assert evening.least == load.least
    assert day.schedule
    assert evening.schedule
    assert day.schedule.hour < evening.schedule.hour


def test_azure_takes_them(run: Run, furnished: Callable[..., Site], problems: Callable[..., list[str]]) -> None:
    assert problems(run(scale_sets, furnished({"scale_sets": True, "data_collection": True}))) == []
