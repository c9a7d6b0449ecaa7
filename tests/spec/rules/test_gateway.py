"""The gateway's name and certificate, against ways in and against other names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.spec.rules import Rule
from enclave.spec.rules.gateway import front_doors_get_a_public_certificate, the_gateway_hides_no_other_name
from enclave.spec.source import Problem

Found = Callable[[Rule, Any], list[Problem]]
INGRESS, GATEWAY, EGRESS = ("network", "ingress"), ("network", "gateway"), ("network", "egress")


def way(**more: Any) -> dict[str, Any]:
    return {"through": "front-door", "from": ["203.0.113.0/24"], "why": "branch offices"} | more


@pytest.mark.parametrize(("changes", "told"), [
    ({INGRESS: [way()]}, ".internal`"),
    ({INGRESS: [way()], GATEWAY: {"host": "ai.contoso.local"}}, "`ai.contoso.local`"),
    ({INGRESS: [way(), way()], GATEWAY: {"certificate": "given"}}, ".internal`"),
    ({INGRESS: [way(host="ai.example.com")], GATEWAY: {"certificate": "made"}}, "that `enclave deploy` made"),
])
def test_a_front_door_goes_on_to_a_public_name_with_a_certificate_that_is_brought(found: Found, changes: Any, told: str) -> None:
    (problem,) = found(front_doors_get_a_public_certificate, changes)
    assert told in problem.message


@pytest.mark.parametrize("changes", [
    {INGRESS: [way(host="ai.example.com")]},
    {INGRESS: [way()], GATEWAY: {"host": "gateway.example.com"}},
    {INGRESS: [way(through="application-gateway")]},
    {INGRESS: [way(through="application-gateway")], GATEWAY: {"certificate": "made"}},
    {GATEWAY: {"certificate": "given"}},
])
def test_others_are_free_to_choose(found: Found, changes: Any) -> None:
    assert found(front_doors_get_a_public_certificate, changes) == []


@pytest.mark.parametrize("fqdn", ["ai.example.com", "*.ai.example.com", "login.ai.example.com"])
def test_a_name_that_is_let_out_is_not_below_the_gateways(found: Found, fqdn: str) -> None:
    changes = {GATEWAY: {"host": "ai.example.com"}, EGRESS: [{"fqdn": fqdn, "why": "tokens"}]}
    (problem,) = found(the_gateway_hides_no_other_name, changes)
    assert f"`{fqdn}` could not be reached" in problem.message


def test_beside_it_and_above_it_names_are_free(found: Found) -> None:
    names = ["example.com", "*.example.com", "other.example.com", "notai.example.com"]
    changes = {GATEWAY: {"host": "ai.example.com"}, EGRESS: [{"fqdn": fqdn, "why": "tokens"} for fqdn in names]}
    assert found(the_gateway_hides_no_other_name, changes) == []


def test_a_feed_and_a_service_of_azure_count_too(found: Found) -> None:
    feed = {GATEWAY: {"host": "example.com"}, ("network", "package_feeds"): ["packages.example.com"]}
    assert [problem.involved[0] for problem in found(the_gateway_hides_no_other_name, feed)] == [("network", "package_feeds", 0)]
    (problem,) = found(the_gateway_hides_no_other_name, {GATEWAY: {"host": "windows.net"}, EGRESS: []})
    assert "every name under" in problem.message


def test_the_host_of_a_way_in_is_the_gateways_where_nothing_else_is_written(found: Found) -> None:
    changes = {INGRESS: [way(through="application-gateway", host="example.com")], EGRESS: [{"fqdn": "login.example.com", "why": "tokens"}]}
    assert len(found(the_gateway_hides_no_other_name, changes)) == 1
    assert found(the_gateway_hides_no_other_name, {**changes, GATEWAY: {"host": "ai.example.com"}}) == []
