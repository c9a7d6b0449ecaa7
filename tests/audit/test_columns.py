"""Columns are a copy of the log that is made by itself, never of anything else than what was signed, and never believed when it is not."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from enclave.audit import columns as module
from enclave.audit.columns import FORMAT, compact, differences
from enclave.audit.log import AuditLog
from enclave.audit.merkle import WIDTH, leaf_hash
from enclave.audit.query import query
from enclave.audit.tiles import Tiles, bundle, unbundle
from enclave.errors import InputError

from .conftest import event, logged

COUNTS = "EnclaveEvents | summarize n = count(), tokens = sum(PromptTokens), low = min(RecordNumber), high = max(RecordNumber)"


@pytest.fixture(autouse=True)
def _spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small segments are one bundle, so that 600 records have two of them; a large one needs 65,536 records."""
    monkeypatch.setattr(module, "SPANS", (WIDTH * WIDTH, WIDTH))


def _names(data: Path) -> list[str]:
    return sorted(path.name for path in (data / "columns").glob("*.parquet*"))


SEGMENTS = ["000000000001-000000000256.parquet", "000000000257-000000000512.parquet"]


def test_a_query_makes_columns_and_reads_the_rest_from_the_log(large: Callable[[], Path]) -> None:
    data = large()
    expected = [(600, sum(range(600)), 1, 600)]
    assert query(data, COUNTS).rows == expected
    assert _names(data) == SEGMENTS
    assert all(path.stat().st_mode & 0o077 == 0 for path in (data / "columns").glob("*.parquet"))
    before = {path: path.stat().st_mtime_ns for path in (data / "columns").glob("*.parquet")}
    assert query(data, COUNTS).rows == expected
    assert before == {path: path.stat().st_mtime_ns for path in (data / "columns").glob("*.parquet")}


def test_columns_say_what_the_log_says(large: Callable[[], Path], tmp_path: Path) -> None:
    data = large()
    with_columns = query(data, "EnclaveEvents | order by RecordNumber asc").rows
    module_spans = module.SPANS
    try:
        module.SPANS = (WIDTH * WIDTH, WIDTH * WIDTH)  # type: ignore[misc]
        without = query(data, "EnclaveEvents | order by RecordNumber asc", folder=tmp_path / "none").rows
    finally:
        module.SPANS = module_spans  # type: ignore[misc]
    assert with_columns == without
    assert list(differences(data)) == []


def test_what_is_made_is_told(large: Callable[[], Path]) -> None:
    told: list[tuple[int, int]] = []
    data = large()
    compact(data, told=lambda made, of: told.append((made, of)))
    compact(data, told=lambda made, of: told.append((made, of)))
    assert told == [(0, 2), (1, 2)]


def test_a_log_that_grows_gets_more_of_them(tmp_path: Path) -> None:
    data = logged(tmp_path / "data", 300)
    assert query(data, COUNTS).rows[0][0] == 300
    with AuditLog.open(data) as log:
        log.append([event(number) for number in range(300)])
    assert query(data, "EnclaveEvents | count").rows == [(600,)]
    assert _names(data) == SEGMENTS


def test_small_segments_go_when_a_large_one_has_their_records(large: Callable[[], Path]) -> None:
    data = large()
    compact(data)
    for number, age in ((1, 7200), (2, 10)):
        path = data / "columns" / f"{number:012d}-{number + 15:012d}.parquet"
        path.write_bytes(b"of a smaller span")
        os.utime(path, (time.time() - age,) * 2)
    (data / "columns" / (SEGMENTS[0] + ".new")).write_bytes(b"left by a killed process")
    (data / "columns" / SEGMENTS[1]).unlink()
    compact(data)
    assert _names(data) == sorted([*SEGMENTS, "000000000002-000000000017.parquet"])


def _rewrite(path: Path, change: str, tree: str | None = None) -> None:
    """A segment with other contents, that says of itself what it said."""
    db = duckdb.connect()
    [(said,)] = db.execute("SELECT value::VARCHAR FROM parquet_kv_metadata(?) WHERE key::VARCHAR = 'tree'", [str(path)]).fetchall()
    db.execute("CREATE TABLE t AS SELECT * FROM read_parquet(?)", [str(path)])
    db.execute(change)
    path.unlink()
    db.execute(f"COPY t TO '{path}' (FORMAT parquet, KV_METADATA {{tree: '{tree or said}', format: '{FORMAT}'}})")


