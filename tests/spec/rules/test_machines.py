"""Machines: hosts, regions, numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.spec.rules import Rule
from enclave.spec.rules.machines import (
    hosts_take_the_machines,
    machines_can_be_replicated,
    regions_have_the_machines,
    sessions_are_recorded,
    sets_can_grow,
)
from enclave.spec.source import Problem

Found = Callable[[Rule, Any], list[Problem]]
ON = {("components", "bastion"): True, ("components", "virtual_machines"): True}
SIZE = ("components", "virtual_machines")


@pytest.mark.parametrize(("size", "fits"), [("Standard_D8as_v5", True), ("Standard_NC24ads_A100_v4", False), ("Standard_B2ms", False)])
def test_hosts_take_some_families(found: Found, size: str, fits: bool) -> None:
    changes = ON | {SIZE: {"size": size}, ("components", "dedicated_hosts"): True}
    assert (found(hosts_take_the_machines, changes) == []) == fits
    assert found(hosts_take_the_machines, changes | {("components", "dedicated_hosts"): False}) == []


@pytest.mark.parametrize(("location", "has"), [("eastus", True), ("northcentralus", False), ("westeurope", True)])
def test_regions_have_some_sizes(found: Found, location: str, has: bool) -> None:
    changes = ON | {("scenario",): "ai-training", ("regions",): {"europe": {"location": location, "compliance": ["gdpr", "soc-2"]}}}
    assert (found(regions_have_the_machines, changes) == []) == has
    assert found(regions_have_the_machines, changes | {SIZE: False}) == []


@pytest.mark.parametrize(("least", "most", "fits"), [(1, 1, True), (0, 5, True), (3, 2, False), (None, 1, True)])
def test_a_set_can_grow(found: Found, least: int | None, most: int, fits: bool) -> None:
    written = {"most": most} | ({} if least is None else {"least": least})
    assert (found(sets_can_grow, {("components", "scale_sets"): written}) == []) == fits


@pytest.mark.parametrize(("pair", "hosts", "problems"), [
    ("northeurope", False, 0), (None, False, 1), ("northeurope", True, 1), (None, True, 2),
])
def test_machines_are_replicated_to_a_pair_and_from_no_dedicated_host(
    found: Found, pair: str | None, hosts: bool, problems: int
) -> None:
    region = {"location": "westeurope", "compliance": ["gdpr", "soc-2"]} | ({"pair": pair} if pair else {})
    changes = ON | {("regions",): {"europe": region}, ("components", "dedicated_hosts"): hosts}
    assert len(found(machines_can_be_replicated, changes | {("components", "site_recovery"): True})) == problems
    assert found(machines_can_be_replicated, changes | {("components", "site_recovery"): False}) == []


def test_every_region_that_machines_are_replicated_from_has_a_pair(found: Found) -> None:
    europe = {"location": "westeurope", "pair": "northeurope", "compliance": ["gdpr", "soc-2"]}
    wanted = ON | {("components", "site_recovery"): True}
    for location, hint in (("eastus", "give it `pair: westus`"), ("qatarcentral", "Qatar has no other region")):
        lone = {"location": location, "compliance": ["soc-2"]}
        (problem,) = found(machines_can_be_replicated, wanted | {("regions",): {"europe": europe, "other": lone}})
        assert problem.involved[0] == ("regions", "other")
        assert problem.hint.startswith(hint)


@pytest.mark.parametrize(("recorded", "native"), [(True, True), (True, False), (False, True), (False, False)])
def test_what_is_recorded_has_no_way_around(found: Found, recorded: bool, native: bool) -> None:
    settings = {"session_recording": recorded, "native_client": native}
    assert bool(found(sessions_are_recorded, {("components", "bastion"): settings})) == (recorded and native)
    assert found(sessions_are_recorded, {("components", "bastion"): settings | {"enabled": False}}) == []
