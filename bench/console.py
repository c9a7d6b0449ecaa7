"""How long the console's pages take over a long log: CPU of the whole process, and the clock, the median and the worst of many.

    python bench/console.py [RECORDS]        a million without a number: half a minute to write them, half a minute to ask

It has no peer: the figure to hold is 100 ms a page at a million records.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from starlette.testclient import TestClient

from enclave.audit.event import Event, Verdict, timestamp
from enclave.audit.log import AuditLog
from enclave.cli.hours import hours_of
from enclave.console.app import create_app
from enclave.spec.load import load

SPEC = Path(__file__).parent.parent / "examples" / "bank" / "enclave.yaml"
PAGES = ("/", "/api/today", "/requests", "/requests?text=nowhere", "/requests?outcome=refused&entity=email", "/spend", "/dlp", "/drift",
         "/alerts", "/images", "/network")  # fmt: skip
ROUNDS = 15
DAYS = 20


def write(data: Path, records: int, now: datetime) -> None:
    """Two records a call, evenly over twenty days, a few of them refused."""
    step = timedelta(days=DAYS) / records
    with AuditLog.open(data) as log:
        batch: list[Event] = []
        for number in range(records // 2):
            when = now - timedelta(days=DAYS) + step * number * 2
            hidden = number % 9 == 0
            verdicts = (Verdict("identity", "pass"), Verdict("dlp", "redact" if hidden else "pass", 1200, {"email": 1} if hidden else {}))
            about: dict[str, Any] = {
                "request_id": f"{number:032x}", "project": ("fraud-triage", "claims-assistant", "policy-search")[number % 3],
                "caller": f"caller-{number % 200}", "deployment": "gpt-4o", "model": "gpt-4o", "location": "westeurope", "region": "europe",
            }  # fmt: skip
            batch.append(Event(id=f"a{number}", time=timestamp(when), kind="admitted", verdicts=verdicts, **about))
            how: dict[str, Any] = {"kind": "refused", "status": 400, "stage": "dlp", "reason": "content_filter: no"}
            if number % 40:
                how = {"kind": "completed", "status": 200, "prompt_tokens": 900, "settled_nanousd": 3_250_000, "duration_ms": 812.5}
            batch.append(Event(id=f"b{number}", time=timestamp(when + timedelta(milliseconds=3)), verdicts=verdicts, **how, **about))
            if len(batch) >= 2000:
                log.append(batch)
                batch = []
        log.append(batch)


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3


def main() -> None:
    """Write a log, or take the one that is given, and ask for every page."""
    told = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data" if told.isdigit() else Path(told)
        if told.isdigit():
            write(data, int(told), now)
        document = load(SPEC)
        app = create_app(document, data, hours=lambda: hours_of(data, now))
        with TestClient(app, base_url="http://localhost") as client:
            first, _ = timed(lambda: client.get("/"))
            print(f"{'first page, nothing read yet':44} {first:8.1f} ms")
            begun, worst = time.perf_counter(), 0.0
            while True:
                took, _ = timed(lambda: client.get("/"))
                worst = max(worst, took)
                found = client.get("/api/today").json()
                if found["log"]["checked_at"] and not found["log"]["behind_records"] and not found["proof"]["running"]:
                    break
                time.sleep(0.2)
            whole = time.perf_counter() - begun
            print(f"{'worst overview while log and proof are read':44} {worst:8.1f} ms, {whole:.1f} s until all is known")
            while "computing" in client.get("/spend").text:
                time.sleep(0.2)
            print(f"{found['log']['records']:,} records, {found['requests']:,} calls today")
            for page in PAGES:
                took = [timed(lambda page=page: client.get(page)) for _ in range(ROUNDS)]
                walls, cpus = [wall for wall, _ in took], [cpu for _, cpu in took]
                print(f"{page:44} {median(walls):8.1f} ms  worst {max(walls):8.1f} ms  CPU {median(cpus):8.1f} ms")


if __name__ == "__main__":
    main()
