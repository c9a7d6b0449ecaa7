"""The Container Apps environment and its app."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.cluster import registry_host, registry_id
from enclave.compose.passes.container_apps import container_apps
from enclave.compose.site import CONTAINER_APPS, MANAGEMENT_ENDPOINTS, Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import (
    azure_firewalls,
    managed_environments,
    private_endpoints,
    role_assignments,
    user_assigned_identities,
)
from enclave.graph.resources import (
    container_apps as apps,
)

IMAGE = "team/claims@sha256:" + "b" * 64


def environment(graph: Graph) -> managed_environments.ManagedEnvironment:
    (found,) = graph.of_type(managed_environments.TYPE)
    return managed_environments.read(found)


def test_the_environment_stands_in_the_network_and_has_no_public_side(clustered: Site, run: Callable[..., Graph]) -> None:
    graph = run(container_apps, clustered)
    found = environment(graph)
    assert (found.subnet, found.internal, found.public_network_access) == (clustered.subnet(CONTAINER_APPS), True, "Disabled")
    assert (found.peer_tls, found.peer_encryption, found.logs, found.zone_redundant) == (True, True, "azure-monitor", True)
    assert "Consumption" in {profile.kind for profile in found.profiles}
    assert clustered.id(azure_firewalls.TYPE) in graph.of_type(managed_environments.TYPE)[0].depends_on


def test_its_names_lead_to_a_private_endpoint(clustered: Site, run: Callable[..., Graph]) -> None:
    graph = run(container_apps, clustered)
    (made,) = graph.of_type(private_endpoints.TYPE)
    endpoint = private_endpoints.read(made, graph)
    assert (endpoint.target, endpoint.group_ids) == (environment(graph).id, ("managedEnvironments",))
    assert endpoint.subnet == clustered.subnet(MANAGEMENT_ENDPOINTS)
    assert [zone.rpartition("/")[2] for zone in endpoint.zone_groups] == ["privatelink.swedencentral.azurecontainerapps.io"]


def test_without_an_image_there_is_no_app(clustered: Site, run: Callable[..., Graph]) -> None:
    assert run(container_apps, clustered).of_type(apps.TYPE) == ()


def test_the_app_pulls_by_its_identity_and_calls_models_through_the_gateway(
    contained: Callable[..., Site], run: Callable[..., Graph],
) -> None:
    site = contained(container_apps={"image": IMAGE, "port": 9000, "most_replicas": 4})
    graph = run(container_apps, site)
    (made,) = graph.of_type(apps.TYPE)
    (identity,) = graph.of_type(user_assigned_identities.TYPE)
    (right,) = graph.of_type(role_assignments.TYPE)
    app = apps.read(made)
    assert (app.image, app.environment) == (f"{registry_host(site)}/{IMAGE}", environment(graph).id)
    assert (app.registries, app.identity.user_assigned) == (((registry_id(site), identity.id),), (identity.id,))
    assert role_assignments.read(right).role == role("AcrPull")
    assert right.id in made.depends_on
    assert app.ingress
    assert (app.ingress.port, app.ingress.insecure, app.most) == (9000, False, 4)
    assert dict(app.environment_variables)["OPENAI_BASE_URL"] == "https://gateway.acme-labs.internal/v1"
    assert app.profile in {profile.name for profile in environment(graph).profiles}


@pytest.mark.parametrize("image", [None, IMAGE])
def test_azure_takes_it(
    image: str | None, contained: Callable[..., Site], run: Callable[..., Graph], problems: Callable[..., list[str]],
) -> None:
    assert problems(run(container_apps, contained(container_apps={"image": image, "port": 8080})).resources) == []


def test_nothing_when_it_is_off(site: Site, run: Callable[..., Graph]) -> None:
    assert run(container_apps, site).resources == ()
