"""Who may use the accounts: the project's groups by their role, and the gateway. On each account, never wider.

Contributors hold nothing here where their rights are activated (`privileged_identity.py`). Auditors and operators of the
whole enclave have their own roles on the region's group; operators too must activate them where that component is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.roles import role_guid
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Resource
from enclave.graph.parts import Place
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
    activated = site.spec.components.privileged_identity.enabled
    for name, project in site.projects.items():
        wanted = [
            (str(entry.group), "Group", role(ROLES[entry.role]))
            for entry in project.access if not (activated and entry.role == "contributor")
        ]
        wanted.append((gateway_identity_id(site), "ServicePrincipal", role(ROLES["user"])))
        for principal, kind, guid in dict.fromkeys(wanted):
            yield from _assigned(site.account(name), principal, kind, guid, place)
    identity = site.spec.identity
    if identity.auditors is not None:
        yield from _assigned(site.group, str(identity.auditors), "Group", role_guid(site.spec, "auditor"), place)
    if identity.operators is not None and not activated:
        yield from _assigned(site.group, str(identity.operators), "Group", role_guid(site.spec, "operator"), place)


def _assigned(scope: str, principal: str, kind: str, guid: str, place: Place) -> tuple[Resource, ...]:
    assignment_id = f"{scope}/providers/{role_assignments.TYPE}/{assignment_name(scope, principal, guid)}"
    return role_assignments.write(RoleAssignment(assignment_id, scope, principal, kind, guid), place)
