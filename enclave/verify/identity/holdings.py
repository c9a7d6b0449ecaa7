"""Who holds which role where: assignments, eligibilities, deny assignments, other tenants, and what services give by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from enclave.finding import Unknown
from enclave.graph.body import Undecided, items, last_segment, text, texts
from enclave.graph.model import Body, Graph, Resource, Value
from enclave.graph.parts import identity
from enclave.graph.resources import role_assignments, role_eligibility_schedule_requests
from enclave.verify.estate import presence
from enclave.verify.identity.arrivals import ARRIVING, arrivals, giving
from enclave.verify.identity.by_service import BY_SERVICE, above, who
from enclave.verify.identity.condition_text import VERSION
from enclave.verify.identity.conditions import Condition, Request
from enclave.verify.identity.permissions import BUILT_IN, CONTRIBUTOR, Allowance, Catalogue, Role, any_matches
from enclave.verify.model import because
from enclave.verify.network.world import World
from enclave.verify.snapshot import lot_of
from enclave.verify.unsure import Unsure

ROOT = "/"
"""Scope of the tenant: above every management group."""
MANAGEMENT = "/providers/microsoft.management/managementgroups/"
EVERYBODY = "00000000-0000-0000-0000-000000000000"
EVERYONE = frozenset({"systemdefined", "everyone"})
"""Types of a principal of a deny assignment that stand for everybody, as exports and as templates write it."""
SINGLE = frozenset({"user", "serviceprincipal"})
"""Types of a principal that nobody else is a member of."""
CLUSTERS = "Microsoft.ContainerService/managedClusters"
DENY = "Microsoft.Authorization/denyAssignments"
LIFT = ("Microsoft.Resources/deploymentStacks/manageDenySetting/action", "Microsoft.Blueprint/blueprintAssignments/delete")
"""Actions, somewhere else, that take a deny assignment away with what made it (role-based-access-control/deny-assignments)."""
DELETE_DENIAL = "Microsoft.Authorization/denyAssignments/delete"


ACTIVE = tuple(f"Microsoft.Authorization/roleAssignmentSchedule{kind}" for kind in ("Requests", "Instances", "s"))
ELIGIBLE = tuple(f"Microsoft.Authorization/roleEligibilitySchedule{kind}" for kind in ("Requests", "Instances", "s"))
"""How Privileged Identity Management writes who has a role, and who may activate one: as asked for, and as an export lists it."""
GOVERNING = frozenset(f"microsoft.authorization/{kind}" for kind in (
    "roleassignments", "roledefinitions", "denyassignments", "locks", "policyassignments", "policydefinitions", "policyexemptions",
    "policysetdefinitions", "policyenrollments", "rolemanagementpolicies", "rolemanagementpolicyassignments",
    "accessreviewscheduledefinitions",
    "accessreviewhistorydefinitions", "privatelinkassociations", "resourcemanagementprivatelinks", "datapolicymanifests", "variables",
)) | {kind.lower() for kind in (*ACTIVE, *ELIGIBLE)}
"""Types of the authorization service that are read here, or give nobody anything, lower case."""


def covers(scope: str, target: str) -> bool:
    """Whether what holds at a scope holds for a target: the scope itself, and everything below it."""
    scope, target = scope.lower().rstrip("/"), target.lower()
    if not scope:
        return not target.startswith(MANAGEMENT)
    if scope.startswith(MANAGEMENT):
        # which subscriptions and groups lie below it is not in a template: rather too many
        return True
    return target == scope or target.startswith(f"{scope}/")


def _may_be(scope: str, target: str) -> bool:
    """Whether a scope may hold for a target, whatever stands for the parts of them that are not known."""
    here, there = scope.removeprefix("/subscriptions/").split("/"), target.split("/")
    if scope.startswith("/subscriptions/{") and not target.startswith("/subscriptions/"):
        here = ["", *here[1:]] if len(here) > 1 else [""]
    elif scope.startswith("{"):
        return True
    else:
        here = scope.split("/")
    return len(here) <= len(there) and all(a == b or "{" in a or "{" in b for a, b in zip(here, there, strict=False))


def _subscription(scope: str) -> str:
    return "/".join(scope.split("/")[:3])


def is_foreign(scope: str) -> bool:
    """Whether a scope names a subscription: no template says whether that is the one which it is deployed to."""
    return scope.lower().startswith("/subscriptions/") and not scope.startswith("/subscriptions/{")


def is_group(scope: str) -> bool:
    """Whether new resources can be put into a scope: a resource group, a subscription, a management group."""
    return "/providers/" not in scope.lower().replace(MANAGEMENT, "/managementgroups/", 1)


ACTIVATED = " once activated"
"""How a role is told that its holder must activate first."""


class Holding(Struct, frozen=True):
    """A role that a principal holds."""

    principal: str
    role: Role
    scope: str
    source: str
    """Id of the assignment, or what else gives it."""
    eligible: bool = False
    """It must be activated first (Privileged Identity Management)."""
    condition: Condition | None = None
    kind: str = ""
    """`User`, `Group` or `ServicePrincipal`; empty: that is not known."""

    @property
    def conditional(self) -> bool:
        """Whether it has a condition."""
        return self.condition is not None

    def lets(self, action: str) -> bool | None:
        """Whether its condition lets an action, or all that a pattern stands for, pass; None: that depends."""
        return True if self.condition is None else self.condition.lets(Request(action))

    @property
    def told(self) -> str:
        """The holding for people."""
        where = last_segment(self.scope) or "the subscription"
        how = ACTIVATED if self.eligible else ""
        return f"{self.role.name} on {where}{how}{' under a condition' if self.conditional else ''}"


class Denial(Struct, frozen=True):
    """What is denied at a scope."""

    scope: str
    actions: tuple[str, ...]
    data_actions: tuple[str, ...]
    spared: tuple[str, ...]
    """What its `not` lists take away from it."""
    principals: tuple[str, ...]
    excluded: tuple[str, ...]
    """Those whom it leaves out, and those who can take it away."""
    children: bool
    applications: bool = False
    """Applications are left out by their object ids: an identity of the graph may be one of them."""

    def stops(self, principal: str, action: str, target: str, *, data: bool, below: bool = False) -> bool:
        """Whether it surely stops a principal's action on a target; `below`: on everything below it as well."""
        mine = bool({principal.lower(), EVERYBODY} & {*self.principals}) and principal.lower() not in self.excluded
        if any_matches(self.spared, action) or (self.applications and principal.startswith("/")):
            return False
        here = covers(self.scope, target) if self.children else not below and self.scope.lower() == target.lower()
        return mine and here and any_matches(self.data_actions if data else self.actions, action)


