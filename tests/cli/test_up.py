"""`enclave up`: three processes on loopback that a client, a browser and Ctrl-C can use."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from openai import OpenAI

ENCLAVE = [sys.executable, "-m", "enclave.cli.main"]


@pytest.fixture
def up(bank: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A running `enclave up` and the addresses that it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "ENCLAVE_UPSTREAM"}
    command = [*ENCLAVE, "up", str(bank), "--port", "0", "--console-port", "0", "--data", str(tmp_path / "data")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        addresses: dict[str, str] = {}
        for line in process.stdout:
            if match := re.match(r"(gateway|console)\s+(http://\S+)", line):
                addresses[match[1]] = match[2]
            if line.startswith("stop with"):
                break
        yield process, addresses
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def issue(bank: Path, data: Path) -> str:
    command = [*ENCLAVE, "token", "issue", str(bank), "--project", "fraud-triage", "--role", "user", "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_client_gets_an_answer_and_the_console_counts_it(
    up: tuple[subprocess.Popen[str], dict[str, str]], bank: Path, tmp_path: Path
) -> None:
    process, addresses = up
    client = OpenAI(base_url=f"{addresses['gateway']}/v1", api_key=issue(bank, tmp_path / "data"))
    answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "hello"}])
    assert answer.choices[0].message.content
    with urllib.request.urlopen(f"{addresses['console']}/api/today", timeout=30) as response:
        assert json.load(response)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_wrong_file_starts_nothing(tmp_path: Path) -> None:
    wrong = tmp_path / "enclave.yaml"
    wrong.write_text("enclave: v1\nname: x\n")
    result = subprocess.run([*ENCLAVE, "up", str(wrong), "--data", str(tmp_path / "data")], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "enclave.yaml:2:" in result.stderr
    assert not (tmp_path / "data").exists()


def test_a_port_in_use_is_said(bank: Path, tmp_path: Path, up: tuple[subprocess.Popen[str], dict[str, str]]) -> None:
    port = up[1]["gateway"].rsplit(":", 1)[1]
    command = [*ENCLAVE, "up", str(bank), "--port", port, "--console-port", "0", "--data", str(tmp_path / "other")]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 3
    assert port in result.stderr
