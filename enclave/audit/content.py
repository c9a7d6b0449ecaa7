"""Prompts and answers that the policy keeps: encrypted, apart from the log, and erasable without breaking it.

Each call has a key of its own, wrapped by one that is not here (`ENCLAVE_CONTENT_KEY`, or `DATA/keys/content.key`). Whoever destroys a
call's key has erased its content wherever copies of it lie. The log has only a commitment: SHA-256 over a salt, which is encrypted with
the content, and the hashes of both texts; without the salt it tells nothing.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from enclave.audit.files import write_file
from enclave.errors import EnclaveError, InputError

FOLDER = "content"
VARIABLE = "ENCLAVE_CONTENT_KEY"
KEY_BYTES = 32
BUSY_SECONDS = 10.0
_DOMAIN = b"enclave content v1\0"
_TABLES = """
CREATE TABLE IF NOT EXISTS key (
    id TEXT PRIMARY KEY, subject BLOB NOT NULL, time TEXT NOT NULL, kek BLOB NOT NULL, wrapped BLOB, commitment TEXT NOT NULL,
    erased TEXT, recorded INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_subject ON key (subject);
CREATE INDEX IF NOT EXISTS by_time ON key (time);
CREATE INDEX IF NOT EXISTS unsaid ON key (id) WHERE erased IS NOT NULL AND recorded = 0;
CREATE TABLE IF NOT EXISTS text (id TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
"""


class Erased(EnclaveError):
    """The content was there once; its key was destroyed."""


class Content(msgspec.Struct, frozen=True):
    """What was said in one call, as it left the guards."""

    prompt: bytes
    answer: bytes


class Item(msgspec.Struct, frozen=True):
    """The content of one call, and whose."""

    id: str
    """The call's `request_id`."""
    caller: str
    time: str
    content: Content


class _Sealed(msgspec.Struct, frozen=True):
    salt: bytes
    prompt: bytes
    answer: bytes


def commitment(salt: bytes, content: Content) -> str:
    """What the log has of the content, hex."""
    return sha256(_DOMAIN + salt + sha256(content.prompt).digest() + sha256(content.answer).digest()).hexdigest()


def load_key(directory: Path, environment: Mapping[str, str], *, make: bool = False) -> bytes:
    """The key that wraps the others: of the environment, else the file; `make` writes a new file. Raises InputError."""
    path = directory / "keys" / "content.key"
    text, where = environment.get(VARIABLE, ""), VARIABLE
    if not text:
        where = str(path)
        try:
            if make and not path.exists():
                write_file(path, base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
            text = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError("the key of kept content is missing", where, f"put it back there, or into {VARIABLE}") from error
    try:
        key = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise InputError(f"the key of kept content is not {KEY_BYTES} bytes in base64", where, "make one with `openssl rand -base64 32`")
    return key


def _name(key: bytes) -> bytes:
    """Tells which key it was, and nothing about it."""
    return sha256(_DOMAIN + b"kek" + key).digest()[:8]


class ContentStore:
    """The content of one data directory. Any number of processes may use it, each object by one thread at a time."""

    def __init__(self, directory: Path, key: bytes | None) -> None:
        """Opens it, and makes it when it is not there. Without the key, content can only be destroyed. Raises EnclaveError."""
        self._folder = directory / FOLDER
        self._kek = key
        with self._told():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._folder / "content.sqlite"
            if not path.exists():
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
                self._db.execute(f"PRAGMA {pragma}")
            self._db.executescript(_TABLES)

    def keep(self, items: Sequence[Item]) -> list[str]:
        """Keep contents; on return they are on the disk. Their commitments, for the log. To keep one again is no error."""
        kek, rows, texts, said = self._needed(), [], [], []
        for item in items:
            salt, key, nonce = os.urandom(32), AESGCM.generate_key(8 * KEY_BYTES), os.urandom(12)
            sealed = msgspec.msgpack.encode(_Sealed(salt, item.content.prompt, item.content.answer))
            texts.append((item.id, nonce + AESGCM(key).encrypt(nonce, sealed, item.id.encode())))
            said.append(commitment(salt, item.content))
            rows.append((item.id, self._subject(item.caller), item.time, _name(kek), aes_key_wrap(kek, key), said[-1]))
        with self._told(), self._at_once():
            # what was erased meanwhile does not come back
            self._db.executemany(
                "INSERT INTO key (id, subject, time, kek, wrapped, commitment) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
                " wrapped = excluded.wrapped, commitment = excluded.commitment, kek = excluded.kek WHERE erased IS NULL", rows
            )
            self._db.executemany("INSERT OR REPLACE INTO text (id, sealed) VALUES (?, ?)", texts)
        return said

    def read(self, name: str) -> tuple[Content, str]:
        """The content of a call, and its commitment. Raises Erased, InputError."""
        with self._told():
            row = self._db.execute("SELECT kek, wrapped, commitment, erased FROM key WHERE id = ?", [name]).fetchone()
            text = self._db.execute("SELECT sealed FROM text WHERE id = ?", [name]).fetchone()
        where = str(self._folder)
        if row is None:
            raise InputError(f"no content of `{name}` is kept", where, "give a request's id; content is kept only where the policy says so")
        name_of_key, wrapped, said, erased = row
        if erased is not None:
            raise Erased(f"the content of `{name}` was erased at {erased}", where)
        kek = self._needed()
        if name_of_key != _name(kek):
            message = f"the content of `{name}` was kept under another key ({name_of_key.hex()}) than this one ({_name(kek).hex()})"
            raise InputError(message, where, f"set {VARIABLE} to that key")
        try:
            key = aes_key_unwrap(kek, wrapped)
            opened = AESGCM(key).decrypt(text[0][:12], text[0][12:], name.encode())
            sealed = msgspec.msgpack.decode(opened, type=_Sealed)
        except (InvalidUnwrap, InvalidTag, msgspec.MsgspecError, TypeError, ValueError) as error:
            raise InputError(f"the content of `{name}` is damaged", where) from error
        content = Content(sealed.prompt, sealed.answer)
        if not hmac.compare_digest(commitment(sealed.salt, content), said):
            raise InputError(f"the content of `{name}` is not what was committed to", where)
        return content, said

    def erase(self, now: str, *, record: str = "", caller: str = "") -> int:
        """Destroy the keys of a call, or of all calls of a caller; how many. No copy of the content can be read from then on.

        Name one of them. What was erased is `unsaid` until it is on record. Raises InputError when a call is not known.
        """
        by, value = ("id", record) if record else ("subject", self._subject(caller))
        with self._told():
            with self._at_once():
                names = [(now, name) for (name,) in self._db.execute(f"SELECT id FROM key WHERE {by} = ? AND erased IS NULL", [value])]  # noqa: S608 (one of two words)
                self._db.executemany("UPDATE key SET wrapped = NULL, erased = ?, subject = x'' WHERE id = ?", names)
                self._db.executemany("DELETE FROM text WHERE id = ?", [(name,) for _, name in names])
            if record and not names and not self._db.execute("SELECT 1 FROM key WHERE id = ?", [record]).fetchone():
                raise InputError(f"no content of `{record}` is kept", str(self._folder), "give a request's id")
            self._settle()
        return len(names)

    def unsaid(self, most: int) -> list[tuple[str, str]]:
        """Ids and commitments of what was erased and is not on record yet."""
        with self._told():
            return self._db.execute(
                "SELECT id, commitment FROM key WHERE erased IS NOT NULL AND recorded = 0 ORDER BY id LIMIT ?", [most]
            ).fetchall()

    def said(self, names: Sequence[str]) -> None:
        """These erasures are on record."""
        with self._told(), self._at_once():
            self._db.executemany("UPDATE key SET recorded = 1 WHERE id = ?", [(name,) for name in names])

    def prune(self, before: str) -> int:
        """Delete what was kept before a moment, with its keys; how much."""
        with self._told():
            with self._at_once():
                gone = [(name,) for (name,) in self._db.execute("SELECT id FROM key WHERE time < ?", [before])]
                for table in ("text", "key"):
                    self._db.executemany(f"DELETE FROM {table} WHERE id = ?", gone)  # noqa: S608 (one of two words)
            if gone:
                self._settle()
        return len(gone)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _subject(self, caller: str) -> bytes:
        """Finds the calls of a caller, for who has the key only."""
        return hmac.digest(self._needed(), _DOMAIN + b"subject\0" + caller.encode(), "sha256")

    def _needed(self) -> bytes:
        if self._kek is None:
            raise InputError("that needs the key of kept content", str(self._folder), f"set {VARIABLE}")
        return self._kek

    def _settle(self) -> None:
        """What was overwritten must not lie in the write-ahead file any more."""
        [(busy, *_)] = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if busy:
            message = "somebody reads kept content, so that old copies of what is gone still lie beside it"
            raise EnclaveError(message, str(self._folder), "try again")

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:  # SQLite's message has a name out of a damaged file
            raise EnclaveError("kept content cannot be read or written: the file is damaged", str(self._folder)) from error
        except sqlite3.Error as error:
            raise EnclaveError(f"kept content cannot be read or written: {error}", str(self._folder)) from error
        except OSError as error:
            raise EnclaveError(f"kept content cannot be read or written: {(error.strerror or '').lower()}", str(self._folder)) from error


def prune_content(directory: Path, before: str) -> int:
    """Delete what a data directory keeps from before a moment, if it keeps anything; how much. Raises EnclaveError."""
    if not before or not (directory / FOLDER / "content.sqlite").is_file():
        return 0
    store = ContentStore(directory, None)
    try:
        return store.prune(before)
    finally:
        store.close()
