"""The last calls as the log tells them, to look through and to tell one of them whole. Never any content."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from enclave.audit.event import Event
from enclave.console.access import EVERYTHING, View
from enclave.console.today import outcome, split

KEPT = 20_000
"""Records that can be looked through; `enclave audit query` has all."""
SHOWN = 50
"""Calls on one page."""
LAST = 15
"""Events on the overview."""
ENDS = ("completed", "refused")
HIDDEN = frozenset({"admitted", "anchored"})
"""Kinds that are not shown there: another event tells how the call ended, and an anchor that works is no news."""
FIELDS = (
    "time", "kind", "caller", "project", "deployment", "model", "region", "location", "operation", "stream", "status", "stage",
    "reason", "error", "prompt_tokens", "completion_tokens", "settled_nanousd", "duration_ms", "request_id",
)  # fmt: skip
"""Of an event, that are shown. None of them ever holds content."""


class Numbered(NamedTuple):
    """An event with the number of its record."""

    number: int
    event: Event


class Wanted(NamedTuple):
    """What somebody looks for; what is empty is not asked."""

    project: str = ""
    caller: str = ""
    model: str = ""
    outcome: str = ""
    entity: str = ""
    text: str = ""
    """In the reason, the error, the stage or the request's id."""

    def takes(self, event: Event) -> bool:
        """Whether a call is one of them."""
        return (
            (not self.project or event.project == self.project)
            and (not self.caller or event.caller == self.caller)
            and (not self.model or self.model in (event.model, event.deployment))
            and (not self.outcome or outcome(event) == self.outcome)
            and (not self.entity or any(self.entity in verdict.findings for verdict in event.verdicts))
            and (not self.text or self.text.lower() in f"{event.stage} {event.reason} {event.error} {event.request_id}".lower())
        )


class History:
    """The newest records, by number and by request."""

    def __init__(self, kept: int = KEPT) -> None:
        self._records: deque[Numbered] = deque(maxlen=kept)
        self._choices: tuple[View | None, int, dict[str, list[str]]] = (None, 0, {})

    def add(self, number: int, event: Event) -> None:
        """One more record."""
        self._records.append(Numbered(number, event))

    def last(self, view: View = EVERYTHING) -> list[dict[str, Any]]:
        """The last events, newest first."""
        found: list[dict[str, Any]] = []
        for _, event in reversed(self._records):
            if event.kind not in HIDDEN and view.sees(event):
                found.append(_shown(event))
                if len(found) == LAST:
                    break
        return found

    def with_findings(self, view: View = EVERYTHING) -> list[dict[str, Any]]:
        """The last calls in which something was found, newest first."""
        ends = (each for each in reversed(self._records) if each.event.kind in ENDS and view.sees(each.event))
        return list(islice((_row(*each) for each in ends if _found(each.event)), LAST))

    def calls(self, wanted: Wanted, before: int = 0, view: View = EVERYTHING) -> tuple[list[dict[str, Any]], int]:
        """A page of calls, the newest first, and the record to go on before; 0: there are no more."""
        found: list[dict[str, Any]] = []
        for number, event in reversed(self._records):
            if (before and number >= before) or event.kind not in ENDS or not view.sees(event) or not wanted.takes(event):
                continue
            if len(found) == SHOWN:
                return found, found[-1]["number"]
            found.append(_row(number, event))
        return found, 0

    def choices(self, view: View = EVERYTHING) -> dict[str, list[str]]:
        """What the records have, for somebody to choose from."""
        newest = self._records[-1].number if self._records else 0
        if self._choices[:2] != (view, newest):
            self._choices = view, newest, self._chosen(view)
        return self._choices[2]

    def _chosen(self, view: View) -> dict[str, list[str]]:
        ends = [event for _, event in self._records if event.kind in ENDS and view.sees(event)]
        return {
            "project": sorted({event.project for event in ends if event.project}),
            "model": sorted({event.model for event in ends if event.model}),
            "outcome": sorted({outcome(event) for event in ends}),
            "entity": sorted({entity for event in ends for verdict in event.verdicts for entity in verdict.findings}),
        }

    def story(self, request_id: str, view: View = EVERYTHING) -> list[Numbered]:
        """All records of one request, in order; none, if there is one that somebody may not see."""
        found = [each for each in self._records if each.event.request_id == request_id]
        return found if all(view.sees(each.event) for each in found) else []

    def records(self) -> list[Numbered]:
        """Everything that is kept, the oldest first."""
        return list(self._records)

    @property
    def first(self) -> int:
        """The oldest record that is kept here; 0: there is none."""
        return self._records[0].number if self._records else 0


