"""The checkpoint: a signed statement of how long the log is and what the root of its tree is. Source: c2sp.org/tlog-checkpoint."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from enclave.audit.note import BadNote, Signer, Verifier, open_note, sign_note

# lines behind the root are extensions, which a reader passes over
_TEXT = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*")


@dataclass(frozen=True)
class Checkpoint:
    """The log has `size` entries, and the root of its tree is `root`."""

    origin: str
    """Names the log."""
    size: int
    root: bytes


def sign(checkpoint: Checkpoint, signers: Iterable[Signer]) -> bytes:
    """The signed note of a checkpoint."""
    return sign_note(f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n", signers)


def open_checkpoint(note: bytes, trusted: Iterable[Verifier]) -> tuple[Checkpoint, tuple[Verifier, ...]]:
    """The checkpoint of a note and which of the trusted keys signed it: at least one. Raises BadNote."""
    text, signed = open_note(note, trusted)
    checkpoint = _read(text)
    if checkpoint.origin not in {verifier.name for verifier in signed}:
        raise BadNote(f"it is the checkpoint of another log, `{checkpoint.origin}`")
    return checkpoint, signed


def claimed_size(note: bytes) -> int:
    """How long a checkpoint says that the log is; nothing is checked. Raises BadNote."""
    return claimed(note).size


def claimed(note: bytes) -> Checkpoint:
    """What a checkpoint says; nothing is checked. Raises BadNote."""
    return _read(note.decode(errors="replace").rpartition("\n\n")[0] + "\n")


def _read(text: str) -> Checkpoint:
    body = _TEXT.fullmatch(text)
    if body is None:
        raise BadNote("it does not have the form of a checkpoint")
    root = base64.b64decode(body["root"])
    if base64.b64encode(root).decode() != body["root"]:
        raise BadNote("its root is not base64 as it is written")
    return Checkpoint(body["origin"], int(body["size"]), root)
