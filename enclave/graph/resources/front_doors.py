"""Front doors: a profile with endpoints, their routes, origin groups with origins, security policies and custom domains.

All but the profile are child resources; `read` merges them in.
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, link, links, lookup, number, pointer, text, texts
from enclave.graph.model import Body, Graph, Ref, Resource, Unresolved, Value
from enclave.graph.parts import NO_IDENTITY, Identity, Place, identity, stated, write_identity

TYPE = "Microsoft.Cdn/profiles"
ENDPOINT_TYPE = f"{TYPE}/afdEndpoints"
ROUTE_TYPE = f"{ENDPOINT_TYPE}/routes"
GROUP_TYPE = f"{TYPE}/originGroups"
ORIGIN_TYPE = f"{GROUP_TYPE}/origins"
SECURITY_TYPE = f"{TYPE}/securityPolicies"
DOMAIN_TYPE = f"{TYPE}/customDomains"
API_VERSION = "2025-12-01"
LOCATION = "Global"


class Origin(Struct, frozen=True):
    """Where requests are sent on to."""

    name: str
    host: str
    """Name or address that is connected to."""
    host_header: str
    """Name that is asked for; empty: the one that the caller asked for."""
    http_port: int
    https_port: int
    priority: int
    private_link: str | None
    """Id of the resource that it is reached at by a private endpoint of Front Door's own; None: over the internet."""
    private_link_location: str | None = None
    group_id: str | None = None
    """Part of that resource; none for a private link service."""
    message: str = ""
    """What the one who approves the private endpoint gets to read."""
    checks_name: bool = True
    """The origin's certificate must be for `host`."""
    enabled: bool = True


class OriginGroup(Struct, frozen=True):
    """Origins that serve the same."""

    name: str
    probe_path: str
    probe_protocol: str
    probe_seconds: int
    origins: tuple[Origin, ...]


class Route(Struct, frozen=True):
    """Which requests of an endpoint go to which origins."""

    name: str
    group: str
    """Name of the origin group."""
    patterns: tuple[str, ...]
    protocols: tuple[str, ...]
    """What callers may speak: `Https`, `Http`."""
    forwarding: str
    """`HttpsOnly`, `HttpOnly` or `MatchRequest`."""
    redirects_to_https: bool
    default_domain: bool
    """The endpoint's own name is answered too."""
    domains: tuple[str, ...] = ()
    """Names of custom domains."""
    rule_sets: tuple[str, ...] = ()
    """Names of rule sets."""
    caches: bool = False
    enabled: bool = True


class Endpoint(Struct, frozen=True):
    """A name under `azurefd.net`, and its routes."""

    name: str
    routes: tuple[Route, ...]
    enabled: bool = True


class SecurityPolicy(Struct, frozen=True):
    """Which firewall policy looks at the requests of which endpoints and domains."""

    name: str
    firewall_policy: str
    domains: tuple[str, ...]
    """`afdEndpoints/<name>` or `customDomains/<name>`, parts of the profile."""
    patterns: tuple[str, ...] = ("/*",)


class Domain(Struct, frozen=True):
    """A host name of the owner's."""

    name: str
    host: str
    tls: str
    """Least version: `TLS12` or `TLS13`."""
    cipher_suites: str = "TLS12_2023"


class FrontDoor(Struct, frozen=True):
    """A Front Door profile, Standard or Premium."""

    id: str
    sku: str
    response_seconds: int
    """How long an origin may be silent."""
    endpoints: tuple[Endpoint, ...]
    groups: tuple[OriginGroup, ...]
    security: tuple[SecurityPolicy, ...]
    domains: tuple[Domain, ...] = ()
    scrubbed: tuple[str, ...] = ()
    """Parts of requests that are left out of its logs."""
    identity: Identity = NO_IDENTITY


def read(resource: Resource, graph: Graph | None = None) -> FrontDoor:
    """A profile; with a graph its parts are merged in. Raises `Undecided`."""
    body = resource.body
    scrubs = text(body, "properties.logScrubbing.state", "Disabled").lower() == "enabled"
    return FrontDoor(
        id=resource.id,
        sku=text(body, "sku.name"),
        response_seconds=number(body, "properties.originResponseTimeoutSeconds", 60),
        endpoints=tuple(_endpoint(child, graph) for child in _children(resource, graph, ENDPOINT_TYPE)),
        groups=tuple(_group(child, graph) for child in _children(resource, graph, GROUP_TYPE)),
        security=tuple(_security(child, resource.id) for child in _children(resource, graph, SECURITY_TYPE)),
        domains=tuple(_domain(child) for child in _children(resource, graph, DOMAIN_TYPE)),
        scrubbed=tuple(
            text(part, "matchVariable") for part in items(body, "properties.logScrubbing.scrubbingRules")
            if text(part, "state", "Enabled").lower() == "enabled"
        ) if scrubs else (),
        identity=identity(resource),
    )


