"""Load balancers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.model import Resource
from enclave.graph.resources import load_balancers
from enclave.graph.resources.load_balancers import TYPE, LoadBalancer

RG = "/resourceGroups/rg-test/providers"


def test_front_ends_are_read(make: Callable[..., Resource]) -> None:
    fronts = [{"properties": {"publicIPAddress": {"id": f"{RG}/a"}}}, {"properties": {"publicIPPrefix": {"id": f"{RG}/b"}}},
              {"properties": {"subnet": {"id": f"{RG}/s"}}}]
    found = make(TYPE, "lb", {"properties": {"frontendIPConfigurations": fronts}})
    assert load_balancers.read(found) == LoadBalancer(found.id, (f"{RG}/a", f"{RG}/b"), (f"{RG}/s",), False, False)


@pytest.mark.parametrize(("field", "inbound", "outbound"), [
    ("loadBalancingRules", True, False), ("inboundNatRules", True, False), ("inboundNatPools", True, False), ("outboundRules", False, True),
])
def test_rules_are_ways_in_or_out(make: Callable[..., Resource], field: str, inbound: bool, outbound: bool) -> None:
    found = load_balancers.read(make(TYPE, "lb", {"properties": {field: [{"name": "r"}]}}))
    assert (found.inbound, found.outbound) == (inbound, outbound)
