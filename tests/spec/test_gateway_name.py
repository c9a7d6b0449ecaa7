"""Which name the gateway has, and which names its certificate."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.spec.gateway_name import certificate_hosts, certificate_of, gateway_host, region_host
from enclave.spec.models import Spec

PLAIN: dict[str, Any] = {
    "enclave": "v1", "name": "contoso", "regions": {"us_east": {"location": "eastus"}},
    "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://contoso"},
}


def way(through: str = "application-gateway", **more: Any) -> dict[str, Any]:
    return {"through": through, "from": ["203.0.113.0/24"], "why": "offices"} | more


def made(**network: Any) -> Spec:
    return Spec.model_validate({**PLAIN, "network": network})


@pytest.mark.parametrize(("network", "host"), [
    ({}, "gateway.contoso.internal"),
    ({"ingress": [way()]}, "gateway.contoso.internal"),
    ({"ingress": [way(), way(host="b.example.com"), way(host="c.example.com")]}, "b.example.com"),
    ({"ingress": [way(host="b.example.com")], "gateway": {"host": "a.example.com"}}, "a.example.com"),
])
def test_the_name_is_as_written_else_that_of_the_way_in_else_nobodys(network: dict[str, Any], host: str) -> None:
    assert gateway_host(made(**network)) == host


def test_a_region_has_a_name_below_it() -> None:
    assert region_host(made(gateway={"host": "a.example.com"}), "us_east") == "us-east.a.example.com"


@pytest.mark.parametrize(("network", "certificate"), [
    ({}, "made"), ({"ingress": [way(host="a.example.com")]}, "made"), ({"ingress": [way("front-door")]}, "given"),
    ({"gateway": {"certificate": "given"}}, "given"),
])
def test_the_certificate_is_made_unless_a_front_door_must_trust_it(network: dict[str, Any], certificate: str) -> None:
    assert certificate_of(made(**network)) == certificate


def test_it_is_good_for_every_name_that_somebody_asks_for() -> None:
    assert certificate_hosts(made(), "us_east") == ("gateway.contoso.internal",)
    assert certificate_hosts(made(ingress=[way(host="a.example.com")]), "us_east") == ("a.example.com",)
    behind = made(ingress=[way("front-door")], gateway={"host": "a.example.com"})
    assert certificate_hosts(behind, "us_east") == ("a.example.com", "us-east.a.example.com")
    each = made(ingress=[way("front-door", host="a.example.com")])
    assert certificate_hosts(each, "us_east") == ("a.example.com", "us-east.a.example.com", "*.a.example.com")
