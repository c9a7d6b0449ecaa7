"""Watches one gateway: asks what workers do not count, judges alerts, tells who has to hear, and leaves the state in `DATA/alerts/`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path

import msgspec

from enclave.errors import EnclaveError
from enclave.telemetry.evaluate import Alert, Evaluator, Silence
from enclave.telemetry.merged import Folder
from enclave.telemetry.notify import Notifier, Route, Told
from enclave.telemetry.registry import Registry
from enclave.telemetry.rules import Rule

FOLDER, STATE, HISTORY = "alerts", "state.json", "history.jsonl"
STEP_SECONDS = 15.0
MOST_UNTOLD = 1_000
MOST_HISTORY = 5_000_000
"""Bytes of history; then it becomes `history.jsonl.1`, and what that was is gone."""

Probe = Callable[[], Iterable[tuple[str, tuple[str, ...], float]]]
"""Gives metrics: name, labels, number. Raises EnclaveError or OSError when it cannot tell."""


Record = Callable[[Sequence[Alert]], None]
"""Writes into the log that alerts fire or are over. Raises EnclaveError."""


class State(msgspec.Struct, frozen=True):
    """What `state.json` holds."""

    time: float
    alerts: list[Alert]
    told: dict[str, dict[str, Told]] = {}
    problems: list[str] = []
    """What could not be asked, or told."""


class Watch:
    """One that watches. `registry` holds what the probes said, for `/metrics`."""

    def __init__(
        self, data: Path, rules: Sequence[Rule], registry: Registry, *, probes: Sequence[Probe] = (), routes: Sequence[Route] = (),
        silences: Sequence[Silence] = (), repeat_seconds: float = 14_400.0, record: Record = lambda _: None,
    ) -> None:  # fmt: skip
        self._data, self._registry, self._probes, self._record = data, registry, probes, record
        self._untold: list[Alert] = []
        """Changes that the log has not yet."""
        self._unwritten: list[Alert] = []
        """Changes that the history has not yet."""
        self._told_names: set[str] = set()
        known = state(data)
        self._evaluator = Evaluator(rules, known.alerts)
        self._notifier = Notifier(routes, silences, repeat_seconds, known.told)

    def run(self, wait: Callable[[float], bool]) -> None:
        """Watch until `wait(seconds)` says that it is over."""
        while not wait(STEP_SECONDS):
            self.step(time.time())

    def step(self, now: float) -> list[Alert]:
        """Look once; the alerts that began to fire or are over."""
        problems = self._ask()
        snapshot = self._registry.snapshot()
        folder = Folder(self._data)
        with suppress(OSError):
            folder.save(snapshot)
        changed = self._evaluator.look(folder.whole(snapshot), now)
        alerts = list(self._evaluator.alerts.values())
        problems += self._write_down(changed)
        problems += [str(problem) for problem in self._notifier.tell(alerts, now)]
        self._unwritten = [*self._unwritten, *map(msgspec.structs.replace, changed)][-MOST_UNTOLD:]
        for write in (self._write_history, lambda: self._write(State(now, alerts, self._notifier.told, problems))):
            with suppress(OSError):  # the next step writes it
                write()
        return changed

    def _write_down(self, changed: Sequence[Alert]) -> list[str]:
        """Into the log; what it cannot take now it is given again."""
        self._untold += [msgspec.structs.replace(alert) for alert in changed]
        del self._untold[:-MOST_UNTOLD]
        try:
            if self._untold:
                self._record(self._untold)
            self._untold = []
        except EnclaveError as error:
            return [f"alerts are not in the log: {error.message}"]
        return []

    def _ask(self) -> list[str]:
        """Ask the probes; what they do not say again is not so any more."""
        found: list[tuple[str, tuple[str, ...], float]] = []
        problems: list[str] = []
        for probe in self._probes:
            try:
                found += probe()
            except EnclaveError as error:
                problems.append(error.message)
            except OSError as error:
                problems.append((error.strerror or type(error).__name__).lower())
        for name in self._told_names:
            self._registry.forget(name)
        self._told_names = {name for name, _, _ in found}
        for name, labels, value in found:
            self._registry.cell(name, *labels).value = value
        return problems

    def _write(self, now: State) -> None:
        folder = self._folder()
        draft = folder / (STATE + ".new")
        with draft.open("wb") as file:
            file.write(msgspec.json.encode(now))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / STATE)

    def _write_history(self) -> None:
        if not self._unwritten:
            return
        history = self._folder() / HISTORY
        if history.exists() and history.stat().st_size > MOST_HISTORY:
            history.replace(history.with_name(HISTORY + ".1"))
        with history.open("ab+", buffering=0) as file:
            whole = file.seek(0, os.SEEK_END)
            lines = b"".join(msgspec.json.encode(alert) + b"\n" for alert in self._unwritten)
            if file.write(lines) < len(lines):
                # half a line would spoil the next one
                file.truncate(whole)
                raise OSError(ENOSPC, os.strerror(ENOSPC))
        self._unwritten = []

    def _folder(self) -> Path:
        folder = self._data / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder


def state(data: Path) -> State:
    """How alerts stood when they were judged last; nothing, where they never were, or that cannot be read."""
    try:
        return msgspec.json.decode((data / FOLDER / STATE).read_bytes(), type=State)
    except (OSError, msgspec.MsgspecError):
        return State(0.0, [])
