"""`enclave dlp` on pipes and files: what it prints, what it exits with, and that it never keeps a pipe waiting for its end."""

from __future__ import annotations

import codecs
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from enclave.cli.dlp import app
from enclave.cli.main import main
from enclave.errors import InputError, InputErrors
from enclave.gateway.recognisers import WITHOUT

ENCLAVE = [sys.executable, "-m", "enclave.cli.main", "dlp"]
SEED = "Process this payment: 4111-1111-1111-1111"


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=given)


def lines(*texts: str) -> str:
    return "".join(json.dumps({"id": number, "text": text}) + "\n" for number, text in enumerate(texts, 1))


def test_scan_text_tells_where_and_never_what() -> None:
    result = run("scan", given=f"hello\n{SEED}\n")
    assert (result.exit_code, result.stdout) == (0, "stdin:28-47 credit_card 75\n")


def test_redact_text() -> None:
    result = run("redact", given=f"{SEED}, joe@example.com\n")
    assert (result.exit_code, result.stdout) == (0, "Process this payment: [REDACTED-CREDIT_CARD], [REDACTED-EMAIL]\n")


@pytest.mark.parametrize(("text", "code"), [(SEED, 1), ("nothing here", 0), ("", 0)])
def test_validate_says_no_with_its_exit_code(text: str, code: int) -> None:
    assert run("validate", given=text).exit_code == code
    assert run("validate", "--format", "jsonl", given=lines(text)).exit_code == code


def test_scan_lines() -> None:
    result = run("scan", "--format", "jsonl", given=lines("nothing", SEED, "😀 joe@example.com"))
    assert result.exit_code == 0
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"id": 1, "findings": []},
        {"id": 2, "findings": [{"entity": "credit_card", "start": 22, "end": 41, "confidence": 75, "detector": "credit_card"}]},
        {"id": 3, "findings": [{"entity": "email", "start": 2, "end": 17, "confidence": 85, "detector": "email"}]},
    ]


def test_redact_lines_keep_ids_of_any_kind() -> None:
    given = '{"text": "a joe@example.com", "id": {"x": [1, null]}}\n\n{"id": "é", "text": "ü"}\r\n'
    result = run("redact", "--format", "jsonl", given=given)
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "id": {"x": [1, None]}, "text": "a [REDACTED-EMAIL]",
            "findings": [{"entity": "email", "start": 2, "end": 17, "confidence": 85, "detector": "email"}],
        },
        {"id": "é", "text": "ü", "findings": []},
    ]


def test_half_a_surrogate_pair_survives_lines() -> None:
    result = run("redact", "--format", "jsonl", given='{"id": 1, "text": "\\ud800 joe@example.com"}\n')
    assert json.loads(result.stdout)["text"] == "\ud800 [REDACTED-EMAIL]"


def test_every_bad_line_is_named_and_good_lines_are_answered() -> None:
    good = b'{"id": 1, "text": "a"}'
    cut_off, deep = b'{"id": 1, "text": "4111-1111-1111-1111', b"[" * 100_000
    bad = (cut_off, b"[1]", b'{"id": 3}', b'{"text": "x"}', b'{"id": 5, "text": 7}', b"\xff\xfe", deep)
    result = run("validate", "--format", "jsonl", given=b"\n".join((good, *bad, good)))
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, 1]
    assert isinstance(result.exception, InputErrors)
    assert result.exception.exit_code == 2
    assert [part.where for part in result.exception.parts()] == [f"stdin:{number}" for number in range(2, 9)]
    assert "4111" not in str(result.exception)


def test_files_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    good = tmp_path / "a.txt"
    good.write_text(SEED, encoding="utf-8")
    result = run("scan", str(good), str(tmp_path / "gone.txt"))
    assert result.stdout == f"{good}:22-41 credit_card 75\n"
    assert isinstance(result.exception, InputErrors)
    assert [part.where for part in result.exception.parts()] == [str(tmp_path / "gone.txt")]
    result = run("redact", str(tmp_path))
    assert isinstance(result.exception, InputErrors)
    assert "is a directory" in str(result.exception)


