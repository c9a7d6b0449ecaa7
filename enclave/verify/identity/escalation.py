"""What a principal can obtain beyond what it was given, followed until nothing more is found.

Edges: role assignments and definitions, code on what runs as an identity, identities attached or federated, vaults opened,
keys listed, access given by a service's own roles. A Global Administrator, who can always make himself User Access
Administrator of everything, and owners of applications are not in a template: they are an assumption.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from enclave.graph.body import MISSING, Undecided, flag, last_segment, link, lookup, text
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import federated_identity_credentials, user_assigned_identities
from enclave.verify.front import closed
from enclave.verify.identity.delegation import Taken, taken
from enclave.verify.identity.holdings import ROOT, Holding, Roster, identities
from enclave.verify.identity.keys_kept import KEEPING, kept
from enclave.verify.identity.permissions import ANY_ROLE, Allowance, Catalogue, Role
from enclave.verify.identity.powers import (
    ASSIGN,
    ATTACH,
    BY_ROLES,
    DEFINE,
    ELEVATE,
    FEDERATE,
    FOR_MACHINES,
    FOR_TEMPLATES,
    GRANTS,
    HOSTS,
    KEYS,
    LOCKS,
    MOVES,
    OPENS,
    PASSIVE,
    PULL,
    PUSH_ACTIONS,
    PUSH_DATA,
    PUSHES,
    STARTS,
    VAULT_ACTIONS,
    VAULT_ALLOW,
    VAULT_DEPLOY,
    VAULT_SECRETS,
    VAULT_TEMPLATE,
    VAULTS,
    Held,
    HostRow,
    Powers,
)
from enclave.verify.network.world import World
from enclave.verify.services import SERVICES, service_of
from enclave.verify.settings import Setting
from enclave.verify.snapshot import lot_of
from enclave.verify.unsure import Unsure

CLUSTERS = "microsoft.containerservice/managedclusters"
SCALE_SETS = "microsoft.compute/virtualmachinescalesets"
AKS_ISSUER = ".oic.prod-aks.azure."
"""In the address of the issuer of every cluster."""
KUBELET = "properties.identityProfile.kubeletidentity.resourceId"
OPENING: Mapping[str, tuple[str, ...]] = {
    kind: (*((*VAULT_ACTIONS, *VAULT_DEPLOY) if kind == VAULTS else ()), *KEYS.get(kind, ()), *GRANTS.get(kind, ()))
    for kind in (VAULTS, *KEYS, *GRANTS)
}
"""Lower-case type -> the actions that open its data."""


class Gain(Struct, frozen=True):
    """Something that a principal can obtain."""

    what: str
    chain: tuple[tuple[str, str], ...]
    """(node, why) of each step."""
    holdings: tuple[Holding, ...] = ()
    """Roles that come with it."""
    data: Resource | None = None
    """A resource all of whose data comes with it."""
    sure: bool = True
    """False: it depends on something that is not evaluated, which the last step names."""
    opaque: bool = False
    """What comes with it is not known."""
    total: bool = False
    """Any role at all: nobody can accept that of a principal short of giving it."""
    acting: bool = False
    """It is to act as an identity, which holds what is not read of it too."""


class Runner(NamedTuple):
    """A resource that runs as identities."""

    resource: Resource
    kind: str
    """Its type, lower case."""
    who: tuple[str, ...]
    row: HostRow | None
    run: tuple[str, ...]
    """The actions that run code on it as it is written."""


class Reach:
    """The gains of every principal of one graph."""

    def __init__(self, world: World) -> None:
        self.world, self.graph = world, world.estate.graph
        self.holdings = Roster(world)

    @property
    def runners(self) -> tuple[Runner, ...]:
        """Each resource that runs as identities, with these."""
        return self.world.once(("runners",), self._found)

    def _found(self) -> tuple[Runner, ...]:
        return tuple(_described(self.world.estate.resource(each), who) for each, who in self.world.ask(_runners)[0])

    @property
    def unread(self) -> tuple[tuple[str, str], ...]:
        """Ids of resources of which it is not known whom they run as, and why."""
        return self.world.ask(_runners)[1]

    @property
    def data_principals(self) -> tuple[str, ...]:
        """Those who hold or can obtain anything that data may be read with."""
        return self.world.ask(_data_principals)

    def gains(self, principal: str) -> tuple[Gain, ...]:
        """Everything that a principal can obtain, whether it was given or not."""
        found = self.world.ask(_gains, lot_of(principal.lower())).get(principal.lower())
        return found if found is not None else self.followed(principal)

    def followed(self, principal: str) -> tuple[Gain, ...]:
        """What `gains` gives, worked out: a way that is sure takes the place of one that is not."""
        held = [Held(holding) for holding in self.holdings.of(principal)]
        found: dict[str, Gain] = {}
        while True:
            powers = Powers(principal, held, self.holdings)
            steps = tuple(self._step(powers))
            unsure = [*(gain.chain for gain in found.values() if not gain.sure), *powers.doubts]
            more = False
            for gain in steps:
                sure = gain.sure and not any(gain.chain[: len(chain)] == chain for chain in unsure)
                before = found.get(gain.what)
                if before is None or (sure and not before.sure):
                    found[gain.what] = replace(gain, sure=sure)
                    held += [Held(holding, gain.chain, doubtful=not sure) for holding in gain.holdings]
                    more = True
            if not more:
                return tuple(found.values())

    def _step(self, powers: Powers) -> Iterator[Gain]:
        yield from self._roles(powers)
        yield from self._identities(powers)
        yield from self._unread(powers)
        yield from self._attached(powers)
        yield from self._images(powers)
        yield from self._data(powers)
        yield from self._kept(powers)
        yield from self._opened(powers)
        yield from self._moved(powers)
        yield from self._strange(powers)

    def _roles(self, powers: Powers) -> Iterator[Gain]:
        for each in powers.held:
            holding = each.holding
            if holding.role is not ANY_ROLE and holding.role.first(ASSIGN) is not None:
                yield from (self._taken(each, one, powers.principal) for one in taken(holding, self.holdings))
        elevating = [each for each in powers.held if each.holding.role.custom and each.holding.role.first(ELEVATE) is not None]
        for each in elevating:
            told = (each.holding.source, f"{each.holding.told} allows {ELEVATE[0]}: a Global Administrator takes every role by it")
            everything = Holding(powers.principal, ANY_ROLE, ROOT, each.holding.source)
            yield Gain("any role on everything", (*each.chain, told), (everything,), sure=False, total=True)
        for role in self.holdings.custom():
            found = powers.may(DEFINE, role.custom) or self._everywhere(powers, role)
            mine = [each.holding for each in powers.held if each.holding.role.guid == role.guid]
            if found is not None and mine:
                each, action = found
                told = (role.custom, f"{each.holding.told} allows {action}: it can rewrite {role.name}, which it holds")
                owners = tuple(Holding(powers.principal, ANY_ROLE, holding.scope, role.custom) for holding in mine)
                yield Gain(f"any permission by {role.name}", (*each.chain, told), owners, total=True)

    def _taken(self, each: Held, one: Taken, principal: str) -> Gain:
        """What comes with a role that can be given."""
        holding, role = each.holding, ANY_ROLE if not one.guid else self.holdings.role(one.guid)
        where = last_segment(holding.scope) or ("everything" if holding.scope == ROOT else "the subscription")
        what = "any role" if not one.guid else role.name if role is not None else Catalogue.name(one.guid)
        unknown = "" if role is not None else "what it allows is not known"
        doubt = ", and ".join(filter(None, (unknown, one.doubt)))
        how = f"{holding.told} allows {one.action}: {what} can be taken there"
        told = (holding.source, f"{how}, perhaps: {doubt}" if doubt else how)
        found = () if role is None else (Holding(principal, role, holding.scope, holding.source),)
        return Gain(f"{what} on {where}", (*each.chain, told), found, sure=not doubt, opaque=role is None, total=not one.guid)

    @staticmethod
    def _everywhere(powers: Powers, role: Role) -> tuple[Held, str] | None:
        """To rewrite a role takes the right at every scope where it can be assigned, wherever its definition is kept."""
        found = [powers.may(DEFINE, scope) for scope in role.scopes]
        return found[0] if found and all(found) else None

    def _identities(self, powers: Powers) -> Iterator[Gain]:
        for resource, kind, who, row, run in self.runners:
            if row is None:
                if kind not in PASSIVE:
                    found = powers.may((f"{resource.type}/write",), resource.id) or powers.besides(resource, ()) or powers.inside(resource)
                    yield from self._perhaps(resource, found, f"identity of {last_segment(resource.id)}")
                continue
            found = powers.may(run, resource.id) or powers.may(row.data, resource.id, data=True)
            if found is None and kind == CLUSTERS:
                found = self._on_nodes(resource, powers)
            if found is not None:
                told = (resource.id, f"{found[0].holding.told} allows {found[1]}: code there runs as its identity")
                yield from (self._become(identity, powers, (*found[0].chain, told), row.through) for identity in who)
            else:
                more = powers.besides(resource, (*KEYS.get(kind, ()), *(action for actions in row.unless.values() for action in actions)))
                yield from self._perhaps(resource, more, f"identity of {last_segment(resource.id)}")

    @staticmethod
    def _perhaps(resource: Resource, found: tuple[Held, str] | None, what: str) -> Iterator[Gain]:
        """What no table says of an action: it may give more, or nothing."""
        if found is not None:
            told = (resource.id, f"{found[0].holding.told} allows {found[1]}, and what that opens is not modelled")
            yield Gain(f"perhaps the {what}", (*found[0].chain, told), sure=False, opaque=True)

    def _unread(self, powers: Powers) -> Iterator[Gain]:
        """What runs as nobody knows whom gives whoever runs code on it nobody knows what."""
        for resource_id, _ in self.unread:
            resource = self.world.estate.resource(resource_id)
            row = HOSTS.get(resource.type.lower())
            if row is None:
                found = powers.may((f"{resource.type}/write",), resource.id) or powers.besides(resource, ())
            else:
                run = (*row.run, *(action for actions in row.without.values() for action in actions))
                found = powers.may(run, resource.id) or powers.may(row.data, resource.id, data=True)
            if resource.type.lower() not in PASSIVE:
                yield from self._perhaps(resource, found or self._on_nodes(resource, powers), f"identity of {last_segment(resource.id)}")

    def _on_nodes(self, resource: Resource, powers: Powers) -> tuple[Held, str] | None:
        """Whoever may run code on the scale sets that a cluster's nodes are has what the nodes hold: they lie in a group of their own."""
        if resource.type.lower() != CLUSTERS:
            return None
        try:
            group = f"/resourceGroups/{text(resource.body, 'properties.nodeResourceGroup', '') or f'MC_{resource.name}'}"
        except Undecided:
            group = ""
        return powers.may(HOSTS[SCALE_SETS].run, f"{group}/providers/Microsoft.Compute/virtualMachineScaleSets/nodes")

    def _attached(self, powers: Powers) -> Iterator[Gain]:
        if not powers.could(FEDERATE) and not powers.could(ATTACH):
            return
        starting = next(powers.anywhere(STARTS), None)
        for identity in self.graph.of_type(user_assigned_identities.TYPE):
            found = powers.may(FEDERATE, identity.id)
            if found is not None:
                told = (identity.id, f"{found[0].holding.told} allows {found[1]}: somebody else's tokens are taken for it")
                yield self._become(identity.id, powers, (*found[0].chain, told))
            attach = powers.may(ATTACH, identity.id)
            if attach is not None and starting is not None:
                one, other = (f"{each.holding.told} allows {action}" for each, action in (attach, starting))
                how = f"{one}, and {other}: code of its own runs as it"
                doubts = starting[0].chain if starting[0].doubtful else ()
                gain = self._become(identity.id, powers, (*attach[0].chain, *doubts, (identity.id, how)))
                yield replace(gain, sure=not doubts)
            elif attach is not None:
                yield from self._perhaps(identity, powers.strange(), f"identity {identity.name}")

    def _images(self, powers: Powers) -> Iterator[Gain]:
        """Whoever pushes an image may decide what runs where it is pulled: not where it is named by its digest."""
        for registry in self.graph.of_type(PUSHES):
            found = powers.may(PUSH_ACTIONS, registry.id) or powers.may(PUSH_DATA, registry.id, data=True)
            for resource, _, who, _, _ in self.runners if found is not None else ():
                pulls = (Powers(each, map(Held, self.holdings.of(each)), self.holdings) for each in who)
                if found is None or all(each.may((PULL,), registry.id) is None for each in pulls):
                    continue
                told = (resource.id, f"{found[0].holding.told} allows {found[1]}: it may change an image that is pulled and run there")
                yield from (replace(self._become(each, powers, (*found[0].chain, told)), sure=False) for each in who)

    def _become(self, identity: str, powers: Powers, chain: tuple[tuple[str, str], ...], through: tuple[str, ...] = ()) -> Gain:
        """To act as an identity; `through`: only with data of some services."""
        given = self.holdings.of(identity) if identity.lower() != powers.principal.lower() else ()
        if through:
            given = tuple(narrow for holding in given if (narrow := _narrowed(holding, through)).role.allowances)
        return Gain(f"identity {last_segment(identity)}{' for data' if through else ''}", chain, given, acting=True)

    def _strange(self, powers: Powers) -> Iterator[Gain]:
        """What custom roles allow on services where no table says what that opens."""
        custom = any(each.holding.role.custom for each in powers.held)
        for resource in self.graph.of_type(*SERVICES) if custom else ():
            kind = resource.type.lower()
            opening = (action for row in OPENS.get(kind, ()) for action in row.actions)
            found = powers.besides(resource, (*OPENING.get(kind, ()), *opening, *(HOSTS[kind].run if kind in HOSTS else ())))
            yield from self._perhaps(resource, found, f"data of {last_segment(resource.id)}")

    def _data(self, powers: Powers) -> Iterator[Gain]:
        kinds = {kind for kind, actions in OPENING.items() if powers.could(actions)}
        for resource in self.graph.of_type(*kinds):
            kind = resource.type.lower()
            if kind == VAULTS:
                yield from self._vault(resource, powers)
                continue
            found, why = powers.may(GRANTS.get(kind, ()), resource.id), "it can let itself in"
            if found is None and kind in KEYS:
                found, why = powers.may(KEYS[kind], resource.id), "a key opens all of its data"
                if found is not None and not self._keys_work(resource, powers):
                    found = None
            if found is not None:
                told = (resource.id, f"{found[0].holding.told} allows {found[1]}: {why}")
                yield Gain(f"all data of {last_segment(resource.id)}", (*found[0].chain, told), data=resource)

    def _kept(self, powers: Powers) -> Iterator[Gain]:
        """Whoever lists the keys that a workspace or a connection keeps has what they open."""
        for resource in self.graph.of_type(*(kind for kind, actions in KEEPING.items() if powers.could(actions))):
            found = powers.may(KEEPING[resource.type.lower()], resource.id)
            key = kept(resource) if found is not None else None
            if found is None or key is None:
                continue
            target = self.graph.get(key.opens) if key.opens else None
            how = (*found[0].chain, (resource.id, f"{found[0].holding.told} allows {found[1]}: a key that it keeps"))
            if target is None or target.type.lower() not in KEYS:
                yield Gain(f"perhaps what the key in {last_segment(resource.id)} opens", how, sure=False, opaque=True)
            elif self._keys_work(target, powers):
                yield Gain(f"all data of {last_segment(target.id)}", (*how, (target.id, "a key opens all of its data")), data=target)

    def _opened(self, powers: Powers) -> Iterator[Gain]:
        """Whoever can give data to everybody, or to a tenant of his own, reads it there."""
        rows = [(kind, row) for kind, each in OPENS.items() for row in each if powers.could(row.actions)]
        for kind, row in rows:
            for resource in self.graph.of_type(kind):
                found = powers.may(row.actions, resource.id)
                closed = _says(row.closed, resource)
                if found is None or (closed is True and powers.may((f"{resource.type}/write",), resource.id) is None):
                    continue
                told = (resource.id, f"{found[0].holding.told} allows {found[1]}: it can {row.how}")
                role = Role("", f"what others read of {last_segment(resource.id)}", (Allowance(data_actions=row.data),))
                holdings = (Holding(powers.principal, role, resource.id, resource.id),)
                yield Gain(role.name, (*found[0].chain, told), holdings, sure=closed is not None)

    def _moved(self, powers: Powers) -> Iterator[Gain]:
        """What may be carried to where one reads it: whether there is such a place is not in a template."""
        for resource in self.graph.of_type(*(kind for kind, actions in MOVES.items() if powers.could(actions))):
            found = powers.may(MOVES[resource.type.lower()], resource.id)
            if found is not None:
                told = (resource.id, f"{found[0].holding.told} allows {found[1]}: its data may be carried to a server of one's own")
                yield Gain(f"perhaps the data of {last_segment(resource.id)}", (*found[0].chain, told), data=resource, sure=False)

    @staticmethod
    def _vault(vault: Resource, powers: Powers) -> Iterator[Gain]:
        """Whoever writes access policies lets himself in where they decide; a deployment is given secrets wherever the vault allows it."""
        name = last_segment(vault.id)
        by_roles, for_templates = _says(BY_ROLES, vault), _says(FOR_TEMPLATES, vault)
        found = powers.may(VAULT_ACTIONS, vault.id) if by_roles is not True else None
        if found is not None:
            told = (vault.id, f"{found[0].holding.told} allows {found[1]}: it can let itself in")
            yield Gain(f"all data of {name}", (*found[0].chain, told), data=vault, sure=by_roles is False)
        deploy, start = powers.may(VAULT_DEPLOY, vault.id), next(powers.anywhere(VAULT_TEMPLATE), None)
        opens = powers.may(VAULT_ALLOW, vault.id) is not None
        machines = _says(FOR_MACHINES, vault) is not False
        if deploy is None or (for_templates is False and not machines and not (opens and start is not None)):
            return
        one, other = (f"{each[0].holding.told} allows {each[1]}" if each is not None else "" for each in (deploy, start))
        # whoever may deploy nothing here may still do so in another subscription, which no template says
        how = f"{one}, and {other or 'whether it may deploy a template elsewhere is not known'}: a template of its own is given the secrets"
        role = Role("", f"secrets of {name} in a template", (Allowance(data_actions=VAULT_SECRETS),))
        sure = start is not None and (for_templates is True or opens)
        yield Gain(
            f"secrets of {name}", (*deploy[0].chain, (vault.id, how)), (Holding(powers.principal, role, vault.id, vault.id),), sure=sure
        )

    def _keys_work(self, resource: Resource, powers: Powers) -> bool:
        """Whether a key opens a resource, or somebody who lists it can make it so."""
        if powers.may((f"{resource.type}/write",), resource.id) is not None:
            return True
        service, lock = service_of(resource), LOCKS.get(resource.type.lower())
        doors = () if service is None else tuple(door for door in service.keys if lock is None or any(each.path == lock for each in door))
        try:
            return not doors or not all(closed(door, resource, self.world) for door in doors)
        except Undecided:
            return True

    def excess(self, principal: str) -> tuple[Gain, ...]:
        """The gains that go beyond what the principal was given."""
        base = Powers(principal, (Held(holding) for holding in self.holdings.of(principal)), self.holdings)
        unread = bool(self.holdings.problems())
        beyond = ((gain, self._exceeds(gain, base)) for gain in self.gains(principal))
        return tuple(gain if more else replace(gain, sure=False) for gain, more in beyond if more or (gain.acting and unread))

    @staticmethod
    def _exceeds(gain: Gain, base: Powers) -> bool:
        if gain.data is not None:
            return not base.includes_data(gain.data)
        if not gain.holdings:
            return not gain.sure and gain.opaque
        return any(not base.includes(holding) for holding in gain.holdings)


