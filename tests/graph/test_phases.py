"""Phases: the seed's roadmap, and never earlier than what a resource needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.compose import compose
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph, Ref, Resource
from enclave.graph.needs import needs
from enclave.graph.phases import MODULE_PHASES, PHASES, TYPE_PHASES, own_phase, phases
from enclave.spec.load import load

MODULES = tuple(MODULE_PHASES)


def made(name: str, module: str, kind: str = "A.B/c", **body: object) -> Resource:
    return Resource(kind, "2025-01-01", name, "", body, None, module)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("module", "phase"),
    [
        ("virtual-network/bastion", 1),
        ("virtual-network/route-tables", 1),
        ("private-dns/private-dns-zones", 1),
        ("firewall/threat-intelligence", 1),
        ("monitoring/log-analytics-workspace", 2),
        ("identity-access/managed-identity", 2),
        ("governance/policy-assignments", 2),
        ("backup-recovery/backup-policies", 2),
        ("container-infrastructure/container-registry", 3),
        ("data-services/cosmos-db", 3),
        ("compute/virtual-machines", 3),
        ("application-gateway/application-gateway", 3),
        ("ai-services/azure-openai", 3),
        ("backup-recovery/site-recovery", 4),
        ("monitoring/security-workbooks", 4),
    ],
)
def test_a_module_has_the_phase_of_the_roadmap(module: str, phase: int) -> None:
    assert own_phase(made("x", module)) == phase


def test_groups_come_first_and_requests_and_objects_last_whatever_their_module() -> None:
    assert own_phase(made("rg", "compute/virtual-machines", "Microsoft.Resources/resourceGroups")) == 1
    assert own_phase(made("policy", "virtual-network/subnets", "Microsoft.Graph/conditionalAccessPolicies")) == 4
    assert own_phase(made("gateway", "virtual-network/subnets", "Kubernetes/Deployment")) == 4


def test_what_starts_from_an_image_comes_after_the_registry_that_it_is_pushed_to() -> None:
    module = "container-infrastructure/container-apps"
    assert own_phase(made("registry", module, "Microsoft.ContainerRegistry/registries")) == 3
    assert own_phase(made("environment", module, "Microsoft.App/managedEnvironments")) == 3
    assert own_phase(made("app", module, "Microsoft.App/containerApps")) == 4
    assert own_phase(made("group", module, "Microsoft.ContainerInstance/containerGroups")) == 4


def test_a_resource_waits_for_what_it_needs_however_far_away() -> None:
    account = made("account", "ai-services/azure-openai")
    zone = made("zone", "private-dns/private-dns-zones", target=Ref(account.id))
    link = made("link", "virtual-network/subnets", target=[{"deep": Ref(zone.id)}])
    setting = Resource("A.B/d", "1", "setting", link.id, {}, None, "monitoring/diagnostic-settings")
    found = phases(Graph((setting, link, zone, account)))
    assert {key.rpartition("/")[2]: phase for key, phase in found.items()} == {"account": 3, "zone": 3, "link": 3, "setting": 3}


def test_an_order_that_is_only_declared_counts() -> None:
    late = made("late", "compute/virtual-machines")
    early = Resource("A.B/c", "1", "early", "", {}, None, "firewall/ip-groups", depends_on=(late.id.upper(),))
    assert phases(Graph((early, late)))[early.id.lower()] == 3


def test_a_circle_is_refused_with_its_members() -> None:
    one, two = made("one", "compute/x", target=Ref("/providers/A.B/c/two")), made("two", "firewall/x", target=Ref("/providers/A.B/c/one"))
    with pytest.raises(UnsupportedError, match=r"circle: .*one.*two|circle: .*two.*one"):
        phases(Graph((one, two)))


@given(st.lists(st.tuples(st.sampled_from(MODULES), st.integers(0, 30)), min_size=1, max_size=12))
def test_no_resource_comes_before_its_own_phase_or_before_a_need(rows: list[tuple[str, int]]) -> None:
    resources: list[Resource] = []
    for number, (module, mask) in enumerate(rows):
        before = [Ref(other.id) for bit, other in enumerate(resources) if mask >> bit & 1]
        resources.append(made(f"r{number}", module, targets=before))
    graph = Graph(tuple(reversed(resources)))
    found = phases(graph)
    for resource in graph:
        least = max([own_phase(resource), *(found[need.id.lower()] for need in needs(graph)[resource.id.lower()])])
        assert found[resource.id.lower()] == least


def test_the_example_has_something_in_each_of_its_phases_and_no_module_without_one(bank: Path) -> None:
    graph = compose(load(bank).spec)
    found = phases(graph)
    assert set(found.values()) <= set(PHASES)
    assert {1, 2, 3} <= set(found.values())
    known = {module for module in MODULE_PHASES if "/" not in module}
    by_type = (*TYPE_PHASES,)
    unknown = {
        resource.module for resource in graph
        if resource.module.partition("/")[0] not in known and resource.type.lower().partition("/")[0] not in by_type
    }
    assert unknown == set()
    networks = {found[resource.id.lower()] for resource in graph if resource.module.startswith(("virtual-network/", "private-dns/"))}
    assert networks == {1}
