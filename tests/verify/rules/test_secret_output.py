from __future__ import annotations

from typing import Any

import pytest

from enclave.importers.arm import read_arm
from enclave.verify import verify
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.rules.secret_output import RULE

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
KEYS = "listKeys(resourceId('Microsoft.Storage/storageAccounts', 'st'), '2024-01-01').keys[0].value"


def told(resources: Any = (), **outputs: Any) -> list[tuple[str, str, bool]]:
    document = {
        "$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources), "outputs": outputs,
        "parameters": {"p": {"type": "secureString"}, "x": {"type": "string"}},
    }
    return [tuple(each) for each in RULE.check(World(Estate(read_arm(document, name="t.json"))))]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("string", f"[{KEYS}]", "output found: keys of a service are written into it"),
        ("String", f"[concat('AccountKey=', {KEYS})]", "output found: keys of a service are written into it"),
        ("string", "[parameters('p')]", "output found: a secure parameter is written into it"),
        ("string", "[format('Password={0}', parameters('p'))]", "output found: a secure parameter is written into it"),
        ("object", {"inner": {"apiKey": f"[{KEYS}]"}}, "output apiKey: keys of a service are written into it"),
        ("array", ["a", f"[{KEYS}]"], "output found: keys of a service are written into it"),
        ("secureString", f"[{KEYS}]", None),
        ("SecureObject", {"a": "[parameters('p')]"}, None),
        ("string", "[resourceId('Microsoft.Storage/storageAccounts', 'st')]", None),
        ("string", "[parameters('x')]", None),
        ("string", "[nosuchfunction(", None),
    ],
)
def test_what_an_output_tells(kind: str, value: Any, expected: str | None) -> None:
    found = told(found={"type": kind, "value": value})
    assert found == ([("t.json#/outputs/found", expected, False)] if expected else [])


def test_a_name_like_a_secret_with_a_value_that_nobody_gave_is_unknown() -> None:
    (found,) = told(accessToken={"type": "string", "value": "[parameters('x')]"})
    assert found[2]
    assert "cannot be evaluated" in found[1]


def test_nested_deployments_tell_too() -> None:
    assert [place for place, _, _ in told(RULE.fails)] == ["t.json#/resources/0/properties/template/outputs/searchKey"]
    assert told(RULE.passes) == []


def test_the_finding_says_where_the_output_stands() -> None:
    document = {
        "$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [], "outputs": {"key": {"type": "string", "value": f"[{KEYS}]"}},
    }
    (found,) = [each for each in verify(read_arm(document, name="t.json")).findings if each.rule == RULE.id]
    assert (found.location, found.unknown) == ("t.json#/outputs/key", False)
