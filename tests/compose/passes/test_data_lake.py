"""The data lake: closed, copied, and unchangeable where asked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from enclave.compose.encryption import key
from enclave.compose.passes.data_lake import data_lake, data_lake_id, lake_endpoints
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Graph
from enclave.graph.resources import blob_containers, blob_services, private_endpoints, role_assignments, storage_accounts
from enclave.graph.resources.storage_accounts import StorageAccount, StorageKey


def account_of(graph: Graph) -> StorageAccount:
    (found,) = graph.of_type(storage_accounts.TYPE)
    return storage_accounts.read(found)


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(data_lake, furnished({"data_lake": False})).resources == ()


def test_the_account_is_closed_and_encrypted_with_its_own_key(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"data_lake": True})
    graph, customer = run(data_lake, site), key(site, "data-lake")
    found = account_of(graph)
    assert customer is not None
    assert (found.id, found.sku, found.hierarchical) == (data_lake_id(site), "Standard_GZRS", True)
    assert (found.public_network_access, found.default_action, found.bypass) == ("Disabled", "Deny", "None")
    assert (found.local_auth_disabled, found.sftp, found.local_users, found.public_blobs) == (True, False, False, False)
    assert (found.infrastructure_encryption, found.tls, found.https_only) == (True, "TLS1_2", True)
    assert found.key == StorageKey(customer.vault, "data-lake", customer.identity)
    assert graph.of_type(storage_accounts.TYPE)[0].depends_on == customer.depends_on
    assert problems(graph.resources) == []


def test_without_keys_of_the_owner_it_waits_for_none(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    graph = run(data_lake, furnished({"data_lake": True}, security={"customer_managed_keys": False}))
    assert (account_of(graph).key, account_of(graph).identity.kind) == (None, "None")
    assert graph.of_type(storage_accounts.TYPE)[0].depends_on == ()


@pytest.mark.parametrize(("allowed", "scope"), [(None, "AAD"), ({"reason": "a partner's tenant"}, "All")])
def test_replication_to_other_tenants_only_when_the_owner_says_why(
    run: Callable[..., Graph], furnished: Callable[..., Site], allowed: Any, scope: str
) -> None:
    security = {"unsafe_allow_cross_tenant_replication": allowed} if allowed else {}
    found = account_of(run(data_lake, furnished({"data_lake": True}, security=security)))
    assert (found.cross_tenant_replication, found.copy_scope) == (allowed is not None, scope)


def test_the_owner_can_open_everything_and_the_graph_says_so(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    opened = {"unsafe_allow_public_network_access": {"reason": "a demonstration"}}
    found = account_of(run(data_lake, furnished({"data_lake": True}, security=opened)))
    assert (found.public_network_access, found.default_action) == ("Enabled", "Allow")


def test_containers_and_what_nobody_can_change(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    settings = {"containers": ["raw"], "unchangeable": {"evidence": 365, "raw": 30}}
    graph = run(data_lake, furnished({"data_lake": settings, "synapse": True}))
    found = [blob_containers.read(each, graph) for each in graph.of_type(blob_containers.TYPE)]
    assert {container.name: container.immutable_days for container in found} == {"raw": 30, "synapse": 0, "evidence": 365}
    assert {container.public for container in found} == {"None"}


def test_what_is_deleted_can_be_brought_back_but_there_are_no_versions_of_files_in_folders(
    run: Callable[..., Graph], furnished: Callable[..., Site]
) -> None:
    (service,) = run(data_lake, furnished({"data_lake": True})).of_type(blob_services.TYPE)
    found = blob_services.read(service)
    assert (found.soft_delete_days, found.container_soft_delete_days, found.versioning, found.restore_days) == (30, 30, False, 0)


def test_one_change_comes_after_another(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"data_lake": {"containers": ["raw", "curated"]}})
    graph = run(data_lake, site)
    containers = graph.of_type(blob_containers.TYPE)
    endpoints = graph.of_type(private_endpoints.TYPE)
    assert containers[0].depends_on == ()
    for before, after in pairwise((*containers, *endpoints)):
        assert before.id in after.depends_on
    views = [private_endpoints.read(each, graph) for each in endpoints]
    assert [view.group_ids for view in views] == [("blob",), ("dfs",)]
    assert {view.subnet for view in views} == {site.subnet(DATA_ENDPOINTS)}
    assert lake_endpoints(site, graph.resources) == tuple(view.id for view in views)


def test_operators_set_the_rights_of_folders(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"data_lake": True})
    (given,) = run(data_lake, site).of_type(role_assignments.TYPE)
    assert (given.scope, role_assignments.read(given).principal) == (data_lake_id(site), str(site.spec.identity.operators))
