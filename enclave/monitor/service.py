"""The monitor as it runs: takes telemetry, looks at periods that are over, sets off triggers, and writes all of it into the log."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from enclave.audit.event import Event, timestamp
from enclave.audit.log import AuditLog
from enclave.audit.retention import Days, Retention
from enclave.errors import EnclaveError
from enclave.monitor.intake import LIMITS, Intake
from enclave.monitor.retention import delete, over
from enclave.monitor.traffic import due_day, look_at_day, remember
from enclave.monitor.triggers import FIRED, TokenFor, Trigger, fire, is_new
from enclave.monitor.watching import Found, History, Line, Watch, due, look, together
from enclave.wire.server import listen

LOOK_SECONDS = 60.0
"""How often it looks whether a period is over."""
MOST_OUTCOME = 200
"""Characters of what became of a trigger, in the history."""
ROOM = 10
"""Bytes that a line of the history may grow by beside names and outcomes."""
MAY_RUN = "was being set off when the monitor ended; not tried again, since it may run"


KEEP = Retention(Days(None, None))


@dataclass(frozen=True)
class Service:
    """What `monitor run` needs."""

    data: Path
    watches: tuple[Watch, ...]
    triggers: tuple[Trigger, ...]
    token_for: TokenFor
    retention: Retention = KEEP
    """Telemetry is a request and a response."""


def tick(service: Service, log: AuditLog, now: datetime) -> list[Found]:
    """Look at everything that is over and was not looked at, the log's own calls too; then delete telemetry whose time is over.

    Raises EnclaveError at the end when a model could not be looked at: it is due still, and the other models were looked at.
    """
    history = History(service.data)
    found: list[Found] = []
    failed: list[str] = []
    quiet, watched = replace(service, triggers=()), {(watch.project, watch.model) for watch in service.watches}
    for line, begun in history.lines():
        if begun.left:
            with _failing(failed, begun):
                known = (begun.project, begun.model) in watched
                found.append(_tell(service if known else quiet, log, history, line, begun, again=True))
    for watch in service.watches:
        with _failing(failed, watch):
            found += _looked(service, watch, log, now)
    found += _calls(service, log, now, history)
    for one in over(service.data, service.retention, now):
        details = {"model": one.model, "what": one.what, "day": one.day.isoformat()}
        log.append([Event(id=uuid4().hex, time=timestamp(now), kind="telemetry_deleted", project=one.project, details=details)])
        delete(one)  # what cannot be is tried again, and recorded again
    if failed:
        raise EnclaveError(f"not looked at: {'; '.join(failed)}")
    return found


@contextmanager
def _failing(failed: list[str], one: Watch | Found) -> Iterator[None]:
    try:
        yield
    except (EnclaveError, OSError, MemoryError) as error:
        failed.append(f"{one.model} of {one.project}: {_reason(error)}")


def _looked(service: Service, watch: Watch, log: AuditLog, now: datetime) -> Iterator[Found]:
    """One model's periods that are due, one after the other: each is remembered before the next is looked at."""
    history = History(service.data)
    before = _of(history, watch.project, watch.model)
    for start, end in due(watch, service.data, now, {one.period for one in before}):
        seen = _remember(service, log, history, look(watch, service.data, start, end, now, since=together(watch, start, before)))
        before.append(seen)
        yield seen


def _of(history: History, project: str, model: str) -> list[Found]:
    return [one for one in history.all() if (one.project, one.model) == (project, model)]


def _remember(service: Service, log: AuditLog, history: History, seen: Found) -> Found:
    """Into the history, and where it drifted into the log, before its triggers are set off: they must stand in it.

    The history comes first, with room for how it ends. A disk that is full then would have the same said, and set off, at each look.
    """
    if not seen.drift:
        history.add(seen)
        return seen
    seen = replace(seen, left="log")
    room = ROOM + sum(6 * (len(trigger.name) + MOST_OUTCOME) + ROOM for trigger in service.triggers)  # six: what is no ASCII is escaped
    return _tell(service, log, history, history.add(seen, room), seen)


