"""Entra ID's tokens, v1 and v2: whose they are, which keys count, and what happens when nobody can be asked."""

from __future__ import annotations

import base64
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from enclave.errors import EnclaveError
from enclave.gateway import entra as room
from enclave.gateway.entra import KEPT_SECONDS, STS, EntraKeys, authority, entra
from enclave.gateway.rules import memberships
from enclave.gateway.tokens import TokenError, TokenVerifier

FIRST, SECOND = (rsa.generate_private_key(65537, 2048) for _ in range(2))
CLIENT = "99999999-9999-4999-8999-999999999999"
TENANT = "11111111-1111-1111-1111-111111111111"
USER, APP = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
TRIAGE = "22222222-2222-2222-2222-222222222201"


class Directory:
    """Entra ID as far as a gateway sees it. `broken` is what it answers instead of documents."""

    def __init__(self, port: int) -> None:
        self.host = f"https://127.0.0.1:{port}"
        self.keys = {"one": FIRST}
        self.broken: tuple[int, bytes] | None = None
        self.change: dict[str, object] = {}
        self.asked: list[str] = []

    @property
    def issuer(self) -> str:
        return f"{self.host}/{TENANT}/v2.0"

    def answer(self, path: str) -> tuple[int, bytes]:
        self.asked.append(path)
        if self.broken is not None:
            return self.broken
        if path.endswith("/openid-configuration"):
            found = {"issuer": self.issuer, "jwks_uri": f"{self.host}/{TENANT}/discovery/v2.0/keys"} | self.change
            return 200, json.dumps(found).encode()
        public = {kid: json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) for kid, key in self.keys.items()}
        return 200, json.dumps({"keys": [jwk | {"kid": kid, "use": "sig"} for kid, jwk in public.items()]}).encode()

    def token(self, version: str = "2.0", kid: str = "one", key=None, **claims) -> bytes:
        now = int(time.time())
        user = {"oid": USER, "sub": "pairwise", "scp": "access", "groups": [TRIAGE]}
        of = {
            "2.0": {"iss": self.issuer, "aud": CLIENT, "azp": CLIENT, "preferred_username": "jane@contoso.example"},
            "1.0": {"iss": f"{STS}/{TENANT}/", "aud": "api://contoso-bank", "appid": CLIENT, "upn": "jane@contoso.example"},
        }[version]
        made = {"ver": version, "tid": TENANT, "iat": now, "nbf": now, "exp": now + 3600} | of | user | claims
        signing = key or self.keys[kid]
        return jwt.encode({name: value for name, value in made.items() if value is not None}, signing, "RS256", {"kid": kid}).encode()


@contextmanager
def listening(certificate):
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            pass

        def do_GET(self) -> None:
            status, body = directory.answer(self.path)
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = certificate.server.wrap_socket(server.socket, server_side=True)
    directory = Directory(server.server_port)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield directory
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def directory(certificate):
    with listening(certificate) as found:
        yield found


@pytest.fixture
def verifier(document, directory, certificate):
    identity = document.spec.identity.model_copy(update={"application": UUID(CLIENT)})
    spec = document.spec.model_copy(update={"identity": identity})
    return TokenVerifier(entra(spec, directory.host, certificate.client), memberships(spec), spec.projects)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_a_users_token_is_taken_and_the_keys_are_asked_for_once(run, directory, verifier, version):
    async def main():
        callers = [await verifier.verify(directory.token(version, jti=str(number))) for number in range(20)]
        return callers[-1]

    caller = run(main)
    assert (caller.id, caller.name, caller.memberships) == (USER, "jane@contoso.example", {"fraud-triage": frozenset({"user"})})
    assert len(directory.asked) == 2


FORGED = {
    "v1's issuer with v2's audience of another": {"version": "1.0", "aud": "api://other"},
    "another tenant's issuer": {"iss": f"{STS}/22222222-2222-2222-2222-222222222222/"},
    "the issuer of all tenants": {"iss": "https://login.microsoftonline.com/common/v2.0"},
    "another tenant under our issuer": {"tid": "22222222-2222-2222-2222-222222222222"},
    "no tenant": {"tid": None},
    "Microsoft Graph's audience": {"aud": "00000003-0000-0000-c000-000000000000"},
    "expired": {"exp": 1_700_000_000},
    "not yet": {"nbf": 4_000_000_000},
    "signed by another key": {"key": SECOND},
    "an ID token": {"scp": None, "groups": None, "nonce": "n"},
    "an ID token with groups": {"scp": None},
    "bound to a key": {"cnf": {"kid": "x"}},
}


