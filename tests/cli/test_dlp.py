"""`enclave dlp` on pipes and files: what it prints, what it exits with, and that it never keeps a pipe waiting for its end."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from enclave.cli.dlp import app
from enclave.errors import InputErrors, NotBuiltError

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
    result = run("scan", str(good), str(tmp_path / "gone.txt"), str(tmp_path))
    assert result.stdout == f"{good}:22-41 credit_card 75\n"
    assert isinstance(result.exception, InputErrors)
    assert [part.where for part in result.exception.parts()] == [str(tmp_path / "gone.txt"), str(tmp_path)]


def test_chosen_entities() -> None:
    text = "joe@example.com 123-45-6789 (212) 555-0123"
    assert run("redact", "--entities", "ssn, phone", given=text).stdout == "joe@example.com [REDACTED-US_SSN] [REDACTED-PHONE]"
    result = run("redact", "--entities", "ssm", given=text)
    assert "did you mean `ssn`" in str(result.exception)


def test_restore_says_that_it_is_not_built() -> None:
    assert isinstance(run("restore", given="x").exception, NotBuiltError)


def test_any_bytes_come_back(tmp_path: Path) -> None:
    data = random.Random(7).randbytes(300_000).replace(b"@", b" ") + b"\xc3"
    file = tmp_path / "noise"
    file.write_bytes(data)
    done = subprocess.run([*ENCLAVE, "redact", "--entities", "email,credit_card", str(file)], capture_output=True, check=True)
    assert done.stdout == data


def test_a_pipe_gets_its_answer_while_it_is_open() -> None:
    with subprocess.Popen([*ENCLAVE, "redact"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"mail joe@example.com, then more text. ")
        process.stdin.flush()
        assert os.read(process.stdout.fileno(), 1000).startswith(b"mail [REDACTED-EMAIL], then")
        process.stdin.close()
    assert process.returncode == 0


def test_exit_codes_of_the_program() -> None:
    def code(*arguments: str, given: str = "") -> int:
        return subprocess.run([*ENCLAVE, *arguments], input=given.encode(), capture_output=True, check=False).returncode

    assert code("validate", given=SEED) == 1
    assert code("scan", "--format", "jsonl", given="{") == 2
    assert code("restore") == 3
