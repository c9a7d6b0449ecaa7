"""Rights that have to be activated (Privileged Identity Management): who is eligible, and what activating takes.

Nobody holds the rights of a contributor or of an operator all the time. Both can be activated for some hours, with a second
factor, a reason, a ticket, and the approval of somebody else; nobody stays eligible without being confirmed now and then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.roles import CustomRole, role_guid
from enclave.compose.site import Site
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import role_eligibility_schedule_requests, role_management_policies
from enclave.graph.resources.role_assignments import assignment_name
from enclave.graph.resources.role_eligibility_schedule_requests import RoleEligibility
from enclave.graph.resources.role_management_policies import RoleManagementPolicy
from enclave.spec.models import Spec

MODULE = "identity-access/privileged-identity"
LONGEST_ASSIGNMENT = "P1D"
"""An assignment that nobody has to activate ends after a day: it is for emergencies."""


def privileged_identity(site: Site, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Eligibility of each project's contributors on its account, and of operators on the region's group."""
    spec, place = site.spec, site.place(MODULE)
    if not spec.components.privileged_identity.enabled:
        return
    for name, project in site.projects.items():
        groups = [str(entry.group) for entry in project.access if entry.role == "contributor"]
        why = f"manages the model deployments of {name}"
        yield from _eligible(spec, place, site.account(name), role="contributor", groups=groups, why=why)
    why = f"operates {spec.name} in {site.key}"
    yield from _eligible(spec, place, site.group, role="operator", groups=_operators(spec), why=why)


def whole_privileged_identity(whole: Whole, built: Sequence[Resource]) -> Iterator[Resource]:
    """Eligibility of operators on the group of what exists once, where anything is in it."""
    spec = whole.spec
    if spec.components.privileged_identity.enabled and any(resource.scope == whole.group for resource in built):
        why = f"operates what {spec.name} has once for all regions"
        yield from _eligible(spec, whole.place(MODULE), whole.group, role="operator", groups=_operators(spec), why=why)


def _operators(spec: Spec) -> list[str]:
    return [str(spec.identity.operators)] if spec.identity.operators is not None else []


def _eligible(
    spec: Spec, place: Place, scope: str, *, role: CustomRole, groups: Sequence[str], why: str
) -> Iterator[Resource]:
    """What activating a role at a scope takes, then who is eligible for it there."""
    settings, guid = spec.components.privileged_identity, role_guid(spec, role)
    if not groups:
        return
    approvers = settings.approvers or spec.identity.operators
    policy = RoleManagementPolicy(
        id=f"{scope}/providers/{role_management_policies.TYPE}/{guid}",
        scope=scope,
        role=guid,
        longest_activation=f"PT{settings.activation_hours}H",
        longest_eligibility=f"P{settings.eligible_days}D",
        longest_assignment=LONGEST_ASSIGNMENT,
        activation_needs=("MultiFactorAuthentication", "Justification", *(("Ticketing",) if settings.require_ticket else ())),
        approvers=(str(approvers),) if approvers is not None else (),
        recipients=spec.contacts,
    )
    yield from role_management_policies.write(policy, place)
    for group in dict.fromkeys(groups):
        name = assignment_name(scope, group, guid)
        eligibility = RoleEligibility(
            id=f"{scope}/providers/{role_eligibility_schedule_requests.TYPE}/{name}",
            scope=scope,
            principal=group,
            role=guid,
            duration=f"P{settings.eligible_days}D",
            justification=why,
        )
        yield from role_eligibility_schedule_requests.write(eligibility, place)