def _condition(resource: Resource) -> Condition | None:
    """The condition of an assignment; of one that cannot be evaluated, what stands for it: that lets nobody say anything."""
    try:
        written = text(resource.body, "properties.condition").strip()
        return Condition(written, text(resource.body, "properties.conditionVersion", VERSION) or VERSION) if written else None
    except Undecided as problem:
        return Condition(f"<{problem.expression}>")


def _is_strange(kind: str) -> bool:
    """Whether a lower-case type may give somebody something that is not modelled."""
    return kind.startswith("microsoft.authorization/") and kind not in GOVERNING


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
        for resource in graph.of_type(*ELIGIBLE):
            self._read(resource, self._eligibility)
        for resource in graph.of_type(*ACTIVE):
            self._read(resource, self._active)
        for resource in graph.of_type(*ARRIVING):
            self._read(resource, self._arrived)
        for resource in graph.of_type(*(kind for kind in graph.kinds() if kind in BY_SERVICE or _is_strange(kind))):
            if resource.type.lower() in BY_SERVICE:
                self._read(resource, self._by_service)
            else:
                self.problems.append((resource.id, Unsure(f"whom the type {resource.type} gives what is not modelled", resource.id)))
        self.all += self._by_azure()
        self.denials = tuple(self._denials())

    def _read(self, resource: Resource, reader: Callable[[Resource], None]) -> None:
        try:
            doubt = presence(resource)
            if doubt is not None:
                raise doubt
            reader(resource)
        except Undecided as problem:
            self.problems.append((resource.id, problem))

    def _assignment(self, resource: Resource) -> None:
        try:
            view = role_assignments.read(resource)
        except Undecided as problem:
            guid = last_segment(text(resource.body, "properties.roleDefinitionId")).lower()
            if guid:  # whoever it is holds the role: what that leads to is told besides
                self._add(f"<{problem.expression}>", guid, resource.scope, resource.id)
            raise
        self._add(view.principal, view.role, view.scope, resource.id, condition=_condition(resource), kind=view.principal_type)

    def _eligibility(self, resource: Resource) -> None:
        if text(resource.body, "properties.requestType").lower().endswith("remove"):
            return
        view = role_eligibility_schedule_requests.read(resource)
        kind = text(resource.body, "properties.principalType")
        self._add(view.principal, view.role, view.scope, resource.id, eligible=True, condition=_condition(resource), kind=kind)

    def _active(self, resource: Resource) -> None:
        """An assignment that Privileged Identity Management makes: it is active at once."""
        if text(resource.body, "properties.requestType").lower().endswith("remove"):
            return
        view = role_assignments.read(resource)
        self._add(view.principal, view.role, view.scope, resource.id, condition=_condition(resource), kind=view.principal_type)

    def _arrived(self, resource: Resource) -> None:
        """What other tenants and publishers get."""
        for one in arrivals(resource, self.graph):
            self._add(one.principal, one.role, one.scope, resource.id, eligible=one.eligible, assigns=one.assigns)

    def _by_service(self, resource: Resource) -> None:
        """What a service itself gives: by access policies, administrators and roles of its own."""
        row = BY_SERVICE[resource.type.lower()]
        target = resource.id if row.inside else above(resource, row.owner)
        allowance = Allowance(data_actions=(f"{row.owner}/*",))
        for part in items(resource.body, row.inside) if row.inside else (resource.body,):
            for principal in who(part, row.path) or ((last_segment(resource.name),) if not row.inside else ()):
                self.all.append(Holding(principal, Role("", row.called, (allowance,)), target, resource.id))

    def _add(
        self, principal: str, guid: str, scope: str, source: str, *, eligible: bool = False, condition: Condition | None = None,
        kind: str = "", assigns: tuple[str, ...] = (),
    ) -> None:
        if not principal:
            raise Unsure("it names no principal", source)
        if guid in self.catalogue.unread:
            raise self.catalogue.unread[guid]
        role = self.catalogue.find(guid)
        if role is None:
            self.strange.append((principal, guid, scope))
        else:
            self.all.append(Holding(principal, giving(role, assigns), scope, source, eligible, condition, kind))
        if self._may_lie_elsewhere(scope):
            raise Unsure(f"where `{last_segment(scope)}` is, and what else the role holds for, is not known", source)

    def _may_lie_elsewhere(self, scope: str) -> bool:
        """Whether a scope that is not known all through may be one that other resources lie in under another name."""
        if is_foreign(scope):
            group = "/".join(("", *scope.lower().split("/")[3:5]))
            unplaced = "" in self._subscriptions and _subscription(scope.lower()) not in self._subscriptions
            return unplaced and (not group.strip("/") or group in self._scopes)
        return "{" in scope and any(_may_be(scope.lower(), other) and not covers(scope, other) for other in self._scopes)

    @cached_property
    def _scopes(self) -> frozenset[str]:
        """The groups and subscriptions that resources lie in, lower case."""
        return frozenset(scope for resource in self.graph if "/providers/" not in (scope := resource.scope.lower()))

    @cached_property
    def _subscriptions(self) -> frozenset[str]:
        """The subscriptions that anything but rights lies in; empty: the one that is deployed to."""
        lying = (resource.scope for resource in self.graph if not resource.type.lower().startswith("microsoft.authorization/"))
        return frozenset(_subscription(scope.lower()) if is_foreign(scope) else "" for scope in lying)

    def _denials(self) -> Iterator[Denial]:
        lifting = {holding.principal.lower() for holding in self.all if holding.role.first(LIFT) is not None}
        deleting = {holding.principal.lower() for holding in self.all if holding.role.allows(DELETE_DENIAL)}
        for resource in self.graph.of_type(DENY):
            if presence(resource) is not None:
                continue
            try:
                left_out = items(resource.body, "properties.excludePrincipals")
                if not self._is_sure(resource, left_out):
                    continue
                sets = items(resource.body, "properties.permissions")
                denied = tuple(action for part in sets for action in texts(part, "actions"))
                spared = tuple(action for part in sets for action in (*texts(part, "notActions"), *texts(part, "notDataActions")))
                guarded = any_matches(denied, DELETE_DENIAL) and not any_matches(spared, DELETE_DENIAL)
                able = lifting if guarded else lifting | deleting
                yield Denial(
                    resource.scope,
                    denied,
                    tuple(action for part in sets for action in texts(part, "dataActions")),
                    spared,
                    tuple(
                        EVERYBODY if _type(part) in EVERYONE else text(part, "id").lower()
                        for part in items(resource.body, "properties.principals")
                    ),
                    (*(text(part, "id").lower() for part in left_out), *sorted(able)),
                    text(resource.body, "properties.doNotApplyToChildScopes", "false").lower() != "true",
                    any(_type(part) != "user" for part in left_out),
                )
            except Undecided:
                continue  # what could not be read denies nothing

    @staticmethod
    def _is_sure(resource: Resource, left_out: tuple[Body, ...]) -> bool:
        """Whether it denies, whatever is not in the graph: conditions, members of groups, what lies below a management group."""
        denies = text(resource.body, "properties.denyAssignmentEffect", "Enforced").lower() == "enforced"
        known = all(_type(part) in SINGLE for part in left_out) and not resource.scope.lower().startswith(MANAGEMENT)
        return denies and known and not text(resource.body, "properties.condition", "")

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

    def denied(self, principal: str, action: str, target: str, *, data: bool = False, below: bool = False) -> bool:
        """Whether a deny assignment stops an action on a target; `below`: on everything below it as well."""
        return any(denial.stops(principal, action, target, data=data, below=below) for denial in self.denials)


