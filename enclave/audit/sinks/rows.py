"""A record as it is delivered: a row of the table `EnclaveEvents_CL`, whose columns `compose/events_table.py` declares."""

from __future__ import annotations

from typing import Any

import msgspec

from enclave.audit.event import Event, column, decode
from enclave.errors import InputError

_COLUMNS = tuple((name, column(name)) for name in Event.__struct_fields__)
_encoder = msgspec.json.Encoder()


def decoded(number: int, event: bytes) -> Event:
    """The event of a record. Raises InputError when it is none: the log is damaged."""
    try:
        return decode(event)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError("the log is damaged: a record is no event", f"record {number}", "see `enclave audit verify`") from error


def row(number: int, event: bytes) -> dict[str, Any]:
    """The columns of a record, those at their default too: what is empty here is empty in the workspace. Raises InputError."""
    told = decoded(number, event)
    return {"RecordNumber": number} | {name: getattr(told, field) for field, name in _COLUMNS}


def encode_row(number: int, event: bytes) -> bytes:
    """The row as one line of JSON, without a line feed. Raises InputError."""
    return _encoder.encode(row(number, event))
