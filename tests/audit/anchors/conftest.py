"""Services of Azure on this machine: a small blob container and a small confidential ledger, and a credential that is no secret."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from azure.core.credentials import AccessToken

from enclave.audit.checkpoint import Checkpoint, sign
from enclave.audit.note import Signer

SIGNER = Signer.generate("example.com/log")


class Credential:
    """Gives a token, and remembers for what."""

    def __init__(self) -> None:
        self.scopes: list[str] = []

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.scopes += scopes
        return AccessToken("a-token", 2**40)


class Service:
    """What requests get: `answer(method, path, query, headers, body) -> status, headers, body`."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answer: Any = None
        self.address = ""


class Container(Service):
    """Put Blob with If-None-Match, List Blobs in small pages, Get Container Properties."""

    def __init__(self) -> None:
        super().__init__()
        self.blobs: dict[str, bytes] = {}
        self.properties: dict[str, str] = {}
        self.page = 2
        self.answer = self._answer

    def _answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        assert headers["x-ms-version"]
        name = unquote(path.removeprefix("/anchors").removeprefix("/"))
        if method == "PUT":
            assert headers["If-None-Match"] == "*"
            assert headers["x-ms-blob-type"] == "BlockBlob"
            if name in self.blobs:
                return 409, {}, b"<Error><Code>BlobAlreadyExists</Code></Error>"
            self.blobs[name] = body
            return 201, {"x-ms-version-id": "2026-11-21T09:30:00.0000000Z"}, b""
        if query.get("comp") != "list":
            return 200, self.properties, b""
        names = sorted(each for each in self.blobs if each.startswith(query["prefix"]) and each > query.get("marker", ""))
        shown, more = names[: self.page], names[self.page :]
        listed = "".join(f"<Blob><Name>{each}</Name></Blob>" for each in shown)
        marker = shown[-1] if more else ""
        form = f'<?xml version="1.0"?><EnumerationResults><Blobs>{listed}</Blobs><NextMarker>{marker}</NextMarker></EnumerationResults>'
        return 200, {}, b"\xef\xbb\xbf" + form.encode()


class Ledger(Service):
    """Transactions that are pending for a while, entries that are loading for a while, pages of two."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[tuple[str, str]] = []
        self.pending = 1
        """How many times a question is answered with `not yet`."""
        self._asked: dict[str, int] = {}
        self.answer = self._answer

    def _is_early(self, what: str) -> bool:
        self._asked[what] = self._asked.get(what, 0) + 1
        return self._asked[what] <= self.pending

    def _answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, dict[str, str], bytes]:
        assert query["api-version"] == "2022-05-13"
        if method == "POST":
            self.entries.append((query["collectionId"], json.loads(body)["contents"]))
            return 200, {"x-ms-ccf-transaction-id": f"2.{len(self.entries) + 9}"}, b'{"collectionId":"x"}'
        if path == "/app/transactions":
            if self._is_early(f"{path}{query}"):
                return 200, {}, b'{"state":"Loading"}'
            start = int(query.get("fromTransactionId", "2.10").partition(".")[2]) - 10
            found = [
                {"contents": text, "collectionId": name, "transactionId": f"2.{number + 10}"}
                for number, (name, text) in enumerate(self.entries) if name == query["collectionId"] and number >= start
            ]
            link = (
                {"nextLink": f"/app/transactions?api-version=2022-05-13&collectionId={query['collectionId']}"
                 f"&fromTransactionId={found[2]['transactionId']}"} if len(found) > 2 else {}
            )  # fmt: skip
            return 200, {}, json.dumps({"state": "Ready", "entries": found[:2], **link}).encode()
        early = self._is_early(path)
        if path.endswith("/status"):
            return 200, {}, json.dumps({"state": "Pending" if early else "Committed"}).encode()
        return 200, {}, json.dumps({"state": "Loading"} if early else {"state": "Ready", "receipt": {"signature": "c2ln"}}).encode()


def _serve(service: Service) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            service.asked.append((self.command, self.path))
            assert self.headers["Authorization"] == "Bearer a-token" or "ledgerIdentity" in parts.path
            status, headers, answer = service.answer(self.command, parts.path, query, self.headers, body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(answer))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_PUT = do_POST = _any

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    service.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def container() -> Iterator[Container]:
    """A container named `anchors`."""
    service = Container()
    serving = _serve(service)
    next(serving)
    service.address += "/anchors"
    yield service
    next(serving, None)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A confidential ledger."""
    service = Ledger()
    serving = _serve(service)
    next(serving)
    yield service
    next(serving, None)


@pytest.fixture
def credential() -> Credential:
    """Whom the services believe."""
    return Credential()


@pytest.fixture
def signed() -> Any:
    """`signed(size, origin)`: a checkpoint and its note."""

    def make(size: int, origin: str = SIGNER.name) -> tuple[Checkpoint, bytes]:
        checkpoint = Checkpoint(origin, size, size.to_bytes(32, "big"))
        return checkpoint, sign(checkpoint, [SIGNER])

    return make
