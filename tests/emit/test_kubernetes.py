"""Objects of the clusters: what Kubernetes takes, what kubectl puts together of them, and what no object may do."""

from __future__ import annotations

import json
import pickle
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from enclave.compose import compose
from enclave.emit.kubernetes import PARAMETERS, emit_kubernetes, key_of, parameter_file, parameters
from enclave.emit.requests import OBJECTS
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved
from enclave.graph.resources import managed_clusters
from enclave.spec.load import load

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "bank" / "enclave.yaml"
CUSTOM: Mapping[str, Any] = json.loads((Path(__file__).parent / "custom_resources.json").read_text(encoding="utf-8"))
VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "bank": {},
    "alone": {"redis": {"enabled": False}},
    "plain": {"service_mesh": {"enabled": False}, "grafana": {"enabled": False}},
    "called": {"container_apps": {"enabled": True}, "virtual_machines": {"enabled": True}},
}
DIGEST = "sha256:" + "0123456789abcdef" * 4
CLUSTER = "/resourceGroups/rg-test/providers/Microsoft.ContainerService/managedClusters/aks-a"
Files = dict[str, str]
Rendered = dict[str, list[dict[str, Any]]]


@cache
def composed(variant: str) -> Graph:
    """The bank, with components on or off."""
    spec = load(EXAMPLE).spec
    changed = {name: getattr(spec.components, name).model_copy(update=values) for name, values in VARIANTS[variant].items()}
    return compose(spec.model_copy(update={"components": spec.components.model_copy(update=changed)}))


@pytest.fixture(params=VARIANTS)
def graph(request: pytest.FixtureRequest) -> Graph:
    """One variant of the bank."""
    return composed(request.param)


def read(text: str, version: tuple[int, int] = (1, 1)) -> Any:
    """What a file says by the rules of YAML 1.1, which kubectl's reader has."""
    return pickle.loads(parsed(text, version))


@cache
def parsed(text: str, version: tuple[int, int]) -> bytes:
    """The same, read once: most files are in several variants and in both regions."""
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return pickle.dumps(yaml.load(text))


def objects(files: Files) -> dict[str, dict[str, Any]]:
    """The objects that a cluster gets, by path."""
    return {path: read(text) for path, text in files.items() if Path(path).name not in {"kustomization.yaml", "parameters.yaml"}}


def of_kind(files: Files, kind: str) -> list[dict[str, Any]]:
    """All objects of a kind."""
    found = [made for made in objects(files).values() if made["kind"] == kind]
    assert found
    return found


def problems(made: Mapping[str, Any]) -> list[str]:
    """What the schema of an object's kind finds."""
    return problems_of(json.dumps(made))


@cache
def problems_of(text: str) -> list[str]:
    made = json.loads(text)
    name = f"{made['apiVersion']}/{made['kind']}"
    if name not in CUSTOM["kinds"]:
        try:
            kubernetes_validate.validate(dict(made), kubernetes_validate.latest_version(), strict=True)
        except kubernetes_validate.ValidationError as error:
            return [str(error)]
        return []
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": CUSTOM["$defs"], **CUSTOM["kinds"][name]}
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(made)]


def filled(files: Files, graph: Graph) -> Files:
    """With what a deployment would tell."""
    values = {
        f"{stamp}/parameters.yaml": parameter_file({key: value_of(key, ref) for key, ref in found.items()})
        for stamp, found in parameters(graph).items() if found
    }
    return files | values


def value_of(key: str, ref: Ref | None) -> str:
    """A value that could be one."""
    return DIGEST if ref is None else f"told-{key.lower()}"


@pytest.fixture(scope="module", params=VARIANTS)
def kustomized(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Graph, Rendered]:
    """One variant of the bank, and what kubectl makes of its files when all values are told."""
    graph = composed(request.param)
    return graph, rendered(filled(emit_kubernetes(graph), graph), tmp_path_factory.mktemp(request.param))