def _gains(world: World, number: int) -> Mapping[str, tuple[Gain, ...]]:
    """The gains of the principals of a lot, by their lower-case names."""
    reach = Reach(world)
    return {principal.lower(): reach.followed(principal) for principal in reach.holdings.in_lot(number)}


def _data_principals(world: World) -> tuple[str, ...]:
    reach = Reach(world)
    return tuple(
        principal for principal in reach.holdings.principals()
        if reach.gains(principal) or any(part.data_actions for held in reach.holdings.of(principal) for part in held.role.allowances)
    )


def _runners(world: World) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[tuple[str, str], ...]]:
    """Id of each resource that runs as identities, with these; and of each of which that is not known, with why."""
    said = tuple(world.of_each(_runner))
    found = tuple((resource_id, who) for resource_id, who in said if isinstance(who, tuple))
    return found, tuple((resource_id, why) for resource_id, why in said if isinstance(why, str))


def _described(resource: Resource, who: tuple[str, ...]) -> Runner:
    kind = resource.type.lower()
    row = HOSTS.get(kind)
    if row is None:
        return Runner(resource, kind, who, None, ())
    more = tuple(action for path, actions in row.without.items() if lookup(resource.body, path) in (MISSING, None) for action in actions)
    none = {action for path, actions in row.unless.items() if _is_set(resource, path) for action in actions}
    return Runner(resource, kind, who, row, (*(each for each in row.run if each not in none), *more))


