"""azure-identity itself against endpoints on loopback that speak the protocols of managed and of workload identity."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from enclave.gateway.bearer import SignInError
from enclave.gateway.credentials import sign_in
from enclave.gateway.endpoints import SCOPE

TENANT, CLIENT = "11111111-1111-1111-1111-111111111111", "99999999-9999-4999-8999-999999999999"
RESOURCE = SCOPE.removesuffix("/.default")


class Issuer(BaseHTTPRequestHandler):
    """The endpoint of App Service's managed identity, that of virtual machines, and Entra ID's of federated tokens."""

    def log_message(self, *_args: object) -> None:
        pass

    def do_GET(self) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((urlsplit(self.path).path, query, headers))
        allowed = headers.get("x-identity-header") == "s3cret" or headers.get("metadata") == "true"
        if self.server.broken or not allowed:
            self._say(400, {"error": "invalid_request", "error_description": "Identity not found"})
            return
        self._say(200, {
            "access_token": "managed", "expires_on": str(int(time.time()) + 86_400), "expires_in": "86400", "resource": query["resource"],
            "token_type": "Bearer",
        })  # fmt: skip

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        self.server.seen.append((self.path, {name: values[0] for name, values in form.items()}, {}))
        self._say(200, {"access_token": "federated", "expires_in": 3600, "token_type": "Bearer", "refresh_in": 1800})

    def _say(self, status: int, document: object) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def listening(context: ssl.SSLContext | None = None) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Issuer)
    server.seen, server.broken = [], False
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def environment(monkeypatch):
    for name in ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST",
                 "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "prod")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return monkeypatch.setenv


def test_managed_identity_of_an_app(environment):
    with listening() as server:
        environment("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.server_port}/msi/token")
        environment("IDENTITY_HEADER", "s3cret")
        token = sign_in(SCOPE)()
        (path, query, _) = server.seen[-1]
        assert (token.value, path, query["resource"]) == ("managed", "/msi/token", RESOURCE)
        assert 86_000 < token.expires - time.time() <= 86_400
        assert token.refresh is None or token.refresh < token.expires


def test_an_identity_that_is_not_there_is_said_without_any_secret(environment):
    with listening() as server:
        server.broken = True
        environment("IDENTITY_ENDPOINT", f"http://127.0.0.1:{server.server_port}/msi/token")
        environment("IDENTITY_HEADER", "s3cret")
        with pytest.raises(SignInError, match="no token for") as caught:
            sign_in(SCOPE)()
        assert "s3cret" not in str(caught.value)


def test_workload_identity_of_a_pod(environment, tmp_path, certificate):
    (tmp_path / "token").write_text("signed-by-the-cluster")
    with listening(certificate.server) as server:
        environment("AZURE_TENANT_ID", TENANT)
        environment("AZURE_CLIENT_ID", CLIENT)
        environment("AZURE_FEDERATED_TOKEN_FILE", str(tmp_path / "token"))
        environment("AZURE_AUTHORITY_HOST", f"https://127.0.0.1:{server.server_port}/")
        environment("REQUESTS_CA_BUNDLE", str(certificate.file))
        token = sign_in(SCOPE)()
        (path, form, _) = server.seen[-1]
    assert token.value == "federated"
    assert token.refresh is not None
    assert 1700 < token.refresh - time.time() <= 1800
    assert path == f"/{TENANT}/oauth2/v2.0/token"
    assert (form["client_id"], form["client_assertion"], form["scope"]) == (CLIENT, "signed-by-the-cluster", SCOPE)
