"""The region's container group for short jobs: a private address, an identity instead of passwords, the registry's images only.

The platform pulls its image from Microsoft's side of the network, past the registry's private endpoint, as a trusted service with
the group's identity. A workspace's key, which a group could send its logs with, would stand in its settings: its logs go the way
of diagnostic settings instead. What Azure keeps of a group is encrypted with Microsoft's keys: a group names its key by version
(`encryptionProperties.keyVersion`), which no template can take from the key that it has just made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave import __version__
from enclave.compose.cluster import registry_host, registry_id
from enclave.compose.grants import grant
from enclave.compose.site import CONTAINER_INSTANCES, Site
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import azure_firewalls, container_groups, user_assigned_identities
from enclave.graph.resources.container_groups import ContainerGroup, GroupContainer
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity

PART = "container-instances"
OWN_IMAGE = f"secure-ai-enclave:{__version__}"
"""The enclave's own program, as its Containerfile builds it."""
OWN_COMMAND = ("enclave", "--version")
USER = 10001
"""Nobody: the image's own user."""


def container_instances(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Identity, its right to pull images, and the group."""
    if not site.spec.components.container_instances.enabled:
        return
    identity = UserAssignedIdentity(
        site.id(user_assigned_identities.TYPE, PART), site.name(user_assigned_identities.TYPE, PART), site.region.location, None
    )
    yield from user_assigned_identities.write(identity, site.place("identity-access/managed-identity"))
    pulls = grant(site, identity.id, "AcrPull", registry_id(site))
    yield pulls
    # rights take effect before the group is made: it pulls its image at once, and fails as a whole when it may not
    before = (pulls.id, site.id(azure_firewalls.TYPE), *site.joined)
    place = site.place("container-infrastructure/container-instances")
    yield from container_groups.write(_group(site, identity.id), place, depends_on=before)


def _group(site: Site, identity: str) -> ContainerGroup:
    settings = site.spec.components.container_instances
    job = GroupContainer(
        name="job",
        image=f"{registry_host(site)}/{settings.image or OWN_IMAGE}",
        command=settings.command or (() if settings.image else OWN_COMMAND),
        cpu=settings.cpus,
        memory_gb=settings.memory_gb,
        privileged=False,
        escalation=False,
        drops=("ALL",),
        user=USER,
    )
    return ContainerGroup(
        id=site.id(container_groups.TYPE),
        location=site.region.location,
        containers=(job,),
        subnets=(site.subnet(CONTAINER_INSTANCES),),
        address="",
        ports=(),
        restart="Never",
        name_servers=(str(site.plan.firewall_ip),),
        registries=((registry_id(site), identity),),
        identity=Identity("UserAssigned", (identity,)),
    )
