"""What was told once never gets less, whoever dies, whenever."""

from __future__ import annotations

import threading
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from enclave.telemetry.merged import GONE, Folder, merge
from enclave.telemetry.registry import Registry

TOKENS = "enclave.redactions"


def worker(number: int, count: float = 1.0) -> Registry:
    registry = Registry(f"{number}-x", lambda: 600.0)
    registry.cell(TOKENS, "p").add(count)
    registry.cell("enclave.workers").value = 1
    registry.cell("enclave.budget.used", "hub", "day").value = number / 10
    registry.histogram("enclave.overhead.duration", "op").add(0.001 * number)
    return registry


def test_counters_and_histograms_add_up_and_gauges_do_as_the_table_says() -> None:
    whole = merge(worker(number, number).snapshot() for number in (1, 2, 3))
    assert whole.get(TOKENS, "p") == 6
    assert whole.get("enclave.workers") == 3
    assert whole.get("enclave.budget.used", "hub", "day") == 0.3
    state = whole.histograms["enclave.overhead.duration"]["op",]
    assert (sum(state.counts), state.minutes[10].count) == (3, 3)
    assert merge([]).get(TOKENS, "p") == 0


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["count", "save", "die"])), max_size=40))
def test_a_counter_that_was_told_never_goes_down(steps: list[tuple[int, str]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        folder, alive, lives = Folder(Path(place)), {}, 0
        told, deaths = 0.0, 0
        for number, what in steps:
            if number not in alive:
                lives += 1
                alive[number] = Registry(f"{1000 + lives}-x", lambda: 600.0)
            registry = alive[number]
            if what == "count":
                registry.cell(TOKENS, "p").add()
            elif what == "save":
                folder.save(registry.snapshot())
            else:
                folder.bury(int(registry.process.partition("-")[0]), deaths=1)
                deaths += 1
                del alive[number]
            whole = folder.whole()
            assert whole.get(TOKENS, "p") >= told
            assert whole.get("enclave.worker.deaths") == deaths
            told = whole.get(TOKENS, "p")


def test_who_is_buried_is_counted_once_also_when_the_grave_was_half_dug(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.save(worker(7, 5).snapshot())
    body = (tmp_path / "metrics" / "7-x.msgpack").read_bytes()
    folder.bury(7)
    assert folder.whole().get(TOKENS, "p") == 5
    assert folder.whole().get("enclave.workers") == 0
    (tmp_path / "metrics" / "7-x.msgpack").write_bytes(body)  # killed between adding and removing
    assert folder.whole().get(TOKENS, "p") == 5
    folder.bury(7)
    assert folder.whole().get(TOKENS, "p") == 5
    folder.save(worker(8, 1).snapshot())
    folder.bury(8)
    assert folder.whole().get(TOKENS, "p") == 6
    assert [path.stem for path in (tmp_path / "metrics").iterdir()] == [GONE]


def test_reading_while_others_die_loses_nothing_and_counts_nobody_twice(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for number in range(100, 160):
        folder.save(worker(number).snapshot())
    done = threading.Event()

    def bury() -> None:
        for number in range(100, 160):
            folder.bury(number)
        done.set()

    thread = threading.Thread(target=bury)
    thread.start()
    found = set()
    while not done.is_set():
        found.add(folder.whole().get(TOKENS, "p"))
    thread.join()
    assert found | {folder.whole().get(TOKENS, "p")} == {60.0}


def test_files_that_are_none_are_left_out(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    assert folder.whole().numbers == {}
    folder.save(worker(1).snapshot())
    for name, body in (("2-x.msgpack", b"\xc1"), ("gone.msgpack", b"[["), ("3-x.msgpack", b"\x81\xa1a\x01")):
        (tmp_path / "metrics" / name).write_bytes(body)
    assert folder.whole().get(TOKENS, "p") == 1
    folder.forget()
    assert list((tmp_path / "metrics").iterdir()) == []
