"""Rights that come in by other ways than assignments: other tenants, publishers of applications, and what deploys unread templates.

Azure Lighthouse: learn.microsoft.com/azure/lighthouse/concepts/tenants-users-roles (User Access Administrator gives the roles that are
named, to managed identities, and nothing else comes with it). Managed applications:
learn.microsoft.com/azure/azure-resource-manager/managed-applications/overview (the definition's authorizations hold for the managed group).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from enclave.graph.azure_facts import ROLES
from enclave.graph.body import MISSING, canonical_id, flag, items, last_segment, lookup, text, texts
from enclave.graph.model import Graph, Resource
from enclave.verify.identity.permissions import Allowance, Role
from enclave.verify.unsure import Unsure

ACCESS_ADMINISTRATOR = ROLES["User Access Administrator"]
ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"


class Arrival(NamedTuple):
    """A role of somebody who is not assigned it."""

    principal: str
    role: str
    """GUID, lower case."""
    scope: str
    eligible: bool = False
    assigns: tuple[str, ...] = ()
    """GUIDs of the only roles that it gives, and then it gives nothing else."""


def arrivals(resource: Resource, graph: Graph) -> Iterator[Arrival]:
    """The rights that a resource brings. Raises `Undecided` for those that are not in the graph."""
    yield from _BY_TYPE[resource.type.lower()](resource, graph)


def giving(role: Role, assigns: tuple[str, ...]) -> Role:
    """A role of which only the right to give some roles is left; `assigns` empty: the role."""
    if not assigns:
        return role
    actions = ("*/read", f"{ASSIGNMENTS}/write", f"{ASSIGNMENTS}/delete")
    return Role("", f"{role.name} of some roles", (Allowance(actions),), assigns=assigns)


def _delegated(resource: Resource, _graph: Graph) -> Iterator[Arrival]:
    """A definition of Azure Lighthouse: principals of another tenant get roles on all that is deployed to."""
    for path in ("authorizations", "eligibleAuthorizations"):
        for part in items(resource.body, f"properties.{path}"):
            guid = last_segment(text(part, "roleDefinitionId")).lower()
            some = tuple(last_segment(each).lower() for each in texts(part, "delegatedRoleDefinitionIds"))
            assigns = some if guid == ACCESS_ADMINISTRATOR else ()
            yield Arrival(text(part, "principalId"), guid, resource.scope, path[0] == "e", assigns)


def _taken(resource: Resource, graph: Graph) -> Iterator[Arrival]:
    """A delegation: what it gives stands in its definition."""
    definition = text(resource.body, "properties.registrationDefinitionId")
    if graph.get(canonical_id(definition)) is None:
        raise Unsure(f"what {last_segment(definition) or 'a definition'} gives to another tenant is not in the template", resource.id)
    yield from ()


def _published(resource: Resource, graph: Graph) -> Iterator[Arrival]:
    """A managed application: its publisher gets roles on the group that it is managed in."""
    definition = graph.get(canonical_id(text(resource.body, "properties.applicationDefinitionId")))
    told = definition if definition is not None else resource  # an export tells of the application itself
    if lookup(told.body, "properties.authorizations") is MISSING:
        raise Unsure(f"what the publisher of {last_segment(resource.id)} may do in its managed group is not in the template", resource.id)
    group = canonical_id(text(resource.body, "properties.managedResourceGroupId"))
    if not group:
        raise Unsure(f"which group {last_segment(resource.id)} is managed in is not known", resource.id)
    asked = any(flag(each.body, "properties.jitAccessPolicy.jitAccessEnabled") for each in (told, resource))
    for part in items(told.body, "properties.authorizations"):
        yield Arrival(text(part, "principalId"), last_segment(text(part, "roleDefinitionId")).lower(), group, asked)


def _deployed(resource: Resource, _graph: Graph) -> Iterator[Arrival]:
    """What deploys a template that nobody reads here, a linked one too; in an export what it deployed is listed."""
    if not isinstance(lookup(resource.body, "properties.provisioningState"), str):
        raise Unsure(f"whom {last_segment(resource.id)} gives what is not known: what it deploys is not read", resource.id)
    yield from ()


def _moved(resource: Resource, _graph: Graph) -> Iterator[Arrival]:
    raise Unsure("who has rights at the management group, and so on the subscription that is put below it, is not known", resource.id)


_BY_TYPE: Mapping[str, Callable[[Resource, Graph], Iterator[Arrival]]] = {
    "microsoft.managedservices/registrationdefinitions": _delegated,
    "microsoft.managedservices/registrationassignments": _taken,
    "microsoft.solutions/applications": _published,
    "microsoft.resources/deployments": _deployed,
    "microsoft.resources/deploymentstacks": _deployed,
    "terraform/azurerm_managed_application": _deployed,
    "microsoft.blueprint/blueprintassignments": _deployed,
    "microsoft.management/managementgroups/subscriptions": _moved,
}
ARRIVING: tuple[str, ...] = tuple(_BY_TYPE)
"""Types that bring rights, lower case."""
NAMESPACES = frozenset(kind.partition("/")[0] for kind in ARRIVING)
"""Of these, lower case."""
