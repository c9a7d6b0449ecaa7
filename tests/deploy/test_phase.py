"""The plan of a deployment: every resource in one phase, one template each, and a digest that knows every change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from enclave.compose import compose
from enclave.deploy.phase import deployment_name, descriptions, plan_phases
from enclave.emit.requests import is_template
from enclave.graph.model import Graph
from enclave.spec.load import load


def test_every_resource_is_in_one_phase(bank: Path) -> None:
    graph = compose(load(bank).spec)
    phases = plan_phases(graph, "contoso-bank")
    listed = [resource.id for phase in phases for resource in phase.resources]
    requested = [request.resource for phase in phases for request in phase.requests]
    assert sorted(listed) == sorted(resource.id for resource in graph if is_template(resource))
    assert sorted([*listed, *requested]) == sorted(r.id for r in graph if not r.type.startswith("Kubernetes/"))


def test_phases_hold_what_the_roadmap_says(small: Graph) -> None:
    found = {phase.title: [resource.name for resource in phase.resources] for phase in plan_phases(small, "small")}
    assert found == {
        "network foundation": ["rg-a", "vnet-hub"],
        "security and monitoring": ["log-a", "id-a", "diag"],
        "compute and data": ["sql-a", "7d3ad7ae-1111-4444-8888-3c1f7d7b1234"],
        "integration": ["5b0d1a52-1111-4444-8888-3c1f7d7b1234"],
    }


def test_a_phase_takes_only_its_own_secrets(small: Graph) -> None:
    assert [phase.secrets for phase in plan_phases(small, "small")] == [(), (), ("sqlPassword",), ()]
    assert descriptions(small) == {"sqlPassword": "password of the SQL administrator"}


def test_the_digest_is_the_same_for_the_same_and_another_for_any_change(small: Graph, edited: Any) -> None:
    def digests(graph: Graph) -> list[str]:
        return [phase.digest for phase in plan_phases(graph, "small")]

    assert digests(small) == digests(Graph(small.resources))
    changed = digests(edited("log-a", "properties.retentionInDays", 91))
    assert [new == old for new, old in zip(changed, digests(small), strict=True)] == [True, False, True, True]
    asked = digests(edited("mfa", "state", "disabled"))
    assert [new == old for new, old in zip(asked, digests(small), strict=True)] == [True, True, True, False]


def test_names_of_deployments_fit() -> None:
    assert deployment_name("contoso-bank", 1) == "contoso-bank-1-network-foundation"
    long = [deployment_name("a" * 60, number) for number in (1, 2, 3, 4)]
    assert all(len(name) <= 64 for name in long)
    assert len(set(long)) == 4


def test_an_empty_phase_is_left_out(small: Graph) -> None:
    assert [phase.number for phase in plan_phases(Graph(small.resources[:2]), "small")] == [1]
