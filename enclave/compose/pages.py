"""The pages `docs/modules/`: what each module is built of, and what each flag changes, found by composing and comparing.

`python -m enclave.compose.pages` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from inspect import getdoc, getmodule
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from enclave.compose import compose, made
from enclave.compose.site import sites
from enclave.graph.model import Graph, Resource, Value
from enclave.spec import models, presets
from enclave.spec.components import Components
from enclave.spec.dlp import DataClassification
from enclave.spec.models import Spec
from enclave.spec.presets import SCENARIOS

DIRECTORY = Path("docs/modules")
OVERVIEW = "README.md"
GROUP = "55555555-5555-5555-5555-555555555555"
DEPLOYMENT: Mapping[str, Any] = {"model": "gpt-4o", "version": "2024-11-20", "sku": "Standard", "capacity": 5}
PROJECT: Mapping[str, Any] = {"region": "north", "deployments": {"chat": DEPLOYMENT}, "access": [{"group": GROUP, "role": "contributor"}]}
PROJECTS: Mapping[str, Any] = {
    **{platform: {**PROJECT, "platform": platform} for platform in get_args(models.Platform)},
    "agents": {**PROJECT, "platform": "foundry", "agents": True},
}
"""One of each kind."""
SPECIMEN: Mapping[str, Any] = {
    "enclave": "v1",
    "name": "specimen",
    "identity": {"tenant": GROUP, "audience": "api://specimen", "operators": GROUP},
    "contacts": ["security@specimen.example"],
    "regions": {"north": {"location": "swedencentral", "pair": "westeurope", "compliance": ["gdpr"]}},
    "network": {"egress": [{"fqdn": "login.microsoftonline.com", "why": "tokens"}], "package_feeds": ["packages.specimen.example"]},
    "hub": {"models": ["gpt-4o"]},
    "projects": {"team": PROJECT},
}
"""A file that answers every question, with one project."""
COPIES = ("Kubernetes/ConfigMap", "Kubernetes/StatefulSet")
"""The file as the gateway reads it, and what refers to it by its hash."""
FEW = 20
"""More types than these that change one property are not listed by name."""
FLAGS: Mapping[str, tuple[str, ...]] = {
    "security_level": get_args(models.SecurityLevel),
    "network_isolation": get_args(models.NetworkIsolation),
    "data_classification": get_args(DataClassification),
    "performance_tier": get_args(models.PerformanceTier),
    "collaboration_tools": get_args(models.Switch),
}
PURPOSE: Mapping[str, str] = {
    "virtual-network": "Core networking: a hub with the firewall, four spokes, a subnet for each service, and who may talk to whom.",
    "private-dns": "Names of services resolve to their private endpoints, everywhere that a client is.",
    "monitoring": "Logs, metrics, traces, alerts and dashboards, all of them over private links.",
    "firewall": "The only way out: to declared names, inspected.",
    "container-infrastructure": "The private cluster that runs the gateway, the registry, and other places for containers.",
    "data-services": "Databases, caches, pipelines and the data lake, private and encrypted with the owner's keys.",
    "backup-recovery": "Backups that cannot be deleted, replication, and restore procedures that run.",
    "compute": "Machines for training and development that nobody reaches but through Bastion.",
    "application-gateway": "The declared ways in.",
    "identity-access": "Identities, roles, activation of privileges, conditions of signing in, reviews, guests.",
    "ai-services": "Models and what belongs to them, and the keys that everything is encrypted with.",
    "key-vault": "Secrets and certificates.",
    "governance": "Rules of the organisation that hold whoever deploys: policies, Defender, Sentinel, budgets, locks.",
    "resource-groups": "Where resources lie.",
}
"""Module -> what it is for."""


def pages() -> dict[str, str]:
    """Every page by its file name."""
    everything = _spec(_everything())
    full, sources = compose(everything), _sources(everything)
    built: dict[str, Graph] = {scenario: _composed({"scenario": scenario}) for scenario in SCENARIOS}
    modules: dict[str, dict[str, list[Resource]]] = {}
    for resource in full:
        module, _, file = resource.module.partition("/")
        modules.setdefault(module, {}).setdefault(file, []).append(resource)
    written = {f"{module}.md": "\n".join(_page(module, files, sources, built)) + "\n" for module, files in sorted(modules.items())}
    return {OVERVIEW: "\n".join(_overview(modules, built)) + "\n", **written}


def write(directory: Path) -> None:
    """Write every page."""
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (directory / name).write_text(text, encoding="utf-8")


def _everything() -> dict[str, Any]:
    ways = [{"through": way, "from": ["203.0.113.0/24"], "why": "offices"} for way in ("application-gateway", "front-door")]
    return {
        "scenario": "ai-training",
        "security_level": "maximum",
        "network_isolation": "complete",
        "components": dict.fromkeys(Components.model_fields, True),
        "network": {**SPECIMEN["network"], "ingress": ways},
        "projects": PROJECTS,
    }


def _composed(changes: Mapping[str, Any]) -> Graph:
    return compose(_spec(changes))


def _spec(changes: Mapping[str, Any]) -> Spec:
    return presets.apply(Spec.model_validate({**SPECIMEN, **changes}))


def _page(
    module: str, files: Mapping[str, Sequence[Resource]], sources: Mapping[str, Sequence[str]], built: Mapping[str, Graph]
) -> Iterator[str]:
    yield f"# {module}"
    yield ""
    yield "Written by `make pages` out of the passes in `enclave/compose/passes/` and what they compose; do not edit."
    yield from ("", PURPOSE[module])
    for file, resources in sorted(files.items()):
        name = f"{module}/{file}" if file else module
        yield from ("", f"## {file or module}", "")
        for source in sources[name]:
            yield from (source, "")
        yield f"| resource | API version | {' | '.join(f'`{scenario}`' for scenario in built)} |"
        yield "|---" * (2 + len(built)) + "|"
        for kind, version in dict.fromkeys((resource.type, resource.api_version) for resource in resources):
            counts = (sum(1 for found in graph if (found.module, found.type) == (name, kind)) for graph in built.values())
            yield f"| `{kind}` | {version} | {' | '.join(str(count or '') for count in counts)} |"


def _overview(modules: Mapping[str, Mapping[str, Sequence[Resource]]], built: Mapping[str, Graph]) -> Iterator[str]:
    yield "# Modules"
    yield ""
    yield "Written by `make pages` out of what `enclave build` composes for a file with one region and one project that answers every"
    yield "question; do not edit. Numbers are resources."
    yield from ("", f"| module | {' | '.join(f'`{scenario}`' for scenario in built)} | everything |", "|---" * (2 + len(built)) + "|")
    for module, files in sorted(modules.items()):
        whole = sum(map(len, files.values()))
        counts = (sum(1 for found in graph if found.module.partition("/")[0] == module) for graph in built.values())
        yield f"| [{module}]({module}.md) | {' | '.join(str(count or '') for count in counts)} | {whole} |"
    yield from ("", "## What each flag changes", "")
    yield "Each value against the one before it, in scenario `ai-development` with one project of each platform, everything else as the"
    yield "scenario says. The gateway's copy of the file differs with every change of the file, and is left out. What each flag presets is"
    yield "in [spec.md](../spec.md)."
    for flag, values in FLAGS.items():
        yield from ("", f"### {flag}")
        base = {"scenario": "ai-development", "projects": PROJECTS}
        graphs = {value: _composed({**base, flag: value}) for value in values}
        for before, value in pairwise(values):
            yield from ("", f"`{flag}: {value}` instead of `{before}`:", "", *_difference(graphs[before], graphs[value]))


def _difference(before: Graph, after: Graph) -> Iterator[str]:
    """What is built besides, what no longer, and which properties differ, by resource type."""
    for word, here, there in (("adds", after, before), ("leaves out", before, after)):
        kinds: dict[str, int] = {}
        for resource in here:
            if there.get(resource.id) is None and resource.type not in COPIES:
                kinds[resource.type] = kinds.get(resource.type, 0) + 1
        if kinds:
            yield f"- {word} {', '.join(f'{count} `{kind}`' for kind, count in sorted(kinds.items()))}"
    changed: dict[str, set[str]] = {}
    for resource in after:
        other = before.get(resource.id)
        if other is not None and resource.type not in COPIES:
            for path in _paths(other.body, resource.body, ""):
                changed.setdefault(path, set()).add(resource.type)
    for path, types in sorted(changed.items()):
        yield f"- changes `{path}` of {', '.join(f'`{kind}`' for kind in sorted(types)) if len(types) <= FEW else 'everything that has it'}"


def _paths(one: Value | None, other: Value | None, path: str) -> Iterator[str]:
    """Dotted paths of the properties in which two bodies differ; lists count as one property."""
    if one == other:
        return
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys((*one, *other)):
            below = f"{path}.{key}".removeprefix(".properties").lstrip(".")
            yield from _paths(one.get(key), other.get(key), "<id>" if "/" in key else below)
    else:
        yield path or "properties"


def _sources(spec: Spec) -> dict[str, list[str]]:
    """Module file -> what the passes that write into it say of themselves."""
    found: dict[str, list[str]] = {}
    for step, resources in made(spec, sites(spec)):
        text = " ".join((getdoc(getmodule(step)) or "").split())
        for module in dict.fromkeys(resource.module for resource in resources):
            told = found.setdefault(module, [])
            if text not in told:
                told.append(text)
    return found


if __name__ == "__main__":
    write(DIRECTORY)
