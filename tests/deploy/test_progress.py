"""Records and steps of deployments, nested ones included."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.deploy import run
from enclave.deploy.phase import Phase, plan_phases
from enclave.deploy.progress import failed, follow, record, steps
from enclave.deploy.run import Order
from enclave.deploy.session import Session
from enclave.deploy.state import State
from enclave.errors import EnclaveError
from enclave.graph.model import Graph, Resource


@pytest.fixture
def begun(session: Session, phases: tuple[Phase, ...], azure: Any) -> Phase:
    run._begin(session, phases[0], "westeurope", Order())
    return phases[0]


def test_a_record_says_what_was_deployed_and_how_it_ended(session: Session, begun: Phase, azure: Any) -> None:
    azure.finish()
    found = record(session, begun.deployment)
    assert found is not None
    assert (found.state, found.digest, found.location, found.running) == ("succeeded", begun.digest, "westeurope", False)
    assert found.deployed(begun.digest)
    assert not found.deployed("sha256:other")
    assert record(session, "nothing") is None


def test_steps_are_the_resources_and_not_the_deployments_around_them(session: Session, begun: Phase, azure: Any) -> None:
    azure.finish()
    assert sorted(step.type for step in steps(session, begun.deployment)) == [
        "Microsoft.Network/virtualNetworks", "Microsoft.Resources/resourceGroups",
    ]


def test_what_has_ended_inside_is_asked_for_once(session: Session, begun: Phase, azure: Any) -> None:
    azure.finish()
    settled: dict[str, Any] = {}
    first = list(steps(session, begun.deployment, settled))
    azure.calls.clear()
    assert list(steps(session, begun.deployment, settled)) == first
    assert [path for _, path in azure.calls if "/resourcegroups/" in path.lower()] == []


def test_a_failure_names_the_resource_inside_the_nested_deployment(session: Session, begun: Phase, azure: Any) -> None:
    azure.fail["vnet-hub"] = {"code": "NetcfgSubnetRangesOverlap", "message": "overlap"}
    azure.finish()
    found = record(session, begun.deployment)
    assert found is not None
    (failure,) = failed(session, found)
    assert (failure.code, failure.type, failure.resource.rpartition("/")[2]) == (
        "NetcfgSubnetRangesOverlap", "Microsoft.Network/virtualNetworks", "vnet-hub",
    )


def test_following_ends_when_azure_forgets_the_deployment(session: Session) -> None:
    with pytest.raises(EnclaveError, match="no record of deployment `gone` any more"):
        follow(session, "gone", 3, 0.01, lambda _: None)


def test_long_lists_of_operations_have_pages(session: Session, azure: Any, begun: Phase, arm_server: Any) -> None:
    azure.finish()
    found = azure.deployments[begun.deployment]
    found.nested = {}
    template = found.done[0][0]
    found.done = [(arm_server.Resource(template.type, "1", f"rg-{number}", "", {}), None) for number in range(53)]
    assert len(list(steps(session, begun.deployment))) == 53


def test_steps_reach_through_the_tenant_into_a_management_group(
    session: Session, azure: Any, small: Graph, state: State, heard: Any, values: dict[str, str]
) -> None:
    group = "/providers/Microsoft.Management/managementGroups/mg-a"
    body: dict[str, Any] = {"properties": {"policyDefinitionId": "/providers/Microsoft.Authorization/policyDefinitions/p"}}
    kind = "Microsoft.Authorization/policyAssignments"
    assignments = [
        Resource(kind, "2025-03-01", "allowed-locations", group, body, None, "governance/policy-assignments"),
        Resource(kind, "2025-03-01", "on-subscription", "", body, None, "governance/policy-assignments"),
    ]
    phases = plan_phases(Graph((*small, *assignments)), "small")
    assert run.deploy(session, phases, Order(values, poll=0.01), state, heard.talk)
    assert f"{group}/providers/{kind}/allowed-locations".lower() in azure.resources
    told = [line for line in heard if kind in line and "succeeded" in line]
    assert sorted(line.split("  ")[-1] for line in told) == ["allowed-locations on mg-a", "on-subscription"]