class Given(NamedTuple):
    """What one principal was given."""

    name: str
    held: tuple[Holding, ...]
    strange: tuple[tuple[str, str], ...]
    """(GUID, scope) of roles that nobody knows."""


class Roster:
    """The holdings of a graph, in lots: whoever asks for one principal's has not read those of all others."""

    def __init__(self, world: World) -> None:
        self._world = world

    def of(self, principal: str) -> tuple[Holding, ...]:
        """What a principal was given."""
        found = self._world.ask(_in_lot, lot_of(principal.lower())).get(principal.lower())
        return found.held if found is not None else ()

    def strange(self, principal: str) -> tuple[tuple[str, str], ...]:
        """(GUID, scope) of the roles of a principal that nobody knows."""
        found = self._world.ask(_in_lot, lot_of(principal.lower())).get(principal.lower())
        return found.strange if found is not None else ()

    def in_lot(self, number: int) -> tuple[str, ...]:
        """The principals of a lot."""
        return tuple(each.name for each in self._world.ask(_in_lot, number).values())

    def custom(self) -> tuple[Role, ...]:
        """The roles that the graph defines."""
        return self._world.ask(_custom)

    def role(self, guid: str) -> Role | None:
        """A role by its GUID; None: nobody knows what it allows."""
        return BUILT_IN.get(guid) or next((role for role in self.custom() if role.guid == guid), None)

    def denied(self, principal: str, action: str, target: str, *, data: bool = False, below: bool = False) -> bool:
        """Whether a deny assignment stops an action on a target; `below`: on everything below it as well."""
        return any(denial.stops(principal, action, target, data=data, below=below) for denial in self._world.ask(_denials))

    def principals(self) -> tuple[str, ...]:
        """Everybody who holds something, in order."""
        return self._world.ask(_principals)

    def unknown_roles(self) -> tuple[tuple[str, str, str], ...]:
        """(principal, GUID, scope) of every role that nobody knows."""
        return self._world.ask(_unknown_roles)

    def problems(self) -> tuple[tuple[str, Unknown], ...]:
        """Id of each assignment that could not be read, and why."""
        return self._world.ask(_problems)


