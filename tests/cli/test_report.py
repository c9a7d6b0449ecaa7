"""`enclave report`: what an auditor reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from enclave.cli import report
from enclave.cli.report import app
from enclave.errors import EnclaveError, InputError
from enclave.report.oscal import DOCUMENTS

RUN = CliRunner()


def test_controls_as_text_page_and_table(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = report._given(bank, None, None, None)
    monkeypatch.setattr(report, "_given", lambda *_: given)
    for name, begins in (("c.html", "<!doctype html>"), ("c.csv", "control,title,status"), ("c.txt", "controls of ")):
        result = RUN.invoke(app, ["controls", str(bank), "-o", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_refuted_enclave_is_not_met(bank: Path, tmp_path: Path) -> None:
    opened = tmp_path / "open.yaml"
    text = bank.read_text(encoding="utf-8")
    opened.write_text(text.replace("network:\n", "network:\n  unsafe_allow_public_egress: {reason: trial}\n", 1), encoding="utf-8")
    result = RUN.invoke(app, ["controls", str(opened)])
    assert result.exit_code == 1
    assert "x NET-04" in result.output


def test_what_cannot_be_read_is_said(bank: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "junit.xml"
    wrong.write_bytes(b"\xff\xfe\x00")
    for arguments in (["--tests", str(wrong)], ["--tests", str(tmp_path / "none")], ["--observed", str(wrong)]):
        result = RUN.invoke(app, ["controls", str(bank), *arguments])
        assert isinstance(result.exception, InputError)
    (tmp_path / "keys.json").write_text("{}", encoding="utf-8")
    result = RUN.invoke(app, ["controls", str(bank), "--vault-list", str(tmp_path / "keys.json")])
    assert isinstance(result.exception, InputError)
    result = RUN.invoke(app, ["controls", str(bank), "-o", str(tmp_path / "no" / "where.html")])
    assert isinstance(result.exception, EnclaveError)


def test_a_key_that_is_overdue_by_a_vaults_list_is_said(bank: Path, tmp_path: Path) -> None:
    row = {"kid": "https://kv-old.vault.azure.net/keys/sql/1", "attributes": {"created": "2020-01-01T00:00:00+00:00", "enabled": True}}
    (tmp_path / "keys.json").write_text(json.dumps([row]), encoding="utf-8")
    (tmp_path / "none.json").write_text("[]", encoding="utf-8")
    lists = [word for name in ("keys.json", "none.json") for word in ("--vault-list", str(tmp_path / name))]
    result = RUN.invoke(app, ["controls", str(bank), *lists])
    assert result.exit_code == 1
    assert "x CR-04" in result.output
    assert "was due on 2020-12-31" in result.output


@pytest.mark.parametrize("command", [["controls"]])
def test_without_a_file_it_is_bad_input(command: list[str]) -> None:
    assert RUN.invoke(app, command).exit_code == 2


def test_oscal_as_one_document_or_all(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = report._given(bank, None, None, None)
    monkeypatch.setattr(report, "_given", lambda *_: given)
    result = RUN.invoke(app, ["oscal", str(bank), "-o", str(tmp_path / "one.json")])
    assert result.exit_code == 0, result.output
    assert list(json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))) == ["assessment-results"]
    RUN.invoke(app, ["oscal", str(bank), "-o", str(tmp_path / "all")])
    written = {path.stem: list(json.loads(path.read_text(encoding="utf-8"))) for path in (tmp_path / "all").iterdir()}
    assert written == {name: [name] for name in DOCUMENTS}


def test_the_runbook_as_a_page_or_as_markdown_with_its_pictures(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = report._given(bank, None, None, None)
    monkeypatch.setattr(report, "_given", lambda *_: given)
    assert RUN.invoke(app, ["runbook", str(bank), "-o", str(tmp_path / "r.html")]).exit_code == 0
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert RUN.invoke(app, ["runbook", str(bank), "-o", str(tmp_path / "r.md")]).exit_code == 0
    assert {path.name for path in tmp_path.glob("r*")} == {"r.html", "r.md", "r-network.svg", "r-identity.svg", "r-data.svg"}


@pytest.mark.long
@pytest.mark.parametrize("example", ["bank", "hospital", "ministry"])
def test_the_reports_are_those_that_are_kept(example: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    for command, name in (("controls", "controls.csv"), ("runbook", "runbook.md")):
        result = RUN.invoke(app, [command, f"examples/{example}/enclave.yaml", "-o", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
    kept = root / "examples" / example / "report"
    files = {path.name for path in tmp_path.iterdir()}
    assert files == {path.name for path in kept.iterdir()}
    # a date that is past says so, and each of them will be
    texts = {name: [(folder / name).read_text(encoding="utf-8").replace(": **past**", "") for folder in (tmp_path, kept)] for name in files}
    changed = sorted(name for name, (now, before) in texts.items() if now != before)
    assert changed == [], "look at `make golden` and `git diff`, then commit what is meant"
