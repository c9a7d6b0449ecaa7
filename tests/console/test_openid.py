"""Signing in with a browser: the way there and back, and every answer that must not let anybody in."""

from __future__ import annotations

import dataclasses
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from enclave.audit.event import Event
from enclave.console import openid as room
from enclave.console.access import groups
from enclave.console.app import Login, create_app
from enclave.console.openid import OpenId
from enclave.console.proof import Examined
from enclave.gateway.entra import EntraKeys
from enclave.gateway.trust import token_verifier
from enclave.spec.load import Document
from enclave.spec.sign_in import SignIn
from tests.console import entra as stand_in

BASE = "https://console.example.com"
COOKIE, PENDING = "__Host-enclave_console", "__Host-enclave_sign_in"


@dataclasses.dataclass
class World:
    """A console, its tenant, and a browser."""

    client: TestClient
    entra: Any
    told: list[Event]
    openid: OpenId

    def begin(self, code: str = "code-1") -> str:
        """The state of a sign-in that Entra ID would answer with this code."""
        answer = self.client.get("/sign-in")
        assert answer.status_code == 303, answer.text
        state: str = self.entra.approve(answer.headers["location"], code)[0]
        return state

    def come_back(self, **answer: str) -> Any:
        return self.client.get(f"/signed-in?{urlencode(answer)}")


@pytest.fixture
def registered(document: Document) -> Document:
    told = SignIn(address=BASE, application=UUID(stand_in.CLIENT))
    identity = document.spec.identity.model_copy(update={"sign_in": told})
    return dataclasses.replace(document, spec=document.spec.model_copy(update={"identity": identity}))


@contextmanager
def world_of(document: Document, data: Path, examined: Any, monkeypatch: pytest.MonkeyPatch, assertion: Any = None) -> Iterator[World]:
    monkeypatch.setenv("AZURE_AUTHORITY_HOST", stand_in.HOST)
    identity = document.spec.identity
    entra = stand_in.Entra(str(identity.tenant), identity.audience)
    monkeypatch.setattr(EntraKeys, "_get", lambda _self, url: entra.keys(url))
    openid = OpenId(document.spec, stand_in.HOST, assertion)
    monkeypatch.setattr(openid, "_ask", entra.get)
    told: list[Event] = []
    verifier = token_verifier(document.spec, data, members=groups(document.spec))
    app = create_app(document, data, hosts=("console.example.com",), examine=examined(), login=Login(verifier, told.append, True, openid))
    with TestClient(app, base_url=BASE, follow_redirects=False) as client:
        yield World(client, entra, told, openid)


