"""How Checkov and Presidio are had: exactly what is pinned, in environments of their own; what could not be had is named."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def installed(root: Path, folder: Path, requirements: str) -> subprocess.CompletedProcess[str]:
    pinned = folder / "requirements.txt"
    pinned.write_text(requirements, encoding="utf-8")
    return subprocess.run(
        [str(root / "scripts" / "peer.sh"), sys.executable, "checkov", str(folder / "venv"), str(pinned)],
        capture_output=True, text=True, check=False, timeout=300,
    )


@pytest.mark.long
def test_what_cannot_be_had_is_named_and_leaves_nothing_half_done(root: Path, tmp_path: Path) -> None:
    # a file that is not what its hash says: refused before anything is asked of an index
    (tmp_path / "checkov-0-py3-none-any.whl").write_bytes(b"not a package")
    done = installed(root, tmp_path, f"{tmp_path}/checkov-0-py3-none-any.whl --hash=sha256:{'0' * 64}\n")
    assert done.returncode == 0
    assert "missing: checkov" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_what_is_there_already_is_left_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / ".installed").write_text("checkov==1\n", encoding="utf-8")
    done = installed(root, tmp_path, "checkov==1\n")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("name", "package"), [("checkov", "checkov"), ("presidio", "presidio-analyzer")])
def test_everything_is_pinned_with_a_hash(root: Path, name: str, package: str) -> None:
    text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    assert any(line.startswith(f"{package}==") for line in lines)
    assert [line for line in lines if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)] == []


def test_the_script_is_clean_for_shellcheck(root: Path) -> None:
    program = shutil.which("shellcheck")
    if program is None:
        pytest.skip("not run: needs shellcheck")
    done = subprocess.run([program, str(root / "scripts" / "peer.sh")], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)
