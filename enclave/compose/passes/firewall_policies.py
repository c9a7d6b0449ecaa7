"""The firewall's policies: one that is the same for everybody and only forbids, and below it the region's own with its rules.

The lower one inherits threat intelligence, and can make it stricter but not weaker
(learn.microsoft.com/azure/firewall-manager/policy-overview, hierarchical policies).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from enclave.compose.inspection import AUTHORITY, CERTIFICATE, is_on
from enclave.compose.passes.fqdn_rules import rule_groups
from enclave.compose.site import Site
from enclave.graph.azure_facts import role
from enclave.graph.model import Resource
from enclave.graph.parts import NO_IDENTITY, Identity
from enclave.graph.resources import (
    firewall_policies,
    key_vault_secrets,
    role_assignments,
    user_assigned_identities,
)
from enclave.graph.resources.firewall_policies import GROUP_TYPE, CertificateAuthority, FirewallPolicy
from enclave.graph.resources.key_vault_secrets import KeyVaultSecret
from enclave.graph.resources.role_assignments import RoleAssignment, assignment_name
from enclave.graph.resources.user_assigned_identities import UserAssignedIdentity

ALWAYS_TRANSLATE = ("255.255.255.255/32",)
"""No destination but this one keeps the client's address, so answers of private endpoints come back through the firewall
(learn.microsoft.com/azure/firewall/snat-private-range, .../private-link/inspect-traffic-with-azure-firewall)."""
PART = "firewall"
PFX = "application/x-pkcs12"


def firewall_policy(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The policy above, the region's own, its rules."""
    yield from firewall_policies.write(_above(site), site.place("firewall/threat-intelligence"))
    if is_on(site):
        yield from _reader(site)
    own = FirewallPolicy(
        id=policy_id(site),
        base_policy=_above(site).id,
        threat_intel_mode=_threat_intelligence(site),
        dns_proxy=True,
        groups=rule_groups(site, policy_id(site)),
        tier="Premium",
        intrusion_detection="Deny",
        snat_private_ranges=ALWAYS_TRANSLATE,
        authority=CertificateAuthority(AUTHORITY, _secret(site)) if is_on(site) else None,
        identity=Identity("UserAssigned", (_identity(site),)) if is_on(site) else NO_IDENTITY,
    )
    reads = (_may_read(site).id,) if is_on(site) else ()
    for resource in firewall_policies.write(own, site.place("firewall/firewall-policies"), depends_on=reads):
        yield replace(resource, module="firewall/fqdn-rules") if resource.type == GROUP_TYPE else resource


def firewall_authority(site: Site, built: Sequence[Resource]) -> Iterator[Resource]:
    """The authority's certificate, in the region's vault."""
    if is_on(site):
        vault = next(resource for resource in built if resource.id == site.vault)
        secret = KeyVaultSecret(_secret(site), site.vault, PFX, CERTIFICATE)
        yield from key_vault_secrets.write(secret, vault, site.place("firewall/tls-inspection"))


def policy_id(site: Site) -> str:
    """Id of the region's own policy."""
    return site.id(firewall_policies.TYPE)


def _threat_intelligence(site: Site) -> str:
    return "Alert" if site.spec.security.threat_intelligence is False else "Deny"


def _above(site: Site) -> FirewallPolicy:
    return FirewallPolicy(
        id=site.id(firewall_policies.TYPE, "threat-intelligence"),
        base_policy=None,
        threat_intel_mode=_threat_intelligence(site),
        dns_proxy=False,  # each policy says itself where names are asked
        groups=(),
        tier="Premium",
        intrusion_detection="Deny",
    )


def _secret(site: Site) -> str:
    return f"{site.vault}/secrets/{AUTHORITY}"


def _identity(site: Site) -> str:
    return site.id(user_assigned_identities.TYPE, PART)


def _may_read(site: Site) -> RoleAssignment:
    guid = role("Key Vault Secrets User")
    name = assignment_name(_secret(site), _identity(site), guid)
    return RoleAssignment(
        f"{_secret(site)}/providers/{role_assignments.TYPE}/{name}", _secret(site), _identity(site), "ServicePrincipal", guid
    )


def _reader(site: Site) -> Iterator[Resource]:
    """Who reads the certificate, and nothing else. The vault takes the firewall for a trusted service
    (learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints)."""
    name = site.name(user_assigned_identities.TYPE, PART)
    identity = UserAssignedIdentity(_identity(site), name, site.region.location, None)
    yield from user_assigned_identities.write(identity, site.place("identity-access/managed-identity"))
    yield from role_assignments.write(_may_read(site), site.place("identity-access/role-assignments"))
