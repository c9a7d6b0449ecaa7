"""The intake by its answers."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from enclave.errors import EnclaveError
from enclave.monitor.intake import ARROW, Intake
from enclave.monitor.store import Store, files
from enclave.wire.message import Request, Response

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


async def authorise(token: bytes) -> list[str]:
    if token != b"good":
        raise EnclaveError("the token has expired")
    return ["risk"]


def ask(
    intake: Intake, path: str, body: Any, *, token: str = "good", query: str = "", kind: bytes = b"application/json", method: str = "POST"
) -> Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = ((b"content-type", kind), *(((b"authorization", f"Bearer {token}".encode()),) if token else ()))

    async def call() -> Response:
        return await intake.handle(Request(method, path, query, headers, raw, "127.0.0.1", asyncio.Event()))

    return asyncio.run(call())


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    return Intake(Store(tmp_path), authorise, lambda: NOW)


def batch(*ids: str, project: str = "risk", **features: Any) -> dict[str, Any]:
    return {
        "project": project,
        "model": "m",
        "predictions": [{"id": one, "prediction": 1, "features": features or {"x": 1.5}} for one in ids],
    }


def test_predictions_and_labels_are_kept(intake: Intake, tmp_path: Path) -> None:
    answer = ask(intake, "/telemetry/predictions", batch("a", "b"))
    assert (answer.status, json.loads(bytes(answer.body)) if isinstance(answer.body, bytes) else None) == (
        202,
        {"accepted": 2, "skewed": 0},
    )
    labels = {"project": "risk", "model": "m", "labels": [{"id": "a", "label": 0}]}
    assert ask(intake, "/telemetry/labels", labels).status == 202
    place = tmp_path / "telemetry" / "risk" / "m"
    assert [len(files(place, what)) for what in ("predictions", "labels")] == [1, 1]
    assert intake.counts == {"predictions": 2, "labels": 1, "skewed": 0, "refused": 0}


def test_arrow(intake: Intake) -> None:
    sink = pa.BufferOutputStream()
    table = pa.table({"id": ["a", "b"], "x": [1.0, 2.0]})
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    body = sink.getvalue().to_pybytes()
    assert ask(intake, "/telemetry/predictions", body, query="project=risk&model=m", kind=ARROW).status == 202
    assert ask(intake, "/telemetry/predictions", body[:-20] + b"x" * 20, query="project=risk&model=m", kind=ARROW).status in (202, 400)
    assert ask(intake, "/telemetry/predictions", b"nothing", query="project=risk&model=m", kind=ARROW).status == 400


def test_arrow_that_unfolds_or_names_an_unknown_zone(intake: Intake) -> None:
    def answer(table: pa.Table, **options: Any) -> tuple[int, str]:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as stream:
            stream.write_table(table)
        given = ask(intake, "/telemetry/predictions", sink.getvalue().to_pybytes(), query="project=risk&model=m", kind=ARROW)
        assert isinstance(given.body, bytes)
        return given.status, given.body.decode()

    assert answer(pa.table({"id": ["a"], "x": ["p"]}))[0] == 202
    status, told = answer(pa.table({"id": ["b"], "x": ["y" * 10**6]}), compression="zstd")
    assert (status, "is compressed" in told) == (400, True)
    many = 2_000
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * many, pa.int32()), pa.array(["y" * 10**5]))
    status, told = answer(pa.table({"id": [str(i) for i in range(many)], "x": shared}))
    assert (status, "too large when each row" in told) == (409, True)
    times = pa.array([1_700_000_000_000_000], pa.timestamp("us", "Nowhere/Land"))
    assert answer(pa.table({"id": ["c"], "x": ["p"], "time": times})) == (202, '{"accepted":1,"skewed":0}')


def test_what_is_refused(intake: Intake, tmp_path: Path) -> None:
    ask(intake, "/telemetry/predictions", batch("a"))
    cases: tuple[tuple[int, dict[str, Any]], ...] = (
        (401, {"body": batch("a"), "token": ""}),
        (401, {"body": batch("a"), "token": "bad"}),
        (403, {"body": batch("a", project="other")}),
        (400, {"body": batch("a", project="../../etc")}),
        (400, {"body": b"{"}),
        (400, {"body": batch()}),
        (400, {"body": {**batch("a"), "more": 1}}),
        (400, {"body": b"[" * 100_000}),
        (409, {"body": batch("a", x="text")}),
        (409, {"body": batch("a", fresh=1)}),
        (405, {"body": b"", "method": "GET"}),
    )
    for status, options in cases:
        answer = ask(intake, "/telemetry/predictions", options.pop("body"), **options)
        assert answer.status == status, options
        assert isinstance(answer.body, bytes)
        assert json.loads(answer.body)["error"]["message"]
    assert ask(intake, "/elsewhere", b"").status == 404
    assert ask(intake, "/healthz", b"", method="GET").status == 200
    assert intake.counts["refused"] == len(cases) + 1
    assert len(files(tmp_path / "telemetry" / "risk" / "m", "predictions")) == 1
