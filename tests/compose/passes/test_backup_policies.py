"""When copies are made, and how long they stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.backup_policies import NAMES, backup_policies, policy_id
from enclave.compose.passes.backup_vault import backup_vault
from enclave.compose.passes.recovery_services_vault import ready_for_items, recovery_services_vault
from enclave.compose.site import Site
from enclave.graph.model import Graph
from enclave.graph.resources import backup_vault_policies, recovery_policies
from enclave.graph.resources.backup_vault_policies import BLOBS, OPERATIONAL, POSTGRESQL, VAULT, Longer
from enclave.graph.resources.recovery_policies import MACHINES, SHARES


@pytest.fixture
def policies(run: Callable[..., Graph], furnished: Callable[..., Site]) -> Callable[..., tuple[Site, Graph]]:
    """The policies of a region with a backup of some settings, and its vaults."""

    def made(backup: Any = True, **more: Any) -> tuple[Site, Graph]:
        site = furnished({"backup": backup}, **more)
        vaults = (*recovery_services_vault(site, ()), *backup_vault(site, ()))
        return site, run(backup_policies, site, vaults)

    return made


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(backup_policies, furnished({"backup": False})).resources == ()


def test_every_kind_has_a_policy_in_its_vault(
    policies: Callable[..., tuple[Site, Graph]], problems: Callable[..., list[str]]
) -> None:
    site, graph = policies()
    written = [*graph.of_type(recovery_policies.TYPE), *graph.of_type(backup_vault_policies.TYPE)]
    assert {resource.id for resource in written} == {policy_id(site, kind) for kind in NAMES}
    assert problems(written) == []
    assert written[0].depends_on == ready_for_items(site)


def test_copies_stay_as_long_as_records_do(policies: Callable[..., tuple[Site, Graph]]) -> None:
    _, graph = policies(hub={"models": ["gpt-4o"], "retention": {"audit_days": 2557, "request_response_days": 60, "metrics_days": 90}})
    found = {each.kind: each for each in map(recovery_policies.read, graph.of_type(recovery_policies.TYPE))}
    for kind in (MACHINES, SHARES):
        assert (found[kind].days, found[kind].weeks, found[kind].months, found[kind].years) == (60, 12, 12, 8)
    assert found[MACHINES].enhanced


def test_the_owners_numbers_hold_everywhere(policies: Callable[..., tuple[Site, Graph]]) -> None:
    _, graph = policies({"daily_days": 10, "weeks": 5, "months": 0, "years": 3})
    found = {each.source: each for each in map(backup_vault_policies.read, graph.of_type(backup_vault_policies.TYPE))}
    servers = found[POSTGRESQL]
    assert (servers.duration, servers.longer, servers.store, servers.full) == ("P5W", (Longer("Yearly", "P3Y"),), VAULT, True)
    assert (found[BLOBS].duration, found[BLOBS].store, found[BLOBS].repeats) == ("P30D", OPERATIONAL, "")


def test_without_weeks_copies_of_servers_stay_as_long_as_daily_ones(policies: Callable[..., tuple[Site, Graph]]) -> None:
    _, graph = policies({"daily_days": 10, "weeks": 0, "months": 0, "years": 0})
    found = {each.source: each for each in map(backup_vault_policies.read, graph.of_type(backup_vault_policies.TYPE))}
    assert (found[POSTGRESQL].duration, found[POSTGRESQL].longer) == ("P10D", ())
