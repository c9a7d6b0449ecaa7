"""The page's list of bad input, item by item: through the real endpoints as JSON and as Arrow, through the watch, and as files."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from enclave.cli.monitor import app
from enclave.errors import EnclaveError
from enclave.monitor import schema, store
from enclave.monitor.intake import LIMITS, Intake
from enclave.monitor.schema import Schema
from enclave.monitor.store import Store, files
from enclave.monitor.watching import Watch, join, look
from enclave.wire.server import listen

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = datetime(2026, 11, 21, tzinfo=UTC)
NAMES = ('a"; DROP TABLE data; --', "x\ny", "../../etc/passwd", "' OR 1=1", "{{7*7}}", "ünïcødé \u202e", " ", "filename", "%s", "a\tb")
"""Names of columns that mean something elsewhere."""


@dataclass(frozen=True)
class Served:
    """A monitor's intake on a real port."""

    data: Path
    port: int

    def post(self, path: str, body: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=100)
        try:
            connection.request("POST", path, body, {"authorization": "Bearer risk", "content-type": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def rows(self, *rows: dict[str, Any], model: str = "m", **more: Any) -> tuple[int, dict[str, Any]]:
        return self.post("/telemetry/predictions", json.dumps({"project": "risk", "model": model, "predictions": rows, **more}).encode())

    def labels(self, *rows: dict[str, Any], model: str = "m") -> tuple[int, dict[str, Any]]:
        return self.post("/telemetry/labels", json.dumps({"project": "risk", "model": model, "labels": rows}).encode())

    def arrow(self, table: pa.Table | bytes, model: str = "m", **options: Any) -> tuple[int, dict[str, Any]]:
        body = table
        if isinstance(table, pa.Table):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as stream:
                stream.write_table(table)
            body = sink.getvalue().to_pybytes()
        about = {"content-type": "application/vnd.apache.arrow.stream"}
        return self.post(f"/telemetry/predictions?project=risk&model={model}", body, **about)

    def place(self, model: str = "m") -> Path:
        return self.data / "telemetry" / "risk" / model


async def authorise(token: bytes) -> list[str]:
    if token not in (b"risk", b"care"):
        raise EnclaveError("the token is not accepted")
    return [token.decode()]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def served(tmp_path: Path, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(store, "COMMIT_SECONDS", 0.001)
    intake = Intake(Store(tmp_path), authorise, lambda: NOW)
    server = asyncio.run_coroutine_threadsafe(listen(intake.handle, "127.0.0.1", 0, limits=LIMITS), loop).result(10)
    yield Served(tmp_path, server.port)
    asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)


def kept(served: Served, model: str = "m") -> list[dict[str, Any]]:
    return [row for path in files(served.place(model), "predictions") for row in pq.read_table(path).to_pylist()]


def seen(served: Served, tmp_path: Path) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """What a look at the day is made of."""
    target = tmp_path / "period.parquet"
    _, counts, _ = join(served.place(), DAY, DAY + timedelta(days=1), target)
    return pq.read_table(target).to_pylist(), counts


FIRST = {"id": "first", "features": {"x": 1.0, "c": "p", "t": True, "v": [1.0, 2.0]}}


def test_a_schema_that_changes_is_refused_by_name_and_nothing_is_kept(served: Served) -> None:
    assert served.rows(FIRST)[0] == 202
    for features, told in (
        ({"x": "text"}, "`x` was a number"),
        ({"new": 1}, "`new` is new"),
        ({"v": [True]}, "bool"),
        ({"c": 5}, "`c` was"),
    ):
        status, answer = served.rows({"id": "a"}, {"id": "b", "features": features})
        assert (status in (400, 409), told in answer["error"]["message"]) == (True, True), features
    for column in ([1], ["p"], [None]):
        status, _ = served.arrow(pa.table({"id": ["a"], "t": column}))
        assert status == (202 if column == [None] else 409)
    assert [row["id"] for row in kept(served)] == ["first", "a"]


def test_not_a_number_and_infinities(served: Served, tmp_path: Path) -> None:
    for word in (b"NaN", b"Infinity", b"1e999", b"9" * 5000, b"9" * 400):
        body = b'{"project":"risk","model":"m","predictions":[{"id":"a","features":{"x":%s}}]}' % word
        assert served.post("/telemetry/predictions", body)[0] in (400, 409), word[:10]
    assert not served.place().exists()
    assert served.arrow(pa.table({"id": list("abc"), "x": [float("nan"), float("inf"), 2.0]}))[0] == 202
    values = {row["id"]: row["x"] for row in kept(served)}
    assert np.isnan(values["a"])
    assert values["b"] == np.inf
    assert served.rows({"id": "d", "features": {"x": 2**63}})[0] == 202


def test_batches_without_rows_and_ids_that_are_none(served: Served) -> None:
    assert served.rows()[0] == 400
    assert served.labels()[0] == 400
    assert served.arrow(pa.table({"id": pa.array([], pa.string()), "x": pa.array([], pa.float64())}))[0] == 400
    assert served.rows({"id": "", "features": {"x": 1}})[0] == 409
    assert served.labels({"id": "", "label": 1})[0] == 409
    for column in ([""], [None], [1], pa.array([b"a"], pa.large_binary())):
        assert served.arrow(pa.table({"id": column, "x": [1.0]}))[0] == 409
    assert not served.place().exists()


def test_an_id_twice_in_one_batch_the_first_prediction_and_the_last_label_count(served: Served, tmp_path: Path) -> None:
    many = [{"id": f"i{i % 50}", "prediction": i, "features": {"filename": i}} for i in range(2_000)]
    assert served.rows(*many)[0] == 202
    assert served.labels(*({"id": f"i{i % 50}", "label": i} for i in range(2_000)))[0] == 202
    rows, counts = seen(served, tmp_path)
    assert sorted(row["filename"] for row in rows) == list(range(50))
    assert sorted(int(row["label"]) for row in rows) == list(range(1_950, 2_000))
    assert (counts["joined"], counts["duplicate"]) == (50, 1_950)


def test_labels_unknown_duplicate_and_late(served: Served, tmp_path: Path) -> None:
    yesterday = (NOW - timedelta(days=1)).isoformat()
    assert served.rows({"id": "a", "features": {"x": 1}}, {"id": "b", "time": yesterday, "features": {"x": 1}})[0] == 202
    assert served.labels({"id": "a", "label": "old"}, {"id": "nobody", "label": 1})[0] == 202
    assert served.labels({"id": "a", "label": "new"}, {"id": "b", "label": 1})[0] == 202
    rows, counts = seen(served, tmp_path)
    assert [row["label"] for row in rows] == ["new"]
    assert counts == {"joined": 1, "unknown": 1, "duplicate": 1, "late": 0}
    _, before, _ = join(served.place(), DAY - timedelta(days=1), DAY, tmp_path / "before.parquet")
    assert before["late"] == 1


@pytest.mark.parametrize(
    ("time", "status", "skewed", "day"),
    [
        ("2026-11-21T12:04:59Z", 202, 0, "2026-11-21"),
        ("2026-11-21T12:05:01Z", 202, 1, "2026-11-21"),
        ("2099-01-01T00:00:00Z", 202, 1, "2026-11-21"),
        ("9999-12-31T23:59:59-12:00", 202, 1, "2026-11-21"),
        ("2026-11-19T23:30:00-02:00", 202, 0, "2026-11-20"),
        ("2026-11-20T09:00:00", 202, 0, "2026-11-20"),
        ("1999-01-01T00:00:00Z", 202, 0, "1999-01-01"),
        ("1969-12-31T23:59:59Z", 400, 0, ""),
        ("0001-01-01T00:00:00+14:00", 400, 0, ""),
        ("2026-06-30T23:59:60Z", 400, 0, ""),
        ("2026-02-30T00:00:00Z", 400, 0, ""),
        ("noon", 400, 0, ""),
        ("", 400, 0, ""),
    ],
)
def test_clocks(served: Served, time: str, status: int, skewed: int, day: str) -> None:
    found, answer = served.rows({"id": "a", "time": time, "features": {"x": 1}})
    assert (found, answer.get("skewed", 0)) == (status, skewed)
    assert [path.parent.name for path in files(served.place(), "predictions")] == ([day] if day else [])


def test_clocks_in_arrow(served: Served) -> None:
    def answer(column: Any) -> int:
        return served.arrow(pa.table({"id": ["a"], "x": [1.0], "time": column}))[0]

    assert answer(pa.array([1_700_000_000], pa.timestamp("s"))) == 202
    assert answer(pa.array([1_700_000_000_000], pa.timestamp("ms", "Asia/Kolkata"))) == 202
    for column in (pa.array([253_402_300_800], pa.timestamp("s")), pa.array([1], pa.time32("s")), pa.array([1]), ["2026-11-21"]):
        assert answer(column) == 409
    assert {path.parent.name for path in files(served.place(), "predictions")} == {"2023-11-14"}


def test_names_that_mean_something_elsewhere(served: Served, tmp_path: Path) -> None:
    features = dict.fromkeys(NAMES, 1.5)
    assert served.rows({"id": "a", "features": features})[0] == 202
    assert served.arrow(pa.table({"id": ["b"], **{name: [2.5] for name in NAMES}}))[0] == 202
    assert [[row[name] for name in NAMES] for row in kept(served)] == [[1.5] * len(NAMES), [2.5] * len(NAMES)]
    pq.write_table(pa.table({name: [1.0, 2.0, 3.0] for name in NAMES}), tmp_path / "reference.parquet")
    watch = Watch("risk", "m", tmp_path / "reference.parquet", detectors=("wasserstein",))
    found = look(watch, tmp_path, DAY, DAY + timedelta(days=1), NOW)
    assert (found.error, found.rows, found.drift) == ("", 2, False)
    for model in ("../m", "..", ".m", "a/b", "m\\n", "", "m" * 64, "m\n", "calls of gpt", "ü"):
        assert served.rows({"id": "a", "features": {"x": 1}}, model=model)[0] == 400, model
    for name in ("", "id", "Received", "label", "TIME"):
        assert served.rows({"id": "a", "features": {name: 1}}, model="fresh")[0] == 409, name
    for body in (b'{"\\ud800":1}', b'{"x":"\\ud800"}', b'{"x":' + b"[" * 50_000, b'{"x":{"y":1}}'):
        whole = b'{"project":"risk","model":"fresh","predictions":[{"id":"a","features":' + body + b"}]}"
        assert served.post("/telemetry/predictions", whole)[0] == 400
    assert not served.place("fresh").exists()
    assert sorted(path.name for path in (tmp_path / "telemetry").iterdir()) == ["risk"]


def test_few_bytes_that_ask_for_much_are_refused_before_anything_is_built(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = {"id": "a", "features": {f"c{i}": 1 for i in range(100_000)}}
    assert "100000 columns" in served.rows(wide)[1]["error"]["message"]
    assert served.arrow(pa.table({"id": ["a"], **{f"c{i}": [1.0] for i in range(3_000)}}))[0] == 409
    assert served.rows({"id": "a", "features": {"n" * 257: 1}})[0] == 409
    assert served.rows({"id": "a", "features": {"x": 1}}, version="v" * 257)[0] == 400
    days = [{"id": str(i), "time": (NOW - timedelta(days=i)).isoformat(), "features": {"x": 1}} for i in range(401)]
    assert "401 days" in served.rows(*days)[1]["error"]["message"]
    monkeypatch.setattr(schema, "MOST_CELLS", 100)
    sparse = [{"id": str(i)} for i in range(30)]
    status, answer = served.rows({"id": "a", "features": dict.fromkeys("pqrs", 1)}, *sparse)
    assert (status, "too many at once" in answer["error"]["message"]) == (400, True)
    assert not served.place().exists(), "a batch that is refused says nothing about what there is"
    assert served.rows({"id": "a", "features": dict.fromkeys("pqrs", 1)})[0] == 202
    assert served.rows(*sparse)[0] == 400, "the columns that are missing count too"


def test_arrow_that_is_cut_nested_or_unfolds(served: Served) -> None:
    sink = pa.BufferOutputStream()
    table = pa.table({"id": ["a", "b"], "x": [1.0, 2.0]})
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    body = sink.getvalue().to_pybytes()
    for size in range(0, len(body) - 16, 7):
        assert served.arrow(body[:size])[0] in (400, 409), size
    assert not served.place().exists()
    odd = {
        "struct": pa.array([{"y": 1}]), "map": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), "nested": pa.array([[[1.0]]]),
        "binary": pa.array([b"x"]), "duration": pa.array([1], pa.duration("s")), "runs": pa.RunEndEncodedArray.from_arrays([1], [1.0]),
        "views": pa.array([[1.0]], pa.list_view(pa.float64())),
    }  # fmt: skip
    for name, column in odd.items():
        status, answer = served.arrow(pa.table({"id": ["a"], name: column}))
        assert (status, f"`{name}`" in answer["error"]["message"]) == (409, True)
    damaged = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")])
    assert served.arrow(pa.Table.from_arrays([pa.array(["a"]), damaged], ["id", "x"]))[0] == 400
    assert served.arrow(pa.table({"id": ["a"], "x": ["y" * 10**6]}), compression="zstd")[0] == 400
    assert served.post("/telemetry/predictions", gzip.compress(json.dumps({}).encode()), **{"content-encoding": "gzip"})[0] == 400
    assert (
        served.arrow(pa.table({"id": ["a"], "d": pa.array([10**50], pa.decimal256(60, 0)), "l": pa.array(["p"], pa.large_string())}))[0]
        == 202
    )


def test_a_token_of_another_project(served: Served) -> None:
    assert served.rows(FIRST)[0] == 202
    about = {"authorization": "Bearer care"}
    body = json.dumps({"project": "risk", "model": "m", "predictions": [FIRST]}).encode()
    assert served.post("/telemetry/predictions", body, **about)[0] == 403
    labels = json.dumps({"project": "risk", "model": "m", "labels": [{"id": "first", "label": 1}]}).encode()
    assert served.post("/telemetry/labels", labels, **about)[0] == 403
    assert served.post("/telemetry/labels", labels, authorization="Bearer nobody")[0] == 401
    assert files(served.place(), "labels") == []


def test_a_full_disk_and_a_schema_that_is_damaged(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    real = pq.write_table

    def full(table: pa.Table, stream: Any, **_: Any) -> None:
        stream.write(b"PAR1 half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    assert served.rows(FIRST)[0] == 503
    assert [path.name for path in served.place().rglob("*") if path.is_file()] == ["schema.json"], "nothing half written stays"
    monkeypatch.setattr(pq, "write_table", real)
    assert served.rows(FIRST)[0] == 202
    for text in ("{", "[]", "null", '{"x": "weird"}', '{"x": 5}', "\xff"):
        other = served.place("damaged") / "schema.json"
        other.parent.mkdir(exist_ok=True)
        other.write_text(text, encoding="latin-1")
        status, answer = served.rows(FIRST, model="damaged")
        assert (status, answer["error"]["message"]) == (503, "the schema of a model cannot be read")
    (served.data / "telemetry" / "risk" / "file").write_text("in the way")
    assert served.rows(FIRST, model="file")[0] == 503


def test_a_file_that_is_damaged_is_named(served: Served, tmp_path: Path) -> None:
    for i in range(3):
        assert served.rows({"id": f"{i}", "features": {"x": 1}})[0] == 202
    broken = files(served.place(), "predictions")[1]
    broken.write_bytes(broken.read_bytes()[:-30])
    with pytest.raises(EnclaveError, match="telemetry cannot be read") as told:
        join(served.place(), DAY, DAY + timedelta(days=1), tmp_path / "period.parquet")
    assert told.value.where == str(broken)
    pq.write_table(pa.table({"x": [1.0, 2.0]}), tmp_path / "reference.parquet")
    found = look(Watch("risk", "m", tmp_path / "reference.parquet"), tmp_path, DAY, DAY + timedelta(days=1), NOW)
    assert broken.name in found.error
    assert not found.drift


def test_two_replicas_agree_on_the_schema_of_whoever_came_first(tmp_path: Path) -> None:
    path = tmp_path / "m" / "schema.json"
    one, other, third = Schema(path), Schema(path), Schema(path)
    one.admit({"x": "number"})
    other.admit({"x": "number"})
    with pytest.raises(schema.SchemaError, match="`x` was a number"):
        third.admit({"x": "text"})
    assert [replica.kinds for replica in (one, other, third)] == [{"x": "number"}] * 3
    assert [file.name for file in path.parent.iterdir()] == ["schema.json"]


def test_writers_at_once_lose_nothing(served: Served) -> None:
    def send(who: int) -> None:
        for i in range(5):
            assert served.rows({"id": f"{who}-{i}", "features": {"x": i}})[0] == 202

    threads = [threading.Thread(target=send, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len({row["id"] for row in kept(served)}) == 40


def test_the_same_as_files(tmp_path: Path) -> None:
    """`enclave monitor compare`: defined answers, never a traceback, never an alarm about a column that is only odd."""
    random = np.random.default_rng(1)
    size = 300
    plain = random.normal(size=size)
    odd: dict[str, Any] = {
        "constant": np.full(size, 7.0), "gaps": np.where(random.random(size) < 0.2, np.nan, plain), "nothing": pa.nulls(size, pa.float64()),
        "ends": np.where(random.random(size) < 0.1, np.inf, plain), "few": pa.array(random.choice(list("ab"), size)).dictionary_encode(),
        "money": pa.array([int(x * 100) for x in plain], pa.int64()).cast(pa.decimal128(30, 2)), **dict.fromkeys(NAMES[:-2], plain),
    }  # fmt: skip
    table = pa.table(odd)
    reference, analysis = tmp_path / "it's; a reference.parquet", tmp_path / "analysis.parquet"
    pq.write_table(table, reference)
    pq.write_table(table.take(random.permutation(size)), analysis)

    def run(*words: str) -> Any:
        result = CliRunner().invoke(app, ["compare", "--reference", str(reference), *words, "--chunk", "100"])
        assert result.exception is None or isinstance(result.exception, (SystemExit, EnclaveError)), result.exception
        return result

    answer = run("--analysis", str(analysis), "--format", "json")
    assert answer.exit_code == 0, answer.output
    assert {one["column"] for one in json.loads(answer.stdout)["results"]} >= {"constant", "gaps", "ends", "few", *NAMES[:-2]}
    changed = {**odd, "constant": np.full(size, 8.0), "few": ["new"] * size, "gaps": ["text"] * size}
    del changed["ends"]
    pq.write_table(pa.table(changed), analysis)
    found = {
        (one["column"], one["detector"])
        for one in json.loads(run("--analysis", str(analysis), "--format", "json").stdout)["results"]
        if one["alert"]
    }
    assert found >= {("ends", "missing_column"), ("few", "unseen_categories"), ("gaps", "changed_type")}
    assert any(column == "constant" for column, _ in found)
    whole = analysis.read_bytes()
    for part in (b"", whole[:50], whole[:-20], b"PAR1", whole[:-8] + b"\xff" * 8):
        analysis.write_bytes(part)
        assert isinstance(run("--analysis", str(analysis)).exception, EnclaveError)
