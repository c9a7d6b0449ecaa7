"""Whether alerts hold, by what the workers of one machine count: pending, firing, resolved, and who still has to hear of it.

It sees what Prometheus would see, but for this: a counter that appears counts from nothing, windows are as long as it has looked when
that is shorter, and what is usual is known after twenty minutes only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from operator import ge, gt, lt
from typing import Literal

import msgspec

from enclave.telemetry.merged import Whole
from enclave.telemetry.names import BY_NAME, WINDOW_MINUTES
from enclave.telemetry.registry import Labels
from enclave.telemetry.rules import HOLD, Growth, Level, Matchers, Missing, Rule, Share, Since, Surge, Until
from enclave.telemetry.sketch import Sketch

KEPT_SECONDS = 5000
"""Of what counters were: the longest window, and the time before it."""
RESOLVED_SECONDS = 86_400
"""How long an alert that is over is still shown."""
_COMPARE = {">": gt, ">=": ge, "<": lt}

Vector = dict[Labels, float]


class Alert(msgspec.Struct, kw_only=True):
    """One alert, as it stands."""

    rule: str
    labels: dict[str, str]
    state: Literal["pending", "firing", "resolved"]
    severity: int
    title: str
    why: str
    value: float
    since: float
    """When it began to hold; Unix time, as all of these."""
    seen: float
    """When it held last."""
    fired: float = 0.0
    resolved: float = 0.0

    @property
    def fingerprint(self) -> str:
        """The same for the same rule and labels."""
        told = "\0".join((self.rule, *(f"{name}={value}" for name, value in sorted(self.labels.items()))))
        return sha256(told.encode()).hexdigest()[:16]


class Silence(msgspec.Struct, frozen=True):
    """Nobody is told of some alerts until a moment. They are shown all the same."""

    until: float
    rule: str = ""
    """Empty: any."""
    labels: dict[str, str] = {}

    def covers(self, alert: Alert, now: float) -> bool:
        """Whether it is meant."""
        return now < self.until and self.rule in ("", alert.rule) and self.labels.items() <= alert.labels.items()


class Evaluator:
    """The alerts of one gateway. `known`: as an earlier one left them."""

    def __init__(self, rules: Sequence[Rule], known: Iterable[Alert] = ()) -> None:
        self._rules = [rule for rule in rules if rule.is_ours]
        self._counted = {name for rule in self._rules for name in rule.metrics if BY_NAME[name].kind == "counter"}
        self._times: list[float] = []
        self._past: list[dict[str, dict[Labels, float]]] = []
        ids = {rule.id for rule in self._rules}
        self.alerts: dict[str, Alert] = {alert.fingerprint: alert for alert in known if alert.rule in ids}

    def look(self, whole: Whole, now: float) -> list[Alert]:
        """Judge all rules at a moment; gives the alerts that began to fire or are over."""
        self._remember(whole, now)
        changed: list[Alert] = []
        for rule in self._rules:
            compare, by = _COMPARE[rule.compare], _by(rule)
            for labels, value in self._measure(rule, whole, now).items():
                if compare(value, rule.bound):
                    changed += self._holds(rule, dict(zip(by, labels, strict=True)), value, now)
        for key, alert in list(self.alerts.items()):
            if alert.state == "pending" and alert.seen < now:
                del self.alerts[key]
            elif alert.state == "firing" and now - alert.seen >= HOLD:
                alert.state, alert.resolved = "resolved", now
                changed.append(alert)
            elif alert.state == "resolved" and now - alert.resolved > RESOLVED_SECONDS:
                del self.alerts[key]
        return changed

    def _holds(self, rule: Rule, labels: dict[str, str], value: float, now: float) -> Iterator[Alert]:
        """A rule holds for these labels."""
        told = Alert(
            rule=rule.id, labels=labels, state="pending", severity=rule.severity, title=rule.title, why=rule.why, value=value, since=now,
            seen=now,
        )  # fmt: skip
        alert = self.alerts.get(told.fingerprint)
        if alert is None or alert.state == "resolved":
            alert = self.alerts[told.fingerprint] = told
        alert.value, alert.seen, alert.severity, alert.title, alert.why = value, now, rule.severity, rule.title, rule.why
        if alert.state == "pending" and now - alert.since >= rule.seconds:
            alert.state, alert.fired = "firing", now
            yield alert

    def _measure(self, rule: Rule, whole: Whole, now: float) -> Vector:
        match rule.measure:
            case Level(metric=metric, by=by, quantile=share, lowest=lowest):
                told = whole.numbers.get(metric, {}) if share is None else _quantiles(whole, metric, by, share, now)
                return _extreme(metric, by, told, lowest) if share is None else told
            case Growth():
                return self._growth(rule.measure, now)
            case Share(part=part, whole=among, least=least):
                parts = self._growth(part, now)
                return {labels: parts.get(labels, 0.0) / all_ for labels, all_ in self._growth(among, now).items() if all_ > least}
            case Surge(growth=growth, before=before, factor=factor):
                seen = min(now - growth.window - self._times[0], before)
                if seen < growth.window:
                    return {}  # what is usual is not known yet
                then = self._growth(growth, now - growth.window, before)
                usual = factor * growth.window / seen
                return {labels: grown for labels, grown in self._growth(growth, now).items() if grown > usual * then.get(labels, 0.0)}
            case Until(metric=metric):
                moments = whole.numbers.get(metric, {}).values()
                return {(): min(moments) - now} if moments else {}
            case Since(metric=metric):
                moments = whole.numbers.get(metric, {}).values()
                return {(): now - max(moments)} if moments else {}
            case Missing(metric=metric):
                return {} if whole.numbers.get(metric) else {(): 1.0}

    def _remember(self, whole: Whole, now: float) -> None:
        self._times.append(now)
        self._past.append({name: dict(whole.numbers.get(name, {})) for name in self._counted})
        old = bisect_right(self._times, now - KEPT_SECONDS)
        del self._times[:old], self._past[:old]

    def _growth(self, growth: Growth, end: float, window: int = 0) -> Vector:
        """How much a counter grew until a moment. One that got less began again."""
        last = bisect_right(self._times, end) - 1
        if last < 0:
            return {}
        first = max(0, bisect_right(self._times, end - (window or growth.window)) - 1)
        found: Vector = {}
        names = BY_NAME[growth.metric].prometheus_labels
        moments = [moment.get(growth.metric, {}) for moment in self._past[first : last + 1]]
        for labels in moments[-1]:
            named = dict(zip(names, labels, strict=True))
            if _matches(growth.where, named):
                values = [moment.get(labels, 0.0) for moment in moments]
                grown = sum(after - before if after >= before else after for before, after in pairwise(values))
                key = tuple(named[label] for label in growth.by)
                found[key] = found.get(key, 0.0) + grown
        return found


def _by(rule: Rule) -> tuple[str, ...]:
    match rule.measure:
        case Level(by=by) | Growth(by=by) | Share(whole=Growth(by=by)) | Surge(growth=Growth(by=by)):
            return by
        case _:
            return ()


def _extreme(metric: str, by: tuple[str, ...], told: Mapping[Labels, float], lowest: bool) -> Vector:
    names = BY_NAME[metric].prometheus_labels
    found: Vector = {}
    for labels, value in told.items():
        named = dict(zip(names, labels, strict=True))
        key = tuple(named[label] for label in by)
        found[key] = value if key not in found else min(found[key], value) if lowest else max(found[key], value)
    return found


def _quantiles(whole: Whole, metric: str, by: tuple[str, ...], share: float, now: float) -> Vector:
    """The highest quantile of all series, as Prometheus sees it: each series has its own."""
    oldest = int(now // 60) - WINDOW_MINUTES
    told: Vector = {}
    for labels, state in whole.histograms.get(metric, {}).items():
        sketch = Sketch()
        for minute, one in state.minutes.items():
            if minute > oldest:
                sketch.merge(one)
        if (value := sketch.quantile(share)) is not None:
            told[labels] = value
    return _extreme(metric, by, told, lowest=False)


def _matches(where: Matchers, named: Mapping[str, str]) -> bool:
    for label, operator, wanted in where:
        is_it = re.fullmatch(wanted, named[label]) is not None if operator == "=~" else named[label] == wanted
        if is_it == (operator == "!="):
            return False
    return True
