"""The declared way in through a front door: one profile, an endpoint of its own for each project, rules before all of them.

The front door opens TLS at the edge and goes on by TLS inside private links, each from inside the residency boundary of the
region that it ends in. The name that it goes on to is the region's, since Azure wants another one for each origin. An endpoint is
answered from the project's own regions only: its region, then those for failover. A private link carries nothing until
`enclave deploy` approves the connections that were asked for with this enclave's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import collapse_addresses

from enclave.compose.names import resource_name, slug
from enclave.compose.passes.application_gateway import PROMPTS
from enclave.compose.passes.load_balancer import HEALTH
from enclave.compose.passes.private_link_service import MODULE, THROUGH, private_link_id
from enclave.compose.site import GATEWAY_PORT, Site
from enclave.compose.whole import Whole
from enclave.errors import InputError
from enclave.graph.model import Resource, Value
from enclave.graph.resources import front_door_firewall_policies, front_doors, private_link_services
from enclave.graph.resources.front_door_firewall_policies import CustomRule, FrontDoorFirewallPolicy
from enclave.graph.resources.front_doors import Domain, Endpoint, FrontDoor, Origin, OriginGroup, Route, SecurityPolicy
from enclave.graph.resources.web_application_firewall_policies import Condition, RuleSet
from enclave.spec.front_door import reached_from
from enclave.spec.gateway_name import region_host
from enclave.spec.models import Project

SKU = "Premium_AzureFrontDoor"
"""Managed rules and private links exist in no other."""
RULE_SETS = (RuleSet("Microsoft_DefaultRuleSet", "2.1"), RuleSet("Microsoft_BotManagerRuleSet", "1.1"))
"""The newest that a front door has (learn.microsoft.com/azure/web-application-firewall/afds/waf-front-door-drs)."""
UNSAID = ("RequestBodyJsonArgNames", "RequestBodyPostArgNames", "QueryStringArgNames")
"""Parts of requests that the firewall's log would otherwise quote: prompts, and keys in addresses."""
UNSAID_IN_ADDRESSES = ("QueryStringArgNames",)
TIMEOUT_SECONDS = 240
"""The longest that an origin may be silent; a model may be silent for long before its first word."""
PROBE_SECONDS = 60
"""Every site of the edge asks for itself."""


def front_door(whole: Whole, built: Sequence[Resource]) -> Iterator[Resource]:
    """Rules, profile, and the approval of what it connects to; nothing where nobody comes in this way."""
    if not any(site.entering(THROUGH) for site in whole.sites):
        return
    place = whole.place(MODULE)
    rules = _rules(whole)
    yield from front_door_firewall_policies.write(rules, place)
    projects = whole.spec.projects
    endpoints = tuple(Endpoint(endpoint_name(whole, name), (route(whole, name, "all", ("/*",)),)) for name in projects)
    domains = tuple(_domains(whole))
    guarded = (*(f"afdEndpoints/{endpoint.name}" for endpoint in endpoints), *(f"customDomains/{domain.name}" for domain in domains))
    door = FrontDoor(
        id=front_door_id(whole),
        sku=SKU,
        response_seconds=TIMEOUT_SECONDS,
        endpoints=endpoints,
        groups=tuple(_group(whole, name, project) for name, project in projects.items()),
        security=(SecurityPolicy("rules", rules.id, guarded),),
        domains=domains,
        scrubbed=UNSAID_IN_ADDRESSES,
    )
    written = front_doors.write(door, place)
    yield from written
    origins = tuple(resource for resource in written if resource.type == front_doors.ORIGIN_TYPE)
    for site in whole.sites:
        yield from _approval(whole, site, origins, built)


def front_door_id(whole: Whole) -> str:
    """Id of the profile."""
    return whole.id(front_doors.TYPE)


def endpoint_name(whole: Whole, project: str) -> str:
    """Name of a project's endpoint."""
    return resource_name(front_doors.ENDPOINT_TYPE, whole.spec.name, slug(project))


