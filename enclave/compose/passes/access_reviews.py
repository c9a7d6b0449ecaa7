"""Recurring reviews of every group that the file gives a role: whom its owners do not confirm is out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import access_review_definitions
from enclave.graph.resources.access_review_definitions import GROUP_QUERY, AccessReview
from enclave.spec.models import Spec

MODULE, TENANT = "identity-access/identity-governance", "/tenant"


def access_reviews(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """One review for each group. Emergency accounts are not reviewed: nobody may lose them for want of an answer."""
    spec = whole.spec
    settings = spec.components.access_reviews
    if not settings.enabled:
        return
    place = whole.place(MODULE, scope=TENANT)
    for group, why in reviewed(spec).items():
        review = AccessReview(
            id=f"{TENANT}/providers/{access_review_definitions.TYPE}/{spec.name}-{group}",
            name=f"{spec.name}: group {group}",
            why=why,
            group=group,
            reviewers=(f"/groups/{group}/owners",),
            fallback_reviewers=_fallback(spec, group),
            every_months=settings.every_months,
            days=settings.days,
            starts=f"{spec.governance.starts}-01",
            default_decision="Deny",
            applies=True,
        )
        yield from access_review_definitions.write(review, place)


def reviewed(spec: Spec) -> Mapping[str, str]:
    """Every group that has a role, and what its members may do, for whoever reviews it."""
    said: dict[str, list[str]] = {}
    for name, project in spec.projects.items():
        for entry in project.access:
            said.setdefault(str(entry.group), []).append(f"{entry.role} of {name}")
    whole = (("operator", spec.identity.operators), ("auditor", spec.identity.auditors),
             ("approver", spec.components.privileged_identity.approvers))
    for role, one in whole:
        if one is not None:
            said.setdefault(str(one), []).append(f"{role} of the whole enclave")
    return {group: f"members are: {', '.join(roles)}" for group, roles in said.items()}


def _fallback(spec: Spec, group: str) -> tuple[str, ...]:
    """Who reviews a group without owners: operators, and of the operators themselves the auditors."""
    others = (str(one) for one in (spec.identity.operators, spec.identity.auditors) if one is not None)
    return tuple(GROUP_QUERY.format(group=other) for other in others if other != group)[:1]
