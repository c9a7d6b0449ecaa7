"""Compute clusters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Identity, Place
from enclave.graph.resources import machine_learning_computes, machine_learning_workspaces
from enclave.graph.resources.machine_learning_computes import TYPE, ComputeCluster

RG = "/resourceGroups/rg-test/providers"
WORKSPACE = f"{RG}/{machine_learning_workspaces.TYPE}/mlw"
CLUSTER = ComputeCluster(
    f"{WORKSPACE}/computes/training", WORKSPACE, "training", "westeurope", "Standard_DS3_v2", 0, 4, "PT15M", False, False, True,
    Identity("UserAssigned", (f"{RG}/Microsoft.ManagedIdentity/userAssignedIdentities/id-c",)),
)


@pytest.mark.parametrize("cluster", [
    CLUSTER, replace(CLUSTER, public_addresses=True, remote_login=True, local_auth_disabled=False, identity=Identity(),
                     subnet=f"{RG}/Microsoft.Network/virtualNetworks/v/subnets/s"),
])
def test_what_is_written_is_read_back(
    cluster: ComputeCluster, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    workspace = make(machine_learning_workspaces.TYPE, "mlw", {})
    (written,) = machine_learning_computes.write(cluster, workspace, place, depends_on=("/right",))
    assert (written.type, written.depends_on) == (TYPE, ("/right",))
    assert machine_learning_computes.read(written) == cluster
    assert problems([written]) == []


def test_what_is_absent_is_open_as_in_azure(make: Callable[..., Resource]) -> None:
    found = machine_learning_computes.read(make(TYPE, "mlw/c", {"properties": {"computeType": "AmlCompute"}}))
    assert (found.public_addresses, found.remote_login, found.local_auth_disabled, found.subnet) == (True, True, False, None)
