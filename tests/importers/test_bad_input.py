"""Bad input of every kind: a message with its place, exit code 2, and bounded time and memory."""

from __future__ import annotations

import codecs
import gzip
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from enclave.cli.main import main
from enclave.errors import InputError
from enclave.importers import values
from enclave.importers.arm import read_arm
from enclave.importers.observed import read_observed
from enclave.importers.terraform.read import read_plan

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
SECONDS = 20.0
"""Far above what any of them takes on a busy machine."""


def template(*resources: Any, **more: Any) -> str:
    return json.dumps({"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources), **more})


def vault(**fields: Any) -> dict[str, Any]:
    return {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv", "properties": {}, **fields}


DEEP = "[" + "concat(" * 50_000 + "'x'" + ")" * 50_000 + "]"
CIRCLE = {"a": "[variables('b')]", "b": "[variables('c')]", "c": "[variables('a')]"}
MILLION = vault(name="[concat('kv', copyIndex())]", copy={"name": "c", "count": 1_000_000})
PLAN = '{"format_version": "1.2", "planned_values": {"root_module": {"resources": [%s]}}}'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory that the command runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command says when it refuses an input."""
    started = time.process_time()
    with pytest.raises(SystemExit) as stopped:
        main(["verify", *arguments])
    printed = capsys.readouterr()
    assert stopped.value.code == 2, printed.err
    assert printed.out == ""
    assert "internal error" not in printed.err
    assert time.process_time() - started < SECONDS
    return printed.err


@pytest.mark.parametrize(("text", "said"), [
    ("{", "t.json:1:2: not valid JSON"),
    ('{"a": 1,,}', "t.json:1:9: not valid JSON"),
    ("[" * 200_000, "nested more than 96 levels deep"),
    ('{"a":' * 200_000, "nested more than 96 levels deep"),
    ('"just a text"', "not an ARM template"),
    ("null", "not an ARM template"),
    ('{"resources": "x"}', "t.json"),
    (template(vault(value=DEEP)), "t.json#/resources/0/value"),
    (template(vault(name="[variables('a')]"), variables=CIRCLE), "refers to itself"),
    (template(vault(dependsOn=["b"]), vault(name="b", dependsOn=["c"]), vault(name="c", dependsOn=["[concat('k', 'v')]"])),
     "t.json#/resources/0: resources wait for each other: `kv` -> `b` -> `c` -> `kv`"),
    (template(MILLION), "copies 1000000 times"),
    (template(vault(copy={"name": "c", "count": -1})), "copies -1 times"),
    (template(vault(properties={"copy": [{"name": "x", "count": 1_000_000, "input": 1}]})), "copies 1000000 times"),
    (template({"name": "x"}), "t.json#/resources/0"),
    (template("x"), "a resource is not an object"),
    (template(vault(name=None)), "a resource has no name"),
    ('{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#", "parameters": {}}', "--parameters"),
    (PLAN % "", "--terraform-plan"),
])
def test_a_template_that_is_none(text: str, said: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "t.json").write_text(text, encoding="utf-8")
    assert said in refused(capsys, "--arm", "t.json")


@pytest.mark.parametrize(("text", "said"), [
    ("", "not valid JSON"),
    ("[]", "not a Terraform plan"),
    ('{"format_version": "1.2", "resource_changes": []}', "no `planned_values`"),
    ('{"format_version": "1.0", "terraform_version": "1.9", "values": {}}', "this is a state"),
    (PLAN % "null", "p.json#/planned_values/root_module/resources/0: is not an object"),
    (PLAN % '{"address": "a.b"}', "needs an `address`, a `type` and a `name`"),
    (PLAN % '{"address": "a.b", "type": "a", "name": "b", "values": ["x"]}', "resources/0/values: is not an object"),
    ("[" * 100_000, "nested more than 200 levels deep"),
])
def test_a_plan_that_is_none(text: str, said: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "p.json").write_text(text, encoding="utf-8")
    assert said in refused(capsys, "--terraform-plan", "p.json")


@pytest.mark.parametrize(("text", "said"), [
    ("7", "not an export of resources"),
    ("{}", "neither `data`, `value` nor `resources`"),
    ('[{"name": "x"}]', "needs an `id`"),
    ('[{"id": "x"}]', "is not the id of a resource"),
    ('{"data": [], "skipToken": "x"}', "only the first page"),
    ('{"$schema": "x", "resources": []}', "`--arm`"),
])
def test_an_export_that_is_none(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "e.json"
    export.write_text(text, encoding="utf-8")
    assert said in refused(capsys, "--observed", str(export))


@pytest.mark.parametrize("option", ["--arm", "--terraform-plan", "--observed"])
def test_a_file_of_a_hundred_megabytes_is_not_read(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(100 * 2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "has 100 MB, more than the" in refused(capsys, option, str(large))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


BICEP = "param place string\n\nresource kv 'Microsoft.KeyVault/vaults@2023-07-01' = {\n  name: 'kv'\n}\n"


@pytest.mark.parametrize(("data", "said"), [
    (b"", "the file is empty"), (b" \n", "the file is empty"),
    (BICEP.encode(), "t.json:1:1: not valid JSON: expecting value\n  this looks like Bicep"),
    (b"using './main.bicep'\nparam n = 1\n", "this looks like a Bicep parameter file"),
    (b'resource "azurerm_key_vault" "kv" {\n  name = "kv"\n}\n', "this looks like Terraform's language"),
    (b"\x1b[1mTerraform will perform the following actions:\x1b[0m\n", "what Terraform tells people"),
    (b"Initializing the backend...\n{}\n", "what Terraform tells people"),
    (b'{"@level":"info","type":"version"}\n{"@level":"info"}\n', "the messages of `terraform plan -json`"),
    (b"AWSTemplateFormatVersion: '2010-09-09'\n", "CloudFormation"),
    (b"enclave: v1\nname: x\n", "this looks like an enclave.yaml"),
    (b"<!DOCTYPE html>", "this looks like a web page"),
    (template(vault()).encode("utf-16")[:-1], "not a text file in UTF-8 or UTF-16"),
    (gzip.compress(template(vault()).encode(), mtime=0), "unpack it with `gunzip`"),
    (b"PK\x03\x04\xff", "`terraform plan -out` saves"),
    (b"\xe4", "save it as UTF-8"),
], ids=repr)
@pytest.mark.parametrize("option", ["--arm", "--terraform-plan", "--observed"])
def test_what_is_no_json_is_told_by_what_it_looks_like(
    option: str, data: bytes, said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "t.json").write_bytes(data)
    assert said in refused(capsys, option, "t.json")


@pytest.mark.parametrize("written", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE], ids=repr)
def test_a_mark_at_the_beginning_of_a_file_is_no_fault(written: bytes, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The `>` of older PowerShell writes UTF-16 with such a mark."""
    codec = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[written]
    (here / "t.json").write_bytes(written + template(vault()).encode(codec))
    (here / "link.json").symlink_to("t.json")
    with pytest.raises(SystemExit) as stopped:
        main(["verify", "--arm", "link.json"])
    assert stopped.value.code == 1
    assert capsys.readouterr().err == ""


def test_no_more_is_read_of_what_has_no_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert "has more than the 16 MB that are read" in refused(capsys, "--arm", "/dev/zero")


@pytest.mark.parametrize("text", [
    '"\\' * 1_000_000, "/* " * 1_000_000, '{"resources": [], "x": "' + 'a"/*' * 500_000, "[" + "1," * 1_000_000,
], ids=["text", "comment", "text and comment", "list"])
def test_what_is_not_closed_is_read_once(text: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "t.json").write_text(text, encoding="utf-8")
    assert "t.json:1:" in refused(capsys, "--arm", "t.json")


TYPED = {"n": {"type": "string"}, "c": {"type": "int", "defaultValue": 1}, "o": {"type": "Object", "defaultValue": {}},
         "b": {"type": "bool", "defaultValue": True}, "l": {"type": "array", "defaultValue": []},
         "s": {"type": "secureString", "defaultValue": ""}}


@pytest.mark.parametrize(("given", "said"), [
    ({"n": 5}, "n: the parameter `n` is of type `string`, and its value is a whole number"),
    ({"n": ["a"]}, "n: the parameter `n` is of type `string`, and its value is a list"),
    ({"n": "x", "c": "7"}, "c: the parameter `c` is of type `int`, and its value is a text"),
    ({"n": "x", "c": True}, "c: the parameter `c` is of type `int`, and its value is true or false"),
    ({"n": "x", "c": 1.5}, "c: the parameter `c` is of type `int`, and its value is a broken number"),
    ({"n": "x", "b": "true"}, "b: the parameter `b` is of type `bool`, and its value is a text"),
    ({"n": "x", "o": "{}"}, "o: the parameter `o` is of type `Object`, and its value is a text"),
    ({"n": "x", "l": {}}, "l: the parameter `l` is of type `array`, and its value is an object"),
    ({"n": "x", "s": 1}, "s: the parameter `s` is of type `secureString`, and its value is a whole number"),
    ({"n": "x", "z": 1}, "z: the template has no parameter `z`"),
])
def test_parameters_of_other_types(given: dict[str, Any], said: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "t.json").write_text(template(vault(name="[parameters('n')]"), parameters=TYPED), encoding="utf-8")
    (here / "p.json").write_text(json.dumps({"parameters": {key: {"value": value} for key, value in given.items()}}), encoding="utf-8")
    assert f"p.json#/parameters/{said}" in refused(capsys, "--arm", "t.json", "--parameters", "p.json")


@pytest.mark.parametrize(("text", "said"), [
    ("", "p.json:1:1: not valid JSON"), ("[]", "p.json: the parameters are not an object"),
    ('{"parameters": null}', "p.json#/parameters: the parameters are not an object"),
    ('{"parameters": {"n": "x"}}', "p.json#/parameters/n: the parameter `n` has neither a value nor a reference"),
])
def test_a_parameter_file_that_is_none(text: str, said: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "t.json").write_text(template(vault(name="[parameters('n')]"), parameters=TYPED), encoding="utf-8")
    (here / "p.json").write_text(text, encoding="utf-8")
    assert said in refused(capsys, "--arm", "t.json", "--parameters", "p.json")


def test_parameters_of_their_types_and_none() -> None:
    given = {"n": "x", "c": 2, "o": {"a": 1}, "b": False, "l": [1], "s": None}
    graph = read_arm(template(vault(name="[parameters('n')]"), parameters=TYPED), given, name="t.json")
    assert graph.resources[0].name == "x"


@pytest.mark.parametrize(("variables", "place"), [
    ({"x": "y"} | {f"v{n}": f"[createArray(variables('v{n - 1}'), variables('v{n - 1}'))]" for n in range(1, 30)} | {"v0": ["x"]},
     "t.json#/variables/v1"),
    ({"v29": {"copy": [{"name": "a", "count": 800, "input": {"copy": [{"name": "b", "count": 800, "input": "[range(0, 100)]"}]}}]}},
     "t.json#/variables/v29"),
])
def test_what_takes_too_much_is_told_with_its_place(variables: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError, match=r"more than|too much work") as stopped:
        read_arm(template(vault(properties={"x": "[variables('v29')]"}), variables=variables), name="t.json")
    assert stopped.value.where.startswith(place)


@pytest.mark.parametrize("option", ["--arm", "--terraform-plan", "--observed"])
def test_a_directory_is_no_file(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cannot read" in refused(capsys, option, str(tmp_path))


def test_loops_inside_loops_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "MOST_STEPS", 300_000)
    inner: Any = "x"
    for name in "abcde":
        inner = {"copy": [{"name": name, "count": 700, "input": inner}]}
    started = time.process_time()
    with pytest.raises(InputError, match=r"too much work|more than"):
        read_arm(template(vault(properties=inner)), name="t.json")
    assert time.process_time() - started < SECONDS


def test_texts_that_double_are_stopped() -> None:
    variables = {"v0": "x" * 100} | {f"v{n}": f"[concat(variables('v{n - 1}'), variables('v{n - 1}'))]" for n in range(1, 60)}
    graph = read_arm(template(vault(properties={"x": "[variables('v59')]"}), variables=variables), name="t.json")
    assert "more than" in str(graph.resources[0].body)


def test_references_of_a_plan_that_go_in_a_circle() -> None:
    rows = [
        {"address": f"azurerm_subnet.{name}", "type": "azurerm_subnet", "name": name, "values": {"name": name, "resource_group_name": "rg"}}
        for name in "ab"
    ]
    written = [
        {"mode": "managed", "type": "azurerm_subnet", "name": name,
         "expressions": {"virtual_network_name": {"references": [f"azurerm_subnet.{other}.name", f"azurerm_subnet.{other}"]}}}
        for name, other in ("ab", "ba")
    ]
    document = {"format_version": "1.2", "planned_values": {"root_module": {"resources": rows}},
                "configuration": {"root_module": {"resources": written}}}
    assert len(read_plan(document, name="p.json").resources) == 2


def test_many_resources_of_a_plan_take_time_in_proportion(cpu_seconds: Callable[[Callable[[], object]], float]) -> None:
    def read(count: int) -> None:
        rows = [{"address": f"azurerm_key_vault.k[{n}]", "type": "azurerm_key_vault", "name": "k", "index": n,
                 "values": {"name": f"kv{n}", "resource_group_name": "rg"}} for n in range(count)]
        read_plan({"planned_values": {"root_module": {"resources": rows}}}, name="p.json")

    assert cpu_seconds(lambda: read(4_000)) < 24 * cpu_seconds(lambda: read(500))


def test_a_deeply_nested_export_is_refused() -> None:
    with pytest.raises(InputError, match="levels deep"):
        read_observed("[" * 500 + "]" * 500, name="e.json")
