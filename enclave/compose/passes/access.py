"""Who may use the accounts: the project's groups by their role, and the gateway. On each account, never wider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Resource
from enclave.graph.resources import role_assignments
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name
from enclave.spec.models import Role

ROLES: Mapping[Role, str] = {
    "user": "Cognitive Services OpenAI User",
    "contributor": "Cognitive Services OpenAI Contributor",
    "auditor": "Reader",
}
"""The seed's three assignments: developers call models, data scientists deploy them, the security team reads."""


def access(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The role assignments."""
    place = site.place("identity-access/role-assignments")
    for name, project in site.projects.items():
        account = site.account(name)
        wanted = [(str(entry.group), "Group", ROLES[entry.role]) for entry in project.access]
        wanted.append((gateway_identity_id(site), "ServicePrincipal", ROLES["user"]))
        for principal, kind, role_name in dict.fromkeys(wanted):
            guid = role(role_name)
            assignment_id = f"{account}/providers/{role_assignments.TYPE}/{assignment_name(account, principal, guid)}"
            yield from role_assignments.write(RoleAssignment(assignment_id, account, principal, kind, guid), place)
