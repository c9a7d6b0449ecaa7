"""The local issuer: an Ed25519 key and its JWKS under DATA/issuer, and signed tokens shaped like those of Microsoft Entra ID."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import NAMESPACE_URL, uuid4, uuid5

import jwt
import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jwt.utils import base64url_encode

from enclave.audit.event import Event, timestamp
from enclave.errors import EnclaveError, InputError
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest
from enclave.spec.suggest import did_you_mean

MAX_TTL = timedelta(days=7)
MAX_NAME = 100


def issuer_name(spec: Spec) -> str:
    """The `iss` of local tokens."""
    return f"https://enclave.local/{spec.name}"


def jwks_path(data: Path) -> Path:
    """Where the public keys lie."""
    return data / "issuer" / "jwks.json"


class Issuer:
    """Signs tokens with the key of one data directory."""

    def __init__(self, spec: Spec, key: Ed25519PrivateKey) -> None:
        self._spec = spec
        self._key = key
        self.kid = _kid(key)

    @classmethod
    def open(cls, spec: Spec, data: Path) -> Issuer:
        """The issuer of a data directory; key and JWKS are made when there are none. Raises EnclaveError."""
        directory = data / "issuer"
        path = directory / "key.pem"
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                key = Ed25519PrivateKey.generate()
                _write_new(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            loaded = load_pem_private_key(path.read_bytes(), password=None)
            if not isinstance(loaded, Ed25519PrivateKey):
                raise EnclaveError("the issuer's key is not an Ed25519 key", str(path))
            if not jwks_path(data).exists():
                _write_new(jwks_path(data), msgspec.json.encode({"keys": [_jwk(loaded)]}))
        except OSError as error:
            raise EnclaveError(f"the issuer's key cannot be used: {(error.strerror or '').lower()}", str(error.filename or path)) from error
        except (ValueError, UnsupportedAlgorithm) as error:
            raise EnclaveError("the issuer's key cannot be read", str(path), "move it away to have a new one made") from error
        return cls(spec, loaded)

    def issue(
        self, project: str, role: str, caller: str, ttl: timedelta = timedelta(hours=1), now: datetime | None = None
    ) -> tuple[str, dict[str, object]]:
        """A token for a caller with a role in a project, and its claims. Raises InputError for what the file does not know."""
        groups = self._groups(project, role)
        if not 0 < len(caller) <= MAX_NAME or not caller.isprintable():
            raise InputError(f"a caller's name has 1 to {MAX_NAME} printable characters")
        if not timedelta(seconds=1) <= ttl <= MAX_TTL:
            raise InputError("a token lives between one second and seven days", hint="for example `--ttl 1h`")
        issued = int((now or datetime.now(UTC)).timestamp())
        subject = str(uuid5(NAMESPACE_URL, f"{issuer_name(self._spec)}/callers/{caller}"))
        claims: dict[str, object] = {
            "iss": issuer_name(self._spec),
            "aud": self._spec.identity.audience,
            "tid": str(self._spec.identity.tenant),
            "sub": subject,
            "oid": subject,
            "preferred_username": caller,
            "groups": groups,
            "iat": issued,
            "nbf": issued,
            "exp": issued + int(ttl.total_seconds()),
            "jti": str(uuid4()),
            "ver": "2.0",
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": self.kid}), claims

    def _groups(self, project: str, role: str) -> Sequence[str]:
        known = self._spec.projects.get(project)
        if known is None:
            raise InputError(f"there is no project `{project}`", hint=did_you_mean(project, self._spec.projects))
        groups = [str(access.group) for access in known.access if access.role == role]
        if not groups:
            roles = sorted({access.role for access in known.access})
            raise InputError(f"project `{project}` has no group with the role `{role}`", hint=did_you_mean(role, roles))
        return groups[:1]


def issued(spec: Spec, project: str, role: str, claims: Mapping[str, object]) -> Event:
    """The record of a token: whose it is, for what and until when, never the token."""
    return Event(
        id=uuid4().hex,
        time=timestamp(datetime.now(UTC)),
        kind="token_issued",
        caller=str(claims["sub"]),
        roles=(role,),
        project=project,
        reason=f"token `{claims['jti']}` for `{claims['preferred_username']}` until {claims['exp']}",
        policy_digest=policy_digest(spec),
    )


def _kid(key: Ed25519PrivateKey) -> str:
    """RFC 7638 thumbprint."""
    canonical = msgspec.json.encode({"crv": "Ed25519", "kty": "OKP", "x": _public(key)})
    return base64url_encode(sha256(canonical).digest()).decode()


def _public(key: Ed25519PrivateKey) -> str:
    return base64url_encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def _jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    return {"kty": "OKP", "crv": "Ed25519", "x": _public(key), "kid": _kid(key), "use": "sig", "alg": "EdDSA"}


def _write_new(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read; when another process was first, its file stays."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(file, data)
        os.fsync(file)
    finally:
        os.close(file)
    try:
        os.link(new, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(new)
