"""Kept content is shown to who has the key, and erased for good."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from enclave.audit.content import VARIABLE, Content, ContentStore, Item
from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.cli.main import main

KEY = bytes(range(32))
TIME = "2026-11-21T09:30:00.000000Z"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, base64.b64encode(KEY).decode())
    store = ContentStore(tmp_path, KEY)
    said = store.keep([Item(f"call-{n}", ("ada", "grace")[n % 2], TIME, Content(b"what is 2 + 2?", b"4")) for n in range(4)])
    store.close()
    with AuditLog.open(tmp_path) as log:
        for n, each in enumerate(said):
            log.append([
                Event(id=f"{n}-admitted", time=TIME, kind="admitted", request_id=f"call-{n}"),
                Event(id=f"{n}-completed", time=TIME, kind="completed", request_id=f"call-{n}", content_commitment=each if n else "other"),
            ])
    return tmp_path


def _run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["audit", *map(str, arguments)])
    return int(ended.value.code or 0)


def test_content_is_shown_until_it_is_erased(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run("content", "call-1", "--data", data) == 0
    assert json.loads(capsys.readouterr().out) == {"prompt": "what is 2 + 2?", "answer": "4"}
    assert _run("content", "call-0", "--data", data) == 2
    assert "the log has committed to other content" in capsys.readouterr().err
    assert _run("erase", "--record", "call-1", "--data", data) == 0
    assert capsys.readouterr().out == "the content of 1 call erased\n"
    assert _run("content", "call-1", "--data", data) == 1
    assert "was erased at" in capsys.readouterr().out
    assert _run("erase", "--caller", "grace", "--data", data) == 0
    assert _run("erase", "--caller", "grace", "--data", data) == 0
    assert capsys.readouterr().out == "the content of 1 call erased\nthe content of 0 calls erased\n"
    assert _run("verify", "--data", data) == 0
    monkeypatch.delenv(VARIABLE)
    assert _run("erase", "--record", "call-2", "--data", data) == 0, "destroying needs no key"
    assert _run("erase", "--caller", "ada", "--data", data) == 2
    assert "the key of kept content is missing" in capsys.readouterr().err


def test_wrong_use(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for bad in ([], ["--record", "call-1", "--caller", "ada"], ["--record", ""], ["--record", "call-9"]):
        assert _run("erase", *bad, "--data", data) == 2, bad
    assert _run("content", "call-1", "--data", tmp_path / "nowhere") == 2
    assert _run("erase", "--record", "x", "--data", tmp_path / "nowhere") == 2
    capsys.readouterr()
    monkeypatch.setenv(VARIABLE, base64.b64encode(bytes(32)).decode())
    assert _run("content", "call-1", "--data", data) == 2
    assert "kept under another key" in capsys.readouterr().err
