"""Bicep: nothing is found by the rules of the linter and of the compiler that can be checked; and each rule can find something."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

HEAD = "resource one 'A.B/c@2025-01-01' = {\n  name: 'one'\n"
CHILD = "resource one 'A.B/c/d@2025-01-01' = {\n"


@pytest.mark.parametrize("name", ["bank", *(pytest.param(name, marks=pytest.mark.long) for name in ("hospital", "ministry", "everything"))])
def test_nothing_is_found(
    printed: Callable[[str, str], dict[str, str]], bicep_parser: ModuleType, bicep_linter: ModuleType, azure_types: Any, name: str
) -> None:
    files = printed(name, "bicep")
    assert bicep_linter.lint(files, bicep_parser) == []
    assert bicep_linter.check_types(files, bicep_parser, azure_types[1]) == []


@pytest.mark.parametrize(("rule", "text"), [
    ("no-unused-params", "@description('x')\nparam x string\n"),
    ("no-unused-vars", "var x = 1\n"),
    ("no-unused-existing-resources", "resource one 'A.B/c@2025-01-01' existing = {\n  name: 'one'\n}\n"),
    ("use-description-parameters", f"param x string\n\n{HEAD}  kind: x\n}}\n"),
    ("secure-secrets-in-params", f"@description('x')\nparam adminPassword string\n\n{HEAD}  kind: adminPassword\n}}\n"),
    ("outputs-should-not-contain-secrets", "@secure()\n@description('x')\nparam x string\n\n@description('x')\noutput y string = x\n"),
    ("adminusername-should-not-be-literal", f"{HEAD}  properties: {{\n    osProfile: {{\n      adminUsername: 'root'\n    }}\n  }}\n}}\n"),
    ("use-stable-vm-image", f"{HEAD}  imageReference: {{\n    sku: 'preview'\n  }}\n}}\n"),
    ("no-hardcoded-location", f"{HEAD}  location: 'westeurope'\n}}\n"),
    ("BCP029", "resource one 'A.B/c@' = {\n  name: 'one'\n}\n"),
    ("BCP081", "resource one 'Microsoft.Graph/groups@v1.0' = {\n  name: 'one'\n}\n"),
    ("BCP007", "var module = 1\n"),
    ("BCP169", f"{CHILD}  name: 'a/b/c'\n}}\n"),
    ("BCP169", f"{CHILD}  name: 'a'\n}}\n"),
    ("use-parent-property", f"{HEAD}}}\n\nresource two 'A.B/c/d@2025-01-01' = {{\n  name: '${{one.name}}/a'\n}}\n"),
    ("use-stable-resource-identifiers", "resource one 'A.B/c@2025-01-01' = {\n  name: newGuid()\n}\n"),
    ("no-unnecessary-dependson",
     f"{HEAD}}}\n\nresource two 'A.B/c@2025-01-01' = {{\n  name: 'two'\n  kind: one.id\n  dependsOn: [\n    one\n  ]\n}}\n"),
    ("simplify-interpolation", f"@description('x')\nparam x string\n\n{HEAD}  kind: '${{x}}'\n}}\n"),
    ("prefer-interpolation", f"{HEAD}  kind: concat('a', 'b')\n}}\n"),
    ("no-explicit-any", f"{HEAD}  kind: any('a')\n}}\n"),
    ("no-hardcoded-env-urls", f"{HEAD}  kind: 'https://vault.azure.net'\n}}\n"),
    ("decompiler-cleanup", "var x_var = 1\n"),
    ("max-outputs", "".join(f"@description('x')\noutput x{number} int = 1\n" for number in range(65))),
])
def test_each_rule_finds_what_it_is_for(bicep_parser: ModuleType, bicep_linter: ModuleType, rule: str, text: str) -> None:
    assert [one for one in bicep_linter.lint({"main.bicep": text}, bicep_parser) if one.startswith(f"main.bicep: {rule} ")]


def test_arguments_are_held_against_the_module(bicep_parser: ModuleType, bicep_linter: ModuleType) -> None:
    module = "targetScope = 'subscription'\n\n@description('x')\nparam x string\n\n@description('x')\noutput y string = x\n"
    call = "module one 'one.bicep' = {\n  params: {\n    z: 'x'\n  }\n}\n"
    found = bicep_linter.lint({"main.bicep": call, "one.bicep": module}, bicep_parser)
    assert {one.split()[1] for one in found} == {"BCP035", "BCP037", "BCP134"}


@pytest.mark.parametrize(("kind", "is_found"), [("string", True), ("'Gold'", True), ("'Automatic' | 'Manual'", False)])
def test_a_text_is_too_wide_for_a_word_of_a_closed_list(
    bicep_parser: ModuleType, bicep_linter: ModuleType, azure_types: Any, kind: str, is_found: bool
) -> None:
    text = (f"@description('x')\nparam x {kind}\n\nresource one 'Microsoft.Compute/virtualMachineScaleSets@2026-04-01' = {{\n"
            "  name: 'one'\n  properties: {\n    upgradePolicy: {\n      mode: x\n    }\n  }\n}\n")
    found = bicep_linter.check_types({"main.bicep": text}, bicep_parser, azure_types[1])
    assert [one.split()[1] for one in found] == (["BCP036"] if is_found else [])


@pytest.mark.parametrize("kind", ["Microsoft.Compute/virtualMachineScaleSets@2020-13-01", "Microsoft.Nowhere/things@2025-01-01"])
def test_types_and_versions_that_azure_does_not_have_are_found(
    bicep_parser: ModuleType, bicep_linter: ModuleType, azure_types: Any, kind: str
) -> None:
    text = f"resource one '{kind}' = {{\n  name: 'one'\n}}\n"
    assert [one.split()[1] for one in bicep_linter.check_types({"main.bicep": text}, bicep_parser, azure_types[1])] == ["BCP081"]
