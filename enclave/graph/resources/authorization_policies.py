"""The authorization policy of Microsoft Entra: who invites guests, what guests see, what users may make. Sent to Microsoft Graph.

Properties: learn.microsoft.com/graph/api/resources/authorizationpolicy (v1.0).
"""

from __future__ import annotations

from msgspec import Struct

from enclave.graph.body import flag, last_segment, text
from enclave.graph.model import Resource, Value
from enclave.graph.parts import Place

TYPE = "Microsoft.Graph/authorizationPolicy"
"""There is one, and its name is `authorizationPolicy`."""
API_VERSION = "v1.0"
RESTRICTED_GUEST = "2af84b1e-32c8-42b7-82bc-daa82404023b"
"""Role of guests who see their own profile only (learn.microsoft.com/entra/identity/users/users-restrict-guest-permissions)."""


class AuthorizationPolicy(Struct, frozen=True):
    """What a tenant lets guests and users do."""

    id: str
    invites_from: str
    """`none`, `adminsAndGuestInviters`, `adminsGuestInvitersAndAllMembers` or `everyone`."""
    guest_role: str
    """GUID of the role that guests have."""
    joins_by_email: bool
    """Somebody with a verified e-mail address of a domain may join by himself."""
    users_create_applications: bool


def read(resource: Resource) -> AuthorizationPolicy:
    """The policy; what is absent is as in a new tenant. Raises `Undecided`."""
    body = resource.body
    return AuthorizationPolicy(
        id=resource.id,
        invites_from=text(body, "allowInvitesFrom", "everyone"),
        guest_role=text(body, "guestUserRoleId").lower(),
        joins_by_email=flag(body, "allowEmailVerifiedUsersToJoinOrganization", True),
        users_create_applications=flag(body, "defaultUserRolePermissions.allowedToCreateApps", True),
    )


def write(policy: AuthorizationPolicy, place: Place) -> tuple[Resource, ...]:
    """The changes to the policy."""
    body: dict[str, Value] = {
        "allowInvitesFrom": policy.invites_from,
        "guestUserRoleId": policy.guest_role,
        "allowEmailVerifiedUsersToJoinOrganization": policy.joins_by_email,
        "defaultUserRolePermissions": {"allowedToCreateApps": policy.users_create_applications},
    }
    return (place.on(place.scope, TYPE, API_VERSION, last_segment(policy.id), body),)
