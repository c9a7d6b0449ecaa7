"""What an anchor is: it keeps signed checkpoints of logs, and says which it holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from enclave.audit.checkpoint import Checkpoint
from enclave.errors import EnclaveError


class AnchorUnavailable(EnclaveError):
    """The anchor did not take a checkpoint, or cannot be read now."""


class Held(NamedTuple):
    """A checkpoint that an anchor holds: what it claims, and where it stands. Nothing of it is checked."""

    size: int
    root: bytes
    where: str


class Receipt(NamedTuple):
    """What an anchor answers to a checkpoint."""

    place: str
    """Where it stands there."""
    document: bytes = b""
    """What proves it, when the anchor gives something."""


class Anchor(Protocol):
    """One place outside. Used by one thread. Every method raises AnchorUnavailable."""

    name: str
    """As it is written in the file and on the command line, `file=/mnt/other/anchors`."""

    def put(self, checkpoint: Checkpoint, note: bytes) -> Receipt:
        """Keep the signed note of a checkpoint, so that it cannot be taken back. To put one twice is no error."""

    def held(self, origin: str) -> Iterator[Held]:
        """Every checkpoint of the log of that name, in any order."""

    def remarks(self) -> list[str]:
        """What keeps this place from being what it should be, as far as it can be seen from here."""

    def close(self) -> None:
        """Let go of connections."""
