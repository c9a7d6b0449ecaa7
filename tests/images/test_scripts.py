"""The scripts run: what the gate refuses is never copied, and a tag is no image."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from enclave.images.scripts import QUARANTINE, RELEASE

DIGEST = "sha256:" + "a" * 64


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """Stand-ins that write down how they are called; the gate answers with `GATE`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, answer in (
        ("trivy", ""),
        ("enclave", "exit $GATE"),
        ("az", "echo token"),
        ("curl", 'cat >/dev/null; echo \'{"access_token":"t"}\''),
    ):
        (folder / name).write_text(f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/calls"\n{answer}\n')
        (folder / name).chmod(0o755)
    return folder


def run(script: str, folder: Path, *arguments: str, gate: int = 0) -> tuple[int, list[str]]:
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "GATE": str(gate), "TMPDIR": str(folder.parent)}
    done = subprocess.run(
        ["sh", "-s", "-", *arguments], input=script, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    calls = folder.parent / "calls"
    return done.returncode, calls.read_text().splitlines() if calls.exists() else []


@pytest.mark.parametrize(("script", "arguments"), [(RELEASE, (f"in/app@{DIGEST}", "app")), (QUARANTINE, (f"app@{DIGEST}", "r.json"))])
def test_only_what_passes_goes_on(script: str, arguments: tuple[str, ...], commands: Path) -> None:
    for gate in (1, 2, 3):
        code, calls = run(script, commands, "crbank", *arguments, gate=gate)
        assert code == gate
        assert not [call for call in calls if call.startswith(("az", "curl"))]
    code, calls = run(script, commands, "crbank", *arguments)
    assert code == 0
    assert calls[-1].startswith("az acr import" if script is RELEASE else "curl")
    assert DIGEST in calls[-1]
    assert not [call for call in calls if "Bearer" in call]
    assert run(script, commands, "crbank", "app:1", "x")[0] == 2
