"""Objects of a cluster as resources."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.ids import parse
from enclave.graph.model import Graph, Ref, Resource
from enclave.graph.parts import Place
from enclave.graph.resources import kubernetes_objects
from enclave.graph.resources.kubernetes_objects import KubernetesObject

CLUSTER = "/resourceGroups/rg-test/providers/Microsoft.ContainerService/managedClusters/aks-a"
OBJECT = KubernetesObject(
    CLUSTER, "v1", "ServiceAccount", "gateway", {"automountServiceAccountToken": False}, "apps", {"app": "gateway"},
    {"client": Ref("/resourceGroups/rg-test", "id")},
)


@pytest.mark.parametrize("thing", [OBJECT, replace(OBJECT, namespace="", labels={}, annotations={}, kind="Namespace", rest={})])
def test_what_is_written_is_read_back(thing: KubernetesObject, place: Place) -> None:
    assert kubernetes_objects.read(kubernetes_objects.write(thing, place)) == thing


def test_an_object_is_a_resource_of_its_cluster(place: Place) -> None:
    written = kubernetes_objects.write(OBJECT, place)
    assert (written.type, written.api_version, written.scope) == ("Kubernetes/ServiceAccount", "v1", CLUSTER)
    assert (written.stamp, written.module, written.location) == (place.stamp, place.module, None)
    assert Graph((written,)).extending(CLUSTER) == (written,)
    found = parse(written.id)
    assert found
    assert (found.scope, found.names) == (CLUSTER, ("gateway",))


def test_an_object_without_metadata_has_no_labels(make: Callable[..., Resource]) -> None:
    found = kubernetes_objects.read(make("Kubernetes/ConfigMap", "x", {"data": {"a": "b"}}, scope=CLUSTER))
    assert (found.kind, found.namespace, found.labels, found.annotations, found.rest) == ("ConfigMap", "", {}, {}, {"data": {"a": "b"}})
