"""What is copied."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from enclave.compose.grants import grant_id
from enclave.compose.passes.backup_items import BLOB_ROLE, SERVER_ROLE, backup_items, restorable_accounts
from enclave.compose.passes.backup_policies import policy_id
from enclave.compose.passes.backup_storage import backup_storage, backup_storage_id
from enclave.compose.passes.backup_vault import backup_vault, backup_vault_id
from enclave.compose.passes.data_lake import data_lake
from enclave.compose.passes.postgresql_flexible import postgresql_flexible, postgresql_server_id
from enclave.compose.passes.recovery_services_vault import ready_for_items, recovery_services_vault, recovery_vault_id
from enclave.compose.site import Site
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import backup_instances, protected_items, role_assignments, virtual_machines
from enclave.graph.resources.backup_vault_policies import BLOBS, POSTGRESQL
from enclave.graph.resources.protected_items import item_id
from enclave.graph.resources.recovery_policies import MACHINES

STEPS = (recovery_services_vault, backup_vault, backup_storage, data_lake, postgresql_flexible)


@pytest.fixture
def items(run: Callable[..., Graph], furnished: Callable[..., Site]) -> Callable[..., tuple[Site, Graph]]:
    """What a region with some components and machines has copied, as a graph of all."""

    def made(machines: int = 0, **components: Any) -> tuple[Site, Graph]:
        site = furnished({"backup": True, **components})
        built: tuple[Resource, ...] = tuple(
            Resource(virtual_machines.TYPE, "2026-04-01", f"vm-{number}", site.group, {}, "westeurope") for number in range(machines)
        )
        for step in STEPS:
            built = (*built, *step(site, built))
        return site, run(backup_items, site, built)

    return made


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(backup_items, furnished({"backup": False})).resources == ()


def test_machines_are_copied_one_after_another_once_the_vault_has_its_endpoint(
    items: Callable[..., tuple[Site, Graph]], problems: Callable[..., list[str]]
) -> None:
    site, graph = items(machines=3)
    written = graph.of_type(protected_items.TYPE)
    assert [resource.id for resource in written] == [
        item_id(recovery_vault_id(site), f"{site.group}/providers/{virtual_machines.TYPE}/vm-{number}") for number in range(3)
    ]
    assert {protected_items.read(resource).policy for resource in written} == {policy_id(site, MACHINES)}
    assert written[0].depends_on == ready_for_items(site)
    for before, after in pairwise(written):
        assert after.depends_on == (before.id,)
    assert problems(written) == []


def test_accounts_that_go_back_in_time_are_copied_and_the_lake_is_not(items: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = items(data_lake=True)
    assert restorable_accounts(graph.resources) == (backup_storage_id(site),)
    (written,) = graph.of_type(backup_instances.TYPE)
    found = backup_instances.read(written)
    assert (found.source, found.kind, found.policy, found.location) == (
        backup_storage_id(site), BLOBS, policy_id(site, BLOBS), "westeurope",
    )
    assert written.depends_on == (grant_id(backup_vault_id(site), BLOB_ROLE, backup_storage_id(site)),)
    assert graph.get(written.depends_on[0]) is not None


def test_servers_are_copied_after_the_vault_has_its_rights(items: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = items(postgresql=True)
    written = graph.of_type(backup_instances.TYPE)[-1]
    server, vault = postgresql_server_id(site), backup_vault_id(site)
    found = backup_instances.read(written)
    assert (found.source, found.kind, found.policy) == (server, POSTGRESQL, policy_id(site, POSTGRESQL))
    assert set(written.depends_on) == {grant_id(vault, SERVER_ROLE, server), grant_id(vault, "Reader", site.group)}
    given = {resource.id for resource in graph.of_type(role_assignments.TYPE)}
    assert set(written.depends_on) <= given
