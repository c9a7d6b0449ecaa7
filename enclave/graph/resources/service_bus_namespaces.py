"""Service Bus namespaces, with their queues, topics and subscriptions (child resources)."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, number, pointer, text
from enclave.graph.model import Graph, Resource, Value
from enclave.graph.parts import Identity, Place, answer, asked, identity, public_access, stated, write_identity

TYPE = "Microsoft.ServiceBus/namespaces"
QUEUE_TYPE = f"{TYPE}/queues"
TOPIC_TYPE = f"{TYPE}/topics"
SUBSCRIPTION_TYPE = f"{TOPIC_TYPE}/subscriptions"
API_VERSION = "2026-01-01"


class BusKey(Struct, frozen=True):
    """A customer's key in a vault. The namespace follows its rotation."""

    vault: str
    """Id or address of the vault."""
    name: str
    identity: str
    """Id of the user-assigned identity that may use it."""


class Queue(Struct, frozen=True):
    """A queue, or a subscription of a topic. Times are ISO 8601 durations."""

    name: str
    keeps: str
    """How long a message waits."""
    lock: str
    """How long a receiver has one for itself."""
    attempts: int
    """Deliveries before a message is put aside."""
    once: str = ""
    """Time in which a message that is sent twice counts once; empty: any that is sent counts."""


class Topic(Struct, frozen=True):
    """A topic and who gets copies."""

    name: str
    keeps: str
    subscriptions: tuple[Queue, ...]


class ServiceBusNamespace(Struct, frozen=True):
    """A namespace. What is absent is as Azure's default has it."""

    id: str
    location: str
    sku: str
    """`Basic`, `Standard` or `Premium`: only the last has private endpoints and customer's keys."""
    capacity: int
    """Messaging units."""
    zone_redundant: bool
    public_network_access: str
    """`Enabled`, `Disabled` or `SecuredByPerimeter`."""
    local_auth_disabled: bool
    """Shared access keys are off."""
    tls: str
    """Least version, `1.2`."""
    identity: Identity
    key: BusKey | None
    double_encryption: bool
    """A second layer, under the customer's key."""
    queues: tuple[Queue, ...] = ()
    topics: tuple[Topic, ...] = ()


def read(resource: Resource, graph: Graph | None = None) -> ServiceBusNamespace:
    """A namespace; with a graph its queues and topics are merged in. Raises `Undecided`."""
    body = resource.body
    children = graph.children(resource.id) if graph else ()
    return ServiceBusNamespace(
        id=resource.id,
        location=resource.location or "",
        sku=text(body, "sku.name", "Standard"),
        capacity=number(body, "sku.capacity", 1),
        zone_redundant=flag(body, "properties.zoneRedundant"),
        public_network_access=public_access(resource),
        local_auth_disabled=flag(body, "properties.disableLocalAuth"),
        tls=text(body, "properties.minimumTlsVersion", "1.2"),
        identity=identity(resource),
        key=_key(resource),
        double_encryption=flag(body, "properties.encryption.requireInfrastructureEncryption"),
        queues=tuple(_queue(child) for child in children if child.type.lower() == QUEUE_TYPE.lower()),
        topics=tuple(_topic(child, graph) for child in children if graph and child.type.lower() == TOPIC_TYPE.lower()),
    )


def write(bus: ServiceBusNamespace, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The namespace and what is in it."""
    properties = stated(
        zoneRedundant=bus.zone_redundant,
        publicNetworkAccess=bus.public_network_access,
        disableLocalAuth=bus.local_auth_disabled,
        minimumTlsVersion=bus.tls,
        premiumMessagingPartitions=1 if bus.sku == "Premium" else None,
        encryption=_encryption(bus),
    )
    body = stated(
        sku={"name": bus.sku, "tier": bus.sku, "capacity": bus.capacity},
        identity=write_identity(bus.identity), properties=properties,
    )
    parent = place.put(TYPE, API_VERSION, bus.id, body, depends_on=depends_on)
    written = [parent]
    for queue in bus.queues:
        written.append(place.below(parent, "queues", API_VERSION, queue.name, {"properties": _settings(queue)}))
    for topic in bus.topics:
        settings: dict[str, Value] = {"properties": {"defaultMessageTimeToLive": topic.keeps}}
        made = place.below(parent, "topics", API_VERSION, topic.name, settings)
        written.append(made)
        written += (
            place.below(made, "subscriptions", API_VERSION, each.name, {"properties": _settings(each)})
            for each in topic.subscriptions
        )
    return tuple(written)


def _settings(queue: Queue) -> Value:
    return stated(
        defaultMessageTimeToLive=queue.keeps,
        lockDuration=queue.lock,
        maxDeliveryCount=queue.attempts,
        deadLetteringOnMessageExpiration=True,
        requiresDuplicateDetection=True if queue.once else None,
        duplicateDetectionHistoryTimeWindow=queue.once or None,
    )


def _queue(child: Resource) -> Queue:
    once = flag(child.body, "properties.requiresDuplicateDetection")
    return Queue(
        name=last_segment(child.name),
        keeps=text(child.body, "properties.defaultMessageTimeToLive", "P14D"),
        lock=text(child.body, "properties.lockDuration", "PT1M"),
        attempts=number(child.body, "properties.maxDeliveryCount", 10),
        once=text(child.body, "properties.duplicateDetectionHistoryTimeWindow", "PT10M") if once else "",
    )


def _topic(child: Resource, graph: Graph) -> Topic:
    below = (found for found in graph.children(child.id) if found.type.lower() == SUBSCRIPTION_TYPE.lower())
    keeps = text(child.body, "properties.defaultMessageTimeToLive", "P14D")
    return Topic(last_segment(child.name), keeps, tuple(map(_queue, below)))


def _key(resource: Resource) -> BusKey | None:
    found = items(resource.body, "properties.encryption.keyVaultProperties")
    if not found:
        return None
    return BusKey(
        asked(found[0], "keyVaultUri"), text(found[0], "keyName"), asked(found[0], "identity.userAssignedIdentity")
    )


def _encryption(bus: ServiceBusNamespace) -> Value:
    if bus.key is None:
        return None
    vault: dict[str, Value] = {
        "keyVaultUri": answer(bus.key.vault, "properties.vaultUri"),
        "keyName": bus.key.name,
        "identity": {"userAssignedIdentity": pointer(bus.key.identity)},
    }
    return {
        "keySource": "Microsoft.KeyVault",
        "keyVaultProperties": [vault],
        "requireInfrastructureEncryption": bus.double_encryption,
    }
