"""Guests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.compose.passes.external_identities import external_identities
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import authorization_policies, cross_tenant_access
from enclave.graph.resources.cross_tenant_access import PARTNER_TYPE, CrossTenantAccess
from enclave.spec.models import Spec

APPLICATION, PARTNER = "66666666-6666-6666-6666-666666666666", "99999999-9999-9999-9999-999999999999"
IDENTITY = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "application": APPLICATION}


def made(spec: Callable[..., Spec], settings: Any = True, **identity: Any) -> list[Resource]:
    one = spec(identity=IDENTITY | identity, components={"external_identities": settings})
    return [*external_identities(Whole(one, sites(one)), ())]


def read(found: list[Resource]) -> list[CrossTenantAccess]:
    kinds = (cross_tenant_access.TYPE, PARTNER_TYPE)
    return [cross_tenant_access.read(each) for each in found if each.type in kinds]


def test_nobody_comes_from_anywhere_unless_a_partner_is_named(spec: Callable[..., Spec]) -> None:
    (others,) = read(made(spec))
    assert (others.tenant, others.guests_in, others.direct_in, others.trusts_mfa, others.trusts_devices) == ("", False, False, False, False)


def test_only_administrators_invite_and_a_guest_sees_little(spec: Callable[..., Spec]) -> None:
    (policy,) = (authorization_policies.read(each) for each in made(spec) if each.type == authorization_policies.TYPE)
    assert (policy.invites_from, policy.joins_by_email, policy.users_create_applications) == ("adminsAndGuestInviters", False, False)
    assert policy.guest_role == authorization_policies.RESTRICTED_GUEST


def test_a_partners_guests_reach_the_gateway_only(spec: Callable[..., Spec]) -> None:
    partners = [{"tenant": PARTNER, "why": "joint research", "trust_mfa": True}]
    _, partner = read(made(spec, {"partners": partners}))
    assert (partner.tenant, partner.guests_in, partner.direct_in, partner.applications) == (PARTNER, True, False, (APPLICATION,))
    assert (partner.trusts_mfa, partner.trusts_devices) == (True, False)
    _, anywhere = read(made(spec, {"partners": partners}, application=None))
    assert anywhere.applications == ()


def test_without_the_component_the_tenant_is_let_be(spec: Callable[..., Spec]) -> None:
    assert made(spec, False) == []
