"""What watches: alerts as they were judged last, drift of each model, decisions of the image gate; from what they leave behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct

from enclave.console.access import EVERYTHING, View
from enclave.console.history import Numbered
from enclave.telemetry.rules import RULES

ALERTS, HISTORY, DRIFT = Path("alerts/state.json"), Path("alerts/history.jsonl"), Path("monitor/history.jsonl")
ANOMALIES = "anomalies.json"
SEVERE = 2
"""Alerts that are as severe, or worse, are wrong; others are to be known."""
UNITS: Mapping[str, str] = MappingProxyType({rule.id: rule.unit for rule in RULES})
TOLD_ELSEWHERE = frozenset({"budget-80", "budget-95", "unproved", "drift"})
"""Rules whose news the overview has of its own, and says better."""
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
    fired: float = 0.0
    resolved: float = 0.0
    labels: dict[str, str] = {}


class Unlike(Struct, frozen=True):
    """Callers whose last whole hour was unlike those before; the process that watches writes it."""

    hour: str = ""
    anomalies: tuple[dict[str, Any], ...] = ()


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


def signals(data: Path, records: Iterable[Numbered], now: datetime, view: View = EVERYTHING) -> dict[str, Any]:
    """Everything that watches, as one document. What cannot be read is said, and never taken for silence."""
    standing, problem = _standing(data / ALERTS)
    alerts = [alert for alert in standing.alerts if _is_seen(alert, view)]
    changes = [alert for alert in _lines(data / HISTORY, Alert) if _is_seen(alert, view)]
    return {
        "alerts": [_alert(alert) for alert in sorted(alerts, key=lambda one: (ORDER.get(one.state, 3), one.severity))],
        "judged_at": _clock(standing.time) if standing.time else "",
        "stale": _is_stale(standing, now),
        "problems": [*standing.problems, *([problem] if problem else [])] if view.whole else [],
        "changes": [_alert(alert) for alert in reversed(changes[-LAST:])],
        "models": list(_models(each for each in _lines(data / DRIFT, Period) if view.knows(each.project))),
        "anomalies": _anomalies(data / ANOMALIES, view),
        "images": list(_images(records)) if view.whole else [],
    }  # fmt: skip


def firing(data: Path, now: datetime, view: View = EVERYTHING) -> list[dict[str, str]]:
    """What fires, and what drifted in its newest period, in words for the overview, which is looked at every few seconds."""
    standing, problem = _standing(data / ALERTS)
    alerts = [alert for alert in standing.alerts if alert.state == "firing" and _is_seen(alert, view)]
    newest = {(each.project, each.model): each for each in _lines(data / DRIFT, Period) if view.knows(each.project)}
    found = [
        {"level": "bad" if alert.severity <= SEVERE else "warn", "text": _words(alert), "page": "alerts"}
        for alert in sorted(alerts, key=lambda one: one.severity)
        if alert.rule not in TOLD_ELSEWHERE
    ]
    found += [
        {"level": "bad", "text": f"{each.model} of {each.project} drifted in {each.period[:16]}: {_columns(each)}", "page": "drift"}
        for each in newest.values()
        if each.drift
    ]
    old = ["alerts are not judged any more"] * _is_stale(standing, now) + [problem] * bool(problem)
    return found + [{"level": "bad", "text": text, "page": "alerts"} for text in old]


def _is_seen(alert: Alert, view: View) -> bool:
    """Alerts of no project are of the whole enclave."""
    name = alert.labels.get("project") or alert.labels.get("enclave_project", "")
    scope = alert.labels.get("scope", "")
    return view.whole or (bool(name) and view.knows(name)) or (scope.startswith("project/") and view.knows(scope[8:]))


def _words(alert: Alert) -> str:
    labels = ", ".join(value.removeprefix("project/") for value in alert.labels.values() if value)
    return f"{alert.title or alert.rule}{f' ({labels})' if labels else ''}: {_shown(alert)}"


def _columns(period: Period) -> str:
    names = list(dict.fromkeys(str(one.get("column", "")) for one in period.alerts if one.get("column")))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(f"`{name}`" for name in names[:3]) + more if names else "see why"


def _anomalies(path: Path, view: View) -> dict[str, Any]:
    """Callers unlike their past, whom only those may see who see all."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Unlike)
    except (OSError, msgspec.MsgspecError):
        found = Unlike()
    told: dict[str, Any] = msgspec.to_builtins(found if view.whole else Unlike())
    return told


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
    times = {name: _clock(time) if time else "" for name, time in (("fired", alert.fired), ("resolved", alert.resolved))}
    return {**msgspec.to_builtins(alert), **times, "since": _clock(alert.since), "shown": _shown(alert)}


def _shown(alert: Alert) -> str:
    """The value in the unit that its rule has for people."""
    unit = UNITS.get(alert.rule, "")
    return f"{alert.value * 100:.3g} %" if unit == " %" else f"{alert.value:.4g}{unit}"


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
