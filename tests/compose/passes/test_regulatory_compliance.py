"""Microsoft's initiatives for regulations."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from enclave.compose.passes.monitoring import workspace_id
from enclave.compose.passes.regulatory_compliance import regulatory_compliance
from enclave.compose.site import sites
from enclave.compose.whole import Whole
from enclave.graph.model import Ref, Resource
from enclave.graph.policy_facts import INITIATIVES
from enclave.graph.resources import policy_assignments
from enclave.graph.resources.policy_assignments import PolicyAssignment
from enclave.spec.models import Spec


def made(spec: Spec) -> tuple[Resource, ...]:
    return tuple(regulatory_compliance(Whole(spec, sites(spec)), ()))


def read(found: Iterable[Resource]) -> list[PolicyAssignment]:
    return [policy_assignments.read(each) for each in found]


def test_each_tag_anywhere_in_the_file_has_its_initiative(spec: Callable[..., Spec]) -> None:
    one = spec(
        components={"policies": True},
        hub={"models": [], "compliance": ["iso-27001"]},
        regions={"north": {"location": "swedencentral", "compliance": ["gdpr", "iso-27001", "hipaa"]}},
        projects={"search": {"region": "north", "compliance": ["hipaa"]}},
    )
    found = read(made(one))
    assert {each.definition for each in found} == {INITIATIVES[tag][0] for tag in ("mcsb", "gdpr", "iso-27001", "hipaa")}
    assert len(found) == 4


def test_they_report_and_change_nothing(spec: Callable[..., Spec]) -> None:
    found = made(spec(components={"policies": True}))
    (each,) = read(found)
    assert (each.definition, each.enforced, each.identity.kind) == (INITIATIVES["mcsb"][0], False, "SystemAssigned")
    assert [part.type for part in found] == [policy_assignments.TYPE]
    assert not made(spec(components={"policies": False}))


def test_the_one_that_asks_is_answered(spec: Callable[..., Spec], problems: Callable[..., list[str]]) -> None:
    one = spec(components={"policies": True}, regions={"north": {"location": "australiaeast", "compliance": ["irap"]}},
               projects={"search": {"region": "north"}})
    (_, irap) = made(one)
    logs = policy_assignments.read(irap).parameters["logAnalyticsWorkspaceId"]
    assert logs == Ref(workspace_id(sites(one)[0]), "properties.customerId")
    assert problems(made(one)) == []
