"""What code scanning takes of a log, and the standard's own validator on what we write."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from enclave import sarif
from enclave.cli.main import main
from enclave.sarif import SHOWN, uri, write

SCORES = {"low": "3.0", "high": "8.0", "worst": "9.5"}
RULES = [{"id": name, "properties": {"security-severity": score, "tags": ["security"]}} for name, score in SCORES.items()]
LEVEL = {"low": "note", "high": "error", "worst": "error"}
PLACE = {"physicalLocation": {"artifactLocation": {"uri": "t.json"}, "region": {"startLine": 1}}}


def result(rule: str, number: int = 0) -> dict[str, Any]:
    text = f"{rule} {number}"
    return {"ruleId": rule, "level": LEVEL[rule], "message": {"text": text}, "locations": [PLACE], "partialFingerprints": {"of/v1": text}}


def log(*results: dict[str, Any], said: list[str] | None = None) -> dict[str, Any]:
    (run,) = json.loads(write("t", "1.0.0", RULES, results, properties={"a": 1}, say=(said if said is not None else []).append))["runs"]
    return dict(run)


def told(run: dict[str, Any]) -> list[str]:
    return [result["message"]["text"] for result in run["results"]]


def test_what_fits_is_written_as_it_came_and_a_line_each() -> None:
    said: list[str] = []
    results = [result("low"), result("worst"), result("high")]
    run = log(*results, said=said)
    assert told(run) == ["low 0", "worst 0", "high 0"]
    assert run["invocations"] == [{"executionSuccessful": True}]
    assert run["properties"] == {"a": 1}
    assert said == []
    lines = write("t", "1.0.0", RULES, results).splitlines()
    assert sum(line.startswith('{"ruleId"') for line in lines) == 3
    assert log()["results"] == []


def test_of_too_many_the_worst_are_kept_and_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST", 3)
    said: list[str] = []
    run = log(result("low"), result("high", 1), result("worst"), result("high", 2), said=said)
    assert told(run) == ["worst 0", "high 1", "high 2"]
    assert len(said) == 1
    assert said[0].startswith("SARIF: 1 of 4 results are left out")
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["high", "worst"], "a rule of which nothing is left is left out"
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == ["worst", "high", "high"]
    # a log that is not whole is never read as a clean one
    assert run["invocations"][0]["toolExecutionNotifications"] == [{"level": "error", "message": {"text": said[0]}}]


def test_of_too_much_as_many_as_can_be_sent_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "PACKED", 60_000)
    monkeypatch.setattr(sarif, "SPARE", 20_000)
    results = [result("low", number) | {"properties": {"noise": os.urandom(500).hex()}} for number in range(200)] + [result("worst")]
    said: list[str] = []
    text = write("t", "1.0.0", RULES, results, say=said.append)
    found = told(json.loads(text)["runs"][0])
    assert len(gzip.compress(text.encode())) <= 60_000
    assert 50 < len(found) < 150
    assert found[0] == "worst 0"
    assert len(said) == 1
    small = [result("low", number) | {"properties": {"noise": "the same " * 60}} for number in range(200)]
    assert len(log(*small)["results"]) == 200, "what packs well fits"


def test_what_is_taken_and_not_shown_is_said() -> None:
    said: list[str] = []
    assert len(log(*(result("low", number) for number in range(SHOWN + 1)), said=said)["results"]) == SHOWN + 1
    assert said == ["SARIF: code scanning shows the 5,000 most severe of 5,001 results"]


def test_files_by_their_names(tmp_path: Path) -> None:
    assert uri("a b#c?.json") == "a%20b%23c%3F.json"
    assert uri(str(tmp_path / "x.json")) == (tmp_path / "x.json").as_uri()


VAULT = {"type": "Microsoft.KeyVault/vaults", "apiVersion": "2023-07-01", "name": "kv", "location": "westeurope"}
ASSIGNMENT = {
    "type": "Microsoft.Authorization/roleAssignments", "apiVersion": "2022-04-01", "name": "11111111-0000-0000-0000-000000000001",
    "properties": {
        "principalId": "11111111-0000-0000-0000-000000000002",
        "roleDefinitionId": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635')]",
    },
}  # fmt: skip
TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0",
    "parameters": {"access": {"type": "string"}},
    "resources": [VAULT | {"properties": {"publicNetworkAccess": "[parameters('access')]"}}, ASSIGNMENT],
}  # fmt: skip
PLAN = {"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [
    {"address": "azurerm_key_vault.kv", "mode": "managed", "type": "azurerm_key_vault", "name": "kv", "provider_name": "registry/azurerm",
     "values": {"name": "kv", "resource_group_name": "rg", "location": "westeurope", "public_network_access_enabled": True}},
]}}}  # fmt: skip
REPORT = {
    "SchemaVersion": 2, "CreatedAt": "2026-11-21T10:00:00Z", "ArtifactName": "cr.azurecr.io/app:1", "ArtifactType": "container_image",
    "Metadata": {"OS": {"Family": "alpine", "Name": "3.20"}, "RepoDigests": ["cr.azurecr.io/app@sha256:" + "a1" * 32]},
    "Results": [{"Target": "cr.azurecr.io/app:1", "Class": "os-pkgs", "Type": "alpine", "Vulnerabilities": [
        {"VulnerabilityID": "CVE-2026-1", "PkgName": "zlib", "InstalledVersion": "1.2", "FixedVersion": "1.3", "Severity": "CRITICAL"},
        {"VulnerabilityID": "CVE-2026-2", "PkgName": "musl", "InstalledVersion": "1.2", "Severity": "LOW"},
    ]}],
}  # fmt: skip
WITHOUT_A_HOME = "does not provide 'informationUri'"
"""The one thing that the validator advises and nothing says: the tool has no page of its own."""


@pytest.fixture(scope="module")
def multitool(root: Path) -> Path:
    """Microsoft's SARIF Multitool, with the schema of the standard beside it."""
    found = root / ".tools" / "node" / "node_modules" / "@microsoft" / "sarif-multitool-linux"
    if not (found / "Sarif.Multitool").is_file():
        pytest.skip("not run: needs @microsoft/sarif-multitool-linux of npm (`make node`)")
    return found


