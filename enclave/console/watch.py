"""Everything that the page shows, gathered anew at every look: one JSON document."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from enclave.audit.proof import Deleted, prove
from enclave.audit.verify import verify as verify_log
from enclave.console.access import EVERYTHING, View
from enclave.console.attention import attention
from enclave.console.background import Background, Looked
from enclave.console.deployed import deployed
from enclave.console.history import KEPT, History, Wanted, told
from enclave.console.outlook import outlook, seen
from enclave.console.proof import Examined, proof_document, summary
from enclave.console.signals import firing, happened, signals, silent
from enclave.console.spend import Ledger, Shared, spend_document
from enclave.console.tail import Problem, Tail
from enclave.console.today import Today
from enclave.errors import InputError
from enclave.ledger.forecast import Hours
from enclave.ledger.interface import Store
from enclave.spec.base import Unsafe
from enclave.spec.load import Document
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest

CHECK_SECONDS = 900
"""How often the whole log is checked again, signatures included, while somebody looks."""
HOURS_SECONDS = 300
"""How often it is asked what hours cost."""


class Watch:
    """One file and one data directory, looked at again and again. `examine` gives the proof of the file.

    `ledger` opens the ledger that several machines share; without it, it is the directory's. `hours` tells what hours cost.
    """

    def __init__(
        self, document: Document, data: Path, examine: Callable[[str], Examined], ledger: Callable[[], Store] | None = None,
        hours: Callable[[], Hours] = Hours,
    ) -> None:  # fmt: skip
        self._document = document
        self._digest = policy_digest(document.spec)
        self._data = data
        watched = document.spec.monitor.models if document.spec.monitor else {}
        self._models = {(one.project, name): str(one.every) for name, one in watched.items()}
        self._tail, self._today, self._ledger = Tail(data, KEPT), Today(), Shared(ledger) if ledger else Ledger(data)
        self._history = History()
        self._lock = Lock()
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="console")
        self._proof = Background(self._threads, lambda: examine(document.path), lambda: _stamp(document.path))
        self._check = Background(self._threads, self._checked, self._check_stamp)
        self._hours = Background(self._threads, hours, lambda: (self._tail.missing, monotonic() // HOURS_SECONDS))
        self._proof.look()
        self._hours.look()
        self._reading: Future[None] = self._threads.submit(self._read_up)

    def look(self, now: datetime, view: View = EVERYTHING) -> dict[str, Any]:
        """The document of `/api/today`, of what somebody may see. Amounts are nano-dollars, times UTC."""
        proof, check = self._proof.look(), self._check.look()
        quiet = [{"level": "warn", "text": text, "page": "drift"} for text in silent(self._data, now, self._models, view)]
        fires = firing(self._data, now, view) + quiet
        spec = proof.value.spec if proof.value else self._document.spec
        digest = proof.value.digest if proof.value else self._digest
        with self._lock:
            self._read()
            today = self._today.document(now, view)
            document = {
                "name": spec.name,
                "file": self._document.path if view.whole else os.path.basename(self._document.path),
                "time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "policy_digest": digest,
                "unsafe": [one for one in unsafe_choices(spec) if view.knows(one["project"])],
                **today,
                "spenders": self._today.spenders(now, view),
                "refused_callers": self._today.refused_callers(now, view),
                "events": self._history.last(view),
                "gateway": self._gateway(digest),
                "log": self._log(check, view),
                "spend": self._spend(spec, now, view),
                "proof": _proof(proof, view),
                "deployed": deployed(self._data, now),
                "firing": fires,
                "happened": happened(self._data, self._history.records(), now, view),
            }
        items = attention(document)
        level = "bad" if any(item.level == "bad" for item in items) else "warn" if items else "good"
        return {"verdict": level, "attention": [item._asdict() for item in items], **document}

    def calls(self, wanted: Wanted, before: int = 0, view: View = EVERYTHING) -> dict[str, Any]:
        """A page of the calls that somebody looks for, and what there is to choose from."""
        with self._lock:
            self._read()
            found, more = self._history.calls(wanted, before, view)
            return {"calls": found, "before": more, "choices": self._history.choices(view), "first": self._history.first}

    def story(self, request_id: str, view: View = EVERYTHING) -> dict[str, Any] | None:
        """One request whole, with the proof of its last record; None when it is not among the newest records."""
        with self._lock:
            self._read()
            story = self._history.story(request_id, view)
        if not story:
            return None
        try:
            proof, why = prove(self._data, story[-1].number), ""
        except (InputError, Deleted) as problem:
            proof, why = "", str(problem)
        return {**told(story), "proof": proof, "no_proof": why}

    def signals(self, now: datetime, view: View = EVERYTHING, *, is_read: bool = False) -> dict[str, Any]:
        """Alerts, drift and images. `is_read`: the log was read for the same page."""
        with self._lock:
            if not is_read:
                self._read()
            records = self._history.records()
        return {**signals(self._data, records, now, view), "silent": silent(self._data, now, self._models, view)}

    def money(self, now: datetime, view: View = EVERYTHING) -> dict[str, Any]:
        """Spend against the ceilings, where it is going, and who spends most."""
        hours = self._hours.look()
        spec = self._document.spec
        with self._lock:
            self._read()
            spend, spenders = self._spend(spec, now, view), self._today.spenders(now, view)
        zone = spec.hub.budget.time_zone or "UTC"
        return {
            "problem": spend["problem"], "new": spend["new"], "hidden": spend["hidden"], "zone": zone, "spenders": spenders,
            "why": hours.problem, "running": hours.running and hours.value is None,
            "scopes": outlook(spend, hours.value or Hours(), now, zone),
        }  # fmt: skip

    def found(self, now: datetime, view: View = EVERYTHING) -> dict[str, Any]:
        """What was found in texts today, and the last calls in which something was."""
        with self._lock:
            self._read()
            return {"found": self._today.found(now, view), "calls": self._history.with_findings(view)}

    def picture(self) -> tuple[str, str]:
        """The networks of the file as a picture; or why there is none."""
        looked = self._proof.look()
        return (looked.value.picture, "") if looked.value else ("", looked.problem or "being computed")

    def _spend(self, spec: Spec, now: datetime, view: View) -> dict[str, Any]:
        spend = spend_document(spec, *self._ledger.look(now))
        return {**spend, "scopes": [row for row in spend["scopes"] if seen(row["scope"], view)], "hidden": spend["hidden"] * view.whole}

    def _read_up(self) -> None:
        """Read on piece by piece, so that no look needs to: a log that is there already, or one that grows fast."""
        behind = True
        while behind:
            with self._lock:
                self._read()
                behind = self._tail.behind > 0 and not self._tail.unreadable
            sleep(0.005)  # lets a look have the lock

    def _read(self) -> None:
        again, events = self._tail.look()
        if again:
            self._today, self._history = Today(), History()
        for number, event in zip(self._tail.numbers, events, strict=True):
            self._today.add(event)
            self._history.add(number, event)
        if self._tail.behind > 0 and self._reading.done():
            self._reading = self._threads.submit(self._read_up)

    def _gateway(self, digest: str) -> dict[str, Any]:
        today = self._today
        state = "stopped" if today.stopped else "started" if today.started or today.policy_digest else "unseen"
        return {
            "state": state,
            "since": today.stopped or today.started,
            "policy_digest": today.policy_digest,
            "matches": today.policy_digest == digest if today.policy_digest else None,
            "last_record": today.last_time,
        }

    def _log(self, check: Looked[tuple[str, list[Problem]]], view: View) -> dict[str, Any]:
        tail = self._tail
        checked_at, found = check.value or ("", [])
        problems = found or tail.problems  # the check says more, the tail says it at once
        unreadable = tail.unreadable or check.problem
        states = (
            ("unreadable", bool(unreadable)), ("damaged", bool(problems)), ("missing", tail.missing), ("reading", tail.behind > 0),
            ("empty", tail.records == 0),
        )  # fmt: skip
        return {
            "state": next((state for state, holds in states if holds), "good"),
            "records": tail.records,
            "behind_records": tail.behind,
            "checked_at": checked_at,
            "problems": [problem._asdict() if view.whole else {"where": "", "what": "its auditors see how"} for problem in problems],
            "unreadable": unreadable,
        }

    def _check_stamp(self) -> Hashable:
        """The whole log is checked at the start, when the tail finds something wrong, and every now and then."""
        return self._tail.missing, len(self._tail.problems), monotonic() // CHECK_SECONDS

    def _checked(self) -> tuple[str, list[Problem]]:
        """The whole log from its start: when it was checked, and what was wrong."""
        if self._tail.missing:
            return "", []
        found = [
            Problem(problem.where, problem.what if problem.record is None else f"record {problem.record}: {problem.what}")
            for problem in verify_log(self._data).problems
        ]
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), found


def unsafe_choices(spec: Spec) -> list[dict[str, str]]:
    """Every dangerous choice of the file, with the reason that its owner gave."""
    return [
        {"project": name, "choice": field, "reason": choice.reason}
        for name, project in spec.projects.items()
        for field in type(project).model_fields
        if isinstance(choice := getattr(project, field), Unsafe)
    ]


def _proof(looked: Looked[Examined], view: View) -> dict[str, Any]:
    nothing = {"verdict": "unknown", "obligations": [], "findings": [], "more_findings": 0, "assumptions": [], "unmodelled": []}
    found = proof_document(looked.value.verification) if looked.value else nothing
    return {"running": looked.running, "problem": looked.problem, **(found if view.whole else summary(found))}


def _stamp(path: str) -> Hashable:
    """Changes when the file does."""
    try:
        state = os.stat(path)
    except OSError as error:
        return error.errno
    return state.st_mtime_ns, state.st_size, state.st_ino
