"""`enclave report access`."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from enclave.cli.report import app
from enclave.errors import InputError

RUN = CliRunner()


def test_a_review_from_export_to_the_end(bank: Path, tmp_path: Path) -> None:
    table = tmp_path / "access.csv"
    result = RUN.invoke(app, ["access", str(bank), "-o", str(table)])
    assert result.exit_code == 0, result.output
    again = RUN.invoke(app, ["access", str(bank), "--reviewed", str(table)])
    assert again.exit_code == 1
    assert "is not decided" in again.output
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([lines[0], *(line.removesuffix(",,,") + ",keep,Ada," for line in lines[1:])]), encoding="utf-8")
    done = RUN.invoke(app, ["access", str(bank), "--reviewed", str(table), "-o", str(table)])
    assert done.exit_code == 0, done.output
    assert table.read_text(encoding="utf-8").count(",keep,Ada,") == len(lines) - 1


def test_what_is_no_review_or_no_export_is_bad_input(bank: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("{", encoding="utf-8")
    for option in ("--reviewed", "--observed", "--data"):
        assert isinstance(RUN.invoke(app, ["access", str(bank), option, str(wrong)]).exception, InputError)
