"""Who has to hear of alerts, and has heard: once when they fire, again while they go on, once when they are over.

What could not be delivered is tried again, later each time; one place that is down keeps no other from hearing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from enclave.errors import EnclaveError
from enclave.telemetry.evaluate import Alert, Silence

FIRST_PAUSE, LONGEST_PAUSE = 30.0, 600.0
"""Seconds after a failure until it is tried again: twice as long each time."""


class Told(msgspec.Struct, frozen=True):
    """What a route heard of an alert last."""

    state: str
    time: float
    since: float
    """Of which time that it fired."""


class Route(Protocol):
    """One place that is told."""

    name: str
    severity: int
    """Only what is as severe, or worse: a number that is not higher."""

    def send(self, alerts: Sequence[Alert]) -> None:
        """Tell of alerts that fire, or are over. Raises EnclaveError."""


class Notifier:
    """What all routes know. `told`: route -> fingerprint -> what it heard last, as an earlier one left it."""

    def __init__(
        self, routes: Sequence[Route], silences: Sequence[Silence], repeat_seconds: float, told: dict[str, dict[str, Told]] | None = None
    ) -> None:
        self._routes = routes
        self._silences = silences
        self._repeat = repeat_seconds
        self.told = told or {}
        self._pauses: dict[str, tuple[float, float]] = {}
        """Route -> until when it is left alone, and for how long that is."""

    def tell(self, alerts: Iterable[Alert], now: float) -> list[EnclaveError]:
        """Tell every route what it does not know; what went wrong, one for each route."""
        there = {alert.fingerprint: alert for alert in alerts if alert.state != "pending"}
        problems: list[EnclaveError] = []
        for route in self._routes:
            told = self.told.setdefault(route.name, {})
            for gone in told.keys() - there.keys():
                del told[gone]
            due = [alert for key, alert in there.items() if alert.severity <= route.severity and self._is_due(alert, told.get(key), now)]
            until, pause = self._pauses.get(route.name, (0.0, FIRST_PAUSE / 2))
            if not due or now < until:
                continue
            try:
                route.send(due)
            except EnclaveError as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                self._pauses[route.name] = (now + pause, pause)
                problems.append(type(error)(f"route `{route.name}`: {error.message}", error.where, error.hint))
            else:
                self._pauses.pop(route.name, None)
                for alert in due:
                    told[alert.fingerprint] = Told(alert.state, now, alert.since)
        return problems

    def _is_due(self, alert: Alert, told: Told | None, now: float) -> bool:
        if any(silence.covers(alert, now) for silence in self._silences):
            return False
        is_known = told is not None and told.since == alert.since
        if alert.state == "resolved":
            return told is not None and is_known and told.state == "firing"
        return told is None or not is_known or now - told.time >= self._repeat
