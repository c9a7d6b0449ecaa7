"""What `enclave init` writes is proved as it stands: for every scenario, and for flags together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from enclave.compose import compose
from enclave.graph.resources import synapse_workspaces
from enclave.spec.components import NEEDS, Components
from enclave.spec.load import load
from enclave.spec.presets import SCENARIOS
from enclave.spec.starter import starter
from enclave.verify import verify

FLAGS: Mapping[str, tuple[str, ...]] = {
    "security_level": ("maximum", "high"),
    "network_isolation": ("complete", "managed", "selective"),
    "data_classification": ("internal", "highly-sensitive"),
    "performance_tier": ("premium", "standard"),
}
NAMED = {"application": "6", "auditors": "7", "break_glass": "8"}
OPEN = ("data_factory",)
"""Components of which the documentation says that no proof covers them: pipelines have Azure's own runtime."""
WAY_IN = {"through": "application-gateway", "from": ["203.0.113.0/24"], "why": "offices", "host": "ai.example.com"}
EDGE = {"through": "front-door", "from": ["198.51.100.0/24"], "why": "partners", "host": "edge.example.com"}
RETENTION = ("audit_days", "request_response_days", "metrics_days")
Left = Callable[[str, Mapping[str, Any]], set[tuple[str, str, str]]]


@pytest.fixture
def left(tmp_path: Path) -> Left:
    """What is not proved of a file: (obligation, verdict, reason)."""

    def run(text: str, changes: Mapping[str, Any]) -> set[tuple[str, str, str]]:
        path, written = tmp_path / "enclave.yaml", YAML(typ="safe").load(text)
        for key, value in changes.items():
            written[key] = {**written.get(key, {}), **value} if isinstance(value, dict) else value
        YAML().dump(written, path)
        told = verify(compose(load(path).spec)).document()["obligations"]
        return {(each["id"], each["verdict"], each["reason"]) for each in told if each["verdict"] != "proved"}

    return run


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_new_file_is_proved(left: Left, scenario: Any) -> None:
    assert left(starter(scenario, {}, ["gdpr"], "westeurope"), {}) == set()


@pytest.mark.long
@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("flags", list(product(*FLAGS.values())), ids="-".join)
def test_every_flag_is_proved(left: Left, scenario: Any, flags: tuple[str, ...]) -> None:
    assert left(starter(scenario, dict(zip(FLAGS, flags, strict=True)), [], "swedencentral"), {}) == set()


@pytest.mark.long
@pytest.mark.parametrize("days", list(product((30, 400, 4383), repeat=3)), ids=str)
def test_whatever_is_to_be_kept_is_kept(left: Left, days: tuple[int, ...]) -> None:
    """Machines, clusters, models and services together; the tables of a workspace differ in what they keep."""
    changes = {"hub": {"retention": dict(zip(RETENTION, days, strict=True))}, "components": {"kubernetes": True, "machine_learning": True}}
    assert left(starter("ai-training", {}, [], "swedencentral"), changes) == set()


def test_whoever_is_named_is_proved(left: Left) -> None:
    groups = {name: f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for name, digit in NAMED.items()}
    assert left(starter("ai-development", {}, [], "swedencentral"), {"identity": {**groups, "directory_logs": True}}) == set()


def test_a_workspace_links_to_the_owner_s_tenant_and_to_no_other(tmp_path: Path) -> None:
    path = tmp_path / "enclave.yaml"
    path.write_text(starter("ai-training", {}, [], "swedencentral"), encoding="utf-8")
    graph = compose(load(path).spec)
    workspace = graph.of_type(synapse_workspaces.TYPE)[0]
    body: Any = deepcopy(workspace.body)
    networked = body["properties"]["managedVirtualNetworkSettings"]
    networked["allowedAadTenantIdsForLinking"] = [*networked["allowedAadTenantIdsForLinking"], "99999999-9999-9999-9999-999999999999"]
    changed = replace(graph, resources=tuple(replace(each, body=body) if each is workspace else each for each in graph))
    before, after = verify(graph), verify(changed)
    assert before.verdict == "proved"
    assert any(told.startswith("link to tenant 00000000-") for told in before.assumptions)
    left = [each for each in after.document()["obligations"] if each["verdict"] != "proved"]
    assert [(each["id"], each["verdict"], each["subject"]) for each in left] == [("egress-only-declared", "unknown", workspace.id)]


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=() if name == "load_balancer" else pytest.mark.long) for name in Components.model_fields if name not in OPEN
])
def test_a_component_alone_is_proved(left: Left, name: str) -> None:
    """Nothing else is built but what it needs, and what the rest of the file asks for: keys of the owner's, two layers."""
    needed = {name, "load_balancer"} if name == "cdn" else {name}  # files are kept at the edge of a front door
    ways = [WAY_IN, EDGE] if "load_balancer" in needed else [WAY_IN]
    found = list(needed)
    while found:
        more = set(NEEDS.get(found.pop(), ())) - needed
        needed |= more
        found += more
    changes = {
        "components": {each: each in needed for each in Components.model_fields}, "governance": {"starts": "2026-12"},
        "network": {"ingress": ways},
    }
    named = {part: f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for part, digit in NAMED.items()}
    assert left(starter("ai-training", {}, [], "swedencentral"), {**changes, "identity": named}) == set()
