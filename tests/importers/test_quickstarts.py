"""Templates in the manner of Azure's quickstarts and of what Bicep compiles to: each is read whole, and what is asked of it is found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from enclave.graph.body import MISSING, lookup
from enclave.graph.model import Graph, Ref, Secret, Unresolved
from enclave.importers.arm import read_arm
from enclave.verify import verify

BASE = "https://schema.management.azure.com/schemas"
RG = "/resourceGroups/resource-group/providers"
OTHER = "/resourceGroups/rg-b/providers/Microsoft.KeyVault/vaults/other"
VNET = "Microsoft.Network/virtualNetworks"


def res(kind: str, name: Any, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "apiVersion": "2023-01-01", "name": name, "location": "[resourceGroup().location]", **fields}


def template(*resources: Any, level: str = "deploymentTemplate", **fields: Any) -> dict[str, Any]:
    year = {"deploymentTemplate": "2019-04-01", "subscriptionDeploymentTemplate": "2018-05-01"}.get(level, "2019-08-01")
    return {"$schema": f"{BASE}/{year}/{level}.json#", "contentVersion": "1.0.0.0", "resources": list(resources), **fields}


def bicep(resources: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    generator = {"_generator": {"name": "bicep", "version": "0.36.1.42791", "templateHash": "123"}}
    return {**template(**fields), "languageVersion": "2.0", "metadata": generator, "resources": dict(resources)}


def module(name: Any, inner: dict[str, Any], scope: str = "inner", **fields: Any) -> dict[str, Any]:
    properties = {
        "expressionEvaluationOptions": {"scope": scope},
        "mode": "Incremental",
        "template": inner,
        "parameters": fields.pop("parameters", {}),
    }
    return {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, "properties": properties, **fields}


def account(name: Any = "kv", **properties: Any) -> dict[str, Any]:
    return res("Microsoft.KeyVault/vaults", name, properties=properties)


def text_parameter(value: Any = None) -> dict[str, Any]:
    return {"type": "string"} if value is None else {"type": "string", "defaultValue": value}


LOOPED = template(
    res(
        VNET,
        "[concat('vnet', copyIndex(1))]",
        copy={"name": "nets", "count": "[length(variables('spaces'))]", "mode": "serial"},
        properties={
            "addressSpace": {"addressPrefixes": ["[variables('spaces')[copyIndex()]]"]},
            "copy": [
                {
                    "name": "subnets",
                    "count": 2,
                    "input": {
                        "name": "[format('snet-{0}', copyIndex('subnets'))]",
                        "properties": {"addressPrefix": "[cidrSubnet(variables('spaces')[copyIndex()], 24, copyIndex('subnets'))]"},
                    },
                }
            ],
        },
    ),
    variables={"spaces": ["10.1.0.0/16", "10.2.0.0/16"]},
)
OUTER = template(
    module("n", template(account("[variables('name')]", tenantId="[parameters('t')]")), "outer"),
    variables={"name": "kv-outer"},
    parameters={"t": text_parameter("x")},
)
INNER = template(
    module(
        "n",
        template(
            account("[parameters('name')]"),
            parameters={"name": text_parameter()},
            outputs={
                "id": {
                    "type": "string",
                    "value": "[resourceId('Microsoft.KeyVault/vaults', parameters('name'))]",
                }
            },
        ),
        parameters={"name": {"value": "[variables('name')]"}},
    ),
    res(
        "Microsoft.Insights/diagnosticSettings",
        "d",
        scope="[resourceId('Microsoft.KeyVault/vaults', variables('name'))]",
        properties={
            "workspaceId": "[reference('n').outputs.id.value]",
        },
    ),
    variables={"name": "kv-inner"},
)
FUNCTIONS = template(
    account("[contoso.unique(parameters('prefix'))]"),
    parameters={"prefix": text_parameter("ab")},
    functions=[
        {
            "namespace": "contoso",
            "members": {
                "unique": {
                    "parameters": [{"name": "p", "type": "string"}],
                    "output": {"type": "string", "value": "[concat(toLower(parameters('p')), '-x')]"},
                }
            },
        }
    ],
)
TYPES = bicep(
    {"kv": account("[parameters('settings').name]", publicNetworkAccess="[parameters('settings').access]")},
    definitions={
        "settings": {"type": "object", "properties": {"name": {"type": "string"}, "access": {"$ref": "#/definitions/access"}}},
        "access": {"type": "string", "allowedValues": ["Enabled", "Disabled"]},
    },
    parameters={"settings": {"$ref": "#/definitions/settings", "defaultValue": {"name": "kv", "access": "Disabled"}}},
)
SYMBOLS = bicep(
    {
        "existing": {"existing": True, "type": VNET, "apiVersion": "2023-01-01", "name": "hub", "resourceGroup": "other"},
        "kv": account("kv", vaultUri="[reference('existing').addressSpace.addressPrefixes[0]]"),
        "lock": {
            "type": "Microsoft.Authorization/locks",
            "apiVersion": "2020-05-01",
            "name": "l",
            "scope": "[resourceId('Microsoft.KeyVault/vaults', 'kv')]",
            "properties": {"level": "CanNotDelete"},
            "dependsOn": ["kv"],
        },
    }
)
MODULES = bicep(
    {
        "networks": module(
            "[format('net-{0}', copyIndex())]",
            bicep(
                {"vnet": res(VNET, "[parameters('name')]", properties={"addressSpace": {"addressPrefixes": ["[parameters('space')]"]}})},
                parameters={"name": text_parameter(), "space": text_parameter()},
                outputs={"name": {"type": "string", "value": "[parameters('name')]"}},
            ),
            copy={"name": "networks", "count": "[length(range(0, 3))]"},
            parameters={
                "name": {"value": "[format('vnet-{0}', range(0, 3)[copyIndex()])]"},
                "space": {"value": "[cidrSubnet('10.0.0.0/8', 16, range(0, 3)[copyIndex()])]"},
            },
        ),
        "kv": account("kv", note="[reference('networks[1]').outputs.name.value]"),
    }
)
CONDITIONAL = template(
    account("no", condition=True) | {"condition": "[equals(parameters('environment'), 'prod')]"},
    account("yes") | {"condition": "[not(equals(parameters('environment'), 'prod'))]"},
    account("maybe") | {"condition": "[parameters('deploy')]"},
    parameters={"environment": {"type": "string", "defaultValue": "dev", "allowedValues": ["dev", "prod"]}, "deploy": {"type": "bool"}},
)
IDS = template(
    account(
        "kv",
        own="[resourceId('Microsoft.KeyVault/vaults', 'other')]",
        group="[resourceId('rg-b', 'Microsoft.KeyVault/vaults', 'other')]",
        far="[resourceId('11111111-1111-1111-1111-111111111111', 'rg-b', 'Microsoft.KeyVault/vaults', 'other')]",
        subscription="[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')]",
        tenant="[tenantResourceId('Microsoft.Authorization/roleDefinitions', 'b24988ac-6180-42a0-ab88-20f7382dd24c')]",
        extension="[extensionResourceId(resourceGroup().id, 'Microsoft.Authorization/locks', 'l')]",
        child="[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]",
        group_id="[resourceGroup().id]",
    )
)
DATA = template(
    account(
        "kv",
        union="[union(createObject('a', 1), createObject('b', 2))]",
        lists="[union(createArray('a'), createArray('a', 'b'))]",
        mapped="[map(range(0, 2), lambda('i', format('10.0.{0}.0/24', lambdaVariables('i'))))]",
        filtered="[filter(variables('rules'), lambda('r', equals(lambdaVariables('r').access, 'Deny')))]",
        objects="[toObject(variables('rules'), lambda('r', lambdaVariables('r').name), lambda('r', lambdaVariables('r').access))]",
        parsed="[json('{\"a\": [1, true, null]}').a]",
        picked="[tryGet(variables('rules')[0], 'nothing')]",
        first="[coalesce(null(), '', 'x')]",
        flat="[flatten(createArray(createArray(1), createArray(2, 3)))]",
        items="[items(createObject('b', 1, 'a', 2))[0].key]",
    ),
    variables={"rules": [{"name": "r1", "access": "Allow"}, {"name": "r2", "access": "Deny"}]},
)
NAMES = template(
    account("[concat('kv', uniqueString(resourceGroup().id))]"),
    account("[take(format('kv-{0}', guid(subscription().id)), 24)]"),
    account("[parameters('name')]"),
    account("[format('kv-{0}', parameters('stamp'))]"),
    parameters={
        "name": text_parameter("[concat('kv-', take(uniqueString(deployment().name), 5))]"),
        "stamp": text_parameter("[utcNow('yyyyMMdd')]"),
    },
)
TIMES = template(
    account(
        "kv",
        ends="[dateTimeAdd('2026-01-01T00:00:00Z', 'P90D')]",
        since="[dateTimeToEpoch('1970-01-02T00:00:00Z')]",
        now="[dateTimeAdd(parameters('now'), 'P1D')]",
    ),
    parameters={"now": text_parameter("[utcNow()]")},
)
SECRETS = template(
    res(
        "Microsoft.Sql/servers",
        "sql",
        properties={"administratorLoginPassword": "[parameters('password')]", "publicNetworkAccess": "Disabled"},
    ),
    account("kv", key="[listKeys(resourceId('Microsoft.Storage/storageAccounts', 'st'), '2023-01-01').keys[0].value]"),
    parameters={"password": {"type": "securestring"}},
)
SUBSCRIPTION = template(
    res("Microsoft.Resources/resourceGroups", "rg-a", location="westeurope"),
    module("in-group", template(account("kv")), resourceGroup="rg-a", dependsOn=["rg-a"]),
    {
        "type": "Microsoft.Authorization/policyAssignments",
        "apiVersion": "2022-06-01",
        "name": "p",
        "properties": {"policyDefinitionId": "[tenantResourceId('Microsoft.Authorization/policyDefinitions', 'x')]"},
    },
    level="subscriptionDeploymentTemplate",
)
GROUPS = template(
    {"type": "Microsoft.Authorization/policyDefinitions", "apiVersion": "2021-06-01", "name": "d", "properties": {"mode": "All"}},
    module(
        "sub",
        template(res("Microsoft.Resources/resourceGroups", "rg-b", location="x"), level="subscriptionDeploymentTemplate"),
        subscriptionId="11111111-1111-1111-1111-111111111111",
        location="westeurope",
    ),
    level="managementGroupDeploymentTemplate",
)
CHILDREN = template(
    res(
        VNET,
        "v",
        properties={"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
        resources=[
            {
                "type": "subnets",
                "apiVersion": "2023-01-01",
                "name": "a",
                "properties": {"addressPrefix": "10.0.1.0/24"},
                "dependsOn": ["v"],
            },
            {
                "type": "providers/locks",
                "apiVersion": "2020-05-01",
                "name": "Microsoft.Authorization/l",
                "properties": {"level": "ReadOnly"},
            },
        ],
    ),
    res(f"{VNET}/subnets", "v/b", properties={"addressPrefix": "10.0.2.0/24"}),
    res(
        "Microsoft.Network/virtualNetworks/providers/roleAssignments",
        "v/Microsoft.Authorization/[guid('x')]".replace("[guid('x')]", "g"),
        properties={},
    ),
)
MACHINES = template(
    res(
        "Microsoft.Network/networkInterfaces",
        "[concat('nic-', copyIndex())]",
        copy={"name": "nics", "count": "[parameters('count')]"},
        properties={
            "ipConfigurations": [
                {"name": "c", "properties": {"subnet": {"id": "[variables('subnet')]"}, "privateIPAllocationMethod": "Dynamic"}}
            ],
        },
    ),
    res(
        "Microsoft.Compute/virtualMachines",
        "[concat('vm-', copyIndex())]",
        copy={"name": "vms", "count": "[parameters('count')]"},
        properties={
            "networkProfile": {
                "networkInterfaces": [{"id": "[resourceId('Microsoft.Network/networkInterfaces', concat('nic-', copyIndex()))]"}]
            },
            "osProfile": {"adminPassword": "[parameters('password')]"},
        },
        dependsOn=["nics"],
    ),
    parameters={"count": {"type": "int", "defaultValue": 3}, "password": {"type": "securestring"}},
    variables={"subnet": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 'a')]"},
)
LOOP_UNKNOWN = template(
    account("[format('kv-{0}', copyIndex())]") | {"copy": {"name": "c", "count": "[parameters('count')]"}},
    account("sure"),
    parameters={"count": {"type": "int"}},
)
VARIABLE_LOOPS = template(
    account("kv", rules="[variables('rules')]", tags="[variables('nested').list]"),
    variables={
        "copy": [{"name": "rules", "count": 2, "input": {"priority": "[mul(add(copyIndex('rules'), 1), 100)]"}}],
        "nested": {"copy": [{"name": "list", "count": 3, "input": "[copyIndex('list', 5)]"}]},
    },
)
LINKED = template(
    {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "linked",
        "properties": {"mode": "Incremental", "templateLink": {"uri": "[uri(parameters('_artifactsLocation'), 'nested/net.json')]"}},
    },
    account("kv", subnet="[reference('linked').outputs.subnet.value]", publicNetworkAccess="Disabled"),
    parameters={"_artifactsLocation": text_parameter("[deployment().properties.templateLink.uri]")},
)
SPEC = template(
    {
        "type": "Microsoft.Resources/deployments",
        "apiVersion": "2022-09-01",
        "name": "spec",
        "properties": {
            "mode": "Incremental",
            "templateLink": {"id": "[resourceId('Microsoft.Resources/templateSpecs/versions', 's', '1.0')]"},
        },
    },
    account("kv"),
)
NULLABLE = bicep(
    {"kv": account("kv", acls="[parameters('acls')]", sku="[coalesce(tryGet(parameters('sku'), 'name'), 'standard')]")},
    parameters={"acls": {"type": "object", "nullable": True}, "sku": {"type": "object", "nullable": True}},
)
COMMENTS = """// head
{
  "$schema": "https://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#", /* old */
  "contentVersion": "1.0.0.0",
  "resources": [
    {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2019-09-01", "name": "kv", "location": "westeurope", "properties": {"a": 1,},},
  ],
}
"""
PARAMETERS = {
    "$schema": f"{BASE}/2019-04-01/deploymentParameters.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {
        "name": {"value": "kv-from-file"},
        "secret": {
            "reference": {"keyVault": {"id": "/subscriptions/x/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v"}, "secretName": "s"}
        },
    },
}
WITH_PARAMETERS = template(
    account("[parameters('name')]", value="[parameters('secret')]"),
    parameters={"name": text_parameter(), "secret": {"type": "securestring"}},
)
IDENTITY = template(
    res("Microsoft.ManagedIdentity/userAssignedIdentities", "id"),
    res(
        "Microsoft.Web/sites",
        "app",
        identity={
            "type": "UserAssigned",
            "userAssignedIdentities": {"[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id')]": {}},
        },
        properties={},
    ),
    {
        "type": "Microsoft.Authorization/roleAssignments",
        "apiVersion": "2022-04-01",
        "name": "[guid(resourceGroup().id, 'reader')]",
        "properties": {
            "principalId": "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id'), '2023-01-31').principalId]",
            "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', variables('reader'))]",
        },
    },
    variables={"reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7"},
)
FULL = template(
    res("Microsoft.Web/sites", "app", identity={"type": "SystemAssigned"}, properties={}),
    account("kv", principal="[reference(resourceId('Microsoft.Web/sites', 'app'), '2022-03-01', 'full').identity.principalId]"),
)
EMPTY_LOOP = template(
    account("[concat('kv', copyIndex())]") | {"copy": {"name": "c", "count": "[length(parameters('names'))]"}},
    parameters={"names": {"type": "array", "defaultValue": []}},
)
STRANGE = template(
    res("Contoso.Things/widgets", "w", properties={"subnet": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]"}),
    account("kv"),
)
UNEVALUABLE = template(
    account(
        "kv",
        zones="[pickZones('Microsoft.Network', 'publicIPAddresses', 'x')]",
        made="[contoso.missing(1)]",
        odd="[add('a', 1)]",
        cut="[concat('a']",
        publicNetworkAccess="Disabled",
    )
)
ESCAPED = template(account("kv", text="[[not an expression]", quoted="[concat('it''s', ' fine')]", brackets="[format('{{{0}}}', 'x')]"))
LOGICAL = template(
    account(
        "kv",
        a="[and(true(), or(false(), bool('true')))]",
        b="[if(greaterOrEquals(2, 2), 'yes', 'no')]",
        c="[contains(createObject('Key', 1), 'key')]",
        d="[empty(createArray())]",
    )
)
EXTENSION = bicep(
    {
        "member": {"import": "MicrosoftGraph", "type": "Microsoft.Graph/groups@v1.0", "properties": {"displayName": "g"}},
        "kv": account("kv"),
    },
    imports={"MicrosoftGraph": {"provider": "MicrosoftGraph", "version": "1.0.0"}},
)
DEEP_MODULES = bicep(
    {
        "a": module(
            "a",
            bicep(
                {
                    "b": module(
                        "b",
                        bicep(
                            {
                                "c": module(
                                    "c",
                                    bicep({"kv": account("[parameters('n')]")}, parameters={"n": text_parameter()}),
                                    parameters={"n": {"value": "[parameters('n')]"}},
                                )
                            },
                            parameters={"n": text_parameter()},
                        ),
                        parameters={"n": {"value": "[format('{0}-b', parameters('n'))]"}},
                    )
                },
                parameters={"n": text_parameter()},
            ),
            parameters={"n": {"value": "kv"}},
        )
    }
)
SCOPED_MODULE = template(
    module("other", template(account("kv")), subscriptionId="11111111-1111-1111-1111-111111111111", resourceGroup="rg-c"),
    module("same", template(account("kv")), resourceGroup="[parameters('group')]"),
    parameters={"group": text_parameter("rg-d")},
)
SPREAD = bicep(
    {
        "kv": account(
            "kv", all="[shallowMerge(createArray(createObject('a', 1), if(parameters('more'), createObject('b', 2), createObject())))]"
        )
    },
    parameters={"more": {"type": "bool", "defaultValue": True}},
)
FIREWALL = template(
    res(
        "Microsoft.Network/routeTables",
        "rt",
        properties={
            "routes": [
                {
                    "name": "out",
                    "properties": {
                        "addressPrefix": "0.0.0.0/0",
                        "nextHopType": "VirtualAppliance",
                        "nextHopIpAddress": "[reference(resourceId(variables('t'), 'fw')).ipConfigurations[0].properties.privateIPAddress]",
                    },
                }
            ]
        },
    ),
    res("Microsoft.Network/azureFirewalls", "fw", properties={}),
    variables={"t": "Microsoft.Network/azureFirewalls"},
)
ONLY_NEW = bicep({"kv": account("kv") | {"@options": {"onlyIfNotExists": True}}})
ASSERTS = bicep({"kv": account("kv") | {"asserts": {"a": "[true()]"}}}, asserts={"b": "[equals(1, 1)]"})
OUTPUT_LOOP = template(
    module(
        "m",
        template(
            parameters={"n": {"type": "int"}},
            outputs={"names": {"type": "array", "copy": {"count": "[parameters('n')]", "input": "[format('n{0}', copyIndex())]"}}},
        ),
        parameters={"n": {"value": 2}},
    ),
    account("kv", names="[reference('m').outputs.names.value]"),
)
FORMS_OF_TRUE = template(account("a") | {"condition": "false"}, account("b") | {"condition": "True"}, account("c") | {"condition": False})
OLD_TENANT = template(
    {"type": "Microsoft.Management/managementGroups", "apiVersion": "2021-04-01", "name": "mg", "scope": "/", "properties": {}},
    level="tenantDeploymentTemplate",
)
ARRAY_PARAMETER = template(
    account("kv", ip="[parameters('rules')[0].value]", count="[length(parameters('rules'))]"),
    parameters={"rules": {"type": "array", "defaultValue": [{"value": "203.0.113.0/24"}]}},
)
UNKNOWN_OBJECT = template(
    account("kv", networkAcls="[parameters('acls')]"),
    account("other", publicNetworkAccess="Disabled"),
    parameters={"acls": {"type": "object"}},
)

UNKNOWN_TYPE = template(
    account("kv"),
    res("[parameters('type')]", "x"),
    res("[variables('type')]", "kv2"),
    parameters={"type": text_parameter()},
    variables={"type": "Microsoft.KeyVault/vaults"},
)
MADE_RESOURCES = template(
    module("known", template() | {"resources": "[variables('vaults')]"}, "outer"),
    module("unknown", template() | {"resources": "[parameters('vaults')]"}, "outer"),
    account("kv3"),
    variables={"vaults": [{"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "made", "properties": {}}]},
    parameters={"vaults": {"type": "array"}},
)

CASES: tuple[tuple[str, Any, Any, int, dict[str, Any]], ...] = (
    (
        "loops",
        LOOPED,
        None,
        2,
        {
            "vnet1/properties.subnets": [
                {"name": "snet-0", "properties": {"addressPrefix": "10.1.0.0/24"}},
                {"name": "snet-1", "properties": {"addressPrefix": "10.1.1.0/24"}},
            ],
            "vnet2/properties.addressSpace.addressPrefixes": ["10.2.0.0/16"],
        },
    ),
    ("outer scope", OUTER, None, 1, {"kv-outer/properties.tenantId": "x"}),
    (
        "inner scope and outputs",
        INNER,
        None,
        2,
        {
            "kv-inner/id": f"{RG}/Microsoft.KeyVault/vaults/kv-inner",
            "d/scope": f"{RG}/Microsoft.KeyVault/vaults/kv-inner",
            "d/properties.workspaceId": Ref(f"{RG}/Microsoft.KeyVault/vaults/kv-inner"),
        },
    ),
    ("functions of the user", FUNCTIONS, None, 1, {"ab-x/name": "ab-x"}),
    ("types of the user", TYPES, None, 1, {"kv/properties.publicNetworkAccess": "Disabled"}),
    (
        "symbolic names",
        SYMBOLS,
        None,
        2,
        {
            "kv/properties.vaultUri": Ref(
                "/resourceGroups/other/providers/Microsoft.Network/virtualNetworks/hub", "properties.addressSpace.addressPrefixes[0]"
            ),
            "l/scope": f"{RG}/Microsoft.KeyVault/vaults/kv",
        },
    ),
    ("copies of a module", MODULES, None, 4, {"vnet-2/properties.addressSpace.addressPrefixes": ["10.2.0.0/16"]}),
    ("conditions", CONDITIONAL, None, 2, {"yes/condition": MISSING, "maybe/condition": Unresolved}),
    (
        "ids in all scopes",
        IDS,
        None,
        1,
        {
            "kv/properties.own": Ref(f"{RG}/Microsoft.KeyVault/vaults/other"),
            "kv/properties.group": Ref("/resourceGroups/rg-b/providers/Microsoft.KeyVault/vaults/other"),
            "kv/properties.far": "/subscriptions/11111111-1111-1111-1111-111111111111" + OTHER,
            "kv/properties.child": Ref(f"{RG}/Microsoft.Network/virtualNetworks/v/subnets/s"),
            "kv/properties.tenant": "/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c",
            "kv/properties.group_id": Ref("/resourceGroups/resource-group"),
        },
    ),
    (
        "data",
        DATA,
        None,
        1,
        {
            "kv/properties.union": {"a": 1, "b": 2},
            "kv/properties.lists": ["a", "b"],
            "kv/properties.mapped": ["10.0.0.0/24", "10.0.1.0/24"],
            "kv/properties.filtered": [{"name": "r2", "access": "Deny"}],
            "kv/properties.objects": {"r1": "Allow", "r2": "Deny"},
            "kv/properties.parsed": [1, True, None],
            "kv/properties.first": "",
            "kv/properties.flat": [1, 2, 3],
            "kv/properties.items": "a",
        },
    ),
    ("names", NAMES, None, 4, {}),
    (
        "dates",
        TIMES,
        None,
        1,
        {"kv/properties.ends": "2026-04-01T00:00:00Z", "kv/properties.since": 86400, "kv/properties.now": Unresolved},
    ),
    ("secrets", SECRETS, None, 2, {"sql/properties.administratorLoginPassword": Secret, "kv/properties.key": Unresolved}),
    (
        "a subscription",
        SUBSCRIPTION,
        None,
        3,
        {"kv/id": "/resourceGroups/rg-a/providers/Microsoft.KeyVault/vaults/kv", "kv/location": "westeurope"},
    ),
    ("a management group", GROUPS, None, 2, {}),
    (
        "children",
        CHILDREN,
        None,
        5,
        {"v/a/properties.addressPrefix": "10.0.1.0/24", "l/scope": f"{RG}/{VNET}/v", "g/scope": f"{RG}/{VNET}/v"},
    ),
    (
        "machines",
        MACHINES,
        None,
        6,
        {"vm-2/properties.networkProfile.networkInterfaces": [{"id": Ref(f"{RG}/Microsoft.Network/networkInterfaces/nic-2")}]},
    ),
    ("a loop of unknown length", LOOP_UNKNOWN, None, 2, {"sure/copy": MISSING}),
    (
        "loops of variables",
        VARIABLE_LOOPS,
        None,
        1,
        {"kv/properties.rules": [{"priority": 100}, {"priority": 200}], "kv/properties.tags": [5, 6, 7]},
    ),
    ("a linked template", LINKED, None, 2, {"kv/properties.subnet": Unresolved, "kv/properties.publicNetworkAccess": "Disabled"}),
    ("a template spec", SPEC, None, 2, {}),
    ("nullable parameters", NULLABLE, None, 1, {"kv/properties.acls": None, "kv/properties.sku": "standard"}),
    ("comments", COMMENTS, None, 1, {"kv/properties.a": 1}),
    ("a parameter file", WITH_PARAMETERS, PARAMETERS, 1, {"kv-from-file/properties.value": Secret}),
    ("identities", IDENTITY, None, 3, {}),
    ("a full reference", FULL, None, 2, {"kv/properties.principal": Ref(f"{RG}/Microsoft.Web/sites/app", "identity.principalId")}),
    ("an empty loop", EMPTY_LOOP, None, 0, {}),
    ("an unknown type", STRANGE, None, 2, {}),
    (
        "what cannot be evaluated",
        UNEVALUABLE,
        None,
        1,
        {
            "kv/properties.zones": Unresolved,
            "kv/properties.made": Unresolved,
            "kv/properties.odd": Unresolved,
            "kv/properties.cut": Unresolved,
            "kv/properties.publicNetworkAccess": "Disabled",
        },
    ),
    (
        "escapes",
        ESCAPED,
        None,
        1,
        {"kv/properties.text": "[not an expression]", "kv/properties.quoted": "it's fine", "kv/properties.brackets": "{x}"},
    ),
    ("logic", LOGICAL, None, 1, {"kv/properties.a": True, "kv/properties.b": "yes", "kv/properties.c": True, "kv/properties.d": True}),
    ("an extension", EXTENSION, None, 2, {}),
    ("modules in modules", DEEP_MODULES, None, 1, {"kv-b/name": "kv-b"}),
    ("modules elsewhere", SCOPED_MODULE, None, 2, {}),
    ("spread", SPREAD, None, 1, {"kv/properties.all": {"a": 1, "b": 2}}),
    ("a firewall as next hop", FIREWALL, None, 2, {}),
    ("only if it is not there", ONLY_NEW, None, 1, {}),
    ("asserts", ASSERTS, None, 1, {}),
    ("loops of outputs", OUTPUT_LOOP, None, 1, {"kv/properties.names": ["n0", "n1"]}),
    ("conditions as texts", FORMS_OF_TRUE, None, 1, {"b/condition": MISSING}),
    ("a tenant", OLD_TENANT, None, 1, {}),
    ("array parameters", ARRAY_PARAMETER, None, 1, {"kv/properties.ip": "203.0.113.0/24", "kv/properties.count": 1}),
    ("a type that is not known", UNKNOWN_TYPE, None, 3, {"kv2/type": "Microsoft.KeyVault/vaults"}),
    ("resources made by an expression", MADE_RESOURCES, None, 3, {"made/type": "Microsoft.KeyVault/vaults"}),
    ("an object that nobody gives", UNKNOWN_OBJECT, None, 2, {"kv/properties.networkAcls": Unresolved}),
)


def test_what_is_made_only_where_it_is_not_there_is_told() -> None:
    assert [note.rpartition(": ")[2] for note in read_arm(json.dumps(ONLY_NEW), name="t.json").notes] == ["kv"]
    assert read_arm(json.dumps(SPREAD), name="t.json").notes == ()


def found(graph: Graph, path: str) -> Any:
    """`kv/properties.x` of a graph; `id`, `name`, `scope` and `location` of the resource itself."""
    name, _, rest = path.rpartition("/")
    resource = next(each for each in graph if each.name == name)
    return getattr(resource, rest) if rest in ("id", "name", "scope", "location", "type") else lookup(resource.body, rest)


@pytest.mark.parametrize(("document", "parameters", "count", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_template_is_read_and_verified(document: Any, parameters: Any, count: int, expected: dict[str, Any]) -> None:
    text = document if isinstance(document, str) else json.dumps(document)
    graph = read_arm(text, json.dumps(parameters) if parameters else None, name="azuredeploy.json")
    assert len(graph.resources) == count
    for path, value in expected.items():
        actual = found(graph, path)
        assert isinstance(actual, value) if isinstance(value, type) else actual == value, path
    verification = verify(graph)
    assert verification.verdict in ("proved", "refuted", "unknown")


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 40
    assert len({case[0] for case in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("document", "subject", "verdict"),
    [
        (UNKNOWN_OBJECT, "other", "refuted"),
        (UNKNOWN_OBJECT, "kv", "unknown"),
        (UNEVALUABLE, "kv", "refuted"),
        (LOOP_UNKNOWN, "sure", "refuted"),
    ],
)
def test_one_unknown_leaves_every_other_answer(document: Any, subject: str, verdict: str) -> None:
    """Obligation 2 of vaults: one without an endpoint is refuted, one whose rules are not known is undecided or refuted, never proved."""
    results = verify(read_arm(document, name="t.json")).obligations
    found_verdicts = {result.verdict.name for result in results if result.number == 2 and result.subject.endswith(f"/{subject}")}
    assert found_verdicts
    assert "proved" not in found_verdicts
    assert found_verdicts == {verdict} or verdict == "unknown"


@pytest.mark.parametrize(("document", "said"), [(UNKNOWN_TYPE, "parameters('type')"), (MADE_RESOURCES, "parameters('vaults')")])
def test_what_is_deployed_may_not_be_known(document: Any, said: str) -> None:
    graph = read_arm(document, name="t.json")
    (stranger,) = graph.of_type("Microsoft.Resources/deployments")
    assert said in str(stranger.body["properties"])
    assert verify(graph).verdict != "proved"
    assert any("deployments" in line for line in verify(graph).unmodelled)


def test_an_unknown_type_is_named() -> None:
    verification = verify(read_arm(STRANGE, name="t.json"))
    assert any("Contoso.Things/widgets" in line for line in verification.unmodelled)
    assert verification.verdict != "proved"
