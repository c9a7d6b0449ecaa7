"""Traffic Manager profiles: which region's way in a name is answered with."""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import Undecided, items, link, lookup, number, pointer, text, texts
from enclave.graph.model import Body, Ref, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Network/trafficmanagerprofiles"
API_VERSION = "2022-04-01"
ENDPOINT_TYPE = "Microsoft.Network/trafficManagerProfiles/azureEndpoints"
LOCATION = "global"


class Target(Struct, frozen=True):
    """One answer."""

    name: str
    resource: str
    """Id of a public address."""
    priority: int | None = None
    geographies: tuple[str, ...] = ()
    """Codes of the places whose callers get this answer, `GEO-EU`, `WORLD`; for geographic routing."""
    enabled: bool = True


class TrafficManagerProfile(Struct, frozen=True):
    """A profile."""

    id: str
    routing: str
    """`Performance`, `Priority`, `Weighted`, `Geographic`, `MultiValue` or `Subnet`."""
    name: str
    """First label of its name under `trafficmanager.net`."""
    ttl: int
    protocol: str
    port: int
    path: str
    host: str
    """Name that a probe asks for; empty: none."""
    targets: tuple[Target, ...]


def read(resource: Resource) -> TrafficManagerProfile:
    """A profile. Raises `Undecided`."""
    body = resource.body
    headers = items(body, "properties.monitorConfig.customHeaders")
    return TrafficManagerProfile(
        id=resource.id,
        routing=text(body, "properties.trafficRoutingMethod", "Performance"),
        name=text(body, "properties.dnsConfig.relativeName"),
        ttl=number(body, "properties.dnsConfig.ttl", 60),
        protocol=text(body, "properties.monitorConfig.protocol", "HTTP"),
        port=number(body, "properties.monitorConfig.port", 80),
        path=text(body, "properties.monitorConfig.path", "/"),
        host=next((text(part, "value") for part in headers if text(part, "name").lower() == "host"), ""),
        targets=tuple(_target(part, resource.id) for part in items(body, "properties.endpoints")),
    )


def write(profile: TrafficManagerProfile, place: Place, depends_on: tuple[str, ...] = ()) -> tuple[Resource, ...]:
    """The profile, whose answers are public addresses."""
    monitor = stated(
        protocol=profile.protocol,
        port=profile.port,
        path=profile.path,
        intervalInSeconds=10,
        timeoutInSeconds=5,
        toleratedNumberOfFailures=2,
        expectedStatusCodeRanges=[{"min": 200, "max": 299}],
        customHeaders=[{"name": "host", "value": profile.host}] if profile.host else None,
    )
    properties: Value = {
        "profileStatus": "Enabled",
        "trafficRoutingMethod": profile.routing,
        "dnsConfig": {"relativeName": profile.name, "ttl": profile.ttl},
        "monitorConfig": monitor,
        "trafficViewEnrollmentStatus": "Disabled",
        "endpoints": [_endpoint(target) for target in profile.targets],
    }
    return (place.put(TYPE, API_VERSION, profile.id, {"properties": properties}, location=LOCATION, depends_on=depends_on),)


def _endpoint(target: Target) -> Value:
    properties = stated(
        targetResourceId=pointer(target.resource),
        endpointStatus="Enabled" if target.enabled else "Disabled",
        priority=target.priority,
        geoMapping=list(target.geographies) or None,
        alwaysServe="Disabled",
    )
    return {"name": target.name, "type": ENDPOINT_TYPE, "properties": properties}


def _target(part: Body, where: str) -> Target:
    value = lookup(part, "properties.targetResourceId")
    resource = link(part, "properties.targetResourceId") if isinstance(value, Ref | str) else text(part, "properties.target")
    if not resource:
        raise Undecided("endpoints", where)
    return Target(
        name=text(part, "name"),
        resource=resource,
        priority=number(part, "properties.priority", None),
        geographies=texts(part, "properties.geoMapping"),
        enabled=text(part, "properties.endpointStatus", "Enabled").lower() != "disabled",
    )
