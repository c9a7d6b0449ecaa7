from __future__ import annotations

import json
from pathlib import Path

import pytest

from enclave.cli.main import main

PUBLIC = "    unsafe_allow_public_access: {reason: pilot with a partner}\n"
TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"access": {"type": "string"}},
    "resources": [
        {
            "type": "Microsoft.KeyVault/vaults",
            "apiVersion": "2023-07-01",
            "name": "kv",
            "location": "westeurope",
            "properties": {"tenantId": "t", "sku": {"family": "A", "name": "standard"}, "publicNetworkAccess": "[parameters('access')]"},
        }
    ],
}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(["verify", *arguments])
    printed = capsys.readouterr()
    return int(stopped.value.code or 0), printed.out, printed.err


def opened(bank: Path, tmp_path: Path) -> Path:
    text = bank.read_text(encoding="utf-8").replace("  fraud-triage:\n", f"  fraud-triage:\n{PUBLIC}", 1)
    target = tmp_path / "opened.yaml"
    target.write_text(text, encoding="utf-8")
    return target


def test_the_bank_is_proved(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, str(bank))
    assert code == 0
    assert out.startswith(f"PROVED  {bank}\n")
    assert err == ""
    assert "\x1b" not in out


def test_one_line_changed_is_refuted_with_the_path(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, str(opened(bank, tmp_path)))
    assert code == 1
    assert "unsafe_allow_public_access: pilot with a partner" in err
    assert "REFUTED 1 no-internet-ingress: oai-contoso-bank-fraud-triage" in out
    assert "(o) internet" in out
    assert "publicNetworkAccess = Enabled" in out


def test_json_is_one_document_and_nothing_else(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, str(opened(bank, tmp_path)), "--format", "json")
    document = json.loads(out)
    assert (code, document["verdict"]) == (1, "refuted")
    assert "pilot with a partner" in err
    assert {result["number"] for result in document["obligations"] if result["verdict"] == "refuted"} == {1, 2}


def test_sarif_points_into_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = json.dumps(TEMPLATE, indent=2).replace("[parameters('access')]", "Enabled")
    Path("t.json").write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "--arm", "t.json", "--format", "sarif")
    results = json.loads(out)["runs"][0]["results"]
    place = next(result for result in results if result["ruleId"] == "no-internet-ingress")["locations"][0]["physicalLocation"]
    assert code == 1
    assert place["artifactLocation"]["uri"] == "t.json"
    assert text.splitlines()[place["region"]["startLine"] - 1].strip() == "{"
    assert "Microsoft.KeyVault/vaults" in text.splitlines()[place["region"]["startLine"]]


def test_sarif_of_a_spec_names_the_file(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(opened(bank, tmp_path)), "--format", "sarif")
    result = json.loads(out)["runs"][0]["results"][0]
    assert code == 1
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("/opened.yaml")
    assert result["codeFlows"][0]["threadFlows"][0]["locations"]


def test_an_export_of_what_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.KeyVault/vaults"
    export = tmp_path / "e.json"
    rows = [
        {"id": f"{base}/open", "type": "microsoft.keyvault/vaults", "properties": {"publicNetworkAccess": "Enabled"}},
        {"id": f"{base}/unsaid", "type": "microsoft.keyvault/vaults"},
    ]
    export.write_text(json.dumps({"data": rows}), encoding="utf-8")
    code, out, _ = run(capsys, "--observed", str(export), "--format", "json")
    results = [result for result in json.loads(out)["obligations"] if result["number"] == 1]
    verdicts = {result["subject"].rpartition("/")[2]: result["verdict"] for result in results}
    assert code == 1
    assert verdicts == {"open": "refuted", "unsaid": "unknown"}


def test_a_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.json"
    vault = {"name": "kv", "resource_group_name": "rg", "location": "westeurope", "public_network_access_enabled": True}
    row = {"address": "azurerm_key_vault.kv", "mode": "managed", "type": "azurerm_key_vault", "name": "kv", "values": vault}
    plan.write_text(json.dumps({"format_version": "1.2", "planned_values": {"root_module": {"resources": [row]}}}), encoding="utf-8")
    code, out, _ = run(capsys, "--terraform-plan", str(plan), "--format", "json")
    document = json.loads(out)
    assert code == 1
    assert {result["number"]: result["verdict"] for result in document["obligations"]}[1] == "refuted"
    assert document["findings"][0]["location"].endswith("plan.json#azurerm_key_vault.kv")


def test_markdown(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(bank), "--format", "markdown")
    assert code == 0
    assert out.startswith("# Verification of ")


@pytest.mark.parametrize(("access", "word"), [("Enabled", "refuted"), (None, "unknown")])
def test_somebody_elses_template(tmp_path: Path, capsys: pytest.CaptureFixture[str], access: str | None, word: str) -> None:
    template, parameters = tmp_path / "t.json", tmp_path / "p.json"
    template.write_text(json.dumps(TEMPLATE), encoding="utf-8")
    arguments = ["--arm", str(template), "--format", "json"]
    if access:
        parameters.write_text(json.dumps({"parameters": {"access": {"value": access}}}), encoding="utf-8")
        arguments += ["--parameters", str(parameters)]
    code, out, _ = run(capsys, *arguments)
    document = json.loads(out)
    verdicts = {result["number"]: result["verdict"] for result in document["obligations"]}
    assert code == 1
    assert verdicts[1] == word
    assert any(finding["location"].endswith("#/resources/0") for finding in document["findings"])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "no source is given"),
        (("a.yaml", "--arm", "b.json"), 2, "several sources"),
        (("a.yaml", "--parameters", "p.json"), 2, "belongs to `--arm`"),
        (("gone.yaml",), 2, "gone.yaml"),
        (("--arm", "gone.json"), 2, "gone.json"),
        (("--terraform-plan", "gone.json"), 2, "gone.json"),
        (("--observed", "gone.json"), 2, "gone.json"),
    ],
)
def test_bad_input_and_what_is_not_built(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, said: str) -> None:
    got, out, err = run(capsys, *arguments)
    assert (got, out) == (code, "")
    assert said in err


@pytest.mark.parametrize("text", ["", "{", "[]", '{"resources": []}', '{"$schema": "other", "resources": []}', "\ufeff{}"])
def test_a_file_that_is_no_template(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    template = tmp_path / "t.json"
    template.write_text(text, encoding="utf-8")
    code, out, _ = run(capsys, "--arm", str(template))
    assert code == 1 if text == '{"resources": []}' else code == 2
    assert "PROVED" not in out


def test_a_file_that_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template = tmp_path / "t.json"
    template.write_bytes(b"\xff\x00\x01")
    code, _, err = run(capsys, "--arm", str(template))
    assert code == 2
    assert "UTF-8" in err
