"""A directory that cannot be written, seen by a process that modes hold for: clear words, and what only reads goes on reading."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.ledger.sqlite import SqliteStore

NOBODY = 65534
SEEN = """
import json, sys
from pathlib import Path
from enclave.audit.log import AuditLog
from enclave.audit.query import query
from enclave.audit.sinks.jsonl import open_sink
from enclave.audit.sinks.ship import ship
from enclave.audit.verify import verify
from enclave.ledger.sqlite import SqliteStore

data = Path(sys.argv[1])
found = {}

def see(name, asked):
    try:
        found[name] = ["done", str(asked())]
    except Exception as error:
        found[name] = [type(error).__name__, str(error)]

see("log", lambda: AuditLog.open(data))
see("new log", lambda: AuditLog.open(data / "new"))
see("ledger", lambda: SqliteStore(data / "ledger.sqlite"))
see("new ledger", lambda: SqliteStore(data / "other.sqlite"))
see("sink", lambda: open_sink(file=str(data / "out.jsonl")).send([b"x"]))
see("ship", lambda: ship(data, "one", open_sink(file="-"), lambda _: False, once=True))
see("query", lambda: query(data, "EnclaveEvents | count").rows)
see("verify", lambda: verify(data))
print(json.dumps(found))
"""


@pytest.fixture
def data() -> Iterator[Path]:
    """A directory with a log and a ledger, which everybody can read and nobody can write."""
    root = Path(tempfile.mkdtemp())
    made = root / "data"
    with AuditLog.open(made) as log:
        log.append([Event(id=f"e{number}", time="2026-11-21T09:30:00.000000Z", kind="completed", request_id="r") for number in range(5)])
    SqliteStore(made / "ledger.sqlite").close()
    for path in (root, made, *made.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield made
    for path in (root, made, *(path for path in made.rglob("*") if path.is_dir())):
        path.chmod(0o755)
    shutil.rmtree(root)


@pytest.mark.long
def test_what_writes_says_so_and_what_reads_reads(data: Path, root: Path) -> None:
    drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    if drop and shutil.which("setpriv") is None:
        pytest.skip("modes do not hold for root, and there is no setpriv")
    before = {path: path.stat().st_mtime_ns for path in data.rglob("*")}
    child = subprocess.run(
        [*drop, sys.executable, "-B", "-c", SEEN, str(data)], cwd=root, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if "ModuleNotFoundError" in child.stderr or "Permission denied" in child.stderr.partition("Traceback")[0]:
        pytest.skip("the checkout cannot be read by another user")
    found = json.loads(child.stdout.splitlines()[-1])
    for name, kind in (("log", "AuditUnavailable"), ("new log", "AuditUnavailable"), ("ledger", "LedgerUnavailable"),
                       ("new ledger", "LedgerUnavailable"), ("sink", "Unavailable")):  # fmt: skip
        assert found[name][0] == kind, found
        assert "permission denied" in found[name][1]
        assert str(data) in found[name][1]
    assert found["ship"][0] in {"PermissionError", "InputError"}
    assert found["query"] == ["done", "[(5,)]"]
    assert found["verify"][0] == "done", found
    assert {path: path.stat().st_mtime_ns for path in data.rglob("*")} == before
