"""`enclave audit attest`."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.cli.audit import app
from enclave.errors import InputError

ARGUMENTS = ["attest", "restore-drill", "--outcome", "succeeded", "--by", "ops", "--about", "restored"]


def test_it_is_the_last_record_of_the_log(tmp_path: Path) -> None:
    AuditLog.open(tmp_path).close()
    result = CliRunner().invoke(app, [*ARGUMENTS, "--data", str(tmp_path)])
    assert result.exit_code == 0, result.output
    last = list(events(tmp_path))[-1]
    assert (last.id, last.kind, last.details["subject"]) == (result.output.strip(), "attested", "restore-drill")


def test_without_a_log_nothing_is_made(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*ARGUMENTS, "--data", str(tmp_path)])
    assert isinstance(result.exception, InputError)
    assert list(tmp_path.iterdir()) == []
