"""Puts on record that a gateway starts with another policy, or with other ceilings, than the one before it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from enclave.audit.event import Event, Kind, timestamp
from enclave.audit.files import write_file
from enclave.audit.log import AuditLog
from enclave.errors import EnclaveError

FILE = "configuration.json"
NONE = "none"


class Configuration(msgspec.Struct, frozen=True):
    """What of a file the log follows."""

    policy_digest: str
    ceilings: dict[str, str]
    """By the path of the key, `hub.daily_usd` -> `1000`."""
    settings: dict[str, str] = {}
    """Of the log itself: how long it is kept, where it is anchored, whether content is."""


def record_changes(directory: Path, log: AuditLog, now: Configuration) -> None:
    """Record what differs from the configuration of the last start, once, however many workers start. Raises EnclaveError.

    `DATA/configuration.json` remembers that one; it is written after the records are durable, so that none is missed. The digest of the
    policy stands in every record anyway: who deletes the file hides nothing but the comparison.
    """
    path = directory / FILE
    try:
        with _alone(directory):
            before = _read(path)
            if before == now:
                return
            if before is not None:
                log.append(_events(before, now))
            write_file(path, msgspec.json.encode(now, order="deterministic"))
    except OSError as error:
        raise EnclaveError(f"the configuration cannot be noted: {(error.strerror or '').lower()}", str(path)) from error


def _events(before: Configuration, now: Configuration) -> list[Event]:
    found = []
    if before.policy_digest != now.policy_digest:
        details = {"before": before.policy_digest, "after": now.policy_digest}
        found.append(_event(now, "the policy is another one than at the last start", details))
    for what, old, new in (("setting", before.settings, now.settings), ("ceiling", before.ceilings, now.ceilings)):
        for name in sorted({*old, *new}):
            was, becomes = old.get(name, NONE), new.get(name, NONE)
            if was != becomes:
                found.append(_event(now, f"{name}: {was} -> {becomes}", {what: name, "before": was, "after": becomes}))
    return found


def _event(now: Configuration, reason: str, details: dict[str, str]) -> Event:
    time = timestamp(datetime.now(UTC))
    kind: Kind = "budget_changed" if "ceiling" in details else "configuration_changed"
    return Event(id=uuid4().hex, time=time, kind=kind, reason=reason, policy_digest=now.policy_digest, details=details)


def _read(path: Path) -> Configuration | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Configuration)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Configuration("unreadable", {})


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    lock = os.open(directory / f"{FILE}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
