"""Who must hear hears, once, again while it goes on, and at its end; one that is down keeps nobody else from hearing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from enclave.errors import EnclaveError
from enclave.telemetry.evaluate import Alert, Silence
from enclave.telemetry.notify import FIRST_PAUSE, Notifier


def alert(rule: str = "error-rate", state: Any = "firing", severity: int = 1, since: float = 0.0) -> Alert:
    return Alert(
        rule=rule, labels={"project": "p"}, state=state, severity=severity, title="t", why="w", value=1, since=since, seen=0, fired=since
    )  # fmt: skip


class Heard:
    """A route that remembers."""

    def __init__(self, name: str = "ops", severity: int = 4) -> None:
        self.name, self.severity = name, severity
        self.heard: list[list[tuple[str, str]]] = []
        self.is_down = False

    def send(self, alerts: Sequence[Alert]) -> None:
        if self.is_down:
            raise EnclaveError("down")
        self.heard.append([(one.rule, one.state) for one in alerts])


def test_once_again_and_at_the_end() -> None:
    route = Heard()
    notifier = Notifier([route], [], 3600)
    for now in (0, 15, 30):
        notifier.tell([alert()], now)
    assert route.heard == [[("error-rate", "firing")]]
    notifier.tell([alert()], 3600)
    assert len(route.heard) == 2
    for now in (3700, 3715):
        notifier.tell([alert(state="resolved")], now)
    assert route.heard[2:] == [[("error-rate", "resolved")]]
    notifier.tell([alert(since=5000)], 5000)  # it fires another time
    assert len(route.heard) == 4
    notifier.tell([], 5015)
    assert notifier.told == {"ops": {}}


def test_what_nobody_heard_of_is_not_over_and_pending_is_nothing() -> None:
    route = Heard()
    notifier = Notifier([route], [], 3600)
    notifier.tell([alert(state="resolved"), alert("drift", "pending")], 0)
    assert route.heard == []


def test_severity_and_silences() -> None:
    urgent, all_ = Heard("urgent", 1), Heard("all", 4)
    notifier = Notifier([urgent, all_], [Silence(100, "drift")], 3600)
    notifier.tell([alert(), alert("log-lag", severity=2), alert("drift", severity=3)], 0)
    assert urgent.heard == [[("error-rate", "firing")]]
    assert all_.heard == [[("error-rate", "firing"), ("log-lag", "firing")]]
    notifier.tell([alert(), alert("log-lag", severity=2), alert("drift", severity=3)], 100)
    assert all_.heard[1:] == [[("drift", "firing")]]


def test_one_that_is_down_hears_later_and_holds_nobody_up() -> None:
    down, up = Heard("down"), Heard("up")
    down.is_down = True
    notifier = Notifier([down, up], [], 3600)
    [problem] = notifier.tell([alert()], 0)
    assert "route `down`: down" in str(problem)
    assert up.heard == [[("error-rate", "firing")]]
    assert notifier.tell([alert()], FIRST_PAUSE - 1) == []
    assert len(notifier.tell([alert()], FIRST_PAUSE)) == 1
    down.is_down = False
    assert notifier.tell([alert()], 2 * FIRST_PAUSE) == []  # twice as long now
    notifier.tell([alert()], 3 * FIRST_PAUSE)
    assert down.heard == [[("error-rate", "firing")]]


def test_another_goes_on_from_what_was_told() -> None:
    route = Heard()
    first = Notifier([route], [], 3600)
    first.tell([alert()], 0)
    second = Notifier([route], [], 3600, first.told)
    second.tell([alert()], 15)
    second.tell([alert(state="resolved")], 30)
    assert route.heard == [[("error-rate", "firing")], [("error-rate", "resolved")]]
