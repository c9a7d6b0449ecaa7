from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from enclave.finding import Refuted, Unknown, Verdict
from enclave.graph.model import Graph, Intent, Terms, Unresolved, Waiver
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.data_stays import check

UNION = Terms("", ("European Union",))
COSMOS, STORAGE, VAULT = "Microsoft.DocumentDB/databaseAccounts", "Microsoft.Storage/storageAccounts", "Microsoft.KeyVault/vaults"
DEPLOYMENT = "Microsoft.CognitiveServices/accounts/deployments"


def results(build: Any, *terms: Terms) -> dict[str, Verdict]:
    graph = Graph(build.graph().resources, Intent(terms=terms))
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


@pytest.mark.parametrize(
    ("location", "name"),
    [
        ("westeurope", "proved"),
        ("France Central", "proved"),
        ("uksouth", "refuted"),
        ("eastus", "refuted"),
        ("Atlantis", "unknown"),
    ],
)
def test_a_resource_stays_in_the_allowed_geographies(build: Any, location: str, name: str) -> None:
    build.add(VAULT, "v", location=location)
    assert results(build, UNION)["v"].name == name


def test_each_place_has_its_own_terms(build: Any) -> None:
    build.add(VAULT, "v", location="eastus")
    assert results(build, UNION, Terms("/resourceGroups/rg", ("United States",)))["v"].name == "proved"
    assert results(build, UNION, Terms("/resourceGroups/r", ("United States",)))["v"].name == "refuted"
    assert results(build, Terms("", ("European Union", "United States")))["v"].name == "proved"


def test_a_geography_is_not_its_union(build: Any) -> None:
    build.add(VAULT, "v", location="francecentral")
    assert results(build, Terms("", ("France",)))["v"].name == "proved"
    assert results(build, Terms("", ("Germany",)))["v"].name == "refuted"


def test_a_replica_abroad_refutes_with_and_without_terms(build: Any) -> None:
    body = {"locations": [{"locationName": "West Europe"}, {"locationName": "East US"}], "backupPolicy": {"type": "Continuous"}}
    build.add(COSMOS, "c", body)
    for terms in ((), (UNION,)):
        verdict = results(build, *terms)["c"]
        assert isinstance(verdict, Refuted)
        assert verdict.counterexample.packet == "data of c -> eastus (United States)"
    body["locations"][1] = {"locationName": Unresolved("parameters('second')")}  # type: ignore[index]
    build.add(COSMOS, "c", body)
    assert results(build)["c"].name == "unknown"


def test_a_pair_in_another_geography(build: Any) -> None:
    build.add(STORAGE, "s", {}, sku={"name": "Standard_GRS"}, location="brazilsouth")
    assert results(build)["s"].name == "refuted"
    build.add(STORAGE, "s", {}, sku={"name": "Standard_ZRS"}, location="brazilsouth")
    assert results(build)["s"].name == "proved"


@pytest.mark.parametrize(
    ("sku", "name"),
    [
        ("Standard", "proved"),
        ("DataZoneStandard", "proved"),
        ("GlobalStandard", "refuted"),
        ("GlobalProvisionedManaged", "refuted"),
        ("New", "unknown"),
    ],
)
def test_model_deployments(build: Any, sku: str, name: str) -> None:
    build.ai("oai")
    build.add(DEPLOYMENT, "oai/d", {}, location=None, sku={"name": sku})
    assert results(build)["d"].name == name
    assert results(build, UNION)["d"].name == name


def test_what_processes_anywhere_leaves_wherever_it_stands(build: Any) -> None:
    build.add("Microsoft.CognitiveServices/accounts", "oai", location=None)
    build.resources[next(iter(build.resources))].body["location"] = Unresolved("resourceGroup().location")
    build.add(DEPLOYMENT, "oai/all", {}, location=None, sku={"name": "GlobalStandard"})
    build.add(DEPLOYMENT, "oai/zone", {}, location=None, sku={"name": "DataZoneStandard"})
    found = results(build)
    assert (found["all"].name, found["zone"].name) == ("refuted", "unknown")


def test_a_data_zone_is_wider_than_a_country(build: Any) -> None:
    build.add("Microsoft.CognitiveServices/accounts", "oai", {}, location="francecentral")
    build.add(DEPLOYMENT, "oai/d", {}, location=None, sku={"name": "DataZoneStandard"})
    found = results(build, Terms("", ("France",)))
    assert (found["oai"].name, found["d"].name) == ("proved", "refuted")


