"""`enclave up`: three processes on loopback that a client, a browser and Ctrl-C can use."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from openai import OpenAI

from enclave.gateway.issuer import Issuer
from enclave.spec.load import load

ENCLAVE = [sys.executable, "-m", "enclave.cli.main"]


def lines(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line
        if line.startswith("stop with"):
            return


def test_clients_the_console_and_ctrl_c(bank: Path, tmp_path: Path, deadline: Callable[..., AbstractContextManager[None]]) -> None:
    """One run of it all: a client gets an answer, the console counts it, another gateway finds the port taken, and Ctrl-C ends it."""
    environment = {name: value for name, value in os.environ.items() if name != "ENCLAVE_UPSTREAM"}
    command = [*ENCLAVE, "up", str(bank), "--console-port", "0"]
    first = [*command, "--port", "0", "--data", str(tmp_path / "data")]
    with (
        subprocess.Popen(first, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process,
        deadline(process),
    ):
        said = "".join(lines(process))
        addresses = dict(re.findall(r"^(gateway|console)\s+(http://\S+)", said, re.MULTILINE))
        token = Issuer.open(load(bank).spec, tmp_path / "data").issue("fraud-triage", "user", "jane")[0]
        with OpenAI(base_url=f"{addresses['gateway']}/v1", api_key=token) as client:
            answer = client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "hello"}])
        assert answer.choices[0].message.content
        with urllib.request.urlopen(f"{addresses['console']}/api/today", timeout=100) as response:
            assert json.load(response)["requests"] == 1
        port = addresses["gateway"].rsplit(":", 1)[1]
        second = subprocess.run(
            [*command, "--port", port, "--data", str(tmp_path / "other")],
            capture_output=True, text=True, check=False, timeout=60, env=environment | {"ENCLAVE_UPSTREAM": "http://127.0.0.1:9/v1"},
        )
        assert second.returncode == 3
        assert port in second.stderr
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == 0


def test_a_wrong_file_starts_nothing(command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    wrong = tmp_path / "enclave.yaml"
    wrong.write_text("enclave: v1\nname: x\n")
    result = command("up", str(wrong), "--data", str(tmp_path / "data"))
    assert result.returncode == 2
    assert "enclave.yaml:2:" in result.stderr
    assert not (tmp_path / "data").exists()
