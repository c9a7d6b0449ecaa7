"""The gateway in the cluster: who it is, its file, its pods and how many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.compose.cluster import cluster_id
from enclave.compose.gateway_pod import KEYS, LABELS, file_text
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.passes.gateway_workload import PODS_SERVICE, gateway_workload
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import Site
from enclave.graph.body import last_segment
from enclave.graph.model import Graph, Ref
from enclave.graph.resources import kubernetes_objects
from enclave.spec.audit import Audit


def objects(graph: Graph) -> dict[str, Any]:
    found = [kubernetes_objects.read(resource) for resource in graph if resource.type.startswith("Kubernetes/")]
    assert len({thing.kind for thing in found}) == len(found)
    return {thing.kind: thing for thing in found}


@pytest.fixture
def made(clustered: Site, run: Callable[..., Graph]) -> dict[str, Any]:
    return objects(run(gateway_workload, clustered))


def test_every_object_is_in_the_cluster_and_in_the_gateways_namespace(made: dict[str, Any], clustered: Site) -> None:
    assert {thing.cluster for thing in made.values()} == {cluster_id(clustered)}
    assert {thing.namespace for kind, thing in made.items() if kind not in {"Namespace", "StorageClass"}} == {"gateway"}
    assert all(thing.labels.items() >= LABELS.items() for thing in made.values())
    assert set(made) == {"Namespace", "ServiceAccount", "ConfigMap", "SecretProviderClass", "StorageClass", "Service", "StatefulSet",
                         "HorizontalPodAutoscaler", "PodDisruptionBudget"}


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
    file, copies = made["ConfigMap"], made["StatefulSet"]
    assert file.rest == {"immutable": True, "data": {"enclave.yaml": file_text(clustered.spec)}}
    volumes = {volume["name"]: volume for volume in copies.rest["spec"]["template"]["spec"]["volumes"]}
    assert volumes["file"]["configMap"]["name"] == file.name


def files(thing: Any) -> dict[str, str]:
    """Secret -> file, of what the driver is asked for."""
    rows = [row.split("objectName: ")[1].splitlines() for row in thing.rest["spec"]["parameters"]["objects"].split("  - |\n")[1:]]
    return {name: alias.removeprefix("    objectAlias: ") for name, _, alias in rows}


def test_keys_come_from_the_vault_with_the_gateways_identity_and_are_the_same_for_every_copy(
    made: dict[str, Any], clustered: Site, contained: Callable[..., Site], run: Callable[..., Graph]
) -> None:
    parameters = made["SecretProviderClass"].rest["spec"]["parameters"]
    assert made["SecretProviderClass"].rest["spec"]["provider"] == "azure"
    assert parameters["clientID"] == Ref(gateway_identity_id(clustered), "properties.clientId")
    assert parameters["keyvaultName"] == last_segment(clustered.vault)
    assert files(made["SecretProviderClass"]) == {
        "gateway-log-key": "log.key", "gateway-vault-key": "vault.key", "gateway-certificate": "tls.pem",
    }
    keeping = replace(clustered, spec=clustered.spec.model_copy(update={"audit": Audit(content="encrypted")}))
    assert files(objects(run(gateway_workload, keeping))["SecretProviderClass"]) == {**KEYS, "gateway-certificate": "tls.pem"}


@pytest.mark.parametrize(("redis", "copies"), [(True, (3, 10)), (False, (1, 1))])
def test_each_copy_has_a_log_that_outlives_it(
    redis: bool, copies: tuple[int, int], contained: Callable[..., Site], run: Callable[..., Graph]
) -> None:
    site = contained(redis=redis)
    found = objects(run(gateway_workload, site))
    spec, scale, storage = found["StatefulSet"].rest["spec"], found["HorizontalPodAutoscaler"].rest["spec"], found["StorageClass"]
    assert (scale["minReplicas"], scale["maxReplicas"]) == copies
    assert scale["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "gateway"}
    assert "replicas" not in spec
    assert spec["persistentVolumeClaimRetentionPolicy"] == {"whenDeleted": "Retain", "whenScaled": "Retain"}
    (claim,) = spec["volumeClaimTemplates"]
    mounts = {mount["name"]: mount for mount in spec["template"]["spec"]["containers"][0]["volumeMounts"]}
    assert mounts[claim["metadata"]["name"]] == {"name": "data", "mountPath": "/var/lib/enclave"}
    assert not any(volume["name"] == "data" for volume in spec["template"]["spec"]["volumes"])
    assert claim["spec"]["storageClassName"] == storage.name
    assert (storage.namespace, storage.rest["reclaimPolicy"]) == ("", "Retain")
    disks = disk_encryption_set_id(site)
    assert disks
    assert storage.rest["parameters"] == {"skuName": "Premium_ZRS", "networkAccessPolicy": "DenyAll", "diskEncryptionSetID": Ref(disks)}
    named = found["Service"]
    assert (spec["serviceName"], named.name, named.rest["spec"]["clusterIP"]) == (PODS_SERVICE, PODS_SERVICE, "None")


@pytest.mark.parametrize("redis", [True, False])
def test_nodes_can_always_be_renewed(redis: bool, contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    budget = objects(run(gateway_workload, contained(redis=redis)))["PodDisruptionBudget"].rest["spec"]
    assert budget["maxUnavailable"] == 1
    assert "minAvailable" not in budget


def test_nothing_when_it_is_off(site: Site, run: Callable[..., Graph]) -> None:
    assert run(gateway_workload, site).resources == ()
