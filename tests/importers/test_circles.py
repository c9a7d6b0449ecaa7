"""Resources that wait for each other are refused with the circle and its places; what Resource Manager deploys is not."""

from __future__ import annotations

import time
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.importers.arm import read_arm

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
VAULTS = "Microsoft.KeyVault/vaults"


def template(*resources: Any, **more: Any) -> dict[str, Any]:
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources), **more}


def symbolic(**resources: Any) -> dict[str, Any]:
    return {**template(), "languageVersion": "2.0", "resources": resources}


def vault(name: str, asked: str = "", **fields: Any) -> dict[str, Any]:
    properties = {"vaultUri": f"[{asked}]"} if asked else {}
    return {"type": VAULTS, "apiVersion": "2023-07-01", "name": name, "properties": properties, **fields}


def module(name: str, inner: dict[str, Any], scope: str | None = "inner", parameters: Any = None, **fields: Any) -> dict[str, Any]:
    options = {"expressionEvaluationOptions": {"scope": scope}} if scope else {}
    properties = {**options, "mode": "Incremental", "template": inner, "parameters": parameters or {}}
    return {"type": "Microsoft.Resources/deployments", "apiVersion": "2022-09-01", "name": name, "properties": properties, **fields}


def by_id(name: str, *more: str) -> str:
    versions = "".join(f", '{each}'" for each in more)
    return f"reference(resourceId('{VAULTS}', '{name}'){versions}).vaultUri"


OF_A, OF_B = f"[{by_id('a')}]", f"[{by_id('b')}]"
LOOP = {"name": "many", "count": 3}
TELLS = {"outputs": {"told": {"type": "string", "value": "x"}}}
PASSES = {"parameters": {"p": {"type": "string"}}, "outputs": {"told": {"type": "string", "value": "[parameters('p')]"}}}
TOLD = "reference('{}').outputs.told.value"

