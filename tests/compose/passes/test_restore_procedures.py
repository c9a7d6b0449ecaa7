"""Restore procedures: nobody can call them, and they may restore and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.passes.backup_storage import RESTORED, backup_storage, backup_storage_id, container_id
from enclave.compose.passes.backup_vault import backup_vault_id
from enclave.compose.passes.recovery_services_vault import recovery_vault_id
from enclave.compose.passes.restore_procedures import restore_identity_id, restore_procedures, restore_rights
from enclave.compose.roles import DATA, held, role_guid
from enclave.compose.site import Site, sites
from enclave.compose.whole import Whole
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph, Ref
from enclave.graph.parts import Identity
from enclave.graph.resources import logic_workflows, role_assignments, user_assigned_identities
from enclave.graph.resources.logic_workflows import NOBODY, LogicWorkflow

ALL = {"backup": True, "sql": True, "cosmos_db": True, "postgresql": True, "virtual_machines": True}


@pytest.fixture
def composed(run: Callable[..., Graph], furnished: Callable[..., Site]) -> Callable[..., tuple[Site, Graph]]:
    """The procedures of a region with some components."""

    def made(components: dict[str, Any]) -> tuple[Site, Graph]:
        site = furnished(components)
        return site, run(restore_procedures, site, (*backup_storage(site, ()),))

    return made


def workflows(graph: Graph) -> dict[str, LogicWorkflow]:
    return {each.name: logic_workflows.read(each) for each in graph.of_type(logic_workflows.TYPE)}


def test_nothing_where_it_is_off(run: Callable[..., Graph], furnished: Callable[..., Site]) -> None:
    assert run(restore_procedures, furnished({"backup": False})).resources == ()


def test_there_is_one_for_everything_that_the_region_has(
    composed: Callable[..., tuple[Site, Graph]], problems: Callable[..., list[str]]
) -> None:
    _, graph = composed(ALL)
    assert set(workflows(graph)) == {
        "logic-restore-machine", "logic-restore-sql-database", "logic-restore-sql-long-term", "logic-restore-cosmos-container",
        "logic-restore-postgresql", "logic-restore-postgresql-files", "logic-restore-blobs", "logic-recover-key-vault",
        "logic-recover-ai-account",
    }
    assert problems(graph.of_type(logic_workflows.TYPE)) == []
    _, small = composed({"backup": True})
    assert set(workflows(small)) == {"logic-restore-blobs", "logic-recover-key-vault", "logic-recover-ai-account"}


def test_nobody_can_call_one_nor_read_what_it_did(composed: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = composed(ALL)
    for workflow in workflows(graph).values():
        assert workflow.called == ("manual",)
        assert (workflow.callers, workflow.readers) == ((NOBODY,), (NOBODY,))
        assert workflow.identity == Identity("UserAssigned", (restore_identity_id(site),))
        assert workflow.parameters["identity"] == Ref(restore_identity_id(site))


def test_they_act_as_one_identity_with_one_role(composed: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = composed({"backup": True})
    (identity,) = graph.of_type(user_assigned_identities.TYPE)
    assert identity.id == restore_identity_id(site)
    found = [role_assignments.read(each) for each in graph.of_type(role_assignments.TYPE) if each.scope == site.group]
    assert [(each.principal, each.role) for each in found] == [(identity.id, role_guid(site.spec, "restorer"))]
    assert "restorer" in held(site.spec)


def test_vaults_may_make_what_they_restore(composed: Callable[..., tuple[Site, Graph]]) -> None:
    site, graph = composed(ALL)
    found = {(each.principal, each.scope): each.role for each in map(role_assignments.read, graph.of_type(role_assignments.TYPE))}
    assert found[recovery_vault_id(site), backup_storage_id(site)] == role_guid(site.spec, "stager")
    assert "stager" in held(site.spec)
    assert not [each for each in DATA["roles"]["stager"]["actions"] if "keys" in each.lower() or "Compute" in each]
    assert found[backup_vault_id(site), container_id(site, RESTORED)] == role("Storage Blob Data Contributor")
    _, small = composed({"backup": True})
    assert len(small.of_type(role_assignments.TYPE)) == 2


def test_deleted_containers_are_restored_by_a_right_at_the_subscription(furnished: Callable[..., Site]) -> None:
    spec = furnished({"backup": True, "cosmos_db": True}).spec
    whole = Whole(spec, sites(spec))
    written = list(restore_rights(whole, ()))
    found = [role_assignments.read(each) for each in written]
    assert [(each.scope, each.principal) for each in found] == [("", restore_identity_id(site)) for site in whole.sites]
    assert {each.role for each in found} == {role("CosmosRestoreOperator")}
    for components in ({"backup": True}, {"cosmos_db": True}):
        other = furnished(components).spec
        assert list(restore_rights(Whole(other, sites(other)), ())) == []
