"""The gateway in the cluster: who it is, its file, its pods and how many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.cluster import cluster_id
from enclave.compose.gateway_pod import LABELS, file_text
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.passes.gateway_workload import LOG_KEY, gateway_workload
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.body import last_segment
from enclave.graph.model import Graph, Ref
from enclave.graph.resources import kubernetes_objects, role_assignments


def objects(graph: Graph) -> dict[str, Any]:
    found = [kubernetes_objects.read(resource) for resource in graph if resource.type.startswith("Kubernetes/")]
    assert len({thing.kind for thing in found}) == len(found)
    return {thing.kind: thing for thing in found}


@pytest.fixture
def made(clustered: Site, run: Callable[..., Graph]) -> dict[str, Any]:
    return objects(run(gateway_workload, clustered))


def test_every_object_is_in_the_cluster_and_in_the_gateways_namespace(made: dict[str, Any], clustered: Site) -> None:
    assert {thing.cluster for thing in made.values()} == {cluster_id(clustered)}
    assert {thing.namespace for kind, thing in made.items() if kind != "Namespace"} == {"gateway"}
    assert all(thing.labels.items() >= LABELS.items() for thing in made.values())
    assert set(made) == {"Namespace", "ServiceAccount", "ConfigMap", "SecretProviderClass", "Deployment", "HorizontalPodAutoscaler",
                         "PodDisruptionBudget"}


def test_the_namespace_takes_restricted_pods_only_and_is_in_the_mesh(
    made: dict[str, Any], clustered: Site, contained: Callable[..., Site], run: Callable[..., Graph]
) -> None:
    labels = made["Namespace"].labels
    assert {labels[f"pod-security.kubernetes.io/{mode}"] for mode in ("enforce", "audit", "warn")} == {"restricted"}
    assert labels["istio.io/rev"] == Ref(cluster_id(clustered), "properties.serviceMeshProfile.istio.revisions[0]")
    assert "istio.io/rev" not in objects(run(gateway_workload, contained(service_mesh=False)))["Namespace"].labels


def test_the_service_account_stands_for_the_gateways_identity_as_the_seed_says(made: dict[str, Any], clustered: Site) -> None:
    account = made["ServiceAccount"]
    assert account.annotations == {
        "azure.workload.identity/client-id": Ref(gateway_identity_id(clustered), "properties.clientId"),
        "azure.workload.identity/tenant-id": str(clustered.spec.identity.tenant),
    }
    assert account.rest["automountServiceAccountToken"] is False


def test_the_file_cannot_be_changed_in_the_cluster_and_pods_are_replaced_with_it(made: dict[str, Any], clustered: Site) -> None:
    file, deployment = made["ConfigMap"], made["Deployment"]
    assert file.rest == {"immutable": True, "data": {"enclave.yaml": file_text(clustered.spec)}}
    volumes = {volume["name"]: volume for volume in deployment.rest["spec"]["template"]["spec"]["volumes"]}
    assert volumes["file"]["configMap"]["name"] == file.name


def test_the_logs_key_comes_from_the_vault_with_the_gateways_identity(
    made: dict[str, Any], clustered: Site, run: Callable[..., Graph]
) -> None:
    spec = made["SecretProviderClass"].rest["spec"]
    assert spec["provider"] == "azure"
    assert spec["parameters"]["clientID"] == Ref(gateway_identity_id(clustered), "properties.clientId")
    assert spec["parameters"]["keyvaultName"] == last_segment(clustered.vault)
    assert f"objectName: {LOG_KEY}\n" in spec["parameters"]["objects"]
    assert "objectAlias: log.key\n" in spec["parameters"]["objects"]
    (right,) = map(role_assignments.read, run(gateway_workload, clustered).of_type(role_assignments.TYPE))
    assert (right.scope, right.principal, right.role) == (clustered.vault, gateway_identity_id(clustered), role("Key Vault Secrets User"))


def test_several_copies_where_they_share_budgets(made: dict[str, Any]) -> None:
    deployment, scale = made["Deployment"].rest["spec"], made["HorizontalPodAutoscaler"].rest["spec"]
    assert deployment["strategy"] == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    assert "replicas" not in deployment
    assert (scale["minReplicas"], scale["maxReplicas"]) == (3, 10)
    assert scale["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": "gateway"}


def test_one_copy_whose_ledger_outlives_it_where_they_cannot(contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    site = contained(redis=False)
    found = objects(run(gateway_workload, site))
    scale = found["HorizontalPodAutoscaler"].rest["spec"]
    assert (scale["minReplicas"], scale["maxReplicas"]) == (1, 1)
    assert found["Deployment"].rest["spec"]["strategy"] == {"type": "Recreate"}
    volumes = {volume["name"]: volume for volume in found["Deployment"].rest["spec"]["template"]["spec"]["volumes"]}
    assert volumes["data"]["persistentVolumeClaim"]["claimName"] == found["PersistentVolumeClaim"].name
    storage = found["StorageClass"]
    assert (storage.namespace, storage.rest["reclaimPolicy"]) == ("", "Retain")
    disks = disk_encryption_set_id(site)
    assert disks
    assert storage.rest["parameters"] == {"skuName": "Premium_ZRS", "networkAccessPolicy": "DenyAll", "diskEncryptionSetID": Ref(disks)}
    assert found["PersistentVolumeClaim"].rest["spec"]["storageClassName"] == storage.name


@pytest.mark.parametrize("redis", [True, False])
def test_nodes_can_always_be_renewed(redis: bool, contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    budget = objects(run(gateway_workload, contained(redis=redis)))["PodDisruptionBudget"].rest["spec"]
    assert budget["maxUnavailable"] == 1
    assert "minAvailable" not in budget


def test_nothing_when_it_is_off(site: Site, run: Callable[..., Graph]) -> None:
    assert run(gateway_workload, site).resources == ()
