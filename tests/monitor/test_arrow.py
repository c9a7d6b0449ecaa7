"""What an Arrow stream unfolds to, told before it is unfolded."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from enclave.monitor.arrow import is_compressed, unfolded


def messages(table: pa.Table, **options: Any) -> list[pa.Buffer]:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as stream:
        stream.write_table(table)
    return [message.metadata for message in pa.ipc.MessageReader.open_stream(sink.getvalue())]


@pytest.mark.parametrize("codec", [None, "lz4", "zstd"])
@pytest.mark.parametrize("column", [pa.array(["p", "q"]), pa.array(["p", "q"]).dictionary_encode(), pa.array([[1.0], [2.0]])])
def test_compression_is_seen_in_batches_and_dictionaries(codec: str | None, column: pa.Array) -> None:
    found = [is_compressed(one) for one in messages(pa.table({"x": column, "y": [1, 2]}), compression=codec)]
    assert found[0] is False, "the schema has no buffers"
    assert set(found[1:]) == {codec is not None}
    assert len(found) == (3 if pa.types.is_dictionary(column.type) else 2)


def test_metadata_that_is_cut_or_changed_is_no_crash() -> None:
    [_, metadata] = messages(pa.table({"x": [1, 2]}), compression="zstd")
    raw = metadata.to_pybytes()
    for size in range(24):
        with pytest.raises(ValueError, match="cannot be read"):
            is_compressed(pa.py_buffer(raw[:size] if size < 4 else b"\xff" * size))
    for place in range(len(raw)):
        for value in (0, 0x7F, 0xFF):
            try:
                is_compressed(pa.py_buffer(raw[:place] + bytes([value]) + raw[place + 1 :]))
            except ValueError:
                continue


def test_shared_values_count_once_for_each_row() -> None:
    shared = pa.DictionaryArray.from_arrays(pa.array([0, 0, None, 1], pa.int8()), pa.array(["y" * 1000, "z"]))
    assert unfolded(pa.chunked_array([shared, shared])) == 2 * 2001
    assert unfolded(pa.chunked_array([pa.array(["ä", None, "bc"])])) == 4
    assert unfolded(pa.chunked_array([pa.array(["ä", None, "bc"], pa.string_view())])) == 4
    assert unfolded(pa.chunked_array([pa.array([[1.0, 2.0], None, [3.0]])])) == 3
    assert unfolded(pa.chunked_array([pa.array([1.0, 2.0])])) == 0