def _tell(service: Service, log: AuditLog, history: History, line: Line, seen: Found, *, again: bool = False) -> Found:
    """What is left to be done of a drift. `again`: it was begun, and nobody knows how far it came."""
    if seen.left == "log":
        log.append([_event("drift_detected", seen)])
        history.change(line, seen := replace(seen, left="fire"))
        again = False
    outcomes = _fired(service, log, seen, _of(history, seen.project, seen.model), again=again)
    done = replace(seen, triggers={name: outcome[:MOST_OUTCOME] for name, outcome in outcomes.items()}, left="")
    history.change(line, done)
    return done


def _reason(error: BaseException) -> str:
    return error.message if isinstance(error, EnclaveError) else str(error) or type(error).__name__


def _calls(service: Service, log: AuditLog, now: datetime, history: History) -> list[Found]:
    """Look at the log's own calls of the day that is over. They set off nothing: there is no model of one's own to train."""
    day = due_day(service.data, now)
    if day is None:
        return []
    before = history.all()
    known = {(one.project, one.model, one.period[:10]) for one in before}
    try:
        seen = look_at_day(service.data, day, now, before)
    except EnclaveError as error:
        period = datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()
        seen = [Found(now.isoformat(), "", "calls", period, 0, False, 0.0, error=error.message)]
    found = [one for one in seen if (one.project, one.model, one.period[:10]) not in known]
    for one in found:
        _remember(replace(service, triggers=()), log, history, one)
    remember(service.data, day)
    return found


def _fired(service: Service, log: AuditLog, found: Found, before: Sequence[Found], *, again: bool) -> dict[str, str]:
    outcomes = {}
    for trigger in service.triggers:
        if not is_new(trigger, found, before):
            continue
        # what has no name or id would run twice
        outcomes[trigger.name] = MAY_RUN if again and not trigger.is_named else fire(trigger, found, service.token_for)
        log.append([_event("retraining_triggered", found, trigger=trigger.name, outcome=outcomes[trigger.name])])
    return outcomes


def _event(kind: str, found: Found, **more: str) -> Event:
    """What was found, as of when it was looked at."""
    columns = sorted({str(alert["column"]) for alert in found.alerts})
    details = {
        "model": found.model, "period": found.period, "rows": str(found.rows), "columns": ", ".join(columns)[:1000],
        "alerts": str(len(found.alerts)), "false_alarm_rate": f"{found.rate:.3g}", **more,
    }  # fmt: skip
    time = timestamp(datetime.fromisoformat(found.time))
    error = more.get("outcome", FIRED)
    if kind == "drift_detected":
        return Event(id=uuid4().hex, time=time, kind="drift_detected", project=found.project, details=details)
    return Event(
        id=uuid4().hex,
        time=time,
        kind="retraining_triggered",
        project=found.project,
        details=details,
        error="" if error == FIRED else error,
    )


async def serve(
    service: Service, intake: Intake, address: tuple[str, int], announce: Callable[[int], None], until: Awaitable[object]
) -> None:
    """Take telemetry and look at periods until told to stop. Raises OSError when the address cannot be bound."""
    server = await listen(intake.handle, *address, limits=LIMITS)
    announce(server.port)
    log = await asyncio.to_thread(AuditLog.open, service.data)
    watcher = asyncio.create_task(_watch(service, log))
    try:
        await until
    finally:
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
        await server.close()
        await asyncio.to_thread(log.close)


async def _watch(service: Service, log: AuditLog) -> None:
    while True:
        looking = asyncio.create_task(asyncio.to_thread(tick, service, log, datetime.now(UTC)))
        await asyncio.wait({looking})
        # a full disk or a fault of ours: whoever stopped looking here would find nothing any more
        if (error := looking.exception()) is not None:
            print(f"the monitor: {_reason(error)}; it is tried again in {LOOK_SECONDS:g} s", file=sys.stderr, flush=True)
        await asyncio.sleep(LOOK_SECONDS)
