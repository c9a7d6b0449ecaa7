"""Conditions of signing in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.compose.passes.conditional_access import AZURE_MANAGEMENT, PHISHING_RESISTANT, administrators, conditional_access, people
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Resource
from enclave.graph.resources import conditional_access_policies, named_locations
from enclave.graph.resources.conditional_access_policies import ConditionalAccessPolicy
from enclave.spec.models import Spec

APPLICATION, BREAK_GLASS, OPERATORS = (f"{digit * 8}-{digit * 4}-{digit * 4}-{digit * 4}-{digit * 12}" for digit in "678")
IDENTITY = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme", "application": APPLICATION,
            "break_glass": BREAK_GLASS, "operators": OPERATORS}
Make = Callable[..., Spec]


def made(spec: Make, settings: Any = True, **changes: Any) -> list[Resource]:
    one = spec(identity=IDENTITY, components={"conditional_access": settings}, **changes)
    return [*conditional_access(Whole(one, sites(one)), ())]


def read(found: list[Resource]) -> dict[str, ConditionalAccessPolicy]:
    written = (each for each in found if each.type == conditional_access_policies.TYPE)
    views = map(conditional_access_policies.read, written)
    return {each.id.rpartition("acme-labs-")[2]: each for each in views}


def test_emergency_accounts_are_left_out_of_every_policy(spec: Make) -> None:
    found = read(made(spec))
    assert set(found) == {"gateway", "management", "legacy", "transfer", "sign-in-risk", "user-risk"}
    assert {each.excluded_groups for each in found.values()} == {(BREAK_GLASS,)}
    assert BREAK_GLASS not in people(spec(identity=IDENTITY))


def test_policies_hold_for_the_people_of_the_file_only(spec: Make) -> None:
    one = spec(identity=IDENTITY)
    groups = [str(entry.group) for entry in one.projects["triage"].access]
    assert people(one) == (*groups, OPERATORS)
    assert administrators(one) == (*groups[1:], OPERATORS)
    found = read(made(spec))
    assert found["management"].groups == administrators(one)
    assert {each.groups for name, each in found.items() if name != "management"} == {people(one)}


def test_what_signing_in_takes(spec: Make) -> None:
    found = read(made(spec))
    gateway, management = found["gateway"], found["management"]
    assert (gateway.applications, gateway.controls) == ((APPLICATION,), ("mfa", "compliantDevice"))
    assert (management.applications, management.strength) == ((AZURE_MANAGEMENT,), PHISHING_RESISTANT)
    assert management.sign_in_hours < gateway.sign_in_hours
    assert found["legacy"].client_apps == ("exchangeActiveSync", "other")
    assert {found[name].controls for name in ("legacy", "transfer", "sign-in-risk", "user-risk")} == {("block",)}
    assert found["sign-in-risk"].sign_in_risk == ("high",)
    assert read(made(spec, security_level="maximum"))["sign-in-risk"].sign_in_risk == ("high", "medium")


def test_they_are_enforced_unless_they_only_report(spec: Make) -> None:
    assert {each.state for each in read(made(spec)).values()} == {"enabled"}
    assert {each.state for each in read(made(spec, {"report_only": True})).values()} == {"enabledForReportingButNotEnforced"}


def test_offices(spec: Make) -> None:
    found = made(spec, {"trusted_ranges": ["203.0.113.0/24"]})
    (location,) = (named_locations.read(each) for each in found if each.type == named_locations.TYPE)
    assert (location.ranges, location.trusted) == (("203.0.113.0/24",), True)
    policy = read(found)["locations"]
    assert (policy.excluded_locations, policy.controls) == ((location.id,), ("block",))


def test_without_the_component_there_are_none(spec: Make) -> None:
    assert made(spec, False) == []


def test_microsoft_graph_knows_every_property(spec: Make, graph_problems: Callable[..., list[str]]) -> None:
    for each in made(spec, {"trusted_ranges": ["203.0.113.0/24"]}):
        interface = "IpNamedLocation" if each.type == named_locations.TYPE else "ConditionalAccessPolicy"
        assert graph_problems(interface, each.body) == []
