"""An endpoint that keeps what it is sent and answers as it is told, and a log that nobody signs by himself."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import enclave.audit.log as module
from enclave.audit.event import Event, Verdict
from enclave.audit.log import AuditLog


class Endpoint:
    """What was posted, and what is answered: the first answers that are left, then 204."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.judge: Any = None
        """Body -> status, when there is no answer left."""
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    def start(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = gzip.decompress(self.rfile.read(int(self.headers["Content-Length"])))
                status, headers, answer = outer.answers.pop(0) if outer.answers else (outer.judge(body) if outer.judge else 204, {}, b"")
                outer.paths.append(self.path)
                outer.headers.append(dict(self.headers))
                if status < 300:
                    outer.bodies.append(body)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=lambda server=self._server: server.serve_forever(0.02), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """One that listens."""
    made = Endpoint()
    made.start()
    yield made
    made.stop()


def some_event(number: int, **fields: object) -> Event:
    """An event with fields of every kind, none of which Azure would call by its number."""
    whole: dict[str, Any] = {
        "id": f"event-{number}", "time": f"2026-11-21T09:{number // 60 % 60:02d}:{number % 60:02d}.000125Z", "kind": "completed",
        "request_id": f"request-{number}", "roles": ("user",), "status": 200, "duration_ms": 12.5, "prompt_tokens": number,
        "model": "gpt-4o", "operation": "ChatCompletions_Create", "stream": True, "verdicts": (Verdict("dlp", "pass", 12, {"email": 1}),),
    }
    return Event(**(whole | fields))


class Log:
    """A log that is signed when it is told."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._log = AuditLog.open(directory)
        self.count = 0

    def append(self, count: int, *, signed: bool = True, **fields: object) -> None:
        for start in range(self.count, self.count + count, 500):
            self._log.append([some_event(number, **fields) for number in range(start, min(start + 500, self.count + count))])
        self.count += count
        if signed:
            self._log.checkpoint()

    def close(self) -> None:
        self._log.close()


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """An empty one."""
    monkeypatch.setattr(module, "SIGN_SECONDS", 1e6)
    made = Log(tmp_path / "data")
    yield made
    made.close()
