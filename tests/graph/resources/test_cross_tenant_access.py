"""Cross-tenant access."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import cross_tenant_access
from enclave.graph.resources.cross_tenant_access import PARTNER_TYPE, TYPE, CrossTenantAccess

PARTNER = "99999999-2222-3333-4444-555555555555"
APPLICATION = "88888888-2222-3333-4444-555555555555"
OTHERS = CrossTenantAccess(f"/resourceGroups/rg-test/providers/{TYPE}/default", "", False, False, (), False, False)
ONE = CrossTenantAccess(
    f"/resourceGroups/rg-test/providers/{PARTNER_TYPE}/{PARTNER}", PARTNER, True, False, (APPLICATION,), True, False
)


@pytest.mark.parametrize("view", [OTHERS, ONE, replace(ONE, applications=(), direct_in=True)])
def test_what_is_written_is_read_back(view: CrossTenantAccess, round_trip: Callable[..., Any]) -> None:
    assert round_trip(cross_tenant_access, view) == view


def test_microsoft_graph_takes_what_is_written(place: Place, graph_problems: Callable[..., list[str]]) -> None:
    (others,), (one,) = cross_tenant_access.write(OTHERS, place), cross_tenant_access.write(ONE, place)
    assert (others.type, one.type) == (TYPE, PARTNER_TYPE)
    assert graph_problems("CrossTenantAccessPolicyConfigurationDefault", others.body) == []
    assert graph_problems("CrossTenantAccessPolicyConfigurationPartner", one.body) == []


def test_what_is_absent_is_blocked(make: Callable[..., Resource]) -> None:
    half = {"b2bCollaborationInbound": {"usersAndGroups": {"accessType": "allowed"}}}
    found = cross_tenant_access.read(make(PARTNER_TYPE, PARTNER, half))
    assert (found.guests_in, found.direct_in, found.trusts_mfa) == (False, False, False)
