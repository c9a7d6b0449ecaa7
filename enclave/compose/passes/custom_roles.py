"""The definitions of the enclave's own roles, at the subscription."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.roles import DATA, held, role_guid
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import role_definitions
from enclave.graph.resources.role_definitions import RoleDefinition


def custom_roles(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The definitions of the roles that somebody holds, at the subscription, where they can be assigned."""
    place = whole.place("identity-access/custom-roles", scope="")
    for role in held(whole.spec):
        facts = DATA["roles"][role]
        definition = RoleDefinition(
            id=f"/providers/{role_definitions.TYPE}/{role_guid(whole.spec, role)}",
            name=f"{whole.spec.name} {role}",
            description=facts["description"],
            actions=tuple(facts["actions"]),
            not_actions=tuple(facts["notActions"]),
            data_actions=tuple(facts["dataActions"]),
            not_data_actions=tuple(facts["notDataActions"]),
        )
        yield from role_definitions.write(definition, place)
