"""Seals of ids that callers get: what an id says stands in it, under a code that only the gateway's keys make (HMAC-SHA-256).

No table has to be kept, shared or lost: who brings an id back brings back what it says.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterator, Sequence

SEAL = 16
"""Bytes of a code. It can only be guessed at the gateway's door, with one recorded request for each try."""


class Seals:
    """Seals and opens with keys that all processes share: the first seals, each opens."""

    def __init__(self, keys: Sequence[bytes], label: bytes) -> None:
        """`label`: what is sealed. The keys that are used are made from it, so that no seal stands for another."""
        self._keys = tuple(hmac.digest(key, label, "sha256") for key in keys)

    def seal(self, kind: bytes, said: bytes) -> str:
        """The code and what is said, in URL-safe base64 without padding. `kind` is part of the seal, and not of the text."""
        return base64.urlsafe_b64encode(next(self.codes(kind, said))[:SEAL] + said).decode().rstrip("=")

    def open(self, kind: bytes, text: str) -> bytes | None:
        """What was said; None: it was not sealed here, or as another kind."""
        try:
            data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        seal, said = data[:SEAL], data[SEAL:]
        return said if any(hmac.compare_digest(seal, code[:SEAL]) for code in self.codes(kind, said)) else None

    def codes(self, kind: bytes, said: bytes) -> Iterator[bytes]:
        """The whole code by each key, 32 bytes."""
        return (hmac.digest(key, kind + b"\n" + said, "sha256") for key in self._keys)