def told(story: list[Numbered]) -> dict[str, Any]:
    """One request from its first record to its last: who asked what of which model, what each guard decided, what it cost."""
    last = story[-1].event
    guards: dict[str, dict[str, Any]] = {}
    for each in story:
        for verdict in each.event.verdicts:
            guards[verdict.stage] = {
                "stage": verdict.stage, "outcome": verdict.outcome, "scanned_chars": verdict.scanned_chars,
                "findings": dict(verdict.findings),
                "seen": [{"detector": one.detector, "confidence": one.confidence, "field": one.field} for one in verdict.seen],
            }  # fmt: skip
    code, reason = split(last.reason)
    return {
        "request_id": last.request_id, "outcome": outcome(last), "code": code, "reason": reason, "stage": last.stage,
        "error": last.error, "guards": list(guards.values()), "facts": dict(_facts(last)),
        "money": {"reserved": max(each.event.reserved_nanousd for each in story), "settled": last.settled_nanousd},
        "records": [{"number": each.number, "time": each.event.time, "kind": each.event.kind} for each in story],
    }  # fmt: skip


def _facts(event: Event) -> Iterator[tuple[str, str]]:
    shown: Mapping[str, Any] = {
        "caller": event.caller, "roles": ", ".join(event.roles), "project": event.project, "deployment": event.deployment,
        "model": f"{event.model} {event.model_version}".strip(),
        "processed in": f"{event.location} ({event.region})" if event.region else "",
        "operation": event.operation, "status": event.status or "", "streamed": "yes" if event.stream else "",
        "tokens": f"{event.prompt_tokens:,} in, {event.completion_tokens:,} out" if event.prompt_tokens else "",
        "took": f"{event.duration_ms:,.1f} ms" if event.duration_ms else "",
        "first token after": f"{event.time_to_first_token_ms:,.1f} ms" if event.time_to_first_token_ms else "",
        "answer ended": ", ".join(event.finish_reasons),
        "how sure the model was": f"{event.confidence:.1%}".replace("%", " %") if event.confidence is not None else "",
        "trace": event.trace_id, "hash of the prompt": event.prompt_sha256, "hash of the answer": event.answer_sha256,
        "policy": event.policy_digest,
    }  # fmt: skip
    for name, value in shown.items():
        if value:
            yield name, str(value)


def _shown(event: Event) -> dict[str, Any]:
    fields = {name: getattr(event, name) for name in FIELDS}
    code, reason = split(event.reason)
    return {**fields, "outcome": outcome(event), "code": code, "reason": reason, "found": _found(event)}


def _found(event: Event) -> dict[str, int]:
    found: Counter[str] = Counter()
    for verdict in event.verdicts:
        found.update(verdict.findings)
    return dict(sorted(found.items()))


def _row(number: int, event: Event) -> dict[str, Any]:
    code, reason = split(event.reason)
    return {
        "number": number, "time": event.time, "request_id": event.request_id, "outcome": outcome(event), "caller": event.caller,
        "project": event.project, "model": event.model or event.deployment, "location": event.location, "stage": event.stage,
        "code": code, "reason": reason, "error": event.error, "found": _found(event),
        "tokens": event.prompt_tokens + event.completion_tokens,
        "settled_nanousd": event.settled_nanousd, "duration_ms": event.duration_ms,
    }  # fmt: skip
