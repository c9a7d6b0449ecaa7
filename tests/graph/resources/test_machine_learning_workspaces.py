"""Machine Learning workspaces, hubs and projects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.managed_network import OutboundRule
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import machine_learning_workspaces
from enclave.graph.resources.machine_learning_workspaces import TYPE, Workspace, WorkspaceKey

RG = "/resourceGroups/rg-test/providers"
WHO = f"{RG}/Microsoft.ManagedIdentity/userAssignedIdentities/id-ml"
VAULT = f"{RG}/Microsoft.KeyVault/vaults/kv"
WORKSPACE = Workspace(
    f"{RG}/{TYPE}/mlw", "westeurope", "Default", "training", "Disabled", Identity("UserAssigned", (WHO,)), None,
    f"{RG}/Microsoft.Storage/storageAccounts/st", VAULT, f"{RG}/Microsoft.ContainerRegistry/registries/cr",
    f"{RG}/Microsoft.Insights/components/appi", WHO, "AllowOnlyApprovedOutbound",
    (OutboundRule("lake", "PrivateEndpoint", f"{RG}/Microsoft.Storage/storageAccounts/lake", "dfs"),), True,
    WorkspaceKey(VAULT, f"{VAULT}/keys/machine-learning", WHO), True, "Identity", False, "training",
)
BOTH = replace(WORKSPACE, identity=Identity("SystemAssigned,UserAssigned", (WHO,)), key=None, rules=(), image_build_compute="")
HUB = replace(WORKSPACE, kind="Hub", key=WorkspaceKey(VAULT, "https://kv.vault.azure.net/keys/k/1", WHO))
PROJECT = Workspace(f"{RG}/{TYPE}/proj", "westeurope", "Project", "", "Disabled", Identity("SystemAssigned"), hub=f"{RG}/{TYPE}/hub")


@pytest.mark.parametrize("workspace", [WORKSPACE, BOTH, HUB, PROJECT])
def test_what_is_written_is_read_back(
    workspace: Workspace, round_trip: Callable[..., Any], place: Place, problems: Callable[..., list[str]]
) -> None:
    assert round_trip(machine_learning_workspaces, workspace) == workspace
    assert problems(machine_learning_workspaces.write(workspace, place)) == []


def test_a_project_says_nothing_of_what_its_hub_has(place: Place) -> None:
    (written,) = machine_learning_workspaces.write(replace(WORKSPACE, kind="Project", hub=f"{RG}/{TYPE}/hub"), place)
    properties = written.body["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == {"friendlyName", "publicNetworkAccess", "hubResourceId"}


def test_what_is_absent_is_open_as_in_azure(make: Callable[..., Resource]) -> None:
    found = machine_learning_workspaces.read(make(TYPE, "mlw", {"kind": "HUB"}))
    assert (found.kind, found.public_network_access, found.isolation, found.datastore_auth) == ("Hub", "Enabled", "Disabled", "AccessKey")
    assert (found.key, found.sensitive, found.legacy, found.rules) == (None, False, False, ())


@pytest.mark.parametrize("properties", [
    {"managedNetwork": {"isolationMode": Unresolved("[x]")}}, {"managedNetwork": {"outboundRules": Unresolved("[x]")}},
    {"hubResourceId": Unresolved("[x]")}, {"encryption": {"status": Unresolved("[x]")}},
])
def test_what_is_not_known_raises(make: Callable[..., Resource], properties: dict[str, Any]) -> None:
    with pytest.raises(Undecided):
        machine_learning_workspaces.read(make(TYPE, "mlw", {"properties": properties}))
