"""The gateway in the cluster: its namespace, who it is, its file, its keys, its pods and how many.

Where Redis keeps the budgets there are several copies, as many as the load asks for; without it there is one. Each has a disk of its
own that outlives it: what it wrote to its log is there for the copy that follows it, and for an auditor when none does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.cluster import NAMESPACE, SERVICE_ACCOUNT, cluster_id
from enclave.compose.gateway_pod import LABELS, MODULE, NAME, POD_PORT, file_name, file_text, gateway_object, pod, secrets, shares_budgets
from enclave.compose.passes.disk_encryption import disk_encryption_set_id
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import Site
from enclave.graph.body import last_segment
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.resources import kubernetes_objects
from enclave.graph.resources.kubernetes_objects import KubernetesObject

PODS_SERVICE = f"{NAME}-pods"
"""The service that gives each copy a name of its own."""
REVISION = "properties.serviceMeshProfile.istio.revisions[0]"
"""Where a cluster tells which version of the mesh it runs."""
STORAGE_CLASS = "gateway-data"


def gateway_workload(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The objects, in the order in which they are applied; nothing without a cluster."""
    if not site.spec.components.kubernetes.enabled:
        return
    yield _namespace(site)
    yield gateway_object(site, "v1", "ServiceAccount", SERVICE_ACCOUNT, {"automountServiceAccountToken": False}, annotations={
        "azure.workload.identity/client-id": Ref(gateway_identity_id(site), "properties.clientId"),
        "azure.workload.identity/tenant-id": str(site.spec.identity.tenant),
    })
    file: Value = {"enclave.yaml": file_text(site.spec)}
    yield gateway_object(site, "v1", "ConfigMap", file_name(site.spec), {"immutable": True, "data": file})
    yield _secrets(site)
    yield _disks(site)
    nameless: Value = {
        "type": "ClusterIP", "clusterIP": "None", "selector": LABELS,
        "ports": [{"name": "https", "port": POD_PORT, "targetPort": "https"}],
    }
    yield gateway_object(site, "v1", "Service", PODS_SERVICE, {"spec": nameless})
    yield gateway_object(site, "apps/v1", "StatefulSet", NAME, {"spec": _copies(site)})
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
    rows = (f"  - |\n    objectName: {name}\n    objectType: secret\n    objectAlias: {file}\n" for name, file in secrets(site).items())
    objects = "array:\n" + "".join(rows)
    parameters: Value = {
        "usePodIdentity": "false",
        "clientID": Ref(gateway_identity_id(site), "properties.clientId"),
        "keyvaultName": last_segment(site.vault),
        "tenantId": str(site.spec.identity.tenant),
        "objects": objects,
    }
    spec: Value = {"provider": "azure", "parameters": parameters}
    return gateway_object(site, "secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", NAME, {"spec": spec})


def _disks(site: Site) -> Resource:
    """Disks that no zone's loss and no deletion of a claim takes away."""
    disks = disk_encryption_set_id(site)
    parameters: dict[str, Value] = {"skuName": "Premium_ZRS" if site.zones else "Premium_LRS", "networkAccessPolicy": "DenyAll"}
    if disks is not None:
        parameters["diskEncryptionSetID"] = Ref(disks)
    rest: dict[str, Value] = {
        "provisioner": "disk.csi.azure.com", "parameters": parameters, "reclaimPolicy": "Retain", "allowVolumeExpansion": True,
        "volumeBindingMode": "WaitForFirstConsumer",
    }
    thing = KubernetesObject(cluster_id(site), "storage.k8s.io/v1", "StorageClass", STORAGE_CLASS, rest, "", LABELS)
    return kubernetes_objects.write(thing, site.place(MODULE))


def _copies(site: Site) -> Value:
    """Copies with a name and a disk each: one that follows another has its name, its disk, and so its log."""
    claim: Value = {
        "accessModes": ["ReadWriteOnce"], "storageClassName": STORAGE_CLASS, "resources": {"requests": {"storage": "64Gi"}},
    }
    return {
        # how many is the autoscaler's business: a number here would undo its decision with every deployment
        "revisionHistoryLimit": 5,
        "selector": {"matchLabels": LABELS},
        "serviceName": PODS_SERVICE,
        # they do not wait for one another; a log is never written by two, since no name is given twice
        "podManagementPolicy": "Parallel",
        "updateStrategy": {"type": "RollingUpdate"},
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
        "template": pod(site),
    }


def _autoscaler(site: Site) -> Value:
    shared = shares_budgets(site.spec)
    least = (len(site.zones) or 2) if shared else 1
    most = max(least, site.spec.components.kubernetes.most_replicas) if shared else 1
    return {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": NAME},
        "minReplicas": least,
        "maxReplicas": most,
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}}],
        # streams are long: a copy is taken away slowly
        "behavior": {"scaleDown": {"stabilizationWindowSeconds": 600, "policies": [{"type": "Pods", "value": 1, "periodSeconds": 120}]}},
    }
