"""Where resources keep and process data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.regions import REGIONS
from enclave.verify.posture.places import EVERYWHERE, copies, is_placed, own_region, region
from enclave.verify.services import SERVICES

STORAGE = "Microsoft.Storage/storageAccounts"


def places(build: Any, resource_id: str) -> list[str]:
    graph = build.graph()
    return [stay.where for stay in copies(graph.get(resource_id), graph)]


def test_regions_by_either_name() -> None:
    thing = Resource("a/b", "", "c", "", {}, "West Europe")
    assert own_region(thing) == "westeurope"
    assert region("North Europe", thing) == "northeurope"
    with pytest.raises(Undecided):
        region("Atlantis", thing)
    with pytest.raises(Undecided):
        own_region(Resource("a/b", "", "c", "", {"location": Unresolved("resourceGroup().location")}))
    assert own_region(Resource("a/b", "", "c", "", {})) == ""


@pytest.mark.parametrize(
    ("sku", "found"),
    [
        ("Standard_ZRS", []),
        ("Standard_LRS", []),
        ("Standard_GRS", ["northeurope"]),
        ("Standard_RAGZRS", ["northeurope"]),
    ],
)
def test_storage_copies_to_the_pair_by_its_sku(build: Any, sku: str, found: list[str]) -> None:
    assert places(build, build.add(STORAGE, "s", {}, sku={"name": sku})) == found


def test_a_copy_in_a_pair_that_a_region_has_not_is_undecided(build: Any) -> None:
    alone = next(name for name, each in REGIONS.items() if each.pair is None)
    with pytest.raises(Undecided):
        places(build, build.add(STORAGE, "s", {}, sku={"name": "Standard_GRS"}, location=alone))
    assert places(build, build.add("Microsoft.KeyVault/vaults", "v", {}, location=alone)) == []


def test_azures_defaults_of_databases(build: Any) -> None:
    database = "Microsoft.Sql/servers/databases"
    assert places(build, build.add(database, "s/d", {})) == ["northeurope"]
    assert places(build, build.add(database, "s/e", {"requestedBackupStorageRedundancy": "Zone"})) == []
    assert places(build, build.add(database, "s/master", {})) == []
    cosmos = "Microsoft.DocumentDB/databaseAccounts"
    assert places(build, build.add(cosmos, "c", {"locations": [{"locationName": "West Europe"}]})) == ["westeurope", "northeurope"]
    assert places(build, build.add(cosmos, "d", {"backupPolicy": {"type": "Continuous"}})) == []


@pytest.mark.parametrize(
    ("sku", "found"),
    [
        ("GlobalStandard", [EVERYWHERE]),
        ("GlobalProvisionedManaged", [EVERYWHERE]),
        ("DeveloperTier", [EVERYWHERE]),
        ("DataZoneStandard", ["westeurope"]),
        ("Standard", []),
        ("ProvisionedManaged", []),
    ],
)
def test_deployment_types(build: Any, sku: str, found: list[str]) -> None:
    build.ai("oai")
    assert (
        places(build, build.add("Microsoft.CognitiveServices/accounts/deployments", "oai/d", {}, location=None, sku={"name": sku})) == found
    )


def test_deployment_types_that_cannot_be_placed(build: Any) -> None:
    kind = "Microsoft.CognitiveServices/accounts/deployments"
    for sku in ("Elsewhere", "DataZoneStandard"):
        with pytest.raises(Undecided):
            places(build, build.add(kind, "gone/d", {}, location=None, sku={"name": sku}))
    build.add("Microsoft.CognitiveServices/accounts", "swiss", {}, location="switzerlandnorth")
    with pytest.raises(Undecided):
        places(build, build.add(kind, "swiss/d", {}, location=None, sku={"name": "DataZoneStandard"}))


def test_every_service_is_in_the_table_or_unknown() -> None:
    known = [
        row.type for row in SERVICES.values() if is_placed(Resource(row.type, "", "/".join("x" for _ in row.type.split("/")[1:]), "", {}))
    ]
    assert len(known) >= 50
    assert not is_placed(Resource("Microsoft.Quantum/workspaces", "", "q", "", {}))


def test_a_copy_that_stands_where_its_account_does_is_nowhere_else(build: Any) -> None:
    here, there = Unresolved("resourceGroup().location"), Unresolved("parameters('other')")
    cosmos = "Microsoft.DocumentDB/databaseAccounts"

    def account(name: str, *places_: Any) -> str:
        properties = {"backupPolicy": {"type": "Continuous"}, "locations": [{"locationName": each} for each in places_]}
        made: str = build.add(cosmos, name, properties, location=None)
        resource = build.resources[made.lower()]
        build.resources[made.lower()] = replace(resource, body={**resource.body, "location": here})
        return made

    assert places(build, account("a", here)) == []
    assert places(build, account("b", here, "North Europe")) == ["northeurope"]
    with pytest.raises(Undecided):
        places(build, account("c", here, there))