def test_an_unknown_location_matters_only_where_it_can(build: Any) -> None:
    build.add(VAULT, "v", location=None)
    build.add("Microsoft.Search/searchServices", "s", location=None)
    for name in ("v", "s"):
        resource = next(each for each in build.resources.values() if each.name == name)
        resource.body["location"] = Unresolved("resourceGroup().location")
    assert {subject: verdict.name for subject, verdict in results(build).items()} == {"v": "proved", "s": "proved"}
    assert {verdict.name for verdict in results(build, UNION).values()} == {"unknown"}


def test_why_an_unknown_location_matters_is_told(build: Any) -> None:
    account = build.add(COSMOS, "c", {}, location=None)
    build.resources[account.lower()].body["location"] = Unresolved("resourceGroup().location")
    verdict = results(build)["c"]
    assert isinstance(verdict, Unknown)
    assert "backupStorageRedundancy, which is not written, keeps a copy in the paired region" in verdict.reason


def test_records_that_stay_beside_wherever_that_is(build: Any) -> None:
    vault = build.add(VAULT, "v", location=None)
    sink = build.add("Microsoft.OperationalInsights/workspaces", "w", location=None)
    build.add("Microsoft.Insights/diagnosticSettings", "d", {"workspaceId": sink}, location=None, scope=vault)
    for resource in build.resources.values():
        resource.body["location"] = Unresolved("resourceGroup().location")
    assert results(build)["v"].name == "proved"
    build.resources[sink.lower()].body["location"] = Unresolved("parameters('logs')")
    assert results(build)["v"].name == "unknown"


def test_what_is_global_holds_no_data_or_stays_nowhere(build: Any) -> None:
    build.add("Microsoft.Network/privateDnsZones", "z", location="global")
    build.add("Microsoft.Cdn/profiles", "fd", location="global")
    build.add("Microsoft.Quantum/workspaces", "q", location="westeurope")
    build.add("Microsoft.Search/searchServices", "s", location="global")
    assert {subject: verdict.name for subject, verdict in results(build).items()} == {
        "z": "proved",
        "fd": "refuted",
        "q": "unknown",
        "s": "unknown",
    }


def test_records_do_not_leave_either(build: Any) -> None:
    vault = build.add(VAULT, "v")
    sink = build.add("Microsoft.OperationalInsights/workspaces", "w", location="eastus")
    build.add("Microsoft.Insights/diagnosticSettings", "d", {"workspaceId": sink}, location=None, scope=vault)
    assert results(build)["v"].name == "refuted"
    build.add("Microsoft.OperationalInsights/workspaces", "w", location="northeurope")
    assert results(build)["v"].name == "proved"
    build.add("Microsoft.Insights/diagnosticSettings", "d", {"workspaceId": f"{sink}x"}, location=None, scope=vault)
    assert results(build)["v"].name == "proved"
    assert results(build, UNION)["v"].name == "unknown"


def test_an_edge_that_the_owner_accepts(build: Any) -> None:
    profile = build.add("Microsoft.Cdn/profiles", "fd", location="global")
    build.add("Microsoft.Cdn/profiles/afdEndpoints", "fd/e", location="global")
    assert {subject: verdict.name for subject, verdict in results(build).items()} == {"fd": "refuted", "e": "proved"}
    graph = Graph(build.graph().resources, Intent(waivers=(Waiver("edge-processing", profile, "because"),)))
    assert {verdict.name for _, verdict in check(World(Estate(graph)))} == {"proved"}


def test_a_part_without_a_place_of_its_own_stands_where_its_owner_does(build: Any) -> None:
    """A connection of a project sends to an account that is deployed by the same expression, wherever that leads."""
    accounts = "Microsoft.CognitiveServices/accounts"
    store = build.add(STORAGE, "st", {}, sku={"name": "Standard_ZRS"})
    project = build.add(f"{accounts}/projects", "ai/p", {})
    for each in (store, project):
        build.resources[each.lower()] = replace(build.resources[each.lower()], location=None)
        build.resources[each.lower()].body["location"] = Unresolved("resourceGroup().location")
    leads = {"category": "AzureStorageAccount", "metadata": {"ResourceId": store}}
    build.add(f"{accounts}/projects/connections", "ai/p/c", leads, location=None)
    assert results(build)["c"].name == "proved"
    build.resources[store.lower()].body["location"] = Unresolved("parameters('elsewhere')")
    assert results(build)["c"].name == "unknown"
