"""What obligations are about: services, subnets where machines may stand, and resources that nobody here knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from enclave.finding import Unknown
from enclave.graph.body import EXPECTED, Undecided, canonical_id, last_segment, lookup
from enclave.graph.model import Flow, FrontDoor, Ref, Resource, Unresolved, Value
from enclave.verify.estate import Site
from enclave.verify.model import because
from enclave.verify.network.addresses import addresses
from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.world import World
from enclave.verify.services import MODELLED, SERVICES, Condition, Service, condition, part_of, service_of, unmodelled
from enclave.verify.unsure import Unsure

MARK = "/virtualnetworks/"
MANAGED = {
    kind.lower() for row in SERVICES.values() if row.code is not None for kind in (row.code.network, row.code.rule_type) if kind
}
ASKED: tuple[Condition, ...] = (
    *(each for row in SERVICES.values() for group in (*row.doors, *row.keys, row.doubts) for each in group if each.child),
    *(each for row in SERVICES.values() if row.code is not None for each in row.code.doubts if each.child and not each.path),
    condition("Microsoft.Storage/storageAccounts/blobServices/containers:properties.publicAccess=None?"),
)
"""What is asked of parts of services."""
OPENING = MODELLED | {row.rules.type.lower() for row in SERVICES.values() if row.rules is not None} | MANAGED
"""Types of parts that may open what they belong to."""
LOOSENING: Mapping[str, tuple[Condition, ...]] = {
    kind: tuple(each for each in ASKED if part_of(each.child)[0] == kind)
    for kind in sorted({part_of(each.child)[0] for each in ASKED} - OPENING)
}
"""Types of parts that open what they belong to where they have not what is asked of them."""


def services(world: World) -> Iterator[tuple[Resource, Service]]:
    """Every service of the graph with its row of the table."""
    for resource in world.estate.graph.of_type(*SERVICES):
        yield resource, SERVICES[resource.type.lower()]


def service_at(resource_id: str, world: World) -> tuple[Resource, Service]:
    """A service of the graph by its id, with its row of the table. Raises `Undecided` for what is none."""
    resource = world.estate.graph.get(resource_id)
    service = service_of(resource) if resource is not None else None
    if resource is None or service is None:
        raise Unsure(f"{last_segment(resource_id)} is no service of the template", resource_id)
    return resource, service


def owners_elsewhere(world: World, *, services_only: bool = False) -> tuple[str, ...]:
    """Ids of services and parts of networks that are not in the graph, while parts of theirs are."""
    return world.ask(_owners_elsewhere, services_only)


def _owners_elsewhere(world: World, services_only: bool) -> tuple[str, ...]:
    graph = world.estate.graph
    found: dict[str, str] = {}
    for resource in graph.of_type(*(kind for kind in graph.kinds() if (kind in OPENING or kind in LOOSENING) and kind.count("/") > 1)):
        root = root_of(resource.id)
        if root is None or graph.get(root) is not None or not _opens(resource):
            continue
        kind = type_of(root)
        if kind in SERVICES or (not services_only and kind in MODELLED):
            found.setdefault(root.lower(), root)
    return tuple(found.values())


def _opens(part: Resource) -> bool:
    """Whether a part may open what it belongs to."""
    asked = LOOSENING.get(part.type.lower())
    if asked is None:
        return True
    try:
        return not all(each.is_met(part.body) for each in asked if part_of(each.child)[1] in ("", last_segment(part.name).lower()))
    except Undecided:
        return True


def root_of(resource_id: str) -> str | None:
    """Id of the resource that a child belongs to at the top; None for one that is at the top itself."""
    head, mark, tail = resource_id.rpartition("/providers/")
    parts = tail.split("/")
    return f"{head}{mark}{'/'.join(parts[:3])}" if len(parts) > 3 else None


def type_of(resource_id: str) -> str:
    """The lower-case type of a resource at the top."""
    parts = resource_id.rpartition("/providers/")[2].split("/")
    return "/".join(parts[:2]).lower()


def service_type(resource_id: str) -> Service | None:
    """The row of the table for an id's type."""
    return SERVICES.get(type_of(resource_id))


def client_ids(world: World) -> tuple[str, ...]:
    """The id of every subnet that machines may stand in."""
    return world.ask(_client_ids)


def _client_ids(world: World) -> tuple[str, ...]:
    return tuple(site.id for site in world.estate.sites.values() if is_client(site, world))


def client_sites(world: World) -> tuple[Site, ...]:
    """Every subnet that machines may stand in."""
    return world.once(("client sites",), lambda: tuple(map(world.estate.site, client_ids(world))))


def at(places: Iterable[str] | None, world: World) -> tuple[Site, ...]:
    """Those of the subnets that machines may stand in whose lower-case ids are given, in order; None: all."""
    if places is None:
        return client_sites(world)
    order = world.once(("order of sites",), lambda: {each.lower(): place for place, each in enumerate(client_ids(world))})
    everywhere = client_ids(world)
    return tuple(world.estate.site(everywhere[place]) for place in sorted(order[each] for each in places if each in order))


