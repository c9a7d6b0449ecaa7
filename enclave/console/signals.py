"""What watches: alerts as they were judged last, drift of each model, decisions of the image gate; from what they leave behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct

from enclave.audit.event import Event
from enclave.console.access import EVERYTHING, View
from enclave.console.callers import rows, sentence, unlike
from enclave.console.history import Numbered
from enclave.console.spend import titled
from enclave.telemetry.rules import RULES

ALERTS, HISTORY, DRIFT = Path("alerts/state.json"), Path("alerts/history.jsonl"), Path("monitor/history.jsonl")
STATES = frozenset({"anchor-forked", "circuit-open", "drift", "gateway-down", "unproved"})
"""Rules whose number says no more than that it is so."""
MOST_HAPPENED = 25
SEVERE = 2
"""Alerts that are as severe, or worse, are wrong; others are to be known."""
UNITS: Mapping[str, str] = MappingProxyType({rule.id: rule.unit for rule in RULES})
TOLD_ELSEWHERE = frozenset({"budget-80", "budget-95", "unproved", "drift", "anomalous-callers"})
"""Rules whose news the overview has of its own, and says better."""
MOST_BYTES = 2_000_000
"""Of a history, from its end, that one look reads."""
TOLD_BY_NAME = frozenset({"drift", "anomalous-callers"})
"""Rules of which a day's story has the columns, or the callers, themselves."""
STALE_SECONDS = 120
"""Alerts that were not judged for so long are said to be old."""
HUSH: Mapping[str, timedelta] = MappingProxyType({"hour": timedelta(days=1), "day": timedelta(days=5), "week": timedelta(days=28)})
"""How long ago the newest period of a model may have begun; a long weekend has no calls."""
LAST = 30
"""Changes, and periods of one model, that are shown."""
TELLING = frozenset({
    "image_gated", "drift_detected", "retraining_triggered", "budget_warning", "configuration_changed", "budget_changed", "key_rotated",
    "erased", "recovered", "anchor_failed",
})  # fmt: skip
"""Kinds of events that may say something to somebody who looks back over a day: a few among thousands of calls."""
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
    time: str = ""
    """When it was looked at."""


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
        "callers": rows(unlike(data, view, now)),
        "images": list(_images(records)) if view.whole else [],
    }  # fmt: skip


def firing(data: Path, now: datetime, view: View = EVERYTHING) -> list[dict[str, str]]:
    """What fires, and what drifted in its newest period, in words for the overview, which is looked at every few seconds."""
    standing, problem = _standing(data / ALERTS)
    alerts = [alert for alert in standing.alerts if alert.state == "firing" and _is_seen(alert, view)]
    found = [
        {"level": "bad" if alert.severity <= SEVERE else "warn", "text": _words(alert), "page": "alerts"}
        for alert in sorted(alerts, key=lambda one: one.severity)
        if alert.rule not in TOLD_ELSEWHERE
    ]
    found += [
        {"level": "bad", "text": f"{each.model} of {each.project} drifted {_when(each.period)}: {_columns(each)}", "page": "drift"}
        for each in newest_periods(data)
        if each.drift and view.knows(each.project)
    ]
    found += [{"level": "warn", "text": sentence(each), "page": "alerts"} for each in unlike(data, view, now) if each.goes_on]
    old = ["alerts are not judged any more"] * _is_stale(standing, now) + [problem] * bool(problem)
    return found + [{"level": "bad", "text": text, "page": "alerts"} for text in old]


def happened(data: Path, records: Iterable[Numbered], now: datetime, view: View = EVERYTHING) -> list[dict[str, str]]:
    """What stands out of today, in the order in which it began: alerts with their end, drift, images that were blocked, changes."""
    day = now.astimezone(UTC).strftime("%Y-%m-%d")
    spans: dict[tuple[str, float], dict[str, str]] = {}
    for alert in _lines(data / HISTORY, Alert):
        began = _clock(alert.since)
        if began[:10] == day and alert.rule not in TOLD_BY_NAME and _is_seen(alert, view):
            over = _clock(alert.resolved)[11:16] if alert.resolved else ""
            key = f"{alert.rule} {sorted(alert.labels.items())}", alert.since
            level = "bad" if alert.severity <= SEVERE else "warn"
            spans[key] = {"from": began[11:16], "until": over, "level": level, "text": _words(alert), "page": "/alerts"}
    found = list(spans.values())
    for each in unlike(data, view, now):
        if each.until > f"{day}T00:00:00Z":
            times = {"from": each.start[11:16] if each.start[:10] == day else "00:00", "until": "" if each.goes_on else each.until[11:16]}
            found.append({**times, "level": "warn", "text": f"{each.caller} behaves unlike before: {each.said}", "page": "/alerts"})
    for _, event in records:
        if event.kind in TELLING and event.time[:10] == day and view.sees(event) and (said := _told(event)):
            found.append({"from": event.time[11:16], "until": event.time[11:16], **said})
    return sorted(found, key=lambda one: one["from"])[-MOST_HAPPENED:]