def rendered(files: Files, directory: Path) -> Rendered:
    """Region -> what `kubectl kustomize` makes of its files."""
    program = shutil.which("kubectl")
    if program is None:
        pytest.skip("not run: needs kubectl")
    for path, text in files.items():
        place = directory / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    made = {}
    for stamp in sorted({path.partition("/")[0] for path in files}):
        done = subprocess.run([program, "kustomize", str(directory / stamp)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yaml = YAML(typ="safe", pure=True)
        made[stamp] = list(yaml.load_all(done.stdout))
    return made


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every plain value and where it stands."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, str(key)))
    else:
        yield path, value


def pods(files: Files) -> list[dict[str, Any]]:
    """The pods that controllers would make."""
    return [made["spec"]["template"]["spec"] for made in of_kind(files, "StatefulSet")]


# what is accepted


def test_every_object_is_valid(graph: Graph) -> None:
    found = {path: problems(made) for path, made in objects(emit_kubernetes(graph)).items()}
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize(("kind", "spoil"), [
    ("StatefulSet", lambda made: made["spec"]["template"]["spec"].update(hostNetworks=True)),
    ("PeerAuthentication", lambda made: made["spec"].update(mtls={"mode": "Strict"})),
    ("AuthorizationPolicy", lambda made: made["spec"].update(rule=[])),
    ("SecretProviderClass", lambda made: made["spec"]["parameters"].pop("tenantId")),
    ("ServiceMonitor", lambda made: made["spec"]["endpoints"][0].update(interval=30)),
])
def test_the_schemas_see_mistakes(kind: str, spoil: Callable[[Any], Any]) -> None:
    made = of_kind(emit_kubernetes(composed("bank")), kind)[0]
    spoil(made)
    assert problems(made)


def test_every_object_of_the_graph_is_a_file_of_its_region(graph: Graph) -> None:
    found = {
        (path.partition("/")[0], made["apiVersion"], made["kind"], made["metadata"]["name"])
        for path, made in objects(emit_kubernetes(graph)).items()
    }
    wanted = {
        (one.stamp, one.api_version, one.type.partition("/")[2], one.name) for one in graph if one.type.lower().startswith(OBJECTS)
    }
    assert found == wanted
    assert {stamp for stamp, *_ in found} == {cluster.stamp for cluster in graph.of_type(managed_clusters.TYPE)} != set()


def test_printing_is_repeatable(graph: Graph) -> None:
    assert emit_kubernetes(graph) == emit_kubernetes(graph)


def test_without_clusters_there_are_no_files() -> None:
    assert emit_kubernetes(Graph(())) == {}
    assert parameters(Graph(())) == {}


# what kubectl makes of it


def test_kubectl_puts_values_into_place(kustomized: tuple[Graph, Rendered]) -> None:
    graph, regions = kustomized
    files = emit_kubernetes(graph)
    for stamp, made in regions.items():
        names = {(one["kind"], one["metadata"]["name"]) for one in made}
        written = {path: one for path, one in objects(files).items() if path.startswith(f"{stamp}/")}
        assert names == {(one["kind"], one["metadata"]["name"]) for one in written.values()}
        assert [problem for one in made for problem in problems(one)] == []
        texts = [value for one in made for _, value in leaves(one) if isinstance(value, str)]
        assert [text for text in texts if re.search("<[^>]+>", text) and "\n" not in text] == []
        for key, ref in parameters(graph)[stamp].items():
            assert any(value_of(key, ref) in text for text in texts), key
        for pod in (one["spec"]["template"]["spec"] for one in made if one["kind"] == "StatefulSet"):
            assert all(re.fullmatch(r"[a-z0-9]+\.azurecr\.io/secure-ai-enclave@" + DIGEST, part["image"]) for part in pod["containers"])


def test_nothing_but_the_values_changes(kustomized: tuple[Graph, Rendered]) -> None:
    graph, regions = kustomized
    files = emit_kubernetes(graph)
    for stamp, made in regions.items():
        told = {value_of(key, ref) for key, ref in parameters(graph)[stamp].items()}
        before = {(one["kind"], one["metadata"]["name"]): one for path, one in objects(files).items() if path.startswith(f"{stamp}/")}
        for after in made:
            old = dict(leaves(before[after["kind"], after["metadata"]["name"]]))
            new = dict(leaves(after))
            assert set(new) == set(old)
            changed = [new[path] for path in new if new[path] != old[path]]
            assert [value for value in changed if not any(value.endswith(part) for part in told)] == []


def test_every_value_has_a_place_and_every_place_is_there(graph: Graph) -> None:
    files = emit_kubernetes(graph)
    for stamp, wanted in parameters(graph).items():
        written = read(files[f"{stamp}/parameters.yaml"])
        assert set(written["data"]) == set(wanted)
        assert written["metadata"]["name"] == PARAMETERS
        assert written["metadata"]["annotations"]["config.kubernetes.io/local-config"] == "true"
        kustomization = read(files[f"{stamp}/kustomization.yaml"])
        assert sorted(kustomization["resources"]) == sorted(
            Path(path).name for path in files if path.startswith(f"{stamp}/") and not path.endswith("kustomization.yaml")
        )
        assert {one["source"]["fieldPath"].removeprefix("data.") for one in kustomization["replacements"]} == set(wanted)
        for replacement in kustomization["replacements"]:
            key = replacement["source"]["fieldPath"].removeprefix("data.")
            for target in replacement["targets"]:
                (made,) = [
                    one for path, one in objects(files).items() if path.startswith(f"{stamp}/")
                    and (one["kind"], one["metadata"]["name"]) == (target["select"]["kind"], target["select"]["name"])
                ]
                (path,) = target["fieldPaths"]
                value: Any = made
                for part in re.findall(r"\[[^]]+\]|[^.]+", path):
                    value = value[int(part)] if isinstance(value, list) else value[part.strip("[]")]
                assert value == f"<{key}>" or value.endswith("@")


def test_what_is_not_known_yet_is_such_that_nothing_starts_with_it(graph: Graph) -> None:
    files = emit_kubernetes(graph)
    for stamp, wanted in parameters(graph).items():
        assert read(files[f"{stamp}/parameters.yaml"])["data"] == {key: f"<{key}>" for key in wanted}
    for pod in pods(files):
        assert all(part["image"].endswith("@") for part in pod["containers"])


# what no object may do


def test_no_secret_is_written(graph: Graph) -> None:
    files = emit_kubernetes(graph)
    assert [path for path, made in objects(files).items() if made["kind"] == "Secret"] == []
    assert not any(re.search("PRIVATE KEY|AccountKey=|password", text) for text in files.values())


def test_pods_can_do_nothing_but_their_work(graph: Graph) -> None:
    for pod in pods(emit_kubernetes(graph)):
        assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers"} & set(pod)
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert all(set(volume) - {"name"} <= {"configMap", "emptyDir", "csi", "persistentVolumeClaim"} for volume in pod["volumes"])
        for container in pod["containers"]:
            held = container["securityContext"]
            assert (held["privileged"], held["allowPrivilegeEscalation"], held["readOnlyRootFilesystem"]) == (False, False, True)
            assert held["capabilities"] == {"drop": ["ALL"]}
            assert {"cpu", "memory"} <= set(container["resources"]["limits"]) & set(container["resources"]["requests"])
            assert {"livenessProbe", "readinessProbe", "startupProbe"} <= set(container)
            assert ":latest" not in container["image"]
            assert "@" in container["image"]


def test_every_namespace_is_restricted_and_closed(graph: Graph) -> None:
    files = emit_kubernetes(graph)
    for path, made in objects(files).items():
        if made["kind"] != "Namespace":
            continue
        assert made["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
        closed = [
            one for other, one in objects(files).items()
            if other.partition("/")[0] == path.partition("/")[0] and one["kind"] == "NetworkPolicy"
            and one["metadata"]["namespace"] == made["metadata"]["name"]
            and one["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
        ]
        assert closed


def test_no_service_is_public(graph: Graph) -> None:
    for service in of_kind(emit_kubernetes(graph), "Service"):
        spec = service["spec"]
        assert spec["type"] in {"ClusterIP", "LoadBalancer"}
        if spec["type"] == "LoadBalancer":
            assert service["metadata"]["annotations"]["service.beta.kubernetes.io/azure-load-balancer-internal"] == "true"
        assert "externalIPs" not in spec


# objects by hand


def thing(kind: str, name: str, body: Any, stamp: str = "north", cluster: str = CLUSTER) -> Resource:
    """An object of a cluster."""
    return Resource(
        type=f"Kubernetes/{kind}", api_version="v1", name=name, scope=cluster, body=body, location=None, stamp=stamp, module="m",
    )


def test_an_object_has_its_kind_and_name_and_nothing_else() -> None:
    data = {"text": "a\nb\n", "on": "yes", "version": "1.20"}
    files = emit_kubernetes(Graph((thing("ConfigMap", "one", {"metadata": {"namespace": "apps"}, "data": data}),)))
    assert read(files["north/configmap-one.yaml"]) == {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "one", "namespace": "apps"}, "data": data,
    }
    assert "text: |" in files["north/configmap-one.yaml"]
    assert set(files) == {"north/configmap-one.yaml", "north/kustomization.yaml"}
    assert "replacements" not in read(files["north/kustomization.yaml"])


ODD = (
    "yes", "No", "on", "OFF", "y", "n", "true", "null", "~", "", "1", "1_000", "0x1f", "0o17", "017", "1:30", "1e3", ".5", "-1", "+2",
    "1.20", "2026-11-21",
)
TEXTS = st.dictionaries(
    st.from_regex(r"[-._a-zA-Z0-9]{1,6}", fullmatch=True),
    st.one_of(
        st.sampled_from([
            *ODD, ".inf", "<<", "=", "- a", "a: b", "a #b", "#a", "@a", "*a", "&a", "!a",
            "%a", "[a]", "{a}", "'a'", "a\n", " a ",
        ]),
        st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_characters="\x7f\x85\xa0"), max_size=8),
    ),
    min_size=1, max_size=6,
)


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_texts_stay_texts_for_whoever_reads_yaml_1_1(texts: list[dict[str, str]]) -> None:
    graph = Graph(tuple(thing("ConfigMap", f"c{number}", {"data": data}) for number, data in enumerate(texts)))
    files = emit_kubernetes(graph)
    for number, data in enumerate(texts):
        for version in ((1, 1), (1, 2)):
            assert read(files[f"north/configmap-c{number}.yaml"], version)["data"] == data


def test_texts_stay_texts_for_kubectl(tmp_path: Path) -> None:
    texts = {f"key{number}": text for number, text in enumerate(ODD)} | dict.fromkeys(("on", "y", "1", "null", "1.5"), "x")
    graph = Graph((thing("ConfigMap", "one", {"data": texts}),))
    (made,) = rendered(emit_kubernetes(graph), tmp_path)["north"]
    assert made["data"] == texts


@pytest.mark.parametrize("key", ["plain", "with.dots", "with/slash", "azure.workload.identity/client-id"])
def test_a_reference_gets_to_its_place_whatever_its_key(key: str, tmp_path: Path) -> None:
    ref = Ref("/resourceGroups/rg-test/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a", "properties.clientId")
    graph = Graph((thing("ConfigMap", "one", {"data": {"before": "x", key: ref, "after": "y"}}),))
    assert parameters(graph) == {"north": {"id-a-clientId": ref}}
    (made,) = rendered(filled(emit_kubernetes(graph), graph), tmp_path)["north"]
    assert made["data"] == {"before": "x", key: "told-id-a-clientid", "after": "y"}


def test_references_to_the_same_value_are_one_parameter() -> None:
    ref = Ref("/resourceGroups/rg-test/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-a", "properties.clientId")
    graph = Graph((thing("ConfigMap", "one", {"data": {"a": ref, "b": ref}}), thing("ConfigMap", "two", {"data": {"c": ref}})))
    (replacement,) = read(emit_kubernetes(graph)["north/kustomization.yaml"])["replacements"]
    assert [(target["select"]["name"], target["fieldPaths"]) for target in replacement["targets"]] == [
        ("one", ["data.a"]), ("one", ["data.b"]), ("two", ["data.c"]),
    ]


@pytest.mark.parametrize(("ref", "key"), [
    (Ref("/resourceGroups/rg-test/providers/a.b/c/aks-a", "properties.serviceMeshProfile.istio.revisions[0]"), "aks-a-revisions-0"),
    (Ref("/resourceGroups/rg-test", "id"), "rg-test-id"),
    (Ref("/resourceGroups/rg-test/providers/a.b/c/d_e", "name"), "d-e-name"),
])
def test_a_parameter_is_named_after_what_tells_it(ref: Ref, key: str) -> None:
    assert key_of(ref) == key


def test_what_comes_first_is_applied_first() -> None:
    graph = Graph(tuple(thing(kind, "x", {}) for kind in ("Deployment", "ServiceAccount", "ConfigMap", "Namespace")))
    assert read(emit_kubernetes(graph)["north/kustomization.yaml"])["resources"] == [
        "namespace-x.yaml", "serviceaccount-x.yaml", "deployment-x.yaml", "configmap-x.yaml",
    ]


def test_objects_without_a_region_have_a_directory_too() -> None:
    assert set(emit_kubernetes(Graph((thing("ConfigMap", "x", {}, ""),)))) == {"enclave/configmap-x.yaml", "enclave/kustomization.yaml"}


@pytest.mark.parametrize(("value", "said"), [
    (Secret("key"), "the secret `key`"), (Unresolved("[resourceId()]"), "could not be evaluated"),
])
def test_what_cannot_be_written_is_refused(value: Any, said: str) -> None:
    with pytest.raises(UnsupportedError, match=said):
        emit_kubernetes(Graph((thing("ConfigMap", "x", {"data": {"a": value}}),)))


def test_two_objects_never_share_a_file() -> None:
    graph = Graph((thing("ConfigMap", "x", {}), thing("ConfigMap", "X", {}, cluster=f"{CLUSTER}-b")))
    with pytest.raises(UnsupportedError, match=r"two objects would be written to `configmap-x\.yaml`"):
        emit_kubernetes(graph)
