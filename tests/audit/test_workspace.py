"""A question to Log Analytics goes through Microsoft's own client to an endpoint that speaks its API, and every answer is told truly."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from enclave.audit.workspace import query_workspace
from enclave.errors import EnclaveError, InputError

WORKSPACE = "11111111-2222-3333-4444-555555555555"
TABLE = {
    "name": "PrimaryResult",
    "columns": [
        {"name": "TimeGenerated", "type": "datetime"},
        {"name": "Calls", "type": "long"},
        {"name": "Share", "type": "real"},
        {"name": "Properties", "type": "dynamic"},
    ],
    "rows": [["2026-11-21T09:00:00.5Z", 3, 0.5, '{"a":[1]}'], [None, None, None, None]],
}


class _Credential:
    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        assert len(scopes) == 1
        return AccessToken("token-of-a-test", 4102444800)


class _NoCredential:
    def get_token(self, *_: str, **__: Any) -> AccessToken:
        raise ClientAuthenticationError(message="No credential worked.\nTried: one, two")


class _Azure:
    """What the endpoint answers, and what it was asked."""

    def __init__(self) -> None:
        self.status, self.body = 200, json.dumps({"tables": [TABLE]})
        self.asked: list[tuple[str, str, dict[str, Any]]] = []
        azure = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                azure.asked.append((self.path, self.headers["Authorization"], body))
                answer = azure.body.encode()
                self.send_response(azure.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def azure(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Azure]:
    # azure-core refuses to send a token over http
    from azure.core.pipeline.policies import _authentication

    monkeypatch.setattr(_authentication, "_enforce_https", lambda request: None)
    served = _Azure()
    thread = threading.Thread(target=served.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield served
    served.server.shutdown()
    thread.join()
    served.server.server_close()


def _ask(azure: _Azure) -> Any:
    return query_workspace(WORKSPACE, "AzureDiagnostics | take 2", endpoint=azure.endpoint, credential=_Credential())


def test_the_question_goes_as_it_is_and_the_answer_is_a_table_like_ours(azure: _Azure) -> None:
    result = _ask(azure)
    [(path, authorization, body)] = azure.asked
    assert path.endswith(f"/v1/workspaces/{WORKSPACE}/query")
    assert authorization == "Bearer token-of-a-test"
    assert body["query"] == "AzureDiagnostics | take 2"
    assert result.types == ("datetime", "long", "real", "dynamic")
    assert result.documents() == [
        {"TimeGenerated": "2026-11-21T09:00:00.500000Z", "Calls": 3, "Share": 0.5, "Properties": {"a": [1]}},
        {"TimeGenerated": None, "Calls": None, "Share": None, "Properties": None},
    ]


INNERMOST = {"code": "SEM0100", "message": "'where' failed: no Colour"}
SEMANTIC = {"code": "BadArgumentError", "message": "Bad.", "innererror": {"code": "S", "message": "Bad.", "innererror": INNERMOST}}


@pytest.mark.parametrize(
    ("status", "error", "kind", "message"),
    [
        (400, SEMANTIC, InputError, "does not take the query: 'where' failed: no Colour"),
        (403, {"code": "InsufficientAccessError", "message": "No access."}, EnclaveError, "does not let you read the workspace: no access"),
        (404, {"code": "PathNotFoundError", "message": "Not found"}, InputError, "there is no such workspace"),
        (504, {"code": "GatewayTimeout", "message": "Timed out"}, EnclaveError, "took longer than 60 s"),
    ],
)
def test_a_refusal_is_told(
    azure: _Azure, monkeypatch: pytest.MonkeyPatch, status: int, error: dict[str, Any], kind: type[EnclaveError], message: str
) -> None:
    from azure.core.pipeline.policies import RetryPolicy

    azure.status, azure.body = status, json.dumps({"error": error})
    monkeypatch.setattr(RetryPolicy, "is_retry", lambda *_: False)
    with pytest.raises(kind) as caught:
        _ask(azure)
    assert message in caught.value.message
    assert "token-of-a-test" not in str(caught.value)


def test_a_part_of_an_answer_is_no_answer(azure: _Azure) -> None:
    azure.body = json.dumps({"tables": [TABLE], "error": {"code": "PartialError", "message": "Result is cut.", "details": []}})
    with pytest.raises(EnclaveError, match="only a part of the answer: partialError: Result is cut"):
        _ask(azure)


def test_who_is_not_signed_in_is_told_how() -> None:
    with pytest.raises(EnclaveError, match="cannot sign in to azure: no credential worked") as caught:
        query_workspace(WORKSPACE, "T", endpoint="https://127.0.0.1:9", credential=_NoCredential())
    assert "az login" in caught.value.hint


@pytest.mark.parametrize(("workspace", "kql", "message"), [("../x", "T", "is not the id"), (WORKSPACE, "T" * 60_000, "more than 50000")])
def test_what_is_no_workspace_and_no_question_is_not_sent(workspace: str, kql: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        query_workspace(workspace, kql, credential=_Credential())
