"""`enclave token`: prints a token and nothing else; says of any token whether the gateway would take it, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import jwt
import pytest

from enclave.audit.read import events

Token = Callable[..., CompletedProcess[str]]


@pytest.fixture
def token(command: Token) -> Token:
    """`enclave token` in this process."""
    return lambda *arguments, stdin="": command("token", *arguments, stdin=stdin)


def test_issue_prints_only_the_token_records_it_and_inspect_accepts_it(token: Token, bank: Path, tmp_path: Path) -> None:
    data = str(tmp_path)
    who = ["--project", "fraud-triage", "--role", "contributor", "--caller", "jane"]
    result = token("issue", str(bank), *who, "--ttl", "15m", "--data", data)
    assert (result.returncode, result.stderr) == (0, "")
    signed = result.stdout.strip()
    claims = jwt.decode(signed, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 900
    [event] = events(tmp_path)
    assert (event.kind, event.project, event.roles, event.caller) == ("token_issued", "fraud-triage", ("contributor",), claims["oid"])
    assert signed.rsplit(".", 1)[1] not in str(event)
    result = token("inspect", str(bank), "--data", data, stdin=result.stdout)
    assert result.returncode == 0
    shown, _, verdict = result.stdout.rpartition("}\n")
    assert json.loads(shown + "}") == claims
    assert verdict == "accepted: `jane` is contributor in `fraud-triage`\n"


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (["--project", "fraud-triag", "--role", "user"], "no project `fraud-triag`", "did you mean `fraud-triage`?"),
        (["--project", "fraud-triage", "--role", "usr"], "no group with the role `usr`", "did you mean `user`?"),
        (["--project", "fraud-triage", "--role", "user", "--ttl", "soon"], "`soon` is not a duration", "`15m`"),
        (["--project", "fraud-triage", "--role", "user", "--ttl", "30d"], "seven days", ""),
        (["--project", "fraud-triage", "--role", "user", "--caller", ""], "a caller's name", ""),
        (["--project", "fraud-triage"], "--role", ""),
    ],
)
def test_what_cannot_be_issued(token: Token, bank: Path, tmp_path: Path, arguments: list[str], said: str, hint: str) -> None:
    result = token("issue", str(bank), "--data", str(tmp_path), *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert hint in result.stderr


def test_inspect_says_why_not(token: Token, bank: Path, tmp_path: Path) -> None:
    good = token("issue", str(bank), "--project", "fraud-triage", "--role", "user", "--data", str(tmp_path)).stdout.strip()
    other = tmp_path / "other"
    token("issue", str(bank), "--project", "fraud-triage", "--role", "user", "--data", str(other))
    result = token("inspect", str(bank), "--data", str(other), stdin=good)
    assert result.returncode == 1
    assert result.stdout.endswith("not accepted: the token is signed with a key that is not known here\n")
    head, body, signature = good.split(".")
    forged = ("A" if signature[0] != "A" else "B") + signature[1:]
    result = token("inspect", str(bank), "--data", str(tmp_path), stdin=f"Bearer {head}.{body}.{forged}")
    assert result.returncode == 1
    assert "not accepted: the token's signature is wrong" in result.stdout


@pytest.mark.parametrize("stdin", ["", "nonsense", "a.b.c"])
def test_inspect_of_what_is_no_token(token: Token, bank: Path, tmp_path: Path, stdin: str) -> None:
    result = token("inspect", str(bank), "--data", str(tmp_path), stdin=stdin)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_help_names_both(token: Token) -> None:
    result = token("--help")
    assert "issue" in result.stdout
    assert "inspect" in result.stdout
