"""TLS for the server: one certificate, renewed while it serves; with a client authority, nobody comes in without a certificate of it."""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography import x509

from enclave.errors import EnclaveError, InputError

WATCH_SECONDS = 10.0
NO_PASSWORD = "the key must not ask for a password while a server starts"  # noqa: S105  it is no password, and fits no key


class Identity(msgspec.Struct, frozen=True):
    """Who the server is, and whom it lets in. Files in PEM."""

    certificate: Path
    """With the chain of those who signed it, the server's own first."""
    key: Path
    clients: Path | None = None
    """Authorities of which each client must have a certificate; None: clients need none."""

    def files(self) -> tuple[Path, ...]:
        """What may change."""
        return (self.certificate, self.key)


class ServerTls:
    """The context that a server listens with. Raises InputError for files that are not what they should be."""

    def __init__(self, identity: Identity, now: datetime | None = None) -> None:
        self._identity = identity
        self._stamp = _stamp(identity)
        self.context = _context(identity, now or datetime.now(UTC))

    def renew(self) -> bool:
        """Take a new certificate for connections to come, if there is one. Raises InputError, and then keeps the old one."""
        stamp = _stamp(self._identity)
        if stamp == self._stamp:
            return False
        self._stamp = stamp  # what is wrong is said once for each change
        _context(self._identity, datetime.now(UTC))
        _load(self.context, self._identity)
        return True

    async def watch(self, say: Callable[[str], None]) -> None:
        """Look at the files every ten seconds, for ever."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                if await asyncio.to_thread(self.renew):
                    say("the new certificate serves from now on")
            except EnclaveError as error:
                say(f"the new certificate is not taken, the old one stays: {error}")


def _context(identity: Identity, now: datetime) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.set_alpn_protocols(["http/1.1"])
    _load(context, identity)
    _check_end(identity.certificate, now)
    if identity.clients is not None:
        try:
            context.load_verify_locations(cafile=str(identity.clients))
        except (OSError, ValueError) as error:
            raise InputError(f"holds no authority: {_reason(error)}", str(identity.clients), "certificates in PEM") from error
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _load(context: ssl.SSLContext, identity: Identity) -> None:
    for path in identity.files():
        if not path.is_file():
            raise InputError("there is no such file", str(path))
    try:
        context.load_cert_chain(identity.certificate, identity.key, password=NO_PASSWORD)
    except (OSError, ValueError) as error:
        hint = "a certificate and its own key, in PEM, the key without a password"
        raise InputError(f"cannot be used with `{identity.key}`: {_reason(error)}", str(identity.certificate), hint) from error


def _check_end(path: Path, now: datetime) -> None:
    """A server whose certificate nobody accepts should not start."""
    certificate = x509.load_pem_x509_certificates(path.read_bytes())[0]
    if now >= certificate.not_valid_after_utc:
        raise InputError(f"the certificate ended {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC", str(path), "renew it")


def _stamp(identity: Identity) -> tuple[tuple[int, int, int], ...]:
    """What differs when a file is another one, also where a mounted directory is swapped as a whole."""
    return tuple((status.st_mtime_ns, status.st_size, status.st_ino) for path in identity.files() if (status := _status(path)))


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _reason(error: Exception) -> str:
    """OpenSSL's reason, `KEY_VALUES_MISMATCH`, or the system's."""
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or "it is not in PEM"
    return str(reason).lower().replace("_", " ")
