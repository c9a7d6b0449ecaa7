"""The seed's switches: each is a key of the file, and changes in the graph what `docs/switches.md` says, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest

from enclave.compose import compose
from enclave.graph.model import Graph, Resource, Value
from enclave.spec.components import Components
from enclave.spec.models import Platform, Spec
from enclave.spec.presets import apply

DOCS = Path(__file__).parents[2] / "docs" / "switches.md"
WHY = {"reason": "a test of what changes"}
VALUES: Mapping[str, Any] = {"not written": None, "a reason": WHY, "`true`": True, "`false`": False, "the preset's lists": None,
                             "empty lists": {"block": [], "redact": [], "log": []}}
COPIES = ("Kubernetes/ConfigMap", "Kubernetes/StatefulSet")
"""The file as the gateway reads it, and what refers to it by its hash."""
GROUPS = {name: f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for name, digit in
          (("operators", "4"), ("auditors", "5"), ("application", "6"), ("break_glass", "7"))}


class Line(NamedTuple):
    """One line of the table."""

    parameter: str
    key: str
    seeds: str
    other: str
    does: str
    changes: str


def lines() -> list[Line]:
    rows = [row.strip("|").split("|") for row in DOCS.read_text(encoding="utf-8").splitlines() if row.startswith("| `")]
    return [Line(*(cell.strip() for cell in row)) for row in rows]


LINES = lines()


def spec(key: str, value: Any) -> Spec:
    """Every component, everything hardened, and one key as it is given."""
    written: dict[str, Any] = {
        "enclave": "v1",
        "name": "acme-labs",
        "scenario": "ai-training",
        "security_level": "maximum",
        "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "directory_logs": True} | GROUPS,
        "contacts": ["security@acme.example"],
        "regions": {"north": {"location": "swedencentral", "pair": "westeurope"}},
        "network": {"egress": [{"fqdn": "login.microsoftonline.com", "why": "tokens"}], "ingress": [
            {"through": way, "from": ["203.0.113.0/24"], "why": "offices"} for way in ("application-gateway", "front-door")
        ]},
        "components": dict.fromkeys(Components.model_fields, True),
        "governance": {"starts": "2026-12", "monthly_usd": 50_000},
        "security": {},
        "hub": {"models": ["gpt-4o"]},
        "projects": {platform: project(platform) for platform in get_args(Platform)},
    }
    part, _, name = key.partition(".")
    if value is not None:
        written[part] = {**written[part], name: value}
    return apply(Spec.model_validate(written))


def project(platform: str) -> dict[str, Any]:
    deployment = {"model": "gpt-4o", "version": "2024-11-20", "sku": "Standard", "capacity": 5}
    return {"region": "north", "platform": platform, "deployments": {"chat": deployment}, "agents": platform == "foundry",
            "access": [{"group": "33333333-3333-3333-3333-333333333333", "role": "user"}]}


def told(line: Line) -> set[str]:
    """What a line says, one entry for each type and path."""
    found: set[str] = set()
    for part in filter(None, line.changes.split("; ")):
        kind, *paths = re.findall("`([^`]+)`", part)
        _, _, made = part.rpartition("` ")
        found |= {f"{kind} {path}" for path in paths} or {f"{kind} {made}"}
    return found


def differences(before: Graph, after: Graph) -> set[str]:
    """What changes between the seed's value and the other one."""
    one, other = ({each.id: each for each in graph if each.type not in COPIES} for graph in (before, after))
    found = {f"{one[gone].type} made" for gone in one.keys() - other.keys()}
    found |= {f"{other[new].type} made otherwise" for new in other.keys() - one.keys()}
    for common in one.keys() & other.keys():
        found |= {f"{one[common].type} {path}" for path in changed(one[common], other[common])}
    return found


def changed(one: Resource, other: Resource) -> set[str]:
    return {path.lstrip(".") for path in paths(dict(one.body), dict(other.body), "")}


def paths(one: Value, other: Value, at: str) -> Iterator[str]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in {*one, *other}:
            if key in one and key in other:
                yield from paths(one[key], other[key], f"{at}.{key}")
            else:
                yield f"{at}.{key}"
    elif isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            yield f"{at}[]"
        for left, right in zip(one, other, strict=False) if len(one) == len(other) else ():
            yield from paths(left, right, f"{at}[]")
    elif one != other:
        yield at


def test_every_parameter_of_the_seed_has_a_key(shared: Path) -> None:
    (seed,) = (shared / "seeds").glob("003*.txt")
    _, _, section = seed.read_text(encoding="utf-8").partition("Enhanced Security Recommendations")
    section, _, _ = section.partition("Quick Start")
    parameters = [f"`{name} = {value}`" for name, value in re.findall(r"param (\w+) \w+ = (\S+)", section)]
    assert (len(parameters), [line.parameter for line in LINES]) == (13, parameters)
    for line in LINES:
        part, name = line.key.strip("`").split(".")
        field = Spec.model_fields[part].annotation
        assert name in field.model_fields, line.key


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.key.strip("`"))
def test_a_switch_changes_what_is_told(line: Line) -> None:
    key = line.key.strip("`")
    before, after = (compose(spec(key, VALUES[value])) for value in (line.seeds, line.other))
    assert sorted(differences(before, after)) == sorted(told(line))


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.key.strip("`"))
def test_not_written_it_is_as_the_seed_has_it(line: Line) -> None:
    key = line.key.strip("`")
    assert spec(key, VALUES[line.seeds]) == spec(key, None)
