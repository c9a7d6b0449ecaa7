"""The public side of platform services: whom its switch and its rules let in, and which service answers for another (A2 item 20)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from enclave.graph.body import MISSING, Undecided, canonical_id, items, last_segment, link, lookup, text, texts
from enclave.graph.model import Resource
from enclave.verify.estate import surely_deployed
from enclave.verify.network.addresses import WORLD, addresses
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.network.world import World
from enclave.verify.perimeters import SECURED, perimeter_of
from enclave.verify.services import Condition, Rules, Service, children_of, must_read, service_of, written
from enclave.verify.unsure import Unsure

EVERYBODY_IN_AZURE = ("0.0.0.0", "0.0.0.0")  # noqa: S104  the value that Azure's firewall rules use for "all of Azure"

AUTOMATIC = "{switch} of {name} is not written: only as long as a private endpoint leads to it, Azure takes it for off; write `Disabled`"
"""Of app-service/overview-access-restrictions (app access) and azure-app-configuration/concept-private-endpoint."""


class Opening(Struct, frozen=True):
    """Who may come in by one door of a service."""

    sources: IntervalSet
    because: str
    doubt: Undecided | None = None
    """Why the door may be closed after all."""
    unread: Undecided | None = None
    """Why it is not known whom its rules let in; `sources` is then everybody."""


def host_of(resource: Resource, service: Service, world: World) -> Resource | None:
    """The service that answers for this one; None when it answers for itself, or only to what stands in that. Raises `Undecided`."""
    if service.within and all(closed(group, resource, world) for group in service.within):
        return None
    for path in service.hosted_by:
        host_id = link(resource.body, path)
        if host_id is None:
            continue
        host = world.estate.graph.get(canonical_id(host_id))
        if host is None or service_of(host) is None:
            raise Unsure(f"{last_segment(host_id)}, which {last_segment(resource.id)} runs in, is not in the template", resource.id)
        return host
    if service.hosted_by and not service.doors:
        raise Unsure(f"{last_segment(resource.id)} does not say where it runs", resource.id)
    return None


def openings(resource: Resource, service: Service, world: World) -> Iterator[Opening]:
    """The doors that are not closed: those that surely are open, then those that may be. Raises `Undecided`, at the end also where
    something else may open one."""
    perimeter = perimeter_of(resource, world.estate.graph)
    found = [Opening(perimeter.sources, perimeter.because)] if perimeter.sources else []
    for door in service.doors:
        switch, value = door[0], ""
        doubt: Undecided | None = None
        try:
            if closed(door, resource, world):
                continue
            value = ", ".join(written(resource.body, switch.path))
            if value.lower() == SECURED or (perimeter.enforced and "publicnetworkaccess" in switch.path.lower()):
                continue
            if service.automatic and not value and any(not endpoint.manual for endpoint in world.estate.targets(resource.id)):
                doubt = Unsure(AUTOMATIC.format(switch=switch.shown, name=last_segment(resource.id)), resource.id)
        except Undecided as problem:
            doubt = problem
        before = service.rules if service.rules is None or service.rules.door in ("", switch.path) else None
        said = f"{switch.shown} = {value}" if value else f"{switch.shown} is not written, which means on"
        found.append(_before(Opening(WORLD, said, doubt), before, resource, world))
    yield from sorted(found, key=lambda opening: (opening.doubt is not None, opening.unread is not None))
    if not found:
        _must_be_clear(resource, service, world)
    _must_know_instances(resource, service, world)


def _before(door: Opening, rules: Rules | None, resource: Resource, world: World) -> Opening:
    """A door with whom the rules before it let in."""
    try:
        sources, told = _let_in(resource, rules, world)
        if rules is not None and sources != WORLD:
            must_read(resource, rules.since, rules.path.removeprefix("properties."))
    except Undecided as problem:
        has_switch = rules is not None and rules.kind == "child-action"  # a network rule set has a switch of its own, too
        return Opening(WORLD, door.because, door.doubt or (problem if has_switch else None), problem)
    return Opening(sources, f"{door.because}; {told}", door.doubt)


def _must_be_clear(resource: Resource, service: Service, world: World) -> None:
    """Raises `Undecided` where something else in a service contradicts that every door is closed."""
    for doubt in service.doubts:
        if not doubt.holds(resource, world.estate.graph):
            raise Unsure(f"that {doubt} does not hold contradicts the switch that closes {last_segment(resource.id)}", resource.id)


def _must_know_instances(resource: Resource, service: Service, world: World) -> None:
    """Raises `Undecided` where a service lets in an instance of another one, whatever its doors say, that is not in the template."""
    for instance in written(resource.body, service.instances) if service.instances else ():
        if world.estate.graph.get(canonical_id(instance)) is None:
            told = f"{last_segment(resource.id)} lets in {instance}, which is not in the template, whatever its doors say"
            raise Unsure(told, resource.id)


def closed(door: tuple[Condition, ...], resource: Resource, world: World) -> bool:
    """Whether one of a door's conditions holds. Raises `Undecided` when none does and one cannot be told."""
    problem: Undecided | None = None
    for condition in door:
        try:
            if condition.holds(resource, world.estate.graph):
                return True
        except Undecided as undecided:
            problem = undecided
    if problem is not None:
        raise problem
    return False


