"""Islands of networks."""

from __future__ import annotations

from typing import Any

from enclave.verify.estate import Estate
from enclave.verify.network.islands import is_near, may_touch
from enclave.verify.network.world import World


def test_peerings_connect_through_others_and_nothing_else_does(build: Any, kit: Any) -> None:
    for number, name in enumerate("abcd", 1):
        build.network(name, f"10.{number}.0.0/16", {"in": {"prefix": f"10.{number}.1.0/24"}})
    build.peer("a", "b")
    build.peer("b", "c")
    world = World(Estate(build.graph()))
    sites = {name: world.estate.site(kit.subnet_id(name, "in")) for name in "abcd"}
    assert {(one, other) for one in sites for other in sites if is_near(sites[one], sites[other], world)} == {
        *((one, other) for one in "abc" for other in "abc"), ("d", "d"),
    }  # fmt: skip
    ids = {name: site.network.id.lower() for name, site in sites.items()}
    assert may_touch(ids["a"], ids["c"], world)
    assert not may_touch(ids["d"], ids["c"], world)
