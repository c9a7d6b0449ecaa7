"""Money of today and of this month, by scope, against the ceilings of the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from enclave.errors import EnclaveError
from enclave.ledger.calendar import WindowName
from enclave.ledger.interface import LedgerUnavailable, Store, WindowTotal
from enclave.ledger.sqlite import SqliteStore
from enclave.spec.models import Spec
from enclave.spec.policy import effective_policies, hub_policy

WINDOWS: tuple[WindowName, ...] = ("daily", "monthly")
BUSY_SECONDS = 1.0
NO_LEDGER = "there is no ledger yet"
PARTS = 20
"""Callers and models with ceilings of their own that are shown: of those that used most of one."""
NEAR = 0.8
"""Share of a ceiling from which it is said to be near."""


class Ledger:
    """The ledger of one data directory, only looked at. It is opened at the first look at which it exists."""

    def __init__(self, data: Path) -> None:
        self._path = data / "ledger.sqlite"
        self._store: SqliteStore | None = None
        self._inode = 0

    def look(self, now: datetime) -> tuple[list[WindowTotal], str]:
        """Every window that contains `now`; and why there is none, when there is none."""
        try:
            inode = self._path.stat().st_ino
        except OSError:
            self.close()
            return [], NO_LEDGER
        try:
            if self._store is None or inode != self._inode:
                self.close()
                self._store, self._inode = SqliteStore(self._path, busy_seconds=BUSY_SECONDS), inode
            return self._store.report(now), ""
        except LedgerUnavailable as error:
            self.close()
            return [], error.message

    def close(self) -> None:
        """Let go of the file."""
        if self._store is not None:
            self._store.close()
        self._store = None


class Shared:
    """The ledger that gateways on several machines share, only looked at."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open = open_store
        self._store: Store | None = None

    def look(self, now: datetime) -> tuple[list[WindowTotal], str]:
        """As `Ledger.look`."""
        try:
            self._store = self._store or self._open()
            return self._store.report(now), ""
        except EnclaveError as error:
            self.close()
            return [], error.message

    def close(self) -> None:
        """Let go of the connection."""
        if self._store is not None:
            self._store.close()
        self._store = None


def spend_document(spec: Spec, totals: Sequence[WindowTotal], problem: str) -> dict[str, Any]:
    """One entry per scope of the file, the hub first, then scopes that only the ledger knows, then those callers and models that used
    most of a ceiling of their own; `hidden` counts the others. Amounts in nano-dollars.
    """
    found = {(total.scope, total.window): total for total in totals}
    ceilings = dict(_ceilings(spec))
    parts = {total.scope for total in totals if is_part(total.scope)}
    strangers = sorted({total.scope for total in totals} - set(ceilings) - parts)
    rows = [
        {"scope": scope, "known": True, **{window: _window(found.get((scope, window)), limits[window]) for window in WINDOWS}}
        for scope, limits in ceilings.items()
    ]
    rows += [
        {"scope": scope, "known": False, **{window: _window(found.get((scope, window)), None) for window in WINDOWS}}
        for scope in strangers
    ]
    own = [{"scope": scope, "known": True, **{window: _own(found.get((scope, window))) for window in WINDOWS}} for scope in sorted(parts)]
    own.sort(key=lambda row: -used(row))
    return {"problem": problem, "new": problem == NO_LEDGER, "scopes": rows + own[:PARTS], "hidden": len(own[PARTS:])}


def is_part(scope: str) -> bool:
    """Whether it is of one caller or model: of those the ledger knows the ceiling, as it was last used."""
    return any(f"/{what}/" in f"/{scope}" for what in ("caller", "model"))


def used(row: Mapping[str, Any]) -> float:
    """The largest share of a ceiling of a scope that is gone."""
    return max(row[window]["share"] or 0.0 for window in WINDOWS)


def titled(scope: str) -> str:
    """A scope in words: `fraud-triage`, `caller ann of fraud-triage`, `model gpt-4o`."""
    if scope == "hub":
        return "whole enclave"
    what, _, name = scope.partition("/")
    if what != "project":
        return f"{what} {name}"
    project, _, part = name.partition("/")
    return f"{titled(part)} of {project}" if part else project


def _ceilings(spec: Spec) -> Iterator[tuple[str, dict[str, int | None]]]:
    policies = {"hub": hub_policy(spec.hub)} | {f"project/{name}": policy for name, policy in effective_policies(spec).items()}
    for scope, policy in policies.items():
        yield scope, {"daily": policy.daily_nanousd, "monthly": policy.monthly_nanousd}


def _own(total: WindowTotal | None) -> dict[str, Any]:
    return _window(total, total.limit if total else None)


def _window(total: WindowTotal | None, limit: int | None) -> dict[str, Any]:
    """Spent, still held by calls in progress, the ceiling, and the share of it that is gone."""
    settled, reserved = (total.settled, total.reserved) if total else (0, 0)
    share = None if limit is None else 1.0 if limit == 0 else (settled + reserved) / limit
    level = "none" if share is None else "over" if share >= 1 else "near" if share >= NEAR else "good"
    return {
        "settled_nanousd": settled, "reserved_nanousd": reserved, "limit_nanousd": limit, "level": level,
        "share": share, "settled_share": None if not limit else settled / limit,
        "resets_at": total.resets_at.isoformat() if total else None,
    }  # fmt: skip
