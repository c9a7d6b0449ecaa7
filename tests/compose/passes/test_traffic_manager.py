"""Names that are answered with a region's way in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.compose.passes.application_gateway import public_address_id
from enclave.compose.passes.traffic_manager import traffic_manager
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Graph
from enclave.graph.resources import traffic_manager_profiles
from enclave.graph.resources.traffic_manager_profiles import TrafficManagerProfile
from enclave.spec.models import Spec


def profiles(whole: Whole) -> dict[str, TrafficManagerProfile]:
    found = Graph((*traffic_manager(whole, ()),)).of_type(traffic_manager_profiles.TYPE)
    return {each.name: each for each in map(traffic_manager_profiles.read, found)}


def whole(spec: Callable[..., Spec], way: dict[str, Any], *, on: bool = True) -> Whole:
    found = spec(network={"ingress": [way]}, components={"traffic_manager": on})
    return Whole(found, sites(found))


def test_switched_off_there_is_none(spec: Callable[..., Spec], ingress: dict[str, Any]) -> None:
    assert profiles(whole(spec, ingress, on=False)) == {}


def test_each_project_is_answered_with_its_own_regions_in_its_own_order(spec: Callable[..., Spec], ingress: dict[str, Any]) -> None:
    found = whole(spec, ingress)
    north, east = found.sites
    triage, search = (profiles(found)[name] for name in sorted(profiles(found), key=lambda name: "search" in name))
    assert [target.resource for target in triage.targets] == [public_address_id(north), public_address_id(east)]
    assert [target.priority for target in triage.targets] == [1, 2]
    assert [target.resource for target in search.targets] == [public_address_id(north)]
    assert {profile.routing for profile in (triage, search)} == {"Priority"}


def test_it_asks_over_https_for_the_projects_own_name(spec: Callable[..., Spec], ingress: dict[str, Any]) -> None:
    for way, host in ((ingress, ""), (ingress | {"host": "ai.example.com"}, "triage.ai.example.com")):
        (triage,) = (profile for name, profile in profiles(whole(spec, way)).items() if "triage" in name)
        assert (triage.protocol, triage.port, triage.path, triage.host) == ("HTTPS", 443, "/healthz", host)


def test_azure_takes_it(spec: Callable[..., Spec], ingress: dict[str, Any], problems: Callable[..., list[str]]) -> None:
    assert problems(traffic_manager(whole(spec, ingress), ())) == []
