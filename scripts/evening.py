"""An evening that went wrong, played to the real log, ledger, alerts and monitor by a clock of its own, and shown on the console.

    python scripts/evening.py DIR            writes it, and serves the console of it until Ctrl-C
    python scripts/evening.py DIR --write    writes it and ends

What happens: three quiet weeks. On the last evening an application loops and spends its project's money; from 19:05 on somebody pastes
card numbers and tries other projects; from 20:00 to 20:25 the model service in westeurope is down; the fraud model's inputs have
drifted for two days; the gate blocks an image. Nothing here is the gateway: what it would have written is written.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq
import uvicorn

from enclave.audit.event import Event, Verdict, timestamp
from enclave.audit.log import AuditLog
from enclave.cli.hours import hours_of
from enclave.cli.watching import Unlike, budgets, event_of, reports
from enclave.console.app import create_app
from enclave.ledger.interface import Ceiling, Reserve, Settle
from enclave.ledger.sqlite import SqliteStore
from enclave.monitor.service import Service, tick
from enclave.monitor.triggers import Trigger
from enclave.monitor.watching import Watch as Watched
from enclave.spec.load import Document, load
from enclave.spec.policy import effective_policies, hub_policy, policy_digest
from enclave.telemetry.registry import Registry
from enclave.telemetry.rules import RULES
from enclave.telemetry.watch import STEP_SECONDS
from enclave.telemetry.watch import Watch as Judge

SPEC = Path(__file__).parent.parent / "examples" / "bank" / "enclave.yaml"
END = datetime(2026, 11, 20, 22, tzinfo=UTC)
"""A Friday."""
DAYS = 21
BAD = "b.stone@contoso.example"
CALLERS = {
    "fraud-triage": ("scoring-service", "a.meier@contoso.example", "j.lindqvist@contoso.example", "night-batch", BAD),
    "claims-assistant": ("claims-portal", "m.okafor@contoso.example", "letter-agent"),
    "policy-search": ("search-frontend", "k.tan@contoso.example"),
}
CARD = "content_filter: policy does not let `credit_card` pass"
PLACES = {"fraud-triage": "westeurope", "claims-assistant": "eastus", "policy-search": "westeurope"}
REGIONS = {"westeurope": "europe", "eastus": "us_healthcare"}
COST = {"fraud-triage": 9_500_000, "claims-assistant": 14_000_000, "policy-search": 1_500}
"""Nano-dollars of a usual call."""
PASS = (Verdict("identity", "pass"), Verdict("access", "pass"))


class Call(NamedTuple):
    """One request that is over."""

    time: datetime
    project: str
    caller: str
    status: int = 200
    stage: str = ""
    reason: str = ""
    found: tuple[str, str] = ("", "")
    """Entity, and what was done."""
    factor: float = 1.0
    """Of the usual cost."""


class Evening:
    """The calls, by time. The same seed gives the same evening."""

    def __init__(self, end: datetime = END, days: int = DAYS, seed: int = 8) -> None:
        self._chance = random.Random(seed)  # noqa: S311  a play
        self.end, self.days = end, days

    def calls(self) -> list[Call]:
        """All of them, the oldest first."""
        found = [call for day in range(self.days, 0, -1) for call in self._usual(self.end - timedelta(days=day))]
        first, last = self.end - timedelta(hours=2), self.end - timedelta(minutes=95)
        down = [call for call in found if first <= call.time < last and PLACES[call.project] == "westeurope" and call.status == 200]
        found = [call for call in found if call not in down] + [again for call in down for again in self._failed(call)]
        found += [*self._loop(self.end - timedelta(hours=4)), *self._abuse(self.end - timedelta(minutes=175))]
        return sorted(call for call in found if call.time < self.end)

    def _usual(self, start: datetime) -> Iterator[Call]:
        for hour in range(24):
            at = start + timedelta(hours=hour)
            busy = (9.0 if 7 <= at.hour < 22 else 1.5) * (1.0 if at.weekday() < 5 else 0.3)
            for project, callers in CALLERS.items():
                for caller in callers:
                    for _ in range(self._count(busy * (1.5 if "@" not in caller else 0.4))):
                        yield self._one(at + timedelta(seconds=self._chance.uniform(0, 3600)), project, caller)

    def _one(self, at: datetime, project: str, caller: str) -> Call:
        luck, factor = self._chance.random(), self._chance.lognormvariate(0, 0.5)
        if luck < 0.01:
            return Call(at, project, caller, 400, "dlp", CARD, ("credit_card", "refuse"))
        if luck < 0.012:
            return Call(at, project, caller, 429, "budget", "request_too_large: the request may cost more tokens than one may")
        return Call(at, project, caller, found=("email", "redact") if luck < 0.1 else ("", ""), factor=factor)

    def _failed(self, call: Call) -> Iterator[Call]:
        """What a call comes to while the model service is down: it fails, and the client tries again."""
        why = "upstream_unavailable: the model service in `westeurope` does not answer"
        for attempt in range(15):
            yield call._replace(time=call.time + timedelta(seconds=attempt * 8), status=502, stage="upstream", reason=why)

    def _loop(self, start: datetime) -> Iterator[Call]:
        """An agent that calls itself again and again, with an ever longer prompt."""
        for number in range(920):
            yield Call(start + timedelta(seconds=number * 15.6), "claims-assistant", "letter-agent", factor=2.2 + number / 500)

    def _abuse(self, start: datetime) -> Iterator[Call]:
        card = Call(start, "fraud-triage", BAD, 400, "dlp", CARD, ("credit_card", "refuse"))
        other = Call(start, "claims-assistant", BAD, 403, "access", "forbidden: the caller has no role in project `claims-assistant`")
        secret = card._replace(reason="content_filter: policy does not let `api_key` pass", found=("api_key", "refuse"))
        for number in range(260):
            kind = card if number % 3 else other if number % 2 else secret
            yield kind._replace(time=start + timedelta(seconds=number * 9 + self._chance.uniform(0, 5)))

    def _count(self, mean: float) -> int:
        """Poisson's, as Knuth draws it."""
        limit, product, count = math.exp(-mean), self._chance.random(), 0
        while product > limit:
            product *= self._chance.random()
            count += 1
        return count


