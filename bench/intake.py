"""How many predictions a second the intake of telemetry takes on one core, as JSON and as Arrow, beside a plain program in the same run.

    python bench/intake.py [--rows 1000] [--batches 100] [--senders 4] [--rounds 3]

The server of `monitor run` stands in a process of its own, pinned to the last core; senders on the first core post batches over
sockets, and each answer says that its rows are on the disk. CPU time is that of the server. The plain program reads the same JSON with
`json` and writes each batch to a Parquet file with pyarrow. The best round counts.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from enclave.monitor.intake import ARROW, LIMITS, Intake
from enclave.monitor.store import Store
from enclave.wire.server import listen

AIM = 20_000
CORES = sorted(os.sched_getaffinity(0))


async def everybody(_: bytes) -> list[str]:
    """Who asks may write."""
    return ["bench"]


def serve(data: Path, pipe: Connection) -> None:
    """Tell the port, then the seconds of CPU whenever asked."""
    os.sched_setaffinity(0, CORES[-1:])

    async def main() -> None:
        server = await listen(Intake(Store(data), everybody).handle, "127.0.0.1", 0, limits=LIMITS)
        pipe.send(server.port)
        while await asyncio.to_thread(pipe.recv):
            pipe.send(time.process_time())
        await server.close()

    asyncio.run(main())


def bodies(rows: int, batches: int) -> list[list[dict[str, object]]]:
    """Batches of predictions with eight features, six of them numbers."""
    dice = random.Random(7)
    return [
        [
            {
                "id": f"{batch}-{row}",
                "prediction": dice.random(),
                "features": {**{f"n{i}": dice.gauss(0, 1) for i in range(6)}, "kind": dice.choice("abcd"), "grade": dice.choice("xy")},
            }
            for row in range(rows)
        ]
        for batch in range(batches)
    ]


def as_json(batch: list[dict[str, object]], model: str) -> bytes:
    """The body of one request."""
    return json.dumps({"project": "bench", "model": model, "predictions": batch}).encode()


def flat(batch: list[dict[str, object]]) -> pa.Table:
    """The same as a table."""
    return pa.Table.from_pylist([{"id": one["id"], "prediction": one["prediction"], **one["features"]} for one in batch])  # type: ignore[dict-item]


def as_arrow(batch: list[dict[str, object]], _: str) -> bytes:
    """The body of one request."""
    sink, table = pa.BufferOutputStream(), flat(batch)
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def sent(port: int, path: str, kind: str, share: list[bytes]) -> None:
    """Post one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for body in share:
        connection.request("POST", path, body, {"authorization": "Bearer x", "content-type": kind})
        answer = connection.getresponse()
        if answer.status != 202:
            raise SystemExit(f"{answer.status}: {answer.read().decode()}")
        answer.read()


def plain(raw: list[bytes], folder: Path) -> float:
    """Seconds of CPU of a program that does no more than it must."""
    begin = time.process_time()
    for number, body in enumerate(raw):
        pq.write_table(flat(json.loads(body)["predictions"]), folder / f"{number}.parquet")
    return time.process_time() - begin


def main() -> None:
    """Print a row for each form."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("rows", 1_000), ("batches", 100), ("senders", 4), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    count, batches = options.rows * options.batches, bodies(options.rows, options.batches)
    forms: tuple[tuple[str, str, Callable[[list[dict[str, object]], str], bytes]], ...] = (
        ("JSON", "application/json", as_json), ("Arrow", ARROW.decode(), as_arrow),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=serve, args=(Path(folder), theirs))
        server.start()
        port = ours.recv()
        os.sched_setaffinity(0, CORES[:1])
        naive = min(plain([as_json(batch, "plain") for batch in batches], Path(folder)) for _ in range(options.rounds))
        print(f"a plain program: {naive / count * 1e6:.1f} us of CPU a prediction")
        for title, kind, form in forms:
            best = (float("inf"), float("inf"))
            for number in range(options.rounds):
                model = f"{title}{number}"
                raw = [form(batch, model) for batch in batches]
                ours.send(True)
                before, begin = ours.recv(), time.perf_counter()
                with ThreadPoolExecutor(options.senders) as pool:
                    shares = [raw[i :: options.senders] for i in range(options.senders)]
                    path = f"/telemetry/predictions?project=bench&model={model}"
                    list(pool.map(lambda share, path=path, kind=kind: sent(port, path, kind, share), shares))
                seconds = time.perf_counter() - begin
                ours.send(True)
                best = min(best, (ours.recv() - before, seconds))
            rate = count / best[0]
            print(
                f"{title:5}: {rate:9,.0f} predictions a second of CPU, {count / best[1]:9,.0f} by the clock, {naive / best[0]:.1f} times"
                f" the plain program; aim {AIM:,}: {'met' if min(rate, count / best[1]) >= AIM else 'not met'}"
            )
        ours.send(False)
        server.join(10)


if __name__ == "__main__":
    main()
