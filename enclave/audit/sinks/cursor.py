"""How far a sink has come: the last record that its endpoint has, and which log that is a record of."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec

from enclave.audit.files import write_file
from enclave.errors import InputError

FOLDER = "sinks"
"""Below the data directory; a file `<name>.json` for each sink."""


class Cursor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything up to `record` has been delivered, or is named among what was refused."""

    log: str
    """The name of the log, as its checkpoint has it."""
    record: int
    leaf: str
    """RFC 6962 hash of that record, hex: a log that was replaced by another is noticed. Empty for record 0."""
    delivered: str = ""
    """When, RFC 3339."""
    refused: int = 0
    """How many were passed over."""


def cursor_path(directory: Path, name: str) -> Path:
    """The file of a sink's cursor."""
    return directory / FOLDER / f"{name}.json"


def leaf_hash(event: bytes) -> str:
    """What stands in the tree for a record."""
    return sha256(b"\0" + event).hexdigest()


def read_cursor(path: Path) -> Cursor | None:
    """The cursor; None when the sink has never delivered. Raises InputError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Cursor)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"cannot read how far the sink has come: {(error.strerror or '').lower()}", str(path)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError("how far the sink has come cannot be read", str(path), "move it away to deliver everything again") from error


def write_cursor(path: Path, cursor: Cursor) -> None:
    """Keep it; durable on return. Raises OSError."""
    write_file(path, msgspec.json.encode(cursor) + b"\n")
