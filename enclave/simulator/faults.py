"""Faults on purpose: which kinds there are, and which request gets one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from enclave.errors import InputError

FAULTS: tuple[tuple[str, str], ...] = (
    ("status-429", "429 with `retry-after`, nothing is served"),
    ("status-500", "500, nothing is served"),
    ("drop-mid-stream", "half of the body, then the connection is cut"),
    ("garbage", "200 with a body or an event that is not JSON"),
    ("no-usage", "an answer without `usage`"),
    ("stall", "half of the body, then silence until the client leaves"),
)
"""Every kind, and what the client sees."""

KINDS = tuple(kind for kind, _ in FAULTS)


@dataclass(frozen=True)
class FaultRate:
    """A kind and the share of requests, 0 to 1, that get it."""

    kind: str
    rate: float

    @classmethod
    def parse(cls, text: str) -> FaultRate:
        """Reads `KIND@RATE`, `status-429@0.1`; `KIND` alone means every request."""
        kind, _, rate = text.partition("@")
        check_kind(kind)
        try:
            share = float(rate or 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            raise InputError(f"`{rate}` is not a rate from 0 to 1", where=f"--fault {text}")
        return cls(kind, share)


def check_kind(kind: str) -> None:
    """Raises InputError for a kind that does not exist."""
    if kind not in KINDS:
        raise InputError(f"there is no fault `{kind}`", hint=f"one of: {', '.join(KINDS)}")


def pick(rates: Iterable[FaultRate], seed: int, number: int) -> str | None:
    """The fault of the request with this serial number; the same seed gives the same sequence."""
    for rate in rates:
        digest = hashlib.blake2b(f"{seed}/{number}/{rate.kind}".encode(), digest_size=8).digest()
        if int.from_bytes(digest, "big") < rate.rate * 2**64:
            return rate.kind
    return None
