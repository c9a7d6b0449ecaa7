"""Cross-tenant access of Microsoft Entra: whose users may be guests here. Sent to Microsoft Graph.

Properties: learn.microsoft.com/graph/api/resources/crosstenantaccesspolicyconfigurationdefault and
.../crosstenantaccesspolicyconfigurationpartner (v1.0).
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, items, last_segment, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Graph/crossTenantAccessPolicy"
"""What holds for every tenant that is no partner. There is one, and its name is `default`."""
PARTNER_TYPE = "Microsoft.Graph/crossTenantAccessPolicyPartners"
"""What holds for one partner; its name is the partner's tenant id."""
API_VERSION = "v1.0"
EVERY_USER, EVERY_APPLICATION = "AllUsers", "AllApplications"


class CrossTenantAccess(Struct, frozen=True):
    """What holds for a partner, or for all others. Where our own users may be guests is not told here."""

    id: str
    tenant: str
    """Tenant id of the partner; empty for all others."""
    guests_in: bool
    """Their users may be invited here."""
    direct_in: bool
    """Their users may use our shared channels without being guests."""
    applications: tuple[str, ...]
    """Client ids that their guests may use here; none: all of them."""
    trusts_mfa: bool
    """A second factor that they gave at home is enough."""
    trusts_devices: bool
    """A device that complies at home complies here."""


def read(resource: Resource) -> CrossTenantAccess:
    """What holds for a partner or for all others; what is absent is blocked. Raises `Undecided`."""
    body = resource.body
    allowed = [text(part, "target") for part in items(body, "b2bCollaborationInbound.applications.targets")]
    return CrossTenantAccess(
        id=resource.id,
        tenant=text(body, "tenantId"),
        guests_in=_allowed(resource, "b2bCollaborationInbound"),
        direct_in=_allowed(resource, "b2bDirectConnectInbound"),
        applications=tuple(target for target in allowed if target != EVERY_APPLICATION),
        trusts_mfa=flag(body, "inboundTrust.isMfaAccepted"),
        trusts_devices=flag(body, "inboundTrust.isCompliantDeviceAccepted"),
    )


def write(access: CrossTenantAccess, place: Place) -> tuple[Resource, ...]:
    """What holds for a partner, or for all others."""
    body: dict[str, Value] = {"tenantId": access.tenant} if access.tenant else {}
    body |= {
        "b2bCollaborationInbound": _setting(access.guests_in, access.applications if access.guests_in else ()),
        "b2bDirectConnectInbound": _setting(access.direct_in),
        "inboundTrust": {
            "isMfaAccepted": access.trusts_mfa,
            "isCompliantDeviceAccepted": access.trusts_devices,
            "isHybridAzureADJoinedDeviceAccepted": False,
        },
    }
    kind = PARTNER_TYPE if access.tenant else TYPE
    return (place.on(place.scope, kind, API_VERSION, last_segment(access.id), body),)


def _allowed(resource: Resource, way: str) -> bool:
    users = text(resource.body, f"{way}.usersAndGroups.accessType", "blocked")
    applications = text(resource.body, f"{way}.applications.accessType", "blocked")
    return users == applications == "allowed"


def _setting(allowed: bool, applications: tuple[str, ...] = ()) -> Value:
    access = "allowed" if allowed else "blocked"
    targets: list[Value] = [{"target": target, "targetType": "application"} for target in applications or (EVERY_APPLICATION,)]
    return {
        "usersAndGroups": {"accessType": access, "targets": [{"target": EVERY_USER, "targetType": "user"}]},
        "applications": {"accessType": access, "targets": targets},
    }