def test_what_is_forged_foreign_or_not_for_calling_is_refused(run, directory, verifier):
    async def main():
        for name, claims in FORGED.items():
            options = dict(claims)
            token = directory.token(options.pop("version", "2.0"), **options)
            for _ in range(2):
                with pytest.raises(TokenError) as caught:
                    await verifier.verify(token)
                assert "jane" not in caught.value.message, name

    run(main)


def test_applications_have_roles_and_nobody_gets_a_project_or_a_role_that_there_is_not(run, directory, verifier):
    odd = ["fraud-triage.owner", "nobody.user", "user", ".user", "fraud-triage.", 7, None]
    roles = ["fraud-triage.user", "claims-assistant.auditor", *odd]

    async def main():
        token = directory.token(oid=APP, sub=APP, scp=None, groups=None, preferred_username=None, roles=roles, idtyp="app")
        return await verifier.verify(token)

    caller = run(main)
    assert (caller.id, caller.name) == (APP, CLIENT)
    assert caller.memberships == {"fraud-triage": frozenset({"user"}), "claims-assistant": frozenset({"auditor"})}


@pytest.mark.parametrize("overage", [{"hasgroups": True}, {"_claim_names": {"groups": "src1"}, "_claim_sources": {"src1": {}}}])
def test_too_many_groups_are_no_groups_and_that_is_said(run, directory, verifier, overage):
    caller = run(lambda: verifier.verify(directory.token(groups=None, **overage)))
    assert (caller.memberships, caller.overage) == ({}, True)
    with_role = run(lambda: verifier.verify(directory.token(groups=None, roles=["fraud-triage.user"], **overage)))
    assert with_role.memberships == {"fraud-triage": frozenset({"user"})}


def test_a_new_key_is_found_when_a_token_names_it_and_unknown_ones_do_not_make_it_ask_again(run, directory, verifier, monkeypatch):
    async def main():
        await verifier.verify(directory.token())
        directory.keys["two"] = SECOND
        with pytest.raises(TokenError, match="not known"):
            await verifier.verify(directory.token(kid="two"))
        assert len(directory.asked) == 2, "just asked"
        monkeypatch.setattr(room, "UNKNOWN_SECONDS", 0.0)
        assert await verifier.verify(directory.token(kid="two"))
        assert await verifier.verify(directory.token(kid="one"))
        assert len(directory.asked) == 4

    run(main)


def test_a_key_that_is_taken_out_stops_being_trusted_cached_tokens_included(run, directory, verifier, monkeypatch):
    monkeypatch.setattr(room, "UNKNOWN_SECONDS", 0.0)

    async def main():
        token = directory.token()
        await verifier.verify(token)
        directory.keys = {"two": SECOND}
        await verifier.verify(directory.token(kid="two"))
        with pytest.raises(TokenError, match="not known"):
            await verifier.verify(token)

    run(main)


BROKEN = {
    "an error": (500, b"{}"), "not JSON": (200, b"<html>"), "a list": (200, b"[]"), "nothing": (200, b""),
    "no keys": (200, b'{"issuer": "x"}'), "large": (200, b" " * 1_100_000),
}


@pytest.mark.parametrize("name", BROKEN)
def test_when_nobody_can_tell_it_is_not_the_callers_fault(run, directory, verifier, name):
    directory.broken = BROKEN[name]

    async def main():
        for _ in range(3):
            with pytest.raises(EnclaveError, match="keys of Microsoft Entra ID") as caught:
                await verifier.verify(directory.token())
            assert not isinstance(caught.value, TokenError)

    run(main)
    assert len(directory.asked) == 1, "it is not asked for every token"


@pytest.mark.parametrize(
    "change",
    [{"issuer": "https://evil.example"}, {"jwks_uri": "https://evil.example/k"}, {"jwks_uri": "http://127.0.0.1/k"}, {"jwks_uri": None}],
)
def test_a_discovery_document_that_leads_elsewhere_is_not_followed(run, directory, verifier, change):
    directory.change = change

    async def main():
        with pytest.raises(EnclaveError, match="keys of Microsoft Entra ID"):
            await verifier.verify(directory.token())

    run(main)
    assert len(directory.asked) == 1


def test_a_server_that_cannot_prove_its_name_is_not_believed(run, document, directory):
    verifier = TokenVerifier(entra(document.spec, directory.host), memberships(document.spec))

    async def main():
        with pytest.raises(EnclaveError, match="keys of Microsoft Entra ID"):
            await verifier.verify(directory.token("2.0", aud="api://contoso-bank"))

    run(main)
    assert directory.asked == []


def test_known_keys_outlive_an_outage_of_a_day_and_no_more(run, directory, certificate, monkeypatch):
    now = [0.0]
    keys = EntraKeys(directory.host, TENANT, certificate.client, lambda: now[0])

    async def main():
        await keys.look("one")
        assert keys.find("one") is not None
        directory.broken = (503, b"")
        now[0] += KEPT_SECONDS - 1
        assert keys.find("one") is not None
        now[0] += 2
        assert keys.find("one") is None
        with pytest.raises(EnclaveError, match="status 503"):
            await keys.look("one")
        directory.broken = None
        now[0] += 61
        await keys.look("one")
        assert keys.find("one") is not None

    run(main)


