"""The longest and the shortest names that a file can say become names that Azure takes, everywhere that they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from enclave.compose import compose
from enclave.emit.requests import is_template
from enclave.graph.azure_facts import NAMING
from enclave.graph.body import last_segment, lookup
from enclave.graph.model import Graph, Resource
from enclave.spec import presets
from enclave.spec.components import Components
from enclave.spec.models import Spec

GROUP = "55555555-5555-5555-5555-555555555555"
LONG = {"name": "abcdefghijklmnopqrstuvw9", "regions": ("r" * 32, "r" * 31 + "s"), "project": "p" * 23, "key": "d" * 63}
SHORT = {"name": "abc", "regions": ("r", "s"), "project": "ab", "key": "d"}
CHILDREN: Mapping[str, tuple[int, int, str]] = {
    "Microsoft.CognitiveServices/accounts/deployments": (1, 64, r"[A-Za-z0-9][A-Za-z0-9._-]*"),
    "Microsoft.CognitiveServices/accounts/projects": (2, 64, r"[a-zA-Z0-9][a-zA-Z0-9_.-]*"),
    "Microsoft.Cdn/profiles/originGroups": (1, 50, r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"),
    "Microsoft.Cdn/profiles/originGroups/origins": (1, 50, r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"),
    "Microsoft.Cdn/profiles/customDomains": (1, 260, r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"),
    "Microsoft.ContainerService/managedClusters/agentPools": (1, 12, r"[a-z][a-z0-9]*"),
    "Microsoft.DBforPostgreSQL/flexibleServers/databases": (1, 63, r"[A-Za-z_][A-Za-z0-9_-]*"),
    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases": (1, 255, r"[^/\\?#]*[^/\\?# ]"),
    "Microsoft.Insights/dataCollectionRuleAssociations": (1, 260, r"[A-Za-z0-9][A-Za-z0-9._-]*"),
    "Microsoft.Insights/privateLinkScopes/scopedResources": (1, 255, r"[A-Za-z0-9._()-]*[A-Za-z0-9_()-]"),
    "Microsoft.KeyVault/vaults/keys": (1, 127, r"[A-Za-z0-9-]+"),
    "Microsoft.MachineLearningServices/workspaces/schedules": (1, 255, r"[a-zA-Z0-9][a-zA-Z0-9_-]*"),
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks": (1, 80, r"[A-Za-z0-9][A-Za-z0-9._-]*"),
    "Microsoft.Sql/servers/databases": (1, 128, r"[^<>*%&:\\/?]*[^<>*%&:\\/?. ]"),
    "Microsoft.Storage/storageAccounts/blobServices/containers": (3, 63, r"[a-z0-9]+(-[a-z0-9]+)*"),
}
"""Type whose name holds words of the file -> least and most characters, and the form
(learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules)."""
WITHIN: Mapping[tuple[str, str], int] = {
    ("Microsoft.ContainerService/managedClusters", "properties.dnsPrefix"): 54,
    ("Microsoft.ContainerService/managedClusters", "properties.nodeResourceGroup"): 80,
    ("Microsoft.Compute/virtualMachines", "properties.osProfile.computerName"): 64,
    ("Microsoft.Insights/actionGroups", "properties.groupShortName"): 12,
}
"""Names inside of bodies, and the most characters that each takes."""


def document(name: str, regions: tuple[str, str], project: str, key: str) -> dict[str, Any]:
    first, second = regions
    deployment = {"model": "gpt-4o", "version": "2024-11-20", "sku": "Standard", "capacity": 5}
    team = {
        "region": first, "failover_regions": [second], "deployments": {key: deployment},
        "access": [{"group": f"{GROUP[:-1]}{digit}", "role": role} for digit, role in enumerate(("user", "contributor", "auditor"))],
    }
    kinds = {"x": {}, "y": {"platform": "foundry", "agents": True}, "z": {"platform": "foundry-classic"}}
    ways = [{"through": way, "from": ["203.0.113.0/24"], "why": "y" * 500, "host": "ai.example.com"}
            for way in ("application-gateway", "front-door")]
    container = key.ljust(3, "d")
    return {
        "enclave": "v1",
        "name": name,
        "scenario": "ai-training",
        "security_level": "maximum",
        "network_isolation": "complete",
        "identity": {"audience": "api://x", **dict.fromkeys(("tenant", "operators", "application", "break_glass", "auditors"), GROUP)},
        "contacts": ["security@example.com"],
        "governance": {"starts": "2026-12", "monthly_usd": 1000},
        "regions": {first: {"location": "swedencentral", "pair": "westeurope"}, second: {"location": "eastus", "pair": "westus"}},
        "network": {"ingress": ways},
        "hub": {"models": ["gpt-4o"]},
        "projects": {f"{project}{letter}": team | kind for letter, kind in kinds.items()},
        "components": dict.fromkeys(Components.model_fields, True) | {
            "data_lake": {"containers": [container], "unchangeable": {f"{container[:-1]}q": 30}},
            "sql": {"databases": [key]},
            "postgresql": {"databases": [key]},
            "cosmos_db": {"databases": {key: {key: "/userId"}}},
            "machine_learning": {"monitors": [{"endpoint": key[:32], "deployment": key[:32], "task": "Regression"}]},
        },
    }


@pytest.fixture(scope="module", params=[LONG, SHORT], ids=["longest", "shortest"])
def extreme(request: pytest.FixtureRequest) -> Graph:
    return compose(presets.apply(Spec.model_validate(document(**request.param))))


def test_every_name_keeps_the_rule_of_its_type(extreme: Graph) -> None:
    for resource in extreme:
        name, rule = last_segment(resource.name), NAMING.get(resource.type.lower())
        assert rule is None or rule.allows(name), resource.id
        if resource.type in CHILDREN:
            least, most, form = CHILDREN[resource.type]
            assert least <= len(name) <= most, resource.id
            assert re.fullmatch(form, name), resource.id
    assert {*CHILDREN} <= {resource.type for resource in extreme}


def test_every_type_that_says_words_of_the_file_has_a_rule(extreme: Graph) -> None:
    """A name that differs between the two files says something of them; a name of 36 characters is a GUID."""
    words = (LONG["name"], "r" * 20, "p" * 20, "d" * 20)
    ruled = {*CHILDREN, *OTHERS}
    for resource in extreme:
        if resource.type.lower() not in NAMING and any(str(word) in last_segment(resource.name) for word in words):
            assert resource.type in ruled, resource.id


OTHERS = (
    # named by Azure Backup itself (learn.microsoft.com/azure/backup/backup-azure-vms-automation)
    "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems",
    # its own target, and its own configuration
    "Microsoft.DataProtection/backupVaultEncryption", "Microsoft.Maintenance/configurationAssignments",
    # as long as its source's
    "Microsoft.DataProtection/backupVaults/backupInstances",
    "Microsoft.DataFactory/factories/managedVirtualNetworks/managedPrivateEndpoints",
    # display names of Microsoft Graph
    "Microsoft.Graph/accessReviewDefinitions", "Microsoft.Graph/conditionalAccessPolicies",
    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
)
"""Types whose names hold words of the file, and whose limits are those of something else, or far away."""


def test_names_inside_of_bodies_fit_too(extreme: Graph) -> None:
    for (kind, path), most in WITHIN.items():
        names = [lookup(resource.body, path) for resource in extreme.of_type(kind)]
        assert names
        assert all(isinstance(name, str) and 0 < len(name) <= most for name in names), (path, names)


def test_azure_takes_it(extreme: Graph, problems: Callable[[Iterable[Resource]], list[str]]) -> None:
    assert problems(filter(is_template, extreme)) == []
