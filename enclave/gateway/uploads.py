"""Files that come in parts: each part is encrypted on the machine's disk until all are there, and nothing leaves before that.

A part by itself cannot be looked into: a value can lie across two. Any number of processes may use the folder, of one machine, or of all
that have it mounted and share the vault's key.
"""

from __future__ import annotations

import hmac
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path
from secrets import token_hex

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from enclave.audit.files import write_file
from enclave.errors import EnclaveError
from enclave.gateway.vaults import vault_keys

FOLDER = "uploads"
VARIABLE = "ENCLAVE_UPLOADS"
"""Names another folder than that of the data directory: one that all replicas have mounted, so that each knows the uploads of all."""
LIFE = 3_600
"""Seconds from the beginning of an upload to its end (OpenAI, `Uploads`, 2026-11)."""
MOST_BYTES = 16 * 1024 * 1024
"""Of a file: it is in memory while it is looked into, several times over."""
MOST_PARTS = 256
MOST_HELD = 256 * 1024 * 1024
"""Bytes of all parts that a machine holds: the log is on the same disk."""
MOST_UPLOADS = 256
"""That a machine holds at once."""
_NONCE = 12
SEALED = 28
"""Bytes that a part has more on the disk."""
_BEGUN = "begun"


class Upload(msgspec.Struct, frozen=True):
    """What was said when an upload began."""

    filename: str
    purpose: str
    bytes: int
    created: int
    life: int | None = None
    """Seconds that the file is kept when it is whole; None: until it is deleted."""


class FullError(EnclaveError):
    """So much is held already that no more is taken."""


class MismatchError(EnclaveError):
    """The parts are not what the upload was said to be."""


class GoneError(EnclaveError):
    """What is asked for is not held here: it is over, it was called off, or another machine has it."""


class Uploads:
    """The uploads of one folder. Raises EnclaveError where the disk or the key fails."""

    def __init__(self, data: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder(data, environment)
        self._keys = [AESGCM(hmac.digest(key, b"enclave upload parts", "sha256")) for key in vault_keys(data, environment)]

    def begin(self, upload: Upload) -> str:
        """Hold a place for a file; its name. Raises FullError."""
        self.forget()
        with self._told():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if sum(1 for _ in self._folder.iterdir()) >= MOST_UPLOADS:
                raise FullError("too many uploads are open: complete or cancel some")
        name = token_hex(16)
        self._write(name, _BEGUN, msgspec.json.encode(upload))
        return name

    def about(self, name: str) -> Upload:
        """What was said when it began. Raises GoneError."""
        upload = msgspec.json.decode(self._read(name, _BEGUN), type=Upload)
        if upload.created + LIFE < time.time():
            raise GoneError("the upload has expired: begin it again")
        return upload

    def hold(self, name: str, data: bytes) -> str:
        """Hold a part; its name. Raises GoneError, FullError, and MismatchError when they are more than the file was said to have."""
        upload = self.about(name)
        with self._told():
            sizes = [_size(part) for part in (self._folder / name).iterdir() if part.name != _BEGUN]
            held = sum(_size(part) for part in self._folder.glob("*/*"))
        if sum(sizes) + len(data) > upload.bytes + len(sizes) * SEALED or len(sizes) >= MOST_PARTS:
            raise MismatchError(f"the parts are more than the upload was said to have: {upload.bytes} bytes, in at most {MOST_PARTS} parts")
        if held + len(data) > MOST_HELD:
            raise FullError("open uploads hold as much as they may: complete or cancel some")
        part = token_hex(16)
        self._write(name, part, data)
        return part

    def join(self, name: str, parts: Sequence[str], checksum: str = "") -> bytes:
        """The file, its parts in this order. Raises GoneError, and MismatchError when it is not what was said."""
        upload = self.about(name)
        data = bytearray()
        for part in parts:
            data += self._read(name, part)
            if len(data) > upload.bytes:  # also one part named again and again
                raise MismatchError(f"the parts have more bytes than the {upload.bytes} that the upload was said to have")
        if len(data) != upload.bytes:
            raise MismatchError(f"the parts have {len(data)} bytes, and the upload was said to have {upload.bytes}")
        if checksum and not hmac.compare_digest(md5(data, usedforsecurity=False).hexdigest(), checksum.lower()):
            raise MismatchError("the parts do not have the checksum `md5`")
        return bytes(data)

    def drop(self, name: str) -> None:
        """Hold nothing of it any more."""
        with self._told():
            shutil.rmtree(self._folder / name, ignore_errors=True)

    def forget(self) -> None:
        """Drop what has expired."""
        with self._told():
            for one in self._folder.iterdir() if self._folder.is_dir() else ():
                if _is_older(one, 2 * LIFE) or _is_older(one / _BEGUN, LIFE):
                    shutil.rmtree(one, ignore_errors=True)

    def _write(self, name: str, part: str, data: bytes) -> None:
        nonce = os.urandom(_NONCE)
        with self._told():
            write_file(self._folder / name / part, nonce + self._keys[0].encrypt(nonce, data, f"{name}/{part}".encode()))

    def _read(self, name: str, part: str) -> bytes:
        with self._told():
            sealed = (self._folder / name / part).read_bytes()
        for key in self._keys:
            try:
                return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], f"{name}/{part}".encode())
            except InvalidTag:
                continue
        raise GoneError("a part of the upload cannot be read: begin it again")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            why = f"the upload is not held here: it is over, or another replica has its parts ({VARIABLE} gives all of them one folder)"
            raise GoneError(why) from None
        except OSError as error:
            raise EnclaveError(f"uploads cannot be held: {(error.strerror or '').lower()}", str(self._folder)) from error


def folder(data: Path, environment: Mapping[str, str]) -> Path:
    """Where parts are held."""
    return Path(environment[VARIABLE]) if environment.get(VARIABLE) else data / FOLDER


def _size(part: Path) -> int:
    """Bytes of a part; none when somebody else has just ended its upload."""
    try:
        return part.stat().st_size
    except FileNotFoundError:
        return 0


def _is_older(path: Path, seconds: float) -> bool:
    """Whether it is there and so old."""
    try:
        return path.stat().st_mtime + seconds < time.time()
    except FileNotFoundError:
        return False
