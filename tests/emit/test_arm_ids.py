"""Ids as expressions: the same id said at each scope is read back as itself."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.emit.arm_ids import Ids, expression, literal
from enclave.emit.units import Home
from enclave.errors import UnsupportedError
from enclave.graph.model import Graph, Ref, Resource
from enclave.importers.arm import read_arm

GROUP = Resource("Microsoft.Resources/resourceGroups", "2025-04-01", "rg", "", {}, "westeurope")
VNET = Resource("Microsoft.Network/virtualNetworks", "2025-09-01", "it's", GROUP.id, {"properties": {}}, "westeurope")
GRAPH = Graph((GROUP, VNET))
HOMES = {
    Home("group", "rg"): ("deploymentTemplate", {"resourceGroup": "rg"}),
    Home("group", "other"): ("deploymentTemplate", {"resourceGroup": "other"}),
    Home("subscription"): ("subscriptionDeploymentTemplate", {}),
    Home("tenant"): ("tenantDeploymentTemplate", {"scope": "/"}),
    Home("management-group", "corp"): ("managementGroupDeploymentTemplate", {"scope": "Microsoft.Management/managementGroups/corp"}),
}
ABOVE = "/providers/Microsoft.Management/managementGroups/corp"


@pytest.mark.parametrize("home", HOMES)
@pytest.mark.parametrize("resource_id", [
    "", GROUP.id, VNET.id, f"{VNET.id}/subnets/a", f"{VNET.id}/providers/Microsoft.Insights/diagnosticSettings/x",
    "/providers/Microsoft.Authorization/roleDefinitions/x", ABOVE, f"{ABOVE}/providers/Microsoft.Authorization/policyDefinitions/y",
])
def test_every_scope_says_the_same_id(home: Home, resource_id: str) -> None:
    ids = Ids(GRAPH, home)
    schema, place = HOMES[home]
    said = f"[{ids.identify(resource_id)}]"
    asking: dict[str, Any] = {"type": "Microsoft.Network/routeTables", "apiVersion": "1", "name": "asking", "properties": {"x": said}}
    template: dict[str, Any] = {"$schema": f"https://x/{schema}.json#", "resources": [asking]}
    nested: dict[str, Any] = {"expressionEvaluationOptions": {"scope": "inner"}, "template": template}
    if ids.needs_subscription:
        template["parameters"] = {"subscriptionId": {"type": "string"}}
        nested["parameters"] = {"subscriptionId": {"value": "[subscription().subscriptionId]"}}
    deployment = {"type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "x", "properties": nested, **place}
    read = read_arm({"$schema": "https://x/subscriptionDeploymentTemplate.json#", "resources": [deployment]}, name="x")
    value = read.resources[0].body["properties"]["x"]
    # ids above the subscription stay texts where the resource is not in the template
    assert value == (resource_id if resource_id.startswith(ABOVE) else Ref(resource_id))


def test_what_lies_above_the_subscription_needs_its_id_given() -> None:
    assert [Ids(GRAPH, home).needs_subscription for home in HOMES] == [False] * 5
    above = Ids(GRAPH, Home("tenant"))
    above.identify(VNET.id)
    assert above.needs_subscription


def test_a_scope_is_known_by_its_home() -> None:
    assert Ids(GRAPH, Home("group", "rg")).is_here("/resourceGroups/RG")
    assert not Ids(GRAPH, Home("group", "rg")).is_here("")
    assert Ids(GRAPH, Home("management-group", "corp")).is_here(ABOVE)
    assert Ids(GRAPH, Home("subscription")).is_here("")


def test_what_is_too_long_is_refused() -> None:
    assert literal("[a]") == "[[a]"
    with pytest.raises(UnsupportedError, match="characters"):
        expression("x" * 24_577)
