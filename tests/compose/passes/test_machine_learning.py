"""The Machine Learning workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.data_lake import data_lake_id
from enclave.compose.passes.machine_learning import CLUSTER, machine_learning
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import (
    machine_learning_computes,
    machine_learning_schedules,
    machine_learning_workspaces,
    role_assignments,
)
from enclave.graph.resources.machine_learning_workspaces import Workspace

NEEDED = {"data_lake": True, "container_registry": True}
MONITOR = {"endpoint": "scoring", "deployment": "blue", "task": "Classification"}


@pytest.fixture
def learned(run: Callable[..., Graph], furnished: Callable[..., Site]) -> Callable[..., tuple[Site, Graph]]:
    """A region with a workspace."""

    def build(settings: Any = True, **changes: Any) -> tuple[Site, Graph]:
        site = furnished({**NEEDED, "machine_learning": settings}, **changes)
        return site, run(machine_learning, site)

    return build


def workspace_of(graph: Graph) -> Workspace:
    (found,) = graph.of_type(machine_learning_workspaces.TYPE)
    return machine_learning_workspaces.read(found)


def test_nothing_where_it_is_off(learned: Callable[..., tuple[Site, Graph]]) -> None:
    assert learned(False)[1].resources == ()


def test_its_network_goes_to_the_data_lake_and_it_may_read_it(
    learned: Callable[..., tuple[Site, Graph]], problems: Callable[..., list[str]]
) -> None:
    site, graph = learned(scenario="ai-training")
    found = workspace_of(graph)
    assert {(rule.kind, rule.target, rule.group) for rule in found.rules} == {
        ("PrivateEndpoint", data_lake_id(site), group) for group in ("blob", "dfs")
    }
    given = [role_assignments.read(part) for part in graph.of_type(role_assignments.TYPE)]
    lake = {(part.principal, part.role) for part in given if part.scope == data_lake_id(site)}
    assert (found.primary_identity, role("Storage Blob Data Reader")) in lake
    # schedules have no type to hold them against, and there are none here
    assert problems(graph.resources) == []


def test_models_are_trained_on_machines_without_addresses_passwords_or_rights_of_people(
    learned: Callable[..., tuple[Site, Graph]]
) -> None:
    site, graph = learned({"vm_size": "Standard_D4s_v5", "most_nodes": 7}, scenario="ai-training")
    (resource,) = graph.of_type(machine_learning_computes.TYPE)
    found = machine_learning_computes.read(resource)
    assert (found.public_addresses, found.remote_login, found.local_auth_disabled) == (False, False, True)
    assert (found.vm_size, found.least, found.most) == ("Standard_D4s_v5", 0, 7)
    assert workspace_of(graph).image_build_compute == CLUSTER
    (identity,) = found.identity.user_assigned
    given = [part for part in graph.of_type(role_assignments.TYPE) if role_assignments.read(part).principal == identity]
    assert {role_assignments.read(part).role for part in given} == {
        role(name) for name in ("Storage Blob Data Reader", "Storage Blob Data Contributor", "AcrPull")
    }
    assert (data_lake_id(site), role("Storage Blob Data Reader")) in {
        (role_assignments.read(part).scope, role_assignments.read(part).role) for part in given
    }
    assert {part.id for part in given} <= set(resource.depends_on)


def test_no_cluster_where_nothing_is_trained(learned: Callable[..., tuple[Site, Graph]]) -> None:
    _, graph = learned(scenario="ai-inference")
    assert graph.of_type(machine_learning_computes.TYPE) == ()
    assert workspace_of(graph).image_build_compute == ""


def test_models_that_are_named_are_watched_and_the_contacts_told(learned: Callable[..., tuple[Site, Graph]]) -> None:
    other = MONITOR | {"deployment": "green", "task": "Regression"}
    _, graph = learned({"monitors": [MONITOR, other]})
    found = [machine_learning_schedules.read(part) for part in graph.of_type(machine_learning_schedules.TYPE)]
    assert [(part.endpoint, part.deployment, part.task, part.enabled) for part in found] == [
        ("scoring", "blue", "Classification", True), ("scoring", "green", "Regression", True),
    ]
    assert {part.emails for part in found} == {("soc@acme.example",)}
    assert {part.signals for part in found} == {("DataDrift", "DataQuality", "PredictionDrift")}
    assert len({part.id for part in found}) == 2


def test_contributors_work_in_it_once_each(learned: Callable[..., tuple[Site, Graph]]) -> None:
    group = "22222222-2222-2222-2222-222222222222"
    entry = {"region": "north", "access": [{"group": group, "role": "contributor"}, {"group": group, "role": "user"}]}
    _, graph = learned(projects={"one": entry, "two": entry})
    given = [role_assignments.read(part) for part in graph.of_type(role_assignments.TYPE)]
    assert [(part.scope, part.role) for part in given if part.principal == group] == [
        (workspace_of(graph).id, role("AzureML Data Scientist"))
    ]