CIRCLES: dict[str, tuple[dict[str, Any], str]] = {
    "by id": (template(vault("a", by_id("b")), vault("b", by_id("a"))), "`a` -> `b` -> `a`"),
    "by name": (template(vault("a", "reference('b').vaultUri"), vault("b", "reference('a').vaultUri")), "`a` -> `b` -> `a`"),
    "one by reference, one written": (template(vault("a", by_id("b")), vault("b", dependsOn=["a"])), "`a` -> `b` -> `a`"),
    "written": (template(vault("a", dependsOn=["b"]), vault("b", dependsOn=[f"[resourceId('{VAULTS}', 'a')]"])), "`a` -> `b` -> `a`"),
    "four": (template(vault("x"), *(vault(f"v{n}", by_id(f"v{(n + 1) % 4}")) for n in range(4))), "`v0` -> `v1` -> `v2` -> `v3` -> `v0`"),
    "itself": (template(vault("a", by_id("a"))), "`a` waits for itself"),
    "keys": (template(vault("a", f"listKeys('{VAULTS}/b', '2023-07-01').key"), vault("b", by_id("a"))), "`a` -> `b` -> `a`"),
    "through a variable": (
        template(vault("a", "variables('of_b')"), vault("b", by_id("a")), variables={"of_b": OF_B}), "`a` -> `b` -> `a`"),
    "through a variable twice": (
        template(vault("x", "variables('of_b')"), vault("a", "variables('of_b')"), vault("b", by_id("a")), variables={"of_b": OF_B}),
        "`a` -> `b` -> `a`"),
    "by symbolic names": (
        symbolic(one=vault("a", "reference('two').vaultUri"), two=vault("b", "reference('one').vaultUri")), "`a` -> `b` -> `a`"),
    "through an existing one": (
        symbolic(one=vault("a", "reference('old').vaultUri"), old=vault("o", existing=True, dependsOn=["two"]), two=vault("b", by_id("a"))),
        "`a` -> `o` -> `b` -> `a`"),
    "through an output": (
        template(vault("a", TOLD.format("m")), module("m", template(**TELLS), dependsOn=[f"[resourceId('{VAULTS}', 'a')]"])),
        "`a` -> `m` -> `a`"),
    "through what a deployment is given": (
        template(vault("a", TOLD.format("m")), module("m", template(**PASSES), parameters={"p": {"value": OF_A}})),
        "`a` -> `m` -> `a`"),
    "through what a deployment is given and does not use": (
        template(vault("a", TOLD.format("m")),
                 module("m", template(**TELLS, parameters={"p": {"type": "string"}}), parameters={"p": {"value": OF_A}})),
        "`a` -> `m` -> `a`"),
    "through a resource in a deployment of outer scope": (
        template(vault("a", TOLD.format("m")), module("m", template(vault("inside", by_id("a")), **TELLS), scope=None)),
        "`a` -> `m` -> `a`"),
    "through an output that asks": (
        template(vault("a", TOLD.format("m")), module("m", template(outputs={"told": {"type": "string", "value": OF_A}}), scope=None)),
        "`a` -> `m` -> `a`"),
    "in a nested deployment": (
        template(module("m", template(vault("a", by_id("b")), vault("b", by_id("a"))))), "`a` -> `b` -> `a`"),
    "over loops": (
        template(vault("a", "references('many')[0].vaultUri"), vault("[concat('m', copyIndex())]", by_id("a"), copy=LOOP)),
        "`a` -> `m0` -> `a`"),
    "names that are the same": (
        template(vault("a", "reference('Microsoft.Storage/storageAccounts/a').x"),
                 {**vault("a", by_id("a")), "type": "Microsoft.Storage/storageAccounts"}),
        f"`{VAULTS}/a` -> `Microsoft.Storage/storageAccounts/a` -> `{VAULTS}/a`"),
}
DEPLOYED: dict[str, dict[str, Any]] = {
    "a chain": template(vault("a", by_id("b")), vault("b", by_id("c")), vault("c")),
    "its own settings as they are": template(vault("a", by_id("a", "2023-07-01"))),
    "each other's settings as they are": template(vault("a", by_id("b", "2023-07-01", "full")), vault("b", by_id("a", "2023-07-01"))),
    "itself, as a published template has it": template(vault("a", dependsOn=[f"[resourceId('{VAULTS}', 'a')]"])),
    "a child that asks for its parent": template(vault("a"), {
        **vault("a/s", by_id("a"), dependsOn=["a"]), "type": f"{VAULTS}/secrets"}),
    "a parent that asks for its child": template({**vault("a", f"reference(resourceId('{VAULTS}/secrets', 'a', 's')).x"), "resources": [
        {"type": "secrets", "apiVersion": "2023-07-01", "name": "s", "properties": {"value": "x"}}]}),
    "an id is no reference": template(vault("a", f"resourceId('{VAULTS}', 'b')"), vault("b", f"resourceId('{VAULTS}', 'a')")),
    "what is not deployed": template(vault("a", by_id("b"), condition=False), vault("b", by_id("a"))),
    "what may not be deployed": template(
        vault("a", by_id("b"), condition="[parameters('p')]"), vault("b", dependsOn=["a"]), parameters={"p": {"type": "bool"}}),
    "the branch that is not taken": template(vault("a", f"if(true(), 'x', {by_id('b')})"), vault("b", by_id("a"))),
    "one branch or the other": template(
        vault("a", f"if(parameters('p'), {by_id('b')}, 'x')"), vault("b", f"if(parameters('p'), 'x', {by_id('a')})"),
        parameters={"p": {"type": "bool"}}),
    "outputs ask for what they like": template(
        vault("a", by_id("b")), vault("b"), outputs={"o": {"type": "string", "value": OF_A}}),
    "one after the other": template(
        {**vault("[concat('m', copyIndex())]"), "copy": {"name": "many", "count": 4}, "dependsOn": ["[concat('m', sub(copyIndex(), 1))]"]}),
    "an existing one of the same id": symbolic(
        one=vault("a", "reference('old').vaultUri"), old=vault("a", existing=True)),
    "deployed again with what it was": template(
        module("first", template(vault("a"), **TELLS)),
        vault("b", TOLD.format("first")),
        module("again", template(vault("a", by_id("a", "2023-07-01"))), dependsOn=["b"])),
    "a name that means another inside": template(
        vault("a", TOLD.format("m")), vault("b"),
        module("m", template(vault("b", "parameters('p')"), vault("a", by_id("b")), **TELLS, parameters={"p": {"type": "string"}}),
               parameters={"p": {"value": OF_B}})),
    "outputs that go one way": template(
        module("m", template(vault("a"), **TELLS)), module("n", template(**PASSES), parameters={"p": {"value": f"[{TOLD.format('m')}]"}})),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_who_waits_for_whom_in_a_circle(name: str) -> None:
    document, circle = CIRCLES[name]
    with pytest.raises(InputError) as refused:
        read_arm(document, name="t.json")
    assert circle in refused.value.message
    assert refused.value.where.startswith("t.json#/resources/")
    assert "t.json#/resources/" in (refused.value.hint or "")


@pytest.mark.parametrize("name", DEPLOYED)
def test_what_is_deployed_is_read(name: str) -> None:
    assert read_arm(DEPLOYED[name], name="t.json").resources


def test_outputs_that_need_each_other_are_refused_with_the_way_round() -> None:
    given = {name: {"p": {"value": f"[{TOLD.format(other)}]"}} for name, other in (("m", "n"), ("n", "m"))}
    document = template(module("m", template(**PASSES), parameters=given["m"]), module("n", template(**PASSES), parameters=given["n"]))
    with pytest.raises(InputError, match=r"refers to itself: `p` -> `told` -> `p` -> `told` -> `p`"):
        read_arm(document, name="t.json")


def test_a_long_circle_is_told_in_few_words_and_found_soon() -> None:
    document = template(*(vault(f"v{n}", by_id(f"v{(n + 1) % 800}")) for n in range(800)))
    started = time.process_time()
    with pytest.raises(InputError, match=r"`v0` -> `v1` -> `v2` -> `v3` -> `v4` -> \.\.\. -> `v0`"):
        read_arm(document, name="t.json")
    assert time.process_time() - started < 5


def test_what_is_asked_for_often_through_values_is_no_burden() -> None:
    values = {"v0": OF_B} | {f"v{n + 1}": f"[createArray(variables('v{n}')[0], variables('v{n}')[0])]" for n in range(60)}
    assert read_arm(template(vault("a", "variables('v60')"), vault("b"), variables=values), name="t.json").resources
