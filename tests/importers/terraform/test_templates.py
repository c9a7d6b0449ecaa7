"""Templates that a plan deploys are read as templates; what cannot be read stays one deployment that nobody knows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from enclave.graph.body import lookup
from enclave.graph.model import Graph, Unresolved
from enclave.verify import verify

DEPLOYMENT = "azurerm_resource_group_template_deployment.d"
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
TEMPLATE = {
    "$schema": SCHEMA,
    "contentVersion": "1.0.0.0",
    "parameters": {"access": {"type": "string", "defaultValue": "Disabled"}},
    "resources": [
        {
            "type": "Microsoft.KeyVault/vaults",
            "apiVersion": "2023-07-01",
            "name": "kv",
            "location": "westeurope",
            "properties": {"publicNetworkAccess": "[parameters('access')]"},
        }
    ],
}
VAULT = "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
ACCESS = "properties.publicNetworkAccess"


def deployment(**values: Any) -> dict[str, Any]:
    return {"name": "d", "resource_group_name": "rg", "deployment_mode": "Incremental", "template_content": json.dumps(TEMPLATE), **values}


def access(graph: Graph) -> Any:
    vault = graph.get(VAULT)
    assert vault
    return lookup(vault.body, ACCESS)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, "Disabled"),
        ({"parameters_content": json.dumps({"access": {"value": "Enabled"}})}, "Enabled"),
        ({"parameters_content": "{}"}, "Disabled"),
    ],
)
def test_what_a_template_makes_stands_in_the_graph(plan: Any, given: Any, found: str) -> None:
    graph = plan({DEPLOYMENT: deployment(**given)})
    assert [each.id for each in graph] == [VAULT]
    assert access(graph) == found
    assert graph.sources[VAULT] == f"plan.json#{DEPLOYMENT}"


def test_parameters_that_are_not_known_do_not_fall_back_to_their_default(plan: Any, after: Any) -> None:
    secret = {"access": {"reference": {"keyVault": {"id": "/x"}, "secretName": "s"}}}
    for content in (after("azurerm_x.x.id"), "not json", json.dumps(secret)):
        assert isinstance(access(plan({DEPLOYMENT: deployment(parameters_content=content)})), Unresolved)


def test_what_it_makes_is_verified(plan: Any) -> None:
    graph = plan({DEPLOYMENT: deployment(parameters_content=json.dumps({"access": {"value": "Enabled"}}))})
    found = {(each.number, each.verdict.name) for each in verify(graph).obligations if each.subject == VAULT}
    assert found >= {(1, "refuted"), (2, "refuted")}


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"template_content": "{"}, "known only after apply"),
        ({"template_content": "{}"}, "no `resources`"),
        ({"template_content": None, "template_spec_version_id": "/x"}, "template spec"),
    ],
)
def test_what_cannot_be_read_is_said_to_be_unknown(plan: Any, values: Any, reason: str) -> None:
    graph = plan({DEPLOYMENT: deployment(**values)})
    (found,) = graph
    assert found.type == "Microsoft.Resources/deployments"
    unknown = found.body["properties"]
    assert isinstance(unknown, Unresolved)
    assert reason in unknown.reason
    assert "proved" not in {each.verdict.name for each in verify(graph).obligations if each.number in (1, 2, 5)}


def test_a_template_that_is_not_known_yet(plan: Any, after: Any) -> None:
    (found,) = plan({DEPLOYMENT: deployment(template_content=after("azurerm_x.x.id"))})
    assert isinstance(found.body["properties"], Unresolved)


def test_templates_for_a_subscription(plan: Any) -> None:
    template = {
        "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "resources": [{"type": "Microsoft.Resources/resourceGroups", "apiVersion": "2022-09-01", "name": "two", "location": "westeurope"}],
    }
    values = {"name": "s", "location": "westeurope", "template_content": json.dumps(template)}
    graph = plan({"azurerm_subscription_template_deployment.s": values})
    assert [each.id for each in graph] == ["/resourceGroups/two"]


def test_deployments_of_azapi(plan: Any, after: Any) -> None:
    values = {
        "type": "Microsoft.Resources/deployments@2022-09-01",
        "name": "d",
        "parent_id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg",
    }
    body = {"properties": {"mode": "Incremental", "template": TEMPLATE, "parameters": {"access": {"value": "Enabled"}}}}
    assert access(plan({"azapi_resource.d": {**values, "body": body}})) == "Enabled"
    assert access(plan({"azapi_resource.d": {**values, "body": json.dumps(body)}})) == "Enabled"
    unknown = {"properties": {**body["properties"], "parameters": {"access": {"value": after("local.x")}}}}
    assert isinstance(access(plan({"azapi_resource.d": {**values, "body": unknown}})), Unresolved)
    (found,) = plan({"azapi_resource.d": {**values, "body": {"properties": {"template": after("local.x")}}}})
    assert isinstance(found.body["properties"], Unresolved)
