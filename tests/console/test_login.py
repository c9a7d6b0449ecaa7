"""Logging in: with tokens of the real issuer, by a form of the console's own, and nobody without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from enclave.audit.event import Event
from enclave.console import login as room
from enclave.console.access import groups
from enclave.console.app import Login, create_app
from enclave.console.login import COOKIE, MOST_REFUSALS, Gate, is_own
from enclave.console.proof import Examined
from enclave.errors import EnclaveError
from enclave.gateway.issuer import Issuer, jwks_path
from enclave.gateway.trust import token_verifier
from enclave.spec.load import Document

Examine = Callable[..., Callable[[str], Examined]]
BASE = "http://localhost:8081"


class Told(list[Event]):
    """Takes what goes to the log, or cannot."""

    broken = False

    def __call__(self, event: Event) -> None:
        if self.broken:
            raise EnclaveError("the log cannot be written")
        self.append(event)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def issue(document: Document, busy: Path) -> Callable[..., str]:
    issuer = Issuer.open(document.spec, busy)

    def make(project: str = "fraud-triage", role: str = "auditor", caller: str = "ada", hours: float = 1, ago: float = 0) -> str:
        now = datetime.now(UTC) - timedelta(hours=ago)
        return issuer.issue(project, role, caller, timedelta(hours=hours), now)[0]

    return make


@pytest.fixture
def client(document: Document, busy: Path, examined: Examine, told: Told, issue: Callable[..., str]) -> Iterator[TestClient]:
    with opened(document, busy, examined, told) as found:
        yield found


@contextmanager
def opened(
    document: Document, data: Path, examined: Examine, told: Told, *, base: str = BASE, secure: bool = False
) -> Iterator[TestClient]:
    verifier = token_verifier(document.spec, data, members=groups(document.spec))
    app = create_app(document, data, examine=examined(), login=Login(verifier, told, secure))
    with TestClient(app, base_url=base, follow_redirects=False) as client:
        yield client


def send(client: TestClient, token: str, **headers: str) -> Any:
    return client.post("/login", data={"token": token}, headers=headers)


def test_nobody_sees_anything_before(client: TestClient, told: Told) -> None:
    for path in ("/", "/requests", "/requests/r2", "/network", "/spend", "/dlp", "/drift", "/alerts", "/images", "/console.js", "/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"], answer.content) == (303, "/login", b""), path
    assert client.get("/api/today").status_code == 401
    form, style = client.get("/login"), client.get("/console.css")
    assert (form.status_code, style.status_code) == (200, 200)
    assert "fraud-triage" not in form.text
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert client.request(method, "/login").status_code == 405
    assert client.post("/").status_code == 405
    assert told == []


def test_an_auditor_sees_all_until_the_session_is_over(client: TestClient, told: Told, issue: Callable[..., str]) -> None:
    answer = send(client, f"  {issue()}\n", origin=BASE, **{"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=35"):
        assert part in cookie
    assert issue()[:20] not in cookie
    found = client.get("/api/today").json()
    assert next(row["scope"] for row in found["spend"]["scopes"]) == "hub"
    page = client.get("/").text
    assert "ada" in page
    assert "Log out" in page
    [event] = told
    assert (event.kind, event.roles, event.stage) == ("signed_in", ("auditor",), "console")
    assert event.caller
    out = client.post("/logout")
    assert (out.status_code, out.headers["location"]) == (303, "/login")
    assert client.get("/").status_code == 303


def test_the_cookie_of_a_session_that_is_over_opens_nothing(client: TestClient, issue: Callable[..., str]) -> None:
    send(client, issue())
    kept = client.cookies[COOKIE]
    client.post("/logout")
    client.cookies.clear()
    for value in (kept, "", "x" * 43, kept[:-1]):
        assert client.get("/", headers={"cookie": f"{COOKIE}={value}"}).status_code == 303
    assert client.get("/", headers={"cookie": "=;;\x7f=\"; a b"}).status_code == 303


def test_a_user_sees_own_calls_and_the_sums_of_the_project(client: TestClient, issue: Callable[..., str]) -> None:
    send(client, issue(role="user", caller="eve"))
    found = client.get("/api/today").json()
    assert [row["scope"] for row in found["spend"]["scopes"]] == ["project/fraud-triage"]
    assert (found["requests"], found["events"], found["spenders"]) == (2, [], [])
    assert found["file"] == "enclave.yaml"
    assert client.get("/requests/r2").status_code == 404
    page, network = client.get("/requests").text, client.get("/network").text
    assert "r2" not in page
    assert "<svg" not in network
    assert "It holds if" not in network


def test_a_contributor_sees_the_project_and_no_other(client: TestClient, issue: Callable[..., str]) -> None:
    send(client, issue(role="contributor"))
    assert client.get("/requests/r2").status_code == 200
    client.post("/logout")
    send(client, issue(project="claims-assistant", role="contributor"))
    assert client.get("/requests/r2").status_code == 404
    assert client.get("/api/today").json()["requests"] == 0
    assert "fraud-triage" not in client.get("/spend").text


def test_tokens_that_are_not_accepted(client: TestClient, told: Told, issue: Callable[..., str]) -> None:
    good = issue()
    cases = (
        ("", "no token"), ("x", "not a signed"), (good[:-6] + "AAAAAA", "signature"), (issue(hours=1, ago=2), "expired"),
        (issue(hours=1, ago=1), "expired"), ("ä" * 30, "not a signed"), ("a" * 40_000, "larger"),
    )  # fmt: skip
    for token, why in cases:
        answer = send(client, token)
        assert answer.status_code == 403, token[:20]
        assert why in answer.text
        assert "set-cookie" not in answer.headers
    assert [event.kind for event in told] == ["sign_in_refused"] * len(cases)
    assert not any(good[:30] in event.reason or event.caller for event in told)
    assert client.post("/login", json={"token": good}).status_code == 403
    assert client.get("/").status_code == 303


def test_a_flood_of_refusals_does_not_fill_the_log(client: TestClient, told: Told) -> None:
    gate, now = _gate(client), 1e9
    gate._clock = lambda: now
    for _ in range(MOST_REFUSALS + 7):
        send(client, "x")
    assert len(told) == MOST_REFUSALS
    now += 60
    send(client, "x")
    assert told[-1].details == {"not_recorded": "7"}
    send(client, "x")
    assert told[-1].details == {}


def _gate(client: TestClient) -> Gate:
    app: Any = client.app.middleware_stack  # type: ignore[attr-defined]
    while not isinstance(app, Gate):
        app = getattr(app, "app", None) or app._app
    return app


def test_forms_of_other_pages_are_not_taken(client: TestClient, issue: Callable[..., str]) -> None:
    cases: tuple[dict[str, str], ...] = (
        {"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
        {"origin": BASE, "sec-fetch-site": "none"}, {"origin": "http://localhost:9"},
    )  # fmt: skip
    for headers in cases:
        assert send(client, issue(), **headers).status_code == 403, headers
    assert not client.cookies
    send(client, issue(), origin=BASE)
    assert client.post("/logout", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"host": "a"}, True), ({"host": "a:1", "origin": "https://A:1"}, True), ({"host": "a", "origin": "http://a.evil"}, False),
        ({"origin": ""}, False), ({"host": "", "origin": ""}, False), ({"host": "a", "origin": "a"}, False),
    ],
)  # fmt: skip
def test_whose_form_it_is(headers: dict[str, str], own: bool) -> None:
    assert is_own(Headers(headers)) is own


def test_a_login_that_cannot_be_written_down_is_none(client: TestClient, told: Told, issue: Callable[..., str]) -> None:
    told.broken = True
    answer = send(client, issue())
    assert (answer.status_code, client.get("/").status_code) == (503, 303)
    assert "the log cannot be written" in answer.text
    assert send(client, "x").status_code == 403


def test_by_tls_the_cookie_is_of_this_host_only(
    document: Document, busy: Path, examined: Examine, told: Told, issue: Callable[..., str]
) -> None:
    with opened(document, busy, examined, told, base="https://localhost", secure=True) as client:
        cookie = send(client, issue()).headers["set-cookie"]
        assert cookie.startswith(f"__Host-{COOKIE}=")
        assert "Secure" in cookie
        assert client.get("/").status_code == 200
        value = client.cookies[f"__Host-{COOKIE}"]
        client.cookies.clear()
        assert client.get("/", headers={"cookie": f"{COOKIE}={value}"}).status_code == 303


def test_a_session_ends_with_its_token_and_with_its_key(client: TestClient, busy: Path, issue: Callable[..., str]) -> None:
    gate = _gate(client)
    send(client, issue(hours=1))
    assert client.get("/").status_code == 200
    gate._clock = lambda: datetime.now(UTC).timestamp() + 3601
    assert client.get("/").status_code == 303
    gate._clock = lambda: datetime.now(UTC).timestamp()
    send(client, issue())
    assert client.get("/").status_code == 200
    jwks_path(busy).write_text('{"keys": []}')
    for trust in gate._verifier._trusted.values():
        if hasattr(trust.keys, "refresh"):
            trust.keys.refresh()
    assert client.get("/").status_code == 303


def test_there_are_not_endlessly_many_sessions(client: TestClient, issue: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_SESSIONS", 3)
    token = issue()
    for _ in range(5):
        client.cookies.clear()
        send(client, token)
    assert len(_gate(client)._sessions) == 3
    assert client.get("/").status_code == 200
