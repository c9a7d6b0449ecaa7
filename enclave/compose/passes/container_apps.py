"""The region's Container Apps environment: inside the network, reached by a private endpoint only, and the owner's app in it.

Without an image of the app only the environment is built: an app whose image is not in the registry yet fails the deployment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.cluster import registry_host, registry_id
from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import grant
from enclave.compose.names import resource_name, slug
from enclave.compose.site import CONTAINER_APPS, MANAGEMENT_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import (
    azure_firewalls,
    managed_environments,
    resource_groups,
    user_assigned_identities,
)
from enclave.graph.resources import (
    container_apps as apps,
)
from enclave.graph.resources.container_apps import AppIngress, ContainerApp
from enclave.graph.resources.managed_environments import CONSUMPTION, ManagedEnvironment, WorkloadProfile
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity
from enclave.spec.gateway_name import gateway_host

PART = "container-apps"
DEDICATED = WorkloadProfile("dedicated", "D4", 1, 3)
"""Machines that no other environment shares, where `performance_tier` is `premium`."""


def container_apps(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Identity, its right to pull images, environment, private endpoint, app."""
    settings = site.spec.components.container_apps
    if not settings.enabled:
        return
    identity = UserAssignedIdentity(
        site.id(user_assigned_identities.TYPE, PART), site.name(user_assigned_identities.TYPE, PART), site.region.location, None
    )
    yield from user_assigned_identities.write(identity, site.place("identity-access/managed-identity"))
    pulls = grant(site, identity.id, "AcrPull", registry_id(site))
    yield pulls
    place = site.place("container-infrastructure/container-apps")
    # its machines fetch what they are made of through the firewall
    before = (site.id(azure_firewalls.TYPE), *site.joined)
    (environment,) = managed_environments.write(_environment(site), place, depends_on=before)
    yield environment
    service = (managed_environments.TYPE, "managedEnvironments")
    yield from private_endpoint(site, place, service, environment.id, MANAGEMENT_ENDPOINTS)
    if settings.image is not None:
        endpoint = site.endpoint(registry_id(site))
        yield from apps.write(_app(site, settings.image, identity.id), place, depends_on=(pulls.id, endpoint))


def _environment(site: Site) -> ManagedEnvironment:
    return ManagedEnvironment(
        id=site.id(managed_environments.TYPE),
        location=site.region.location,
        subnet=site.subnet(CONTAINER_APPS),
        internal=True,
        public_network_access="Disabled",
        zone_redundant=bool(site.zones) and site.premium,
        profiles=(WorkloadProfile(CONSUMPTION, CONSUMPTION), *((DEDICATED,) if site.premium else ())),
        peer_tls=True,
        peer_encryption=True,
        logs="azure-monitor",
        infrastructure_group=resource_name(resource_groups.TYPE, site.spec.name, slug(site.key), PART),
    )


def _app(site: Site, image: str, identity: str) -> ContainerApp:
    settings = site.spec.components.container_apps
    return ContainerApp(
        id=site.id(apps.TYPE),
        location=site.region.location,
        environment=site.id(managed_environments.TYPE),
        image=f"{registry_host(site)}/{image}",
        cpu=1.0,
        memory="2Gi",
        least=2 if site.premium else 1,
        most=settings.most_replicas,
        profile=DEDICATED.name if site.premium else CONSUMPTION,
        # an internal environment: `external` says that callers from the network may come, not only other apps
        ingress=AppIngress(settings.port, external=True, insecure=False),
        registries=((registry_id(site), identity),),
        identity=Identity("UserAssigned", (identity,)),
        environment_variables=(("OPENAI_BASE_URL", f"https://{gateway_host(site.spec)}/v1"),),
    )
