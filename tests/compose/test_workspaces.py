"""What a Machine Learning workspace stands on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.compose.cluster import registry_id
from enclave.compose.encryption import key
from enclave.compose.site import DATA_ENDPOINTS, MANAGEMENT_ENDPOINTS, Site
from enclave.compose.workspaces import APPROVER, Base, workspace
from enclave.graph.azure_facts import role
from enclave.graph.managed_network import OutboundRule
from enclave.graph.model import Graph
from enclave.graph.resources import (
    application_insights,
    key_vaults,
    machine_learning_workspaces,
    private_endpoints,
    role_assignments,
    storage_accounts,
    user_assigned_identities,
)
from enclave.graph.resources.machine_learning_workspaces import Workspace

COMPONENTS = {"machine_learning": True, "data_lake": True, "container_registry": True, "application_insights": True}
LAKE = "/lake"
RULES = (OutboundRule("lake-blob", "PrivateEndpoint", LAKE, "blob"), OutboundRule("lake-dfs", "PrivateEndpoint", LAKE, "dfs"))


@pytest.fixture
def stood(furnished: Callable[..., Site]) -> Callable[..., tuple[Base, Graph, Workspace]]:
    """A workspace and what it stands on."""

    def build(kind: str = "Default", components: dict[str, Any] | None = None, **changes: Any) -> tuple[Base, Graph, Workspace]:
        site = furnished(components or COMPONENTS, **changes)
        base = Base(site, "ml", kind)
        graph = Graph(tuple(workspace(base, site.place("ai-services/machine-learning"), RULES)))
        (found,) = graph.of_type(machine_learning_workspaces.TYPE)
        return base, graph, machine_learning_workspaces.read(found)

    return build


def given(graph: Graph, principal: str) -> set[tuple[str, str]]:
    found = [role_assignments.read(part) for part in graph.of_type(role_assignments.TYPE)]
    return {(part.scope, part.role) for part in found if part.principal == principal}


def test_it_is_closed_and_keeps_no_keys(
    stood: Callable[..., tuple[Base, Graph, Workspace]], problems: Callable[..., list[str]]
) -> None:
    base, graph, found = stood()
    customer = key(base.site, "machine-learning")
    assert customer is not None
    assert (found.kind, found.public_network_access, found.datastore_auth, found.legacy) == ("Default", "Disabled", "Identity", False)
    assert (found.isolation, found.provision_now, found.rules) == ("AllowOnlyApprovedOutbound", True, RULES)
    assert (found.storage, found.vault, found.registry) == (base.storage, base.vault, registry_id(base.site))
    assert found.insights == base.site.id(application_insights.TYPE)
    assert found.key is not None
    assert (found.key.vault, found.key.identity) == (customer.vault, customer.identity)
    assert problems(graph.resources) == []


def test_it_acts_as_an_identity_that_has_its_rights_before(stood: Callable[..., tuple[Base, Graph, Workspace]]) -> None:
    base, graph, found = stood()
    assert (found.identity.kind, found.primary_identity) == ("UserAssigned", base.identity)
    assert base.identity in found.identity.user_assigned
    wanted = {(target, role(name)) for name, target in base.rights()}
    # it approves the connections of its managed network itself
    wanted |= {(target, role(APPROVER)) for target in (base.storage, base.vault, registry_id(base.site), LAKE)}
    # and what it may do with itself can only be said afterwards
    assert given(graph, base.identity) == {*wanted, (found.id, role("Contributor"))}
    (resource,) = graph.of_type(machine_learning_workspaces.TYPE)
    before = {
        part.id for part in graph.of_type(role_assignments.TYPE)
        if (role_assignments.read(part).scope, role_assignments.read(part).role) in wanted
    }
    customer = key(base.site, "machine-learning")
    assert customer is not None
    assert {*before, *customer.depends_on} == set(resource.depends_on)


def test_nobody_else_has_a_right_to_its_services_and_it_has_none_elsewhere(stood: Callable[..., tuple[Base, Graph, Workspace]]) -> None:
    base, graph, _ = stood()
    assert {role_assignments.read(part).principal for part in graph.of_type(role_assignments.TYPE)} == {base.identity}
    assert base.site.group not in {part.scope for part in graph.of_type(role_assignments.TYPE)}


def test_storage_and_vault_are_its_own_and_as_closed(stood: Callable[..., tuple[Base, Graph, Workspace]]) -> None:
    base, graph, _ = stood()
    (vault,) = map(key_vaults.read, graph.of_type(key_vaults.TYPE))
    (storage,) = map(storage_accounts.read, graph.of_type(storage_accounts.TYPE))
    assert base.vault != base.site.vault
    assert (vault.public_network_access, vault.default_action, vault.bypass, vault.rbac) == ("Disabled", "Deny", "AzureServices", True)
    assert (vault.soft_delete_days, vault.purge_protection) == (90, True)
    assert (storage.public_network_access, storage.local_auth_disabled, storage.hierarchical) == ("Disabled", True, False)
    (identity,) = graph.of_type(user_assigned_identities.TYPE)
    assert identity.id == base.identity


def test_endpoints_are_where_machines_reach_them(stood: Callable[..., tuple[Base, Graph, Workspace]]) -> None:
    base, graph, found = stood()
    views = [private_endpoints.read(part, graph) for part in graph.of_type(private_endpoints.TYPE)]
    assert {(view.target, view.group_ids[0], view.subnet) for view in views} == {
        (base.storage, "blob", base.site.subnet(DATA_ENDPOINTS)),
        (base.storage, "file", base.site.subnet(DATA_ENDPOINTS)),
        (base.vault, "vault", base.site.subnet(MANAGEMENT_ENDPOINTS)),
        (found.id, "amlworkspace", base.site.subnet(DATA_ENDPOINTS)),
    }
    (own,) = (view for view in views if view.target == found.id)
    assert len(own.zone_groups) == 2


@pytest.mark.parametrize(("classification", "sensitive"), [("internal", False), ("public", False), ("highly-sensitive", True)])
def test_microsoft_collects_less_where_data_are_sensitive(
    stood: Callable[..., tuple[Base, Graph, Workspace]], classification: str, sensitive: bool
) -> None:
    assert stood(data_classification=classification)[2].sensitive is sensitive


def test_the_owner_may_let_it_out(stood: Callable[..., tuple[Base, Graph, Workspace]]) -> None:
    assert stood(security={"managed_network_isolation": False})[2].isolation == "AllowInternetOutbound"


def test_without_keys_of_the_owner(stood: Callable[..., tuple[Base, Graph, Workspace]]) -> None:
    base, _, found = stood(security={"customer_managed_keys": False})
    assert (found.key, found.identity.user_assigned) == (None, (base.identity,))


def test_a_switched_off_component_is_not_attached(stood: Callable[..., tuple[Base, Graph, Workspace]]) -> None:
    base, graph, found = stood(components={"machine_learning": True})
    assert (found.registry, found.insights) == (None, None)
    assert {scope for scope, _ in given(graph, base.identity)} == {base.storage, base.vault, LAKE, found.id}


def test_a_hub_and_a_workspace_share_nothing(furnished: Callable[..., Site]) -> None:
    site = furnished(COMPONENTS)
    one, other = Base(site, "ml", "Default"), Base(site, "hub", "Hub")
    for part in ("workspace", "storage", "vault", "identity"):
        assert getattr(one, part) != getattr(other, part)
