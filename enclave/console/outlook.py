"""Where spend is going: each ceiling with what its window will have cost at its end, days that were, and who spends most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from enclave.console.access import EVERYTHING, View
from enclave.ledger.calendar import period, period_end, period_start
from enclave.ledger.forecast import HOUR, Forecast, Hours, forecast

WINDOWS = (("daily", "today"), ("monthly", "this month"))
SHOWN_DAYS = 28


def outlook(
    spend: Mapping[str, Any], hours: Hours, now: datetime, zone: str, view: View = EVERYTHING
) -> list[dict[str, Any]]:
    """Each scope that somebody may see, with its windows, their forecasts, and its days, the newest last."""
    rows = []
    for row in spend["scopes"]:
        if seen(row["scope"], view):
            own = hours.of(row["scope"])
            told = {
                window: {
                    **row[window], "words": words, "pace": _pace(row[window], own, now, zone) if window == "daily" else None,
                    "forecast": _told(_forecast(row[window], own, hours.first, now, (window, zone))),
                }
                for window, words in WINDOWS
            }  # fmt: skip
            rows.append({"scope": row["scope"], "known": row["known"], "windows": told, "days": list(_days(own, hours.first, now, zone))})
    return rows


def seen(scope: str, view: View) -> bool:
    """Whether somebody may see a scope of the ledger; callers' are nobody else's, and the hub's sum is of those who see all."""
    return view.whole or (scope.startswith("project/") and view.knows(scope.removeprefix("project/")))


def _forecast(window: Mapping[str, Any], hours: Mapping[int, int], first: int, now: datetime, of: tuple[Any, str]) -> Forecast | None:
    name, zone = of
    end = period_end(name, period(name, now, zone), zone).timestamp()
    spent, limit = window["settled_nanousd"], window["limit_nanousd"]
    return forecast(hours, first, now.timestamp(), end, spent, limit=limit) if first else None


def _pace(window: Mapping[str, Any], hours: Mapping[int, int], now: datetime, zone: str) -> dict[str, Any] | None:
    """Where today ends if each hour costs what the last whole one did. A loop is seen here first, which no rhythm of weeks knows."""
    last = hours.get(int(now.timestamp() // HOUR) - 1, 0)
    left = (period_end("daily", period("daily", now, zone), zone) - now).total_seconds() / HOUR
    spent, limit = window["settled_nanousd"], window["limit_nanousd"]
    until = (limit - spent) / last if limit is not None and last > 0 else left
    reached = (now + timedelta(hours=until)).astimezone(UTC).strftime("%H:%M") if 0 <= until < left else ""
    return {"expected_nanousd": round(spent + last * left), "reached_at": reached}


def _told(found: Forecast | None) -> dict[str, Any] | None:
    if found is None:
        return None
    reached = "" if found.reached_at is None else datetime.fromtimestamp(found.reached_at, UTC).strftime("%Y-%m-%d %H:%M")
    return {
        "expected_nanousd": found.expected, "low_nanousd": found.low, "high_nanousd": found.high, "method": found.method,
        "days": found.days, "reached_at": reached,
    }  # fmt: skip


def _days(hours: Mapping[int, int], first: int, now: datetime, zone: str) -> Iterable[dict[str, Any]]:
    """Sums of days in the file's zone, of those that are known; shares are of the dearest."""
    sums: dict[str, int] = {}
    start = max(first, int(now.timestamp() // HOUR) - SHOWN_DAYS * 24) if first else 0
    for hour in range(start, int(now.timestamp() // HOUR) + 1) if first else ():
        name = period("daily", datetime.fromtimestamp(hour * HOUR, UTC), zone)
        sums[name] = sums.get(name, 0) + hours.get(hour, 0)
    most = max(sums.values(), default=0) or 1
    names = sorted(sums)
    for name in names[1:] if names and period_start("daily", names[0], zone).timestamp() < start * HOUR else names:
        yield {"day": name, "settled_nanousd": sums[name], "share": sums[name] / most}
