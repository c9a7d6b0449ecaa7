"""Rights of identities and groups, each on one thing: the only place where passes make role assignments by the name of a role."""

from __future__ import annotations

from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Resource
from enclave.graph.resources import role_assignments
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name

SERVICE, GROUP = "ServicePrincipal", "Group"
MODULE = "identity-access/role-assignments"


def grant(site: Site, principal: str, role_name: str, target: str, kind: str = SERVICE, *, module: str = MODULE) -> Resource:
    """The assignment of a role on a target. `principal` is the id of an identity, or the object id of a group.

    Something that must wait for it keeps it in a module of its own. Raises EnclaveError for a role that is not in the table.
    """
    assignment = RoleAssignment(grant_id(principal, role_name, target), target, principal, kind, role(role_name))
    (written,) = role_assignments.write(assignment, site.place(module))
    return written


def grant_id(principal: str, role_name: str, target: str) -> str:
    """Id of that assignment, for those who must wait for it."""
    return f"{target}/providers/{role_assignments.TYPE}/{assignment_name(target, principal, role(role_name))}"
