"""Exemptions from policies: one for each dangerous choice of the file, with its reason, so that it stands in Azure's report too.

They lie on groups, not on what they are for: Azure asks its policies before a resource exists. What only one project has
opened has a policy of its own for that (`guardrails.py`), so that the exemption covers its accounts alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from enclave.compose.guardrails import DEPLOYMENT_TYPES, PUBLIC_ACCESS, assignment_id, guardrails, waived
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.policy_facts import PolicyFacts, breaches
from enclave.graph.resources import policy_exemptions
from enclave.graph.resources.policy_exemptions import PolicyExemption
from enclave.spec.base import Unsafe

WAIVER = "Waiver"
"""The risk is accepted; it is not met in another way."""


def exemptions(whole: Whole, built: Sequence[Resource]) -> Iterator[Resource]:
    """The exemptions, group by group."""
    if not whole.spec.components.policies.enabled:
        return
    chosen = guardrails(whole, built)
    for group, projects in (*((site.group, site.projects) for site in whole.sites), (whole.group, {})):
        inside = [resource for resource in built if resource.scope == group]
        for key, why, references in _choices(whole, chosen, inside, projects):
            exemption = PolicyExemption(
                id=f"{group}/providers/{policy_exemptions.TYPE}/{whole.name(policy_exemptions.TYPE, key)}",
                target=group,
                assignment=assignment_id(whole),
                references=references,
                category=WAIVER,
                name=f"{whole.spec.name}: {key}",
                why=why.reason,
                expires=f"{why.until + timedelta(days=1)}T00:00:00Z" if why.until is not None else "",
            )
            if references:
                yield from policy_exemptions.write(exemption, whole.place("governance/policy-exemptions", scope=group))


def _choices(
    whole: Whole, chosen: Sequence[PolicyFacts], inside: Sequence[Resource], projects: Mapping[str, object]
) -> Iterator[tuple[str, Unsafe, tuple[str, ...]]]:
    """Every dangerous choice that concerns a group: its name, why it was made, and the policies that it is against."""
    security = whole.spec.security
    for policy, key in ((PUBLIC_ACCESS, "public-access"), (DEPLOYMENT_TYPES, "global-processing")):
        for project, why in waived(whole.spec, policy).items():
            if project in projects:
                yield f"{key}-{project}", why, (f"{policy}-{project}",)
    if security.unsafe_allow_public_network_access is not None:
        yield "public-network-access", security.unsafe_allow_public_network_access, _against(chosen, inside)
    for choice, reference in (
        (security.unsafe_allow_cross_tenant_replication, "storage-cross-tenant"),
        (security.unsafe_disable_purge_protection, "vault-purge-protection"),
    ):
        if choice is not None:
            yield reference, choice, tuple(found for found in (reference,) if found in _against(chosen, inside, group=""))


def _against(chosen: Sequence[PolicyFacts], inside: Sequence[Resource], group: str = "network") -> tuple[str, ...]:
    """The policies that deny something inside a group."""
    denying = (policy for policy in chosen if policy.effect == "Deny" and group in ("", policy.group))
    return tuple(policy.reference for policy in denying if any(True for resource in inside for _ in breaches(policy, resource)))
