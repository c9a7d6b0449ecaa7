"""Go's own packages for transparency logs accept the directory and the proofs, and nothing that was changed; so does a reader in JavaScript
that was written from the specifications alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from enclave.audit.log import AuditLog
from enclave.audit.proof import prove

from .conftest import logged

MODULE = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")


@pytest.fixture(scope="module")
def tlogcheck(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The checker, compiled."""
    go = shutil.which("go")
    if go is None or not MODULE.is_dir():
        pytest.skip("not run: needs go and golang-golang-x-mod-dev (`make system-long`)")
    folder = tmp_path_factory.mktemp("go")
    program = folder / "tlogcheck"
    environment = {**os.environ, "GOPATH": "/usr/share/gocode", "GO111MODULE": "off", "GOCACHE": str(folder / "cache"), "GOFLAGS": ""}
    subprocess.run(
        [go, "build", "-o", str(program), str(Path(__file__).parent / "tlogcheck" / "main.go")], check=True, env=environment, timeout=300
    )
    return lambda *arguments: subprocess.run([str(program), *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def in_node() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The checker in JavaScript."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("not run: needs node (`make node`)")
    program = str(Path(__file__).parent / "tlogcheck" / "main.mjs")
    return lambda *given: subprocess.run([node, program, *map(str, given)], capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.long
def test_a_reader_in_another_language_accepts_it_and_nothing_that_was_changed(
    in_node: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    for records in (0, 1, 256, 700):
        data = logged(tmp_path / f"{records}", records)
        done = in_node(data / "log", data / "log" / "key.pub")
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{records}\n", "")
    for name in ("tile/entries/000", "tile/entries/002.p/188", "tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2", "checkpoint"):
        path = data / "log" / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-9] + bytes((whole[-9] ^ 1,)) + whole[-8:])
        assert in_node(data / "log", data / "log" / "key.pub").returncode == 1, name
        path.write_bytes(whole)
    with AuditLog.open(data) as log:
        log.rotate()
    assert in_node(data / "log", data / "log" / "key.pub").stdout == "701\n"


@pytest.mark.long
@pytest.mark.parametrize("records", [1, 255, 256, 257, 700])
def test_the_directory_is_accepted(tlogcheck: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path, records: int) -> None:
    data = logged(tmp_path / "data", records)
    key = data / "log" / "key.pub"
    done = tlogcheck(data / "log", key)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{records}\n", "")
    proof = tmp_path / "proof"
    for number in {1, records // 2 + 1, records}:
        proof.write_text(prove(data, number))
        done = tlogcheck("-proof", proof, key)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{number}\n", "")


@pytest.mark.long
def test_what_was_changed_is_not(tlogcheck: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    data = logged(tmp_path / "data", 300)
    for name in ("tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1", "checkpoint"):
        path = data / "log" / name
        whole = path.read_bytes()
        path.write_bytes(whole[:-9] + bytes((whole[-9] ^ 1,)) + whole[-8:])
        assert tlogcheck(data / "log", data / "log" / "key.pub").returncode == 1, name
        path.write_bytes(whole)
    assert tlogcheck(data / "log", data / "log" / "key.pub").returncode == 0
