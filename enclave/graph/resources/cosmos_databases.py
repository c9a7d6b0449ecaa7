"""Databases of a Cosmos DB account with their containers (child resources). Nobody can make them with a role for data alone."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, number, text, texts
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.DocumentDB/databaseAccounts/sqlDatabases"
CONTAINER_TYPE = f"{TYPE}/containers"
API_VERSION = "2026-03-15"


class CosmosContainer(Struct, frozen=True):
    """A container."""

    name: str
    partition_key: tuple[str, ...]
    """Paths, `/userId`; more than one for a hierarchical key."""


class CosmosDatabase(Struct, frozen=True):
    """A database."""

    id: str
    account: str
    name: str
    most_throughput: int
    """Request units each second that its containers may grow to together; 0: each container has its own."""
    containers: tuple[CosmosContainer, ...] = ()


def read(resource: Resource, graph: Graph | None = None) -> CosmosDatabase:
    """A database; with a graph its containers are merged in. Raises `Undecided`."""
    children = graph.children(resource.id) if graph else ()
    return CosmosDatabase(
        id=resource.id,
        account=resource.parent or "",
        name=last_segment(resource.name),
        most_throughput=number(resource.body, "properties.options.autoscaleSettings.maxThroughput"),
        containers=tuple(
            CosmosContainer(text(child.body, "properties.resource.id"), texts(child.body, "properties.resource.partitionKey.paths"))
            for child in children if child.type.lower() == CONTAINER_TYPE.lower()
        ),
    )


def write(database: CosmosDatabase, account: Resource, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The database, then its containers one after another: an account takes one change at a time."""
    growth: Value = {"autoscaleSettings": {"maxThroughput": database.most_throughput}} if database.most_throughput else None
    properties = stated(resource={"id": database.name}, options=growth)
    body = place.below(account, "sqlDatabases", API_VERSION, database.name, {"properties": properties}, depends_on=depends_on)
    written = [body]
    for container in database.containers:
        kind = "Hash" if len(container.partition_key) == 1 else "MultiHash"
        keyed: Value = {"paths": list(container.partition_key), "kind": kind, "version": 2}
        inner: Value = {"resource": {"id": container.name, "partitionKey": keyed}}
        before = (written[-1].id,) if len(written) > 1 else ()
        written.append(place.below(body, "containers", API_VERSION, container.name, {"properties": inner}, depends_on=before))
    return tuple(written)
