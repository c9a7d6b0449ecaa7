"""Keys that issuers sign with: each for one algorithm, followed as they change."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import jwt
import msgspec

ALGORITHMS: Mapping[tuple[str, str], str] = MappingProxyType(
    {("OKP", "Ed25519"): "EdDSA", ("RSA", ""): "RS256", ("EC", "P-256"): "ES256"}
)
"""Key type and curve -> the one algorithm that a key of that kind verifies."""
REFRESH_SECONDS = 1.0
"""An unknown key id makes a file be read again, but not more often than this."""
WATCH_SECONDS = 2.0
MIN_RSA_BITS = 2048
Key = tuple[str, Any]
"""An algorithm and a public key."""


class Keys(Protocol):
    """The keys of one issuer."""

    version: int
    """Another one after each change: what was verified before it is verified again."""

    def find(self, kid: str) -> Key | None:
        """A key that is known."""

    async def look(self, kid: str) -> None:
        """Look for a key that is not known. Raises EnclaveError when that cannot be done."""

    async def watch(self) -> None:
        """Follow changes, for ever: a key that is taken out stops being trusted."""


class KeyFile:
    """A JWKS file."""

    def __init__(self, path: Path) -> None:
        self.version = 0
        self._path = path
        self._keys: dict[str, Key] = {}
        self._stamp: tuple[int, int, int] | None = None
        self._looked = 0.0
        self._lock = asyncio.Lock()

    def find(self, kid: str) -> Key | None:
        """A key of the last `refresh`."""
        return self._keys.get(kid)

    async def look(self, kid: str) -> None:
        """Read the file again, unless that was just done."""
        async with self._lock:  # who comes while it is being read waits for what is in it
            if self.find(kid) is None and time.monotonic() - self._looked >= REFRESH_SECONDS:
                await asyncio.to_thread(self.refresh)

    def refresh(self) -> None:
        """Read the keys again if the file changed. Blocks on the disk. A file that cannot be read leaves no key to trust."""
        looked = time.monotonic()
        try:
            if not self._path.exists():  # an issuer may be made at any time, and its first token sent at once
                looked = -REFRESH_SECONDS
            status = os.stat(self._path)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp == self._stamp:
                self._looked = looked
                return
            keys = read_keys(self._path.read_bytes())
        except (OSError, ValueError):
            stamp, keys = None, {}
        self._stamp = stamp
        # the keys before the number: a reader in another thread remembers what the old ones verified under the old number only
        self._keys = keys
        self.version += 1
        self._looked = looked

    async def watch(self) -> None:
        """Look at the file every two seconds."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            await asyncio.to_thread(self.refresh)


def read_keys(document: bytes) -> dict[str, Key]:
    """Key id -> algorithm and public key, for the keys of a JWKS that can verify a signature. Raises ValueError."""
    found: dict[str, Key] = {}
    for jwk in msgspec.json.decode(document, type=dict[str, list[dict[str, Any]]]).get("keys", []):
        kid = jwk.get("kid")
        algorithm = ALGORITHMS.get((str(jwk.get("kty")), str(jwk.get("crv", ""))))
        if not isinstance(kid, str) or algorithm is None or jwk.get("alg", algorithm) != algorithm or jwk.get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(jwk, algorithm).key
        except jwt.PyJWTError:
            continue
        if algorithm != "RS256" or key.key_size >= MIN_RSA_BITS:
            found[kid] = (algorithm, key)
    return found
