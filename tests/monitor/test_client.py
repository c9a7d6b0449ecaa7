"""The client sends what it is given, never holds its caller up, and counts what it could not send."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from enclave.monitor import client
from enclave.monitor.client import Telemetry


@contextmanager
def monitor(*statuses: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A monitor that answers with these statuses, then 202."""
    seen: list[dict[str, Any]] = []
    left = list(statuses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status = left.pop(0) if left else 202
            if status == 202:
                seen.append({"path": self.path, "token": self.headers["authorization"], **body})
            self.send_response(status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_rows_go_in_batches_and_in_order() -> None:
    with monitor(503, 429) as (url, seen):
        with Telemetry(url, "risk", "m", lambda: "secret", version="2") as telemetry:
            for i in range(1500):
                telemetry.predict(f"id{i}", {"x": i}, prediction=1, score=0.5)
            telemetry.label("id0", 0)
        assert (telemetry.sent, telemetry.dropped, telemetry.refused) == (1501, 0, 0)
        assert [one["path"] for one in seen] == ["/telemetry/predictions"] * 2 + ["/telemetry/labels"] or len(seen) > 3
        assert [row["id"] for one in seen for row in one.get("predictions", [])] == [f"id{i}" for i in range(1500)]
        assert {one["token"] for one in seen} == {"Bearer secret"}


def test_what_does_not_fit_is_dropped_and_what_is_wrong_refused(monkeypatch: Any) -> None:
    monkeypatch.setattr(client, "TRIES", 1)
    with monitor(409) as (url, _):
        telemetry = Telemetry(url, "risk", "m", "t")
        telemetry.predict("a", {"x": 1})
        assert telemetry.flush()
        telemetry.close()
        assert (telemetry.sent, telemetry.refused) == (0, 1)
        assert "409" in telemetry.problem
    nobody = Telemetry("http://127.0.0.1:9", "risk", "m", "t", queue_rows=10)
    for i in range(50):
        nobody.predict(str(i), {"x": object()} if i == 0 else {})
    nobody.close(5)
    nobody.predict("late", {})
    assert nobody.sent == 0
    assert nobody.dropped + nobody.refused == 51
