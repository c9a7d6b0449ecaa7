"""The networks of a graph as a picture: regions, hubs, spokes, subnets with what stands in them, the ways in and the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from enclave.graph.model import Graph, Ref, Resource
from enclave.report.runbook.drawing import Drawing, cut

NETWORK = "Microsoft.Network/virtualNetworks"
ENDPOINT = "Microsoft.Network/privateEndpoints"
PEERING = "Microsoft.Network/virtualNetworks/virtualNetworkPeerings"
NAMES = {
    "microsoft.cognitiveservices/accounts": "AI account", "microsoft.keyvault/vaults": "key vault",
    "microsoft.search/searchservices": "AI Search", "microsoft.storage/storageaccounts": "storage",
    "microsoft.sql/servers": "SQL", "microsoft.documentdb/databaseaccounts": "Cosmos DB",
    "microsoft.cache/redisenterprise": "Redis", "microsoft.containerregistry/registries": "registry",
    "microsoft.insights/privatelinkscopes": "Azure Monitor", "microsoft.monitor/accounts": "Prometheus",
    "microsoft.dashboard/grafana": "Grafana", "microsoft.servicebus/namespaces": "Service Bus",
    "microsoft.recoveryservices/vaults": "backup vault", "microsoft.containerservice/managedclusters": "cluster",
    "microsoft.containerservice/managedclusters/agentpools": "node pool",
    "microsoft.machinelearningservices/workspaces": "ML workspace", "microsoft.synapse/workspaces": "Synapse",
    "microsoft.datafactory/factories": "Data Factory", "microsoft.dbforpostgresql/flexibleservers": "PostgreSQL",
    "microsoft.network/azurefirewalls": "firewall", "microsoft.network/bastionhosts": "Bastion",
    "microsoft.network/natgateways": "NAT gateway", "microsoft.network/applicationgateways": "application gateway",
    "microsoft.network/loadbalancers": "load balancer", "microsoft.network/networkinterfaces": "machine",
    "microsoft.compute/virtualmachinescalesets": "scale set", "microsoft.app/managedenvironments": "container apps",
    "microsoft.containerinstance/containergroups": "container group", "microsoft.eventhub/namespaces": "Event Hubs",
    "microsoft.confidentialledger/ledgers": "Confidential Ledger",
    "microsoft.network/privatelinkservices": "private link service", "microsoft.automation/automationaccounts": "automation",
    "microsoft.devices/iothubs": "IoT hub", "microsoft.web/sites": "web app",
}  # fmt: skip
"""What people call a type."""
LINK, WORKFLOW = "microsoft.network/privatednszones/virtualnetworklinks", "microsoft.logic/workflows"
ASIDE = {ENDPOINT.lower(), NETWORK.lower(), PEERING.lower(), LINK, WORKFLOW}
"""Types that name a subnet and do not stand in it."""
CARD, GAP, ROW = 330.0, 28.0, 17.0


class Subnet(Struct, frozen=True):
    """A subnet and what stands in it."""

    name: str
    range: str
    holds: tuple[str, ...]


class Network(Struct, frozen=True):
    """A virtual network."""

    id: str
    name: str
    ranges: str
    region: str
    location: str
    hub: bool
    subnets: tuple[Subnet, ...]

    @property
    def height(self) -> float:
        """Of its box."""
        return 50 + sum(_subnet_height(subnet) + 8 for subnet in self.subnets)


def networks(graph: Graph) -> tuple[Network, ...]:
    """Every virtual network. A hub is one with a firewall in it, or else the one with most peerings of its region."""
    inside = _inside(graph)
    peers = Counter(peering.parent or "" for peering in graph.of_type(PEERING))
    most = {region: max((peers[one.id] for one in graph.of_type(NETWORK) if one.stamp == region), default=0)
            for region in {one.stamp for one in graph.of_type(NETWORK)}}  # fmt: skip
    found = []
    for one in graph.of_type(NETWORK):
        subnets = tuple(
            Subnet(name, _ranges(properties), _told(inside.get(f"{one.id}/subnets/{name}".lower(), Counter())))
            for name, properties in _subnets(one)
        )
        hub = any("firewall" in each.name.lower() for each in subnets) or bool(most[one.stamp] > 1 and peers[one.id] == most[one.stamp])
        space = mapping(mapping(one.body.get("properties")).get("addressSpace")).get("addressPrefixes")
        ranges = ", ".join(str(each) for each in space) if isinstance(space, list | tuple) else ""
        found.append(Network(one.id, one.name, ranges, one.stamp or one.location or "", one.location or "", hub, subnets))
    return tuple(found)


def draw(graph: Graph) -> str:
    """The picture."""
    drawing = Drawing()
    top = 20.0
    for region, members in _by_region(networks(graph)).items():
        top = _region(drawing, graph, region, members, top) + 34
    return drawing.svg("networks: regions, hubs and spokes, what stands in each subnet, the ways in and the way out")


def _region(drawing: Drawing, graph: Graph, region: str, members: list[Network], top: float) -> float:
    hubs, spokes = [each for each in members if each.hub], [each for each in members if not each.hub]
    left, middle, right = 196.0, 196.0 + CARD + 70, 196.0 + 2 * CARD + 70 + GAP
    columns: list[list[Network]] = [[], []]
    for each in sorted(spokes, key=lambda one: -one.height):
        min(columns, key=lambda column: sum(one.height + GAP for one in column)).append(each)
    height = max([sum(each.height + GAP for each in hubs), *(sum(each.height + GAP for each in column) for column in columns), 190.0]) + 48
    drawing.box(180, top, 3 * CARD + 70 + GAP + 32, height, "region")
    drawing.words(196, top + 24, f"{region} · {members[0].location}", size=15, bold=True)
    places: dict[str, tuple[float, float]] = {}
    for x, column in ((left, hubs), (middle, columns[0]), (right, columns[1])):
        y = top + 40
        for each in column:
            places[each.id.lower()] = (x, y)
            y += each.height + GAP
    shown = {each.id.lower(): each for each in members}
    for start, end in _peered(graph, shown):
        _peering(drawing, places, shown, start, end)
    for name, (x, y) in places.items():
        _network(drawing, shown[name], x, y)
    _edges(drawing, _doors(graph, region), _names(graph), top, [places[each.id.lower()] for each in hubs])
    return top + height


def _peering(drawing: Drawing, places: Mapping[str, tuple[float, float]], shown: Mapping[str, Network], start: str, end: str) -> None:
    """A line in the gutter before the spoke; that of the far column is reached above the near one."""
    if not shown[start].hub or shown[end].hub:
        return
    (hub_x, hub_y), (x, y) = places[start], places[end]
    gutter, top = hub_x + CARD + 35, hub_y - 9
    points = [(hub_x + CARD, hub_y + 24), (gutter, hub_y + 24)]
    if x - hub_x > CARD + 100:
        points += [(gutter, top), (x - GAP / 2, top), (x - GAP / 2, y + 24)]
    else:
        points.append((gutter, y + 24))
    drawing.line([*points, (x, y + 24)])


def _network(drawing: Drawing, network: Network, x: float, y: float) -> None:
    drawing.box(x, y, CARD, network.height, "hub" if network.hub else "spoke")
    drawing.words(x + 12, y + 20, cut(network.name, 38), bold=True)
    drawing.words(x + 12, y + 37, network.ranges, size=11, code=True, muted=True)
    y += 46
    for subnet in network.subnets:
        height = _subnet_height(subnet)
        drawing.box(x + 10, y, CARD - 20, height, "subnet")
        drawing.words(x + 20, y + 17, cut(subnet.name, 25), size=11.5, bold=True)
        drawing.words(x + CARD - 20 - 6.4 * len(subnet.range), y + 17, subnet.range, size=10.5, code=True, muted=True)
        for number, held in enumerate(subnet.holds):
            drawing.words(x + 20, y + 34 + ROW * number, cut(held, 46), size=11, muted=True)
        y += height + 8


def _edges(drawing: Drawing, doors: int, names: int | None, top: float, hubs: list[tuple[float, float]]) -> None:
    """The internet at the left: ways in that are declared, and the names that the firewall lets out to."""
    drawing.box(16, top + 40, 140, 74, "outside")
    drawing.words(86, top + 62, "internet: in", bold=True, middle=True)
    said = f"{doors} declared way{'' if doors == 1 else 's'} in" if doors else "no way in"
    drawing.words(86, top + 82, said, size=11.5, middle=True, muted=True)
    drawing.box(16, top + 132, 140, 74, "outside")
    drawing.words(86, top + 154, "internet: out", bold=True, middle=True)
    declared = "nothing declared" if names is None else f"{names} declared name{'' if names == 1 else 's'}"
    drawing.words(86, top + 174, declared, size=11.5, middle=True, muted=True)
    drawing.words(86, top + 190, "by the firewall only", size=11.5, middle=True, muted=True)
    for x, y in hubs:
        if doors:
            drawing.line([(156, top + 77), (168, top + 77), (168, y + 14), (x - 4, y + 14)], arrow=True, color="#17693a")
        drawing.line([(x, y + 34), (172, y + 34), (172, top + 169), (162, top + 169)], arrow=True, color="#b3201d")


def _doors(graph: Graph, region: str) -> int:
    """How many ways in are declared for a region, with those that are for all."""
    doors = graph.intent.front_doors if graph.intent is not None else ()
    return sum(_stamp(graph, each.resource) in ("", region) for each in doors)


def _names(graph: Graph) -> int | None:
    """How many names may be reached outside; None where nobody says anything."""
    return None if graph.intent is None else len({each.fqdn for each in graph.intent.egress})


def _stamp(graph: Graph, resource_id: str) -> str:
    found = graph.get(resource_id)
    return found.stamp if found is not None else ""


def _by_region(found: tuple[Network, ...]) -> dict[str, list[Network]]:
    regions: dict[str, list[Network]] = {}
    for each in found:
        regions.setdefault(each.region, []).append(each)
    return regions


def _peered(graph: Graph, shown: Mapping[str, Network]) -> Iterator[tuple[str, str]]:
    for peering in graph.of_type(PEERING):
        start = (peering.parent or "").lower()
        for link in peering.refs():
            if start in shown and link.resource.lower() in shown:
                yield start, link.resource.lower()


def _inside(graph: Graph) -> dict[str, Counter[str]]:
    """What stands in each subnet, by its id in lower case: services by their endpoints, everything else by its references."""
    found: dict[str, Counter[str]] = {}
    for resource in graph:
        kind = resource.type.lower()
        if kind == ENDPOINT.lower():
            links = list(resource.refs())
            targets = [link.resource for link in links if "/subnets/" not in link.suffix]
            target = graph.get(targets[0]) if targets else None
            name = f"endpoint: {_name(target.type if target is not None else 'service')}"
        elif kind in ASIDE:
            continue
        else:
            name = _name(resource.type)
        for link in _subnets_of(resource):
            found.setdefault(f"{link.resource}{link.suffix}".lower(), Counter())[name] += 1
    for network in graph.of_type(NETWORK):
        for subnet, properties in _subnets(network):
            gateway = mapping(properties.get("natGateway")).get("id")
            if isinstance(gateway, Ref):
                found.setdefault(f"{network.id}/subnets/{subnet}".lower(), Counter())["NAT gateway"] += 1
    return found


def _subnets_of(resource: Resource) -> list[Ref]:
    return list({f"{link.resource}{link.suffix}".lower(): link for link in resource.refs() if link.suffix.startswith("/subnets/")}.values())


def _subnets(network: Resource) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found = mapping(network.body.get("properties")).get("subnets")
    for each in found if isinstance(found, list | tuple) else ():
        yield str(mapping(each).get("name", "")), mapping(mapping(each).get("properties"))


def mapping(value: object) -> Mapping[str, Any]:
    """A value of a body as a mapping; an empty one where it is none."""
    return value if isinstance(value, Mapping) else {}


def _ranges(properties: Mapping[str, Any]) -> str:
    one, more = properties.get("addressPrefix"), properties.get("addressPrefixes")
    return str(one) if isinstance(one, str) else ", ".join(map(str, more)) if isinstance(more, list | tuple) else ""


def _told(held: Counter[str]) -> tuple[str, ...]:
    """What stands there, the endpoints in one go."""
    endpoints = {name.removeprefix("endpoint: "): count for name, count in held.items() if name.startswith("endpoint: ")}
    rest = [f"{count} × {name}" if count > 1 else name for name, count in held.items() if not name.startswith("endpoint: ")]
    lines = [", ".join(rest[start : start + 3]) for start in range(0, len(rest), 3)]
    if endpoints:
        count = sum(endpoints.values())
        lines.append(f"{count} private endpoint{'' if count == 1 else 's'}:")
        named = [f"{count} × {name}" if count > 1 else name for name, count in endpoints.items()]
        lines += [", ".join(named[start : start + 3]) for start in range(0, len(named), 3)]
    return tuple(lines)


def _subnet_height(subnet: Subnet) -> float:
    return 26 + ROW * len(subnet.holds)


def _name(kind: str) -> str:
    return NAMES.get(kind.lower()) or kind.rpartition("/")[2]
