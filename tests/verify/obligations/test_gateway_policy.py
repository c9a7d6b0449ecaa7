from __future__ import annotations

from hashlib import sha256
from typing import Any

from enclave.finding import Verdict
from enclave.graph.model import Graph, Intent, Unresolved
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.gateway_policy import check

TEXT = "enclave: v1\n"
INTENT = Intent(policy_digest="sha256:aa", policy_file=f"sha256:{sha256(TEXT.encode()).hexdigest()}")
CLUSTER = "/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/k"


def results(build: Any, intent: Intent | None = INTENT) -> dict[str, Verdict]:
    graph = Graph(build.graph().resources, intent)
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def identity(build: Any, digest: Any) -> None:
    build.add("Microsoft.ManagedIdentity/userAssignedIdentities", "i", tags={"enclave-policy-digest": digest})


def pod(
    build: Any, *, digest: str | None = "sha256:aa", text: str = TEXT, args: tuple[str, ...] = ("serve", "/etc/enclave/f"), name: str = "c"
) -> None:
    container = {"command": ["enclave"], "args": list(args), "volumeMounts": [{"name": "file", "mountPath": "/etc/enclave"}]}
    template = {
        "metadata": {"annotations": {"enclave/policy-digest": digest} if digest else {}},
        "spec": {"containers": [container], "volumes": [{"name": "file", "configMap": {"name": name}}]},
    }
    build.add("Kubernetes/Deployment", "gateway", None, location=None, scope=CLUSTER, spec={"template": template})
    build.add("Kubernetes/ConfigMap", "c", None, location=None, scope=CLUSTER, data={"f": text})


def test_the_identity_and_the_pod_run_the_composed_policy(build: Any) -> None:
    identity(build, "sha256:aa")
    pod(build)
    assert {subject: verdict.name for subject, verdict in results(build).items()} == {"i": "proved", "gateway": "proved"}


def test_another_digest_or_another_text_refutes(build: Any) -> None:
    identity(build, "sha256:bb")
    assert results(build)["i"].name == "refuted"
    pod(build, digest="sha256:bb")
    assert results(build)["gateway"].name == "refuted"
    pod(build, text=TEXT + "# more\n")
    assert results(build)["gateway"].name == "refuted"


def test_what_is_not_stated_or_not_there_is_unknown(build: Any) -> None:
    pod(build, digest=None)
    assert results(build)["gateway"].name == "unknown"
    pod(build, name="elsewhere")
    assert results(build)["gateway"].name == "unknown"
    pod(build, args=("serve", "/tmp/other"))
    assert results(build)["gateway"].name == "unknown"
    identity(build, Unresolved("parameters('digest')"))
    assert results(build)["i"].name == "unknown"


def test_another_program_is_none_of_ours(build: Any) -> None:
    pod(build, digest=None, args=("check", "/etc/enclave/f"))
    assert results(build, Intent()) == {}


def test_a_gateway_elsewhere_says_nothing(build: Any) -> None:
    container = {"name": "g", "properties": {"command": ["enclave", "serve", "/f"], "image": "x"}}
    build.add("Microsoft.ContainerInstance/containerGroups", "g", {"containers": [container]})
    assert results(build)["g"].name == "unknown"


def test_a_policy_without_a_gateway_and_a_gateway_without_a_policy(build: Any) -> None:
    assert results(build) == {"": results(build)[""]}
    assert results(build)[""].name == "unknown"
    identity(build, "sha256:aa")
    assert results(build, None)["i"].name == "unknown"


def test_a_template_without_either_has_nothing_to_prove(build: Any) -> None:
    build.ai("oai")
    assert results(build, None) == {}
