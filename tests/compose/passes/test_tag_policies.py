"""Policies on tags, on the enclave's own groups."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose import compose
from enclave.compose.passes.tag_policies import CLASSIFICATION, INHERIT, REQUIRE, tag_policies
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Graph, Resource
from enclave.graph.resources import policy_assignments, role_assignments
from enclave.spec.models import Spec

TAGGED = {"components": {"policies": True}, "security": {"classify_data": True}}


def made(spec: Spec, *built: Resource) -> Graph:
    return Graph(tuple(tag_policies(Whole(spec, sites(spec)), built)))


def test_each_group_gives_its_tag_and_asks_for_it(spec: Callable[..., Spec]) -> None:
    one = spec(**TAGGED)
    found = [policy_assignments.read(each) for each in made(one).of_type(policy_assignments.TYPE)]
    groups = [site.group for site in sites(one)]
    assert [(each.scope, each.definition) for each in found] == [(group, kind) for group in groups for kind in (INHERIT, REQUIRE)]
    assert {tuple(each.parameters.items()) for each in found} == {(("tagName", CLASSIFICATION),)}
    assert [(each.identity.kind, each.location) for each in found[:2]] == [("SystemAssigned", "swedencentral"), ("None", None)]


def test_what_changes_tags_may_do_that_and_no_more(spec: Callable[..., Spec]) -> None:
    found = made(spec(**TAGGED))
    changing = [each for each in found.of_type(policy_assignments.TYPE) if policy_assignments.read(each).definition == INHERIT]
    given = [role_assignments.read(each) for each in found.of_type(role_assignments.TYPE)]
    assert [(each.principal, each.scope) for each in given] == [(each.id, each.scope) for each in changing]
    assert {each.role for each in given} == {"4a9ae827-6dc8-4573-8ac7-8239d42aa03f"}


def test_the_group_of_what_exists_once_too(spec: Callable[..., Spec]) -> None:
    one = spec(**TAGGED)
    group = Whole(one, sites(one)).group
    plan = Resource("Microsoft.Network/ddosProtectionPlans", "2025-01-01", "ddos", group, {})
    assert group in {each.scope for each in made(one, plan)}


def test_without_classification_or_policies_there_are_none(spec: Callable[..., Spec]) -> None:
    assert not made(spec(components={"policies": True}, security={"classify_data": False})).resources
    assert not made(spec(components={"policies": False}, security={"classify_data": True})).resources


def test_everything_with_a_place_has_the_tag(spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    extensions = "Microsoft.Authorization/"
    graph = compose(spec(**TAGGED))
    placed = [each for each in graph if each.location is not None and not each.type.startswith(extensions) and "/" not in each.name]
    untagged = [each.id for each in placed if CLASSIFICATION not in dict(each.body.get("tags") or {})]
    assert (untagged, len(placed) > 50) == ([], True)
    assert problems(made(spec(**TAGGED)).resources) == []
