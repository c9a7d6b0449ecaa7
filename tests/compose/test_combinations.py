"""Every scenario and flag composes into resources that Azure's own types accept, and prints into templates that read back the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, product
from pathlib import Path
from typing import Any, get_args

import pytest

from enclave.compose import compose
from enclave.emit import emit
from enclave.emit.requests import is_template
from enclave.graph.azure_facts import NAMING
from enclave.graph.body import last_segment
from enclave.graph.model import Graph, Resource
from enclave.importers.arm import read_arm
from enclave.spec import models, presets
from enclave.spec.components import Components
from enclave.spec.models import Spec

FLAGS: Mapping[str, tuple[str, ...]] = {
    "scenario": get_args(models.Scenario),
    "security_level": get_args(models.SecurityLevel),
    "network_isolation": get_args(models.NetworkIsolation),
    "data_classification": get_args(models.DataClassification),
    "performance_tier": get_args(models.PerformanceTier),
    "collaboration_tools": get_args(models.Switch),
}
SENT = tuple(f"identity-access/{name}" for name in (
    "privileged-identity", "conditional-access", "identity-governance", "external-identities",
))
"""Files of the seed that are requests to Microsoft Graph and to role management, which no template can say."""
GROUP = "55555555-5555-5555-5555-555555555555"


def every(size: int) -> Iterator[dict[str, str]]:
    """Combinations in which every so many values of so many flags meet, found greedily: far fewer than all."""
    rows = [dict(zip(FLAGS, values, strict=True)) for values in product(*FLAGS.values())]
    meeting = [set(combinations(sorted(row.items()), size)) for row in rows]
    left = set().union(*meeting)
    while left:
        best = max(range(len(rows)), key=lambda place: len(left & meeting[place]))
        left -= meeting[best]
        yield rows[best]


def document(**flags: Any) -> dict[str, Any]:
    """A small file with one project of each platform."""
    deployment = {"model": "gpt-4o", "version": "2024-11-20", "sku": "Standard", "capacity": 5}
    project = {"region": "north", "deployments": {"chat": deployment}, "access": [{"group": GROUP, "role": "user"}]}
    return {
        "enclave": "v1",
        "name": "acme-labs",
        "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "operators": GROUP},
        "contacts": ["security@acme.example"],
        "regions": {
            "north": {"location": "swedencentral", "pair": "westeurope", "compliance": ["gdpr"]},
            "us_east": {"location": "eastus"},
        },
        "network": {"egress": [{"fqdn": "login.microsoftonline.com", "why": "tokens"}]},
        "hub": {"models": ["gpt-4o"]},
        "projects": {
            "plain": project,
            "wide": project | {"failover_regions": ["us_east"]},
            "helper": project | {"platform": "foundry", "agents": True},
            "legacy": project | {"platform": "foundry-classic"},
        },
    } | flags


def composed(changes: Mapping[str, Any]) -> Graph:
    return compose(presets.apply(Spec.model_validate(document(**changes))))


def comes_back(graph: Graph) -> None:
    """What is printed reads as what was composed."""
    (printed,) = emit(graph, "arm").values()
    assert read_arm(printed, None, name="azuredeploy.json") == Graph(tuple(filter(is_template, graph)), graph.intent)


def holds(graph: Iterable[Resource], problems: Callable[[Iterable[Resource]], list[str]]) -> None:
    """What must hold of every composed resource."""
    assert problems(filter(is_template, graph)) == []
    for resource in graph:
        rule = NAMING.get(resource.type.lower())
        assert rule is None or rule.allows(last_segment(resource.name)), resource.id


@pytest.mark.long
def test_every_two_flags_together(problems: Callable[[Iterable[Resource]], list[str]]) -> None:
    together(every(2), problems)


@pytest.mark.long
def test_every_three_flags_together(problems: Callable[[Iterable[Resource]], list[str]]) -> None:
    together(every(3), problems, back=True)


def together(rows: Iterator[dict[str, str]], problems: Callable[[Iterable[Resource]], list[str]], *, back: bool = False) -> None:
    """Holds each combination's resources, those that another had just the same but once; prints some of them."""
    seen: set[str] = set()
    wrong: dict[str, str] = {}
    for place, flags in enumerate(rows):
        graph = composed(flags)
        fresh = {repr(each): each for each in graph}
        try:
            holds([fresh[key] for key in fresh.keys() - seen], problems)
            if back and place % 4 == 0:
                comes_back(graph)
        except AssertionError as error:
            wrong["-".join(flags.values())] = str(error)
        seen |= fresh.keys()
    assert wrong == {}


@pytest.fixture(scope="module")
def full() -> Graph:
    """Every component on, every way in."""
    ways = [{"through": way, "from": ["203.0.113.0/24"], "why": "offices"} for way in ("application-gateway", "front-door")]
    base = document()
    return composed({
        "scenario": "ai-training",
        "security_level": "maximum",
        "network_isolation": "complete",
        "components": dict.fromkeys(Components.model_fields, True),
        "network": base["network"] | {"ingress": ways},
    })


def test_everything_at_once(full: Graph, problems: Callable[[Iterable[Resource]], list[str]]) -> None:
    holds(full, problems)
    comes_back(full)


def seed_modules(shared: Path) -> dict[str, list[str]]:
    """Module -> files, as the seed lists them under `**Location**: `modules/<module>/``."""
    (seed,) = (shared / "seeds").glob("003*.txt")
    found: dict[str, list[str]] = {}
    module = ""
    for line in seed.read_text(encoding="utf-8").splitlines():
        if (named := re.search(r"\*\*Location\*\*: `modules/([a-z-]+)/`", line)) is not None:
            module = named.group(1)
        elif (listed := re.match(r"[├└]── (\S+)", line)) is not None and module:
            found.setdefault(module, []).append(listed.group(1))
    return found


def test_every_module_and_zone_of_the_seed_is_built(full: Graph, shared: Path) -> None:
    modules = seed_modules(shared)
    files = [(module, name.removesuffix(".bicep")) for module, names in modules.items() for name in names if name.endswith(".bicep")]
    zones = [name for names in modules.values() for name in names if name.startswith("privatelink.")]
    assert (len(files), len(zones)) == (49, 9)
    printed = {path.removeprefix("modules/").removesuffix(".bicep") for path in emit(full, "bicep")}
    sent = {request["module"] for request in json.loads(emit(full, "requests")["requests.json"])}
    missing = [f"{module}/{name}" for module, name in files if f"{module}/{name}" not in printed]
    assert sorted(missing) == sorted(SENT)
    assert set(SENT) <= sent
    built = {resource.module for resource in full}
    assert [f"{module}/{name}" for module, name in files if f"{module}/{name}" not in built] == ["virtual-network/subnets"]
    names = {resource.name for resource in full.of_type("Microsoft.Network/privateDnsZones")}
    assert [zone for zone in zones if zone not in names] == []
