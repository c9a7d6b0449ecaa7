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
        assert httpx.get(f"{address}/api/today", timeout=30).json()["name"] == "contoso-bank"
        assert httpx.get(address, timeout=30).status_code == 200
        process.send_signal(number)
        assert process.wait(15) in (0, 130)
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
