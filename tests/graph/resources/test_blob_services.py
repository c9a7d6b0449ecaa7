"""Blob services."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import blob_services, storage_accounts
from enclave.graph.resources.blob_services import TYPE, BlobService

ACCOUNT = f"/resourceGroups/rg-test/providers/{storage_accounts.TYPE}/stlogs"
SERVICE = BlobService(f"{ACCOUNT}/blobServices/default", ACCOUNT, 7, 14, versioning=True)


@pytest.fixture
def account(make: Callable[..., Resource]) -> Resource:
    return make(storage_accounts.TYPE, "stlogs", {})


@pytest.mark.parametrize("service", [
    SERVICE,
    replace(SERVICE, soft_delete_days=0, container_soft_delete_days=0, versioning=False),
    replace(SERVICE, change_feed_days=35, restore_days=30),
    replace(SERVICE, change_feed_days=-1),
])
def test_what_is_written_is_read_back(
    service: BlobService, account: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    (written,) = blob_services.write(service, account, place, depends_on=("/before",))
    assert (written.type, written.name, written.depends_on) == (TYPE, "stlogs/default", ("/before",))
    assert problems([written]) == []
    assert blob_services.read(written) == service


def test_azure_takes_what_is_written(account: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(blob_services.write(SERVICE, account, place)) == []


def test_soft_delete_is_off_unless_it_is_on(make: Callable[..., Resource]) -> None:
    found = blob_services.read(make(TYPE, "stlogs/default", {"properties": {"deleteRetentionPolicy": {"enabled": "false", "days": 30}}}))
    assert (found.soft_delete_days, found.container_soft_delete_days, found.account) == (0, 0, ACCOUNT)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        blob_services.read(make(TYPE, "stlogs/default", {"properties": {"deleteRetentionPolicy": {"enabled": Unresolved("[x]")}}}))
