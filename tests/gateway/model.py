"""A provider of one chat model, in a thread of the test's process: it answers when and with what usage it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Model(ThreadingHTTPServer):
    """Counts its calls; waits `delay` seconds before an answer; leaves `usage` out where it is None."""

    daemon_threads = True
    delay = 0.0
    usage: Any = {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30}  # noqa: RUF012
    calls = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Model

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.calls += 1
        time.sleep(self.server.delay)
        said = {"message": {"role": "assistant", "content": "ok"}, "index": 0, "finish_reason": "stop"}
        answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "gpt-4o", "choices": [said]}
        if self.server.usage is not None:
            answer["usage"] = self.server.usage
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running() -> Iterator[Model]:
    """The model on a port of its own (`server_port`), until the block ends."""
    server = Model(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
