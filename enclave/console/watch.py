"""Everything that the page shows, gathered anew at every look: one JSON document."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from enclave.audit.proof import Deleted, prove
from enclave.audit.verify import verify as verify_log
from enclave.console.attention import attention
from enclave.console.background import Background, Looked
from enclave.console.history import History, Wanted, told
from enclave.console.proof import Examined, proof_document
from enclave.console.signals import firing, signals
from enclave.console.spend import Ledger, Shared, spend_document
from enclave.console.tail import Problem, Tail
from enclave.console.today import Today
from enclave.errors import InputError
from enclave.ledger.interface import Store
from enclave.spec.base import Unsafe
from enclave.spec.load import Document
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest

CHECK_SECONDS = 900
"""How often the whole log is checked again, signatures included, while somebody looks."""


class Watch:
    """One file and one data directory, looked at again and again. `examine` gives the proof of the file.

    `ledger` opens the ledger that several machines share; without it, it is the directory's.
    """

    def __init__(
        self, document: Document, data: Path, examine: Callable[[str], Examined], ledger: Callable[[], Store] | None = None
    ) -> None:
        self._document = document
        self._digest = policy_digest(document.spec)
        self._data = data
        self._tail, self._today, self._ledger = Tail(data), Today(), Shared(ledger) if ledger else Ledger(data)
        self._history = History()
        self._lock = Lock()
        threads = ThreadPoolExecutor(3, thread_name_prefix="console")
        self._proof = Background(threads, lambda: examine(document.path), lambda: _stamp(document.path))
        self._check = Background(threads, self._checked, self._check_stamp)
        self._proof.look()
        threads.submit(self._read_up)

    def look(self, now: datetime) -> dict[str, Any]:
        """The document of `/api/today`. Amounts are nano-dollars, times UTC."""
        proof, check = self._proof.look(), self._check.look()
        fires = firing(self._data, now)
        spec = proof.value.spec if proof.value else self._document.spec
        digest = proof.value.digest if proof.value else self._digest
        with self._lock:
            self._read()
            today = self._today.document(now)
            document = {
                "name": spec.name,
                "file": self._document.path,
                "time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "policy_digest": digest,
                "unsafe": unsafe_choices(spec),
                **today,
                "gateway": self._gateway(digest),
                "log": self._log(check),
                "spend": spend_document(spec, *self._ledger.look(now)),
                "proof": _proof(proof),
                "firing": fires,
            }
        items = attention(document)
        level = "bad" if any(item.level == "bad" for item in items) else "warn" if items else "good"
        return {"verdict": level, "attention": [item._asdict() for item in items], **document}

    def calls(self, wanted: Wanted, before: int = 0) -> dict[str, Any]:
        """A page of the calls that somebody looks for, and what there is to choose from."""
        with self._lock:
            self._read()
            found, more = self._history.calls(wanted, before)
            return {"calls": found, "before": more, "choices": self._history.choices(), "first": self._history.first}

    def story(self, request_id: str) -> dict[str, Any] | None:
        """One request whole, with the proof of its last record; None when it is not among the newest records."""
        with self._lock:
            self._read()
            story = self._history.story(request_id)
        if not story:
            return None
        try:
            proof, why = prove(self._data, story[-1].number), ""
        except (InputError, Deleted) as problem:
            proof, why = "", str(problem)
        return {**told(story), "proof": proof, "no_proof": why}

    def signals(self, now: datetime) -> dict[str, Any]:
        """Alerts, drift and images."""
        with self._lock:
            self._read()
            records = self._history.records()
        return signals(self._data, records, now)

    def picture(self) -> tuple[str, str]:
        """The networks of the file as a picture; or why there is none."""
        looked = self._proof.look()
        return (looked.value.picture, "") if looked.value else ("", looked.problem or "being computed")

    def _read_up(self) -> None:
        """Read a log that is there already, piece by piece, so that the first look need not."""
        behind = True
        while behind:
            with self._lock:
                self._read()
                behind = self._tail.behind > 0 and not self._tail.unreadable
            sleep(0.01)  # lets a look have the lock

    def _read(self) -> None:
        again, events = self._tail.look()
        if again:
            self._today, self._history = Today(), History()
        for number, event in zip(self._tail.numbers, events, strict=True):
            self._today.add(event)
            self._history.add(number, event)

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

    def _log(self, check: Looked[tuple[str, list[Problem]]]) -> dict[str, Any]:
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
            "problems": [problem._asdict() for problem in problems],
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


def _proof(looked: Looked[Examined]) -> dict[str, Any]:
    nothing = {"verdict": "unknown", "obligations": [], "findings": [], "more_findings": 0, "assumptions": [], "unmodelled": []}
    found = proof_document(looked.value.verification) if looked.value else nothing
    return {"running": looked.running, "problem": looked.problem, **found}


def _stamp(path: str) -> Hashable:
    """Changes when the file does."""
    try:
        state = os.stat(path)
    except OSError as error:
        return error.errno
    return state.st_mtime_ns, state.st_size, state.st_ino
