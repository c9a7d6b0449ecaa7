"""The storage for backups."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from enclave.compose.encryption import key
from enclave.compose.passes.backup_storage import backup_storage, backup_storage_id, container_id
from enclave.compose.recovery import copies
from enclave.compose.site import Site
from enclave.graph.model import Graph
from enclave.graph.resources import (
    blob_containers,
    blob_services,
    management_policies,
    private_endpoints,
    role_assignments,
    storage_accounts,
)
from enclave.graph.resources.management_policies import LifecycleRule
from enclave.graph.resources.storage_accounts import StorageKey


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(backup_storage, furnished({"backup": False})).resources == ()


def test_the_account_is_closed_but_for_azure_backup(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"backup": True})
    graph, customer = run(backup_storage, site), key(site, "backup")
    (written,) = graph.of_type(storage_accounts.TYPE)
    found = storage_accounts.read(written)
    assert customer is not None
    assert (found.id, found.sku, found.hierarchical) == (backup_storage_id(site), "Standard_GZRS", False)
    assert (found.public_network_access, found.default_action, found.bypass) == ("Disabled", "Deny", "AzureServices")
    assert (found.local_auth_disabled, found.infrastructure_encryption, found.cross_tenant_replication) == (True, True, False)
    assert found.key == StorageKey(customer.vault, "backup", customer.identity)
    assert problems(graph.resources) == []


def test_it_can_go_back_in_time(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    (service,) = run(backup_storage, furnished({"backup": True})).of_type(blob_services.TYPE)
    found = blob_services.read(service)
    assert found.versioning
    assert 0 < found.restore_days < found.soft_delete_days
    assert found.change_feed_days >= found.restore_days


def test_exports_cannot_be_changed_and_restored_files_are_forgotten(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"backup": {"daily_days": 45}})
    graph = run(backup_storage, site)
    found = {each.id: blob_containers.read(each, graph) for each in graph.of_type(blob_containers.TYPE)}
    days = {name: found[container_id(site, name)].immutable_days for name in ("exports", "restored")}
    assert days == {"exports": 45, "restored": 0}
    assert copies(site).days == 45
    (lifecycle,) = graph.of_type(management_policies.TYPE)
    assert management_policies.read(lifecycle).rules == (
        LifecycleRule("forget-what-was-restored", ("restored/",), ("blockBlob", "appendBlob"), 30, versions=True),
    )


def test_one_change_comes_after_another(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"backup": True})
    graph = run(backup_storage, site)
    kinds = (blob_services.TYPE, blob_containers.TYPE, management_policies.TYPE, private_endpoints.TYPE)
    chain = [resource for resource in graph if resource.type in kinds]
    policy = next(resource for resource in graph if resource.type == blob_containers.POLICY_TYPE)
    for before, after in pairwise(chain):
        assert before.id in after.depends_on or policy.id in after.depends_on
    (given,) = graph.of_type(role_assignments.TYPE)
    assert (given.scope, role_assignments.read(given).principal) == (backup_storage_id(site), str(site.spec.identity.operators))