def _let_in(resource: Resource, rules: Rules | None, world: World) -> tuple[IntervalSet, str]:
    if rules is None:
        return WORLD, "nothing else limits who may connect"
    if rules.kind == "action":
        return _by_action(resource, rules.path, rules)
    if rules.kind == "child-action":
        return _by_children_action(resource, rules, world)
    if rules.kind == "list":
        return _by_list(resource, rules, world)
    if rules.kind == "children":
        return _by_children(resource, rules, world)
    kind, _, inner = rules.part.partition(":")
    parts = children_of(resource, kind, world.estate.graph) if kind else []
    where = [(resource, rules.path), *((part, inner) for part in parts)]
    for part, path in where:
        if lookup(part.body, path) not in (MISSING, None, [], ()):
            raise Unsure(f"{path.removeprefix('properties.')} limits who may connect in a way that is not modelled", part.id)
    return WORLD, "nothing else limits who may connect"


def _by_action(resource: Resource, path: str, rules: Rules) -> tuple[IntervalSet, str]:
    name = path.removeprefix("properties.")
    action = text(resource.body, f"{path}.defaultAction", "Allow")
    if action.lower() != "deny":
        return WORLD, f"{name}.defaultAction = {action} lets everybody connect"
    lists = (items(resource.body, f"{path}.{each}") for each in rules.list.split("|"))
    ranges = tuple(text(part, rules.field) for each in lists for part in each)
    return _ranges(ranges, resource), _listed(ranges, f"{name}.defaultAction = Deny")


def _parts(resource: Resource, rules: Rules, world: World) -> list[Resource]:
    """The children that hold rules. Raises `Undecided` when it is not known whether one is deployed."""
    children = [each for each in world.estate.graph.children(resource.id) if each.type.lower() == rules.type.lower()]
    doubt = surely_deployed(children)
    if doubt is not None:
        raise doubt
    return children


def _by_children_action(resource: Resource, rules: Rules, world: World) -> tuple[IntervalSet, str]:
    children = _parts(resource, rules, world)
    if not children:
        return WORLD, "no network rule set limits who may connect"
    if all(text(child.body, "properties.publicNetworkAccess", "Enabled").lower() == "disabled" for child in children):
        raise Unsure("the service and its network rule set disagree about publicNetworkAccess", resource.id)
    found, told = EMPTY, ""
    if not any(items(child.body, f"properties.{each}") for child in children for each in (rules.list, "virtualNetworkRules")):
        # event-hubs/event-hubs-ip-filtering and service-bus-messaging/service-bus-ip-filtering, the note below the templates
        return WORLD, "the network rule set names nobody, and Azure then lets everybody connect, whatever its defaultAction"
    for child in children:
        default = text(child.body, "properties.defaultAction", "Allow")
        if default.lower() != "deny":
            return WORLD, f"network rule set: defaultAction = {default} lets everybody connect"
        ranges = tuple(text(part, rules.field) for part in items(child.body, f"properties.{rules.list}"))
        found, told = found | _ranges(ranges, resource), _listed(ranges, "network rule set: defaultAction = Deny")
    return found, told


def _by_list(resource: Resource, rules: Rules, world: World) -> tuple[IntervalSet, str]:
    name = rules.path.removeprefix("properties.")
    if rules.field:
        ranges = tuple(text(part, rules.field) for part in items(resource.body, rules.path))
    else:
        ranges = texts(resource.body, rules.path)
    if rules.azure and rules.azure in ranges:
        return WORLD, f"{name} lets every machine in Azure connect, of any tenant ({rules.azure})"
    if ranges:
        return _ranges(ranges, resource), _listed(ranges, name)
    if rules.unless is not None and rules.unless.holds(resource, world.estate.graph):
        return EMPTY, f"{rules.unless} lets in only what virtual network rules name"
    return WORLD, f"{name} is empty, so everybody may connect"


def _by_children(resource: Resource, rules: Rules, world: World) -> tuple[IntervalSet, str]:
    children = _parts(resource, rules, world)
    if not children:
        nobody = rules.empty == "nobody"
        return (EMPTY, "no firewall rule lets anybody in") if nobody else (WORLD, "no firewall rule, so everybody may connect")
    found: list[IntervalSet] = []
    names: list[str] = []
    for child in children:
        ends = [
            next((value for key in keys if (value := text(child.body, f"properties.{key}"))), "")
            for keys in (("startIpAddress", "startIP"), ("endIpAddress", "endIP"))
        ]
        names.append(f"{last_segment(child.name)} {ends[0]}-{ends[1]}")
        if tuple(ends) == EVERYBODY_IN_AZURE:
            return WORLD, f"firewall rule {last_segment(child.name)} lets every machine in Azure connect, of any tenant"
        found.append(_ranges((f"{ends[0]}-{ends[1]}",), resource))
    return IntervalSet.union(found) & WORLD, _listed(tuple(names), "firewall rules")


def _ranges(ranges: tuple[str, ...], resource: Resource) -> IntervalSet:
    found: list[IntervalSet] = []
    for each in ranges:
        part = addresses(each)
        if part is None:
            raise Unsure(f"`{each}` is no address or prefix", resource.id)
        found.append(part)
    return IntervalSet.union(found) & WORLD


def _listed(ranges: tuple[str, ...], name: str) -> str:
    return f"{name} lets {', '.join(ranges)} connect" if ranges else f"{name} lets no public address connect"
