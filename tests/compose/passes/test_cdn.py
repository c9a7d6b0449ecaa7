"""What is kept at the edge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.cdn import cdn
from enclave.compose.passes.front_door import front_door
from enclave.compose.passes.private_link_service import private_link
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Graph
from enclave.graph.resources import front_door_rule_sets, front_doors
from enclave.graph.resources.front_doors import FrontDoor
from enclave.spec.models import Spec


@pytest.fixture
def made(spec: Callable[..., Spec], ingress: dict[str, Any]) -> Callable[..., Graph]:
    def make(settings: Any) -> Graph:
        found = spec(network={"ingress": [ingress | {"through": "front-door"}]}, components={"load_balancer": True, "cdn": settings})
        whole = Whole(found, sites(found))
        services = tuple(resource for site in whole.sites for resource in private_link(site, ()))
        before = (*services, *front_door(whole, services))
        return Graph((*before, *cdn(whole, before)))

    return make


def door(graph: Graph) -> FrontDoor:
    (found,) = graph.of_type(front_doors.TYPE)
    return front_doors.read(found, graph)


def test_switched_off_nothing_is_kept(made: Callable[..., Graph]) -> None:
    graph = made(False)
    assert not graph.of_type(front_door_rule_sets.TYPE)
    assert not any(route.caches for endpoint in door(graph).endpoints for route in endpoint.routes)


def test_only_the_paths_that_are_named_are_kept_and_come_over_the_private_links(made: Callable[..., Graph]) -> None:
    found = door(made({"paths": ["/static/*", "/docs/*"]}))
    for endpoint in found.endpoints:
        everything, static = endpoint.routes
        assert (everything.caches, everything.rule_sets) == (False, ())
        assert (static.caches, static.rule_sets, static.patterns) == (True, ("static",), ("/static/*", "/docs/*"))
        assert (static.group, static.protocols, static.domains) == (everything.group, everything.protocols, everything.domains)


def test_an_answer_is_kept_for_the_days_that_were_asked_unless_it_says_otherwise(made: Callable[..., Graph]) -> None:
    graph = made({"days": 3})
    (found,) = graph.of_type(front_door_rule_sets.TYPE)
    (rule,) = front_door_rule_sets.read(found, graph).rules
    assert (rule.kept, rule.headers) == ("3.00:00:00", (("X-Content-Type-Options", "nosniff"),))
    (written,) = graph.of_type(front_door_rule_sets.RULE_TYPE)
    assert written.body["properties"]["actions"][0]["parameters"]["cacheConfiguration"]["cacheBehavior"] == "OverrideIfOriginMissing"


def test_nothing_is_let_through_before_the_rules_stand(made: Callable[..., Graph]) -> None:
    graph = made(True)
    (guard,) = graph.of_type(front_doors.SECURITY_TYPE)
    routes = [route for route in graph.of_type(front_doors.ROUTE_TYPE) if route.module == "application-gateway/cdn"]
    assert len(routes) == 2
    for route in routes:
        assert guard.id in route.depends_on


def test_azure_takes_it(made: Callable[..., Graph], problems: Callable[..., list[str]]) -> None:
    assert problems(resource for resource in made(True) if resource.module == "application-gateway/cdn") == []
