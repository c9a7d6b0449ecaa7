"""Shipping: nothing is lost, nothing overtakes, whatever an endpoint answers and whoever is killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.prune import prune
from enclave.audit.retention import Days, Retention
from enclave.audit.sinks import jsonl
from enclave.audit.sinks.cursor import cursor_path, read_cursor
from enclave.audit.sinks.interface import Limits, Refused, Unavailable
from enclave.audit.sinks.rows import encode_row
from enclave.audit.sinks.ship import MOST_REFUSED, Shipper, alone, refused_path, ship
from enclave.audit.sinks.status import lags
from enclave.errors import EnclaveError, InputError

TEN = Limits(10, 10**6)


class Scripted:
    """Takes what it is not told to refuse."""

    def __init__(self, limits: Limits = TEN) -> None:
        self.limits = limits
        self.batches: list[list[int]] = []
        self.poison: set[int] = set()
        self.down = 0
        self.rejects = 0

    def encode(self, number: int, event: bytes) -> bytes:
        return encode_row(number, event)

    def send(self, records: Sequence[bytes]) -> int:
        numbers = [json.loads(record)["RecordNumber"] for record in records]
        if self.down:
            self.down -= 1
            raise Unavailable("down", seconds=7)
        if self.poison & {*numbers}:
            raise Refused("bad")
        self.batches.append(numbers)
        rejected, self.rejects = self.rejects, 0
        return rejected

    def close(self) -> None:
        pass

    @property
    def got(self) -> list[int]:
        return [number for batch in self.batches for number in batch]


def drain(log: Any, sink: Scripted) -> None:
    ship(log.directory, "one", sink, lambda _: False, once=True)


def test_delivers_what_is_signed_in_order_and_goes_on_where_it_stopped(log: Any) -> None:
    log.append(25)
    log.append(5, signed=False)
    sink = Scripted()
    drain(log, sink)
    assert sink.got == list(range(1, 26))
    assert [len(batch) for batch in sink.batches] == [10, 10, 5]
    again = Scripted()
    drain(log, again)
    assert again.got == []
    log.append(300)
    drain(log, again)
    assert again.got == list(range(26, 331))
    assert lags(log.directory, ["one"])[0].behind == 0


def test_batches_keep_to_the_bytes_and_a_record_that_is_larger_alone_goes_alone(log: Any) -> None:
    log.append(6)
    size = len(encode_row(1, b'{"id":"x","time":"2026-11-21T09:00:00.000000Z","kind":"started"}'))
    sink = Scripted(Limits(10, 3 * size))
    drain(log, sink)
    assert sink.got == list(range(1, 7))
    assert len(sink.batches) > 1
    tiny = Scripted(Limits(10, 1))
    ship(log.directory, "two", tiny, lambda _: False, once=True)
    assert tiny.batches == [[number] for number in range(1, 7)]


def test_waits_longer_with_each_failure_and_as_long_as_it_is_asked_to(log: Any) -> None:
    log.append(3)
    sink, waits = Scripted(), []
    sink.down = 9

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        problem = lags(log.directory, ["one"])[0].problem
        assert ("down" in problem) == (0 < len(waits) <= 9 and not sink.batches)
        return bool(sink.batches) and len(waits) > 10

    ship(log.directory, "one", sink, wait, chance=lambda: 1.0)
    assert waits[:9] == [7, 7, 7, 7, 8, 16, 32, 60, 60]
    assert sink.got == [1, 2, 3]


def test_what_is_refused_is_found_written_down_and_passed_over(log: Any) -> None:
    log.append(40)
    sink = Scripted()
    sink.poison = {1, 17, 18, 40}
    drain(log, sink)
    assert sink.got == [number for number in range(1, 41) if number not in sink.poison]
    lines = [json.loads(line) for line in refused_path(log.directory, "one").read_text().splitlines()]
    assert [(line["first"], line["last"]) for line in lines] == [(1, 1), (17, 17), (18, 18), (40, 40)]
    lag = lags(log.directory, ["one"])[0]
    assert (lag.delivered, lag.behind, lag.refused) == (40, 0, 4)
    assert "event-0" not in refused_path(log.directory, "one").read_text()


def test_an_endpoint_that_refuses_everything_is_not_passed_over(log: Any) -> None:
    log.append(60)
    sink = Scripted()
    sink.poison = {*range(20, 61)}
    with pytest.raises(Unavailable, match="one after the other"):
        drain(log, sink)
    with pytest.raises(Unavailable, match="one after the other"):
        drain(log, sink)
    cursor = read_cursor(cursor_path(log.directory, "one"))
    assert cursor is not None
    # a start gives an endpoint that many again, no more
    assert cursor.record == 19 + 2 * MOST_REFUSED
    sink.poison = set()
    drain(log, sink)
    assert sink.got[-1] == 60


def test_a_part_that_was_rejected_is_written_down_and_not_sent_again(log: Any) -> None:
    log.append(10)
    sink = Scripted()
    sink.rejects = 3
    drain(log, sink)
    assert sink.batches == [list(range(1, 11))]
    assert json.loads(refused_path(log.directory, "one").read_text())["refused"] == 3


def test_a_cursor_of_another_log_is_told(log: Any, tmp_path: Path) -> None:
    log.append(8)
    drain(log, Scripted())
    path = cursor_path(log.directory, "one")
    whole = path.read_text()
    for changed in (whole.replace('"record":8', '"record":7'), whole.replace('"record":8', '"record":9'), whole[:-9], '{"log":"x"}'):
        path.write_text(changed)
        with pytest.raises(InputError):
            drain(log, Scripted())
    other = type(log)(tmp_path / "other")
    other.append(9)
    path.write_text(whole)
    (tmp_path / "other" / "sinks").mkdir()
    cursor_path(other.directory, "one").write_text(whole)
    with pytest.raises(InputError, match="another log"):
        drain(other, Scripted())
    other.close()


def test_two_do_not_ship_the_same(log: Any) -> None:
    log.append(1)
    with alone(log.directory, "one") as mine:
        assert mine
        with pytest.raises(EnclaveError, match="another process"):
            drain(log, Scripted())


def test_a_full_disk_of_the_cursor_delivers_again_and_loses_nothing(log: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append(30)
    sink, shipper = Scripted(), None

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("enclave.audit.sinks.ship.write_cursor", full)
        shipper = Shipper(log.directory, "one", sink)
        with pytest.raises(OSError, match="space"):
            shipper.deliver()
    drain(log, sink)
    assert sorted({*sink.got}) == list(range(1, 31))


SHIP = """
import sys
from pathlib import Path
from typing import Any
from enclave.audit.sinks.jsonl import open_sink
from enclave.audit.sinks.ship import ship
from enclave.audit.sinks.interface import Limits
sink = open_sink(file=sys.argv[2], megabytes=1000)
sink.limits = Limits(7, 10**6)
print("ready", flush=True)
ship(Path(sys.argv[1]), "file", sink, lambda seconds: False, once=True)
"""


def test_killed_again_and_again_it_loses_nothing_and_nothing_overtakes(log: Any, tmp_path: Path, root: Path) -> None:
    log.append(900)
    out = tmp_path / "out.jsonl"
    kills = 0
    for delay in (0.0, 0.004, 0.008, 0.015, 0.03, 60.0):
        child = subprocess.Popen([sys.executable, "-c", SHIP, str(log.directory), str(out)], stdout=subprocess.PIPE, cwd=root)
        assert child.stdout is not None
        child.stdout.readline()
        deadline = time.monotonic() + delay
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.001)
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            kills += 1
        child.stdout.close()
        child.wait()
        if kills == 2:
            with out.open("a") as file:
                file.write('{"RecordNumber": 5, "torn')
    assert kills >= 1
    numbers = [json.loads(line)["RecordNumber"] for line in out.read_text().splitlines()]
    firsts = list(dict.fromkeys(numbers))
    assert firsts == list(range(1, 901))
    # what is repeated is at most the batch whose cursor was not kept
    assert all(after == before + 1 or 0 < before + 1 - after <= 7 for before, after in pairwise(numbers))


def test_memory_does_not_grow_with_what_lags_behind(log: Any, tmp_path: Path) -> None:
    log.append(3000)
    most = 0

    class Watched(jsonl.Lines):
        def encode(self, number: int, event: bytes) -> bytes:
            nonlocal most
            most = max(most, number - (read_cursor(cursor_path(log.directory, "one")) or START).record)
            return super().encode(number, event)

    START = type("S", (), {"record": 0})
    ship(log.directory, "one", Watched(tmp_path / "x.jsonl", 10**9, 1), lambda _: False, once=True)
    assert most == 1000


def test_it_goes_on_when_retention_has_deleted_what_it_delivered_last(log: Any) -> None:
    log.append(300)
    drain(log, Scripted())
    done = prune(log.directory, log._log, Retention(Days(1, 1)), datetime(2027, 1, 1, tzinfo=UTC))
    assert done.records == 300
    log.append(3)
    rest = Scripted()
    drain(log, rest)
    assert rest.got == [301, 302, 303, 304]


def test_what_retention_deleted_before_it_was_delivered_is_written_down(log: Any) -> None:
    log.append(300)
    sink = Scripted(Limits(40, 10**6))
    shipper = Shipper(log.directory, "one", sink)
    shipper.deliver()
    assert prune(log.directory, log._log, Retention(Days(1, 1)), datetime(2027, 1, 1, tzinfo=UTC)).records == 300
    assert lags(log.directory, ["one"])[0].behind == 261
    log.append(5, time="2027-01-01T09:00:00.000000Z")
    drain(log, sink)
    assert sink.got[40:] == [301, *range(302, 307)]
    [line] = [json.loads(line) for line in refused_path(log.directory, "one").read_text().splitlines()]
    assert (line["first"], line["last"], line["refused"]) == (41, 300, 260)
    assert lags(log.directory, ["one"])[0].behind == 0