@pytest.fixture
def world(
    registered: Document, busy: Path, examined: Callable[..., Callable[[str], Examined]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    with world_of(registered, busy, examined, monkeypatch) as found:
        yield found


def test_there_and_back(world: World) -> None:
    form = world.client.get("/login").text
    assert f'href="{BASE}/sign-in"' in form
    answer = world.client.get("/sign-in", headers={"host": "console.example.com"})
    state, asked = world.entra.approve(answer.headers["location"])
    assert asked == {
        "client_id": stand_in.CLIENT, "response_type": "code", "response_mode": "query", "redirect_uri": f"{BASE}/signed-in",
        "scope": "openid profile api://contoso-bank/.default", "state": state, "nonce": asked["nonce"],
        "code_challenge": asked["code_challenge"], "code_challenge_method": "S256",
    }  # fmt: skip
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{PENDING}=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=600"):
        assert part in cookie
    assert state not in cookie
    assert world.client.get("/").status_code == 303, "nobody is in before"
    back = world.come_back(code="code-1", state=state, session_state="x")
    assert (back.status_code, back.headers["location"]) == (303, "/")
    session, gone = back.headers.get_list("set-cookie")
    assert session.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=3"):
        assert part in session
    assert gone.startswith(f'{PENDING}=""')
    assert "Max-Age=0" in gone
    [sent] = world.entra.asked
    assert urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode() == asked["code_challenge"]
    assert (sent["client_id"], sent["redirect_uri"], sent["grant_type"]) == (stand_in.CLIENT, f"{BASE}/signed-in", "authorization_code")
    assert "client_secret" not in sent
    assert "client_assertion" not in sent
    page = world.client.get("/requests/r2")
    assert page.status_code == 200
    assert "ada@contoso.example" in page.text
    [event] = world.told
    assert (event.kind, event.caller, event.roles) == ("signed_in", stand_in.PERSON, ("auditor",))
    assert event.reason.startswith("in the browser, until ")
    assert world.client.post("/logout").status_code == 303
    assert world.client.get("/").status_code == 303


def test_out_of_entra_id_as_well(world: World) -> None:
    where = urlsplit(world.client.get("/sign-out").headers["location"])
    assert f"{where.scheme}://{where.netloc}" == stand_in.HOST
    assert parse_qs(where.query) == {"client_id": [stand_in.CLIENT], "post_logout_redirect_uri": [f"{BASE}/login"]}


def refused(world: World, answer: Any, why: str, status: int = 403) -> None:
    assert (answer.status_code, why in answer.text) == (status, True), answer.text[:3000]
    assert f"{COOKIE}=" not in str(answer.headers.get_list("set-cookie"))
    assert f'{PENDING}=""' in str(answer.headers.get_list("set-cookie"))
    assert world.client.get("/").status_code == 303
    if status == 403:
        assert world.told[-1].kind == "sign_in_refused"
        assert not world.told[-1].caller


def test_an_answer_counts_once(world: World) -> None:
    state = world.begin()
    pending = world.client.cookies[PENDING]
    assert world.come_back(code="code-1", state=state).status_code == 303
    world.client.cookies.clear()
    world.entra.approve(world.client.get("/sign-in").headers["location"], "code-2")
    world.client.cookies.clear()
    world.client.cookies.set(PENDING, pending, "console.example.com")
    refused(world, world.come_back(code="code-2", state=state), "used already")
    assert len(world.entra.asked) == 1, "nobody is asked for it"


def test_a_code_that_was_used_is_none(world: World) -> None:
    assert world.come_back(code="code-1", state=world.begin()).status_code == 303
    world.client.cookies.clear()
    world.client.get("/sign-in")
    state = world.openid._pending(world.client.cookies[PENDING]).state
    answer = world.come_back(code="code-1", state=state)
    refused(world, answer, "did not take the code: invalid_grant AADSTS54005")
    assert "Trace ID" not in answer.text


def test_somebody_elses_code_is_of_another_sign_in(world: World) -> None:
    """An attacker's code in the victim's browser: PKCE and the nonce are of the victim's sign-in."""
    world.begin("of the attacker")
    world.client.cookies.clear()
    state = world.begin("of the victim")
    refused(world, world.come_back(code="of the attacker", state=state), "invalid_grant")


def test_the_state_is_of_this_browser(world: World) -> None:
    for answer in ({"state": ""}, {"state": "x"}, {}):
        world.begin()
        refused(world, world.come_back(code="code-1", **answer), "belongs to no sign-in of this browser")


def test_without_the_cookie_or_with_a_forged_one_there_was_no_sign_in(world: World) -> None:
    state = world.begin()
    pending = world.client.cookies[PENDING]
    for value in ("", "x", pending[:-2] + "AA", "ä"):
        world.client.cookies.clear()
        answer = world.client.get(f"/signed-in?code=code-1&state={state}", headers=[(b"cookie", f"{PENDING}={value}".encode("latin-1"))])
        refused(world, answer, "was not begun in this browser")
    assert world.entra.asked == []


def test_a_sign_in_that_took_too_long(world: World) -> None:
    state = world.begin()
    began = world.openid._clock()
    world.openid._clock = lambda: began + 601
    refused(world, world.come_back(code="code-1", state=state), "took too long")


def test_id_tokens_that_are_not_taken(world: World) -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"nonce": "another"}, "another sign-in"), ({"nonce": None}, "another sign-in"), ({"nonce": 1}, "another sign-in"),
        ({"aud": "api://contoso-bank"}, "another audience"), ({"aud": [stand_in.CLIENT, "x"]}, "another audience as well"),
        ({"iss": "https://evil.example/v2.0"}, "another issuer"), ({"tid": "22222222-2222-2222-2222-222222222222"}, "another tenant"),
        ({"exp": 1}, "expired"), ({"oid": "dddddddd-0000-4000-8000-000000000009"}, "not of whom signed in"), ({"oid": 7}, "wrong types"),
        ({"nbf": None}, "lacks a claim"), ({"iat": 9e12}, "not valid yet"),
    )  # fmt: skip
    for claims, why in cases:
        world.entra.id_claims = claims
        refused(world, world.come_back(code="code-1", state=world.begin()), why)