def is_client(site: Site, world: World) -> bool:
    """Whether machines may stand in a subnet: it is not for Azure's own appliances, or machines stand there all the same."""
    return not site.is_platform or bool(world.attached(site.id))


def unplaced(world: World) -> Iterator[tuple[str, Unknown]]:
    """One result for each machine of which it is not known which subnet it stands in."""
    for problem in world.unattached:
        yield problem.where, because(problem)


def flows_from(source: str, world: World) -> tuple[Flow, ...]:
    """The flows that the owner declared from a subnet."""
    return world.ask(_flows_from, source.lower())


def flows_to(target: str, world: World) -> tuple[Flow, ...]:
    """The flows that the owner declared to a service or subnet."""
    return world.ask(_flows_to, target.lower())


def _flows_from(world: World, source: str) -> tuple[Flow, ...]:
    return world.once(("flows", "source"), lambda: _grouped(world, "source")).get(source, ())


def _flows_to(world: World, target: str) -> tuple[Flow, ...]:
    return world.once(("flows", "target"), lambda: _grouped(world, "target")).get(target, ())


def _grouped(world: World, end: str) -> Mapping[str, tuple[Flow, ...]]:
    intent = world.estate.graph.intent
    found: dict[str, list[Flow]] = {}
    for flow in intent.flows if intent else ():
        found.setdefault(getattr(flow, end).lower(), []).append(flow)
    return {end: tuple(flows) for end, flows in found.items()}


def declared(world: World, resource_id: str) -> IntervalSet:
    """The sources that the owner declared for a front door. Raises `Undecided` for a text that is no prefix."""
    intent = world.estate.graph.intent
    doors: tuple[FrontDoor, ...] = intent.front_doors if intent else ()
    found: list[IntervalSet] = []
    for source in (source for door in doors if door.resource.lower() == resource_id.lower() for source in door.sources):
        part = addresses(source)
        if part is None:
            raise Unsure(f"declared source `{source}` is no prefix", resource_id)
        found.append(part)
    return IntervalSet.union(found)


def strangers(world: World) -> Strangers:
    """The resources of a graph that nobody here knows, looked at once."""
    return world.once(("strangers",), lambda: Strangers(world))


def _strangers(world: World) -> tuple[str, ...]:
    return tuple(resource.id for resource in unmodelled(world.estate.graph))


class Strangers:
    """Resources of unknown types, and what each of them names."""

    def __init__(self, world: World) -> None:
        known = (world.estate.graph.get(each) for each in world.ask(_strangers))
        self.all = tuple(each for each in known if each is not None)
        self._world = world
        self._named = {resource.id: tuple(dict.fromkeys(mentions(resource.body))) for resource in self.all}

    def below(self, service: Resource) -> tuple[Resource, ...]:
        """Those that are parts of a service."""
        prefix = f"{service.id.lower()}/"
        return tuple(each for each in self.all if each.id.lower().startswith(prefix))

    def standing_alone(self) -> tuple[Resource, ...]:
        """Those that are not part of a service of the graph."""
        if not self.all:
            return ()
        parts = {part.id for service, _ in services(self._world) for part in self.below(service)}
        return tuple(each for each in self.all if each.id not in parts)

    def naming(self, resource_id: str) -> tuple[Resource, ...]:
        """Those that name a resource."""
        wanted = resource_id.lower()
        return tuple(
            each for each in self.all
            if not each.id.lower().startswith(f"{wanted}/") and any(_within(name, wanted) for name in self._named[each.id])
        )

    def around(self, site: Site) -> tuple[Resource, ...]:
        """Those that may carry traffic of a network: they name it or one it is peered with, or are of the network provider."""
        near = (site.network.id.lower(), *self._world.estate.neighbours(site.network.id, surely=False))
        return tuple(each for each in self.all if self._is_near(each, near))

    def _is_near(self, resource: Resource, near: tuple[str, ...]) -> bool:
        named = [name for name in self._named[resource.id] if MARK in name]
        if named:
            return any(_within(name, network) for name in named for network in near)
        # what a plan makes of a type that is not mapped may be a part of any network
        kind = resource.type.lower()
        return kind.startswith(("microsoft.network/", "terraform/")) or kind == "microsoft.resources/deployments"


def _within(name: str, resource_id: str) -> bool:
    return name == resource_id or name.startswith(f"{resource_id}/")


def mentions(value: Value) -> Iterator[str]:
    """Every resource id in a value, lower case."""
    if isinstance(value, Ref):
        yield (value.resource + value.suffix).lower()
    elif isinstance(value, str) and "/providers/" in value.lower():
        yield canonical_id(value).lower()
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from mentions(key)
            yield from mentions(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from mentions(item)
    elif isinstance(value, Unresolved):
        yield value.expression.lower()


def unknown_part(part: Resource) -> str:
    """Why a part of an unknown type leaves its service undecided."""
    return f"{last_segment(part.id)} is of the type {part.type}, which is not modelled{why_unread(part)}"


def why_unread(stranger: Resource) -> str:
    """What is known of why nothing is known of it: that of a linked template."""
    properties = lookup(stranger.body, "properties")
    return f": {properties.reason}" if isinstance(properties, Unresolved) and properties.reason not in EXPECTED else ""
