"""`enclave serve`: its first line, and everything that keeps it from serving, said plainly."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

ENCLAVE = [sys.executable, "-m", "enclave.cli.main", "serve"]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("ENCLAVE_")}
Serve = Callable[..., subprocess.CompletedProcess[str]]
Deadline = Callable[..., AbstractContextManager[None]]
Told = Callable[[str], list[str]]


@pytest.fixture
def serve(command: Serve) -> Serve:
    """`enclave serve` in this process: for what ends before anything is served."""
    return lambda *arguments, **environment: command("serve", *arguments, environment=environment)


@pytest.mark.parametrize("how", ["option", "environment"])
def test_the_first_line_is_the_address_and_a_signal_ends_it_well(
    bank: Path, tmp_path: Path, deadline: Deadline, told: Told, how: str
) -> None:
    command = [*ENCLAVE, str(bank), "--port", "0", "--data", str(tmp_path)]
    upstream = "http://127.0.0.1:9/v1"
    if how == "option":
        command += ["--upstream", upstream]
    environment = CLEAN | ({"ENCLAVE_UPSTREAM": upstream} if how == "environment" else {})
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process,
        deadline(process),
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        match = re.fullmatch(r"listening on (http://127\.0\.0\.1:[0-9]+)\n", line)
        assert match, line
        with urllib.request.urlopen(f"{match[1]}/readyz", timeout=60) as response:
            assert response.status == 200
        process.send_signal(signal.SIGINT if how == "option" else signal.SIGTERM)
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out, told(err)) == (0, "", [])


def test_without_an_upstream_it_serves_the_enclaves_own_accounts(bank: Path, tmp_path: Path, deadline: Deadline, told: Told) -> None:
    """Nobody is asked for a token, and no name is looked up, before the first call."""
    command = [*ENCLAVE, str(bank), "--port", "0", "--data", str(tmp_path)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=CLEAN) as process,
        deadline(process),
    ):
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening on http://127.0.0.1:")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out, told(err)) == (0, "", [])


def test_tls_needs_both_files(serve: Serve, bank: Path, tmp_path: Path) -> None:
    for options in (["--tls-clients", "x.pem"],):
        result = serve(str(bank), "--data", str(tmp_path / "data"), "--upstream", "http://127.0.0.1:9/v1", *options)
        assert (result.returncode, "`--tls-certificate` and `--tls-key`" in result.stderr) == (2, True)
    both = ["--tls-certificate", str(tmp_path / "nowhere.pem"), "--tls-key", str(tmp_path / "nowhere.key")]
    result = serve(str(bank), "--data", str(tmp_path / "data"), "--upstream", "http://127.0.0.1:9/v1", *both)
    assert (result.returncode, "nowhere.pem: there is no such file" in result.stderr) == (2, True)
    assert not (tmp_path / "data").exists()


def test_a_file_of_endpoints_is_checked_first(serve: Serve, bank: Path, tmp_path: Path) -> None:
    (tmp_path / "endpoints.yaml").write_text("nobody: {europe: https://x.openai.azure.com}", encoding="utf-8")
    result = serve(str(bank), "--data", str(tmp_path / "data"), "--endpoints", str(tmp_path / "endpoints.yaml"))
    assert result.returncode == 2
    assert "does not serve project `nobody`" in result.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_port_in_use_is_said_with_a_hint(serve: Serve, bank: Path, tmp_path: Path, workers: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = serve(str(bank), "--data", str(tmp_path), "--port", port, "--workers", workers, "--upstream", "http://127.0.0.1:9/v1")
    assert result.returncode == 3
    assert f"port {port}: address already in use" in result.stderr
    assert "--port" in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--upstream", "localhost:11434"], "is not a base URL"),
        (["--upstream", "http://127.0.0.1:9/v1", "--port", "70000"], "--port"),
        (["--upstream", "http://127.0.0.1:9/v1", "--workers", "0"], "--workers"),
        (["--upstream", "http://127.0.0.1:9/v1", "--frobnicate"], "--frobnicate"),
    ],
)
def test_bad_options(serve: Serve, bank: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    result = serve(str(bank), "--data", str(tmp_path / "data"), *arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_key_with_a_line_break_is_refused(serve: Serve, bank: Path, tmp_path: Path) -> None:
    result = serve(str(bank), "--data", str(tmp_path), "--upstream", "http://127.0.0.1:9/v1", ENCLAVE_UPSTREAM_KEY="a\nb")
    assert result.returncode == 2
    assert "ENCLAVE_UPSTREAM_KEY" in result.stderr


def test_a_wrong_file_is_told_with_its_lines(serve: Serve, tmp_path: Path) -> None:
    wrong = tmp_path / "enclave.yaml"
    wrong.write_text("enclave: v1\nname: x\n", encoding="utf-8")
    result = serve(str(wrong), "--data", str(tmp_path / "data"), "--upstream", "http://127.0.0.1:9/v1")
    assert result.returncode == 2
    assert "enclave.yaml:2" in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_data_directory_that_cannot_be_used(serve: Serve, bank: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way", encoding="utf-8")
    result = serve(str(bank), "--data", str(tmp_path / "data"), "--port", "0", "--upstream", "http://127.0.0.1:9/v1")
    assert result.returncode == 3
    assert "Traceback" not in result.stderr
    assert "in the way" not in result.stderr
