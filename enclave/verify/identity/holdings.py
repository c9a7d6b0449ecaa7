"""Who holds which role where: assignments, eligibilities, deny assignments, and what Azure gives a cluster by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from enclave.graph.body import Undecided, items, last_segment, text, texts
from enclave.graph.model import Graph, Resource
from enclave.graph.parts import identity
from enclave.graph.resources import role_assignments, role_eligibility_schedule_requests
from enclave.verify.estate import presence
from enclave.verify.identity.permissions import CONTRIBUTOR, Catalogue, Role, matches
from enclave.verify.unsure import Unsure

ROOT = "/"
"""Scope of the tenant: above every management group."""
MANAGEMENT = "/providers/microsoft.management/managementgroups/"
EVERYBODY = "00000000-0000-0000-0000-000000000000"
CLUSTERS = "Microsoft.ContainerService/managedClusters"
DENY = "Microsoft.Authorization/denyAssignments"


def covers(scope: str, target: str) -> bool:
    """Whether what holds at a scope holds for a target: the scope itself, and everything below it."""
    scope, target = scope.lower().rstrip("/"), target.lower()
    if not scope:
        return not target.startswith(MANAGEMENT)
    if scope.startswith(MANAGEMENT):
        # which subscriptions and groups lie below it is not in a template: rather too many
        return True
    return target == scope or target.startswith(f"{scope}/")


def is_group(scope: str) -> bool:
    """Whether new resources can be put into a scope: a resource group, a subscription, a management group."""
    return "/providers/" not in scope.lower().replace(MANAGEMENT, "/managementgroups/", 1)


@dataclass(frozen=True)
class Holding:
    """A role that a principal holds."""

    principal: str
    role: Role
    scope: str
    source: str
    """Id of the assignment, or what else gives it."""
    eligible: bool = False
    """It must be activated first (Privileged Identity Management)."""
    conditional: bool = False
    """It has a condition, which is not evaluated."""

    @property
    def told(self) -> str:
        """The holding for people."""
        where = last_segment(self.scope) or "the subscription"
        how = " once activated" if self.eligible else ""
        return f"{self.role.name} on {where}{how}{' under a condition' if self.conditional else ''}"


@dataclass(frozen=True)
class Denial:
    """What is denied at a scope."""

    scope: str
    actions: tuple[str, ...]
    data_actions: tuple[str, ...]
    principals: tuple[str, ...]
    excluded: tuple[str, ...]
    children: bool

    def stops(self, principal: str, action: str, target: str, *, data: bool) -> bool:
        """Whether it surely stops a principal's action on a target."""
        mine = principal.lower() in self.principals or (EVERYBODY in self.principals and principal.lower() not in self.excluded)
        here = covers(self.scope, target) if self.children else self.scope.lower() == target.lower()
        return mine and here and any(matches(pattern, action) for pattern in (self.data_actions if data else self.actions))


class Holdings:
    """Every holding of a graph, and why some could not be read."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.catalogue = Catalogue(graph)
        self.all: list[Holding] = []
        self.problems: list[tuple[str, Undecided]] = []
        """(id of the assignment, why it could not be read)."""
        self.strange: list[tuple[str, str, str]] = []
        """(principal, GUID of a role that nobody knows, scope)."""
        for resource in graph.of_type(role_assignments.TYPE):
            self._read(resource, self._assignment)
        for resource in graph.of_type(role_eligibility_schedule_requests.TYPE):
            self._read(resource, self._eligibility)
        self.denials = tuple(self._denials())
        self.all += self._by_azure()

    def _read(self, resource: Resource, reader: Callable[[Resource], None]) -> None:
        try:
            doubt = presence(resource)
            if doubt is not None:
                raise doubt
            reader(resource)
        except Undecided as problem:
            self.problems.append((resource.id, problem))

    def _assignment(self, resource: Resource) -> None:
        view = role_assignments.read(resource)
        self._add(view.principal, view.role, view.scope, resource.id, eligible=False, conditional=view.conditional)

    def _eligibility(self, resource: Resource) -> None:
        view = role_eligibility_schedule_requests.read(resource)
        self._add(view.principal, view.role, view.scope, resource.id, eligible=True, conditional=False)

    def _add(self, principal: str, guid: str, scope: str, source: str, *, eligible: bool, conditional: bool) -> None:
        if not principal:
            raise Unsure("it names no principal", source)
        if guid in self.catalogue.unread:
            raise self.catalogue.unread[guid]
        role = self.catalogue.find(guid)
        if role is None:
            self.strange.append((principal, guid, scope))
        else:
            self.all.append(Holding(principal, role, scope, source, eligible, conditional))

    def _denials(self) -> Iterator[Denial]:
        for resource in self.graph.of_type(DENY):
            try:
                sets = items(resource.body, "properties.permissions")
                yield Denial(
                    resource.scope,
                    tuple(action for part in sets for action in texts(part, "actions")),
                    tuple(action for part in sets for action in texts(part, "dataActions")),
                    tuple(text(part, "id").lower() for part in items(resource.body, "properties.principals")),
                    tuple(text(part, "id").lower() for part in items(resource.body, "properties.excludePrincipals")),
                    text(resource.body, "properties.doNotApplyToChildScopes", "false").lower() != "true",
                )
            except Undecided:
                continue  # what could not be read denies nothing

    def _by_azure(self) -> Iterator[Holding]:
        """A cluster's identity is a contributor to the group of its nodes (aks/use-managed-identity)."""
        for cluster in self.graph.of_type(CLUSTERS):
            try:
                nodes = text(cluster.body, "properties.nodeResourceGroup", "")
                for principal in identities(cluster):
                    yield Holding(principal, CONTRIBUTOR, f"/resourceGroups/{nodes or f'MC_{cluster.name}'}", cluster.id)
            except Undecided as problem:
                self.problems.append((cluster.id, problem))

    def principals(self) -> tuple[str, ...]:
        """Everybody who holds something, in order."""
        names = [holding.principal for holding in self.all] + [principal for principal, _, _ in self.strange]
        return tuple({name.lower(): name for name in reversed(names)}.values())[::-1]

    def of(self, principal: str) -> tuple[Holding, ...]:
        """What a principal was given."""
        return self._by_principal.get(principal.lower(), ())

    @cached_property
    def _by_principal(self) -> Mapping[str, tuple[Holding, ...]]:
        found: dict[str, list[Holding]] = {}
        for holding in self.all:
            found.setdefault(holding.principal.lower(), []).append(holding)
        return {principal: tuple(held) for principal, held in found.items()}

    def denied(self, principal: str, action: str, target: str, *, data: bool = False) -> bool:
        """Whether a deny assignment stops an action."""
        return any(denial.stops(principal, action, target, data=data) for denial in self.denials)


def identities(resource: Resource) -> tuple[str, ...]:
    """The identities that a resource runs as: its own id for the system-assigned one, ids of user-assigned ones. Raises `Undecided`."""
    who = identity(resource)
    return (*((resource.id,) if "systemassigned" in who.kind.lower() else ()), *who.user_assigned)
