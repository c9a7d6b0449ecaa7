from __future__ import annotations

from typing import Any

import pytest

from enclave.verify.rules.node_public_address import RULE
from enclave.verify.samples import arm, cluster, scale_set

CASES: tuple[tuple[Any, str | None], ...] = (
    (cluster(), None),
    (cluster(agentPoolProfiles=[{"name": "a", "EnableNodePublicIP": "true"}]), "enableNodePublicIP of the pool a is true"),
    (
        arm("Microsoft.ContainerService/managedClusters/agentPools@2025-01-01", "aks/gpu", {"enableNodePublicIP": True}),
        "enableNodePublicIP is true",
    ),
    (
        scale_set(
            networkProfile={
                "networkInterfaceConfigurations": [
                    {
                        "name": "nic",
                        "properties": {
                            "ipConfigurations": [{"name": "a", "properties": {"publicIPAddressConfiguration": {"name": "pip"}}}]
                        },
                    }
                ]
            }
        ),
        "nic gives every machine a public address",
    ),
    (
        scale_set(
            networkProfile={"networkInterfaceConfigurations": [{"name": "nic", "properties": {"ipConfigurations": [{"name": "a"}]}}]}
        ),
        None,
    ),
    (cluster(agentPoolProfiles=[{"name": "a", "enableNodePublicIP": "[parameters('x')]"}]), "? `parameters('x')` cannot be evaluated"),
)


@pytest.mark.parametrize(("resource", "expected"), CASES)
def test_what_is_said(said: Any, resource: Any, expected: str | None) -> None:
    assert said(RULE, resource) == expected
