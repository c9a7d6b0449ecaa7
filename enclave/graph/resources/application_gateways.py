"""Application gateways: who is listened to at the edge, with which certificate and rules, and where it is sent on to."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, link, links, number, pointer, text, texts
from enclave.graph.model import Body, Ref, Resource, Value
from enclave.graph.parts import Identity, Place, identity, stated, write_identity

TYPE = "Microsoft.Network/applicationGateways"
API_VERSION = "2025-09-01"
PUBLIC, PRIVATE = "public", "private"
"""Names of the front ends that are written."""
SUBNET_DELEGATION = TYPE
"""What the subnet must be delegated to (ApplicationGatewayNetworkIsolationRequiresSubnetDelegation, since May 2025)."""


class Listener(Struct, frozen=True):
    """One port that is listened on."""

    name: str
    protocol: str
    """`Http`, `Https`, `Tcp` or `Tls`."""
    port: int
    public: bool
    """At a public front end."""
    hosts: tuple[str, ...] = ()
    """Names that it answers to; none: to every name."""


class Backend(Struct, frozen=True):
    """How requests are sent on."""

    protocol: str
    port: int
    timeout_seconds: int
    """Longest silence of the backend, also between two parts of a streamed answer."""
    probe_path: str | None
    """None: Azure's own probe of `/`."""
    drain_seconds: int | None = None
    """How long a backend that is taken out may finish its answers; None: it is cut off."""
    host: str = ""
    """Name that it is asked for, and that its certificate must be for; empty: the one that the caller asked for."""
    authorities: tuple[str, ...] = ()
    """Key Vault secret ids of the only authorities that may have signed its certificate; one that is written into the gateway as data is
    empty. None: any that the public trusts."""
    checks_chain: bool = True
    """Who signed its certificate, and whether that has ended, is looked at."""
    checks_name: bool = True


class ApplicationGateway(Struct, frozen=True):
    """An application gateway."""

    id: str
    tier: str
    """`WAF_v2`, `Standard_v2`, ..."""
    subnet: str | None
    public_ips: tuple[str, ...]
    """Ids of the public addresses of its front ends."""
    listeners: tuple[Listener, ...]
    certificates: tuple[str, ...]
    """Key Vault secret ids of its certificates; one that is written into it as data is empty."""
    backend_addresses: tuple[str, ...]
    """Addresses and names of all its backend pools."""
    backends: tuple[Backend, ...]
    firewall_policy: str | None
    """Id of its web application firewall policy."""
    ssl_policy: str
    """Name of a predefined policy; empty: Azure's default, or a policy of its own."""
    identity: Identity
    capacity: tuple[int, int]
    """Fewest and most instances."""
    buffers_responses: bool = True
    """Whole answers are waited for; a streamed one would come in one piece."""
    private_ip: str | None = None
    """Static address of its private front end; None: it has none, or Azure gives one out."""
    zones: tuple[str, ...] = ()


def read(resource: Resource) -> ApplicationGateway:
    """An application gateway. Raises `Undecided`."""
    body = resource.body
    fronts = items(body, "properties.frontendIPConfigurations")
    public = {text(part, "name").lower(): found for part in fronts if (found := link(part, "properties.publicIPAddress"))}
    subnets = (link(part, "properties.subnet") for part in items(body, "properties.gatewayIPConfigurations"))
    fixed = number(body, "properties.sku.capacity")
    return ApplicationGateway(
        id=resource.id,
        tier=text(body, "properties.sku.tier", "Standard_v2"),
        subnet=next((found for found in subnets if found), None),
        public_ips=tuple(public.values()),
        listeners=_listeners(body, frozenset(public)),
        certificates=tuple(text(part, "properties.keyVaultSecretId") for part in items(body, "properties.sslCertificates")),
        backend_addresses=tuple(
            text(address, "ipAddress") or text(address, "fqdn")
            for pool in items(body, "properties.backendAddressPools")
            for address in items(pool, "properties.backendAddresses")
        ),
        backends=_backends(body),
        firewall_policy=link(body, "properties.firewallPolicy"),
        ssl_policy=text(body, "properties.sslPolicy.policyName"),
        identity=identity(resource),
        capacity=(
            number(body, "properties.autoscaleConfiguration.minCapacity", fixed),
            number(body, "properties.autoscaleConfiguration.maxCapacity", fixed),
        ),
        buffers_responses=text(body, "properties.globalConfiguration.enableResponseBuffering", "true").lower() != "false",
        private_ip=next((ip for part in fronts if (ip := text(part, "properties.privateIPAddress"))), None),
        zones=texts(body, "zones"),
    )


