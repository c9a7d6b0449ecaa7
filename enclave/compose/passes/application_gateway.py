"""The declared way in: an application gateway with a web application firewall, in front of the region's gateway.

Its security group (`security_rules.py`) lets in only the declared ranges and lets out only what is needed here; its firewall asks
for the same ranges again. Its certificate is a secret of the region's vault, read with an identity of its own over the vault's
private endpoint. It goes on by TLS, to the gateway's name and to nobody whom another authority vouches for. There is no port 80:
who speaks HTTP by mistake would have sent a token in the clear before any redirection.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network, collapse_addresses

from enclave.compose.certificates import AUTHORITY, LISTENER, READS, secret
from enclave.compose.grants import grant, grant_id
from enclave.compose.names import slug
from enclave.compose.passes.load_balancer import HEALTH
from enclave.compose.site import APPLICATION_GATEWAY, GATEWAY_PORT, Site, own_ending
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import (
    application_gateways,
    public_ip_addresses,
    user_assigned_identities,
    web_application_firewall_policies,
)
from enclave.graph.resources.application_gateways import ApplicationGateway, Backend, Listener
from enclave.graph.resources.public_ip_addresses import PublicIpAddress
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity
from enclave.graph.resources.web_application_firewall_policies import Condition, CustomRule, RuleSet, WebApplicationFirewallPolicy
from enclave.spec.address_plan import LAST_HOST
from enclave.spec.gateway_name import gateway_host
from enclave.spec.models import Ingress
from enclave.spec.rules.network import is_inside

THROUGH = PART = "application-gateway"
SSL_POLICY = "AppGwSslPolicy20220101S"
"""TLS 1.2 and 1.3 with forward secrecy only (learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview)."""
RULE_SETS = (RuleSet("Microsoft_DefaultRuleSet", "2.2"), RuleSet("Microsoft_BotManagerRuleSet", "1.1"))
"""The newest of each (learn.microsoft.com/azure/web-application-firewall/ag/upgrade-ruleset-version, .../ruleset-support-policy)."""
PROMPTS = ("messages", "input", "prompt", "instructions", "tools")
"""Parts of a request that hold what people ask. Managed rules take a question about SQL for an attack with it; nothing behind
executes them, and the gateway looks at them itself. Addresses, headers and all other parts are looked at."""
UNSAID = ("RequestJSONArgNames", "RequestPostArgNames", "RequestArgNames")
"""Parts of requests that the firewall's log would otherwise quote: prompts, and keys in addresses."""
LARGEST_BODY_KB = 2000
"""The most that the firewall looks through."""
INSTANCES = {"standard": (2, 5), "premium": (3, 10)}
TIMEOUT_SECONDS = 300
"""A model may be silent for long before its first word; as long, an answer may go on when its gateway is taken away."""


def application_gateway(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Identity, its right to read certificates, public address, rules and the gateway; nothing where nobody may come in."""
    entering = site.entering(THROUGH)
    if not entering:
        return
    identity = site.id(user_assigned_identities.TYPE, PART)
    view = UserAssignedIdentity(identity, last_segment(identity), site.region.location, None)
    yield from user_assigned_identities.write(view, site.place("identity-access/managed-identity"))
    yield grant(site, identity, READS, site.vault)
    place = site.place("application-gateway/application-gateway")
    if is_public(site):
        address = PublicIpAddress(public_address_id(site), "Static", "Standard", None, site.zones, label=_label(site))
        yield from public_ip_addresses.write(address, place)
    rules = WebApplicationFirewallPolicy(
        site.id(web_application_firewall_policies.TYPE), True, "Prevention", RULE_SETS, checks_body=True, largest_body_kb=LARGEST_BODY_KB,
        rules=(_only_declared(site, entering),), scrubbed=UNSAID, unchecked=PROMPTS,
    )
    yield from web_application_firewall_policies.write(rules, place)
    yield from _gateway(site, entering, identity, rules.id, place)


def _gateway(site: Site, entering: tuple[Ingress, ...], identity: str, rules: str, place: Place) -> tuple[Resource, ...]:
    hosts = (*dict.fromkeys(name for ingress in entering if ingress.host for name in _hosts(site, ingress.host)),)
    private = any(map(is_inside, _sources(entering)))
    # learn.microsoft.com/azure/application-gateway/configuration-listeners: one port may be listened on at both front ends
    listeners = (
        *((Listener("https", "Https", 443, True, hosts),) if is_public(site) else ()),
        *((Listener("https-private", "Https", 443, False, hosts),) if private else ()),
    )
    gateway = ApplicationGateway(
        id=application_gateway_id(site),
        tier="WAF_v2",
        subnet=site.subnet(APPLICATION_GATEWAY),
        public_ips=(public_address_id(site),) if is_public(site) else (),
        listeners=listeners,
        certificates=(secret(site, LISTENER),),
        backend_addresses=(str(site.plan.gateway_ip),),
        backends=(_backend(site),),
        firewall_policy=rules,
        ssl_policy=SSL_POLICY,
        identity=Identity("UserAssigned", (identity,)),
        capacity=INSTANCES[site.spec.performance_tier],
        # streamed answers must not be held back (learn.microsoft.com/azure/application-gateway/use-server-sent-events)
        buffers_responses=False,
        private_ip=str(site.plan.subnets[APPLICATION_GATEWAY][LAST_HOST]) if private else None,
        zones=site.zones,
    )
    before = (grant_id(identity, READS, site.vault), site.endpoint(site.vault), *site.joined)
    return application_gateways.write(gateway, place, depends_on=before)


def _backend(site: Site) -> Backend:
    return Backend(
        "Https", GATEWAY_PORT, TIMEOUT_SECONDS, HEALTH, TIMEOUT_SECONDS,
        host=gateway_host(site.spec), authorities=(secret(site, AUTHORITY),),
    )  # fmt: skip


def _hosts(site: Site, host: str) -> tuple[str, ...]:
    """The name itself; where Traffic Manager answers for each project, also all names one label below it."""
    return (host, f"*.{host}") if site.spec.components.traffic_manager.enabled else (host,)


def application_gateway_id(site: Site) -> str:
    """Id of the region's application gateway."""
    return site.id(application_gateways.TYPE)


def public_address_id(site: Site) -> str:
    """Id of its public address."""
    return site.id(public_ip_addresses.TYPE, PART)


def is_public(site: Site) -> bool:
    """Whether somebody enters from the internet, and not only from networks that are connected privately."""
    return not all(map(is_inside, _sources(site.entering(THROUGH))))


def _sources(entering: tuple[Ingress, ...]) -> Iterator[IPv4Network]:
    return (source for ingress in entering for source in ingress.sources)


def _label(site: Site) -> str | None:
    """A name that Traffic Manager can answer with; it needs one of the region's own domain."""
    if not site.spec.components.traffic_manager.enabled:
        return None
    ending = own_ending(site.spec, str(site.spec.identity.tenant), site.key)
    return f"{site.spec.name}-{slug(site.key)}"[:57].rstrip("-") + f"-{ending}"


def _only_declared(site: Site, entering: tuple[Ingress, ...]) -> CustomRule:
    """Whoever is in none of the declared ranges is stopped. A rule that allows would spare them the managed rules."""
    conditions = [
        Condition("RemoteAddr", "IPMatch", tuple(map(str, collapse_addresses(ingress.sources))), negated=True) for ingress in entering
    ]
    if site.spec.components.traffic_manager.enabled:
        conditions.append(Condition("RequestUri", "Equal", (HEALTH,), negated=True))
    return CustomRule("OnlyDeclaredSources", 10, "Block", tuple(conditions))
