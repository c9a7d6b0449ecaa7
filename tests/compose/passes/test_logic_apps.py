"""Workflows for incidents and retraining: nobody can call them, and each may do one thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from enclave.compose.passes.logic_apps import RETRAIN, logic_apps
from enclave.compose.passes.machine_learning import cluster_id, cluster_identity_id, machine_learning, machine_learning_id
from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.body import lookup
from enclave.graph.model import Graph, Ref
from enclave.graph.parts import Identity
from enclave.graph.resources import logic_workflows, role_assignments, user_assigned_identities
from enclave.graph.resources.logic_workflows import NOBODY, LogicWorkflow

INCIDENT, RETRAINING = "logic-incident", "logic-retraining"


@pytest.fixture
def composed(run: Callable[..., Graph], furnished: Callable[..., Site]) -> Callable[..., tuple[Site, Graph]]:
    """The workflows of a region."""

    def made(sentinel: bool = True, learning: bool = True, scenario: str = "ai-training", **more: Any) -> tuple[Site, Graph]:
        components = {"logic_apps": True, "machine_learning": learning, "data_lake": True} | more
        site = furnished(components, scenario=scenario, security={"customer_managed_keys": True, "sentinel": sentinel})
        return site, run(logic_apps, site)

    return made


def workflows(graph: Graph) -> Mapping[str, LogicWorkflow]:
    return {found.name: logic_workflows.read(found) for found in graph.of_type(logic_workflows.TYPE)}


@pytest.mark.parametrize(("settings", "names"), [
    ({}, {INCIDENT, RETRAINING}),
    ({"sentinel": False}, {RETRAINING}),
    ({"learning": False}, {INCIDENT}),
    ({"scenario": "ai-inference"}, {INCIDENT}),
    ({"sentinel": False, "learning": False}, set()),
    ({"logic_apps": False}, set()),
])
def test_there_is_one_for_what_there_is_to_do(
    composed: Callable[..., tuple[Site, Graph]], settings: dict[str, Any], names: set[str]
) -> None:
    _, graph = composed(**settings)
    assert set(workflows(graph)) == names
    assert bool(graph.resources) == bool(names)


def test_azure_takes_them(composed: Callable[..., tuple[Site, Graph]], problems: Callable[..., list[str]]) -> None:
    assert problems(composed()[1].resources) == []


def test_nobody_can_call_one_nor_read_what_it_did(composed: Callable[..., tuple[Site, Graph]]) -> None:
    for found in workflows(composed()[1]).values():
        assert (found.enabled, found.callers, found.readers) == (True, (NOBODY,), (NOBODY,))


def test_each_acts_as_itself_with_one_right_that_it_waits_for(composed: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = composed()
    wanted = {
        INCIDENT: (workspace_id(site), role("Microsoft Sentinel Responder")),
        RETRAINING: (machine_learning_id(site), role("AzureML Data Scientist")),
    }
    identities = [found.id for found in graph.of_type(user_assigned_identities.TYPE)]
    for resource, identity in zip(graph.of_type(logic_workflows.TYPE), identities, strict=True):
        assert logic_workflows.read(resource).identity == Identity("UserAssigned", (identity,))
        given = [part for part in graph.of_type(role_assignments.TYPE) if role_assignments.read(part).principal == identity]
        assert [(role_assignments.read(part).scope, role_assignments.read(part).role) for part in given] == [wanted[resource.name]]
        assert resource.depends_on == (given[0].id,)


def test_each_asks_resource_manager_and_nobody_else(composed: Callable[..., tuple[Site, Graph]]) -> None:
    for found in workflows(composed()[1]).values():
        (action,) = found.actions.values()
        uri, who = lookup({"a": action}, "a.inputs.uri"), lookup({"a": action}, "a.inputs.authentication.type")
        assert isinstance(uri, str)
        assert uri.startswith("https://management.azure.com/@{substring(parameters('workspace'), 1)}/")
        assert who == "ManagedServiceIdentity"


@pytest.mark.parametrize(("name", "answer", "value", "fits"), [
    (INCIDENT, "severity", "High", True),
    (INCIDENT, "severity", "high", False),
    (INCIDENT, "title", "a" * 201, False),
    (INCIDENT, "description", "first line\nsecond line", True),
    (RETRAINING, "environment", "churn-model", True),
    (RETRAINING, "environment", "../../workspaces/other", False),
    (RETRAINING, "version", "3", True),
    (RETRAINING, "version", "3/../4", False),
])
def test_answers_that_look_otherwise_are_refused(
    composed: Callable[..., tuple[Site, Graph]], name: str, answer: str, value: str, fits: bool
) -> None:
    (trigger,) = workflows(composed()[1])[name].triggers.values()
    pattern = lookup({"t": trigger}, f"t.inputs.schema.properties.{answer}.pattern")
    assert isinstance(pattern, str)
    assert bool(re.search(pattern, value)) is fits
    assert lookup({"t": trigger}, "t.operationOptions") == "EnableSchemaValidation"


def test_whoever_starts_training_chooses_no_command_and_no_machine(
    composed: Callable[..., tuple[Site, Graph]], run: Callable[..., Graph]
) -> None:
    site, graph = composed()
    found = workflows(graph)[RETRAINING]
    (action,) = found.actions.values()
    asked = {name: lookup({"a": action}, f"a.inputs.body.properties.{name}") for name in ("command", "computeId", "environmentId")}
    assert asked == {
        "command": RETRAIN,
        "computeId": "@{parameters('compute')}",
        "environmentId": "@{parameters('workspace')}/environments/@{triggerBody()?['environment']}/versions/@{triggerBody()?['version']}",
    }
    assert found.parameters["compute"] == Ref(cluster_id(site))
    assert found.parameters["runner"] == Ref(cluster_identity_id(site), "properties.clientId")
    built = {part.id for part in run(machine_learning, site)}
    assert {cluster_id(site), cluster_identity_id(site), machine_learning_id(site)} <= built
