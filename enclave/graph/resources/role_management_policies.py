"""What activating a role takes (Privileged Identity Management). Azure makes one policy for each role at each scope, under a
name of its own that changes with every update; it can only be changed, so it is sent as a request.

Rules and their ids: learn.microsoft.com/graph/identity-governance-pim-rules-overview; bodies as in
learn.microsoft.com/rest/api/authorization/role-management-policies/update (2020-10-01).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, text, texts
from enclave.graph.model import Body, Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Authorization/roleManagementPolicies"
API_VERSION = "2020-10-01"


class RoleManagementPolicy(Struct, frozen=True):
    """How a role is activated at one scope."""

    id: str
    scope: str
    role: str
    """GUID of the role definition, lower case."""
    longest_activation: str
    """ISO 8601, `PT8H`."""
    longest_eligibility: str
    """ISO 8601, `P180D`: an administrator must renew it."""
    longest_assignment: str
    """ISO 8601: an active assignment that nobody activates, by an administrator, ends after that."""
    activation_needs: tuple[str, ...]
    """Of `MultiFactorAuthentication`, `Justification`, `Ticketing`."""
    approvers: tuple[str, ...]
    """Object ids of groups of which somebody else must approve; none: nobody has to."""
    recipients: tuple[str, ...]
    """E-mail addresses that are told of every activation."""


def read(resource: Resource) -> RoleManagementPolicy:
    """What a policy's rules say; what they leave out is empty. Raises `Undecided`."""
    rules = {text(rule, "id").lower(): rule for rule in items(resource.body, "properties.rules")}

    def rule(name: str) -> Body:
        return rules.get(name.lower(), {})

    approval = rule("Approval_EndUser_Assignment")
    stages = items(approval, "setting.approvalStages") if flag(approval, "setting.isApprovalRequired") else ()
    return RoleManagementPolicy(
        id=resource.id,
        scope=resource.scope,
        role=last_segment(resource.name).lower(),
        longest_activation=text(rule("Expiration_EndUser_Assignment"), "maximumDuration"),
        longest_eligibility=_longest(rule("Expiration_Admin_Eligibility")),
        longest_assignment=_longest(rule("Expiration_Admin_Assignment")),
        activation_needs=texts(rule("Enablement_EndUser_Assignment"), "enabledRules"),
        approvers=tuple(text(one, "id") for stage in stages for one in items(stage, "primaryApprovers")),
        recipients=texts(rule("Notification_Admin_EndUser_Assignment"), "notificationRecipients"),
    )


def write(policy: RoleManagementPolicy, place: Place) -> tuple[Resource, ...]:
    """The change to the policy. Its resource is named for the role, since nobody knows Azure's name before."""
    rules: list[Value] = list(_rules(policy))
    return (place.on(policy.scope, TYPE, API_VERSION, last_segment(policy.id), {"properties": {"rules": rules}}),)


def _rules(policy: RoleManagementPolicy) -> Iterator[dict[str, Value]]:
    yield _expiration("Admin", "Eligibility", policy.longest_eligibility)
    yield _expiration("Admin", "Assignment", policy.longest_assignment)
    yield _rule("Enablement", "Admin", "Assignment") | {"enabledRules": ["MultiFactorAuthentication", "Justification"]}
    yield _expiration("EndUser", "Assignment", policy.longest_activation)
    yield _rule("Enablement", "EndUser", "Assignment") | {"enabledRules": list(policy.activation_needs)}
    yield _rule("Approval", "EndUser", "Assignment") | {"setting": _approval(policy.approvers)}
    yield {
        **_rule("Notification", "EndUser", "Assignment"),
        "id": "Notification_Admin_EndUser_Assignment",
        "notificationType": "Email",
        "recipientType": "Admin",
        "notificationLevel": "All",
        "isDefaultRecipientsEnabled": True,
        "notificationRecipients": list(policy.recipients),
    }


def _rule(kind: str, caller: str, level: str) -> dict[str, Value]:
    target: Value = {"caller": caller, "operations": ["All"], "level": level}
    return {"id": f"{kind}_{caller}_{level}", "ruleType": f"RoleManagementPolicy{kind}Rule", "target": target}


def _expiration(caller: str, level: str, longest: str) -> dict[str, Value]:
    return _rule("Expiration", caller, level) | {"isExpirationRequired": True, "maximumDuration": longest}


def _approval(approvers: tuple[str, ...]) -> Value:
    stage: Value = {
        "approvalStageTimeOutInDays": 1,
        "isApproverJustificationRequired": True,
        "isEscalationEnabled": False,
        "escalationTimeInMinutes": 0,
        "primaryApprovers": [{"id": approver, "userType": "Group", "isBackup": False} for approver in approvers],
    }
    return {
        "isApprovalRequired": bool(approvers),
        "isApprovalRequiredForExtension": False,
        "isRequestorJustificationRequired": True,
        "approvalMode": "SingleStage" if approvers else "NoApproval",
        "approvalStages": [stage] if approvers else [],
    }


def _longest(rule: Body) -> str:
    return text(rule, "maximumDuration") if flag(rule, "isExpirationRequired") else ""