def test_access_tokens_that_are_not_taken(world: World) -> None:
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"aud": stand_in.CLIENT}, "another audience"), ({"aud": "https://graph.microsoft.com"}, "another audience"),
        ({"azp": "dddddddd-0000-4000-8000-000000000009"}, "not made for this console"), ({"azp": None}, "not made for this console"),
        ({"oid": "dddddddd-0000-4000-8000-000000000009"}, "not of whom signed in"), ({"scp": None, "roles": None}, "for signing in"),
        ({"roles": ["fraud-triage.owner", "other.auditor"]}, "none of its groups has access"), ({"roles": None}, "none of its groups"),
        ({"iss": "https://evil.example/v2.0"}, "another issuer"), ({"exp": 1}, "expired"),
        ({"roles": None, "_claim_names": {"groups": "src1"}}, "leaves out the groups"),
    )  # fmt: skip
    for claims, why in cases:
        world.entra.access_claims = claims
        refused(world, world.come_back(code="code-1", state=world.begin()), why)


def test_tokens_that_somebody_else_signed(world: World) -> None:
    world.entra.signed_by = 1
    refused(world, world.come_back(code="code-1", state=world.begin()), "signature is wrong")


def test_a_mix_up_of_issuers(world: World) -> None:
    state = world.begin()
    refused(world, world.come_back(code="code-1", state=state, iss="https://evil.example"), "of another issuer")
    assert world.entra.asked == [], "the code goes to nobody"
    assert world.come_back(code="code-1", state=world.begin(), iss=world.entra.issuer).status_code == 303


def test_who_says_that_it_names_itself_has_to(world: World) -> None:
    world.entra.document = {"authorization_response_iss_parameter_supported": True}
    refused(world, world.come_back(code="code-1", state=world.begin()), "of another issuer")


def test_an_answer_that_is_none(world: World) -> None:
    state = world.begin()
    answer = world.come_back(error="access_denied", error_description="AADSTS50105: <script>alert(1)</script>", state=state)
    refused(world, answer, "did not sign in: access_denied AADSTS50105")
    assert "script>alert" not in answer.text
    answer = world.come_back(error="<b>" * 200, state=world.begin())
    refused(world, answer, "no reason that can be read")
    for why, query in (("no code", ""), ("no code", "&code="), ("twice", "&code=a&code=b"), ("twice", "&state=x")):
        refused(world, world.client.get(f"/signed-in?state={world.begin()}{query}"), why)
    refused(world, world.client.get("/signed-in?" + "&".join(f"a{n}=1" for n in range(30))), "cannot be read")
    refused(world, world.come_back(code="x" * 9000, state=world.begin()), "no code")


def test_an_answer_without_tokens(world: World) -> None:
    changes: tuple[dict[str, Any], ...] = ({"access_token": None}, {"id_token": 7}, {"id_token": ""})
    for changed in changes:
        world.entra.answer = changed
        refused(world, world.come_back(code="code-1", state=world.begin()), "answer has no `", 503)


def test_when_entra_id_does_not_take_the_console_for_itself(world: World) -> None:
    world.entra.status, world.entra.answer = 401, {"error": "invalid_client", "error_description": "AADSTS7000218: body must contain"}
    refused(world, world.come_back(code="code-1", state=world.begin()), "invalid_client AADSTS7000218", 503)


def test_discovery_that_leads_elsewhere_is_not_followed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "FAILED_SECONDS", 0.0)
    changes: tuple[dict[str, Any], ...] = (
        {"issuer": "https://evil.example"}, {"authorization_endpoint": "https://evil.example/authorize"}, {"token_endpoint": None},
        {"token_endpoint": "http://login.example/token"}, {"end_session_endpoint": "https://login.example.evil/x"},
        {"authorization_endpoint": "https://login.example@evil.example/"}, {"code_challenge_methods_supported": ["plain"]},
    )  # fmt: skip
    for changed in changes:
        world.entra.document = changed
        for path in ("/sign-in", "/sign-out"):
            answer = world.client.get(path)
            assert (answer.status_code, "location" in answer.headers) == (503, False), changed


