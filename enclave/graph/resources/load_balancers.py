"""Load balancers: a public front end is a way in, an outbound rule is a way out, an internal one stands before machines."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, link, number, pointer, text, texts
from enclave.graph.model import Body, Ref, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Network/loadBalancers"
API_VERSION = "2025-09-01"
FRONT, POOL, PROBE = "internal", "machines", "health"
"""Names of the parts that are written."""


class Front(Struct, frozen=True):
    """An internal front end."""

    subnet: str
    ip: str | None
    zones: tuple[str, ...] = ()
    """Zones that it survives the loss of; none: as the region has it."""


class Balancing(Struct, frozen=True):
    """A rule that sends a port of the front end to the machines."""

    name: str
    port: int
    backend_port: int
    outbound: bool = True
    """The machines may send out through its front end (`disableOutboundSnat` is off)."""


class Probe(Struct, frozen=True):
    """How it is told whether a machine is well."""

    protocol: str
    port: int
    path: str | None = None


class LoadBalancer(Struct, frozen=True):
    """A load balancer."""

    id: str
    public_ips: tuple[str, ...]
    """Ids of the public addresses and public prefixes of its front ends."""
    subnets: tuple[str, ...]
    """Ids of the subnets of its internal front ends."""
    inbound: bool
    """It has a load balancing rule or an inbound NAT rule or pool."""
    outbound: bool
    """It has an outbound rule."""
    sku: str = "Basic"
    fronts: tuple[Front, ...] = ()
    rules: tuple[Balancing, ...] = ()
    probes: tuple[Probe, ...] = ()
    pools: tuple[str, ...] = ()
    """Ids of its backend pools."""


def read(resource: Resource) -> LoadBalancer:
    """A load balancer. Raises `Undecided`."""
    body = resource.body
    fronts = items(body, "properties.frontendIPConfigurations")
    public = [link(part, f"properties.{field}") for part in fronts for field in ("publicIPAddress", "publicIPPrefix")]
    inbound = ("loadBalancingRules", "inboundNatRules", "inboundNatPools")
    internal = tuple(_front(part) for part in fronts if link(part, "properties.subnet"))
    return LoadBalancer(
        id=resource.id,
        public_ips=tuple(found for found in public if found),
        subnets=tuple(front.subnet for front in internal),
        inbound=any(items(body, f"properties.{field}") for field in inbound),
        outbound=bool(items(body, "properties.outboundRules")),
        sku=text(body, "sku.name", "Basic"),
        fronts=internal,
        rules=tuple(_rule(part) for part in items(body, "properties.loadBalancingRules")),
        probes=tuple(_probe(part) for part in items(body, "properties.probes")),
        pools=tuple(f"{resource.id}/backendAddressPools/{text(part, 'name')}" for part in items(body, "properties.backendAddressPools")),
    )


def internal(resource_id: str, front: Front, rules: tuple[Balancing, ...], probe: Probe) -> LoadBalancer:
    """A Standard load balancer with one internal front end and one pool."""
    pool = f"{resource_id}/backendAddressPools/{POOL}"
    return LoadBalancer(resource_id, (), (front.subnet,), bool(rules), False, "Standard", (front,), rules, (probe,), (pool,))


def write(balancer: LoadBalancer, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """An internal load balancer: one front end, one pool, one probe. A public one cannot be written."""
    (front,), (probe,) = balancer.fronts, balancer.probes
    address = stated(
        subnet={"id": pointer(front.subnet)},
        privateIPAddress=front.ip,
        privateIPAllocationMethod="Static" if front.ip else "Dynamic",
        privateIPAddressVersion="IPv4",
    )
    how = stated(
        protocol=probe.protocol, port=probe.port, requestPath=probe.path, intervalInSeconds=5, probeThreshold=2, numberOfProbes=2
    )
    properties: Value = {
        "frontendIPConfigurations": [stated(name=FRONT, zones=list(front.zones) or None, properties=address)],
        "backendAddressPools": [{"name": last_segment(pool)} for pool in balancer.pools],
        "probes": [{"name": PROBE, "properties": how}],
        "loadBalancingRules": [_write_rule(rule, balancer) for rule in balancer.rules],
    }
    body: dict[str, Value] = {"sku": {"name": balancer.sku, "tier": "Regional"}, "properties": properties}
    return (place.put(TYPE, API_VERSION, balancer.id, body, depends_on=depends_on),)


def _write_rule(rule: Balancing, balancer: LoadBalancer) -> Value:
    return {
        "name": rule.name,
        "properties": {
            "frontendIPConfiguration": {"id": Ref(balancer.id, suffix=f"/frontendIPConfigurations/{FRONT}")},
            "backendAddressPool": {"id": Ref(balancer.id, suffix=f"/backendAddressPools/{POOL}")},
            "probe": {"id": Ref(balancer.id, suffix=f"/probes/{PROBE}")},
            "protocol": "Tcp",
            "frontendPort": rule.port,
            "backendPort": rule.backend_port,
            "idleTimeoutInMinutes": 15,
            "enableTcpReset": True,
            "disableOutboundSnat": not rule.outbound,
        },
    }


def _front(part: Body) -> Front:
    return Front(link(part, "properties.subnet") or "", text(part, "properties.privateIPAddress", None), texts(part, "zones"))


def _rule(part: Body) -> Balancing:
    port = number(part, "properties.frontendPort")
    return Balancing(
        text(part, "name"), port, number(part, "properties.backendPort", port), not flag(part, "properties.disableOutboundSnat")
    )


def _probe(part: Body) -> Probe:
    return Probe(text(part, "properties.protocol"), number(part, "properties.port"), text(part, "properties.requestPath", None))
