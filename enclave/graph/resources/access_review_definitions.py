"""Access reviews of Microsoft Entra: whether the members of a group should still be in it. Sent to Microsoft Graph.

Properties: learn.microsoft.com/graph/api/resources/accessreviewscheduledefinition (v1.0).
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, number, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Graph/accessReviewDefinitions"
API_VERSION = "v1.0"
GROUP_QUERY = "/groups/{group}/transitiveMembers"


class AccessReview(Struct, frozen=True):
    """A review of one group that comes again and again."""

    id: str
    name: str
    why: str
    group: str
    """Object id of the group that is reviewed."""
    reviewers: tuple[str, ...]
    """Queries for the reviewers: `/groups/<id>/owners`."""
    fallback_reviewers: tuple[str, ...]
    """Queries for those who review when there is nobody else."""
    every_months: int
    days: int
    """Days that reviewers have."""
    starts: str
    """Day of the first review, `2026-12-01`."""
    default_decision: str
    """What happens to whom nobody decides on: `Deny`, `Approve`, `Recommendation`."""
    applies: bool
    """Decisions are carried out by themselves."""


def read(resource: Resource) -> AccessReview:
    """A review. Raises `Undecided`."""
    body = resource.body
    query = text(body, "scope.query").removeprefix("/v1.0").split("/")
    return AccessReview(
        id=resource.id,
        name=text(body, "displayName"),
        why=text(body, "descriptionForReviewers"),
        group=query[2] if len(query) > 2 and query[1] == "groups" else "",
        reviewers=tuple(text(part, "query") for part in items(body, "reviewers")),
        fallback_reviewers=tuple(text(part, "query") for part in items(body, "fallbackReviewers")),
        every_months=number(body, "settings.recurrence.pattern.interval"),
        days=number(body, "settings.instanceDurationInDays"),
        starts=text(body, "settings.recurrence.range.startDate"),
        default_decision=text(body, "settings.defaultDecision") if flag(body, "settings.defaultDecisionEnabled") else "",
        applies=flag(body, "settings.autoApplyDecisionsEnabled"),
    )


def write(review: AccessReview, place: Place) -> tuple[Resource, ...]:
    """The review."""
    body: dict[str, Value] = {
        "displayName": review.name,
        "descriptionForAdmins": review.why,
        "descriptionForReviewers": review.why,
        "scope": {
            "@odata.type": "#microsoft.graph.accessReviewQueryScope",
            "query": GROUP_QUERY.format(group=review.group),
            "queryType": "MicrosoftGraph",
        },
        "reviewers": [_reviewer(query) for query in review.reviewers],
        "fallbackReviewers": [_reviewer(query) for query in review.fallback_reviewers],
        "settings": _settings(review),
    }
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(review.id), body),)


def _reviewer(query: str) -> Value:
    return {"query": query, "queryType": "MicrosoftGraph"}


def _settings(review: AccessReview) -> Value:
    pattern: Value = {"type": "absoluteMonthly", "interval": review.every_months, "dayOfMonth": 0}
    return {
        "mailNotificationsEnabled": True,
        "reminderNotificationsEnabled": True,
        "justificationRequiredOnApproval": True,
        "recommendationsEnabled": True,
        "instanceDurationInDays": review.days,
        "defaultDecisionEnabled": bool(review.default_decision),
        "defaultDecision": review.default_decision or "None",
        "autoApplyDecisionsEnabled": review.applies,
        "recurrence": {"pattern": pattern, "range": {"type": "noEnd", "startDate": review.starts}},
    }