def _whole(world: World) -> Holdings:
    return world.once(("holdings",), lambda: Holdings(world.estate.graph))


def _principals(world: World) -> tuple[str, ...]:
    return _whole(world).principals()


def _unknown_roles(world: World) -> tuple[tuple[str, str, str], ...]:
    return tuple(_whole(world).strange)


def _problems(world: World) -> tuple[tuple[str, Unknown], ...]:
    return tuple((source, because(problem)) for source, problem in _whole(world).problems)


def _in_lot(world: World, number: int) -> Mapping[str, Given]:
    """What the principals of a lot hold, by their lower-case names."""
    return world.once(("holdings by lot",), lambda: _lots(_whole(world))).get(number, {})


def _lots(whole: Holdings) -> Mapping[int, Mapping[str, Given]]:
    strange: dict[str, list[tuple[str, str]]] = {}
    for principal, guid, scope in whole.strange:
        strange.setdefault(principal.lower(), []).append((guid, scope))
    found: dict[int, dict[str, Given]] = {}
    for name in whole.principals():
        key = name.lower()
        found.setdefault(lot_of(key), {})[key] = Given(name, whole.of(name), tuple(strange.get(key, ())))
    return found


def _custom(world: World) -> tuple[Role, ...]:
    return _whole(world).catalogue.custom()


def _denials(world: World) -> tuple[Denial, ...]:
    return _whole(world).denials


def identities(resource: Resource) -> tuple[str, ...]:
    """The identities that a resource runs as: its own id for the system-assigned one, ids of user-assigned ones. Raises `Undecided`."""
    found = identity(resource)
    unknown = next((each for each in found.user_assigned if each.startswith("{")), None)
    if unknown is not None:
        told = f"`{unknown.strip('{}')}`, which is to be an identity of {last_segment(resource.id)}, cannot be evaluated"
        raise Unsure(told, resource.id)
    return (*((resource.id,) if "systemassigned" in found.kind.lower() else ()), *found.user_assigned)


def _type(principal: Value) -> str:
    """What a principal of a deny assignment is, lower case; empty where it is not said."""
    return text(principal, "type", "").lower()
