"""Child processes are started, reported when they fail, stopped together, and never outlive their parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from enclave.cli.processes import Processes
from enclave.errors import EnclaveError

SERVER = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("starting", flush=True)
print("listening on http://127.0.0.1:12345", flush=True)
time.sleep(60)
"""


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory whose modules a child process can run by name."""
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    return tmp_path


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_address_is_what_the_child_prints(importable: Path) -> None:
    (importable / "a_server.py").write_text(SERVER)
    with Processes(importable / "logs") as processes:
        assert processes.start("server", "a_server", []) == "http://127.0.0.1:12345"


def test_a_child_that_fails_is_quoted_with_its_log(importable: Path) -> None:
    (importable / "broken.py").write_text("import sys\nsys.exit('port 8080 is taken')\n")
    with Processes(importable / "logs") as processes, pytest.raises(EnclaveError, match="port 8080 is taken") as raised:
        processes.start("gateway", "broken", [])
    assert raised.value.where.endswith("gateway.log")


def test_a_child_that_never_listens_is_given_up(importable: Path) -> None:
    (importable / "silent.py").write_text("import time\ntime.sleep(60)\n")
    with Processes(importable / "logs") as processes, pytest.raises(EnclaveError, match="did not start"):
        processes.start("gateway", "silent", [], seconds=0.5)


def test_a_child_that_ends_is_named(importable: Path) -> None:
    (importable / "short.py").write_text("print('listening on http://127.0.0.1:1', flush=True)\nraise SystemExit(7)\n")
    (importable / "a_server.py").write_text(SERVER)
    with Processes(importable / "logs") as processes:
        processes.start("server", "a_server", [])
        processes.start("short", "short", [])
        assert processes.wait() == ("short", 7)


@pytest.mark.skipif(sys.platform != "linux", reason="not run: only Linux tells a process that its parent died")
def test_children_do_not_outlive_a_killed_parent(importable: Path) -> None:
    (importable / "a_server.py").write_text(SERVER)
    parent = textwrap.dedent(f"""
        import time
        from pathlib import Path
        from enclave.cli.processes import Processes
        processes = Processes(Path({str(importable)!r}) / "logs")
        processes.start("server", "a_server", [])
        print(processes._children[0][1].pid, flush=True)
        time.sleep(60)
    """)
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert is_running(child)
        process.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 60
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)