@pytest.mark.parametrize("damage", ["garbage", "cut", "other tree", "fewer rows", "empty"])
def test_a_segment_that_is_not_of_this_tree_is_made_anew(large: Callable[[], Path], damage: str) -> None:
    data = large()
    expected = query(data, COUNTS).rows
    path = data / "columns" / SEGMENTS[0]
    good = path.read_bytes()
    match damage:
        case "garbage":
            path.write_bytes(b"PAR1" + bytes(1000) + b"PAR1")
        case "cut":
            path.write_bytes(good[: len(good) // 2])
        case "other tree":
            _rewrite(path, "UPDATE t SET prompt_tokens = 10000", tree="00" * 32)
        case "fewer rows":
            _rewrite(path, "DELETE FROM t WHERE n = 7")
        case _:
            path.write_bytes(b"")
    assert len(list(differences(data))) == 1
    assert query(data, COUNTS).rows == expected
    assert path.read_bytes() == good
    assert list(differences(data)) == []


def test_a_lie_in_a_segment_is_found_and_a_folder_of_ones_own_does_not_know_it(large: Callable[[], Path], tmp_path: Path) -> None:
    data = large()
    expected = query(data, COUNTS).rows
    _rewrite(data / "columns" / SEGMENTS[1], "UPDATE t SET prompt_tokens = 10000 WHERE n IN (300, 301)")
    assert list(differences(data)) == [f"{SEGMENTS[1]}: 2 records changed, the first is 300; delete the file"]
    assert query(data, COUNTS, folder=tmp_path / "own").rows == expected
    (data / "columns" / SEGMENTS[1]).unlink()
    assert query(data, COUNTS).rows == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("log/tile/entries/000", "records 1 to 256 are not those that were signed"),
        ("log/tile/1/000.p/2", "the tree is not the one that was signed"),
        ("log/checkpoint", "the checkpoint"),
    ],
)
def test_a_damaged_log_is_not_made_into_columns(large: Callable[[], Path], name: str, message: str) -> None:
    data = large()
    body = bytearray((data / name).read_bytes())
    body[60] ^= 1
    (data / name).write_bytes(body)
    with pytest.raises(InputError) as caught:
        compact(data)
    assert message in f"{caught.value.message} {caught.value.where}"
    assert _names(data) == []


def test_a_folder_that_cannot_be_written_is_an_input_error(large: Callable[[], Path]) -> None:
    data = large()
    (data / "columns").write_text("in the way")
    with pytest.raises(InputError, match="cannot write columns") as caught:
        query(data, COUNTS)
    assert "--columns" in caught.value.hint


def _ask(data: Path, results: multiprocessing.Queue[object]) -> None:
    module.SPANS = (WIDTH * WIDTH, WIDTH)  # type: ignore[misc]
    results.put(query(data, COUNTS).rows)


@pytest.mark.long
def test_several_processes_ask_at_once(large: Callable[[], Path]) -> None:
    data = large()
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    processes = [context.Process(target=_ask, args=(data, results)) for _ in range(3)]
    for process in processes:
        process.start()
    assert [results.get(timeout=60) for _ in processes] == [[(600, sum(range(600)), 1, 600)]] * 3
    for process in processes:
        process.join()
    assert _names(data) == SEGMENTS


def test_what_changed_behind_our_back_is_never_answered_from(large: Callable[[], Path]) -> None:
    data = large()
    expected = query(data, COUNTS).rows
    path = data / "columns" / SEGMENTS[0]
    good = path.read_bytes()
    for place in (len(good) // 7, len(good) // 3, len(good) // 2):
        path.write_bytes(good[:place] + bytes((good[place] ^ 4,)) + good[place + 1 :])
        assert query(data, COUNTS).rows == expected
        assert path.read_bytes() == good
    # a lie whose rows, tree and form are right
    _rewrite(path, "UPDATE t SET prompt_tokens = 10000 WHERE n = 7")
    assert query(data, COUNTS).rows == expected


def test_the_rest_of_the_log_is_held_to_the_tree_and_to_its_chain(large: Callable[[], Path]) -> None:
    for name, old, new in (
        ("tile/entries/002.p/78", b'"prompt_tokens":580', b'"prompt_tokens":581'),
        ("wal", b'"prompt_tokens":595', b'"prompt_tokens":596'),
    ):
        data = large()
        expected = query(data, COUNTS).rows
        files = (data / "log" / name).glob("*.jsonl") if name == "wal" else [data / "log" / name]
        path = next(each for each in files if old in each.read_bytes())
        whole = path.read_bytes()
        path.write_bytes(whole.replace(old, new))
        with pytest.raises(InputError, match="the log is damaged"):
            query(data, COUNTS)
        path.write_bytes(whole)
        assert query(data, COUNTS).rows == expected
    # the hash that stands beside the entry is changed with it
    data = large()
    tiles = Tiles(data / "log")
    path = tiles.path("entries", 2, 78)
    found = unbundle(path.read_bytes().replace(b'"prompt_tokens":580', b'"prompt_tokens":581'))
    path.write_bytes(bundle(found))
    tiles.path(0, 2, 78).write_bytes(b"".join(map(leaf_hash, found)))
    with pytest.raises(InputError, match="not the one that was signed"):
        query(data, COUNTS)
