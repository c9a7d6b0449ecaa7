"""Synapse workspaces."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided, lookup
from enclave.graph.model import Graph, Ref, Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import synapse_workspaces
from enclave.graph.resources.synapse_workspaces import KEY_TYPE, TYPE, SynapseWorkspace

GROUP = "/resourceGroups/rg-test/providers"
TENANT = "11111111-1111-1111-1111-111111111111"
WORKSPACE = SynapseWorkspace(
    id=f"{GROUP}/{TYPE}/synw-a",
    location="westeurope",
    public_network_access="Disabled",
    entra_only=True,
    managed_network=True,
    prevent_exfiltration=True,
    tenants=(TENANT,),
    lake=f"{GROUP}/Microsoft.Storage/storageAccounts/stlake",
    container="synapse",
    trusted_bypass=False,
    key=f"{GROUP}/Microsoft.KeyVault/vaults/kv/keys/synapse",
    active=True,
    administrators="22222222-2222-2222-2222-222222222222",
    administrators_name="operators",
    tenant=TENANT,
    audited=True,
)
PLAIN = replace(
    WORKSPACE, managed_network=False, prevent_exfiltration=False, tenants=(), lake="https://stlake.dfs.core.windows.net", key="",
    active=False, administrators="", administrators_name="", tenant="", audited=False, trusted_bypass=True,
)


def written(workspace: SynapseWorkspace, place: Place) -> tuple[Resource, ...]:
    (alone,) = synapse_workspaces.write(workspace, place)
    return alone, *synapse_workspaces.write_settings(workspace, alone, place, depends_on=("/access",))


@pytest.mark.parametrize("workspace", [WORKSPACE, PLAIN])
def test_what_is_written_is_read_back(workspace: SynapseWorkspace, place: Place, problems: Callable[..., list[str]]) -> None:
    resources = written(workspace, place)
    assert synapse_workspaces.read(resources[0], Graph(resources)) == workspace
    assert problems(resources) == []


def test_the_key_is_activated_after_the_workspace_may_use_it_and_before_everything_else(place: Place) -> None:
    workspace, key, *others = written(WORKSPACE, place)
    assert lookup(workspace.body, "identity") == {"type": "SystemAssigned"}
    assert (key.type, key.depends_on) == (KEY_TYPE, ("/access",))
    assert key.body == {"properties": {"isActiveCMK": True, "keyVaultUrl": Ref(WORKSPACE.key, "properties.keyUri")}}
    before = key
    for part in others:
        assert part.depends_on == (before.id,)
        before = part


def test_a_workspace_alone_is_not_activated(make: Callable[..., Resource]) -> None:
    found = synapse_workspaces.read(make(TYPE, "synw-a", {"properties": {}}))
    assert (found.public_network_access, found.entra_only) == ("Enabled", False)
    assert (found.managed_network, found.prevent_exfiltration) == (False, False)
    assert (found.active, found.key, found.audited) == (False, "", False)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        synapse_workspaces.read(make(TYPE, "synw-a", {"properties": {"azureADOnlyAuthentication": Unresolved("[x]")}}))
