"""`enclave check`: all problems and exit 2, or one summary and exit 0; the JSON form says the same."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from enclave.cli.main import main
from enclave.extract import pdf, picture
from enclave.spec.load import load
from enclave.spec.policy import effective_policies, policy_digest
from enclave.spec.retirements import warning

yaml = YAML()


@pytest.fixture(autouse=True)
def _nothing_ends(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Models of the examples come to their ends as time goes by; only one test looks."""
    if "ending" not in request.node.name:
        monkeypatch.setattr("enclave.spec.retirements.warning", lambda *_: "")


def test_a_model_that_is_ending_is_told_with_its_place(
    bank: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enclave.spec.retirements.warning", partial(warning, today=date(2026, 11, 22)))
    assert run(str(bank)) == 0
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 4, "by the table, four of the five have retired since October 2026"
    assert all(line.startswith(f"{bank}:") and "has retired on 2026-10-01" in line for line in told)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(["check", *arguments])
    return int(caught.value.code or 0)


def broken(bank: Path, tmp_path: Path) -> Path:
    file = tmp_path / "enclave.yaml"
    text = bank.read_text(encoding="utf-8").replace("westeurope", "westeuropa").replace("role: user", "role: usr")
    file.write_text(text, encoding="utf-8")
    return file


def where(file: Path, text: str) -> list[str]:
    """Every place of a text in a file, as messages say it."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [f"{file}:{number}:{line.index(text) + 1}" for number, line in enumerate(lines, 1) if text in line]


def test_a_good_file_is_summed_up(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(bank)) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.startswith(f"{bank} is good: contoso-bank\n")
    document = load(bank)
    for name in (*document.spec.projects, *document.spec.regions):
        assert name in printed.out
    blocks = [line.split(None, 1)[1] for line in printed.out.splitlines() if line.startswith("  blocks")]
    keys = "api_key, connection_string, credit_card"
    rest = "json_web_token, private_key, us_ssn"
    assert blocks == [f"{keys}, {rest}", f"{keys}, email, {rest}", f"{keys}, {rest}"]
    assert "at most $0.002 a day, $20,000 a month, 2,000 tokens a request" in printed.out
    assert "unsafe choices: none" in printed.out
    assert policy_digest(document.spec) in printed.out


def test_the_json_form_is_one_document_with_the_effective_policies(bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(bank), "--format", "json") == 0
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    policies = effective_policies(load(bank).spec)
    assert (document["good"], document["problems"]) == (True, [])
    assert {name: project["policy"] for name, project in document["projects"].items()} == {
        name: policy.document() for name, policy in policies.items()
    }
    assert document["regions"]["us_healthcare"]["address_space"] == "10.40.16.0/20"


def test_all_problems_are_told_and_nothing_is_on_stdout(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = broken(bank, tmp_path)
    assert run(str(file)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    lines = printed.err.splitlines()
    assert (len(where(file, "westeuropa")), len(where(file, "usr}"))) == (1, 3)
    assert [line for line in lines if not line.startswith("  ")] == [
        *(f"{place}: `westeuropa` is not a region of the Azure public cloud" for place in where(file, "westeuropa")),
        *(f"{place}: `role` cannot be `usr`" for place in where(file, "usr}")),
    ]
    assert "  did you mean `westeurope`?" in lines
    assert "  did you mean `user`?" in lines


def test_the_json_form_holds_the_problems_too(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(broken(bank, tmp_path)), "--format", "json") == 2
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert document["good"] is False
    assert [problem["hint"] for problem in document["problems"]] == ["did you mean `westeurope`?", *["did you mean `user`?"] * 3]


def test_unsafe_choices_are_told_with_place_and_reason(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "tests" / "spec" / "good" / "every-key.yaml"
    assert run(str(file)) == 0
    printed = capsys.readouterr().out
    (place,) = where(file, "unsafe_allow_public_access")
    assert f"{place}: projects.fraud-triage.unsafe_allow_public_access: a demonstration for the board" in printed
    assert printed.count(": accepted by the risk committee on 2026-10-01") == 1
    assert "project fraud-triage, in europe, then sweden" in printed
    assert "at most $0 a day, $0.000001 a month, 1 tokens a request" in printed
    assert "into it     203.0.113.0/24, 10.1.0.0/16" in printed


def test_what_is_not_watched_is_told(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], bank: Path) -> None:
    file = tmp_path / "enclave.yaml"
    text = bank.read_text(encoding="utf-8").replace("api_key], redact: [email, phone]", "api_key], redact: [email]")
    file.write_text(text, encoding="utf-8")

    def passing(spec: Path) -> list[int]:
        assert run(str(spec)) == 0
        return [int(count) for count in re.findall(r"  lets pass +(\d+) other kinds of values", capsys.readouterr().out)]

    projects = len(load(bank).spec.projects)
    assert len(passing(bank)) == projects
    assert passing(file) == [count + 1 for count in passing(bank)]


def test_an_empty_enclave_is_summed_up(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(root / "tests" / "spec" / "good" / "minimal.yaml")) == 0
    assert "out of it   nothing" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [("no-such.yaml",), ("no-such.yaml", "--format", "json")])
def test_a_missing_file_is_bad_input(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments) == 2


OWN = """  dlp:
    block: [badge]
    entities:
      - {name: badge, pattern: 'PATTERN', samples: {match: ['see B-123456', other], ignore: [B-1]}}
"""


def with_own(tmp_path: Path, bank: Path, pattern: str) -> str:
    text = bank.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("  dlp: "))
    path = tmp_path / "enclave.yaml"
    path.write_text(text.replace(line + "\n", OWN.replace("PATTERN", pattern), 1), encoding="utf-8")
    return str(path)


def test_samples_of_own_entities_are_tried(tmp_path: Path, bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(with_own(tmp_path, bank, r"B-\d{6}")) == 2
    assert "sample 2 of `match` holds no `badge`" in capsys.readouterr().err
    assert run(with_own(tmp_path, bank, r"(?:B-)+\1")) == 2
    told = capsys.readouterr().err
    assert "the pattern of `badge` is not taken: a back-reference `\\1` is not taken (character 8)" in told
    assert "write the alternatives out" in told


def test_confidences_that_are_not_usual_are_told(tmp_path: Path, bank: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(with_own(tmp_path, bank, r"B-\d{6}"))
    text = path.read_text(encoding="utf-8").replace(", other]", "]")
    path.write_text(text.replace("block: [badge]", "block: [{entity: badge, confidence: 85}]"), encoding="utf-8")
    assert run(str(path)) == 0
    assert re.search(r"(?m)^  blocks +(email, )?.*badge.*, from a confidence of 85$", capsys.readouterr().out)


def test_what_the_policy_expects_and_is_not_here_is_noted(
    bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "is_readable", lambda: False)
    monkeypatch.setattr(picture, "is_readable", lambda: False)
    document = yaml.load(bank)
    hub = document["hub"].setdefault("dlp", {})
    file = tmp_path / "enclave.yaml"

    def noted() -> list[str]:
        yaml.dump(document, file)
        assert run(str(file)) == 0
        return capsys.readouterr().err.splitlines()

    hub["uninspected"] = "refuse"
    told = noted()
    assert [line.partition(" ")[0] for line in told] == ["PDF", "pictures"]
    assert "secure-ai-enclave[files]" in told[0]
    monkeypatch.setattr(pdf, "is_readable", lambda: True)
    monkeypatch.setattr(picture, "is_readable", lambda: True)
    hub["log"] = [*hub.get("log", ()), "organization"]
    (told,) = noted()
    assert told.startswith(f"{file}:")
    assert "no recogniser is configured" in told
