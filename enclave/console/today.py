"""What happened since midnight UTC, added up event by event, and what the gateway last said of itself. Never any content."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from enclave.audit.event import Event
from enclave.console.access import EVERYTHING, View

GROUPS = 100
"""Different reasons that are told apart; beyond that only their codes are."""
CALLERS = 10_000
"""Callers whose money is told apart."""
TOP = 12
"""Of them, that are shown."""
FAILING = frozenset({"upstream", "pipeline"})
"""Stages whose refusal is nobody's decision: the model service or the gateway itself failed."""


@dataclass
class Calls:
    """Calls of one project today."""

    answered: int = 0
    refused: int = 0
    """By policy: the caller may not, or may not so."""
    failed: int = 0
    """The model service or the gateway itself failed."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    settled_nanousd: int = 0

    @property
    def requests(self) -> int:
        return self.answered + self.failed + self.refused


@dataclass
class Spender:
    """One caller of one project today."""

    requests: int = 0
    refused: int = 0
    settled_nanousd: int = 0


class Today:
    """Sums of one UTC day; an event of a later day starts it anew."""

    def __init__(self) -> None:
        self.last_time = ""
        self.started = ""
        """When a gateway last started."""
        self.stopped = ""
        """When the last of its workers said that it stops, if nothing was heard since."""
        self.policy_digest = ""
        """Of the policy that the gateway last said it runs."""
        self._workers: set[str] = set()
        """Those that started and did not stop, by the name that they gave."""
        self._begin("")

    def _begin(self, day: str) -> None:
        self._day = day
        self._refusals: Counter[tuple[str, str, str, str]] = Counter()
        self._found: Counter[tuple[str, str, str, str]] = Counter()
        self._spenders: dict[tuple[str, str], Spender] = {}
        self._projects: dict[str, Calls] = {}
        self._hours: Counter[tuple[str, int, str]] = Counter()
        self._open: dict[str, str] = {}
        """Request -> project."""

    def add(self, event: Event) -> None:
        """Counts one event, in the order of the log."""
        self.last_time = event.time
        self.policy_digest = event.policy_digest or self.policy_digest
        if event.kind == "started":
            self.started, self.stopped = event.time, ""
            self._workers.add(event.reason)
        elif event.kind == "stopped":
            self._workers.discard(event.reason)
            self.stopped = "" if self._workers else event.time
        elif event.kind in ("admitted", "completed", "refused"):
            self.stopped = ""
        if event.time[:10] > self._day:
            self._begin(event.time[:10])
        if event.time[:10] == self._day:
            self._count(event)

    def _count(self, event: Event) -> None:
        if event.kind == "admitted":
            self._open[event.request_id] = event.project
            return
        if event.kind not in ("completed", "refused"):
            return
        self._open.pop(event.request_id, None)
        calls = self._projects.setdefault(event.project, Calls())
        how = outcome(event)
        calls.answered += how == "answered"
        calls.refused += how == "refused"
        calls.failed += how == "failed"
        self._hours[event.project, int(event.time[11:13]), how] += 1
        if how != "answered":
            self._refusals[self._group(event)] += 1
        calls.prompt_tokens += event.prompt_tokens
        calls.completion_tokens += event.completion_tokens
        calls.settled_nanousd += event.settled_nanousd
        for verdict in event.verdicts:
            for entity, count in verdict.findings.items():
                self._found[event.project, entity, verdict.stage, verdict.outcome] += count
        self._spend(event, how)

    def _spend(self, event: Event, how: str) -> None:
        key = event.project, event.caller
        spender = self._spenders.get(key)
        if spender is None and len(self._spenders) < CALLERS:
            spender = self._spenders[key] = Spender()
        if spender is not None:
            spender.requests += 1
            spender.refused += how == "refused"
            spender.settled_nanousd += event.settled_nanousd

    def _group(self, event: Event) -> tuple[str, str, str, str]:
        """Project, stage, code and reason. What follows a semicolon in a reason belongs to the one call."""
        code, reason = split(event.reason)
        group = event.project, event.stage, code, reason.partition(";")[0]
        return group if group in self._refusals or len(self._refusals) < GROUPS else (*group[:3], "other reasons")

    def document(self, now: datetime, view: View = EVERYTHING) -> dict[str, Any]:
        """The sums of the day that contains `now`, of what somebody may see."""
        day = now.astimezone(UTC).strftime("%Y-%m-%d")
        current = day == self._day
        projects = {name: calls for name, calls in self._projects.items() if current and view.knows(name)}
        refusals: Counter[tuple[str, str, str]] = Counter()
        for (project, *reason), count in self._refusals.items():
            if current and view.knows(project):
                refusals[reason[0], reason[1], reason[2]] += count
        return {
            "day": day,
            "requests": sum(calls.requests for calls in projects.values()),
            "answered": sum(calls.answered for calls in projects.values()),
            "refused": sum(calls.refused for calls in projects.values()),
            "failed": sum(calls.failed for calls in projects.values()),
            "open": sum(current and view.knows(project) for project in self._open.values()),
            "tokens": sum(calls.prompt_tokens + calls.completion_tokens for calls in projects.values()),
            "hours": self._by_hour(now if current else None, view),
            "projects": [
                {
                    "project": name, "requests": calls.requests, "answered": calls.answered, "refused": calls.refused,
                    "failed": calls.failed, "prompt_tokens": calls.prompt_tokens, "completion_tokens": calls.completion_tokens,
                    "settled_nanousd": calls.settled_nanousd,
                }
                for name, calls in sorted(projects.items())
            ],
            "refusals": [
                {"stage": stage, "code": code, "reason": reason, "count": count}
                for (stage, code, reason), count in refusals.most_common()
            ],
        }  # fmt: skip

    def _by_hour(self, now: datetime | None, view: View) -> list[dict[str, int]]:
        """How calls ended, hour by hour of the day until now."""
        found = [{"hour": hour, "answered": 0, "refused": 0, "failed": 0} for hour in range(now.astimezone(UTC).hour + 1 if now else 0)]
        for (project, hour, how), count in self._hours.items():
            if hour < len(found) and view.knows(project):
                found[hour][how] += count
        return found

    def refused_callers(self, now: datetime, view: View = EVERYTHING) -> list[dict[str, Any]]:
        """Who was refused most today."""
        refused = [one for one in self._callers(now, view) if one["refused"]]
        return sorted(refused, key=lambda one: -int(one["refused"]))[:TOP]

    def found(self, now: datetime, view: View = EVERYTHING) -> list[dict[str, Any]]:
        """What was found in texts today: how often, of which entity, in which project, where, and what was done about it."""
        is_today = now.astimezone(UTC).strftime("%Y-%m-%d") == self._day
        return [
            {"project": project, "entity": entity, "stage": stage, "outcome": done, "count": count}
            for (project, entity, stage, done), count in self._found.most_common()
            if is_today and view.knows(project)
        ]

    def spenders(self, now: datetime, view: View = EVERYTHING) -> list[dict[str, Any]]:
        """Who spent most today. Of a project of which somebody may see only own calls there is nobody else."""
        return sorted(self._callers(now, view), key=lambda one: (-one["settled_nanousd"], -one["requests"]))[:TOP]

    def _callers(self, now: datetime, view: View) -> list[dict[str, Any]]:
        is_today = now.astimezone(UTC).strftime("%Y-%m-%d") == self._day
        return [
            {
                "project": project, "caller": caller, "requests": one.requests, "refused": one.refused,
                "settled_nanousd": one.settled_nanousd,
            }
            for (project, caller), one in self._spenders.items()
            if is_today and (view.whole or project in view.projects or (project in view.own and caller == view.caller))
        ]  # fmt: skip


def outcome(event: Event) -> str:
    """How a call ended: `answered`, `refused` by policy or `failed`; for other events their kind.

    A stream that was cut after its first byte has status 200 and the stage that cut it.
    """
    if event.kind not in ("completed", "refused"):
        return event.kind
    if event.status >= 500 or event.stage in FAILING:
        return "failed"
    return "refused" if event.kind == "refused" or event.stage or event.status >= 400 else "answered"


def split(reason: str) -> tuple[str, str]:
    """The code and the words of a reason, `code: words`; a reason without a code is only words."""
    code, colon, words = reason.partition(": ")
    return (code, words) if colon and " " not in code else ("", reason)

