"""How much an Arrow stream unfolds to, before anything of it is unfolded.

The metadata of a message is a FlatBuffer (arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc;
Message.fbs: `header_type` and `header` are the second and third field; `compression` is the fourth of a RecordBatch, which is the second
of a DictionaryBatch).
"""

from __future__ import annotations

import struct

import pyarrow as pa
import pyarrow.compute as pc

DICTIONARY, RECORDS = 2, 3
"""Of `header_type`, those that have buffers."""


def is_compressed(metadata: pa.Buffer) -> bool:
    """Whether the buffers of a message are. Raises ValueError for metadata that cannot be read."""
    raw = metadata.to_pybytes()
    try:
        message = _target(raw, 0)
        kind = _field(raw, message, 1)
        header = _field(raw, message, 2)
        if kind is None or header is None or raw[kind] not in (DICTIONARY, RECORDS):
            return False
        batch: int | None = _target(raw, header)
        if raw[kind] == DICTIONARY:
            data = _field(raw, _target(raw, header), 1)
            batch = None if data is None else _target(raw, data)
        return batch is not None and _field(raw, batch, 3) is not None
    except (struct.error, IndexError):
        raise ValueError("the metadata of a message cannot be read") from None


def _target(raw: bytes, place: int) -> int:
    """Where the offset at a place leads."""
    return int(place + struct.unpack_from("<I", raw, place)[0])


def _field(raw: bytes, table: int, number: int) -> int | None:
    """Where a table has its field; None where it has none."""
    entries = table - struct.unpack_from("<i", raw, table)[0]
    if entries < 0:
        raise IndexError
    size = struct.unpack_from("<H", raw, entries)[0]
    place = 4 + 2 * number
    offset = struct.unpack_from("<H", raw, entries + place)[0] if place < size else 0
    return int(table + offset) if offset else None


def unfolded(column: pa.ChunkedArray) -> int:
    """Bytes of a column of text or numbers, or numbers of one of vectors, when each row has its own: rows may share what they hold."""
    return sum(_unfolded(chunk) for chunk in column.chunks)


def _unfolded(array: pa.Array) -> int:
    if pa.types.is_dictionary(array.type):
        sizes = _sizes(array.dictionary)
        return 0 if sizes is None else int(pc.sum(sizes.take(array.indices)).as_py() or 0)
    sizes = _sizes(array)
    return 0 if sizes is None else int(pc.sum(sizes).as_py() or 0)


def _sizes(array: pa.Array) -> pa.Array | None:
    """Of each value; None for numbers, of which rows share nothing."""
    if pa.types.is_string_view(array.type):
        return pa.array([len(value.as_buffer()) if value.is_valid else 0 for value in array], pa.int64())
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return pc.binary_length(array).cast(pa.int64())
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type) or pa.types.is_fixed_size_list(array.type):
        return pc.list_value_length(array).cast(pa.int64())
    return None
