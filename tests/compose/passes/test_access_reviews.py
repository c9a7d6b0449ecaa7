"""Recurring reviews of groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.compose.passes.access_reviews import access_reviews, reviewed
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.resources import access_review_definitions
from enclave.graph.resources.access_review_definitions import GROUP_QUERY, AccessReview
from enclave.spec.models import Spec

OPERATORS, AUDITORS, BREAK_GLASS = (f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for digit in "678")
IDENTITY = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "operators": OPERATORS, "auditors": AUDITORS,
            "break_glass": BREAK_GLASS}


def furnished_with(spec: Callable[..., Spec], settings: Any = True, **identity: Any) -> Spec:
    return spec(identity=IDENTITY | identity, components={"access_reviews": settings}, governance={"starts": "2026-12"})


def made(spec: Spec) -> list[AccessReview]:
    return [access_review_definitions.read(each) for each in access_reviews(Whole(spec, sites(spec)), ())]


def test_every_group_with_a_role_is_reviewed_but_the_emergency_accounts(spec: Callable[..., Spec]) -> None:
    one = furnished_with(spec)
    groups = {str(entry.group) for project in one.projects.values() for entry in project.access}
    assert {each.group for each in made(one)} == {*groups, OPERATORS, AUDITORS}
    assert BREAK_GLASS not in reviewed(one)
    assert reviewed(one)[OPERATORS] == "members are: operator of the whole enclave"


def test_whom_nobody_confirms_is_out(spec: Callable[..., Spec]) -> None:
    for review in made(furnished_with(spec, {"every_months": 6, "days": 7})):
        assert (review.default_decision, review.applies, review.starts) == ("Deny", True, "2026-12-01")
        assert (review.every_months, review.days) == (6, 7)
        assert review.reviewers == (f"/groups/{review.group}/owners",)


def test_nobody_reviews_the_own_group(spec: Callable[..., Spec]) -> None:
    instead = {each.group: each.fallback_reviewers for each in made(furnished_with(spec))}
    assert instead[OPERATORS] == (GROUP_QUERY.format(group=AUDITORS),)
    assert instead[AUDITORS] == (GROUP_QUERY.format(group=OPERATORS),)
    alone = {each.group: each.fallback_reviewers for each in made(furnished_with(spec, auditors=None))}
    assert alone[OPERATORS] == ()


def test_without_the_component_there_are_none(spec: Callable[..., Spec]) -> None:
    assert made(furnished_with(spec, False)) == []
