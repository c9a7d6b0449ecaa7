"""What a confidential ledger has of a log is checked without asking it: with the log, and with one proof."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.cli.main import main
from tests.audit.ledger_receipt import Authority

LEDGER = Authority(1)


def run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["audit", *map(str, arguments)])
    return int(ended.value.code or 0)


def write(log: AuditLog, *names: str) -> None:
    log.append([Event(id=name, time="2026-11-21T09:30:00.000000Z", kind="completed") for name in names])
    log.checkpoint()


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A log of five records, with a receipt for three of them, and the ledger's certificate."""
    data = tmp_path / "data"
    with AuditLog.open(data) as log:
        write(log, "a", "b", "c")
        receipt = LEDGER.receipt((data / "log" / "checkpoint").read_text())
        write(log, "d", "e")
    (data / "anchors").mkdir()
    (data / "anchors" / "confidential-ledger-1.receipt.json").write_text(json.dumps(receipt))
    (tmp_path / "service.pem").write_bytes(LEDGER.certificate)
    return tmp_path


def test_a_log_that_goes_on_from_what_the_ledger_has_is_good(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify", "--data", made / "data", "--ledger-certificate", made / "service.pem") == 0
    assert "good, transaction 2.40 of the ledger" in capsys.readouterr().out


def test_a_log_that_was_written_anew_is_told_and_so_is_a_receipt_of_another_ledger(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    certificate, receipt = made / "service.pem", next((made / "data" / "anchors").iterdir())
    other = made / "other"
    (other / "keys").mkdir(parents=True)
    (other / "keys" / "log.key").write_bytes((made / "data" / "keys" / "log.key").read_bytes())
    with AuditLog.open(other) as log:  # by somebody with the key
        write(log, "a", "b", "x", "d", "e")
    assert run("verify", "--data", other, "--ledger-certificate", certificate, "--receipt", receipt) == 1
    assert "rewritten or forked" in capsys.readouterr().out
    certificate.write_bytes(Authority(1).certificate)
    assert run("verify", "--data", made / "data", "--ledger-certificate", certificate) == 1
    assert "has not endorsed the node" in capsys.readouterr().out
    certificate.write_text("none")
    assert run("verify", "--data", made / "data", "--ledger-certificate", certificate) == 2
    receipt.unlink()
    assert run("verify", "--data", made / "data", "--ledger-certificate", certificate) == 2
    assert "there is no receipt" in capsys.readouterr().err


def test_a_proof_under_a_receipt_is_that_of_a_committed_record(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, key, certificate = made / "data", made / "data" / "log" / "key.pub", made / "service.pem"
    receipt, proof = next((data / "anchors").iterdir()), made / "b.proof"
    assert run("prove", "b", "--data", data, "-o", proof, "--receipt", receipt) == 0
    given = ("--proof", proof, "--key", key, "--ledger-certificate", certificate, "--receipt", receipt)
    assert run("verify", *given) == 0
    assert "committed: transaction 2.40" in capsys.readouterr().out
    assert run("verify", *given[:-2]) == 2
    assert run("prove", "e", "--data", data, "--receipt", receipt) == 2
    assert "not under that checkpoint" in capsys.readouterr().err
    assert run("prove", "b", "--data", data, "-o", proof) == 0
    assert run("verify", *given) == 1
    assert "the receipt is of another checkpoint" in capsys.readouterr().out
    assert run("verify", "--data", data, "--receipt", receipt) == 2
