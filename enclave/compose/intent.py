"""What the owner wants, for the graph: declared ways out and in, the flows that must work, the terms, and the gateway's policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from enclave.compose.egress import outlets
from enclave.compose.gateway_pod import file_text
from enclave.compose.passes.application_gateway import application_gateway_id
from enclave.compose.passes.front_door import front_door_id
from enclave.compose.passes.site_recovery import recovery_group
from enclave.compose.recovery import azure_pair
from enclave.compose.retention import kept
from enclave.compose.site import AI_ENDPOINTS, DATA_ENDPOINTS, GATEWAY, MANAGEMENT_ENDPOINTS, Site
from enclave.compose.traffic import HTTPS, PORTS, answered_at, passages
from enclave.compose.waivers import waivers
from enclave.compose.whole import Whole
from enclave.graph.ids import parse
from enclave.graph.model import Egress, Flow, FrontDoor, Graph, Intent, Terms
from enclave.graph.resources import application_gateways, private_endpoints
from enclave.regions import REGIONS
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest

ENDPOINTS = (AI_ENDPOINTS, DATA_ENDPOINTS, MANAGEMENT_ENDPOINTS)
"""Subnets that hold private endpoints and nothing else."""


def intent(spec: Spec, sites: Sequence[Site], graph: Graph) -> Intent:
    """In each region the clients must reach every service whose private endpoint they may call, and nobody else anything."""
    return Intent(
        egress=(*_egress(sites),),
        front_doors=(*_front_doors(spec, sites),),
        # a service of several parts has several endpoints, and is reached all the same
        flows=tuple(dict.fromkeys(flow for site in sites for flow in _flows(site, graph))),
        policy_digest=policy_digest(spec),
        policy_file=_file_digest(spec),
        terms=(*_terms(spec, sites),),
        waivers=waivers(spec, sites, graph),
        own_authorities=tuple(each.id for each in graph.of_type(application_gateways.TYPE)),
    )


def _file_digest(spec: Spec) -> str:
    """Of the file in the cluster; elsewhere nobody here writes one."""
    return f"sha256:{sha256(file_text(spec).encode()).hexdigest()}" if spec.components.kubernetes.enabled else ""


def _terms(spec: Spec, sites: Sequence[Site]) -> Iterator[Terms]:
    """For each region its own boundary and times, also in its group for recovery; for what exists once, what every region asks."""
    found = [_terms_of(site, site.group) for site in sites]
    yield from found
    yield from (_terms_of(site, recovery_group(site)) for site in sites if spec.components.site_recovery.enabled)
    whole = found[0]
    yield replace(
        whole, scope="", geographies=tuple(dict.fromkeys(name for each in found for name in each.geographies)),
    )


def _terms_of(site: Site, scope: str) -> Terms:
    days, security = kept(site), site.spec.security
    return Terms(
        scope=scope, geographies=(REGIONS[site.region.location].boundary,),
        audit_days=days.audit, request_response_days=days.request_response, metrics_days=days.metrics,
        customer_managed_keys=bool(security.customer_managed_keys), double_encryption=bool(security.double_encryption),
        backups=bool(site.spec.components.backup.enabled),
        copies_away=bool(site.spec.components.backup.enabled) and azure_pair(site) is not None,
    )


def _front_doors(spec: Spec, sites: Sequence[Site]) -> Iterator[FrontDoor]:
    """Every declared way in: through each region's application gateway, and through the one front door."""
    doors = {"application-gateway": [*map(application_gateway_id, sites)], "front-door": [front_door_id(Whole(spec, tuple(sites)))]}
    for ingress in spec.network.ingress:
        yield from (FrontDoor(door, tuple(map(str, ingress.sources)), ingress.why) for door in doors[ingress.through])


def _egress(sites: Sequence[Site]) -> Iterator[Egress]:
    """Every name, for its own subnets in all regions."""
    found: dict[str, Egress] = {}
    for site in sites:
        for outlet in outlets(site):
            known = found.get(outlet.fqdn, Egress(outlet.fqdn, outlet.why))
            found[outlet.fqdn] = replace(known, sources=(*known.sources, *map(site.subnet, outlet.sources)))
    yield from found.values()


def _flows(site: Site, graph: Graph) -> Iterator[Flow]:
    """Every passage: to each service that has a private endpoint in its target, else to whoever may stand there."""
    endpoints = [private_endpoints.read(found, graph) for found in graph.of_type(private_endpoints.TYPE) if found.stamp == site.key]
    for passage in passages(site):
        source = site.subnet(passage.source)
        here = [endpoint for endpoint in endpoints if endpoint.subnet == site.subnet(passage.target)]
        if passage.target in ENDPOINTS and here:
            for endpoint in here:
                ports = (port for port in _ports(endpoint.target) if port in passage.ports)
                yield from (Flow(source, endpoint.target, int(port)) for port in ports)
        else:
            within = answered_at(site, passage) if passage.target == GATEWAY else ""
            yield from (Flow(source, site.subnet(passage.target), int(port), within) for port in passage.ports)


def _ports(target: str) -> tuple[str, ...]:
    """Ports that a service answers at behind its private endpoint."""
    known = parse(target)
    return (HTTPS,) if known is None else PORTS.get(known.type.lower(), (HTTPS,))
