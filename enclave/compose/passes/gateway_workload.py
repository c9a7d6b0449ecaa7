"""The gateway in the cluster: its namespace, who it is, its file, the key of its log, its pods and how many.

Where Redis keeps the budgets there are several copies, as many as the load asks for, and `DATA` of each lasts as long as its pod.
Without Redis there is one copy only, whose ledger and log stand on a disk that outlives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.cluster import NAMESPACE, SERVICE_ACCOUNT, cluster_id
from enclave.compose.gateway_pod import LABELS, MODULE, NAME, file_name, file_text, gateway_object, pod, shares_budgets
from enclave.compose.grants import grant
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import Site
from enclave.graph.body import last_segment
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.resources import kubernetes_objects
from enclave.graph.resources.kubernetes_objects import KubernetesObject

LOG_KEY = "gateway-log-key"
"""Secret of the region's vault with the private key that signs the log, as `enclave up` writes it to `.enclave/keys/log.key`."""
REVISION = "properties.serviceMeshProfile.istio.revisions[0]"
"""Where a cluster tells which version of the mesh it runs."""
STORAGE_CLASS = "gateway-data"


def gateway_workload(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The objects, in the order in which they are applied; nothing without a cluster."""
    if not site.spec.components.kubernetes.enabled:
        return
    yield grant(site, gateway_identity_id(site), "Key Vault Secrets User", site.vault)
    yield _namespace(site)
    yield gateway_object(site, "v1", "ServiceAccount", SERVICE_ACCOUNT, {"automountServiceAccountToken": False}, annotations={
        "azure.workload.identity/client-id": Ref(gateway_identity_id(site), "properties.clientId"),
        "azure.workload.identity/tenant-id": str(site.spec.identity.tenant),
    })
    file: Value = {"enclave.yaml": file_text(site.spec)}
    yield gateway_object(site, "v1", "ConfigMap", file_name(site.spec), {"immutable": True, "data": file})
    yield _secrets(site)
    if not shares_budgets(site.spec):
        yield from _disk(site)
    yield gateway_object(site, "apps/v1", "Deployment", NAME, {"spec": _deployment(site)})
    yield gateway_object(site, "autoscaling/v2", "HorizontalPodAutoscaler", NAME, {"spec": _autoscaler(site)})
    # one at a time, so that nodes can be renewed and somebody always answers; with one copy nobody does while it moves
    budget: Value = {"maxUnavailable": 1, "selector": {"matchLabels": LABELS}, "unhealthyPodEvictionPolicy": "AlwaysAllow"}
    yield gateway_object(site, "policy/v1", "PodDisruptionBudget", NAME, {"spec": budget})


def _namespace(site: Site) -> Resource:
    level = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
    labels: dict[str, Value] = {**LABELS, **level, "pod-security.kubernetes.io/enforce-version": "latest"}
    if site.spec.components.service_mesh.enabled:
        labels["istio.io/rev"] = Ref(cluster_id(site), REVISION)
    thing = KubernetesObject(cluster_id(site), "v1", "Namespace", NAMESPACE, {}, "", labels)
    return kubernetes_objects.write(thing, site.place(MODULE))


def _secrets(site: Site) -> Resource:
    objects = f"array:\n  - |\n    objectName: {LOG_KEY}\n    objectType: secret\n    objectAlias: log.key\n"
    parameters: Value = {
        "usePodIdentity": "false",
        "clientID": Ref(gateway_identity_id(site), "properties.clientId"),
        "keyvaultName": last_segment(site.vault),
        "tenantId": str(site.spec.identity.tenant),
        "objects": objects,
    }
    spec: Value = {"provider": "azure", "parameters": parameters}
    return gateway_object(site, "secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", NAME, {"spec": spec})


def _disk(site: Site) -> Iterator[Resource]:
    """A disk that no zone's loss and no deletion of the claim takes away."""
    disks = disk_encryption_set_id(site)
    parameters: dict[str, Value] = {"skuName": "Premium_ZRS" if site.zones else "Premium_LRS", "networkAccessPolicy": "DenyAll"}
    if disks is not None:
        parameters["diskEncryptionSetID"] = Ref(disks)
    rest: dict[str, Value] = {
        "provisioner": "disk.csi.azure.com", "parameters": parameters, "reclaimPolicy": "Retain", "allowVolumeExpansion": True,
        "volumeBindingMode": "WaitForFirstConsumer",
    }
    thing = KubernetesObject(cluster_id(site), "storage.k8s.io/v1", "StorageClass", STORAGE_CLASS, rest, "", LABELS)
    yield kubernetes_objects.write(thing, site.place(MODULE))
    claim: Value = {
        "accessModes": ["ReadWriteOnce"], "storageClassName": STORAGE_CLASS, "resources": {"requests": {"storage": "64Gi"}},
    }
    yield gateway_object(site, "v1", "PersistentVolumeClaim", NAME, {"spec": claim})


def _deployment(site: Site) -> Value:
    rolling: Value = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    return {
        # how many is the autoscaler's business: a number here would undo its decision with every deployment
        "revisionHistoryLimit": 5,
        "selector": {"matchLabels": LABELS},
        # two gateways on one ledger's disk cannot be
        "strategy": rolling if shares_budgets(site.spec) else {"type": "Recreate"},
        "template": pod(site),
    }


def _autoscaler(site: Site) -> Value:
    shared = shares_budgets(site.spec)
    least = (len(site.zones) or 2) if shared else 1
    most = max(least, site.spec.components.kubernetes.most_replicas) if shared else 1
    return {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME},
        "minReplicas": least,
        "maxReplicas": most,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}}],
        # streams are long: a copy is taken away slowly
        "behavior": {"scaleDown": {"stabilizationWindowSeconds": 600, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 120}]}},
    }
