"""Obligation 11: every resource, every copy of its data and every model deployment stays in the allowed geographies.

Protocol, for each resource that is deployed to a region, or copies or processes data:
 1. Its region lies in a geography that the owner allows there. Without such terms its own geography is the allowed one; that of
    what it is a part, or a replica, of where it is one.
 2. So does every replica, and the paired region where a setting (or Azure's default) keeps a copy in it.
 3. A model deployment of a `Global*` type processes anywhere; one of a `DataZone*` type anywhere in its data zone.
 4. So does the workspace, storage account or namespace that its diagnostic settings send records to, and whatever else it copies
    data to.
 5. What is deployed `global` is of a type that holds no data of the owner's; an edge that opens TLS does not stay anywhere.
A region that the table does not have, a location that is not known where it matters, and a type that nobody knows are unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.body import Undecided, last_segment
from enclave.graph.model import Intent, Resource, Unresolved
from enclave.regions import REGIONS
from enclave.verify.estate import presence
from enclave.verify.model import Obligation, if_deployed, refuted, settle
from enclave.verify.network.world import World
from enclave.verify.posture.evidence import Records
from enclave.verify.posture.places import (
    ANYWHERE,
    DEPLOYMENTS,
    EVERYWHERE,
    GLOBAL,
    PARTS,
    REPLICAS,
    SENDS,
    Stay,
    copies,
    is_placed,
    own_region,
    region,
    sinks,
    sources,
)
from enclave.verify.subjects import root_of
from enclave.verify.unsure import Unsure

EDGE = "edge-processing"
FIX = {
    EVERYWHERE: "use a type that processes in the region or its data zone (`Standard`, `DataZoneStandard`)",
    "": "move it, or allow its geography",
}


def check(world: World) -> Iterator[tuple[str, Verdict]]:
    """One result for each resource that has a region, copies or processes data."""
    yield from world.of_each(_verdicts)


def _verdicts(world: World, resource: Resource) -> Iterator[tuple[str, Verdict]]:
    if not _is_subject(resource):
        return
    graph = world.estate.graph
    intent, records = graph.intent or Intent(), Records(graph)
    steps = (
        partial(_settled, resource), partial(_here, resource, intent, world), partial(_copies, resource, intent, world),
        partial(_recorded, resource, intent, records, world),
    )
    yield resource.id, if_deployed(settle(steps, _told(resource, intent)), presence(resource))


def _is_subject(resource: Resource) -> bool:
    named = resource.location is not None or "location" in resource.body
    kind = resource.type.lower()
    return named or kind == DEPLOYMENTS or kind in SENDS or kind in REPLICAS or not is_placed(resource)


def _told(resource: Resource, intent: Intent) -> str:
    allowed = intent.terms_of(resource.id).geographies
    return f"in {' or '.join(allowed)}" if allowed else "where it is deployed, and nowhere else"


def _settled(resource: Resource) -> Unknown | None:
    return None if is_placed(resource) else Unknown(f"where data of the type {resource.type} is kept is not known")


def _here(resource: Resource, intent: Intent, world: World) -> Refuted | Unknown | None:
    declared = intent.terms_of(resource.id).geographies
    origins = () if declared else tuple(_origins(resource, world))
    try:
        here = own_region(resource)
    except Undecided:
        if declared or any(not _beside(resource, origin) for origin in origins):
            raise
        return None
    if here == "global":
        kind = resource.type.lower()
        known = kind in GLOBAL or kind in ANYWHERE or kind.startswith(PARTS)
        return None if known else Unknown(f"type {resource.type} is deployed global, and what it keeps where is not known")
    for allowed in (declared, *(_own(origin, world) for origin in origins)) if here else ():
        result = _allowed(Stay(region(here, resource), f"it is deployed to {here}"), resource, allowed) if allowed else None
        if result is not None:
            return result
    return None


def _origins(resource: Resource, world: World) -> Iterator[Resource]:
    """What a resource is a part or a replica of, where that is in the template. Raises `Undecided` for a replica of what is not."""
    owner = world.estate.graph.get(resource.parent or "")
    if owner is not None and owner.location != "global":
        yield owner
    for name in sources(resource):
        source = world.estate.graph.get(name)
        if source is None:
            raise Unsure(f"where {last_segment(name)} stands, which it is a replica of, is not in the template", resource.id)
        yield source


def _copies(resource: Resource, intent: Intent, world: World) -> Refuted | Unknown | None:
    allowed = intent.terms_of(resource.id).geographies
    for stay in copies(resource, world.estate.graph):
        if stay.where == EVERYWHERE and intent.waives(EDGE, resource.id) and resource.type.lower() in ANYWHERE:
            continue
        result = _allowed(stay, resource, allowed or (() if stay.where == EVERYWHERE else _own(resource, world)))
        if result is not None:
            return result
    return None


def _recorded(resource: Resource, intent: Intent, records: Records, world: World) -> Refuted | None:
    """Where its records go, and what it copies elsewhere. Without terms of the owner's, what is not in the template is not asked about."""
    for setting in records.settings(resource.id):
        namespace = root_of(setting.event_hub_rule) if setting.event_hub_rule else None
        for where in filter(None, (setting.workspace, setting.storage_account, namespace)):
            result = _sent(resource, where, "its records go", intent, world)
            if result is not None:
                return result
    found = (_sent(resource, where, "its data goes", intent, world) for where in sinks(resource))
    return next((result for result in found if result is not None), None)


