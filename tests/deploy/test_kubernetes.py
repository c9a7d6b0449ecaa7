"""Objects of clusters: filled with what Azure knows, applied to the right cluster or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from enclave.deploy.kubernetes import apply, command, image_digests, write_objects
from enclave.deploy.session import Session
from enclave.errors import EnclaveError, InputError
from enclave.graph.model import Graph, Ref, Resource

GROUP = Resource("Microsoft.Resources/resourceGroups", "1", "rg", "", {}, "westeurope")
IDENTITY = Resource("Microsoft.ManagedIdentity/userAssignedIdentities", "2024-11-30", "id-gw", GROUP.id, {}, "westeurope")
CLUSTER = Resource("Microsoft.ContainerService/managedClusters", "2025-01-01", "aks-a", GROUP.id, {}, "westeurope")
ACCOUNT = Resource(
    "Kubernetes/ServiceAccount", "v1", "gateway", CLUSTER.id,
    {"metadata": {"namespace": "enclave", "annotations": {"azure.workload.identity/client-id": Ref(IDENTITY.id, "properties.clientId")}}},
    stamp="europe",
)
DEPLOYMENT = Resource(
    "Kubernetes/Deployment", "apps/v1", "gateway", CLUSTER.id,
    {"metadata": {"namespace": "enclave"}, "spec": {"template": {"spec": {"containers": [{"name": "g", "image": "cr.example/gateway@"}]}}}},
    stamp="europe",
)
GRAPH = Graph((GROUP, IDENTITY, CLUSTER, ACCOUNT, DEPLOYMENT))
DIGEST = "sha256:" + "a1" * 32


@pytest.fixture
def deployed(session: Session, azure: Any, arm_server: Any) -> Session:
    azure.resources[arm_server.full(IDENTITY.id).lower()] = {"id": "x", "properties": {"clientId": "c-1"}}
    return session


def values(path: Path) -> dict[str, str]:
    return dict(YAML(typ="safe").load(path)["data"])


def test_what_azure_knows_is_written_and_what_it_does_not_is_named(deployed: Session, tmp_path: Path) -> None:
    (cluster,) = write_objects(deployed, GRAPH, {}, tmp_path)
    assert (cluster.stamp, cluster.context, cluster.missing) == ("europe", "aks-a", ("gateway-digest",))
    found = values(cluster.directory / "parameters.yaml")
    assert found["id-gw-clientId"] == "c-1"
    assert found["gateway-digest"].startswith("<")
    assert sorted(path.name for path in cluster.directory.iterdir()) == [
        "deployment-gateway.yaml", "kustomization.yaml", "parameters.yaml", "serviceaccount-gateway.yaml",
    ]
    assert command(cluster) == f"kubectl --context aks-a apply -k {cluster.directory}"


def test_a_digest_is_taken_from_the_command_line(deployed: Session, tmp_path: Path) -> None:
    (cluster,) = write_objects(deployed, GRAPH, image_digests([f"gateway-digest={DIGEST}"]), tmp_path)
    assert cluster.missing == ()
    assert values(cluster.directory / "parameters.yaml")["gateway-digest"] == DIGEST
    with pytest.raises(InputError, match="no object needs the digest `other`"):
        write_objects(deployed, GRAPH, {"other": DIGEST}, tmp_path)


@pytest.mark.parametrize("text", ["gateway", "gateway=latest", f"={DIGEST}", f"gateway={DIGEST}0"])
def test_what_is_no_digest_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not the digest of an image"):
        image_digests([text])


def test_a_value_that_azure_does_not_know_stops_it(session: Session, azure: Any, arm_server: Any, tmp_path: Path) -> None:
    azure.resources[arm_server.full(IDENTITY.id).lower()] = {"id": "x", "properties": {}}
    with pytest.raises(EnclaveError, match=r"does not say the `properties\.clientId`"):
        write_objects(session, GRAPH, {}, tmp_path)


def test_a_graph_without_objects_writes_nothing(session: Session, small: Graph, tmp_path: Path) -> None:
    assert write_objects(session, small, {}, tmp_path / "k") == ()
    assert not (tmp_path / "k").exists()


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A kubectl that writes down how it is called, and fails when told to."""
    program = tmp_path / "bin" / "kubectl"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\necho "$@" >> "$KUBECTL_LOG"\n'
        '[ -z "$KUBECTL_FAILS" ] || { echo no route to host >&2; exit 1; }\necho applied\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("KUBECTL_LOG", str(tmp_path / "log"))
    return tmp_path / "log"


def test_objects_are_applied_to_the_cluster_of_their_region(
    deployed: Session, tmp_path: Path, kubectl: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cluster,) = write_objects(deployed, GRAPH, {"gateway-digest": DIGEST}, tmp_path / "k")
    assert apply(cluster) == "applied"
    assert kubectl.read_text() == f"--context aks-a apply -k {cluster.directory}\n"
    monkeypatch.setenv("KUBECTL_FAILS", "1")
    with pytest.raises(EnclaveError, match="kubectl failed: no route to host") as failed:
        apply(cluster)
    assert "az aks get-credentials" in failed.value.hint


def test_nothing_is_applied_with_a_value_missing_or_without_kubectl(
    deployed: Session, tmp_path: Path, kubectl: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cluster,) = write_objects(deployed, GRAPH, {}, tmp_path / "k")
    with pytest.raises(EnclaveError, match="`gateway-digest` has no value"):
        apply(cluster)
    assert not kubectl.exists()
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(EnclaveError, match="`kubectl` is not installed"):
        apply(cluster)