def write(door: FrontDoor, place: Place) -> tuple[Resource, ...]:
    """The profile and its parts, each after those that it names. Rule sets are resources of their own.

    Routes come last: nothing is let through before the firewall policy looks at it.
    """
    rules: list[Value] = [
        {"matchVariable": variable, "selectorMatchOperator": "EqualsAny", "state": "Enabled"} for variable in door.scrubbed
    ]
    properties = stated(
        originResponseTimeoutSeconds=door.response_seconds,
        logScrubbing={"state": "Enabled", "scrubbingRules": rules} if rules else None,
    )
    body = stated(sku={"name": door.sku}, identity=write_identity(door.identity), properties=properties)
    profile = place.put(TYPE, API_VERSION, door.id, body, location=LOCATION)
    origins = {group.name: tuple(f"{door.id}/originGroups/{group.name}/origins/{origin.name}" for origin in group.origins)
               for group in door.groups}
    written = [profile]
    written += [_write_domain(domain, profile, place) for domain in door.domains]
    written += [each for group in door.groups for each in _write_group(group, profile, place)]
    endpoints = [_write_endpoint(endpoint, profile, place) for endpoint in door.endpoints]
    guards = [_write_security(policy, profile, place) for policy in door.security]
    before = tuple(guard.id for guard in guards)
    routes = (
        write_route(route, written_endpoint, profile.id, place, depends_on=(*origins.get(route.group, ()), *before))
        for endpoint, written_endpoint in zip(door.endpoints, endpoints, strict=True) for route in endpoint.routes
    )
    return (*written, *endpoints, *guards, *routes)


def _write_domain(domain: Domain, profile: Resource, place: Place) -> Resource:
    properties: Value = {
        "hostName": domain.host,
        "tlsSettings": {
            "certificateType": "ManagedCertificate",
            "minimumTlsVersion": domain.tls,
            "cipherSuiteSetType": domain.cipher_suites,
        },
    }
    return place.below(profile, "customDomains", API_VERSION, domain.name, {"properties": properties})


def _write_group(group: OriginGroup, profile: Resource, place: Place) -> tuple[Resource, ...]:
    properties: Value = {
        "loadBalancingSettings": {"sampleSize": 4, "successfulSamplesRequired": 2, "additionalLatencyInMilliseconds": 0},
        "healthProbeSettings": {
            "probePath": group.probe_path,
            "probeRequestType": "GET",
            "probeProtocol": group.probe_protocol,
            "probeIntervalInSeconds": group.probe_seconds,
        },
        "sessionAffinityState": "Disabled",
    }
    parent = place.below(profile, "originGroups", API_VERSION, group.name, {"properties": properties})
    written = [parent]
    for origin in group.origins:
        # Front Door takes one change of a group at a time
        before = (written[-1].id,) if written[-1] is not parent else ()
        body: dict[str, Value] = {"properties": _write_origin(origin)}
        written.append(place.below(parent, "origins", API_VERSION, origin.name, body, depends_on=before))
    return tuple(written)


def _write_origin(origin: Origin) -> Value:
    private = None if origin.private_link is None else stated(
        privateLink={"id": pointer(origin.private_link)},
        privateLinkLocation=origin.private_link_location,
        groupId=origin.group_id,
        requestMessage=origin.message or None,
    )
    return stated(
        hostName=origin.host,
        originHostHeader=origin.host_header or None,
        httpPort=origin.http_port,
        httpsPort=origin.https_port,
        priority=origin.priority,
        weight=1000,
        enabledState="Enabled" if origin.enabled else "Disabled",
        enforceCertificateNameCheck=origin.checks_name,
        sharedPrivateLinkResource=private,
    )


def _write_endpoint(endpoint: Endpoint, profile: Resource, place: Place) -> Resource:
    # the generated name says whose it is: nobody else can take it when it is given up
    body: dict[str, Value] = {"properties": {
        "enabledState": "Enabled" if endpoint.enabled else "Disabled", "autoGeneratedDomainNameLabelScope": "TenantReuse",
    }}
    return place.below(profile, "afdEndpoints", API_VERSION, endpoint.name, body, location=LOCATION, tagged=True)


def write_route(route: Route, endpoint: Resource, profile: str, place: Place, depends_on: tuple[str, ...] = ()) -> Resource:
    """A route below its endpoint. A group must have its origins first, which `depends_on` says."""
    properties = _route_properties(route, profile)
    return place.below(endpoint, "routes", API_VERSION, route.name, {"properties": properties}, depends_on=depends_on)


def _route_properties(route: Route, profile: str) -> Value:
    caching: Value = {"queryStringCachingBehavior": "IgnoreQueryString", "compressionSettings": {"isCompressionEnabled": False}}
    return stated(
        originGroup={"id": pointer(f"{profile}/originGroups/{route.group}")},
        patternsToMatch=list(route.patterns),
        supportedProtocols=list(route.protocols),
        forwardingProtocol=route.forwarding,
        httpsRedirect="Enabled" if route.redirects_to_https else "Disabled",
        linkToDefaultDomain="Enabled" if route.default_domain else "Disabled",
        enabledState="Enabled" if route.enabled else "Disabled",
        customDomains=[{"id": pointer(f"{profile}/customDomains/{name}")} for name in route.domains] or None,
        ruleSets=[{"id": pointer(f"{profile}/ruleSets/{name}")} for name in route.rule_sets] or None,
        cacheConfiguration=caching if route.caches else None,
    )


