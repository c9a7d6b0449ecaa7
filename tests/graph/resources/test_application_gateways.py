"""Application gateways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import application_gateways
from enclave.graph.resources.application_gateways import TYPE, ApplicationGateway, Backend, Listener

HERE = "/resourceGroups/rg-test/providers"
GATEWAY = ApplicationGateway(
    id=f"{HERE}/{TYPE}/agw-a",
    tier="WAF_v2",
    subnet=f"{HERE}/Microsoft.Network/virtualNetworks/vnet-a/subnets/snet-agw",
    public_ips=(f"{HERE}/Microsoft.Network/publicIPAddresses/pip-a",),
    listeners=(Listener("https", "Https", 443, True), Listener("other", "Https", 8443, True)),
    certificates=("https://kv-a.vault.azure.net/secrets/tls",),
    backend_addresses=("10.0.0.254",),
    backends=(Backend("Http", 8080, 300, "/healthz"),),
    firewall_policy=f"{HERE}/Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/waf-a",
    ssl_policy="AppGwSslPolicy20220101S",
    identity=Identity("UserAssigned", (f"{HERE}/Microsoft.ManagedIdentity/userAssignedIdentities/id-a",)),
    capacity=(2, 10),
    buffers_responses=False,
    zones=("1", "2", "3"),
)
ONWARD = replace(GATEWAY, backends=(replace(
    GATEWAY.backends[0], protocol="Https", port=443, host="gateway.example.com",
    authorities=("https://kv-a.vault.azure.net/secrets/root", "https://kv-a.vault.azure.net/secrets/next"),
),))
PRIVATE = replace(
    GATEWAY, public_ips=(), private_ip="10.0.0.10", zones=(), listeners=(Listener("https", "Https", 443, False, ("ai.example.com",)),),
    backends=(replace(GATEWAY.backends[0], drain_seconds=300),),
)


@pytest.mark.parametrize("gateway", [
    GATEWAY, PRIVATE, ONWARD, replace(GATEWAY, listeners=GATEWAY.listeners[:1], buffers_responses=True),
    replace(ONWARD, backends=(replace(ONWARD.backends[0], authorities=(), checks_chain=False, checks_name=False),)),
])
def test_what_is_written_is_read_back(gateway: ApplicationGateway, round_trip: Callable[..., Any]) -> None:
    assert round_trip(application_gateways, gateway, depends_on=("/before",)) == gateway


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    for gateway in (GATEWAY, PRIVATE, ONWARD):
        assert problems(application_gateways.write(gateway, place)) == []


def test_one_port_serves_both_front_ends(place: Place, round_trip: Callable[..., Any]) -> None:
    listeners = (Listener("public", "Https", 443, True), Listener("private", "Https", 443, False))
    both = replace(GATEWAY, private_ip="10.0.0.10", listeners=listeners)
    assert round_trip(application_gateways, both) == both
    properties: Any = application_gateways.write(both, place)[0].body["properties"]
    assert [port["properties"]["port"] for port in properties["frontendPorts"]] == [443]


def test_a_private_one_has_no_public_front_end(place: Place) -> None:
    (written,) = application_gateways.write(PRIVATE, place)
    properties: Any = written.body["properties"]
    (front,) = properties["frontendIPConfigurations"]
    assert (front["name"], front["properties"]["privateIPAddress"]) == ("private", "10.0.0.10")


@pytest.mark.parametrize(("gateway", "roots"), [(GATEWAY, 0), (ONWARD, 2)])
def test_parts_are_referred_to_by_the_gateways_own_id_and_every_one_exists(gateway: ApplicationGateway, roots: int, place: Place) -> None:
    (written,) = application_gateways.write(gateway, place)
    own = [ref for ref in written.refs() if ref.resource == GATEWAY.id]
    assert len(own) == 2 * 3 + 1 + roots + 2 * 3
    properties: Any = written.body["properties"]
    for ref in own:
        _, kind, name = ref.suffix.split("/")
        assert name in [part["name"] for part in properties[kind]]
    assert [rule["properties"]["priority"] for rule in properties["requestRoutingRules"]] == [100, 101]


def somebody_elses() -> dict[str, Any]:
    front = [{"name": "Public", "properties": {"publicIPAddress": {"id": "/pip"}}},
             {"name": "inside", "properties": {"privateIPAddress": "10.0.0.9"}}]
    listeners = [
        {"name": "web", "properties": {"protocol": "Http", "frontendIPConfiguration": {"id": "/x/frontendIPConfigurations/public"},
                                       "frontendPort": {"id": "/x/frontendPorts/PORT80"}}},
        {"name": "in", "properties": {"protocol": "Https", "frontendIPConfiguration": {"id": Ref("/x", suffix="/f/inside")},
                                      "frontendPort": {"id": "/x/frontendPorts/missing"}}},
    ]
    return {"properties": {
        "sku": {"tier": "Standard_v2", "capacity": "3"}, "frontendIPConfigurations": front, "httpListeners": listeners,
        "frontendPorts": [{"name": "port80", "properties": {"port": 80}}],
        "sslCertificates": [{"name": "pfx", "properties": {"data": "..."}}],
        "backendAddressPools": [{"name": "a", "properties": {"backendAddresses": [{"fqdn": "app.example.com"}, {"ipAddress": "10.1.1.1"}]}},
                                {"name": "b"}],
        "backendHttpSettingsCollection": [{"name": "s", "properties": {"protocol": "Https", "port": 443}}],
    }}


def test_somebody_elses_gateway(make: Callable[..., Resource]) -> None:
    found = application_gateways.read(make(TYPE, "agw", somebody_elses()))
    assert found.listeners == (Listener("web", "Http", 80, True), Listener("in", "Https", 0, False))
    assert (found.public_ips, found.subnet, found.firewall_policy, found.ssl_policy) == (("/pip",), None, None, "")
    assert (found.certificates, found.backend_addresses) == (("",), ("app.example.com", "10.1.1.1"))
    assert found.backends == (Backend("Https", 443, 30, None),)
    assert (found.tier, found.capacity, found.buffers_responses, found.identity) == ("Standard_v2", (3, 3), True, Identity())


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    body = somebody_elses()
    body["properties"]["httpListeners"] = Unresolved("[parameters('x')]")
    with pytest.raises(Undecided):
        application_gateways.read(make(TYPE, "agw", body))
