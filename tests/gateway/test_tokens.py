"""Forged, foreign, stale and odd tokens; and the cache, which must never be wider than the check."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from enclave.gateway import tokens
from enclave.gateway.issuer import Issuer, issuer_name, jwks_path
from enclave.gateway.keys import KeyFile
from enclave.gateway.rules import memberships
from enclave.gateway.tokens import TokenError, TokenVerifier, Trust

RSA = rsa.generate_private_key(65537, 2048)
SMALL = rsa.generate_private_key(65537, 1024)
P256 = ec.generate_private_key(ec.SECP256R1())
OTHER = ed25519.Ed25519PrivateKey.generate()


class Bench:
    """An issuer, a verifier, and a way to make any token."""

    def __init__(self, document, data) -> None:
        self.issuer = Issuer.open(document.spec, data)
        self.path = jwks_path(data)
        self.now = time.time()
        self.keys = KeyFile(self.path)
        self.keys.refresh()
        trust = Trust(self.keys, (document.spec.identity.audience,), str(document.spec.identity.tenant))
        self.verifier = TokenVerifier({issuer_name(document.spec): trust}, memberships(document.spec), clock=lambda: self.now)
        self.good, self.claims = self.issuer.issue("fraud-triage", "user", "jane")

    def sign(self, claims=None, key=None, algorithm="EdDSA", **header) -> bytes:
        headers = {"kid": self.issuer.kid} | header
        headers = {name: value for name, value in headers.items() if value is not None}
        changed = {name: value for name, value in (self.claims | (claims or {})).items() if value is not None}
        return jwt.encode(changed, key or self.issuer._key, algorithm=algorithm, headers=headers).encode()

    def add(self, key, kid, **more) -> None:
        algorithms = {ec.EllipticCurvePrivateKey: jwt.algorithms.ECAlgorithm, rsa.RSAPrivateKey: jwt.algorithms.RSAAlgorithm}
        kind = next(algorithm for private, algorithm in algorithms.items() if isinstance(key, private))
        jwk = json.loads(kind.to_jwk(key.public_key())) | {"kid": kid} | more
        known = json.loads(self.path.read_text())
        known["keys"].append({name: value for name, value in jwk.items() if value is not None})
        self.path.write_text(json.dumps(known))
        self.keys.refresh()


@pytest.fixture
def bench(document, tmp_path):
    return Bench(document, tmp_path)


def part(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def hs256(bench: Bench, secret: bytes) -> bytes:
    signed = f"{part({'alg': 'HS256', 'kid': bench.issuer.kid})}.{part(bench.claims)}"
    mac = base64.urlsafe_b64encode(hmac.new(secret, signed.encode(), hashlib.sha256).digest()).rstrip(b"=")
    return signed.encode() + b"." + mac


def test_a_good_token_is_its_caller(run, bench):
    caller = run(lambda: bench.verifier.verify(bench.good.encode()))
    assert caller.id == bench.claims["oid"]
    assert caller.name == "jane"
    assert caller.memberships == {"fraud-triage": frozenset({"user"})}


FORGED = {
    "empty": lambda b: b"",
    "not a token": lambda b: b"sk-1234567890",
    "two parts": lambda b: b.good.rsplit(".", 1)[0].encode(),
    "cut off": lambda b: b.good[:-5].encode(),
    "no signature": lambda b: (b.good.rsplit(".", 1)[0] + ".").encode(),
    "not ASCII": lambda b: b.good.encode() + "é".encode(),
    "too large": lambda b: b.sign({"filler": "x" * 20_000}),
    "alg none": lambda b: f"{part({'alg': 'none', 'kid': b.issuer.kid})}.{part(b.claims)}.".encode(),
    "alg None in capitals": lambda b: f"{part({'alg': 'NONE', 'kid': b.issuer.kid})}.{part(b.claims)}.".encode(),
    "HS256 with the raw public key": lambda b: hs256(b, b.issuer._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)),
    "HS256 with the PEM": lambda b: hs256(b, b.issuer._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
    "HS256 with the JWKS": lambda b: hs256(b, b.path.read_bytes()),
    "HS256 with nothing": lambda b: hs256(b, b""),
    "another key under our id": lambda b: b.sign(key=OTHER),
    "another algorithm under our id": lambda b: b.sign(key=RSA, algorithm="RS256"),
    "PS256, which is not accepted": lambda b: b.sign(key=RSA, algorithm="PS256"),
    "no key id": lambda b: b.sign(kid=None),
    "unknown key id": lambda b: b.sign(kid="nobody"),
    "key id of another type": lambda b: f"{part({'alg': 'EdDSA', 'kid': [b.issuer.kid]})}.{part(b.claims)}.AAAA".encode(),
    "key in the header": lambda b: b.sign(key=OTHER, kid="mine", jwk={"kty": "OKP"}),
    "critical header": lambda b: b.sign(crit=["exp"]),
    "changed claim": lambda b: ".".join(
        [b.good.split(".")[0], part(b.claims | {"groups": ["44444444-4444-4444-4444-444444444444"]}), b.good.split(".")[2]]
    ).encode(),
    "other audience": lambda b: b.sign({"aud": "api://other"}),
    "audiences without ours": lambda b: b.sign({"aud": ["api://other", "api://contoso-bank.evil"]}),
    "no audience": lambda b: b.sign({"aud": None}),
    "other issuer": lambda b: b.sign({"iss": "https://enclave.local/contoso-ban"}),
    "no issuer": lambda b: b.sign({"iss": None}),
    "other tenant": lambda b: b.sign({"tid": "99999999-9999-9999-9999-999999999999"}),
    "no tenant": lambda b: b.sign({"tid": None}),
    "expired": lambda b: b.sign({"exp": int(b.now) - 61, "nbf": int(b.now) - 999}),
    "no expiry": lambda b: b.sign({"exp": None}),
    "expiry as text": lambda b: b.sign({"exp": "99999999999"}),
    "expiry as yes": lambda b: b.sign({"exp": True}),
    "expiry beyond all numbers": lambda b: b.sign({"exp": 10**400}),
    "expiry beyond all times": lambda b: b.sign({"exp": 1e18}),
    "a beginning before all times": lambda b: b.sign({"nbf": -1}),
    "a beginning beyond all numbers": lambda b: b.sign({"nbf": -(10**400)}),
    "an id that is half a character": lambda b: b.sign({"oid": "\ud800"}),
    "an empty id": lambda b: b.sign({"oid": ""}),
    "a blank id": lambda b: b.sign({"oid": " "}),
    "a name that is half a character": lambda b: b.sign({"preferred_username": "jane\udc00"}),
    "algorithms in a list": lambda b: f"{part({'alg': ['EdDSA'], 'kid': b.issuer.kid})}.{part(b.claims)}.AAAA".encode(),
    "no algorithm": lambda b: f"{part({'kid': b.issuer.kid})}.{part(b.claims)}.AAAA".encode(),
    "ES256K": lambda b: f"{part({'alg': 'ES256K', 'kid': b.issuer.kid})}.{part(b.claims)}.AAAA".encode(),
    "alg nOnE": lambda b: f"{part({'alg': 'nOnE', 'kid': b.issuer.kid})}.{part(b.claims)}.".encode(),
    "a key id of SQL": lambda b: b.sign(kid="' OR 1=1 --"),
    "a token in a token": lambda b: f"{part({'alg': 'EdDSA', 'kid': b.issuer.kid, 'cty': 'JWT'})}.{part(b.good)}.AAAA".encode(),
    "white space of another alphabet": lambda b: b.good.encode() + "\u00a0".encode(),
    "not yet valid": lambda b: b.sign({"nbf": int(b.now) + 120}),
    "no beginning": lambda b: b.sign({"nbf": None}),
    "issued in the future": lambda b: b.sign({"iat": int(b.now) + 120}),
    "no subject": lambda b: b.sign({"sub": None}),
    "groups as text": lambda b: b.sign({"groups": "22222222-2222-2222-2222-222222222201"}),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_or_foreign_token_is_refused_also_the_second_time(run, bench, name):
    token = FORGED[name](bench)

    async def main():
        for _ in range(2):
            with pytest.raises(TokenError) as caught:
                await bench.verifier.verify(token)
            assert not any(text and text in caught.value.message for text in token.decode("latin-1").split("."))

    run(main)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["api://other", "api://contoso-bank"]},
        {"exp": -30, "nbf": -900},
        {"nbf": 30, "iat": 30},
    ],
)
def test_what_is_still_accepted(run, bench, claims):
    """Numbers are seconds from now."""
    claims = {name: int(bench.now) + value if isinstance(value, int) else value for name, value in claims.items()}
    assert run(lambda: bench.verifier.verify(bench.sign(claims)))


def test_every_accepted_algorithm_works_with_a_key_of_its_kind_and_no_other(run, bench):
    bench.add(RSA, "rsa", alg=None)
    bench.add(P256, "p256", alg=None)
    assert run(lambda: bench.verifier.verify(bench.sign(key=RSA, algorithm="RS256", kid="rsa")))
    assert run(lambda: bench.verifier.verify(bench.sign(key=P256, algorithm="ES256", kid="p256")))
    for algorithm, key, kid in (("RS512", RSA, "rsa"), ("PS256", RSA, "rsa"), ("RS256", RSA, "p256"), ("EdDSA", OTHER, "rsa")):
        with pytest.raises(TokenError):
            bench.verifier.check(bench.sign(key=key, algorithm=algorithm, kid=kid))


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize(
    ("key", "more"), [(SMALL, {}), (RSA, {"use": "enc"}), (RSA, {"alg": "RS512"}), (P256, {"alg": "ES384"}), (RSA, {"n": "!"})]
)
def test_a_key_that_is_weak_or_for_something_else_verifies_nothing(bench, key, more):
    bench.add(key, "odd", **more)
    algorithm = "ES256" if key is P256 else "RS256"
    with pytest.raises(TokenError, match="not known"):
        bench.verifier.check(bench.sign(key=key, algorithm=algorithm, kid="odd"))


def test_a_cached_token_is_refused_when_its_time_is_over(run, bench):
    async def main():
        await bench.verifier.verify(bench.good.encode())
        bench.now += 3600 + 59
        await bench.verifier.verify(bench.good.encode())
        bench.now += 2
        with pytest.raises(TokenError, match="expired"):
            await bench.verifier.verify(bench.good.encode())

    run(main)


def test_the_cache_goes_by_the_whole_token(run, bench):
    """CVE-2026-35030 of a peer: a cache by the first characters takes one caller for another."""

    async def main():
        await bench.verifier.verify(bench.good.encode())
        head, body, signature = bench.good.split(".")
        forged = f"{head}.{body}.{signature[:-4]}{'AAAA' if signature[-4:] != 'AAAA' else 'BBBB'}"
        with pytest.raises(TokenError, match="signature"):
            await bench.verifier.verify(forged.encode())

    run(main)


def test_the_cache_is_bounded(run, bench, monkeypatch):
    monkeypatch.setattr(tokens, "CACHED", 5)

    async def main():
        for number in range(20):
            await bench.verifier.verify(bench.sign({"jti": str(number)}))

    run(main)
    assert len(bench.verifier._cache) == 5


def test_a_key_that_is_taken_out_stops_being_trusted_at_once(run, bench):
    async def main():
        await bench.verifier.verify(bench.good.encode())
        bench.path.write_text('{"keys": []}')
        bench.keys.refresh()
        with pytest.raises(TokenError, match="not known"):
            await bench.verifier.verify(bench.good.encode())

    run(main)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": 1}', None])
def test_a_key_file_that_cannot_be_read_trusts_nobody(bench, content):
    if content is None:
        bench.path.unlink()
    else:
        bench.path.write_text(content)
    bench.keys.refresh()
    with pytest.raises(TokenError, match="not known"):
        bench.verifier.check(bench.good.encode())


def test_groups_become_roles_by_project(run, bench, document):
    groups = ["44444444-4444-4444-4444-444444444444", "22222222-2222-2222-2222-222222222202", "unknown", 7, None]
    caller = run(lambda: bench.verifier.verify(bench.sign({"groups": groups})))
    assert caller.memberships == {
        "fraud-triage": frozenset({"auditor"}),
        "claims-assistant": frozenset({"auditor", "user"}),
        "policy-search": frozenset({"auditor"}),
    }
    assert run(lambda: bench.verifier.verify(bench.sign({"groups": None}))).memberships == {}


def test_a_local_token_gives_no_application_roles(run, bench):
    """They are Entra ID's to give: of this issuer nobody says which projects there are."""
    assert run(lambda: bench.verifier.verify(bench.sign({"groups": None, "roles": ["fraud-triage.user"]}))).memberships == {}
