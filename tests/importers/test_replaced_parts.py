"""A template any part of which is replaced or dropped: it is read, or refused with a message; nothing else comes out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.importers.arm import read_arm
from enclave.importers.observed import read_observed

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
LOST = "[parameters('nobody')]"
REPLACED: tuple[Any, ...] = (
    LOST,
    f"[concat({LOST[1:-1]}, '/x')]",
    None,
    5,
    [],
    {},
    "a b/c",
    [None, 1, {}],
    "[concat(",
    "[nothing(1)]",
    True,
    "",
    {"a": {"b": [1]}},
)
VAULT, STORAGE = "Microsoft.KeyVault/vaults", "Microsoft.Storage/storageAccounts"


def res(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "apiVersion": "2025-01-01", "name": name, **fields}


NESTED = res(
    "Microsoft.Resources/deployments",
    "n",
    resourceGroup="other",
    subscriptionId="11111111-1111-1111-1111-111111111111",
    properties={
        "mode": "Incremental",
        "expressionEvaluationOptions": {"scope": "inner"},
        "parameters": {"p": {"value": "a"}, "q": "[createObject('value', 'b')]"},
        "template": {
            "$schema": SCHEMA,
            "parameters": {"p": {"type": "string"}, "q": {"type": "string"}},
            "resources": [res("A.B/c", "[parameters('p')]")],
            "outputs": {"o": {"type": "string", "value": "[parameters('q')]"}},
        },
    },
)
LISTED = {
    "$schema": SCHEMA,
    "parameters": {"n": {"type": "string", "defaultValue": "x"}, "s": {"type": "securestring"}},
    "variables": {"v": "a", "copy": [{"name": "w", "count": 2, "input": "[copyIndex('w')]"}]},
    "functions": [
        {
            "namespace": "f",
            "members": {"g": {"parameters": [{"name": "p", "type": "string"}], "output": {"type": "string", "value": "[parameters('p')]"}}},
        }
    ],
    "resources": [
        res(
            VAULT,
            "[parameters('n')]",
            location="[resourceGroup().location]",
            condition=True,
            dependsOn=["[resourceId('A.B/c', 'd')]"],
            identity={"type": "SystemAssigned"},
            properties={"copy": [{"name": "q", "count": 2, "input": {"a": "[copyIndex('q')]"}}], "z": "[f.g('a')]"},
            resources=[res("secrets", "s"), res("providers/locks", "Microsoft.Authorization/l")],
        ),
        res(f"{VAULT}/providers/roleAssignments", "[concat('x', '/Microsoft.Authorization/', 'g')]", properties={}),
        res("Microsoft.Authorization/roleAssignments", "g", scope="[resourceId('Microsoft.KeyVault/vaults', 'x')]", properties={}),
        res(STORAGE, "[concat('s', copyIndex())]", copy={"name": "c", "count": 2, "mode": "Serial", "batchSize": 1}, sku={"name": "x"}),
        res(f"{STORAGE}/blobServices/containers", "s0/default/c"),
        NESTED,
        res("A.B/d", "z", properties={"x": "[reference('n').outputs.o.value]", "w": "[variables('w')]"}),
    ],
    "outputs": {"o": {"type": "string", "value": "[variables('v')]"}},
}
SYMBOLIC = {
    "$schema": SCHEMA,
    "languageVersion": "2.0",
    "definitions": {"t": {"type": "string", "nullable": True}},
    "extensions": {"mg": {"name": "MicrosoftGraph", "version": "1"}},
    "metadata": {"_generator": {"name": "bicep"}},
    "parameters": {"p": {"$ref": "#/definitions/t"}},
    "resources": {
        "a": res("A.B/c", "x", properties={"p": "[parameters('p')]"}),
        "e": res("A.B/e", "y", existing=True, scope="[resourceGroup().id]"),
        "g": {"extension": "mg", "type": "Microsoft.Graph/groups@v1.0", "properties": {"uniqueName": "u"}},
        "l": res(
            "A.B/f",
            "[format('f{0}', copyIndex())]",
            copy={"name": "l", "count": 2},
            dependsOn=["a"],
            properties={"r": "[reference('a').z]", "all": "[references('l')]"},
        ),
    },
}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield from places(item, (*path, key))


def changed(value: Any, path: tuple[Any, ...], made: Any) -> Any:
    """A copy with what stands at a path replaced; `...`: dropped."""
    head, *rest = path
    inner = changed(value[head], tuple(rest), made) if rest else made
    if isinstance(value, dict):
        return {key: inner if key == head else item for key, item in value.items() if key != head or inner is not ...}
    return [*value[:head], *([] if inner is ... else [inner]), *value[head + 1 :]]


@pytest.mark.parametrize("made", [*REPLACED, ...], ids=repr)
@pytest.mark.parametrize("template", [LISTED, SYMBOLIC], ids=["listed", "symbolic"])
def test_a_template_is_read_or_refused(template: dict[str, Any], made: Any) -> None:
    for path in filter(None, places(template)):
        with suppress(InputError):
            assert read_arm(changed(template, path, made), name="x").resources is not None


PARAMETERS = {
    "$schema": "https://x/deploymentParameters.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"n": {"value": "y"}, "s": {"reference": {"keyVault": {"id": "/x"}, "secretName": "z"}}},
}


@pytest.mark.parametrize("made", [*REPLACED, ...], ids=repr)
def test_a_parameter_file_is_read_or_refused(made: Any) -> None:
    for path in filter(None, places(PARAMETERS)):
        for template in (LISTED, {**LISTED, "parameters": made}):
            with suppress(InputError):
                assert read_arm(template, changed(PARAMETERS, path, made), name="x").resources is not None


EXPORT = [
    {
        "id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v",
        "name": "v",
        "type": "microsoft.keyvault/vaults",
        "location": "westeurope",
        "tags": {"a": "b"},
        "sku": None,
        "properties": {
            "x": ["/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/g/providers/Microsoft.Network/virtualNetworks/n"]
        },
    },
    {
        "id": "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/g",
        "type": "microsoft.resources/subscriptions/resourcegroups",
    },
    {"id": "/providers/Microsoft.Authorization/roleAssignments/r", "type": "Microsoft.Authorization/roleAssignments", "principalId": "p"},
]


@pytest.mark.parametrize("made", [*REPLACED, ...], ids=repr)
def test_an_export_is_read_or_refused(made: Any) -> None:
    for document in (EXPORT, {"count": 3, "data": EXPORT, "skip_token": None}, [{"data": EXPORT}]):
        for path in filter(None, places(document)):
            with suppress(InputError):
                assert read_observed(changed(document, path, made), name="x").resources is not None
