"""What was deployed from this machine: one small file for each enclave and subscription, and a lock on it.

Azure's own record of a deployment decides what is to be done; the file is for people, and holds no secret.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from enclave.errors import EnclaveError

VERSION = 1


class State:
    """The file of one enclave in one subscription."""

    def __init__(self, path: Path, document: dict[str, Any]) -> None:
        self.path = path
        self._document = document

    def phase(self, number: int) -> Mapping[str, Any]:
        """What is written about a phase; empty when nothing is."""
        found = self._document["phases"].get(str(number), {})
        return found if isinstance(found, Mapping) else {}

    def write(self, number: int, **facts: str) -> None:
        """Puts facts about a phase into the file, at once. Raises EnclaveError."""
        self._document["phases"][str(number)] = {**self.phase(number), **facts, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        fresh = self.path.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(self._document, indent=2) + "\n", encoding="utf-8")
            fresh.replace(self.path)
        except OSError as error:
            raise EnclaveError(f"cannot be written: {_why(error)}", str(self.path)) from error


@contextmanager
def opened(data: Path, name: str, subscription: str) -> Iterator[State]:
    """The state of an enclave, locked against a second `enclave deploy` of it. Raises EnclaveError."""
    folder = data / "deploy"
    path = folder / f"{name}-{subscription}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EnclaveError(f"cannot be written: {_why(error)}", str(folder), "choose another `--data`") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EnclaveError(f"another `enclave deploy` of `{name}` is running", str(path), "wait until it has ended") from None
        yield State(path, _read(path, name, subscription))
    finally:
        os.close(lock)


def _read(path: Path, name: str, subscription: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"version": VERSION, "enclave": name, "subscription": subscription, "phases": {}}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return empty
    except (OSError, ValueError) as error:
        raise EnclaveError("cannot be read", str(path), "remove it: azure keeps its own record of what was deployed") from error
    if not isinstance(document, dict) or document.get("version") != VERSION or not isinstance(document.get("phases"), dict):
        raise EnclaveError("is not a file that this program wrote", str(path), "remove it: azure keeps its own record")
    return document


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