@pytest.fixture
def complaints(multitool: Path, tmp_path: Path) -> Callable[[str], list[str]]:
    """What the schema, the standard's rules and code scanning's rules have against a log."""
    schema = json.loads((multitool / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    valid = Draft202012Validator(schema, format_checker=FormatChecker())

    def complain(text: str) -> list[str]:
        given, found = tmp_path / "given.sarif", tmp_path / "found.sarif"
        given.write_text(text, encoding="utf-8")
        command = [str(multitool / "Sarif.Multitool"), "validate", str(given), "--rule-kind", "Sarif;Ghas", "--output", str(found)]
        around = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        ran = subprocess.run(
            [*command, "--log", "ForceOverwrite"], capture_output=True, text=True, check=False, timeout=120, env=around,
        )  # fmt: skip
        assert found.is_file(), ran.stdout + ran.stderr
        (run,) = json.loads(found.read_text(encoding="utf-8"))["runs"]
        assert run["invocations"][0]["executionSuccessful"], ran.stdout
        lines = [line for line in ran.stdout.splitlines() if ": error " in line or ": warning " in line]
        assert len(lines) == len(run["results"]), ran.stdout
        return [error.message for error in valid.iter_errors(json.loads(text))] + [line for line in lines if WITHOUT_A_HOME not in line]

    return complain


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit):
        main([*arguments, "--format", "sarif"])
    return capsys.readouterr().out


@pytest.mark.long
def test_what_verify_writes_is_valid(
    complaints: Callable[[str], list[str]], root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = [root / "examples" / name / "enclave.yaml" for name in ("bank", "hospital", "ministry")]
    monkeypatch.chdir(tmp_path)
    unsafe = "\nnetwork:\n  unsafe_allow_public_egress: {reason: a trial}\n"
    Path("open ä.yaml").write_text(examples[0].read_text(encoding="utf-8").replace("\nnetwork:\n", unsafe), encoding="utf-8")
    Path("t.json").write_text(json.dumps(TEMPLATE, indent=1), encoding="utf-8")
    Path("plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    Path("p.json").write_text(json.dumps({"parameters": {"access": {"value": "Enabled"}}}), encoding="utf-8")
    runs = {
        **{str(path): (str(path),) for path in examples}, "opened": ("open ä.yaml",), "unknown": ("--arm", "t.json"),
        "refuted": ("--arm", "t.json", "--parameters", "p.json"), "plan": ("--terraform-plan", "plan.json"),
    }  # fmt: skip
    for name, arguments in runs.items():
        text = printed(capsys, "verify", *arguments)
        levels = {each["level"] for each in json.loads(text)["runs"][0]["results"]}
        assert complaints(text) == [], name
        assert ("error" in levels) == (name in {"opened", "refuted", "plan"} or "t.json" in arguments), name


@pytest.mark.long
def test_what_the_gate_writes_is_valid(
    complaints: Callable[[str], list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.json").write_text(json.dumps(REPORT), encoding="utf-8")
    Path("none.json").write_bytes(b"")
    text = printed(capsys, "images", "gate", "r.json", "none.json")
    assert len(json.loads(text)["runs"][0]["results"]) == 3
    assert complaints(text) == []


@pytest.mark.long
def test_a_log_that_is_not_whole_is_valid_and_the_validator_sees_what_is_wrong(
    complaints: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "MOST", 2)
    rules = [rule | {"shortDescription": {"text": "x."}, "fullDescription": {"text": "x."}, "help": {"text": "x."}} for rule in RULES]
    text = write("enclave", "1.0.0", rules, [result("low"), result("worst"), result("high")])
    assert complaints(text) == []
    for wrong, right in (
        ('"level":"error"', '"level":"fatal"'), ('"startLine":1', '"startLine":0'), ('"uri":"t.json"', '"uri":"t t.json"'),
        (',"locations":[', ',"locations":[],"related":['), ('"ruleIndex":', '"ruleIndex":7'),
    ):  # fmt: skip
        assert wrong in text
        assert complaints(text.replace(wrong, right)) != [], right