def _sent(resource: Resource, where: str, what: str, intent: Intent, world: World) -> Refuted | None:
    declared = intent.terms_of(resource.id).geographies
    sink = world.estate.graph.get(where) or world.estate.graph.get(root_of(where) or where)
    if sink is None and declared:
        raise Unsure(f"where {last_segment(where)} stands, which {what} to, is not in the template", resource.id)
    if sink is None or (not declared and _beside(_placed(resource, world) or resource, sink)):
        return None
    place = own_region(sink)
    allowed = declared or _own(resource, world)
    stay = Stay(region(place, sink), f"{what} to {last_segment(where)} in {place}")
    return _allowed(stay, resource, allowed) if allowed else None


def _beside(resource: Resource, other: Resource) -> bool:
    """Whether two resources are deployed to the same place, wherever that is."""
    here, there = resource.body.get("location"), other.body.get("location")
    return isinstance(here, Unresolved) and isinstance(there, Unresolved) and here.expression == there.expression


def _own(resource: Resource, world: World) -> tuple[str, ...]:
    """The geography that a resource is deployed to, or its parent; none when that cannot matter. Raises `Undecided`."""
    placed = _placed(resource, world)
    here = own_region(placed) if placed is not None else "global"
    return () if placed is None or here == "global" else (REGIONS[region(here, placed)].boundary,)


def _placed(resource: Resource, world: World) -> Resource | None:
    """What says where a resource is: itself or the nearest that it is a part of; None where nothing of that is in the template."""
    placed: Resource | None = resource
    while placed is not None and placed.location is None and "location" not in placed.body:
        placed = world.estate.graph.get(placed.parent or "")
    return placed


def _allowed(stay: Stay, resource: Resource, allowed: tuple[str, ...]) -> Refuted | None:
    name = last_segment(resource.id)
    if stay.where == EVERYWHERE:
        told = f"{stay.because}: {FIX[EVERYWHERE]}" if resource.type.lower() == DEPLOYMENTS else stay.because
        return refuted(f"data of {name} -> anywhere", (resource.id, told), reason=stay.because)
    place = REGIONS[stay.where]
    if place.boundary in allowed or (place.geography in allowed and not stay.zone):
        return None
    where = place.boundary if stay.zone else f"{stay.where} ({place.geography})"
    limits = " and ".join(allowed) or "its own geography"
    told = f"{stay.because}, outside {limits}: {FIX['']}"
    return refuted(f"data of {name} -> {where}", (resource.id, told), reason=f"{stay.because}, outside {limits}")


OBLIGATION = Obligation("data-stays", 11, "every resource, copy and model deployment stays in the allowed geographies", check)
