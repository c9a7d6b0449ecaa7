"""A file of keys: read when it changes, not for every unknown key, and trusted no longer than it can be read."""

from __future__ import annotations

import asyncio
import json
import threading

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from enclave.gateway import keys
from enclave.gateway.keys import Key, KeyFile, read_keys

RSA = rsa.generate_private_key(65537, 2048)
JWK = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key()))
P384 = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP384R1()).public_key()))


def jwks(*ids: str) -> str:
    return json.dumps({"keys": [JWK | {"kid": kid} for kid in ids]})


def test_an_unknown_key_makes_it_be_read_again_but_not_for_each_one(run, tmp_path, monkeypatch):
    path = tmp_path / "jwks.json"
    path.write_text(jwks("a"))
    file = KeyFile(path)
    file.refresh()
    reads: list[int] = []
    refresh = file.refresh
    monkeypatch.setattr(file, "refresh", lambda: (reads.append(1), refresh()))

    async def main():
        for number in range(50):
            await file.look(f"unknown-{number}")
        assert reads == []
        file._looked -= 2
        path.write_text(jwks("a", "fresh"))
        for number in range(50):
            await file.look(f"unknown-{number}")

    run(main)
    assert len(reads) == 1
    assert file.find("fresh") is not None
    assert file.version == 2


def test_a_file_that_is_made_later_is_found_at_once(run, tmp_path):
    file = KeyFile(tmp_path / "jwks.json")
    file.refresh()

    async def main():
        await file.look("a")
        assert file.find("a") is None
        (tmp_path / "jwks.json").write_text(jwks("a"))
        await file.look("a")
        assert file.find("a") is not None

    run(main)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": 1}', '{"keys": [7]}', "\ud800", None])
def test_a_file_that_cannot_be_read_leaves_no_key(tmp_path, content):
    path = tmp_path / "jwks.json"
    path.write_text(jwks("a"))
    file = KeyFile(path)
    file.refresh()
    before = file.version
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content.encode("utf-8", "surrogatepass"))
    file.refresh()
    assert file.find("a") is None
    assert file.version > before


def test_the_file_is_followed(run, tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "WATCH_SECONDS", 0.01)
    path = tmp_path / "jwks.json"
    path.write_text(jwks("a"))
    file = KeyFile(path)
    file.refresh()

    async def main():
        task = asyncio.ensure_future(file.watch())
        path.write_text(jwks("b"))
        for _ in range(3000):
            await asyncio.sleep(0.01)
            if file.find("a") is None:
                break
        task.cancel()

    run(main)
    assert file.find("b") is not None


@pytest.mark.parametrize(
    "more", [{"kid": 7}, {"kty": "oct"}, {"use": "enc"}, {"alg": "RS512"}, {"n": "!"}, {"crv": "P-256"}, P384 | {"kid": "x"}]
)
def test_what_is_no_key_for_signatures_is_left_out(more):
    assert read_keys(json.dumps({"keys": [JWK | {"kid": "a"}, JWK | {"kid": "x"} | more]}).encode()).keys() == {"a"}


def test_who_comes_while_the_file_is_read_waits_for_it(run, tmp_path, monkeypatch):
    """Many calls with the first token of a new key at once: each finds the key."""
    path = tmp_path / "jwks.json"
    file = KeyFile(path)
    file.refresh()
    path.write_bytes(b"{}")
    go = threading.Event()

    def slowly(_document: bytes) -> dict[str, Key]:
        go.wait(60)
        return {"new": ("EdDSA", None)}

    monkeypatch.setattr("enclave.gateway.keys.read_keys", slowly)

    async def main():
        looking = [asyncio.ensure_future(file.look("new")) for _ in range(5)]
        await asyncio.sleep(0.05)
        go.set()
        found = []
        for one in looking:
            await one
            found.append(file.find("new") is not None)
        return found

    assert run(main) == [True] * 5
