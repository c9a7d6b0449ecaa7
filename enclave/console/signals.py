"""What watches: alerts as they were judged last, drift of each model, decisions of the image gate; from what they leave behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from enclave.console.history import Numbered

ALERTS, HISTORY, DRIFT = Path("alerts/state.json"), Path("alerts/history.jsonl"), Path("monitor/history.jsonl")
MOST_BYTES = 2_000_000
"""Of a history, from its end, that one look reads."""
STALE_SECONDS = 120
"""Alerts that were not judged for so long are said to be old."""
LAST = 30
"""Changes, and periods of one model, that are shown."""
ORDER = {"firing": 0, "pending": 1, "resolved": 2}


class Alert(Struct, frozen=True):
    """One alert as it stood; `enclave.telemetry.evaluate` writes it."""

    rule: str
    state: str
    severity: int = 0
    title: str = ""
    why: str = ""
    value: float = 0.0
    since: float = 0.0
    resolved: float = 0.0
    labels: dict[str, str] = {}


class Standing(Struct, frozen=True):
    """How alerts stood when they were judged last."""

    time: float = 0.0
    alerts: tuple[Alert, ...] = ()
    problems: tuple[str, ...] = ()


class Period(Struct, frozen=True):
    """What one period of one model showed; `enclave.monitor` writes it."""

    project: str
    model: str
    period: str
    rows: int = 0
    drift: bool = False
    rate: float = 0.0
    alerts: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""
    triggers: dict[str, str] = {}


def signals(data: Path, records: Iterable[Numbered], now: datetime) -> dict[str, Any]:
    """Everything that watches, as one document. What cannot be read is said, and never taken for silence."""
    standing, problem = _standing(data / ALERTS)
    return {
        "alerts": [_alert(alert) for alert in sorted(standing.alerts, key=lambda one: (ORDER.get(one.state, 3), -one.severity))],
        "judged_at": _clock(standing.time) if standing.time else "",
        "stale": _is_stale(standing, now),
        "problems": [*standing.problems, *([problem] if problem else [])],
        "changes": [_alert(alert) for alert in reversed(list(_lines(data / HISTORY, Alert))[-LAST:])],
        "models": list(_models(_lines(data / DRIFT, Period))),
        "images": list(_images(records)),
    }  # fmt: skip


def firing(data: Path, now: datetime) -> list[str]:
    """What fires, and what drifted in its newest period, in words for the overview, which is looked at every few seconds."""
    standing, problem = _standing(data / ALERTS)
    said = [f"{alert.title or alert.rule}: {alert.why}" for alert in standing.alerts if alert.state == "firing"]
    newest = {(each.project, each.model): each for each in _lines(data / DRIFT, Period)}
    said += [f"{each.model} of {each.project} drifted in {each.period}" for each in newest.values() if each.drift]
    return said + ["alerts are not judged any more"] * _is_stale(standing, now) + [problem] * bool(problem)


def _is_stale(standing: Standing, now: datetime) -> bool:
    return bool(standing.time) and now.timestamp() - standing.time > STALE_SECONDS


def _standing(path: Path) -> tuple[Standing, str]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Standing), ""
    except FileNotFoundError:
        return Standing(), ""
    except (OSError, msgspec.MsgspecError):
        return Standing(), "the state of the alerts cannot be read"


def _lines(path: Path, kind: type[Any]) -> Iterator[Any]:
    """The lines of a history, from its end as far as one look reads; what is torn is passed over."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MOST_BYTES))
            lines = file.read().splitlines()
    except OSError:
        return
    for line in lines[1:] if size > MOST_BYTES else lines:
        try:
            yield msgspec.json.decode(line, type=kind)
        except msgspec.MsgspecError:
            continue


def _alert(alert: Alert) -> dict[str, Any]:
    return {**msgspec.to_builtins(alert), "since": _clock(alert.since), "resolved": _clock(alert.resolved) if alert.resolved else ""}


def _models(periods: Iterable[Period]) -> Iterator[dict[str, Any]]:
    by_model: dict[tuple[str, str], list[Period]] = {}
    for each in periods:
        by_model.setdefault((each.project, each.model), []).append(each)
    for (project, model), found in sorted(by_model.items()):
        shown = found[-LAST:]
        most = max(each.rows for each in shown) or 1
        yield {
            "project": project, "model": model, "drift": found[-1].drift, "rate": found[-1].rate,
            "periods": [{**msgspec.to_builtins(each), "share": each.rows / most} for each in shown],
        }  # fmt: skip


def _images(records: Iterable[Numbered]) -> Iterator[dict[str, Any]]:
    """The newest decision on each image, the newest first."""
    seen: set[str] = set()
    for number, event in reversed(list(records)):
        if event.kind != "image_gated":
            continue
        name = event.details.get("digests", "")
        if name not in seen:
            seen.add(name)
            yield {"number": number, "time": event.time, "decision": event.reason, **event.details}


def _clock(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
