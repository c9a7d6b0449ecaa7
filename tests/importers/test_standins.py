"""What a template decides by where it is deployed is not known, unless every place gives the same answer."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.model import Unresolved
from enclave.importers.arm import read_arm

SURE = (
    ("equals(resourceGroup().name, resourceGroup().name)", True),
    ("equals(resourceGroup().name, 'a/b')", False),
    ("equals(subscription().id, '/subscriptions')", False),
    ("equals(resourceGroup().id, resourceId('Microsoft.KeyVault/vaults', 'x'))", False),
    ("equals(resourceGroup().id, 1)", False),
    ("contains(subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'x'), '/providers/microsoft.authorization/')", False),
    ("contains(subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'x'), '/providers/Microsoft.Authorization/')", True),
    ("contains(createArray(resourceGroup().name, 'x'), 'x')", True),
    ("contains(createArray(resourceGroup().id, 'x'), 'y')", False),
    ("startsWith(resourceGroup().id, '/subscriptions/')", True),
    ("startsWith(resourceGroup().id, '/providers/')", False),
    ("endsWith(resourceId('Microsoft.KeyVault/vaults', 'x'), '/vaults/x')", True),
    ("endsWith(resourceId('Microsoft.KeyVault/vaults', 'x'), '/vaults/y')", False),
    ("empty(resourceGroup().name)", False),
)
OPEN = (
    "equals(resourceGroup().name, 'resource-group')",
    "equals(deployment().name, 'main')",
    "equals(toLower(resourceGroup().name), 'a')",
    "equals(subscription().id, '/subscriptions/11111111-2222-3333-4444-555555555555')",
    "equals(createObject('a', resourceGroup().name), createObject('a', 'b'))",
    "contains(resourceGroup().id, 'prod')",
    "contains(resourceGroup().id, 'prod/')",
    "contains(createArray('a', 'b'), resourceGroup().name)",
    "startsWith(subscription().subscriptionId, '0')",
    "endsWith(resourceGroup().id, '/prod')",
    "equals(indexOf(resourceGroup().name, 'prod'), 0)",
    "greater(resourceGroup().name, 'm')",
)


def answer(question: str) -> Any:
    vault = {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv", "properties": {"a": f"[{question}]"}}
    return read_arm({"resources": [vault]}, name="t.json").resources[0].body["properties"]["a"]


@pytest.mark.parametrize(("question", "expected"), SURE, ids=str)
def test_a_sure_answer(question: str, expected: bool) -> None:
    assert answer(question) is expected


@pytest.mark.parametrize("question", OPEN)
def test_an_open_question(question: str) -> None:
    found = answer(question)
    assert isinstance(found, Unresolved)
    assert "where the template is deployed" in found.reason


def test_a_name_is_still_a_text() -> None:
    vault = {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "[resourceGroup().name]", "properties": {}}
    vault["properties"] = {"a": "[resourceGroup().name]", "b": "[concat(resourceGroup().name, '-x')]"}
    found = read_arm({"resources": [vault]}, name="t.json").resources[0]
    assert (found.name, found.body["properties"]) == ("resource-group", {"a": "resource-group", "b": "resource-group-x"})
    assert type(found.name) is type(found.body["properties"]["a"]) is str


@pytest.mark.parametrize(
    ("version", "shown"), [("2024-05-01-preview", "2024-05-01-preview"), ("latest", "(latest)"), (None, "2018-03-01-hybrid")]
)
def test_a_version_that_is_no_date_is_the_oldest(version: str | None, shown: str) -> None:
    vault = {"type": "Microsoft.KeyVault/vaults", "apiVersion": version, "name": "kv", "properties": {}}
    found = read_arm({"resources": [vault], "apiProfile": "2018-03-01-hybrid"}, name="t.json").resources[0].api_version
    assert found == shown
    assert (found < "2021-06-01") is (shown != "2024-05-01-preview")
