"""`enclave console` says where it listens, answers, and ends well; what is wrong ends it in this process."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import httpx
import pytest

from enclave.audit.read import events

COMMAND = [sys.executable, "-m", "enclave.cli.main", "console"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_stopped(bank: Path, tmp_path: Path, number: signal.Signals) -> None:
    arguments = [*COMMAND, str(bank), "--port", "0", "--data", str(tmp_path / "data")]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        line = process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:"), process.stderr.read()
        address = line.removeprefix("listening on ").strip()
        assert httpx.get(f"{address}/api/today", timeout=100).json()["name"] == "contoso-bank"
        assert httpx.get(address, timeout=100).status_code == 200
        process.send_signal(number)
        assert process.wait(120) in (0, 130)
        assert "Traceback" not in process.stderr.read()
    assert not (tmp_path / "data").exists()


def test_a_wrong_file_ends_with_2(tmp_path: Path, command: Callable[..., CompletedProcess[str]]) -> None:
    wrong = tmp_path / "enclave.yaml"
    wrong.write_text("enclave: v1\nnam: x\n")
    done = command("console", str(wrong))
    assert done.returncode == 2
    assert f"{wrong}:2:1" in done.stderr


def test_a_taken_port_ends_with_3(bank: Path, command: Callable[..., CompletedProcess[str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = command("console", str(bank), "--port", str(taken.getsockname()[1]))
    assert done.returncode == 3
    assert "cannot listen" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_host_that_is_not_ours_ends_with_3(bank: Path, command: Callable[..., CompletedProcess[str]]) -> None:
    done = command("console", str(bank), "--host", "host.invalid", "--port", "0")
    assert done.returncode == 3
    assert "cannot listen" in done.stderr


def test_beyond_this_machine_it_wants_a_login_and_tls(bank: Path, tmp_path: Path, command: Callable[..., CompletedProcess[str]]) -> None:
    arguments = ("console", str(bank), "--port", "0", "--data", str(tmp_path), "--host", "0.0.0.0")
    for more, said in (
        ((), "tokens would cross the network in the clear"), (("--no-login",), "beyond this machine the console needs its login"),
        (("--no-login", "--behind-proxy"), "needs its login"), (("--tls-key", "k.pem"), "TLS needs a certificate and its key"),
        (("--tls-key", str(bank), "--tls-certificate", str(bank)), "certificate and key cannot be used"),
    ):  # fmt: skip
        done = command(*arguments, *more)
        assert done.returncode == 2, more
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_with_a_login_it_opens_to_the_local_issuers_tokens_and_writes_down_who_came(
    bank: Path, tmp_path: Path, command: Callable[..., CompletedProcess[str]]
) -> None:
    data = tmp_path / "data"
    arguments = [*COMMAND, str(bank), "--port", "0", "--data", str(data), "--login"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = process.stdout.readline().removeprefix("listening on ").strip()
        with httpx.Client(base_url=address, timeout=100) as browser:
            assert browser.get("/api/today").status_code == 401
            issued = command("token", "issue", str(bank), "--project", "fraud-triage", "--role", "auditor", "--data", str(data))
            assert browser.post("/login", data={"token": issued.stdout}).status_code == 303
            assert browser.get("/api/today").json()["name"] == "contoso-bank"
            assert browser.post("/login", data={"token": issued.stdout.strip()[:-8]}).status_code == 403
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    kinds = [event.kind for event in events(data)]
    assert kinds == ["token_issued", "signed_in", "sign_in_refused"]
