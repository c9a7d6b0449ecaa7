"""The checkpoint: a signed statement of how long the log is and what its head is, and the key that signs it.

The text and the keys have the forms of C2SP signed-note (Ed25519) and of its checkpoints; the hash is the head of the chain.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from enclave.errors import InputError

_ED25519 = b"\x01"
_TEXT = re.compile(r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<head>[A-Za-z0-9+/]{43}=)\n"
                   r"segment (?P<segment>[1-9][0-9]{0,7}) offset (?P<offset>0|[1-9][0-9]{0,18})\ntime (?P<time>[^\n]+)\n")
_SIGNATURE = re.compile(r"— (?P<name>[^ +\n]+) (?P<signature>[A-Za-z0-9+/]+={0,2})\n")


@dataclass(frozen=True)
class Checkpoint:
    """The log has `size` records, and the last one has the hash `head` and ends at `offset` of `segment`."""

    size: int
    head: bytes
    segment: int
    offset: int
    time: str
    """When it was signed, as the signer's clock said."""


class BadCheckpoint(Exception):
    """A checkpoint that nobody should believe; the text says why."""


@dataclass(frozen=True)
class Verifier:
    """The public key of a log."""

    name: str
    """Names the log; part of what is signed."""
    key: Ed25519PublicKey

    @property
    def id(self) -> bytes:
        """C2SP's key id, 4 bytes."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key.public_bytes_raw()).digest()[:4]

    def text(self) -> str:
        """The key in C2SP's form `<name>+<id>+<base64>`."""
        return f"{self.name}+{self.id.hex()}+{_base64(_ED25519 + self.key.public_bytes_raw())}"

    def open(self, note: bytes) -> Checkpoint:
        """The checkpoint of a signed note. Raises BadCheckpoint."""
        try:
            text, signatures = note.decode().split("\n\n")
        except ValueError as error:
            raise BadCheckpoint("the checkpoint is not a signed note") from error
        body, line = _TEXT.fullmatch(text + "\n"), _SIGNATURE.fullmatch(signatures)
        if body is None or line is None:
            raise BadCheckpoint("the checkpoint does not have the form of one")
        if line["name"] != self.name or body["origin"] != self.name:
            raise BadCheckpoint(f"the checkpoint is of `{body['origin']}`, the key of `{self.name}`")
        try:
            signature = base64.b64decode(line["signature"], validate=True)
            if signature[:4] != self.id:
                raise BadCheckpoint("the checkpoint is signed with another key")
            if _base64(signature) != line["signature"]:
                raise BadCheckpoint("the checkpoint does not have the form of one")
            self.key.verify(signature[4:], body[0].encode())
            head = base64.b64decode(body["head"], validate=True)
        except (InvalidSignature, binascii.Error) as error:
            raise BadCheckpoint("the signature of the checkpoint is wrong") from error
        return Checkpoint(int(body["size"]), head, int(body["segment"]), int(body["offset"]), body["time"])


@dataclass(frozen=True)
class Signer:
    """The private key of a log."""

    name: str
    key: Ed25519PrivateKey

    @staticmethod
    def generate() -> Signer:
        """A new key, whose name is derived from it."""
        key = Ed25519PrivateKey.generate()
        return Signer(f"enclave-chain/{sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]}", key)

    def text(self) -> str:
        """The key in the form `PRIVATE+KEY+<name>+<id>+<base64>`."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{_base64(_ED25519 + self.key.private_bytes_raw())}"

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        return Verifier(self.name, self.key.public_key())

    def sign(self, checkpoint: Checkpoint) -> bytes:
        """The signed note of a checkpoint."""
        text = (
            f"{self.name}\n{checkpoint.size}\n{_base64(checkpoint.head)}\n"
            f"segment {checkpoint.segment} offset {checkpoint.offset}\ntime {checkpoint.time}\n"
        )
        signature = _base64(self.verifier.id + self.key.sign(text.encode()))
        return f"{text}\n— {self.name} {signature}\n".encode()


def read_verifier(path: Path) -> Verifier:
    """The public key of a file. Raises InputError, OSError."""
    name, raw = _key(path, "")
    verifier = Verifier(name, Ed25519PublicKey.from_public_bytes(raw))
    if verifier.text() != path.read_text().strip():
        raise InputError("not the public key of a log", str(path))
    return verifier


def read_signer(path: Path) -> Signer:
    """The private key of a file. Raises InputError, OSError."""
    name, raw = _key(path, "PRIVATE+KEY+")
    signer = Signer(name, Ed25519PrivateKey.from_private_bytes(raw))
    if signer.text() != path.read_text().strip():
        raise InputError("not the private key of a log", str(path))
    return signer


def _key(path: Path, prefix: str) -> tuple[str, bytes]:
    try:
        name, _, encoded = path.read_text().strip().removeprefix(prefix).split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise InputError("not a key of a log", str(path)) from error
    if raw[:1] != _ED25519 or len(raw) != 33:
        raise InputError("not an Ed25519 key of a log", str(path))
    return name, raw[1:]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
