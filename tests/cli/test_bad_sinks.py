"""`enclave audit ship` against an endpoint that is away, full, rude or slow, and killed again and again: every record arrives."""

from __future__ import annotations

import gzip
import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from enclave.audit.event import Event
from enclave.audit.log import AuditLog

pytestmark = pytest.mark.long
RECORDS, MOST = 3000, 40
SHIP = [sys.executable, "-m", "enclave.cli.main", "audit", "ship"]
SPEC = """enclave: v1
name: contoso
identity: {tenant: 11111111-1111-1111-1111-111111111111, audience: api://contoso}
regions: {europe: {location: westeurope}}
sinks:
  siem: {otlp: {endpoint: "%s"}}
"""


class Collector(ThreadingHTTPServer):
    """Takes at most `MOST` records at once, and answers as the dice fall."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.dice, self.got, self.lock = random.Random(5), list[int](), threading.Lock()
        self.said: dict[int, int] = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server: Collector = self.server  # type: ignore[assignment]
        whole = json.loads(gzip.decompress(self.rfile.read(int(self.headers["Content-Length"]))))
        records = whole["resourceLogs"][0]["scopeLogs"][0]["logRecords"]
        numbers = [_number(record) for record in records]
        with server.lock:
            status = 413 if len(numbers) > MOST else server.dice.choice((200, 200, 200, 200, 200, 200, 401, 429, 500, 503, 0, 1))
            server.said[status] = server.said.get(status, 0) + 1
            if status in {200, 1}:
                server.got += numbers  # of 1 the answer is lost
        if status in {0, 1}:
            self.close_connection = True
            return
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "0")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        pass


def _number(record: dict) -> int:
    [value] = [each["value"] for each in record["attributes"] if each["key"] == "enclave.record"]
    return int(next(iter(value.values())))


@pytest.fixture
def collector() -> Iterator[Collector]:
    server = Collector()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_record_arrives_at_least_once_and_in_order(tmp_path: Path, collector: Collector) -> None:
    spec, data = tmp_path / "enclave.yaml", tmp_path / "data"
    spec.write_text(SPEC % f"http://127.0.0.1:{collector.server_address[1]}")
    with AuditLog.open(data) as log:
        log.append([Event(id=str(n), time="2026-11-21T09:00:00.000000Z", kind="started") for n in range(RECORDS)])
    dice, kills = random.Random(3), 0
    end = time.monotonic() + 600
    while len({*collector.got}) < RECORDS and time.monotonic() < end:
        with subprocess.Popen([*SHIP, str(spec), "--data", str(data)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            before = len(collector.got)
            time.sleep(2 + dice.random() * 4)
            while len(collector.got) == before and child.poll() is None and time.monotonic() < end:
                time.sleep(0.02)  # a machine that is slow has hardly begun
            kills += child.poll() is None
            child.send_signal(signal.SIGKILL)
    assert {*collector.got} == {*range(1, RECORDS + 1)}, (len({*collector.got}), collector.said)
    first = sorted({*collector.got}, key=collector.got.index)
    assert first == sorted(first), "the first time that each arrives is in order"
    assert kills >= 2
    refused = data / "sinks" / "siem.refused.jsonl"
    assert not refused.exists(), "a batch that is too large is halved, and nothing passed over"
    print(f"{kills} kills, answers {collector.said}, {len(collector.got) - RECORDS} repeats")