def write(gateway: ApplicationGateway, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The gateway: its first certificate and its first backend serve every listener.

    Public listeners are at its first public address, the others at its private one.
    """
    properties: dict[str, Value] = {
        "sku": {"name": gateway.tier, "tier": gateway.tier},
        "autoscaleConfiguration": {"minCapacity": gateway.capacity[0], "maxCapacity": gateway.capacity[1]},
        "gatewayIPConfigurations": [_named("subnet", subnet=_id(gateway.subnet))],
        "frontendIPConfigurations": _fronts(gateway),
        "frontendPorts": [_named(f"port-{port}", port=port) for port in dict.fromkeys(each.port for each in gateway.listeners)],
        "sslCertificates": [_named("certificate", keyVaultSecretId=gateway.certificates[0])],
        "sslPolicy": {"policyType": "Predefined", "policyName": gateway.ssl_policy},
        "httpListeners": [_write_listener(gateway, listener) for listener in gateway.listeners],
        **_to_backend(gateway),
        "firewallPolicy": _id(gateway.firewall_policy),
        "enableHttp2": True,
        "globalConfiguration": {"enableRequestBuffering": True, "enableResponseBuffering": gateway.buffers_responses},
    }
    body = stated(zones=list(gateway.zones) or None, identity=write_identity(gateway.identity), properties=properties)
    return (place.put(TYPE, API_VERSION, gateway.id, body, depends_on=depends_on),)


def _fronts(gateway: ApplicationGateway) -> list[Value]:
    fronts: list[Value] = []
    if gateway.public_ips:
        fronts.append(_named(PUBLIC, publicIPAddress=_id(gateway.public_ips[0])))
    if gateway.private_ip is not None:
        fronts.append(_named(
            PRIVATE, subnet=_id(gateway.subnet), privateIPAddress=gateway.private_ip, privateIPAllocationMethod="Static"
        ))
    return fronts


def _to_backend(gateway: ApplicationGateway) -> dict[str, Value]:
    (address,), backend = gateway.backend_addresses, gateway.backends[0]
    roots = {f"authority-{number}": secret for number, secret in enumerate(backend.authorities, start=1)}
    probe: dict[str, Value] = {
        "protocol": backend.protocol,
        "host": backend.host or address,
        "path": backend.probe_path or "/",
        "interval": 15,
        "timeout": 10,
        "unhealthyThreshold": 3,
    }
    return {
        "backendAddressPools": [_named("backend", backendAddresses=[{"ipAddress": address}])],
        "probes": [_named("probe", **probe)],
        **({"trustedRootCertificates": [_named(name, keyVaultSecretId=secret) for name, secret in roots.items()]} if roots else {}),
        "backendHttpSettingsCollection": [_named(
            "backend",
            protocol=backend.protocol,
            port=backend.port,
            cookieBasedAffinity="Disabled",
            requestTimeout=backend.timeout_seconds,
            **_draining(backend),
            **_asked(gateway, backend, tuple(roots)),
            probe=_own(gateway, "probes", "probe"),
        )],
        "requestRoutingRules": [
            _named(
                listener.name,
                ruleType="Basic",
                priority=100 + place,
                httpListener=_own(gateway, "httpListeners", listener.name),
                backendAddressPool=_own(gateway, "backendAddressPools", "backend"),
                backendHttpSettings=_own(gateway, "backendHttpSettingsCollection", "backend"),
            )
            for place, listener in enumerate(gateway.listeners)
        ],
    }


def _draining(backend: Backend) -> dict[str, Value]:
    seconds = backend.drain_seconds
    return {} if seconds is None else {"connectionDraining": {"enabled": True, "drainTimeoutInSec": seconds}}


def _asked(gateway: ApplicationGateway, backend: Backend, roots: tuple[str, ...]) -> dict[str, Value]:
    """What a backend with TLS must show. The checks are Azure's default, and stand here so that whoever reads it sees them."""
    if backend.protocol != "Https":
        return {}
    asked: dict[str, Value] = {"validateCertChainAndExpiry": backend.checks_chain, "validateSNI": backend.checks_name}
    if backend.host:
        asked["hostName"] = backend.host
    if roots:
        asked["trustedRootCertificates"] = [_own(gateway, "trustedRootCertificates", root) for root in roots]
    return asked


def _write_listener(gateway: ApplicationGateway, listener: Listener) -> Value:
    properties = stated(
        frontendIPConfiguration=_own(gateway, "frontendIPConfigurations", PUBLIC if listener.public else PRIVATE),
        frontendPort=_own(gateway, "frontendPorts", f"port-{listener.port}"),
        protocol=listener.protocol,
        sslCertificate=_own(gateway, "sslCertificates", "certificate"),
        hostNames=list(listener.hosts) or None,
    )
    return _named(listener.name, **properties)


def _named(name: str, **properties: Value) -> Value:
    return {"name": name, "properties": properties}


def _id(resource_id: str | None) -> Value:
    return {"id": pointer(resource_id)} if resource_id else None


def _own(gateway: ApplicationGateway, kind: str, name: str) -> Value:
    """A part of the gateway itself, which it refers to by its whole id."""
    return {"id": Ref(gateway.id, suffix=f"/{kind}/{name}")}


def _listeners(body: Body, public: frozenset[str]) -> tuple[Listener, ...]:
    ports = {text(part, "name").lower(): number(part, "properties.port") for part in items(body, "properties.frontendPorts")}
    found: list[Listener] = []
    for part in (*items(body, "properties.httpListeners"), *items(body, "properties.listeners")):
        port = last_segment(link(part, "properties.frontendPort") or "").lower()
        front = last_segment(link(part, "properties.frontendIPConfiguration") or "").lower()
        hosts = texts(part, "properties.hostNames") or texts(part, "properties.hostName")
        found.append(Listener(text(part, "name"), text(part, "properties.protocol"), ports.get(port, 0), front in public, hosts))
    return tuple(found)


def _backends(body: Body) -> tuple[Backend, ...]:
    paths = {text(part, "name").lower(): text(part, "properties.path", "/") for part in items(body, "properties.probes")}
    trusted = items(body, "properties.trustedRootCertificates")
    roots = {text(part, "name").lower(): text(part, "properties.keyVaultSecretId") for part in trusted}
    return tuple(
        Backend(
            protocol=text(part, "properties.protocol"),
            port=number(part, "properties.port"),
            timeout_seconds=number(part, "properties.requestTimeout", 30),
            probe_path=paths.get(last_segment(link(part, "properties.probe") or "").lower()),
            drain_seconds=_drains(part),
            host=text(part, "properties.hostName"),
            authorities=tuple(
                roots[name] for found in links(part, "properties.trustedRootCertificates") if (name := last_segment(found).lower()) in roots
            ),
            checks_chain=flag(part, "properties.validateCertChainAndExpiry", True),
            checks_name=flag(part, "properties.validateSNI", True),
        )
        for part in items(body, "properties.backendHttpSettingsCollection")
    )


def _drains(part: Body) -> int | None:
    draining = "properties.connectionDraining"
    return number(part, f"{draining}.drainTimeoutInSec") if flag(part, f"{draining}.enabled") else None