def _is_set(resource: Resource, path: str) -> bool:
    """Whether a flag is surely set."""
    try:
        return flag(resource.body, path)
    except Undecided:
        return False


def _runner(world: World, resource: Resource) -> Iterator[tuple[str, tuple[str, ...] | str]]:
    """The identities that a resource runs as, or why they are not known; nothing when there are none."""
    is_cluster = resource.type.lower() == CLUSTERS
    if not is_cluster and not any(key.lower() == "identity" for key in resource.body):
        return
    try:
        who = identities(resource)
        kubelet = link(resource.body, KUBELET) if is_cluster else None
        # the kubelet's and the add-ons' identities, where Azure makes them, are given roles by a reference to the cluster
        who = (*who, *((kubelet or resource.id, resource.id) if is_cluster else ()), *_federated(resource, world.estate.graph))
    except Undecided as problem:
        yield resource.id, problem.message
        return
    if who:
        yield resource.id, tuple(dict.fromkeys(who))


def _narrowed(holding: Holding, through: tuple[str, ...]) -> Holding:
    """A holding without what is not of the data of some services."""
    parts: list[Allowance] = []
    for part in holding.role.allowances:
        kept = tuple(action for action in part.data_actions if action == "*" or action.startswith(through))
        parts += [Allowance(data_actions=kept, not_data_actions=part.not_data_actions)] if kept else []
    return replace(holding, role=replace(holding.role, guid="", allowances=tuple(parts)))


