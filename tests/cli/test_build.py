"""`enclave build`: every target in its directory, the summary on stdout, nothing on disk for a bad file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from enclave.emit import TARGETS


def build(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "enclave.cli.main", "build", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def test_writes_every_target(bank: Path, tmp_path: Path) -> None:
    done = build(bank, "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {*TARGETS, ".enclave-build.json"}
    assert json.loads((tmp_path / "out" / "arm" / "azuredeploy.json").read_text())["resources"]
    assert (tmp_path / "out" / "bicep" / "main.bicep").is_file()
    assert (tmp_path / "out" / "bicep" / "modules" / "virtual-network" / "virtual-network.bicep").is_file()
    assert (tmp_path / "out" / "terraform" / "main.tf").is_file()
    first, *_ = done.stdout.splitlines()
    assert first.split() == ["contoso-bank", "europe", "us_healthcare", "-"]
    assert "to out: bicep " in done.stdout
    assert (tmp_path / "out" / "kubernetes" / "europe" / "kustomization.yaml").is_file()
    assert "printing terraform" in done.stderr


@pytest.mark.long
def test_the_same_file_gives_the_same_files(bank: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert build(bank, "-o", name, cwd=tmp_path).returncode == 0
    files = [{path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()}
             for name in ("one", "two")]
    assert files[0] == files[1]
    assert build(bank, "-o", "one", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(("old", "new"), [("regions:", "regionz:"), ("10.40.0.0/16", "10.40.0.0/29"), ("enclave: v1", "enclave: [")])
def test_a_bad_file_writes_nothing(bank: Path, tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "bad.yaml").write_text(bank.read_text().replace(old, new))
    done = build("bad.yaml", "-o", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "bad.yaml:" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_a_directory_of_somebody_else_is_refused(bank: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    done = build(bank, "-o", ".", cwd=tmp_path)
    assert done.returncode == 2
    assert "`enclave build` did not write" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_missing_file_is_bad_input(tmp_path: Path) -> None:
    done = build("gone.yaml", "-o", "out", cwd=tmp_path)
    assert done.returncode == 2
    assert "gone.yaml" in done.stderr
    assert not (tmp_path / "out").exists()
