"""The declared way in: an application gateway with a web application firewall, in front of the region's gateway.

Its security group (`network_security_groups.py`) lets in only the declared ranges and lets out only what is needed here. Its
certificate is a secret of the region's vault, read with an identity of its own over the vault's private endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.site import APPLICATION_GATEWAY, GATEWAY_PORT, Site
from enclave.graph.azure_facts import public_suffix, role, zones
from enclave.graph.body import last_segment
from enclave.graph.model import Resource
from enclave.graph.parts import Identity
from enclave.graph.resources import (
    application_gateways,
    key_vaults,
    public_ip_addresses,
    role_assignments,
    user_assigned_identities,
    web_application_firewall_policies,
)
from enclave.graph.resources.application_gateways import ApplicationGateway, Backend, Listener
from enclave.graph.resources.public_ip_addresses import PublicIpAddress
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity
from enclave.graph.resources.web_application_firewall_policies import RuleSet, WebApplicationFirewallPolicy

PART = "application-gateway"
CERTIFICATE = "ingress-certificate"
"""Name of the certificate in the vault. Its id is written without a version, so that a renewed one is taken up."""
SSL_POLICY = "AppGwSslPolicy20220101S"
"""TLS 1.2 and 1.3 with forward secrecy only (learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview)."""
RULE_SETS = (RuleSet("Microsoft_DefaultRuleSet", "2.1"),)
LARGEST_BODY_KB = 2000
"""The most that the firewall looks through."""
INSTANCES = (2, 10)
TIMEOUT_SECONDS = 300
"""A model may be silent for long before its first word."""


def application_gateway(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Identity, its right to read certificates, public address, rules and the gateway; nothing where nobody may come in."""
    if not site.ingress:
        return
    identity = UserAssignedIdentity(
        site.id(user_assigned_identities.TYPE, PART), site.name(user_assigned_identities.TYPE, PART), site.region.location, None
    )
    yield from user_assigned_identities.write(identity, site.place("identity-access/managed-identity"))
    guid = role("Key Vault Secrets User")
    reads = f"{site.vault}/providers/{role_assignments.TYPE}/{assignment_name(site.vault, identity.id, guid)}"
    assignment = RoleAssignment(reads, site.vault, identity.id, "ServicePrincipal", guid)
    yield from role_assignments.write(assignment, site.place("identity-access/role-assignments"))
    place = site.place("application-gateway/application-gateway")
    address = PublicIpAddress(site.id(public_ip_addresses.TYPE, PART), "Static", "Standard", None)
    yield from public_ip_addresses.write(address, place)
    rules = WebApplicationFirewallPolicy(
        site.id(web_application_firewall_policies.TYPE), True, "Prevention", RULE_SETS, checks_body=True, largest_body_kb=LARGEST_BODY_KB
    )
    yield from web_application_firewall_policies.write(rules, place)
    gateway = ApplicationGateway(
        id=application_gateway_id(site),
        tier="WAF_v2",
        subnet=site.subnet(APPLICATION_GATEWAY),
        public_ips=(address.id,),
        listeners=(Listener("https", "Https", 443, public=True),),
        certificates=(certificate(site),),
        backend_addresses=(str(site.plan.gateway_ip),),
        backends=(Backend("Http", GATEWAY_PORT, TIMEOUT_SECONDS, "/healthz"),),
        firewall_policy=rules.id,
        ssl_policy=SSL_POLICY,
        identity=Identity("UserAssigned", (identity.id,)),
        capacity=INSTANCES,
        # streamed answers must not be held back (learn.microsoft.com/azure/application-gateway/use-server-sent-events)
        buffers_responses=False,
    )
    yield from application_gateways.write(gateway, place, depends_on=(assignment.id, site.endpoint(site.vault), *site.joined))


def application_gateway_id(site: Site) -> str:
    """Id of the region's application gateway."""
    return site.id(application_gateways.TYPE)


def certificate(site: Site) -> str:
    """The secret id of the certificate, in the region's own vault."""
    (zone,) = zones(key_vaults.TYPE, "vault")
    return f"https://{last_segment(site.vault)}.{public_suffix(zone)}/secrets/{CERTIFICATE}"
