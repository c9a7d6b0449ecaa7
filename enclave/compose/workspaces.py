"""What a Machine Learning workspace stands on, alone or as a hub: storage, vault, identity and rights of its own.

Its identity holds what Microsoft asks for and nothing beyond these services (learn.microsoft.com/azure/machine-learning/
how-to-identity-based-service-authentication, user-assigned managed identity); a system-assigned one would get the whole group.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from enclave.compose.cluster import registry_id
from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import grant
from enclave.compose.private_storage import private_storage
from enclave.compose.site import DATA_ENDPOINTS, MANAGEMENT_ENDPOINTS, Site
from enclave.compose.vaults import vault
from enclave.graph.body import last_segment
from enclave.graph.managed_network import OutboundRule
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import (
    application_insights,
    key_vaults,
    machine_learning_workspaces,
    storage_accounts,
    user_assigned_identities,
)
from enclave.graph.resources.machine_learning_workspaces import TYPE, Workspace, WorkspaceKey
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity
from enclave.spec.handling import SENSITIVE

PURPOSE = "machine-learning"
APPROVER = "Azure AI Enterprise Network Connection Approver"


class Base(Struct, frozen=True):
    """The services of one workspace, by id."""

    site: Site
    part: str
    """`ml` or `hub`."""
    kind: str
    """`Default` or `Hub`."""

    @property
    def workspace(self) -> str:
        """The workspace."""
        site = self.site
        return site.id(f"{TYPE}(Hub)" if self.kind == "Hub" else TYPE)

    @property
    def storage(self) -> str:
        """Its files."""
        return self.site.unique(storage_accounts.TYPE, self.part)

    @property
    def vault(self) -> str:
        """Its secrets."""
        return self.site.unique(key_vaults.TYPE, self.part)

    @property
    def identity(self) -> str:
        """What it acts as."""
        return self.site.id(user_assigned_identities.TYPE, self.part, "workspace")

    @property
    def insights(self) -> str | None:
        """Where it sends traces."""
        return self.site.id(application_insights.TYPE) if self.site.spec.components.application_insights.enabled else None

    @property
    def registry(self) -> str | None:
        """Where its images lie: the region's registry."""
        return registry_id(self.site) if self.site.spec.components.container_registry.enabled else None

    def rights(self) -> Iterator[tuple[str, str]]:
        """What its identity may do, where: role and target."""
        files = ("Contributor", "Storage Blob Data Contributor", "Storage File Data Privileged Contributor")
        yield from ((role, self.storage) for role in files)
        yield from ((role, self.vault) for role in ("Contributor", "Key Vault Administrator"))
        if self.registry:
            yield "Contributor", self.registry
        if self.insights:
            yield "Contributor", self.insights


def workspace(base: Base, place: Place, rules: tuple[OutboundRule, ...], *, image_build: str = "") -> Iterator[Resource]:
    """Identity, storage, vault, rights, the workspace, and its private endpoint in the end."""
    site = base.site
    identity = UserAssignedIdentity(base.identity, last_segment(base.identity), site.region.location, None)
    yield from user_assigned_identities.write(identity, place)
    yield from private_storage(site, base.storage, place, ("blob", "file"), purpose=PURPOSE, trusted=True)
    # a workspace is one of a vault's trusted services (learn.microsoft.com/azure/machine-learning/how-to-managed-network)
    yield from key_vaults.write(vault(site, base.vault, trusted=True), place)
    yield from private_endpoint(site, place, (key_vaults.TYPE, "vault"), base.vault, MANAGEMENT_ENDPOINTS)
    # the managed network asks every service that it has an endpoint to, and approves as the workspace
    targets = dict.fromkeys((base.storage, base.vault, *filter(None, (base.registry,)), *(rule.target for rule in rules)))
    wanted = dict.fromkeys((*base.rights(), *((APPROVER, target) for target in targets)))
    rights = [grant(site, base.identity, role, target, module=place.module) for role, target in wanted]
    yield from rights
    customer = key(site, PURPOSE)
    needed = (*(right.id for right in rights), *(customer.depends_on if customer else ()))
    (written,) = machine_learning_workspaces.write(_view(base, rules, image_build), place, depends_on=needed)
    yield written
    yield grant(site, base.identity, "Contributor", written.id, module=place.module)
    yield from private_endpoint(site, place, (TYPE, "amlworkspace"), written.id, DATA_ENDPOINTS)


def _view(base: Base, rules: tuple[OutboundRule, ...], image_build: str) -> Workspace:
    site, customer = base.site, key(base.site, PURPOSE)
    identities = (base.identity, *((customer.identity,) if customer else ()))
    closed = site.spec.security.managed_network_isolation is not False
    return Workspace(
        id=base.workspace,
        location=site.region.location,
        kind=base.kind,
        friendly_name=site.spec.name,
        public_network_access=site.public_access,
        identity=Identity("UserAssigned", identities),
        storage=base.storage,
        vault=base.vault,
        registry=base.registry,
        insights=base.insights,
        primary_identity=base.identity,
        isolation="AllowOnlyApprovedOutbound" if closed else "AllowInternetOutbound",
        rules=rules,
        provision_now=True,
        key=WorkspaceKey(customer.vault, customer.key, customer.identity) if customer else None,
        sensitive=site.spec.data_classification in SENSITIVE,
        datastore_auth="Identity",
        legacy=False,
        image_build_compute=image_build,
    )
