"""Data collection rules: what is collected, and which table or workspace each stream goes to; associations say from whom."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from enclave.graph.body import MISSING, Undecided, items, last_segment, link, lookup, pointer, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Insights/dataCollectionRules"
ASSOCIATION_TYPE = "Microsoft.Insights/dataCollectionRuleAssociations"
API_VERSION = "2024-03-11"
ENDPOINT_ASSOCIATION = "configurationAccessEndpoint"
"""The name that an association must have to say where an agent gets its configuration
(learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-vm-kubernetes)."""
WORKSPACES, METRICS = "logAnalytics", "monitoringAccounts"
"""Kinds of destinations, and the property with the id of each."""
TARGETS: Mapping[str, str] = {WORKSPACES: "workspaceResourceId", METRICS: "accountResourceId"}


class DataFlow(Struct, frozen=True):
    """Streams on their way to a destination."""

    streams: tuple[str, ...]
    destinations: tuple[str, ...]
    """Names of destinations of the rule."""
    output: str = ""
    """Table that they become, `Custom-<table>`; empty: the one that Azure has for the stream."""
    transform: str = ""
    """KQL over `source`; empty: as it comes."""


class DataCollectionRule(Struct, frozen=True):
    """A rule."""

    id: str
    location: str
    endpoint: str | None
    """Id of the endpoint that takes what is sent; None: the public one."""
    sources: Mapping[str, tuple[Body, ...]]
    """Kind of source (`syslog`, `performanceCounters`, `extensions`, `prometheusForwarder`) -> its entries, as Azure writes them."""
    destinations: Mapping[str, tuple[str, str]]
    """Name -> kind (`WORKSPACES` or `METRICS`) and id."""
    flows: tuple[DataFlow, ...]
    streams: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """A stream of our own -> its columns, each with its type."""
    kind: str | None = None
    """`Linux` or `Windows`; None: any."""
    description: str = ""


def read(resource: Resource) -> DataCollectionRule:
    """A rule. Raises `Undecided`."""
    body = resource.body
    return DataCollectionRule(
        id=resource.id,
        location=resource.location or "",
        endpoint=link(body, "properties.dataCollectionEndpointId"),
        sources={kind: items(body, f"properties.dataSources.{kind}") for kind in _keys(body, "properties.dataSources")},
        destinations=dict(_destinations(resource)),
        flows=tuple(_flow(part) for part in items(body, "properties.dataFlows")),
        streams={
            name: tuple((text(part, "name"), text(part, "type")) for part in items(declared, "columns"))
            for name, declared in _streams(body)
        },
        kind=text(body, "kind", None),
        description=text(body, "properties.description"),
    )


def write(rule: DataCollectionRule, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The rule."""
    streams: dict[str, Value] = {
        name: {"columns": [{"name": column, "type": kind} for column, kind in columns]} for name, columns in rule.streams.items()
    }
    sources: dict[str, Value] = {kind: list(entries) for kind, entries in rule.sources.items()}
    flows: list[Value] = [
        stated(streams=list(flow.streams), destinations=list(flow.destinations),
               transformKql=flow.transform or None, outputStream=flow.output or None)
        for flow in rule.flows
    ]
    properties = stated(
        description=rule.description or None,
        dataCollectionEndpointId=pointer(rule.endpoint) if rule.endpoint else None,
        streamDeclarations=streams or None,
        dataSources=sources or None,
        destinations=_write_destinations(rule.destinations),
        dataFlows=flows,
    )
    return (place.put(TYPE, API_VERSION, rule.id, stated(kind=rule.kind, properties=properties), depends_on=depends_on),)


def associate(target: str, rule: str, place: Place) -> Resource:
    """From a machine or a cluster the rule collects."""
    name = f"dcra-{last_segment(rule)}"
    return place.on(target, ASSOCIATION_TYPE, API_VERSION, name, {"properties": {"dataCollectionRuleId": pointer(rule)}})


def configure(target: str, endpoint: str, place: Place) -> Resource:
    """A machine or a cluster asks that endpoint for its configuration, instead of the public one."""
    properties: Value = {"dataCollectionEndpointId": pointer(endpoint)}
    return place.on(target, ASSOCIATION_TYPE, API_VERSION, ENDPOINT_ASSOCIATION, {"properties": properties})


def _write_destinations(destinations: Mapping[str, tuple[str, str]]) -> Value:
    kinds = dict.fromkeys(kind for kind, _ in destinations.values())
    return {
        kind: [{"name": name, TARGETS[kind]: pointer(target)} for name, (own, target) in destinations.items() if own == kind]
        for kind in kinds
    }


def _destinations(resource: Resource) -> list[tuple[str, tuple[str, str]]]:
    found: list[tuple[str, tuple[str, str]]] = []
    for kind in _keys(resource.body, "properties.destinations"):
        known = next((each for each in TARGETS if each.lower() == kind.lower()), None)
        for part in items(resource.body, f"properties.destinations.{kind}"):
            target = link(part, TARGETS[known]) if known else None
            if known is None or target is None:
                raise Undecided(f"destinations.{kind}", resource.id)
            found.append((text(part, "name"), (known, target)))
    return found


def _streams(body: Body) -> list[tuple[str, Value]]:
    declared = lookup(body, "properties.streamDeclarations")
    return list(declared.items()) if isinstance(declared, Mapping) else []


def _keys(body: Body, path: str) -> tuple[str, ...]:
    found = lookup(body, path)
    if found is MISSING or found is None:
        return ()
    if not isinstance(found, Mapping):
        raise Undecided(path)
    return tuple(found)


def _flow(body: Body) -> DataFlow:
    return DataFlow(texts(body, "streams"), texts(body, "destinations"), text(body, "outputStream"), text(body, "transformKql"))
