"""Conditions of signing in, for the people of this enclave only: to the gateway, and to the management of Azure.

The group of emergency accounts is left out of every policy, so that a mistake locks nobody out for good. Policies that look at
risk need Microsoft Entra ID P2.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import conditional_access_policies, named_locations
from enclave.graph.resources.conditional_access_policies import ConditionalAccessPolicy
from enclave.graph.resources.named_locations import NamedLocation
from enclave.spec.models import Spec

MODULE, TENANT = "identity-access/conditional-access", "/tenant"
AZURE_MANAGEMENT = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
"""Client id of the Azure Service Management API: portal, command line, templates
(learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-cloud-apps)."""
PHISHING_RESISTANT = "00000000-0000-0000-0000-000000000004"
"""Id of the built-in authentication strength (learn.microsoft.com/entra/identity/authentication/concept-authentication-strengths)."""


def conditional_access(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """The owner's address ranges, where they are named, and the policies."""
    settings = whole.spec.components.conditional_access
    if not settings.enabled:
        return
    place = whole.place(MODULE, scope=TENANT)
    if settings.trusted_ranges:
        ranges = tuple(map(str, settings.trusted_ranges))
        yield from named_locations.write(NamedLocation(_location(whole), f"{whole.spec.name}: offices", ranges, True), place)
    for policy in _policies(whole):
        yield from conditional_access_policies.write(policy, place)


def people(spec: Spec) -> tuple[str, ...]:
    """Every group that is in the file, in its order, but the emergency accounts."""
    groups = [str(entry.group) for project in spec.projects.values() for entry in project.access]
    return tuple(dict.fromkeys((*groups, *administrators(spec))))


def administrators(spec: Spec) -> tuple[str, ...]:
    """The groups whose members reach the management of Azure."""
    identity, approvers = spec.identity, spec.components.privileged_identity.approvers
    groups = [str(entry.group) for project in spec.projects.values() for entry in project.access if entry.role != "user"]
    return tuple(dict.fromkeys((*groups, *(str(one) for one in (identity.operators, identity.auditors, approvers) if one is not None))))


def _policies(whole: Whole) -> Iterator[ConditionalAccessPolicy]:
    spec = whole.spec
    settings, gateway = spec.components.conditional_access, str(spec.identity.application)
    risks = ("high", "medium") if spec.security_level == "maximum" else ("high",)
    blocked = ConditionalAccessPolicy(
        id=f"{TENANT}/providers/{conditional_access_policies.TYPE}/{spec.name}",
        name=spec.name,
        state="enabledForReportingButNotEnforced" if settings.report_only else "enabled",
        groups=people(spec),
        excluded_groups=(str(spec.identity.break_glass),),
        applications=(gateway, AZURE_MANAGEMENT),
        controls=("block",),
    )

    def policy(name: str, what: str, **changes: Any) -> ConditionalAccessPolicy:
        return replace(blocked, id=f"{blocked.id}-{name}", name=f"{blocked.name}: {what}", **changes)

    yield policy(
        "gateway", "second factor and a device that complies, for the gateway", applications=(gateway,),
        controls=("mfa", "compliantDevice"), sign_in_hours=settings.sign_in_hours,
    )
    yield policy(
        "management", "factor that cannot be phished and a device that complies, for the management of Azure",
        groups=administrators(spec), applications=(AZURE_MANAGEMENT,), controls=("compliantDevice",), strength=PHISHING_RESISTANT,
        sign_in_hours=max(1, settings.sign_in_hours // 2),
    )
    yield policy(
        "legacy", "no protocol that knows no second factor", applications=("All",), client_apps=("exchangeActiveSync", "other")
    )
    yield policy(
        "transfer", "no sign-in that is handed to another device", transfer_methods=("deviceCodeFlow", "authenticationTransfer")
    )
    yield policy("sign-in-risk", "no sign-in that looks like somebody else's", sign_in_risk=risks)
    yield policy("user-risk", "nobody whose password is known to others", user_risk=("high",))
    if settings.trusted_ranges:
        yield policy("locations", "from the offices only", excluded_locations=(_location(whole),))


def _location(whole: Whole) -> str:
    return f"{TENANT}/providers/{named_locations.TYPE}/{whole.spec.name}-offices"
