"""What installs on a fresh machine bears a registry that fails once, and names what it could not get."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SHELL = shutil.which("sh") or "/bin/sh"


def _programs(folder: Path, **scripts: str) -> Path:
    folder.mkdir(parents=True)
    for name, text in {"sleep": "", **scripts}.items():
        (folder / name).write_text(f"#!{SHELL}\n{text}\n")
        (folder / name).chmod(0o755)
    return folder


def _run(path: str, *command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    return subprocess.run([SHELL, *command], env=environment | {"PATH": path}, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(("updates", "lacks", "missing"), [
    (0, "nothing", ""), (1, "nothing", ""), (0, "chromium", " chromium"), (2, "nothing", " chromium shellcheck redis-server prometheus"),
])  # fmt: skip
def test_debian_packages(root: Path, tmp_path: Path, updates: int, lacks: str, missing: str) -> None:
    """`updates`: how many fail."""
    told = tmp_path / "told"
    apt = f"""
echo "$*" >> {told}
case "$*" in
    *update*) [ "$(grep -c update {told})" -gt {updates} ] ;;
    *" {lacks}"*) exit 100 ;;
esac"""
    programs = _programs(tmp_path / "bin", **{"apt-get": apt, "id": "echo 0", "grep": f'exec {shutil.which("grep")} "$@"'})
    done = _run(str(programs), root / "scripts" / "system-packages.sh")
    assert done.returncode == 0
    assert (f"missing Debian packages:{missing} (" in done.stderr) is bool(missing)
    got = {line.split()[-1] for line in told.read_text().splitlines() if " install " in line}
    assert got >= ({"prometheus"} if updates < 2 else set())


@pytest.mark.parametrize(("failures", "fails"), [(0, False), (2, False), (3, False), (6, True)])
def test_python_packages(root: Path, tmp_path: Path, failures: int, fails: bool) -> None:
    """Installs alternate between uv, which comes by pip, and pip alone."""
    told = tmp_path / "told"
    pip = f"""
case "$*" in
    *" config "*) exit 0 ;;
    *" install "*) echo "$*" >> {told}; [ "$(wc -l < {told})" -gt {failures} ] ;;
esac"""
    _programs(tmp_path / "venv" / "bin", python=pip, uv=f'echo "uv $*" >> {told}')
    programs = _programs(tmp_path / "bin")
    done = _run(f"{programs}:{os.environ['PATH']}", root / "scripts" / "install.sh", tmp_path / "venv", "requirements/some.txt")
    assert (done.returncode != 0) is fails
    lines = told.read_text().splitlines()
    assert all("--require-hashes" in line for line in lines)
    assert len(lines) == {0: 2, 2: 4, 3: 4, 6: 4}[failures]
