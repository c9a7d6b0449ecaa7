"""The vault of one machine: sealed values by conversation and surrogate, in a SQLite file that any number of processes share."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from enclave.dlp.vault import ID_BYTES, KEY_BYTES, Sealer
from enclave.errors import EnclaveError, InputError

KEY_VARIABLE = "ENCLAVE_VAULT_KEY"
"""64 hexadecimal digits; after a rotation the old keys behind the new one, with commas between."""
BUSY_SECONDS = 5.0

_SCHEMA = (
    # conversation: SHA-256 of its name; expires: seconds since 1970
    "CREATE TABLE IF NOT EXISTS sealed (conversation BLOB NOT NULL, surrogate TEXT NOT NULL, value BLOB NOT NULL, expires INTEGER NOT NULL,"
    " PRIMARY KEY (conversation, surrogate)) WITHOUT ROWID, STRICT"
)
_LATER = "CREATE INDEX IF NOT EXISTS sealed_expires ON sealed (expires)"


def vault_keys(data: Path, environment: Mapping[str, str]) -> tuple[bytes, ...]:
    """The keys of `KEY_VARIABLE`, or else that of the data directory, which is made when there is none. Raises EnclaveError.

    `DATA/keys/vault.key` goes before `DATA/vault.key`: there a pod gets what all copies share.
    """
    stated = environment.get(KEY_VARIABLE, "")
    if stated:
        return _read(stated, KEY_VARIABLE)
    path, given = data / "vault.key", data / "keys" / "vault.key"
    try:
        if given.exists():
            return _read(given.read_text(encoding="ascii", errors="replace"), str(given))
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _make(path)
        return _read(path.read_text(encoding="ascii", errors="replace"), str(path))
    except OSError as error:
        raise EnclaveError(f"the vault's key cannot be read: {(error.strerror or '').lower()}", str(path)) from error


def _make(path: Path) -> None:
    """Writes a new key as a whole or not at all; raises FileExistsError when another process was first."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    draft.touch(mode=0o600, exist_ok=False)
    try:
        draft.write_text(os.urandom(KEY_BYTES).hex() + "\n", encoding="ascii")
        os.link(draft, path)
    finally:
        draft.unlink()


def _read(text: str, where: str) -> tuple[bytes, ...]:
    keys = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(f"[0-9A-Fa-f]{{{2 * KEY_BYTES}}}", key) for key in keys):
        raise InputError(
            "the vault's key cannot be read", where=where,
            hint=f"write {2 * KEY_BYTES} hexadecimal digits (`openssl rand -hex {KEY_BYTES}`); old keys follow with commas between",
        )
    return tuple(bytes.fromhex(key) for key in keys)


class VaultFile:
    """Vaults in one file. Threads take turns; give each process its own."""

    def __init__(self, path: Path, sealer: Sealer) -> None:
        """Opens the file, or makes it, readable by its owner only. Raises EnclaveError, also without a key that it was sealed with."""
        self._path = path
        self._sealer = sealer
        self._mutex = Lock()
        with self._explained():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.execute(_SCHEMA)
            self._db.execute(_LATER)
            used = self._db.execute("SELECT DISTINCT substr(value, 1, ?) FROM sealed", (ID_BYTES,)).fetchall()
        for (key_id,) in used:
            sealer.require(key_id)

    def conversation(self, name: str, now: int, lifetime: int) -> StoredVault:
        """The values of one conversation; what is put there is kept for `lifetime` seconds from `now` (seconds since 1970)."""
        return StoredVault(self, name, now, lifetime)

    def forget(self, now: int) -> int:
        """Removes what is over; gives how much that was. Raises EnclaveError."""
        return self._run("DELETE FROM sealed WHERE expires <= ?", now).rowcount

    def close(self) -> None:
        """Nothing may be asked after it."""
        with self._mutex, self._explained():
            self._db.close()

    def put(self, conversation: str, surrogate: str, value: str, now: int, expires: int) -> bool:
        """See `Vault.put`. A value that is there already is kept longer."""
        with self._mutex, self._explained(), self._db:  # which ends the transaction, whatever happens
            self._db.execute("BEGIN IMMEDIATE")
            before = self._get(conversation, surrogate, now)
            if before is None or before == value:
                self._db.execute(
                    "INSERT OR REPLACE INTO sealed VALUES (?, ?, ?, ?)",
                    (_digest(conversation), surrogate, self._sealer.seal(conversation, surrogate, value, expires), expires),
                )
        return before is None or before == value

    def get(self, conversation: str, surrogate: str, now: int) -> str | None:
        """See `Vault.get`."""
        with self._mutex, self._explained():
            return self._get(conversation, surrogate, now)

    def surrogates(self, conversation: str, now: int) -> tuple[str, ...]:
        """See `Vault.surrogates`."""
        rows = self._run("SELECT surrogate FROM sealed WHERE conversation = ? AND expires > ?", _digest(conversation), now)
        return tuple(surrogate for (surrogate,) in rows)

    def _get(self, conversation: str, surrogate: str, now: int) -> str | None:
        row = self._db.execute(
            "SELECT value, expires FROM sealed WHERE conversation = ? AND surrogate = ? AND expires > ?",
            (_digest(conversation), surrogate, now),
        ).fetchone()
        return self._sealer.open(conversation, surrogate, row[0], row[1]) if row else None

    def _run(self, statement: str, *values: object) -> sqlite3.Cursor:
        with self._mutex, self._explained():
            return self._db.execute(statement, values)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:  # the last: a name out of a damaged file in SQLite's message
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise EnclaveError(
                f"the vault cannot be used: {(reason or 'unknown reason').lower()}", str(self._path),
                "make the file and its directory writable; a damaged vault can only be removed, and what it holds is lost",
            ) from error


class StoredVault:
    """A `Vault` in a file."""

    def __init__(self, file: VaultFile, name: str, now: int, lifetime: int) -> None:
        self._file, self._name, self._now, self._expires = file, name, now, now + lifetime

    def put(self, surrogate: str, value: str) -> bool:
        """See `Vault`. Raises EnclaveError."""
        return self._file.put(self._name, surrogate, value, self._now, self._expires)

    def get(self, surrogate: str) -> str | None:
        """See `Vault`. Raises EnclaveError."""
        return self._file.get(self._name, surrogate, self._now)

    def surrogates(self) -> Sequence[str]:
        """See `Vault`. Raises EnclaveError."""
        return self._file.surrogates(self._name, self._now)


def _digest(conversation: str) -> bytes:
    return hashlib.sha256(conversation.encode("utf-8", "surrogatepass")).digest()