def route(whole: Whole, project: str, name: str, patterns: tuple[str, ...], *, rule_sets: tuple[str, ...] = ()) -> Route:
    """A route to a project's origins, over HTTPS only; what it has rule sets for is kept at the edge."""
    host = _host(whole)
    return Route(
        name=name,
        group=slug(project),
        patterns=patterns,
        protocols=("Https",),
        forwarding="HttpsOnly",
        redirects_to_https=False,
        default_domain=host is None,
        domains=() if host is None else (_domain_name(host, project),),
        rule_sets=rule_sets,
        caches=bool(rule_sets),
    )


def _rules(whole: Whole) -> FrontDoorFirewallPolicy:
    """Whoever is in none of the declared ranges is stopped. A rule that allows would spare them the managed rules; and the
    address is that of the connection, since anybody can write another one into a header."""
    sources = collapse_addresses(source for ingress in whole.sites[0].entering(THROUGH) for source in ingress.sources)
    declared = Condition("SocketAddr", "IPMatch", tuple(map(str, sources)), negated=True)
    return FrontDoorFirewallPolicy(
        id=whole.id(front_door_firewall_policies.TYPE),
        sku=SKU,
        enabled=True,
        mode="Prevention",
        checks_body=True,
        rule_sets=RULE_SETS,
        rules=(CustomRule("OnlyDeclaredSources", 10, "Block", (declared,)),),
        scrubbed=UNSAID,
        unchecked=PROMPTS,
    )


def _group(whole: Whole, name: str, project: Project) -> OriginGroup:
    """The project's regions, nearest first; no other region is ever asked."""
    sites = {site.key: site for site in whole.sites}
    origins = tuple(
        _origin(whole, sites[key], priority) for priority, key in enumerate((project.region, *project.failover_regions), start=1)
    )
    return OriginGroup(slug(name), HEALTH, "Https", PROBE_SECONDS, origins)


def _origin(whole: Whole, site: Site, priority: int) -> Origin:
    start = reached_from(site.region.location, site.region.pair)
    if start is None:
        raise InputError(
            f"a front door has no private link in the residency boundary of `{site.region.location}`", f"regions.{site.key}.location",
            "use `through: application-gateway`",
        )
    return Origin(
        name=slug(site.key),
        # of the certificate that it must show; the private link leads to the load balancer whatever the name
        host=region_host(site.spec, site.key),
        host_header=region_host(site.spec, site.key),
        http_port=80,
        https_port=GATEWAY_PORT,
        priority=priority,
        private_link=private_link_id(site),
        private_link_location=start,
        message=_message(whole, site),
    )


def _message(whole: Whole, site: Site) -> str:
    """What a connection is known by when it is approved; the same for all origins of a region, which then share one."""
    return f"enclave {whole.spec.name} {slug(site.key)}"


def _approval(whole: Whole, site: Site, origins: Sequence[Resource], built: Sequence[Resource]) -> Iterator[Resource]:
    """The approval, after every origin that may ask. Front Door asks for no connection to a region that no project has."""
    asking = tuple(origin.id for origin in origins if origin.name.rpartition("/")[2] == slug(site.key))
    if asking:
        service = next(resource for resource in built if resource.id == private_link_id(site))
        state: Value = {"status": "Approved", "description": _message(whole, site), "actionsRequired": "None"}
        yield whole.place(MODULE, scope=site.group).below(
            service, "privateEndpointConnections", private_link_services.API_VERSION, "front-door",
            {"properties": {"privateLinkServiceConnectionState": state}}, depends_on=asking,
        )


def _host(whole: Whole) -> str | None:
    return next((ingress.host for ingress in whole.sites[0].entering(THROUGH) if ingress.host), None)


def _domains(whole: Whole) -> Iterator[Domain]:
    host = _host(whole)
    if host is not None:
        for name in whole.spec.projects:
            yield Domain(_domain_name(host, name), f"{slug(name)}.{host}", "TLS12", "TLS12_2023")


def _domain_name(host: str, project: str) -> str:
    return f"{slug(project)}.{host}".replace(".", "-")
