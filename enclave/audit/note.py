"""Signed notes and their keys: text that anybody can check. Source: c2sp.org/signed-note.

A note may carry signatures of keys and kinds that nobody here knows (witnesses, ML-DSA): they are kept and not judged.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from enclave.errors import InputError

ED25519 = b"\x01"
"""The kind of signature, as a note names it. 0x06 is ML-DSA-44."""
MOST_SIGNATURES = 100

_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})\n")
_NAME = re.compile(r"[^\s+]+")
_INSTANCE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
"""As Kubernetes names pods, and the like."""


class BadNote(Exception):
    """A note that nobody should believe; the text says why."""


@dataclass(frozen=True)
class Verifier:
    """A public key and the name under which it signs."""

    name: str
    key: Ed25519PublicKey

    def signs_as(self, origin: str) -> Verifier:
        """The same key under the name of one of several logs that share it, `<name>/<instance>`; itself for any other name."""
        return Verifier(origin, self.key) if is_instance(origin, self.name) else self

    @property
    def id(self) -> bytes:
        """The key id, 4 bytes."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.key.public_bytes_raw()).digest()[:4]

    def text(self) -> str:
        """The form `<name>+<id>+<base64>`."""
        return f"{self.name}+{self.id.hex()}+{_base64(ED25519 + self.key.public_bytes_raw())}"


@dataclass(frozen=True)
class Signer:
    """A private key and its name."""

    name: str
    key: Ed25519PrivateKey

    @staticmethod
    def generate(name: str = "") -> Signer:
        """A new key; its name is derived from it when none is given."""
        key = Ed25519PrivateKey.generate()
        return Signer(name or f"secure-ai-enclave/{sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]}", key)

    def signs_as(self, origin: str) -> Signer:
        """See `Verifier.signs_as`."""
        return Signer(origin, self.key) if is_instance(origin, self.name) else self

    def text(self) -> str:
        """The form `PRIVATE+KEY+<name>+<id>+<base64>`."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{_base64(ED25519 + self.key.private_bytes_raw())}"

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        return Verifier(self.name, self.key.public_key())


def is_instance(origin: str, name: str) -> bool:
    """Whether an origin names one of the logs that sign with the key of that name."""
    return origin.startswith(f"{name}/") and _INSTANCE.fullmatch(origin.removeprefix(f"{name}/")) is not None


def sign_note(text: str, signers: Iterable[Signer]) -> bytes:
    """The note of a text, which ends with a line feed, with a signature of each."""
    lines = [f"— {signer.name} {_base64(signer.verifier.id + signer.key.sign(text.encode()))}\n" for signer in signers]
    return f"{text}\n{''.join(lines)}".encode()


def open_note(note: bytes, trusted: Iterable[Verifier]) -> tuple[str, tuple[Verifier, ...]]:
    """The text of a note, and which of the trusted keys signed it: at least one. Raises BadNote."""
    try:
        text, signatures = _parts(note.decode())
    except ValueError as error:
        raise BadNote("it is not a signed note") from error
    signed = []
    for verifier in trusted:
        for name, signature in signatures:
            if name == verifier.name and signature[:4] == verifier.id:
                try:
                    verifier.key.verify(signature[4:], text.encode())
                except InvalidSignature as error:
                    raise BadNote("its signature is wrong") from error
                signed.append(verifier)
                break
    if not signed:
        raise BadNote("no key that is trusted has signed it")
    return text, tuple(signed)


def _parts(note: str) -> tuple[str, Sequence[tuple[str, bytes]]]:
    """Text and signatures. Raises ValueError."""
    text, blank, rest = note.rpartition("\n\n")
    if not blank or any(mark < " " and mark != "\n" for mark in note):
        raise ValueError("no signatures, or control characters")
    signatures = []
    for line in rest.splitlines(keepends=True):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError("a line that is no signature")
        signature = base64.b64decode(match["signature"], validate=True)
        if len(signature) < 5 or _base64(signature) != match["signature"]:
            raise ValueError("a signature that is not base64 as it is written")
        signatures.append((match["name"], signature))
    if not 0 < len(signatures) <= MOST_SIGNATURES:
        raise ValueError("no signature, or too many")
    return text + "\n", signatures


def read_verifiers(path: Path) -> tuple[Verifier, ...]:
    """The public keys of a file, one a line, the oldest first. Raises InputError, OSError."""
    return tuple(read_verifier(line, path) for line in _lines(path))


def read_signer(path: Path) -> Signer:
    """The private key of a file. Raises InputError, OSError."""
    try:
        (signer,) = read_signers(path)
    except ValueError as error:
        raise InputError("not one private key of a log", str(path)) from error
    return signer


def read_signers(path: Path) -> tuple[Signer, ...]:
    """The private keys of a file, one a line, each followed by the next. Raises InputError, OSError."""
    found = []
    for line in _lines(path):
        name, raw = _key(line.removeprefix("PRIVATE+KEY+"), path)
        found.append(Signer(name, Ed25519PrivateKey.from_private_bytes(raw)))
        if found[-1].text() != line:
            raise InputError("not the private key of a log", str(path))
    return tuple(found)


def read_verifier(line: str, path: Path) -> Verifier:
    """The public key of a line; the path is only for the message. Raises InputError."""
    name, raw = _key(line, path)
    verifier = Verifier(name, Ed25519PublicKey.from_public_bytes(raw))
    if verifier.text() != line:
        raise InputError("not the public key of a log", str(path))
    return verifier


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise InputError("not a key of a log", str(path)) from error
    if not text:
        raise InputError("no key of a log", str(path))
    # not by every mark that ends a line for Python: a flipped bit makes one of them of another
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


def _key(line: str, path: Path) -> tuple[str, bytes]:
    try:
        name, _, encoded = line.split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise InputError("not a key of a log", str(path)) from error
    if raw[:1] != ED25519 or len(raw) != 33 or not _NAME.fullmatch(name):
        raise InputError("not an Ed25519 key of a log", str(path))
    return name, raw[1:]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
