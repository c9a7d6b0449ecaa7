from __future__ import annotations

from typing import Any

from enclave.verify.rules.latent_egress import RULE

DELEGATION = {"name": "d", "properties": {"serviceName": "Microsoft.App/environments"}}


def test_a_way_out_behind_a_route_is_told(build: Any) -> None:
    table = build.routes("rt", "0.0.0.0/0 VirtualAppliance 10.0.0.4")
    nat = build.add("Microsoft.Network/natGateways", "nat")
    build.network(
        "net",
        "10.0.0.0/16",
        {
            "good": {"prefix": "10.0.1.0/24", "routes": table},
            "nat": {"prefix": "10.0.2.0/24", "routes": table, "nat": nat},
            "on": {"prefix": "10.0.3.0/24", "routes": table, "defaultOutboundAccess": True},
            "bare": {"prefix": "10.0.4.0/24", "defaultOutboundAccess": True},
            "given": {"prefix": "10.0.5.0/24", "routes": table, "delegations": [DELEGATION]},
        },
    )
    told = {resource.rpartition("/")[2]: message for resource, message, _ in RULE.check(build.world())}
    assert set(told) == {"nat", "on"}
    assert "only route table rt keeps traffic from it" in told["nat"]
