"""Listeners of an application gateway that take requests in the clear."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Unresolved
from enclave.verify.posture.gateways import plain_listeners

GATEWAY = "/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/g"


def gateway(build: Any, protocol: Any, **rule: Any) -> Any:
    build.add("Microsoft.Network/applicationGateways", "g", {
        "httpListeners": [{"name": "L", "properties": {"protocol": protocol}}],
        "requestRoutingRules": [{"name": "r", "properties": {"httpListener": {"id": f"{GATEWAY}/httpListeners/l"}, **rule}}],
    })
    return build.graph().resources[-1]


def test_a_listener_without_tls_that_passes_requests_on_is_plain(build: Any) -> None:
    assert plain_listeners(gateway(build, "http", backendAddressPool={"id": f"{GATEWAY}/backendAddressPools/p"})) == ("l",)


def test_one_with_tls_and_one_that_redirects_are_not(build: Any) -> None:
    assert plain_listeners(gateway(build, "Https")) == ()
    assert plain_listeners(gateway(build, "Http", redirectConfiguration={"id": f"{GATEWAY}/redirectConfigurations/c"})) == ()


def test_an_unknown_protocol_is_undecided(build: Any) -> None:
    with pytest.raises(Undecided):
        plain_listeners(gateway(build, Unresolved("parameters('p')")))
