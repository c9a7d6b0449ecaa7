"""Restore procedures that run: a workflow each, which asks Resource Manager as an identity that may restore and nothing else.

Workflows, not runbooks: a runbook's text must be fetched from a public address or be sent after the deployment. Nobody can call a
workflow over the internet, since its trigger lets no address in; it is started through Resource Manager, by whoever has the
right `Microsoft.Logic/workflows/triggers/run/action`, and every start stands in the activity log
(learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.grants import grant
from enclave.compose.passes.backup_storage import RESTORED, backup_storage_id, container_id
from enclave.compose.passes.backup_vault import backup_vault_id
from enclave.compose.passes.recovery_services_vault import recovery_vault_id
from enclave.compose.procedures import workflow
from enclave.compose.restore import procedures
from enclave.compose.roles import role_guid
from enclave.compose.site import Site
from enclave.compose.whole import Whole
from enclave.graph.azure_facts import role
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import logic_workflows, role_assignments, user_assigned_identities
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity

MODULE = "backup-recovery/restore-procedures"


def restore_procedures(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The identity, its rights and those of the vaults, then the workflows."""
    if not site.spec.components.backup.enabled:
        return
    place = site.place(MODULE)
    identity = restore_identity_id(site)
    name = last_segment(identity)
    yield from user_assigned_identities.write(UserAssignedIdentity(identity, name, site.region.location, None), place)
    yield _assigned(place, site.group, identity, role_guid(site.spec, "restorer"))
    if site.spec.components.virtual_machines.enabled:
        # the vault's identity is used for the account that disks come by way of, and for nothing else (see `restore._machine`)
        yield _assigned(place, backup_storage_id(site), recovery_vault_id(site), role_guid(site.spec, "stager"))
    if site.spec.components.postgresql.enabled:
        yield grant(site, backup_vault_id(site), "Storage Blob Data Contributor", container_id(site, RESTORED))
    for procedure in procedures(site, built):
        yield from logic_workflows.write(workflow(site, procedure, identity), place)


def restore_rights(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """What Azure asks for at the subscription: the deleted containers of Cosmos DB lie in no group."""
    found = whole.spec.components
    if not (found.backup.enabled and found.cosmos_db.enabled):
        return
    place = whole.place(MODULE, scope="")
    for site in whole.sites:
        yield _assigned(place, "", restore_identity_id(site), role("CosmosRestoreOperator"))


def restore_identity_id(site: Site) -> str:
    """Id of the identity that procedures act as."""
    return site.id(user_assigned_identities.TYPE, "restore")


def _assigned(place: Place, scope: str, principal: str, guid: str) -> Resource:
    assignment_id = f"{scope}/providers/{role_assignments.TYPE}/{assignment_name(scope, principal, guid)}"
    (written,) = role_assignments.write(RoleAssignment(assignment_id, scope, principal, "ServicePrincipal", guid), place)
    return written
