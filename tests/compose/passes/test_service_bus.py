"""Service Bus."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.compose.encryption import key
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.passes.service_bus import EVENTS, JOBS, service_bus, service_bus_id
from enclave.compose.site import DATA_ENDPOINTS, Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.graph.resources import private_endpoints, role_assignments, service_bus_namespaces
from enclave.graph.resources.service_bus_namespaces import BusKey, ServiceBusNamespace

SENDER, RECEIVER = role("Azure Service Bus Data Sender"), role("Azure Service Bus Data Receiver")


def bus_of(graph: Graph) -> ServiceBusNamespace:
    (found,) = graph.of_type(service_bus_namespaces.TYPE)
    return service_bus_namespaces.read(found, graph)


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(service_bus, furnished({"service_bus": False})).resources == ()


def test_it_is_closed_and_encrypted_twice_with_the_owners_key(
    run: Callable[..., Graph], furnished: Callable[..., Site], problems: Callable[..., list[str]]
) -> None:
    site = furnished({"service_bus": True}, security={"customer_managed_keys": True, "double_encryption": True})
    graph, customer = run(service_bus, site), key(site, "service-bus")
    found = bus_of(graph)
    assert customer is not None
    assert (found.id, found.sku, found.public_network_access, found.local_auth_disabled, found.tls) == (
        service_bus_id(site), "Premium", "Disabled", True, "1.2",
    )
    assert (found.key, found.double_encryption) == (BusKey(customer.vault, "service-bus", customer.identity), True)
    assert found.identity.user_assigned == (customer.identity,)
    assert graph.of_type(service_bus_namespaces.TYPE)[0].depends_on == customer.depends_on
    # there is no type for queues and topics to hold them against
    assert problems([part for part in graph if part.type.count("/") == 1]) == []


@pytest.mark.parametrize(("keys", "double"), [(False, True), (True, False)])
def test_double_encryption_needs_a_key_and_the_owners_wish(
    run: Callable[..., Graph], furnished: Callable[..., Site], keys: bool, double: bool
) -> None:
    security = {"customer_managed_keys": keys, "double_encryption": double}
    found = bus_of(run(service_bus, furnished({"service_bus": True}, security=security)))
    assert (found.key is not None, found.double_encryption) == (keys, False)


def test_premium_has_more_of_it(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    small, large = (bus_of(run(service_bus, furnished({"service_bus": True}, performance_tier=tier))) for tier in ("standard", "premium"))
    assert (small.capacity, large.capacity) == (1, 2)


@pytest.mark.parametrize(("location", "zoned"), [("westeurope", True), ("westus", False)])
def test_it_is_in_every_zone_of_a_region_that_has_them(
    run: Callable[..., Graph], furnished: Callable[..., Site], location: str, zoned: bool
) -> None:
    regions = {"north": {"location": location}, "us_east": {"location": "eastus"}}
    assert bus_of(run(service_bus, furnished({"service_bus": True}, regions=regions))).zone_redundant is zoned


def test_jobs_and_events_have_their_places_and_the_endpoint_comes_last(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"service_bus": True})
    graph = run(service_bus, site)
    found = bus_of(graph)
    assert [(queue.name, queue.once) for queue in found.queues] == [(JOBS, "PT1H")]
    assert [(topic.name, [part.name for part in topic.subscriptions]) for topic in found.topics] == [(EVENTS, ["operators"])]
    parts = [part for part in graph if part.type.startswith(f"{service_bus_namespaces.TYPE}/")]
    (endpoint,) = graph.of_type(private_endpoints.TYPE)
    assert parts[-1].id in endpoint.depends_on
    view = private_endpoints.read(endpoint, graph)
    assert (view.target, view.group_ids, view.subnet) == (found.id, ("namespace",), site.subnet(DATA_ENDPOINTS))


def test_the_gateway_tells_and_operators_listen(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    site = furnished({"service_bus": True})
    given = {
        (found.principal, found.role, found.scope.rpartition("/")[2])
        for found in map(role_assignments.read, run(service_bus, site).of_type(role_assignments.TYPE))
    }
    operators = str(site.spec.identity.operators)
    assert given == {
        (gateway_identity_id(site), SENDER, EVENTS), (operators, SENDER, JOBS), (operators, RECEIVER, JOBS), (operators, RECEIVER, EVENTS),
    }


def test_without_operators_only_the_gateway_may(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    identity = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme"}
    graph = run(service_bus, furnished({"service_bus": True}, identity=identity))
    assert [role_assignments.read(found).role for found in graph.of_type(role_assignments.TYPE)] == [SENDER]
