"""What an answer means."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.sinks.interface import Refused, Unavailable
from enclave.audit.sinks.over_http import MOST_ANSWER, MOST_SECONDS, Endpoint, checked_url
from enclave.errors import InputError


def test_only_what_is_about_the_records_is_a_refusal(endpoint: Any) -> None:
    at = Endpoint(endpoint.url + "/path")
    for status in (200, 202, 204):
        endpoint.answers = [(status, {}, b"")]
        at.post(b"x", {})
    for status in (400, 413, 415, 422):
        endpoint.answers = [(status, {}, b'{"error":{"code":"InvalidRecord","message":"what was sent"}}')]
        with pytest.raises(Refused, match="`InvalidRecord`") as caught:
            at.post(b"x", {})
        assert "what was sent" not in str(caught.value)
    for status in (301, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504):
        endpoint.answers = [(status, {}, b"<html>")]
        with pytest.raises(Unavailable, match=str(status)):
            at.post(b"x", {"Authorization": "Bearer secret"})
    assert endpoint.bodies == [b"x"] * 3


def test_waits_as_long_as_it_is_asked_to_but_not_for_ever(endpoint: Any) -> None:
    at, told = Endpoint(endpoint.url), []
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    for header in ("30", "999999", soon, "-3", "soon", ""):
        endpoint.answers = [(503, {"Retry-After": header}, b"")]
        with pytest.raises(Unavailable) as caught:
            at.post(b"x", {})
        told.append(caught.value.seconds)
    assert told[:2] == [30, MOST_SECONDS]
    assert 60 < told[2] <= 100
    assert told[3:] == [0, 0, 0]


def test_an_endpoint_that_is_away_tells_no_headers(endpoint: Any) -> None:
    endpoint.stop()
    with pytest.raises(Unavailable, match="cannot be reached") as caught:
        Endpoint(endpoint.url).post(b"x", {"Authorization": "Bearer secret"})
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_addresses() -> None:
    assert checked_url("https://a.example/b/") == "https://a.example/b"
    assert checked_url("http://[::1]:8080") == "http://[::1]:8080"
    for wrong in ("http://a.example", "ftp://a.example", "https://", "a.example", "https://u@a.example", "https://a.example#f"):
        with pytest.raises(InputError):
            checked_url(wrong)


def test_an_answer_without_an_end_is_not_waited_for() -> None:
    """Chunk after chunk, for as long as somebody reads."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200 if self.path == "/good" else 503)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            with suppress(OSError):
                while True:
                    self.wfile.write(b"1000\r\n" + b"x" * 4096 + b"\r\n")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        assert len(Endpoint(url + "/good").post(b"x", {})) < MOST_ANSWER + 2**15
        with pytest.raises(Unavailable, match="503"):
            Endpoint(url).post(b"x", {})
    finally:
        server.shutdown()
        server.server_close()


def test_the_token_is_ours_and_not_that_of_a_file_at_home(endpoint: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    Endpoint(endpoint.url).post(b"x", {"Authorization": "Bearer ours"})
    assert endpoint.headers[-1]["Authorization"] == "Bearer ours"