def test_who_signs_in():
    assert authority({}) == ""
    assert authority({"AZURE_AUTHORITY_HOST": "login.microsoftonline.us"}) == "https://login.microsoftonline.us"
    assert authority({"AZURE_AUTHORITY_HOST": "https://login.microsoftonline.com/"}) == "https://login.microsoftonline.com"


def test_each_cloud_names_itself_in_its_own_way(document):
    """A tenant has one cloud; tokens that name another as their issuer are of another issuer."""
    issuers = {
        host: [*entra(document.spec, host)]
        for host in ("https://login.microsoftonline.us", "https://login.partner.microsoftonline.cn", "https://login.chinacloudapi.cn")
    }
    assert issuers == {
        host: [f"{host}/{TENANT}/v2.0", f"https://sts.{'chinacloudapi.cn' if host.endswith('.cn') else 'windows.net'}/{TENANT}/"]
        for host in issuers
    }


FOREIGN = (
    "https://login.microsoftonline.com/common/v2.0", "https://login.microsoftonline.com/organizations/v2.0",
    "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", f"https://contoso.b2clogin.com/{TENANT}/v2.0/",
    f"https://contoso.ciamlogin.com/{TENANT}/v2.0", f"https://sts.chinacloudapi.cn/{TENANT}/", f"https://sts.windows.net/{TENANT}",
    "https://login.microsoftonline.com/{tenantid}/v2.0", f"HTTPS://STS.WINDOWS.NET/{TENANT}/", f"https://sts.windows.net/{TENANT}/ ",
)  # fmt: skip
"""Of everybody, of accounts that are no company's, of customers, of another cloud, and not quite ours."""


def test_issuers_that_are_not_the_tenants_own_are_refused_though_the_signature_is_good(run, directory, verifier):
    async def main():
        for issuer in FOREIGN:
            with pytest.raises(TokenError, match="another issuer"):
                await verifier.verify(directory.token(iss=issuer))
        odd = (
            {"exp": float("nan")}, {"exp": float("inf")}, {"nbf": float("-inf")}, {"iat": float("nan")},
            {"aud": {"x": "y"}}, {"tid": [TENANT]}, {"sub": 5}, {"oid": ["x"]}, {"roles": {"a": "b"}}, {"preferred_username": 5},
        )  # fmt: skip
        for claims in odd:
            with pytest.raises(TokenError):
                await verifier.verify(directory.token(**claims))

    run(main)


def test_headers_that_name_another_key_or_nest_without_end_lead_nowhere(run, directory, verifier):
    """`jku`, `x5u`, `x5c`, `jwk`: the key is looked up by its id among the tenant's own, and nothing else is asked for or read."""
    good = directory.token().decode()
    head = json.loads(base64.urlsafe_b64decode(good.partition(".")[0] + "=="))
    deep = base64.urlsafe_b64encode(b'{"kid":' + b"[" * 11_000).decode().rstrip("=")

    async def main():
        asked = []
        for name, value in {
            "jku": "https://attacker.example/keys", "x5u": "https://attacker.example/x", "x5c": ["AAAA"],
            "jwk": {"kty": "oct", "k": "AAAA"}, "kid": "../../keys", "b64": False, "crit": ["b64"], "zip": "DEF",
        }.items():  # fmt: skip
            forged = base64.urlsafe_b64encode(json.dumps(head | {name: value}).encode()).decode().rstrip("=")
            with pytest.raises(TokenError) as refused:
                await verifier.verify(f"{forged}.{good.partition('.')[2]}".encode())
            asked.append(str(refused.value))
        for token in (f"{deep}.e30.AAAA", f"{good.partition('.')[0]}.{deep}.AAAA", "." * 9_000, f"{good}.{good}"):
            with pytest.raises(TokenError):
                await verifier.verify(token.encode())
        return asked

    refusals = run(main)
    assert set(refusals) <= {
        "the token's signature is wrong", "the token is signed with a key that is not known here",
        "the token has critical headers that are not understood", "the token is not a signed JSON web token",
    }  # fmt: skip


def test_without_a_client_id_v2_tokens_of_it_are_not_taken(document):
    (v2, trust), (v1, same) = entra(document.spec).items()
    assert (v2, v1) == (f"https://login.microsoftonline.com/{TENANT}/v2.0", f"https://sts.windows.net/{TENANT}/")
    assert trust is same
    assert trust.audiences == ("api://contoso-bank",)
