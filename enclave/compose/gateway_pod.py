"""The gateway's pod: how `enclave serve` is started in it, with which rights, volumes and probes.

It is the program's own contract: flags and environment of `cli/serve.py`, paths of `gateway/app.py`, files of `audit/log.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from enclave.compose.certificates import CERTIFICATE
from enclave.compose.cluster import GATEWAY_POOL, NAMESPACE, SERVICE_ACCOUNT, WORKLOAD_KEY, cluster_id, registry_host
from enclave.compose.passes.data_collection import endpoint_id, rule_id
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.passes.log_anchor import anchor_address
from enclave.compose.passes.redis_cache import redis_id
from enclave.compose.site import Site
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.resources import kubernetes_objects, redis_clusters
from enclave.graph.resources.kubernetes_objects import KubernetesObject
from enclave.graph.yaml_text import Form, yaml_text
from enclave.spec.models import Spec
from enclave.spec.once import once
from enclave.spec.policy import policy_digest

MODULE = "container-infrastructure/gateway"
NAME = "gateway"
LABELS = {"app.kubernetes.io/name": NAME, "app.kubernetes.io/part-of": "secure-ai-enclave"}
POD_PORT = 8080
"""Port that it listens on: one that needs no rights. The service in front of it has callers' own."""
METRICS_PORT = 9090
"""Port that Prometheus asks at, apart from callers."""
FILE, DATA, SECRETS = "/etc/enclave/enclave.yaml", "/var/lib/enclave", "/var/lib/enclave/keys"
"""Where the pod finds its file, keeps its ledger and log, and gets the keys of `KEYS` as files."""
KEYS: Mapping[str, str] = MappingProxyType({
    "gateway-log-key": "log.key", "gateway-vault-key": "vault.key", "gateway-content-key": "content.key",
})
"""Secret of the region's vault -> the file that the gateway finds it in: what signs the log, what seals values and ids of answers
(every copy opens what another sealed), what wraps the keys of kept content. `enclave deploy` makes them once; no template has them."""
TLS = "tls.pem"
"""File of its certificate, with chain and key, beside those: the driver renews it, and `enclave serve` takes it up."""
IMAGE = "secure-ai-enclave"
"""Repository of the gateway's image, where the spec names no other; its digest is then asked for when it is applied."""
USER = 10001
WORKERS = 2
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104  the pod's own is not known before; who may come is said by the network policy
TEMPORARY = "/tmp"  # noqa: S108  a file system of the pod's own, in memory
GRACE_SECONDS, DRAIN_SECONDS = 30, 15
"""How long `enclave serve` lets open answers end; before that, how long the load balancer may take to notice."""


@once
def file_text(spec: Spec) -> str:
    """The effective file, presets applied, as YAML that `enclave serve` reads to the same policy. There is no secret in it."""
    return yaml_text(spec.model_dump(mode="json", by_alias=True, exclude_none=True), Form(width=120))


def file_name(spec: Spec) -> str:
    """Name of the object that holds the file: another file has another name, so that pods are replaced when it changes."""
    return f"{NAME}-{hashlib.sha256(file_text(spec).encode()).hexdigest()[:10]}"


def shares_budgets(spec: Spec) -> bool:
    """Whether several gateways can keep one budget. Without that there must be one gateway only, or each would spend it all."""
    return bool(spec.components.redis.enabled)


def gateway_object(
    site: Site, api_version: str, kind: str, name: str, rest: Mapping[str, Value], *, annotations: Mapping[str, Value] | None = None
) -> Resource:
    """An object of the gateway's namespace, with its labels."""
    thing = KubernetesObject(cluster_id(site), api_version, kind, name, rest, NAMESPACE, LABELS, annotations or {})
    return kubernetes_objects.write(thing, site.place(MODULE))


def pod(site: Site) -> Value:
    """The template of a pod."""
    return {
        "metadata": {
            "labels": {**LABELS, "azure.workload.identity/use": "true"},
            "annotations": {
                "enclave/policy-digest": policy_digest(site.spec),
                # in a mesh, calls before the proxy is there would fail
                **({"proxy.istio.io/config": "holdApplicationUntilProxyStarts: true"} if _in_mesh(site) else {}),
            },
        },
        "spec": {
            "serviceAccountName": SERVICE_ACCOUNT,
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "nodeSelector": {WORKLOAD_KEY: GATEWAY_POOL},
            "tolerations": [{"key": WORKLOAD_KEY, "operator": "Equal", "value": GATEWAY_POOL, "effect": "NoSchedule"}],
            "topologySpreadConstraints": [
                _spread("topology.kubernetes.io/zone", "ScheduleAnyway"), _spread("kubernetes.io/hostname", "ScheduleAnyway"),
            ],
            "securityContext": {
                "runAsNonRoot": True, "runAsUser": USER, "runAsGroup": USER, "fsGroup": USER,
                "fsGroupChangePolicy": "OnRootMismatch", "seccompProfile": {"type": "RuntimeDefault"},
            },
            "terminationGracePeriodSeconds": DRAIN_SECONDS + GRACE_SECONDS + 15,
            "containers": [_container(site)],
            "volumes": _volumes(site),
        },
    }


