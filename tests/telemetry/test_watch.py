"""One that watches asks, judges, tells, and leaves what it knows for the next."""

from __future__ import annotations

import json
from pathlib import Path

from enclave.errors import EnclaveError
from enclave.telemetry.evaluate import Alert
from enclave.telemetry.merged import Folder
from enclave.telemetry.registry import Registry
from enclave.telemetry.rules import RULES
from enclave.telemetry.watch import Watch, state

BUDGET = [rule for rule in RULES if rule.id in ("budget-80", "worker-restarts")]


class Heard:
    """A route that remembers."""

    name, severity = "ops", 4

    def __init__(self) -> None:
        self.heard: list[str] = []

    def send(self, alerts: list[Alert]) -> None:
        self.heard += [f"{one.rule} {one.state}" for one in alerts]


def test_what_is_asked_is_judged_told_and_left_for_the_next(tmp_path: Path) -> None:
    used, route = [0.5], Heard()

    def budget():
        if used[0] < 0:
            raise EnclaveError("the ledger cannot be read")
        return [("enclave.budget.used", ("hub", "day"), used[0])] if used[0] else []

    def watching() -> Watch:
        return Watch(tmp_path, BUDGET, Registry("9-x"), probes=[budget], routes=[route])

    first = watching()
    assert first.step(1000.0) == []
    assert Folder(tmp_path).whole().get("enclave.budget.used", "hub", "day") == 0.5
    used[0] = 0.9
    [alert] = first.step(1015.0)
    assert (alert.rule, alert.state, alert.labels) == ("budget-80", "firing", {"scope": "hub", "window": "day"})
    second = watching()  # the process was started again
    assert second.step(1030.0) == []
    assert route.heard == ["budget-80 firing"]
    used[0] = 0
    assert second.step(1045.0) == []
    assert Folder(tmp_path).whole().get("enclave.budget.used", "hub", "day") == 0
    [over] = second.step(1400.0)
    assert over.state == "resolved"
    assert route.heard == ["budget-80 firing", "budget-80 resolved"]
    used[0] = -1
    second.step(1415.0)
    assert state(tmp_path).problems == ["the ledger cannot be read"]
    history = [json.loads(line)["state"] for line in (tmp_path / "alerts" / "history.jsonl").read_text().splitlines()]
    assert history == ["firing", "resolved"]
    assert (tmp_path / "alerts").stat().st_mode & 0o777 == 0o700


def test_what_a_full_disk_did_not_take_is_written_with_the_next_step(tmp_path: Path) -> None:
    used, folder = [0.5], tmp_path / "alerts"
    watch = Watch(tmp_path, BUDGET, Registry("9-x"), probes=[lambda: [("enclave.budget.used", ("hub", "day"), used[0])]])
    watch.step(1000.0)
    before = (folder / "state.json").read_bytes()
    full = [folder / "history.jsonl", folder / "state.json.new"]
    for path in full:
        path.symlink_to("/dev/full")
    used[0] = 0.9
    assert [alert.state for alert in watch.step(1015.0)] == ["firing"]
    assert (folder / "state.json").read_bytes() == before, "never half of one"
    watch.step(1030.0)
    for path in full:
        path.unlink()
    assert watch.step(1045.0) == []
    assert [json.loads(line)["state"] for line in (folder / "history.jsonl").read_text().splitlines()] == ["firing"]
    assert [alert.state for alert in state(tmp_path).alerts] == ["firing"]


def test_deaths_of_workers_are_seen_in_what_the_parent_left(tmp_path: Path) -> None:
    watch = Watch(tmp_path, BUDGET, Registry("9-x"))
    watch.step(1000.0)
    for pid in (1, 2, 3):
        Folder(tmp_path).bury(pid, deaths=1)
    assert [alert.rule for alert in watch.step(1015.0)] == ["worker-restarts"]


def test_a_state_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    assert state(tmp_path).alerts == []
    (tmp_path / "alerts").mkdir()
    (tmp_path / "alerts" / "state.json").write_text("{")
    assert state(tmp_path).alerts == []


def test_it_runs_until_it_is_over(tmp_path: Path) -> None:
    steps = iter((False, False, True))
    Watch(tmp_path, BUDGET, Registry("9-x")).run(lambda _seconds: next(steps))
    assert state(tmp_path).time > 0
