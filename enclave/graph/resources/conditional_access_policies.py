"""Conditional access policies of Microsoft Entra: what signing in takes. Sent to Microsoft Graph.

Properties: learn.microsoft.com/graph/api/resources/conditionalaccesspolicy (v1.0).
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import last_segment, number, text, texts
from enclave.graph.model import Ref, Resource, Value
from enclave.graph.parts import Place, stated

TYPE = "Microsoft.Graph/conditionalAccessPolicies"
API_VERSION = "v1.0"


class ConditionalAccessPolicy(Struct, frozen=True):
    """Whom it is about, when, and what it then demands."""

    id: str
    name: str
    state: str
    """`enabled`, `disabled` or `enabledForReportingButNotEnforced`."""
    groups: tuple[str, ...]
    """Object ids of the groups that it is about."""
    excluded_groups: tuple[str, ...]
    applications: tuple[str, ...]
    """Client ids, or `All`."""
    client_apps: tuple[str, ...] = ("all",)
    excluded_locations: tuple[str, ...] = ()
    """Ids of named locations; with any, it is about all other places."""
    sign_in_risk: tuple[str, ...] = ()
    user_risk: tuple[str, ...] = ()
    transfer_methods: tuple[str, ...] = ()
    """`deviceCodeFlow`, `authenticationTransfer`."""
    controls: tuple[str, ...] = ()
    """`block`, `mfa`, `compliantDevice`: all of them are demanded."""
    strength: str = ""
    """Id of an authentication strength that is demanded too."""
    sign_in_hours: int | None = None
    """Hours until somebody has to sign in again."""


def read(resource: Resource) -> ConditionalAccessPolicy:
    """A policy. Raises `Undecided`."""
    body = resource.body
    hours = number(body, "sessionControls.signInFrequency.value", None)
    if text(body, "sessionControls.signInFrequency.type") == "days" and hours is not None:
        hours *= 24
    return ConditionalAccessPolicy(
        id=resource.id,
        name=text(body, "displayName"),
        state=text(body, "state", "disabled"),
        groups=texts(body, "conditions.users.includeGroups"),
        excluded_groups=texts(body, "conditions.users.excludeGroups"),
        applications=texts(body, "conditions.applications.includeApplications"),
        client_apps=texts(body, "conditions.clientAppTypes"),
        excluded_locations=texts(body, "conditions.locations.excludeLocations"),
        sign_in_risk=texts(body, "conditions.signInRiskLevels"),
        user_risk=texts(body, "conditions.userRiskLevels"),
        transfer_methods=tuple(filter(None, text(body, "conditions.authenticationFlows.transferMethods").split(","))),
        controls=texts(body, "grantControls.builtInControls"),
        strength=text(body, "grantControls.authenticationStrength.id"),
        sign_in_hours=hours,
    )


def write(policy: ConditionalAccessPolicy, place: Place) -> tuple[Resource, ...]:
    """The policy."""
    grant: Value = stated(
        operator="AND",
        builtInControls=list(policy.controls),
        authenticationStrength={"id": policy.strength} if policy.strength else None,
    )
    body: dict[str, Value] = {"displayName": policy.name, "state": policy.state, "conditions": _conditions(policy), "grantControls": grant}
    if policy.sign_in_hours is not None:
        body["sessionControls"] = {"signInFrequency": {
            "isEnabled": True, "type": "hours", "value": policy.sign_in_hours, "frequencyInterval": "timeBased",
            "authenticationType": "primaryAndSecondaryAuthentication",
        }}
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(policy.id), body),)


def _conditions(policy: ConditionalAccessPolicy) -> Value:
    locations: Value = None
    if policy.excluded_locations:
        locations = {"includeLocations": ["All"], "excludeLocations": [Ref(place) for place in policy.excluded_locations]}
    return stated(
        users={"includeGroups": list(policy.groups), "excludeGroups": list(policy.excluded_groups)},
        applications={"includeApplications": list(policy.applications)},
        clientAppTypes=list(policy.client_apps),
        locations=locations,
        signInRiskLevels=list(policy.sign_in_risk) or None,
        userRiskLevels=list(policy.user_risk) or None,
        authenticationFlows={"transferMethods": ",".join(policy.transfer_methods)} if policy.transfer_methods else None,
    )
