"""The region's Service Bus: retraining jobs, and what happened at the gateway for whoever wants to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.encryption import key
from enclave.compose.endpoints import private_endpoint
from enclave.compose.grants import GROUP, grant
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import service_bus_namespaces
from enclave.graph.resources.service_bus_namespaces import BusKey, Queue, ServiceBusNamespace, Topic

JOBS, EVENTS = "retraining-jobs", "gateway-events"
QUEUES = (Queue(JOBS, keeps="P7D", lock="PT5M", attempts=5, once="PT1H"),)
"""A trigger that fires twice within an hour starts one job."""
TOPICS = (Topic(EVENTS, keeps="P1D", subscriptions=(Queue("operators", keeps="P1D", lock="PT1M", attempts=10),)),)
SENDER, RECEIVER = "Azure Service Bus Data Sender", "Azure Service Bus Data Receiver"


def service_bus(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The namespace, its private endpoint, and who may send and receive."""
    if not site.spec.components.service_bus.enabled:
        return
    place = site.place("ai-services/service-bus")
    customer = key(site, "service-bus")
    written = service_bus_namespaces.write(_namespace(site), place, depends_on=customer.depends_on if customer else ())
    yield from written
    bus = written[0]
    yield from private_endpoint(
        site, place, (service_bus_namespaces.TYPE, "namespace"), bus.id, DATA_ENDPOINTS, after=(written[-1].id,)
    )
    queue, topic = f"{bus.id}/queues/{JOBS}", f"{bus.id}/topics/{EVENTS}"
    yield grant(site, gateway_identity_id(site), SENDER, topic)
    if site.spec.identity.operators is not None:
        operators = str(site.spec.identity.operators)
        for right, target in ((SENDER, queue), (RECEIVER, queue), (RECEIVER, topic)):
            yield grant(site, operators, right, target, GROUP)


def service_bus_id(site: Site) -> str:
    """Id of the namespace. Its name is also its host name, which the whole world shares."""
    return site.unique(service_bus_namespaces.TYPE)


def _namespace(site: Site) -> ServiceBusNamespace:
    customer = key(site, "service-bus")
    return ServiceBusNamespace(
        id=service_bus_id(site),
        location=site.region.location,
        sku="Premium",
        capacity=2 if site.premium else 1,
        zone_redundant=bool(site.zones),
        public_network_access=site.public_access,
        local_auth_disabled=True,
        tls="1.2",
        identity=Identity("UserAssigned", (customer.identity,)) if customer else Identity("SystemAssigned"),
        key=BusKey(customer.vault, customer.key_name, customer.identity) if customer else None,
        # the namespace takes it only with a customer's key (learn.microsoft.com/azure/service-bus-messaging/configure-customer-managed-key)
        double_encryption=customer is not None and bool(site.spec.security.double_encryption),
        queues=QUEUES,
        topics=TOPICS,
    )
