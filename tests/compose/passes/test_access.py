"""Role assignments."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose.passes.access import access
from enclave.compose.passes.identity import gateway_identity_id
from enclave.compose.site import Site, sites
from enclave.graph.model import Graph
from enclave.graph.resources import role_assignments
from enclave.spec.models import Spec

USER, CONTRIBUTOR, READER = (
    "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", "a001fd3d-188f-4b5d-821b-7da978bf7442", "acdd72a7-3385-48ef-bd42-f606fba81ae7"
)


def test_the_seeds_three_roles_and_the_gateways_on_each_account(run: Callable[..., Graph], site: Site) -> None:
    found = [role_assignments.read(assignment) for assignment in run(access)]
    groups = [str(entry.group) for entry in site.projects["triage"].access]
    triage = [(part.principal, part.principal_type, part.role) for part in found if part.scope == site.account("triage")]
    assert triage == [
        (groups[0], "Group", USER), (groups[1], "Group", CONTRIBUTOR), (groups[2], "Group", READER),
        (gateway_identity_id(site), "ServicePrincipal", USER),
    ]
    assert [(part.principal, part.role) for part in found if part.scope == site.account("search")] == [(gateway_identity_id(site), USER)]
    assert {part.scope for part in found} == {site.account("triage"), site.account("search")}


def test_a_group_that_is_named_twice_gets_one_assignment(run: Callable[..., Graph], spec: Callable[..., Spec]) -> None:
    group = {"group": "22222222-2222-2222-2222-222222222222", "role": "user"}
    twice = sites(spec(projects={"search": {"region": "north", "access": [group, group]}}))[0]
    assert len(run(access, twice).resources) == 2
