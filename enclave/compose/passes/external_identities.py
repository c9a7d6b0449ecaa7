"""Guests: from the partner organisations that the file names, in the gateway's application, and from nowhere else.

These settings are the tenant's, beyond this enclave; so is what they say about invitations and about applications that users make.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import authorization_policies, cross_tenant_access
from enclave.graph.resources.authorization_policies import RESTRICTED_GUEST, AuthorizationPolicy
from enclave.graph.resources.cross_tenant_access import PARTNER_TYPE, CrossTenantAccess

MODULE, TENANT = "identity-access/external-identities", "/tenant"


def external_identities(whole: Whole, _built: Sequence[Resource]) -> Iterator[Resource]:
    """Who may invite, what holds for everybody else, and what holds for each partner."""
    settings = whole.spec.components.external_identities
    if not settings.enabled:
        return
    place = whole.place(MODULE, scope=TENANT)
    policy = AuthorizationPolicy(
        id=f"{TENANT}/providers/{authorization_policies.TYPE}/authorizationPolicy",
        invites_from="adminsAndGuestInviters",
        guest_role=RESTRICTED_GUEST,
        joins_by_email=False,
        users_create_applications=False,
    )
    yield from authorization_policies.write(policy, place)
    others = CrossTenantAccess(f"{TENANT}/providers/{cross_tenant_access.TYPE}/default", "", False, False, (), False, False)
    yield from cross_tenant_access.write(others, place)
    application = whole.spec.identity.application
    for partner in settings.partners:
        tenant = str(partner.tenant)
        access = CrossTenantAccess(
            id=f"{TENANT}/providers/{PARTNER_TYPE}/{tenant}",
            tenant=tenant,
            guests_in=True,
            direct_in=False,
            applications=(str(application),) if application is not None else (),
            trusts_mfa=partner.trust_mfa,
            trusts_devices=partner.trust_compliant_devices,
        )
        yield from cross_tenant_access.write(access, place)
