"""Obligation 8: no principal can obtain more than it was given; who reads the data and who could undo a proof is told.

Protocol, for each principal that holds a role (a group, a user, an identity) or may activate one:
 1. Take what it was given, roles that it may activate among it.
 2. Add what it can obtain, until nothing more is found: any role, where it may assign or rewrite roles; the identity of
    whatever it can run code on, attach to code of its own, or take somebody's tokens for; all data behind a key that it can
    list, a vault that it can open, a service that it can let itself into. Deny assignments, and conditions that surely
    forbid, take away.
 3. Nothing of that goes beyond step 1, unless the owner accepts it for this principal; to take any role is never accepted.
 4. Which proofs it could undo with all that is told.
For each model service: 5. everybody who can read its data is told, with the chain.
For each credential by which an identity takes tokens of an outside issuer: 6. not those of anybody there.
A role whose permissions nobody knows, an assignment that cannot be read, what a condition leaves open, and a resource that runs
as nobody knows whom are unknown. Global Administrators, owners of groups and applications, and people in several groups at once
are assumptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.body import last_segment
from enclave.graph.model import Intent, Resource
from enclave.verify.identity.access import breakers, name, path, readers
from enclave.verify.identity.arrivals import NAMESPACES
from enclave.verify.identity.escalation import Gain, Reach
from enclave.verify.identity.holdings import ACTIVATED, covers, is_foreign
from enclave.verify.identity.permissions import Catalogue
from enclave.verify.identity.trust import outsiders
from enclave.verify.model import Obligation, refuted, settle
from enclave.verify.network.world import World
from enclave.verify.snapshot import lot_of

WHAT = "escalation"
MODELS = ("microsoft.cognitiveservices/accounts",)


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each principal, model service, and assignment or identity that could not be read."""
    reach = Reach(world)
    principals = reach.holdings.principals()
    lots = {lot_of(principal.lower()) for principal in principals}
    found = {principal: verdict for number in sorted(lots) for principal, verdict in world.ask(_in_lot, number)}
    for principal in principals:
        yield principal, found[principal]
    yield from reach.holdings.problems()
    for resource_id, why in reach.unread:
        yield resource_id, Unknown(f"whom it runs as is not known: {why}")
    yield from world.of_each(outsiders)
    yield from world.of_each(_read_by)


def _in_lot(world: World, number: int) -> tuple[tuple[str, Verdict], ...]:
    """The verdicts on the principals of a lot."""
    reach, intent = Reach(world), world.estate.graph.intent or Intent()
    return tuple(
        (principal, settle((partial(_bounded, principal, reach, intent),), _told(principal, reach, intent)))
        for principal in reach.holdings.in_lot(number)
    )


def _read_by(world: World, resource: Resource) -> Iterator[tuple[str, Verdict]]:
    if resource.type.lower() in MODELS:
        yield resource.id, _readers_of(resource, world)


def _readers_of(resource: Resource, world: World) -> Verdict:
    reach = Reach(world)
    for source, problem in reach.holdings.problems():
        head, _, tail = source.rpartition("/providers/")
        namespace = tail.partition("/")[0].lower()
        if namespace in NAMESPACES:
            head = ""  # where it holds stands elsewhere
        elif namespace != "microsoft.authorization":
            continue  # what a service says itself of its own data
        if covers(head, resource.id) or covers(resource.id, head):
            return Unknown(f"who else reads its data is not known: {problem.reason}")
    for principal, guid, scope in reach.holdings.unknown_roles():
        if covers(scope, resource.id) or covers(resource.id, scope):
            told = f"{name(principal)} holds {Catalogue.name(guid)}, and what that allows is not known"
            return Unknown(f"who else reads its data is not known: {told}")
    return settle((), f"its data is read by {', '.join(readers(resource, reach)) or 'nobody'}")


def _bounded(principal: str, reach: Reach, intent: Intent) -> Refuted | Unknown | None:
    accepted = bool(intent.waives(WHAT, principal))
    excess = [gain for gain in reach.excess(principal) if gain.total or not accepted]
    sure = sorted((gain for gain in excess if gain.sure), key=_needs_activation)
    if sure:
        return _refutation(principal, sure[0])
    for guid, scope in reach.holdings.strange(principal):
        role = Catalogue.name(guid)
        return Unknown(f"it holds {role} on {last_segment(scope) or 'the subscription'}, and what that allows is not known")
    lost = {source for source, _ in reach.holdings.problems()}
    for holding in reach.holdings.of(principal):
        if holding.source in lost and ("{" in holding.scope or is_foreign(holding.scope)):
            return Unknown(f"it holds {holding.role.name}, and where is not known")
    return Unknown(f"it may obtain {excess[0].what}: {path(excess[0])}") if excess else None


def _refutation(principal: str, gain: Gain) -> Refuted:
    hops = ((principal, "holds its roles"), *gain.chain)
    first = "once it activates a role that it is eligible for, " if _needs_activation(gain) else ""
    told = f"{first}it can obtain {gain.what}, which it was not given: give a narrower role, or accept it"
    return refuted(f"{name(principal)} obtains {gain.what}", *hops, reason=told)


def _needs_activation(gain: Gain) -> bool:
    """Whether somebody must activate a role first, which Privileged Identity Management may ask approval for, and logs."""
    return any(ACTIVATED in why for _, why in gain.chain)


def _told(principal: str, reach: Reach, intent: Intent) -> str:
    held = ", ".join(dict.fromkeys(holding.told for holding in reach.holdings.of(principal)))
    accepted = intent.waives(WHAT, principal)
    undone = "; ".join(breakers(principal, reach))
    parts = (f"holds {held}", f"accepted: {accepted}" if accepted else "", f"could undo {undone}" if undone else "")
    return "; ".join(part for part in parts if part)


OBLIGATION = Obligation("least-privilege", 8, "no principal can obtain more than it was given", check)
