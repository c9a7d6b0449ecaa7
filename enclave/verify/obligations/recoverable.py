"""Obligation 12: what is lost can be brought back.

Protocol, for each resource that keeps data or keys:
 1. What is deleted is kept for a time: soft delete, purge protection, retention of deleted files, always.
 2. Where the owner asks for backups: the service backs itself up, or a backup item of the template holds a copy.
 3. Where the owner asks for copies elsewhere and Azure pairs the region with one that the residency terms allow: a copy is
    there too, by the service's own setting or in a vault that copies to the pair.
What the owner accepts for one resource is printed with it. A type that nobody knows, or whose row is missing, is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Proved, Refuted, Unknown, Verdict
from enclave.graph.body import Undecided, last_segment
from enclave.graph.model import Intent, Resource
from enclave.regions import REGIONS
from enclave.verify.estate import presence
from enclave.verify.model import Obligation, Step, if_deployed, refuted, settle
from enclave.verify.network.world import World
from enclave.verify.posture.asked import asked, missing
from enclave.verify.posture.places import own_region
from enclave.verify.posture.recovery import ITEM, NOTHING, RECOVERY, UNLESS, Backups, Recovery, recovery_of
from enclave.verify.services import is_known, service_of

SOFT_DELETE, BACKUP, AWAY = "soft-delete", "backup", "geo-redundancy"


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each resource that keeps something, and for each that nobody knows."""
    yield from world.of_each(_verdicts)


def _verdicts(world: World, resource: Resource) -> Iterator[tuple[str, Verdict]]:
    row, kind, graph = recovery_of(resource), resource.type.lower(), world.estate.graph
    if row is not None:
        backups = world.once(("backups",), partial(Backups, graph))
        yield resource.id, if_deployed(_of(resource, row, graph.intent or Intent(), backups, world), presence(resource))
    elif kind in NOTHING:
        yield resource.id, Proved(f"nothing to bring back: {NOTHING[kind]}")
    elif not _excused(resource) and (service_of(resource) is not None or not is_known(resource)):
        yield resource.id, Unknown(f"how the type {resource.type} is recovered is not modelled")


def _excused(resource: Resource) -> bool:
    return f"{resource.type}:{last_segment(resource.name)}".lower() in UNLESS


def _of(resource: Resource, row: Recovery, intent: Intent, backups: Backups, world: World) -> Verdict:
    terms = intent.terms_of(resource.id)
    told: list[str] = []
    steps: list[Step] = []
    accepted = intent.waives(SOFT_DELETE, resource.id)
    if accepted or not row.kept:
        told += [f"accepted: {accepted}"] if accepted else []
    else:
        steps.append(partial(_kept, resource, row, world))
        told.append("what is deleted is kept for a time")
    asked = ((terms.backups, BACKUP, row.copied, row.no_copy), (terms.copies_away, AWAY, row.away, row.no_away))
    for what, lines, none in ((what, lines, none) for wanted, what, lines, none in asked if wanted):
        accepted = intent.waives(what, resource.id)
        if none or accepted:
            told.append(f"{what}: {none or accepted}")
        else:
            steps.append(partial(_copied, resource, lines, what, backups, world))
            told.append(f"{what}: it has one")
    return settle(steps, "; ".join(told) or "nothing is asked of it: no backups, and no copies in another region")


def _kept(resource: Resource, row: Recovery, world: World) -> Refuted | None:
    wanted = missing(row.kept, resource, world.estate.graph)
    if wanted is None:
        return None
    told = f"{wanted} does not hold: set it"
    return refuted(f"delete {last_segment(resource.id)} for good", (resource.id, told), reason="what is deleted cannot be brought back")


def _copied(resource: Resource, lines: tuple[str, ...], what: str, backups: Backups, world: World) -> Refuted | Unknown | None:
    graph = world.estate.graph
    if what == AWAY and not _may_go(resource, graph.intent or Intent()):
        return None
    doubt: Undecided | None = None
    for line in lines:
        try:
            if line == ITEM:
                held = backups.vaults(resource)
                if any(what == BACKUP or _is_away(vault, world) for vault in held):
                    return None
            elif asked(line).holds(resource, graph):
                return None
        except Undecided as problem:
            doubt = doubt or problem
    if doubt is not None:
        raise doubt
    wanted = " or ".join("a backup item that names it" if line == ITEM else str(asked(line)) for line in lines)
    name, place = last_segment(resource.id), "its region" if what == AWAY else "it"
    words = "no copy is kept in another region" if what == AWAY else "no copy is kept of it"
    return refuted(f"lose {place}, then bring back {name}", (resource.id, f"{wanted} does not hold: set or add it"), reason=words)


def _may_go(resource: Resource, intent: Intent) -> bool:
    """Whether Azure pairs the region with one that the owner allows. Raises `Undecided`."""
    here = REGIONS.get(own_region(resource))
    there = REGIONS.get(here.pair or "") if here is not None else None
    allowed = intent.terms_of(resource.id).geographies or ((here.boundary,) if here is not None else ())
    return there is not None and (there.boundary in allowed or there.geography in allowed)


def _is_away(vault: Resource, world: World) -> bool:
    return any(asked(line).holds(vault, world.estate.graph) for line in RECOVERY[vault.type.lower()].away)


OBLIGATION = Obligation("recoverable", 12, "what is lost can be brought back", check)