def events(document: Document, calls: list[Call]) -> Iterator[Event]:
    """What the gateway would have put into the log."""
    digest = policy_digest(document.spec)
    yield Event(id="start", time=timestamp(calls[0].time), kind="started", policy_digest=digest)
    for number, call in enumerate(calls):
        place = PLACES[call.project]
        deployment = next(iter(document.spec.projects[call.project].deployments))
        about: dict[str, Any] = {
            "request_id": f"{number:08x}-2026-4120-8000-{number:012x}", "caller": call.caller, "project": call.project,
            "deployment": deployment, "model": document.spec.projects[call.project].deployments[deployment].model,
            "region": REGIONS[place], "location": place, "operation": "ChatCompletions_Create", "policy_digest": digest,
            "path": "/v1/chat/completions", "roles": ("user",), "caller_ip": "10.40.8.21",
        }  # fmt: skip
        verdicts = PASS if call.stage == "access" else (*PASS, _scan(call))
        cost = _cost(call)
        if call.status == 200 or call.stage == "upstream":
            yield Event(id=f"a{number}", time=timestamp(call.time), kind="admitted", reserved_nanousd=3 * cost, verdicts=verdicts, **about)
        took = {"duration_ms": 30_000.0 if call.stage == "upstream" else 900.0 + 40 * (number % 37) if call.status == 200 else 0.4}
        if call.status == 200:
            took |= {"prompt_tokens": cost // 10_000 + 40, "completion_tokens": cost // 40_000 + 10, "settled_nanousd": cost}
            verdicts = (*verdicts, Verdict("answer", "pass", 480))
        yield Event(
            id=f"c{number}", time=timestamp(call.time + timedelta(milliseconds=took["duration_ms"])), status=call.status, stage=call.stage,
            kind="completed" if call.status == 200 else "refused", reason=call.reason, verdicts=verdicts, **about, **took,
        )  # fmt: skip


def _scan(call: Call) -> Verdict:
    entity, done = call.found
    return Verdict("dlp", done or "pass", 1_240, {entity: 1} if entity else {})


def _cost(call: Call) -> int:
    return round(COST[call.project] * call.factor)


def spent(document: Document, calls: list[Call]) -> list[tuple[datetime, list[Any]]]:
    """The ledger's part of it: this month's calls, by time."""
    hub, policies = hub_policy(document.spec.hub), effective_policies(document.spec)
    limits = {
        name: tuple(
            Ceiling(scope, window, limit)
            for scope, told in (("hub", hub), (f"project/{name}", policy))
            for window, limit in (("daily", told.daily_nanousd), ("monthly", told.monthly_nanousd))
            if limit is not None
        )
        for name, policy in policies.items()
    }
    return [
        (call.time, [Reserve(f"r{number}", _cost(call), limits[call.project], call.time), Settle(f"r{number}", _cost(call), call.time)])
        for number, call in enumerate(calls)
        if call.status == 200
    ]


def count(registry: Registry, call: Call) -> None:
    """What the gateway would have counted of a call."""
    registry.cell("enclave.requests", "chat", call.project, str(call.status)).value += 1
    if call.status != 200:
        code = call.reason.partition(":")[0]
        registry.cell("enclave.refusals", "chat", call.project, call.stage, code).value += 1
    if call.stage in ("", "upstream"):
        region = REGIONS[PLACES[call.project]]
        registry.cell("enclave.upstream.attempts", region, "upstream_unavailable" if call.stage else "ok").value += 1
        registry.cell("enclave.circuit.state", f"oai-{call.project}-{region}").value = 2.0 if call.stage else 0.0
    if call.found[0]:
        registry.cell("enclave.dlp.findings", call.project, call.found[0], "dlp").value += 1


def watched(data: Path, end: datetime, retraining: str, days: int = 7) -> Service:
    """The fraud model's predictions, day by day, of which the last two have drifted; and the real monitor that looks at them."""
    place = data / "telemetry" / "fraud-triage" / "fraud-score"
    reference = data / "reference.parquet"
    pq.write_table(_rows(end - timedelta(days=60), 4000, 1.0, 0.0).drop(["id", "time", "received", "version"]), reference)
    for ago in range(days, 0, -1):
        day = (end - timedelta(days=ago)).replace(hour=0, minute=0, second=0, microsecond=0)
        folder = place / "predictions" / day.date().isoformat()
        folder.mkdir(parents=True)
        pq.write_table(_rows(day, 1200, 1.5 if ago <= 2 else 1.0, 0.25 if ago <= 2 else 0.0), folder / "1.parquet")
    trigger = Trigger("retrain-fraud-score", "webhook", retraining)
    return Service(data, (Watched("fraud-triage", "fraud-score", reference, "day"),), (trigger,), lambda scope: "")


class Jobs(ThreadingHTTPServer):
    """Who starts retraining jobs, as an Event Grid subscriber would: it keeps what it was sent, the evidence with it."""

    def __init__(self, place: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Job)
        self.place = place

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/retrain"


class _Job(BaseHTTPRequestHandler):
    server: Jobs

    def do_POST(self) -> None:
        """Keep it."""
        body = self.rfile.read(int(self.headers["content-length"]))
        with self.server.place.open("ab") as file:
            file.write(body + b"\n")
        self.send_response(202)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _rows(day: datetime, rows: int, scale: float, abroad: float) -> pa.Table:
    chance = random.Random(day.toordinal())  # noqa: S311  a play
    amounts = [chance.lognormvariate(3.5, 1.0) * scale for _ in range(rows)]
    places = ["abroad" if chance.random() < 0.2 + abroad else "home" for _ in range(rows)]
    scores = [min(0.99, 0.02 + amount / 900 + (0.1 if place == "abroad" else 0)) for amount, place in zip(amounts, places, strict=True)]
    return pa.table({
        "id": [f"{day.date()}-{number}" for number in range(rows)],
        "time": pa.array([day + timedelta(seconds=86_400 * number / rows) for number in range(rows)], pa.timestamp("us", tz="UTC")),
        "received": pa.array([day] * rows, pa.timestamp("us", tz="UTC")), "version": ["1"] * rows,
        "amount": amounts, "merchant": places, "age_of_account": [chance.uniform(0, 20) for _ in range(rows)],
        "prediction": ["review" if score > 0.2 else "pass" for score in scores], "score": scores,
    })


def around(data: Path, end: datetime) -> Iterator[Event]:
    """The image gate's decisions, and what `enclave drift` found."""
    gated: tuple[tuple[str, str, str, float], ...] = (
        ("pass", "contosobank.azurecr.io/gateway:8.2.0", "0", 30), ("block", "contosobank.azurecr.io/letter-agent:3.1.4", "2", 3.5),
        ("pass", "contosobank.azurecr.io/claims-portal:12.0.1", "0", 50),
    )  # fmt: skip
    for number, (decision, image, blocked, ago) in enumerate(gated):
        about = {"image": image, "digests": "sha256:" + f"{number + 7:02x}" * 32, "tools": "trivy", "blocked": blocked, "problems": "0"}
        time = timestamp(end - timedelta(hours=ago))
        yield Event(id=f"i{number}", time=time, kind="image_gated", reason=decision, details=about)
    compared = {"time": (end - timedelta(hours=6)).isoformat(), "drift": False, "differences": 0, "breaks": []}
    (data / "deployed.json").write_text(json.dumps(compared), encoding="utf-8")


def play(document: Document, data: Path, end: datetime = END, days: int = DAYS) -> Play:
    """Let the whole evening happen in a directory that is empty."""
    data.mkdir(parents=True, exist_ok=True)
    jobs = Jobs(data / "retraining.jsonl")
    threading.Thread(target=jobs.serve_forever, daemon=True).start()
    try:
        with AuditLog.open(data) as log, SqliteStore(data / "ledger.sqlite") as ledger:
            evening = Play(document, data, end, days)
            evening.run(log, ledger, watched(data, end, jobs.url))
            return evening
    finally:
        jobs.shutdown()
        jobs.server_close()


class Play:
    """A clock of its own, by which log, ledger, monitor and alerts go on together."""

    def __init__(self, document: Document, data: Path, end: datetime, days: int) -> None:
        self.now, self._end = end - timedelta(days=days), end
        calls = Evening(end, days).calls()
        month = end.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        told = sorted((*events(document, calls), *around(data, end)), key=_time)
        self._events: Due = deque((datetime.fromisoformat(event.time), event) for event in told)
        self._calls: Due = deque((call.time, call) for call in calls)
        self._entries: Due = deque((time, entry) for time, entries in spent(document, calls) if time >= month for entry in entries)
        self._registry = Registry("evening-1")
        self._changed: list[Event] = []
        unlike = Unlike(document.spec, data, lambda: self.now.timestamp())  # noqa: PLW0108  `now` changes
        self.watch = Judge(
            data, RULES, self._registry, record=lambda changed: self._changed.extend(map(event_of, changed)),
            probes=[lambda: budgets(document.spec, data, self.now), lambda: reports(data), unlike.probe],
        )  # fmt: skip

    def run(self, log: AuditLog, ledger: SqliteStore, service: Service) -> None:
        """Until the end."""
        midnight = self._end.replace(hour=0, minute=0, second=0, microsecond=0)
        for now in _moments(self.now, self._end):
            self.now = now
            happened, bought = list(_until(self.now, self._events)), list(_until(self.now, self._entries))
            for start in range(0, max(len(happened), len(bought)), 2000):
                log.append(happened[start : start + 2000])
                ledger.apply(bought[start : start + 2000])
            called = list(_until(self.now, self._calls))
            if self.now.hour == 0:
                tick(service, log, self.now)
            if self.now >= midnight:
                self._judge(called)
                log.append(self._changed)
                self._changed.clear()

    def go_on(self, clock: Callable[[], datetime]) -> None:
        """Judge the alerts of the hours after, in which nothing happens, for as long as somebody looks at the console."""
        while True:
            self.now = clock()
            self._judge([])
            sleep(STEP_SECONDS)

    def _judge(self, called: list[Call]) -> None:
        for call in called:
            count(self._registry, call)
        self._registry.cell("enclave.workers").value = 2
        self.watch.step(self.now.timestamp())


Due: TypeAlias = deque[tuple[datetime, Any]]


def _moments(first: datetime, end: datetime) -> Iterator[datetime]:
    """When somebody looks: the monitor ten minutes after each midnight; on the last day the alerts as well, closely in its evening."""
    now = first
    while now < end:
        if now.date() < end.date():
            now = now.replace(hour=0, minute=10 * (now.date() < end.date() - timedelta(days=1)), second=0) + timedelta(days=1)
        else:
            now += timedelta(seconds=2 * STEP_SECONDS) if now >= end - timedelta(hours=6) else timedelta(minutes=5)
        yield min(now, end)


def _time(event: Event) -> str:
    return event.time


def _until(now: datetime, due: Due) -> Iterator[Any]:
    """Take what happened until now."""
    while due and due[0][0] <= now:
        yield due.popleft()[1]


def main(arguments: list[str]) -> int:
    """Write it, and show it."""
    parser = argparse.ArgumentParser(description="an evening that went wrong, on the console")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--write", action="store_true", help="only write it")
    parser.add_argument("--port", type=int, default=8081)
    told = parser.parse_args(arguments)
    if told.directory.exists() and any(told.directory.iterdir()):
        print(f"{told.directory} is not empty", file=sys.stderr)
        return 2
    document = load(SPEC)
    evening = play(document, told.directory)
    if told.write:
        return 0
    ahead = END - datetime.now(UTC)

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    threading.Thread(target=evening.go_on, args=(clock,), daemon=True).start()
    app = create_app(document, told.directory, clock=clock, hours=lambda: hours_of(told.directory, clock()))
    print(f"an evening of {END:%d %B %Y}, at ten: http://127.0.0.1:{told.port}", flush=True)
    uvicorn.run(app, port=told.port, log_level="warning", lifespan="off", ws="none")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