def test_clicks_do_not_queue_up_where_nobody_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def unreachable(method: str, url: str, body: bytes = b"") -> Any:
        asked.append(url)
        raise room.ProviderError("Microsoft Entra ID cannot be asked: no connection")

    with monkeypatch.context() as patch:
        patch.setattr(world.openid, "_ask", unreachable)
        for _ in range(5):
            answer = world.client.get("/sign-in")
            assert (answer.status_code, "cannot be asked: no connection" in answer.text) == (503, True)
    assert len(asked) == 1
    monkeypatch.setattr(room, "FAILED_SECONDS", 0.0)
    assert world.client.get("/sign-in").status_code == 303


def test_nothing_that_somebody_asks_for_becomes_an_address(world: World) -> None:
    """No open redirect: where browsers go is what the file and the discovery document say."""
    for query in ("?redirect_uri=https://evil.example", "?next=//evil.example", "?to=https://evil.example"):
        where = world.client.get(f"/sign-in{query}").headers["location"]
        assert where.startswith(stand_in.HOST)
        assert "evil" not in where
        assert "evil" not in world.client.get(f"/sign-out{query}").headers["location"]
        assert world.client.get(f"/{query}").headers["location"] == "/login"
    state = world.begin()
    assert world.client.get(f"/signed-in?code=code-1&state={state}&redirect_uri=https://evil.example").headers["location"] == "/"
    assert world.client.get("/sign-in", headers={"host": "evil.example"}).status_code == 421


def test_who_only_looks_uses_nothing_up(world: World) -> None:
    state = world.begin()
    for path in ("/sign-in", "/sign-out", f"/signed-in?code=code-1&state={state}"):
        assert world.client.head(path).status_code == 405
        assert world.client.post(path).status_code == 405
    assert world.come_back(code="code-1", state=state).status_code == 303


def test_endless_answers_are_not_remembered_endlessly(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_ANSWERED", 2)
    for _ in range(2):
        refused(world, world.come_back(code="none", state=world.begin()), "invalid_grant")
    refused(world, world.come_back(code="code-1", state=world.begin()), "too many", 503)
    began = world.openid._clock()
    world.openid._clock = lambda: began + 700
    assert len(world.openid._answered) == 2
    state = world.begin()
    world.openid._spend(state)
    assert len(world.openid._answered) == 1


def test_where_the_file_names_no_registration_there_is_no_such_way(
    document: Document, busy: Path, examined: Callable[..., Callable[[str], Examined]]
) -> None:
    verifier = token_verifier(document.spec, busy, members=groups(document.spec))
    app = create_app(document, busy, hosts=("console.example.com",), examine=examined(), login=Login(verifier, lambda _: None, True))
    with TestClient(app, base_url=BASE, follow_redirects=False) as client:
        for path in ("/sign-in", "/signed-in?code=a&state=b", "/sign-out"):
            assert client.get(path).headers["location"] == "/login"
        assert "Entra ID</a>" not in client.get("/login").text


def test_an_application_that_is_its_own_audience_asks_by_its_client_id(registered: Document) -> None:
    identity = registered.spec.identity.model_copy(update={"application": UUID(stand_in.CLIENT)})
    openid = OpenId(registered.spec.model_copy(update={"identity": identity}), stand_in.HOST)
    assert openid._scope == f"openid profile {stand_in.CLIENT}/.default"


def test_an_assertion_goes_along(
    registered: Document, busy: Path, examined: Callable[..., Callable[[str], Examined]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def assertion(url: str) -> str:
        return f"for {url}"

    with world_of(registered, busy, examined, monkeypatch, assertion) as world:
        assert world.come_back(code="code-1", state=world.begin()).status_code == 303
        [sent] = world.entra.asked
        assert sent["client_assertion"] == f"for {stand_in.HOST}/{world.entra.tenant}/oauth2/v2.0/token"
        assert sent["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
