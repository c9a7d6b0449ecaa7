"""What happened since midnight UTC, added up event by event, and what the gateway last said of itself. Never any content."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from enclave.audit.event import Event

GROUPS = 100
"""Different reasons that are told apart; beyond that only their codes are."""
LAST = 15
"""Events that are shown."""
HIDDEN = frozenset({"admitted"})
"""Kinds that are counted but not shown: another event tells how the call ended."""
FAILING = frozenset({"upstream", "pipeline"})
"""Stages whose refusal is nobody's decision: the model service or the gateway itself failed."""
SHOWN = (
    "time", "kind", "caller", "project", "deployment", "model", "region", "location", "operation", "stream", "status", "stage",
    "reason", "error", "prompt_tokens", "completion_tokens", "settled_nanousd", "duration_ms", "request_id",
)  # fmt: skip
"""Fields of an event that are shown. None of them ever holds content."""


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

    @property
    def requests(self) -> int:
        return self.answered + self.failed + self.refused


class Today:
    """Sums of one UTC day; an event of a later day starts it anew."""

    def __init__(self) -> None:
        self.last: deque[Event] = deque(maxlen=LAST)
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
        self._refusals: Counter[tuple[str, str, str]] = Counter()
        self._projects: dict[str, Calls] = {}
        self._open: set[str] = set()

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
        if event.kind not in HIDDEN:
            self.last.append(event)
        if event.time[:10] > self._day:
            self._begin(event.time[:10])
        if event.time[:10] == self._day:
            self._count(event)

    def _count(self, event: Event) -> None:
        if event.kind == "admitted":
            self._open.add(event.request_id)
            return
        if event.kind not in ("completed", "refused"):
            return
        self._open.discard(event.request_id)
        calls = self._projects.setdefault(event.project, Calls())
        how = outcome(event)
        calls.answered += how == "answered"
        calls.refused += how == "refused"
        calls.failed += how == "failed"
        if how != "answered":
            self._refusals[self._group(event)] += 1
        calls.prompt_tokens += event.prompt_tokens
        calls.completion_tokens += event.completion_tokens

    def _group(self, event: Event) -> tuple[str, str, str]:
        """Stage, code and reason. What follows a semicolon in a reason belongs to the one call."""
        code, reason = split(event.reason)
        group = event.stage, code, reason.partition(";")[0]
        return group if group in self._refusals or len(self._refusals) < GROUPS else (event.stage, code, "other reasons")

    def document(self, now: datetime) -> dict[str, Any]:
        """The sums of the day that contains `now`, and the last events, newest first."""
        day = now.astimezone(UTC).strftime("%Y-%m-%d")
        current = day == self._day
        projects = self._projects if current else {}
        refusals = self._refusals if current else Counter[tuple[str, str, str]]()
        return {
            "day": day,
            "requests": sum(calls.requests for calls in projects.values()),
            "answered": sum(calls.answered for calls in projects.values()),
            "refused": sum(calls.refused for calls in projects.values()),
            "failed": sum(calls.failed for calls in projects.values()),
            "open": len(self._open) if current else 0,
            "tokens": sum(calls.prompt_tokens + calls.completion_tokens for calls in projects.values()),
            "projects": [
                {
                    "project": name, "requests": calls.requests, "answered": calls.answered, "refused": calls.refused,
                    "failed": calls.failed, "prompt_tokens": calls.prompt_tokens, "completion_tokens": calls.completion_tokens,
                }
                for name, calls in sorted(projects.items())
            ],
            "refusals": [
                {"stage": stage, "code": code, "reason": reason, "count": count}
                for (stage, code, reason), count in refusals.most_common()
            ],
            "events": [_shown(event) for event in reversed(self.last)],
        }  # fmt: skip


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


def _shown(event: Event) -> dict[str, Any]:
    found: Counter[str] = Counter()
    for verdict in event.verdicts:
        found.update(verdict.findings)
    fields = {name: getattr(event, name) for name in SHOWN}
    code, reason = split(event.reason)
    return {**fields, "outcome": outcome(event), "code": code, "reason": reason, "found": dict(sorted(found.items()))}
