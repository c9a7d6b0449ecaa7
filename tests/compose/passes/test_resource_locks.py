"""Locks against deletion."""

from __future__ import annotations

from collections.abc import Callable

from enclave.compose import compose
from enclave.compose.passes.resource_locks import LOCKED
from enclave.graph.model import Graph
from enclave.graph.resources import cognitive_accounts, management_locks, resource_groups, role_eligibility_schedule_requests
from enclave.spec.models import Spec

LOCKS = {"resource_locks": True, "customer_managed_keys": True}


def locked(graph: Graph) -> set[str]:
    return {management_locks.read(each).target for each in graph.of_type(management_locks.TYPE)}


def test_what_nobody_can_bring_back_is_locked(spec: Callable[..., Spec]) -> None:
    graph = compose(spec(security=LOCKS, components={"data_lake": True}))
    wanted = {each.id for each in graph if each.type.lower() in LOCKED}
    assert locked(graph) == wanted
    assert {each.type.lower() for each in graph if each.id in wanted} >= {
        "microsoft.keyvault/vaults", "microsoft.operationalinsights/workspaces", "microsoft.storage/storageaccounts",
    }
    found = [management_locks.read(each) for each in graph.of_type(management_locks.TYPE)]
    assert {each.level for each in found} == {"CanNotDelete"}
    assert all(each.notes for each in found)


def test_no_group_and_nothing_with_activated_rights_is_locked(spec: Callable[..., Spec]) -> None:
    identity = {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://acme",
                "operators": "99999999-9999-9999-9999-999999999999"}
    graph = compose(spec(security=LOCKS, identity=identity, components={"privileged_identity": True}))
    activated = {each.scope for each in graph.of_type(role_eligibility_schedule_requests.TYPE)}
    assert activated
    assert not locked(graph) & activated
    kinds = {each.type for each in graph if each.id in locked(graph)}
    assert not kinds & {resource_groups.TYPE, cognitive_accounts.TYPE}


def test_without_the_switch_nothing_is_locked(spec: Callable[..., Spec]) -> None:
    assert locked(compose(spec(security={"resource_locks": False}))) == set()
