"""The local issuer: its key, its tokens, its mistakes."""

from __future__ import annotations

import json
import stat
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from enclave.errors import EnclaveError, InputError
from enclave.gateway.issuer import Issuer, issued, issuer_name, jwks_path


def test_the_key_is_made_once_and_only_its_owner_can_read_it(document, tmp_path):
    first = Issuer.open(document.spec, tmp_path)
    second = Issuer.open(document.spec, tmp_path)
    assert first.kid == second.kid
    for name in ("key.pem", "jwks.json"):
        assert stat.S_IMODE((tmp_path / "issuer" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "issuer").stat().st_mode) == 0o700
    assert sorted(path.name for path in (tmp_path / "issuer").iterdir()) == ["jwks.json", "key.pem"]
    assert "d" not in json.loads(jwks_path(tmp_path).read_text())["keys"][0]


def test_a_token_says_who_for_what_and_how_long(document, tmp_path):
    issuer = Issuer.open(document.spec, tmp_path)
    token, claims = issuer.issue("fraud-triage", "contributor", "jane", timedelta(minutes=5))
    key = jwt.PyJWKSet.from_json(jwks_path(tmp_path).read_text())[issuer.kid]
    read = jwt.decode(token, key, algorithms=["EdDSA"], audience="api://contoso-bank", issuer=issuer_name(document.spec))
    assert read == claims
    assert jwt.get_unverified_header(token)["kid"] == issuer.kid
    assert read["groups"] == ["33333333-3333-3333-3333-333333333301"]
    assert read["tid"] == "11111111-1111-1111-1111-111111111111"
    assert read["exp"] - read["iat"] == 300
    assert read["iat"] == read["nbf"]


def test_a_caller_has_the_same_id_every_time_and_no_other_has_it(document, tmp_path):
    issuer = Issuer.open(document.spec, tmp_path)
    jane, again, joe = (issuer.issue("fraud-triage", "user", name)[1] for name in ("jane", "jane", "joe"))
    assert jane["oid"] == jane["sub"] == again["oid"] != joe["oid"]
    assert jane["jti"] != again["jti"]


@pytest.mark.parametrize(
    ("project", "role", "caller", "ttl", "said", "hint"),
    [
        ("fraud-triag", "user", "x", 60, "no project `fraud-triag`", "`fraud-triage`"),
        ("fraud-triage", "admin", "x", 60, "no group with the role `admin`", "`auditor`"),
        ("fraud-triage", "user", "", 60, "a caller's name", ""),
        ("fraud-triage", "user", "a\nb", 60, "a caller's name", ""),
        ("fraud-triage", "user", "x", 0, "between one second and seven days", "1h"),
        ("fraud-triage", "user", "x", 8 * 86400, "between one second and seven days", "1h"),
    ],
)
def test_what_cannot_be_issued(document, tmp_path, project, role, caller, ttl, said, hint):
    with pytest.raises(InputError, match=said) as caught:
        Issuer.open(document.spec, tmp_path).issue(project, role, caller, timedelta(seconds=ttl))
    assert hint in caught.value.hint


def test_a_key_that_is_none_is_said_to_be_none(document, tmp_path):
    (tmp_path / "issuer").mkdir()
    path = tmp_path / "issuer" / "key.pem"
    path.write_text("nonsense")
    with pytest.raises(EnclaveError, match="cannot be read"):
        Issuer.open(document.spec, tmp_path)
    path.write_bytes(generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(EnclaveError, match="not an Ed25519 key"):
        Issuer.open(document.spec, tmp_path)


def test_a_directory_that_cannot_be_written_is_said(document, tmp_path):
    (tmp_path / "issuer").write_text("in the way")
    with pytest.raises(EnclaveError, match="cannot be used"):
        Issuer.open(document.spec, tmp_path)


def test_the_record_of_a_token_has_no_token(document, tmp_path):
    token, claims = Issuer.open(document.spec, tmp_path).issue("fraud-triage", "user", "jane")
    event = issued(document.spec, "fraud-triage", "user", claims)
    assert event.kind == "token_issued"
    assert event.caller == claims["oid"]
    assert event.project == "fraud-triage"
    assert claims["jti"] in event.reason
    assert not any(part in str(event) for part in token.split("."))
