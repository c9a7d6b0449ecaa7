"""Storage accounts of one service."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from enclave.compose.encryption import key
from enclave.compose.private_storage import SOFT_DELETE_DAYS, closed_account, private_storage
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Graph
from enclave.graph.resources import blob_services, private_endpoints, storage_accounts
from enclave.graph.resources.storage_accounts import StorageKey


def built(site: Site, **settings: Any) -> Graph:
    account = site.unique(storage_accounts.TYPE, "files")
    return Graph(tuple(private_storage(site, account, site.place("ai-services/foundry"), ("blob", "file"), **settings)))


def test_it_is_closed_keyless_and_encrypted_twice(furnished: Callable[..., Site], problems: Callable[..., list[str]]) -> None:
    site = furnished({})
    graph, customer = built(site), key(site, "storage")
    (resource,) = graph.of_type(storage_accounts.TYPE)
    found = storage_accounts.read(resource)
    assert customer is not None
    assert (found.public_network_access, found.default_action, found.bypass, found.hierarchical) == ("Disabled", "Deny", "None", False)
    assert (found.local_auth_disabled, found.public_blobs, found.tls, found.https_only) == (True, False, "TLS1_2", True)
    assert (found.infrastructure_encryption, found.cross_tenant_replication, found.copy_scope) == (True, False, "AAD")
    assert found.key == StorageKey(customer.vault, "storage", customer.identity)
    assert resource.depends_on == customer.depends_on
    assert problems(graph.resources) == []


def test_its_key_and_who_passes_its_firewall_depend_on_whom_it_is_for(furnished: Callable[..., Site]) -> None:
    site = furnished({"machine_learning": True})
    customer = key(site, "machine-learning")
    found = storage_accounts.read(built(site, purpose="machine-learning", trusted=True).of_type(storage_accounts.TYPE)[0])
    assert customer is not None
    assert (found.key, found.bypass) == (StorageKey(customer.vault, "machine-learning", customer.identity), "AzureServices")


def test_files_are_copied_between_tenants_only_where_the_file_says_so(furnished: Callable[..., Site]) -> None:
    site = furnished({}, security={"unsafe_allow_cross_tenant_replication": {"reason": "a partner's tenant"}})
    found = storage_accounts.read(built(site).of_type(storage_accounts.TYPE)[0])
    assert (found.cross_tenant_replication, found.copy_scope) == (True, "All")


def test_what_is_said_otherwise_holds(furnished: Callable[..., Site]) -> None:
    site = furnished({})
    account = closed_account(site, site.archive, site.place("monitoring/storage-archive"), sku="Standard_LRS", hierarchical=True)
    found = storage_accounts.read(account)
    assert (found.id, found.sku, found.hierarchical, found.public_network_access) == (site.archive, "Standard_LRS", True, "Disabled")


def test_it_is_copied_to_the_pair_where_there_is_one(furnished: Callable[..., Site]) -> None:
    alone = {"north": {"location": "westeurope"}, "us_east": {"location": "eastus"}}
    places = (furnished({}), furnished({}, regions=alone))
    skus = [storage_accounts.read(built(site).of_type(storage_accounts.TYPE)[0]).sku for site in places]
    assert skus == ["Standard_GZRS", "Standard_ZRS"]


def test_without_keys_of_the_owner(furnished: Callable[..., Site]) -> None:
    resource = built(furnished({}, security={"customer_managed_keys": False})).of_type(storage_accounts.TYPE)[0]
    found = storage_accounts.read(resource)
    assert (found.key, found.identity.kind, resource.depends_on) == (None, "None", ())


def test_what_is_deleted_comes_back_and_endpoints_wait(furnished: Callable[..., Site]) -> None:
    site = furnished({})
    graph = built(site)
    (blobs,) = graph.of_type(blob_services.TYPE)
    assert blob_services.read(blobs).soft_delete_days == SOFT_DELETE_DAYS
    endpoints = graph.of_type(private_endpoints.TYPE)
    for before, after in pairwise((blobs, *endpoints)):
        assert before.id in after.depends_on
    views = [private_endpoints.read(found, graph) for found in endpoints]
    assert [view.group_ids for view in views] == [("blob",), ("file",)]
    assert {view.subnet for view in views} == {site.subnet(DATA_ENDPOINTS)}