def _told(event: Event) -> dict[str, str] | None:
    """What an event is to somebody who looks back over a day; None: nothing."""
    details = event.details
    match event.kind:
        case "image_gated" if event.reason == "block":
            return {"level": "bad", "text": f"image {details.get('image', '')} was blocked", "page": "/images"}
        case "drift_detected":
            columns = ", ".join(name for name in details.get("columns", "").split(", ") if name != "*")
            return {"level": "bad", "text": f"{details.get('model', '')} of {event.project} drifted: {columns}", "page": "/drift"}
        case "retraining_triggered":
            return {"level": "warn", "text": f"retraining of {details.get('model', '')}: {details.get('outcome', '')}", "page": "/drift"}
        case "budget_warning":
            return {"level": "warn", "text": event.reason, "page": "/spend"}
        case "configuration_changed" | "budget_changed" | "key_rotated" | "erased" | "recovered" | "anchor_failed":
            reason = f": {event.reason}" if event.reason else ""
            return {"level": "warn", "text": f"{event.kind.replace('_', ' ')}{reason}", "page": "/#events"}
        case _:
            return None


def newest_periods(data: Path) -> list[Period]:
    """The newest period of each model that is watched."""
    return list({(each.project, each.model): each for each in _lines(data / DRIFT, Period)}.values())


def silent(data: Path, now: datetime, models: Mapping[tuple[str, str], str], view: View = EVERYTHING) -> list[str]:
    """What is to be watched and was not looked at for long: whoever stopped watching finds nothing, which looks like nothing wrong.

    models: (project, model) -> `hour`, `day` or `week`, as the file says.
    """
    newest = {(each.project, each.model): each.period for each in newest_periods(data)}
    found = []
    for (project, model), every in models.items():
        since = newest.get((project, model), "")
        if view.knows(project) and (not since or now - _moment(since) > HUSH[every]):
            told = f"was not compared for the periods after {since[:16].replace('T', ' ')}" if since else "was never compared"
            found.append(f"{model} of {project} {told}: no telemetry comes, or `enclave monitor run` does not run")
    return found


def _moment(period: str) -> datetime:
    """When a period began; long ago, where that cannot be read."""
    try:
        moment = datetime.fromisoformat(period)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_seen(alert: Alert, view: View) -> bool:
    """Alerts of no project are of the whole enclave."""
    name = alert.labels.get("project") or alert.labels.get("enclave_project", "")
    scope = alert.labels.get("scope", "")
    return view.whole or (bool(name) and view.knows(name)) or (scope.startswith("project/") and view.knows(scope[8:]))


def _words(alert: Alert) -> str:
    labels = ", ".join(titled(value) if value.startswith("project/") else value for value in alert.labels.values() if value)
    amount = "" if alert.rule in STATES else f": {_shown(alert)}"
    return f"{alert.title or alert.rule}{f' ({labels})' if labels else ''}{amount}"


def _when(period: str) -> str:
    """In words: a day by its date, an hour by its time."""
    day, _, time = period.partition("T")
    return f"on {day}" if not time or time.startswith("00:00") else f"on {day} from {time[:5]} on"


def _columns(period: Period) -> str:
    names = list(dict.fromkeys(str(one.get("column", "")) for one in period.alerts if one.get("column")))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(f"`{name}`" for name in names[:3]) + more if names else "see why"


def _is_stale(standing: Standing, now: datetime) -> bool:
    return bool(standing.time) and now.timestamp() - standing.time > STALE_SECONDS


def _standing(path: Path) -> tuple[Standing, str]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Standing), ""
    except FileNotFoundError:
        return Standing(), ""
    except (OSError, msgspec.MsgspecError):
        return Standing(), "the state of the alerts cannot be read"


def _lines(path: Path, kind: type[Struct]) -> Sequence[Any]:
    """The lines of a history, from its end as far as one look reads; what is torn is passed over. One page asks several times."""
    try:
        about = path.stat()
        return _read(path, kind, about.st_ino, about.st_size, about.st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=4)
def _read(path: Path, kind: type[Struct], inode: int, size: int, changed: int) -> Sequence[Any]:
    """The lines, as long as the file is as it was. Raises OSError."""
    with path.open("rb") as file:
        file.seek(max(0, size - MOST_BYTES))
        lines = file.read().splitlines()
    found = []
    for line in lines[1:] if size > MOST_BYTES else lines:
        with suppress(msgspec.MsgspecError):
            found.append(msgspec.json.decode(line, type=kind))
    return found


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
    for (project, model), found in sorted(by_model.items(), key=lambda one: (not one[1][-1].drift, one[0])):
        shown = found[-LAST:]
        drifted = dict.fromkeys(str(one.get("column", "")) for each in shown for one in each.alerts)
        most = max(each.rows for each in shown) or 1
        yield {
            "project": project, "model": model, "drift": found[-1].drift, "rate": found[-1].rate,
            "periods": [{**msgspec.to_builtins(each), "share": each.rows / most} for each in shown],
            "columns": [_column(name, shown) for name in list(drifted)[:LAST] if name],
        }  # fmt: skip


def _column(name: str, periods: Sequence[Period]) -> dict[str, Any]:
    """One column over the periods: how far the worst detector was over its threshold; 0: none was."""
    own = [[one for one in each.alerts if one.get("column") == name] for each in periods]
    worst = [max((over(one) for one in alerts), default=0.0) for alerts in own]
    return {"column": name, "worst": worst, "now": own[-1]}


def over(alert: Mapping[str, Any]) -> float:
    """By how much a value is over its threshold; 1 where that is no ratio."""
    value, threshold = alert.get("value"), alert.get("threshold")
    return value / threshold if isinstance(value, int | float) and isinstance(threshold, int | float) and threshold > 0 < value else 1.0


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
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return ""  # no clock shows it