def _write_security(policy: SecurityPolicy, profile: Resource, place: Place) -> Resource:
    domains: list[Value] = [{"id": pointer(f"{profile.id}/{part}")} for part in policy.domains]
    parameters: Value = {
        "type": "WebApplicationFirewall",
        "wafPolicy": {"id": pointer(policy.firewall_policy)},
        "associations": [{"domains": domains, "patternsToMatch": list(policy.patterns)}],
    }
    return place.below(profile, "securityPolicies", API_VERSION, policy.name, {"properties": {"parameters": parameters}})


def _children(parent: Resource, graph: Graph | None, kind: str) -> tuple[Resource, ...]:
    return tuple(child for child in (graph.children(parent.id) if graph else ()) if child.type.lower() == kind.lower())


def _on(resource: Resource) -> bool:
    return text(resource.body, "properties.enabledState", "Enabled").lower() != "disabled"


def _endpoint(resource: Resource, graph: Graph | None) -> Endpoint:
    routes = tuple(_route(child) for child in _children(resource, graph, ROUTE_TYPE))
    return Endpoint(last_segment(resource.name), routes, _on(resource))


def _route(resource: Resource) -> Route:
    body = resource.body
    return Route(
        name=last_segment(resource.name),
        group=last_segment(link(body, "properties.originGroup") or ""),
        patterns=texts(body, "properties.patternsToMatch") or ("/*",),
        protocols=texts(body, "properties.supportedProtocols") or ("Http", "Https"),
        forwarding=text(body, "properties.forwardingProtocol", "MatchRequest"),
        redirects_to_https=text(body, "properties.httpsRedirect", "Disabled").lower() == "enabled",
        default_domain=text(body, "properties.linkToDefaultDomain", "Disabled").lower() == "enabled",
        domains=tuple(last_segment(found) for found in links(body, "properties.customDomains")),
        rule_sets=tuple(last_segment(found) for found in links(body, "properties.ruleSets")),
        caches=bool(text(body, "properties.cacheConfiguration.queryStringCachingBehavior")),
        enabled=_on(resource),
    )


def _group(resource: Resource, graph: Graph | None) -> OriginGroup:
    body = resource.body
    probe = "properties.healthProbeSettings"
    return OriginGroup(
        name=last_segment(resource.name),
        probe_path=text(body, f"{probe}.probePath", "/"),
        probe_protocol=text(body, f"{probe}.probeProtocol", "NotSet"),
        probe_seconds=number(body, f"{probe}.probeIntervalInSeconds", 240),
        origins=tuple(_origin(child) for child in _children(resource, graph, ORIGIN_TYPE)),
    )


def _origin(resource: Resource) -> Origin:
    body = resource.body
    private = "properties.sharedPrivateLinkResource"
    linked = link(body, f"{private}.privateLink")
    return Origin(
        name=last_segment(resource.name),
        host=_as_written(body, "properties.hostName", linked),
        host_header=_as_written(body, "properties.originHostHeader", linked),
        http_port=number(body, "properties.httpPort", 80),
        https_port=number(body, "properties.httpsPort", 443),
        priority=number(body, "properties.priority", 1),
        private_link=linked,
        private_link_location=_as_written(body, f"{private}.privateLinkLocation", linked) or None,
        group_id=text(body, f"{private}.groupId", None),
        message=text(body, f"{private}.requestMessage"),
        checks_name=flag(body, "properties.enforceCertificateNameCheck", True),
        enabled=_on(resource),
    )


def _as_written(body: Body, path: str, linked: str | None) -> str:
    """A host's name or a place. Behind a private link it decides nothing: what is only known after the deployment stays an expression."""
    value = lookup(body, path)
    if linked and isinstance(value, Ref):
        return f"{value.prefix}{value.resource}.{value.path}{value.suffix}"
    return value.expression if linked and isinstance(value, Unresolved) else text(body, path)


def _security(resource: Resource, profile: str) -> SecurityPolicy:
    parameters = "properties.parameters"
    associations = items(resource.body, f"{parameters}.associations")
    domains = tuple(found for part in associations for found in links(part, "domains"))
    return SecurityPolicy(
        name=last_segment(resource.name),
        firewall_policy=link(resource.body, f"{parameters}.wafPolicy") or "",
        domains=tuple(found[len(profile) + 1:] if found.lower().startswith(f"{profile.lower()}/") else found for found in domains),
        patterns=tuple(dict.fromkeys(pattern for part in associations for pattern in texts(part, "patternsToMatch"))),
    )


def _domain(resource: Resource) -> Domain:
    tls = "properties.tlsSettings"
    return Domain(
        name=last_segment(resource.name),
        host=text(resource.body, "properties.hostName"),
        tls=text(resource.body, f"{tls}.minimumTlsVersion", "TLS12"),
        cipher_suites=text(resource.body, f"{tls}.cipherSuiteSetType", "TLS12_2022"),
    )
