"""What a sink is: it takes some records and returns when the endpoint has them, or says why it has not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from enclave.errors import EnclaveError


class Limits(NamedTuple):
    """How much an endpoint takes at once."""

    records: int
    bytes: int
    """Of the encoded records together, before compression."""


class Unavailable(EnclaveError):
    """The endpoint did not take the records now; all of them are sent again. No content stands in the message."""

    def __init__(self, message: str, where: str = "", hint: str = "", *, seconds: float = 0.0) -> None:
        super().__init__(message, where, hint)
        self.seconds = seconds
        """How long the endpoint asks to be left alone."""


class Refused(EnclaveError):
    """The endpoint will never take these records as they are."""


class Sink(Protocol):
    """One endpoint. Used by one thread."""

    limits: Limits

    def encode(self, number: int, event: bytes) -> bytes:
        """A record as the endpoint takes it, from the number of the record and the canonical JSON of its event."""

    def send(self, records: Sequence[bytes]) -> int:
        """Deliver encoded records in their order; on return the endpoint has them. Raises Unavailable or Refused.

        Returns how many of them an endpoint rejected that does not say which, and must not be asked again; nearly always 0.
        """

    def close(self) -> None:
        """Let go of connections."""
