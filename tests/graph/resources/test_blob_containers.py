"""Containers and what keeps their blobs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.model import Graph, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import blob_containers, blob_services
from enclave.graph.resources.blob_containers import TYPE, BlobContainer

ACCOUNT = "/resourceGroups/rg-test/providers/Microsoft.Storage/storageAccounts/stlake"
OPEN = BlobContainer(f"{ACCOUNT}/blobServices/default/containers/open", ACCOUNT, "open", "Blob")
KEPT = BlobContainer(f"{ACCOUNT}/blobServices/default/containers/kept", ACCOUNT, "kept", "None", False, 365, True)
VERSIONS = BlobContainer(f"{ACCOUNT}/blobServices/default/containers/versions", ACCOUNT, "versions", immutable_versions=True)


@pytest.fixture
def service(make: Callable[..., Resource]) -> Resource:
    return make(blob_services.TYPE, "stlake/default", {})


@pytest.mark.parametrize("container", [OPEN, KEPT, VERSIONS])
def test_what_is_written_is_read_back(
    container: BlobContainer, service: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    written = blob_containers.write(container, service, place, depends_on=("/before",))
    assert (written[0].type, written[0].depends_on) == (TYPE, ("/before",))
    assert blob_containers.read(written[0], Graph(written)) == container
    assert problems(written) == []


def test_the_policy_is_a_child_that_is_not_locked(service: Resource, place: Place) -> None:
    container, policy = blob_containers.write(KEPT, service, place)
    assert (policy.parent, policy.name) == (container.id, "stlake/default/kept/default")
    assert policy.body == {"properties": {"immutabilityPeriodSinceCreationInDays": 365, "allowProtectedAppendWrites": True}}


def test_without_the_graph_there_is_no_policy(make: Callable[..., Resource]) -> None:
    found = blob_containers.read(make(TYPE, "stlake/default/a", {}))
    assert (found.public, found.immutable_days, found.immutable_versions) == ("None", 0, False)