def _federated(cluster: Resource, graph: Graph) -> Iterator[str]:
    """Identities that the tokens of a cluster's pods are taken for. Raises `Undecided`."""
    if cluster.type.lower() != CLUSTERS:
        return
    own = lookup(cluster.body, federated_identity_credentials.ISSUER)
    for resource in graph.of_type(federated_identity_credentials.TYPE):
        credential = federated_identity_credentials.read(resource)
        issuer = credential.issuer.lower().rstrip("/")
        if issuer == cluster.id.lower() or (isinstance(own, str) and issuer == own.lower().rstrip("/")):
            yield credential.identity
        elif AKS_ISSUER in issuer and not isinstance(own, str) and _issues(cluster):
            told = f"whether {last_segment(cluster.id)} is the cluster whose tokens {credential.issuer} signs"
            raise Unsure(f"{told}, which are taken for {last_segment(credential.identity)}, is not known", cluster.id)


def _issues(cluster: Resource) -> bool:
    """Whether a cluster may have an issuer of its own: newer versions of the service always have one."""
    return text(cluster.body, "properties.oidcIssuerProfile.enabled", "true").lower() != "false"


def _says(setting: Setting, resource: Resource) -> bool | None:
    """Whether a setting holds; None: that is not known."""
    try:
        return setting.holds(resource)
    except Undecided:
        return None
