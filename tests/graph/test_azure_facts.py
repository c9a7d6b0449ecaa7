"""Facts of Azure: complete, dated, and the same as the checked ones that they were carried over from."""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from uuid import UUID

import pytest

from enclave.errors import EnclaveError
from enclave.graph.azure_facts import (
    DIAGNOSTICS,
    NAMING,
    REGION_CODES,
    ROLES,
    WITHOUT_DIAGNOSTICS,
    ZONES,
    group_ids,
    naming,
    public_suffix,
    role,
    zones,
    zones_in,
)
from enclave.regions import REGIONS

DATA = resources.files("enclave.graph").joinpath("data")


@pytest.mark.parametrize("name", ["private_link", "roles", "diagnostics", "names"])
def test_every_table_says_where_it_comes_from_and_of_when_it_is(name: str) -> None:
    document = json.loads(DATA.joinpath(f"{name}.json").read_text(encoding="utf-8"))
    assert len(document["source"]) > 20
    assert re.fullmatch(r"20\d\d-\d\d", document["date"])


def test_an_openai_account_needs_all_three_zones() -> None:
    assert zones("microsoft.cognitiveservices/ACCOUNTS", "Account") == (
        "privatelink.cognitiveservices.azure.com", "privatelink.openai.azure.com", "privatelink.services.ai.azure.com",
    )


def test_zones_of_something_unknown_raise() -> None:
    with pytest.raises(EnclaveError, match="no private DNS zone"):
        zones("Microsoft.KeyVault/vaults", "account")


@pytest.mark.parametrize(("kind", "group", "location", "sku", "zone"), [
    ("Microsoft.ContainerService/managedClusters", "management", "West Europe", "", "privatelink.westeurope.azmk8s.io"),
    ("Microsoft.Monitor/accounts", "prometheusMetrics", "eastus", "", "privatelink.eastus.prometheus.monitor.azure.com"),
    ("Microsoft.RecoveryServices/vaults", "AzureBackup", "westus3", "", "privatelink.wus3.backup.windowsazure.com"),
    ("Microsoft.Cache/redisEnterprise", "redisEnterprise", "eastus", "Balanced_B5", "privatelink.redis.azure.net"),
    ("Microsoft.Cache/redisEnterprise", "redisEnterprise", "eastus", "EnterpriseFlash_F300", "privatelink.redisenterprise.cache.azure.net"),
    ("Microsoft.KeyVault/vaults", "vault", "", "", "privatelink.vaultcore.azure.net"),
])
def test_zones_by_their_whole_names(kind: str, group: str, location: str, sku: str, zone: str) -> None:
    assert zones_in(kind, group, location, sku)[0] == zone


@pytest.mark.parametrize(("kind", "group", "location"), [
    ("Microsoft.RecoveryServices/vaults", "AzureBackup", "atlantis"), ("Microsoft.ContainerService/managedClusters", "management", ""),
    ("Microsoft.Web/staticSites", "staticSites", "westeurope"), ("Microsoft.KeyVault/vaults", "account", "westeurope"),
])
def test_a_zone_whose_name_is_not_known_raises(kind: str, group: str, location: str) -> None:
    with pytest.raises(EnclaveError):
        zones_in(kind, group, location)


def test_every_region_has_a_code_of_its_own() -> None:
    assert set(REGION_CODES) >= set(REGIONS)
    assert len(set(REGION_CODES.values())) == len(REGION_CODES)


def test_group_ids() -> None:
    assert group_ids("Microsoft.Storage/storageAccounts") == ("blob", "dfs", "file", "queue", "table", "web")
    assert group_ids("Microsoft.OperationalInsights/workspaces") == ()


def test_a_zone_answers_for_a_public_domain() -> None:
    assert public_suffix("privatelink.openai.azure.com") == "openai.azure.com"
    assert public_suffix("privatelink.vaultcore.azure.net") == "vault.azure.net"


def test_roles_are_guids_and_those_of_the_seed_are_known() -> None:
    assert all(str(UUID(guid)) == guid for guid in ROLES.values())
    assert len(set(ROLES.values())) == len(ROLES)
    assert role("Cognitive Services OpenAI User") == "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd"
    assert role("Reader") == "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    with pytest.raises(EnclaveError):
        role("Cognitive Services OpenAI Users")


def test_a_type_either_has_diagnostics_or_a_reason_why_not() -> None:
    assert not set(DIAGNOSTICS) & set(WITHOUT_DIAGNOSTICS)
    assert all(row.logs or row.metrics for row in DIAGNOSTICS.values())
    assert {row.destination for row in DIAGNOSTICS.values()} == {"AzureDiagnostics", "Dedicated"}
    assert {"Audit", "RequestResponse"} <= set(DIAGNOSTICS["microsoft.cognitiveservices/accounts"].logs)


@pytest.mark.parametrize(("kind", "good", "bad"), [
    ("Microsoft.KeyVault/vaults", "kv-contoso-abc12", "kv--contoso"),
    ("Microsoft.KeyVault/vaults", "kv-" + "a" * 21, "kv-" + "a" * 22),
    ("Microsoft.OperationalInsights/workspaces", "log-a", "log_a"),
    ("Microsoft.Resources/resourceGroups", "rg-a", "rg-a."),
    ("Microsoft.CognitiveServices/accounts", "oai-a", "oai_a"),
    ("Microsoft.Network/azureFirewalls", "afw-a", "afw-a-"),
    ("Microsoft.Storage/storageAccounts", "stcontoso1", "st-contoso"),
    ("Microsoft.Storage/storageAccounts", "st" + "a" * 22, "st" + "a" * 23),
])
def test_names_that_azure_takes(kind: str, good: str, bad: str) -> None:
    assert naming(kind).allows(good)
    assert not naming(kind).allows(bad)


def test_a_type_without_a_naming_rule_raises() -> None:
    with pytest.raises(EnclaveError):
        naming("Microsoft.Nobody/knows")


def test_the_tables_agree_with_the_checked_facts(shared: Path) -> None:
    checked = {name: json.loads((shared / "facts" / "azure" / f"{name}.json").read_text(encoding="utf-8")) for name in
               ("private_link", "roles", "caf")}
    assert {name: row["guid"] for name, row in checked["roles"]["roles"].items()}.items() <= ROLES.items()
    rows = {(row["type"].lower(), row["groupId"].lower(), tuple(row["zones"])) for row in checked["private_link"]["endpoints"]}
    assert {(*key, found) for key, found in ZONES.items()} <= rows
    assert {row[:2] for row in rows} == set(ZONES)
    abbreviations = {kind.lower(): short for kind, short in checked["caf"]["abbreviations"].items()}
    for kind, rule in NAMING.items():
        listed = {short for name, short in abbreviations.items() if name == kind or name.startswith(f"{kind}(")}
        assert not listed or rule.abbreviation in listed, kind
