"""The container group for short jobs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave import __version__
from enclave.compose.cluster import registry_host, registry_id
from enclave.compose.passes.container_instances import container_instances
from enclave.compose.site import CONTAINER_INSTANCES, Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import container_groups, role_assignments, user_assigned_identities

IMAGE = "team/nightly@sha256:" + "c" * 64


@pytest.fixture
def graph(clustered: Site, run: Callable[..., Graph]) -> Graph:
    return run(container_instances, clustered)


def group(graph: Graph) -> container_groups.ContainerGroup:
    (found,) = graph.of_type(container_groups.TYPE)
    return container_groups.read(found)


def test_it_stands_in_its_subnet_and_asks_the_firewall_for_names(graph: Graph, clustered: Site) -> None:
    found = group(graph)
    assert (found.subnets, found.address) == ((clustered.subnet(CONTAINER_INSTANCES),), "")
    assert found.name_servers == (str(clustered.plan.firewall_ip),)


def test_it_has_an_identity_and_no_password_and_no_key(graph: Graph, clustered: Site) -> None:
    (identity,) = graph.of_type(user_assigned_identities.TYPE)
    (right,) = graph.of_type(role_assignments.TYPE)
    found = group(graph)
    assert (found.registries, found.workspace_key) == (((registry_id(clustered), identity.id),), False)
    assert found.identity.user_assigned == (identity.id,)
    assert role_assignments.read(right).role == role("AcrPull")
    assert right.id in graph.of_type(container_groups.TYPE)[0].depends_on


def test_its_process_is_nobody(graph: Graph) -> None:
    (job,) = group(graph).containers
    assert (job.privileged, job.escalation, job.drops) == (False, False, ("ALL",))
    assert job.user
    assert job.user >= 10000


def test_the_job_is_the_owners(contained: Callable[..., Site], run: Callable[..., Graph]) -> None:
    site = contained(container_instances={"image": IMAGE, "command": ["run", "--all"], "cpus": 2, "memory_gb": 8})
    (job,) = group(run(container_instances, site)).containers
    assert (job.image, job.command, job.cpu, job.memory_gb) == (f"{registry_host(site)}/{IMAGE}", ("run", "--all"), 2, 8)
    silent = contained(container_instances={"image": IMAGE})
    assert group(run(container_instances, silent)).containers[0].command == ()


def test_without_a_job_it_is_the_enclaves_own_program(graph: Graph, clustered: Site) -> None:
    (job,) = group(graph).containers
    assert job.image == f"{registry_host(clustered)}/secure-ai-enclave:{__version__}"
    assert not job.image.endswith(":latest")
    assert job.command == ("enclave", "--version")


def test_azure_takes_it(graph: Graph, problems: Callable[..., list[str]]) -> None:
    assert problems(graph.resources) == []


def test_nothing_when_it_is_off(site: Site, run: Callable[..., Graph]) -> None:
    assert run(container_instances, site).resources == ()
