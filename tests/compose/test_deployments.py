"""What fails on real deployments, and cannot happen with what is composed: each test names where somebody met it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from enclave.compose import compose
from enclave.graph.model import Graph, Resource
from enclave.graph.needs import needs
from enclave.spec.load import load

ACCOUNTS = "Microsoft.CognitiveServices/accounts"
ENDPOINTS = "Microsoft.Network/privateEndpoints"
NETWORKS = "Microsoft.Network/virtualNetworks"
ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
DELEGATIONS = (
    "Microsoft.App/environments", "Microsoft.ContainerInstance/containerGroups", "Microsoft.ContainerService/managedClusters",
    "Microsoft.Network/applicationGateways",
)
"""Exactly so: one service compares the case (Azure/bicep-ptn-aiml-landing-zone#110)."""
SHARED_BY_THE_WORLD = (
    ACCOUNTS, "Microsoft.KeyVault/vaults", "Microsoft.Storage/storageAccounts", "Microsoft.Search/searchServices",
    "Microsoft.ContainerRegistry/registries", "Microsoft.DocumentDB/databaseAccounts", "Microsoft.Sql/servers",
    "Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.ServiceBus/namespaces", "Microsoft.DataFactory/factories",
    "Microsoft.Synapse/workspaces", "Microsoft.Cache/redisEnterprise",
)


class Order:
    """A graph, and what each of its resources waits for, directly or not."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        direct = {key: tuple(need.id.lower() for need in found) for key, found in needs(graph).items()}

        @cache
        def before(key: str) -> frozenset[str]:
            return frozenset(direct[key]).union(*(before(need) for need in direct[key]))

        self.before = before

    def follows(self, later: Resource, earlier: Resource) -> bool:
        return earlier.id.lower() in self.before(later.id.lower())

    def of(self, *kinds: str) -> tuple[Resource, ...]:
        return self.graph.of_type(*kinds)

    def endpoints(self, target: Resource) -> list[Resource]:
        return [found for found in self.of(ENDPOINTS) if any(ref.resource == target.id for ref in found.refs())]


@pytest.fixture(scope="module", params=["bank", "hospital", "ministry"])
def order(request: pytest.FixtureRequest, root: Path) -> Order:
    return Order(compose(load(root / "examples" / request.param / "enclave.yaml").spec))


def subnets(order: Order) -> Iterator[Mapping[str, Any]]:
    for network in order.of(NETWORKS):
        yield from network.body["properties"]["subnets"]


def test_subnets_stand_inside_their_network(order: Order) -> None:
    """Azure/bicep#13267: a network that is deployed again without its subnets deletes them, or fails."""
    assert order.of(f"{NETWORKS}/subnets") == ()
    assert len([*subnets(order)]) > 8


def test_subnets_are_delegated_in_the_case_that_services_compare(order: Order) -> None:
    found = [part["properties"]["serviceName"] for subnet in subnets(order) for part in subnet["properties"].get("delegations", [])]
    assert found
    assert {*found} <= {*DELEGATIONS}


def test_no_subnet_of_agents_is_shared(order: Order) -> None:
    """microsoft-foundry/foundry-samples#314: an account keeps its subnet to itself, long after it is deleted."""
    used = [ref.resource + ref.suffix for account in order.of(ACCOUNTS) for ref in account.refs() if "/subnets/snet-agents-" in ref.suffix]
    assert len(used) == len({*used})


def test_models_are_deployed_one_at_a_time(order: Order) -> None:
    """An account takes one change at a time, and answers a second one with a conflict."""
    for account in order.of(ACCOUNTS):
        deployed = [child for child in order.graph.children(account.id) if child.type == f"{ACCOUNTS}/deployments"]
        assert all(order.follows(later, earlier) for earlier, later in pairwise(deployed)), account.id


def test_endpoints_come_after_model_deployments_and_projects_after_endpoints(order: Order) -> None:
    """Azure/bicep-registry-modules#5957: otherwise `AccountProvisioningStateInvalid`."""
    accounts = order.of(ACCOUNTS)
    assert accounts
    for account in accounts:
        children = order.graph.children(account.id)
        assert order.endpoints(account), account.id
        for endpoint in order.endpoints(account):
            assert all(order.follows(endpoint, one) for one in children if one.type == f"{ACCOUNTS}/deployments"), endpoint.id
            assert all(order.follows(one, endpoint) for one in children if one.type == f"{ACCOUNTS}/projects"), endpoint.id


def test_an_account_has_one_zone_group_with_all_of_its_zones(order: Order) -> None:
    """Azure/Azure-Landing-Zones#4024: the built-in policy registers one zone of three."""
    for account in order.of(ACCOUNTS):
        for endpoint in order.endpoints(account):
            (group,) = (child for child in order.graph.children(endpoint.id) if child.type == f"{ENDPOINTS}/privateDnsZoneGroups")
            zones = {ref.resource.rsplit("/", 1)[-1] for ref in group.refs()}
            assert "privatelink.cognitiveservices.azure.com" in zones
            if account.body["kind"] in ("OpenAI", "AIServices"):
                assert {"privatelink.openai.azure.com", "privatelink.services.ai.azure.com"} <= zones, account.id


def test_a_name_is_answered_inside_before_anybody_waits_for_it(order: Order) -> None:
    """A zone that is not linked yet answers nobody, and the client gets the public address."""
    links: dict[str, list[Resource]] = {}
    for link in order.of("Microsoft.Network/privateDnsZones/virtualNetworkLinks"):
        links.setdefault((link.parent or "").lower(), []).append(link)
    for group in order.of(f"{ENDPOINTS}/privateDnsZoneGroups"):
        for zone in {ref.resource.lower() for ref in group.refs()}:
            assert links[zone]
            assert all(order.follows(group, link) for link in links[zone]), group.id


def test_agents_start_after_their_rights_connections_and_private_ways(order: Order) -> None:
    """microsoft-foundry/foundry-samples#265: a capability host that comes too early fails without a reason."""
    hosts = order.of(f"{ACCOUNTS}/projects/capabilityHosts")
    for host in hosts:
        project = order.graph.get(host.parent or "")
        assert project is not None
        made = [child for child in order.graph.children(project.id) if child.type.endswith("/connections")]
        assert len(made) >= 3
        assert all(order.follows(host, connection) for connection in made)
        principal = (project.id, "identity.principalId")
        rights = [one for one in order.of(ASSIGNMENTS) if principal in {(ref.resource, ref.path) for ref in one.refs()}]
        early = [one for one in rights if order.follows(host, one)]
        assert {one.scope.split("/providers/")[1].split("/")[0] for one in early} >= {
            "Microsoft.DocumentDB", "Microsoft.Storage", "Microsoft.Search",
        }
        # what is left needs what the host itself makes: the containers of its database
        assert all(order.follows(one, host) or order.follows(host, one) for one in rights if "Microsoft.DocumentDB" in one.scope)


def test_an_assignment_never_waits_for_directory_replication(order: Order) -> None:
    """Without its kind Azure looks a new identity up, and does not find it yet (learn.microsoft.com/azure/role-based-access-control)."""
    for one in order.of(ASSIGNMENTS):
        assert one.body["properties"]["principalType"] in ("ServicePrincipal", "Group"), one.id


def test_shared_names_end_with_letters_of_this_enclave_alone(order: Order) -> None:
    """A name that the world shares, or that a deleted service still holds, is nobody else's: it has a stable suffix."""
    found = order.of(*SHARED_BY_THE_WORLD)
    assert len(found) > 8
    for resource in found:
        assert re.search(r"[a-z2-7]{5}$", resource.name), resource.id
    assert len({resource.name.lower() for resource in found}) == len(found)


def test_deleted_vaults_can_be_brought_back_and_nothing_is_made_over_them(order: Order) -> None:
    """A vault that is deleted keeps its name for as long as it can be recovered, so it can be purged by nobody."""
    for vault in order.of("Microsoft.KeyVault/vaults"):
        properties = vault.body["properties"]
        assert properties["enableSoftDelete"] is True
        assert properties["enablePurgeProtection"] is True


def test_nothing_joins_a_network_that_is_changing(order: Order) -> None:
    """`AnotherOperationInProgress`: peerings come one after another, and endpoints after the last of them."""
    peerings = order.of(f"{NETWORKS}/virtualNetworkPeerings")
    for stamp in {peering.stamp for peering in peerings}:
        inside = [peering for peering in peerings if peering.stamp == stamp]
        assert all(order.follows(later, earlier) for earlier, later in pairwise(inside))
        for endpoint in order.of(ENDPOINTS):
            if endpoint.stamp == stamp:
                assert all(order.follows(endpoint, peering) for peering in inside), endpoint.id


def test_what_uses_a_key_comes_after_its_right_to_it(order: Order) -> None:
    """A service whose identity may not use its key yet is refused, and stays broken."""
    for account in order.of(ACCOUNTS):
        if account.body["properties"].get("encryption"):
            rights = [one for one in order.of(ASSIGNMENTS) if "/keys/" in one.scope and order.follows(account, one)]
            assert rights, account.id


def test_nothing_is_dated_but_what_says_why(order: Order) -> None:
    """A day that is written down ages. These two may be past: see `patches.py` and `backup_policies.py`."""
    dated = re.compile(r"^(R/)?20[0-9]{2}-[01][0-9]-[0-3][0-9]([T ].*)?$")
    found: set[tuple[str, str]] = set()

    def walk(value: Any, path: str, kind: str) -> None:
        if isinstance(value, Mapping):
            for key, item in value.items():
                walk(item, key, kind)
        elif isinstance(value, list | tuple):
            for item in value:
                walk(item, path, kind)
        elif isinstance(value, str) and dated.match(value) and path not in ("version", "networkApiVersion"):
            found.add((kind, path))

    for resource in order.graph:
        walk(resource.body, "", resource.type)
    assert found <= {
        ("Microsoft.Maintenance/maintenanceConfigurations", "startDateTime"),
        ("Microsoft.RecoveryServices/vaults/backupPolicies", "scheduleRunTimes"),
        ("Microsoft.RecoveryServices/vaults/backupPolicies", "retentionTimes"),
        ("Microsoft.DataProtection/backupVaults/backupPolicies", "repeatingTimeIntervals"),
        # first of a month that the owner wrote
        ("Microsoft.Consumption/budgets", "startDate"), ("Microsoft.Graph/accessReviewDefinitions", "startDate"),
    }
