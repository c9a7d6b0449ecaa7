"""Callers unlike their past: whom the last hour that was judged showed, and whom the day before it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Struct

from enclave.console.access import View

ANOMALIES = "anomalies.json"
HOLD = timedelta(hours=3)
"""After the beginning of the hour that was judged last: then nobody judges any more."""
HOUR = timedelta(hours=1)
LEAST = 0.05
"""Less than so much in an hour is none."""
WORDS: Mapping[str, str] = MappingProxyType({"volume": "{} requests", "refusals": "{} refusals", "spend": "spend of {}"})
"""What a caller did unlike before, by kind; a model that it never used has no amount."""


class Judged(Struct, frozen=True):
    """What one hour showed; the process that watches writes it."""

    hour: str = ""
    anomalies: tuple[dict[str, Any], ...] = ()


class _File(Judged, frozen=True):
    earlier: tuple[Judged, ...] = ()
    """Hours of the day before, in which somebody was unlike."""


class Episode(Struct):
    """Hours one after the other in which a caller was told."""

    caller: str
    start: str
    until: str
    """The end of the last of them: ISO 8601, as `start`; UTC."""
    goes_on: bool
    worst: dict[str, dict[str, Any]]
    """By kind, and model where that is what is told."""

    @property
    def said(self) -> str:
        """What it did, in words."""
        return "; ".join(map(did, self.worst.values()))


def unlike(data: Path, view: View, now: datetime) -> list[Episode]:
    """The newest first; nothing for who may not see all callers. What cannot be read is nothing: the alert stands all the same."""
    try:
        file = msgspec.json.decode((data / ANOMALIES).read_bytes(), type=_File)
        hours = {_moment(one.hour): one for one in (*file.earlier, file) if one.hour}
    except (OSError, msgspec.MsgspecError, ValueError):
        return []
    if not view.whole or not hours:
        return []
    newest = _moment(file.hour) if file.hour else max(hours)
    last = newest if now - newest <= HOLD else None
    found = [each for caller in _callers(hours) for each in _episodes(caller, hours, last)]
    return sorted(found, key=lambda one: (one.goes_on, one.until, one.start), reverse=True)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _callers(hours: Mapping[datetime, Judged]) -> list[str]:
    """In the order in which they were told, the newest hour first."""
    told = (str(one.get("caller", "")) for hour in sorted(hours, reverse=True) for one in hours[hour].anomalies)
    return list(dict.fromkeys(told))


def _episodes(caller: str, hours: Mapping[datetime, Judged], last: datetime | None) -> Iterator[Episode]:
    own = {hour: [one for one in hours[hour].anomalies if str(one.get("caller", "")) == caller] for hour in sorted(hours)}
    told = [hour for hour, anomalies in own.items() if anomalies]
    firsts = [hour for hour in told if hour - HOUR not in told]
    for first, after in zip(firsts, [*firsts[1:], None], strict=True):
        run = [hour for hour in told if first <= hour and (after is None or hour < after)]
        worst: dict[str, dict[str, Any]] = {}
        for one in (one for hour in run for one in own[hour]):
            key = f"{one.get('kind')} {one.get('model') or ''}"
            if key not in worst or _number(one.get("value")) > _number(worst[key].get("value")):
                worst[key] = one
        yield Episode(caller, _text(first), _text(run[-1] + HOUR), run[-1] == last, worst)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def did(anomaly: Mapping[str, Any]) -> str:
    """What a caller did unlike before."""
    if anomaly.get("kind") not in WORDS:
        return f"a model that it never used, {anomaly.get('model', '')}"
    told, usual = (amount(str(anomaly["kind"]), anomaly.get(name)) for name in ("value", "usual"))
    return f"{WORDS[anomaly['kind']].format(told)}{span(anomaly)}, usually {usual}"


def span(anomaly: Mapping[str, Any]) -> str:
    """In how many hours, where that is not one."""
    hours = anomaly.get("hours", 1)
    return f" in {hours} hours" if isinstance(hours, int) and hours > 1 else ""


def amount(kind: str, value: object) -> str:
    """Of requests and refusals the number, of spend, which is told in cents, the dollars."""
    number = _number(value)
    return f"${number / 100:,.2f}" if kind == "spend" else f"{number:,.0f}" if number >= 10 or number < LEAST else f"{number:.2g}"


def sentence(episode: Episode) -> str:
    """For the overview, where it goes on."""
    return f"{episode.caller} behaves unlike before: {episode.said}, {between(episode)}"


def between(episode: Episode) -> str:
    """When, in words."""
    start, until = episode.start[11:16], episode.until[11:16]
    return f"in the hour from {start}" if _moment(episode.until) - _moment(episode.start) <= HOUR else f"from {start} to {until}"


def rows(episodes: Sequence[Episode]) -> list[dict[str, Any]]:
    """A line of each kind, for a table."""
    return [
        {
            "caller": each.caller, "start": each.start, "until": each.until, "goes_on": each.goes_on, "kind": str(one.get("kind", "")),
            "model": str(one.get("model") or ""), "value": one.get("value"), "usual": one.get("usual"), "span": span(one),
        }
        for each in episodes
        for one in each.worst.values()
    ]  # fmt: skip