def test_directories_and_pipes(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    for name, text in (("b/c/z.txt", SEED), ("b/y", "nothing"), ("a.csv", "x,joe@example.com\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    result = run("scan", str(tmp_path), "-", given="joe@example.com")
    assert result.stdout.splitlines() == [
        f"{tmp_path}/a.csv:2-17 email 85", f"{tmp_path}/b/c/z.txt:22-41 credit_card 75", "stdin:0-15 email 85",
    ]
    assert isinstance(result.exception, InputErrors)
    assert [part.where for part in result.exception.parts()] == [f"{tmp_path}/gone"]
    (tmp_path / "gone").unlink()
    assert run("validate", str(tmp_path)).exit_code == 1
    assert run("validate", str(tmp_path / "b" / "y")).exit_code == 0
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_text(lines("joe@example.com"), encoding="utf-8")
    second.write_text(lines("nothing"), encoding="utf-8")
    result = run("scan", "--format", "jsonl", str(first), str(second))
    assert [(row["file"], row["id"], len(row["findings"])) for row in map(json.loads, result.stdout.splitlines())] == [
        (str(first), 1, 1), (str(second), 1, 0),
    ]


def test_documents_are_looked_into_and_never_rewritten(tmp_path: Path) -> None:
    archive, noise, picture = tmp_path / "a.zip", tmp_path / "noise", tmp_path / "b.gz"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("note.txt", f"{SEED}\n")
    noise.write_bytes(b"joe@example.com \x00\x01 binary")
    picture.write_bytes(b"\x1f\x8b\x08 joe@example.com")
    result = run("scan", str(archive), str(noise), str(picture))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"{archive}, member:22-41 credit_card 75", f"{noise}:0-15 email 85",
        f"{noise}: uninspected: no text, or in an unknown encoding", f"{picture}: uninspected: a packed file with notes for programs",
    ]
    for file in (archive, noise, picture):
        assert run("validate", str(file)).exit_code == 1
        data = ("--data", str(tmp_path / "data"))
        for operation in (("redact",), ("redact", "--tokenise", *data), ("restore", *data)):
            result = run(*operation, str(file))
            assert result.stdout == ""
            assert "no text that can be rewritten" in str(result.exception)
    picture.write_bytes(b"\x1f\x8b")
    assert run("scan", given=archive.read_bytes()).stdout == "stdin, member:22-41 credit_card 75\n"
    assert run("validate", "--entities", "email", str(picture)).exit_code == 1, "what nobody looked at is no good answer"


def test_a_policy_says_whether_what_nobody_looked_at_passes(tmp_path: Path) -> None:
    spec, file = tmp_path / "enclave.yaml", tmp_path / "a.bin"
    file.write_bytes(b"\x00")
    for word, said, code in (("refuse", "block", 1), ("log", "log", 0)):
        spec.write_text(SPEC.partition("hub:")[0] + f"hub: {{dlp: {{uninspected: {word}, redact: [email]}}}}\n", encoding="utf-8")
        result = run("validate", "--spec", str(spec), "--entities", "email", str(file))
        assert (result.exit_code, result.stdout) == (code, f"{file}: uninspected: no text, or in an unknown encoding {said}\n")


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_text_with_a_mark_is_read_and_given_back_alike(codec: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    mark = codecs.BOM_UTF16_BE if codec == "utf-16-be" else b""
    file.write_bytes(mark + f"é {SEED}\n".encode(codec))
    assert run("scan", str(file)).stdout == f"{file}:25-44 credit_card 75\n"
    assert run("redact", str(file)).stdout_bytes == mark + "é Process this payment: [REDACTED-CREDIT_CARD]\n".encode(codec)
    if codec == "utf-16":
        file.write_bytes(file.read_bytes()[:-1])
        data = ("--data", str(tmp_path / "data"))
        for operation in (("scan",), ("redact", "--tokenise", *data), ("restore", *data)):
            assert "not UTF-16" in str(run(*operation, str(file)).exception)


def test_ten_megabytes_are_read_as_they_come(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_bytes(b"all is well in the north of the country and nobody asks why\xe9\n" * 160_000 + SEED.encode())
    result = run("scan", str(file))
    assert result.stdout == f"{file}:9760022-9760041 credit_card 75\n"


def test_chosen_entities() -> None:
    text = "joe@example.com 123-45-6789 (212) 555-0123"
    assert run("redact", "--entities", "ssn, phone", given=text).stdout == "joe@example.com [REDACTED-US_SSN] [REDACTED-PHONE]"
    result = run("redact", "--entities", "ssm", given=text)
    assert "did you mean `ssn`" in str(result.exception)


SAID = "write to joe@example.com, call +1 212 555 0123, pay with 4111 1111 1111 1111: joe@example.com"


@pytest.mark.parametrize("form", [(), ("--alike",)])
def test_what_is_tokenised_comes_back(tmp_path: Path, form: tuple[str, ...]) -> None:
    data = ("--data", str(tmp_path / "data"))
    hidden = run("redact", "--tokenise", *form, *data, given=SAID).stdout
    assert "REDACTED" not in hidden
    assert not any(value in hidden for value in ("joe@example", "212 555 0123", "4111 1111"))
    assert run("restore", *data, given=hidden).stdout == SAID
    assert run("restore", *data, "--conversation", "another", given=hidden).stdout == hidden
    assert run("restore", *data, "--project", "another", given=hidden).stdout == hidden


def test_lines_come_back_with_how_much_was_restored(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path / "data"), "--format", "jsonl")
    hidden = run("redact", "--tokenise", *data, given=lines(SAID, "nothing")).stdout
    result = run("restore", *data, given=hidden + "{\n")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"id": 1, "text": SAID, "restored": 4}, {"id": 2, "text": "nothing", "restored": 0},
    ]
    assert isinstance(result.exception, InputErrors)


def test_a_policy_says_what_is_tokenised(tmp_path: Path) -> None:
    spec = tmp_path / "enclave.yaml"
    spec.write_text(SPEC.partition("hub:")[0] + "hub: {dlp: {tokenise: [email], redact: [phone], block: [credit_card], log: []}}\n")
    data = ("--data", str(tmp_path / "data"))
    hidden = run("redact", "--tokenise", "--spec", str(spec), *data, given=SAID).stdout
    assert "[REDACTED-PHONE]" in hidden
    assert "[REDACTED-CREDIT_CARD]" in hidden
    assert run("restore", *data, given=hidden).stdout.count("joe@example.com") == 2
    assert run("redact", "--spec", str(spec), given=SAID).stdout.count("[REDACTED-EMAIL]") == 2


def test_a_vault_that_is_not_there_or_has_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = ("--data", str(tmp_path / "data"))
    assert "there is no vault" in str(run("restore", *data, given="x").exception)
    run("redact", "--tokenise", *data, given=SAID)
    monkeypatch.setenv("ENCLAVE_VAULT_KEY", "ab" * 32)
    assert "which was not given" in str(run("restore", *data, given="x").exception)
    monkeypatch.setenv("ENCLAVE_VAULT_KEY", "secret")
    exception = run("restore", *data, given="x").exception
    assert isinstance(exception, InputError)
    assert "secret" not in f"{exception}{exception.hint}"


def test_options_of_surrogates_need_them() -> None:
    assert "need `--tokenise`" in str(run("redact", "--alike", given="x").exception)
    assert "need `--tokenise`" in str(run("redact", "--conversation", "a", given="x").exception)


def test_any_bytes_come_back(tmp_path: Path) -> None:
    data = bytes(random.Random(7).choices([*range(32, 64), *range(65, 256), *b"\t\n\r\f"], k=100_000)) + b"\xc3"
    file = tmp_path / "noise"
    file.write_bytes(data)
    assert run("redact", "--entities", "email,credit_card", str(file)).stdout_bytes == data


def test_a_pipe_gets_its_answer_while_it_is_open() -> None:
    with subprocess.Popen([*ENCLAVE, "redact"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"mail joe@example.com, then more text. ")
        process.stdin.flush()
        assert os.read(process.stdout.fileno(), 1000).startswith(b"mail [REDACTED-EMAIL], then")
        process.stdin.close()
        assert process.stdout.read().endswith(b"text. ")
    assert process.returncode == 0


def test_exit_codes_of_the_program(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("{", encoding="utf-8")

    def code(*arguments: str) -> int | str | None:
        with pytest.raises(SystemExit) as done:
            main(["dlp", *arguments])
        return done.value.code

    assert code("scan", "--format", "jsonl", str(file)) == 2
    assert code("restore", "--data", str(tmp_path / "nowhere")) == 2
    file.write_text(SEED, encoding="utf-8")
    assert code("validate", str(file)) == 1
    assert code("scan", str(file)) == 0


SPEC = """
enclave: v1
name: contoso
data_classification: internal
identity: {tenant: 11111111-1111-1111-1111-111111111111, audience: "api://contoso"}
regions: {europe: {location: westeurope}}
hub:
  dlp:
    block: [{entity: us_ssn, confidence: 85}]
    redact: [email, badge]
    log: [credit_card]
    entities:
      - {name: badge, pattern: 'B-\\d{6}', evidence: [badge], confidence: 65, supported: 85, samples: {match: [badge B-123456]}}
      - {name: unlisted, pattern: 'U-\\d{6}'}
projects:
  strict:
    region: europe
    dlp: {block: [email], entities: [{name: ticket, pattern: 'T-\\d{4}'}], redact: [ticket]}
    access: [{group: 22222222-2222-2222-2222-222222222222, role: user}]
"""
TEXT = "B-123456, my badge B-123456, joe@example.com 4111 1111 1111 1111 536-22-8726 U-123456 T-1234"


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "enclave.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return str(path)


def test_a_policy_says_what_is_told_and_hidden(spec: str) -> None:
    result = run("scan", "--spec", spec, given=TEXT)
    assert result.stdout.splitlines() == [
        "stdin:0-8 badge 65 log", "stdin:19-27 badge 85 redact", "stdin:29-44 email 85 redact", "stdin:45-64 credit_card 75 log",
        "stdin:65-76 us_ssn 75 log", "stdin:77-85 unlisted 75 allow",
    ]
    hidden = run("redact", "--spec", spec, given=TEXT).stdout
    assert hidden == "B-123456, my badge [REDACTED-BADGE], [REDACTED-EMAIL] 4111 1111 1111 1111 536-22-8726 U-123456 T-1234"
    answer = json.loads(run("redact", "--spec", spec, "--project", "strict", "--format", "jsonl", given=lines(TEXT)).stdout)
    assert answer["text"] == hidden.replace("T-1234", "[REDACTED-TICKET]")
    assert [finding["action"] for finding in answer["findings"]] == ["log", "redact", "block", "log", "log", "allow", "redact"]


@pytest.mark.parametrize(("text", "code"), [("4111 1111 1111 1111", 0), ("B-123456", 0), ("badge B-123456", 1), ("ssn 536-22-8726", 1)])
def test_with_a_policy_what_passes_as_it_is_is_valid(spec: str, text: str, code: int) -> None:
    assert run("validate", "--spec", spec, given=text).exit_code == code
    assert run("validate", "--spec", spec, "--format", "jsonl", given=lines(text)).exit_code == code


def test_a_least_confidence(spec: str) -> None:
    given = "joe@example.com, order 4111 1111 1111 1111"
    only = ("--entities", "email,credit_card", "--confidence", "80")
    assert run("scan", *only, given=given).stdout == "stdin:0-15 email 85\n"
    assert run("redact", *only, given=given).stdout == "[REDACTED-EMAIL], order 4111 1111 1111 1111"
    assert run("scan", "--spec", spec, *only, given=given).stdout == "stdin:0-15 email 85 redact\n"


def test_a_project_that_is_not_there_is_named(spec: str) -> None:
    assert "there is no project `loose`\n  there are: strict" in str(run("scan", "--spec", spec, "--project", "loose").exception)
    assert "needs `--spec`" in str(run("scan", "--project", "strict").exception)


def test_rules_of_gitleaks(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("[[rules]]\nid = 'acme'\nregex = 'acme_(?P<x>[a-z]{8})'\npath = 'x'\n", encoding="utf-8")
    result = run("scan", "--rules", str(path), "--entities", "api_key", "--format", "jsonl", given=lines("acme_abcdefgh acme_123"))
    assert json.loads(result.stdout)["findings"] == [
        {"entity": "api_key", "start": 0, "end": 13, "confidence": 75, "detector": "acme"},
    ]
    notes = f"{path}: 1 conditions on paths and commits are left out: there are none in a conversation\n"
    assert result.stderr in (notes, f"{notes}{WITHOUT}\n")
    path.write_text("[[rules]]\nid = 'acme'\nregex = '(?<=a)b'\n", encoding="utf-8")
    broken = run("scan", "--rules", str(path))
    assert f"{path}: the rule `acme` is not taken: look-behind `(?<=` is not taken (character 1)" in str(broken.exception)
    assert "cannot be read" in str(run("scan", "--rules", str(tmp_path / "none.toml")).exception)
