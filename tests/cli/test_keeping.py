"""`enclave audit prune` deletes what the file's retention says, and says it; a gateway is given what looks after its log."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from enclave.audit.anchors import open_anchor
from enclave.audit.event import Event, timestamp
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.audit.retention import Days
from enclave.audit.verify import verify
from enclave.cli.keeping import anchor_names, configuration_of, keeping, name_log, retention_of
from enclave.cli.main import main
from enclave.errors import InputError
from enclave.spec.load import load


def _run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["audit", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with AuditLog.open(tmp_path / "data") as log:
        for days in (400, 100, 1):
            time = timestamp(datetime.now(UTC) - timedelta(days=days))
            log.append([Event(id=f"{days}-{kind}", time=time, kind=kind) for kind in ("admitted", "completed")])
    return tmp_path / "data"


def test_prune(bank: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("prune", str(bank), "--data", str(data), "--dry-run") == 0
    out, err = capsys.readouterr()
    assert out == "3 records would be deleted\n"
    assert err == "audit 365 days, requests and responses 90 days\n"
    assert _run("prune", str(bank), "--data", str(data)) == 0
    assert capsys.readouterr().out == "3 records deleted, as record 7 says\n"
    assert _run("prune", str(bank), "--data", str(data)) == 0
    assert capsys.readouterr().out == "0 records deleted\n"
    assert _run("verify", "--data", str(data)) == 0
    assert "3 records deleted by retention, as record 7 says" in capsys.readouterr().out
    assert _run("prove", "1", "--data", str(data)) == 1
    assert "record 1 was deleted by retention" in capsys.readouterr().out
    assert _run("prune", str(bank), "--data", str(data / "nowhere")) == 2


def test_a_project_may_keep_longer(bank: Path, tmp_path: Path) -> None:
    assert retention_of(load(bank).spec).days == Days(365, 90)
    file = tmp_path / "enclave.yaml"
    file.write_text(bank.read_text().replace("  fraud-triage:\n", "  fraud-triage:\n    retention: {request_response_days: 120}\n", 1))
    assert retention_of(load(file).spec).projects == {"fraud-triage": Days(365, 120)}


def test_anchors_of_the_file(bank: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "enclave.yaml"
    file.write_text(bank.read_text() + f"\naudit: {{anchors: {{files: [{tmp_path}/anchors], seconds: 1}}}}\n")
    with AuditLog.open(data) as log:
        keeper = keeping(load(file).spec, data)(log)
        keeper._anchoring[0].look()
    capsys.readouterr()
    assert _run("verify", "--data", str(data), "--anchor", f"file={tmp_path}/anchors") == 0
    assert "1 checkpoint, the newest of 6 records; 1 since" in capsys.readouterr().out
    (data / "log" / "checkpoint").unlink()
    assert _run("verify", "--data", str(data), "--anchor", f"file={tmp_path}/anchors") == 2
    file.write_text(bank.read_text() + f"\naudit: {{anchors: {{files: [{tmp_path}]}}}}\n")
    with pytest.raises(InputError, match="not the path of a file"):
        keeping(load(file).spec, data)


def test_anchor_now(bank: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = Path(shutil.copytree(data, tmp_path / "older"))
    name = f"file={tmp_path}/anchors"
    assert _run("anchor", "--anchor", name, "--data", str(data)) == 0
    assert capsys.readouterr().out == f"{name}: 6 records, byte 0\n"
    with AuditLog.open(data) as log:
        log.append([Event(id="more", time="2026-11-21T09:30:00.000000Z", kind="completed")])
    file = tmp_path / "enclave.yaml"
    file.write_text(bank.read_text() + f"\naudit: {{anchors: {{files: [{tmp_path}/anchors]}}}}\n")
    assert _run("anchor", str(file), "--data", str(data)) == 0
    assert capsys.readouterr().out.startswith(f"{name}: 8 records, byte ")
    assert _run("anchor", str(file), "--data", str(data)) == 0
    assert capsys.readouterr().out.startswith(f"{name}: 8 records, {tmp_path}/anchors:2")
    assert _run("anchor", "--anchor", name, "--data", str(older)) == 1
    assert "the log was put back: 8 records were anchored, 6 are signed" in capsys.readouterr().out
    assert _run("anchor", "--anchor", f"file={tmp_path}/nowhere/anchors", "--data", str(data)) == 3
    assert _run("anchor", str(bank), "--data", str(data)) == 2
    assert "no anchor is named" in capsys.readouterr().err


def test_ceilings_are_followed_by_their_keys(bank: Path, tmp_path: Path) -> None:
    before = configuration_of(load(bank).spec)
    assert before.ceilings["hub.daily_usd"] == "1000"
    assert before.policy_digest.startswith("sha256:")
    file = tmp_path / "enclave.yaml"
    file.write_text(bank.read_text().replace("daily_usd: 1000,", "daily_usd: 999, per_caller: {daily_usd: 5}, warn_at: [0.5, 0.9],", 1))
    after = configuration_of(load(file).spec)
    changed = {key: text for key, text in after.ceilings.items() if before.ceilings.get(key) != text}
    assert changed == {"hub.daily_usd": "999", "hub.per_caller.daily_usd": "5", "hub.warn_at": "0.5, 0.9"}


Deadline = Callable[..., AbstractContextManager[None]]
Told = Callable[[str], list[str]]


def _serve(spec: Path, data: Path, until: Callable[[], bool], deadline: Deadline, told: Told) -> None:
    command = [sys.executable, "-m", "enclave.cli.main", "serve", str(spec), "--port", "0", "--data", str(data)]
    command += ["--upstream", "http://127.0.0.1:9/v1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process, deadline(process):
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening"), process.communicate()
        while not until():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out, told(err)) == (0, "", [])


def test_a_gateway_looks_after_its_log(bank: Path, tmp_path: Path, deadline: Deadline, told: Told) -> None:
    file, data, anchor = tmp_path / "enclave.yaml", tmp_path / "data", tmp_path / "anchors"
    text = bank.read_text() + f"\naudit: {{anchors: {{files: [{anchor}], seconds: 1}}}}\n"
    file.write_text(text)
    _serve(file, data, lambda: anchor.exists() and anchor.read_bytes().count(b"\n") >= 1, deadline, told)
    file.write_text(text.replace("daily_usd: 1000,", "daily_usd: 999,", 1))
    _serve(file, data, lambda: any(event.kind == "budget_changed" for event in events(data)), deadline, told)
    found = list(events(data))
    assert [event.reason for event in found if event.kind == "budget_changed"] == ["hub.daily_usd: 1000 -> 999"]
    assert len([event for event in found if event.kind == "configuration_changed"]) == 1
    assert {event.details["anchor"] for event in found if event.kind == "anchored"} == {f"file={anchor}"}
    report = verify(data, anchors=[open_anchor(f"file={anchor}")])
    assert report.ok, report.problems


def test_a_pod_is_told_of_anchors_and_which_of_several_it_is(bank: Path, tmp_path: Path) -> None:
    spec = load(bank).spec
    assert anchor_names(spec, {}) == ()
    told = {"ENCLAVE_ANCHORS": "blob=https://a.blob.core.windows.net/c file=/mnt/a blob=https://a.blob.core.windows.net/c"}
    assert anchor_names(spec, told) == ("blob=https://a.blob.core.windows.net/c", "file=/mnt/a")
    name_log(tmp_path / "none", {})
    assert not (tmp_path / "none").exists()
    for instance in ("gateway-1", "gateway-2"):  # the second time it has a name
        name_log(tmp_path / "data", {"ENCLAVE_LOG_INSTANCE": instance})
        assert (tmp_path / "data/log/key.pub").read_text().split("+")[0].endswith("/gateway-1")