def _in_mesh(site: Site) -> bool:
    return bool(site.spec.components.service_mesh.enabled)


def _spread(key: str, otherwise: str) -> Value:
    return {"maxSkew": 1, "topologyKey": key, "whenUnsatisfiable": otherwise, "labelSelector": {"matchLabels": LABELS}}


def _container(site: Site) -> Value:
    image = site.spec.components.kubernetes.image or f"{IMAGE}@"
    return {
        "name": NAME,
        "image": f"{registry_host(site)}/{image}",
        "imagePullPolicy": "IfNotPresent",
        "command": ["enclave"],
        "args": [
            "serve", FILE, "--host", EVERY_ADDRESS, "--port", str(POD_PORT), "--metrics-port", str(METRICS_PORT),
            "--workers", str(WORKERS), "--data", DATA, "--tls-certificate", f"{SECRETS}/{TLS}", "--tls-key", f"{SECRETS}/{TLS}",
        ],
        "env": _environment(site),
        "ports": [{"name": "https", "containerPort": POD_PORT}, {"name": "metrics", "containerPort": METRICS_PORT}],
        "resources": {
            "requests": {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"},
            "limits": {"cpu": "2", "memory": "2Gi", "ephemeral-storage": "12Gi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False, "privileged": False, "readOnlyRootFilesystem": True, "runAsNonRoot": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "startupProbe": {"httpGet": _asked("/healthz"), "periodSeconds": 2, "failureThreshold": 60},
        "livenessProbe": {"httpGet": _asked("/healthz"), "periodSeconds": 10, "timeoutSeconds": 5},
        "readinessProbe": {"httpGet": _asked("/readyz"), "periodSeconds": 5, "timeoutSeconds": 3},
        # first the load balancer must notice, then open answers may end
        "lifecycle": {"preStop": {"sleep": {"seconds": DRAIN_SECONDS}}},
        "volumeMounts": [
            {"name": "file", "mountPath": "/etc/enclave", "readOnly": True},
            {"name": "data", "mountPath": DATA},
            {"name": "keys", "mountPath": SECRETS, "readOnly": True},
            {"name": "temporary", "mountPath": TEMPORARY},
        ],
    }


def _asked(path: str) -> Value:
    """What a node asks the pod beside it: whether it answers, and not who it is."""
    return {"path": path, "port": "https", "scheme": "HTTPS"}


def _environment(site: Site) -> Value:
    """What the file cannot know: how to sign in, where checkpoints of the log go, where compiled patterns outlive the pod, as which of
    several copies, the region's Redis and who signs in there, and where the log goes in Azure Monitor."""
    told: dict[str, Value] = {
        "AZURE_TOKEN_CREDENTIALS": "prod", "ENCLAVE_ANCHORS": f"blob={anchor_address(site)}", "ENCLAVE_CACHE": f"{DATA}/cache",
    }  # fmt: skip
    if shares_budgets(site.spec):
        told |= {
            "ENCLAVE_REDIS_HOST": Ref(redis_id(site), "properties.hostName"), "ENCLAVE_REDIS_PORT": str(redis_clusters.PORT),
            "ENCLAVE_REDIS_USER": Ref(gateway_identity_id(site), "properties.principalId"), "ENCLAVE_REDIS_ENTRA": "1",
        }  # fmt: skip
    to_azure = [sink.azure_monitor for sink in (site.spec.sinks or {}).values() if sink.azure_monitor is not None]
    if site.spec.components.data_collection.enabled and any(part.endpoint is None or part.rule is None for part in to_azure):
        told |= {
            "ENCLAVE_MONITOR_ENDPOINT": Ref(endpoint_id(site), "properties.logsIngestion.endpoint"),
            "ENCLAVE_MONITOR_RULE": Ref(rule_id(site, "gateway"), "properties.immutableId"),
        }
    name: Value = {"name": "ENCLAVE_LOG_INSTANCE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    return [*({"name": name, "value": value} for name, value in told.items()), *((name,) if shares_budgets(site.spec) else ())]


def secrets(site: Site) -> Mapping[str, str]:
    """Those of `KEYS` that the file needs, and the certificate."""
    needed = {name: file for name, file in KEYS.items() if file != "content.key" or site.spec.audit.content == "encrypted"}
    return {**needed, CERTIFICATE: TLS}


def _volumes(site: Site) -> Value:
    driver: Value = {"driver": "secrets-store.csi.k8s.io", "readOnly": True, "volumeAttributes": {"secretProviderClass": NAME}}
    return [
        {"name": "file", "configMap": {"name": file_name(site.spec)}},
        {"name": "keys", "csi": driver},
        {"name": "temporary", "emptyDir": {"medium": "Memory", "sizeLimit": "64Mi"}},
    ]
