"""How far each sink lags behind the log, and what holds it up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from enclave.audit.checkpoint import claimed
from enclave.audit.files import UNFINISHED
from enclave.audit.note import BadNote
from enclave.audit.read import entries, log_of
from enclave.audit.sinks.cursor import FOLDER, cursor_path, read_cursor
from enclave.errors import EnclaveError, InputError


class Trouble(msgspec.Struct, frozen=True):
    """Why a sink delivers nothing at the moment."""

    since: str
    problem: str


class Lag(msgspec.Struct, frozen=True):
    """One sink, as it stands."""

    name: str
    delivered: int
    """The last record that the endpoint has."""
    behind: int
    """Signed records that it has not."""
    seconds: float
    """Age of the oldest of those."""
    refused: int
    """Records that the endpoint would never take; `<name>.refused.jsonl` names them."""
    last: str
    """When it delivered last."""
    problem: str
    """What holds it up, and since when; empty: nothing."""


def lags(directory: Path, names: Iterable[str]) -> list[Lag]:
    """How each sink stands. Raises InputError when log or cursor cannot be read."""
    log = log_of(directory)
    try:
        size = claimed((log / "checkpoint").read_bytes()).size
    except BadNote as error:
        raise InputError(f"the checkpoint of the log is damaged: {error}", str(log / "checkpoint")) from error
    return [_lag(directory, name, size) for name in names]


def metrics(found: Iterable[Lag]) -> str:
    """The same for Prometheus (text format 0.0.4). Names of sinks are keys of the file, and need no quoting."""
    found = list(found)
    lines: list[str] = []
    for name, kind, text, value in (
        ("records_behind", "gauge", "signed records that the sink has not", lambda lag: lag.behind),
        ("seconds_behind", "gauge", "age of the oldest record that the sink has not", lambda lag: f"{lag.seconds:.3f}"),
        ("records_refused_total", "counter", "records that the endpoint would never take", lambda lag: lag.refused),
        ("delivering", "gauge", "1 when nothing holds the sink up", lambda lag: int(not lag.problem)),
    ):
        lines += [f"# HELP enclave_audit_sink_{name} {text}", f"# TYPE enclave_audit_sink_{name} {kind}"]
        lines += [f'enclave_audit_sink_{name}{{sink="{lag.name}"}} {value(lag)}' for lag in found]
    return "\n".join(lines) + "\n"


def write_trouble(directory: Path, name: str, error: EnclaveError | OSError, now: str) -> None:
    """Say what holds a sink up; the first time stays. It is a note for people: what cannot be written is left."""
    path = _trouble_path(directory, name)
    if isinstance(error, EnclaveError):
        problem = f"{error.message}; {error.hint}" if error.hint else error.message
    else:
        problem = (error.strerror or "").lower()
    before = _trouble(path)
    new = path.with_name(path.name + UNFINISHED)
    try:
        new.write_bytes(msgspec.json.encode(Trouble(before.since if before else now, problem)))
        new.rename(path)
    except OSError:
        return


def clear_trouble(directory: Path, name: str) -> None:
    """Nothing holds it up any more."""
    _trouble_path(directory, name).unlink(missing_ok=True)


def _lag(directory: Path, name: str, size: int) -> Lag:
    cursor = read_cursor(cursor_path(directory, name))
    delivered = cursor.record if cursor else 0
    seconds = 0.0
    if delivered < size:
        oldest = next(entries(directory, delivered), None)  # none: retention has deleted them all
        time = datetime.fromisoformat(oldest.decoded().time) if oldest is not None else datetime.now(UTC)
        seconds = max(0.0, (datetime.now(UTC) - time).total_seconds())
    trouble = _trouble(_trouble_path(directory, name))
    return Lag(
        name, delivered, max(0, size - delivered), seconds, cursor.refused if cursor else 0, cursor.delivered if cursor else "",
        f"{trouble.problem}, since {trouble.since}" if trouble else "",
    )


def _trouble_path(directory: Path, name: str) -> Path:
    return directory / FOLDER / f"{name}.trouble.json"


def _trouble(path: Path) -> Trouble | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Trouble)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
