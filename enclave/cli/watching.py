"""What runs beside a gateway's workers, in a process of its own: the log on its way to sinks, and whoever watches and tells of alerts."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enclave.cli.leaving import DEPLOYED, IMAGES, PROOF, left
from enclave.errors import EnclaveError

if TYPE_CHECKING:
    from datetime import datetime

    from enclave.audit.event import Event
    from enclave.spec.alerts import Route as Written
    from enclave.spec.load import Document
    from enclave.spec.models import Spec
    from enclave.telemetry.evaluate import Alert
    from enclave.telemetry.notify import Route
    from enclave.telemetry.watch import Probe

Found = Iterable[tuple[str, tuple[str, ...], float]]
NANO = 1e9
BUDGETS = "enclave.budget."
HOUR = 3600
LATE_SECONDS = 120
"""After an hour, until its last records are in the log."""
DAY_SECONDS = 86_400
ANOMALIES = "anomalies.json"
_QUERY = """EnclaveEvents
| where Kind in ('completed', 'refused') and TimeGenerated >= datetime({first}) and TimeGenerated < datetime({last}) and Caller != ''
| extend Failed = Status >= 500 or Stage in ('upstream', 'pipeline')
| summarize Volume = countif(not(Failed)), Refusals = countif(Kind == 'refused' and not(Failed)), Spend = sum(SettledNanousd),
    Models = make_set(Model) by Caller, Hour = bin(TimeGenerated, 1h)"""
"""What failed is nobody's doing: while a model service is down, clients that try again would all be unlike their past."""


def accompanying(document: Document, data: Path, certificate: Path | None, environ: Mapping[str, str]) -> Callable[[threading.Event], None]:
    """What the gateway's parent runs beside the workers. Says at once what cannot be. Raises EnclaveError."""
    from enclave.audit.growing import grow
    from enclave.cli.exporting import exporting_metrics
    from enclave.cli.sinks import shipping

    ship = shipping(document, data)
    routes_of(document.spec, environ)
    metrics = exporting_metrics(document.spec, data, environ)

    def run(stop: threading.Event) -> None:
        def watched() -> None:
            try:
                _watch(document, data, certificate, stop)
            finally:
                stop.set()  # whoever started this process starts another

        watcher = threading.Thread(target=watched, name="alerts")
        watcher.start()
        grower = threading.Thread(target=grow, args=(data, stop, lambda text: print(text, file=sys.stderr, flush=True)), name="tree")
        grower.start()
        for send in metrics:
            threading.Thread(target=send, args=(stop.wait,), name="metrics", daemon=True).start()
        try:
            if ship is not None:
                ship(stop)
            stop.wait()
        finally:
            stop.set()
            watcher.join()
            grower.join()

    return run


def _watch(document: Document, data: Path, certificate: Path | None, stop: threading.Event) -> None:
    from secrets import token_hex

    from enclave.cli.observing import rules_of
    from enclave.cli.proving import Proving
    from enclave.telemetry.evaluate import Silence
    from enclave.telemetry.registry import Registry
    from enclave.telemetry.watch import Watch

    spec = document.spec
    alerts = spec.alerts
    proving = Proving(Path(document.path), data)
    watch = Watch(
        data,
        rules_of(spec) if alerts.enabled else (),
        Registry(f"{os.getpid()}-{token_hex(4)}"),
        probes=[proving.probe, *probes(document, data, certificate)],
        routes=routes_of(spec, os.environ),
        silences=[Silence(_moment(one.until), one.rule or "", dict(one.labels)) for one in alerts.silences],
        repeat_seconds=alerts.repeat_hours * HOUR,
        record=lambda changed: written_down(data, changed),
    )
    try:
        watch.run(stop.wait)
    finally:
        proving.close()


def written_down(data: Path, changed: Iterable[Alert]) -> None:
    """Into the log that alerts fired or are over. Where there is no log, none is made. Raises EnclaveError."""
    from enclave.audit.log import AuditLog

    if (data / "log" / "checkpoint").exists():
        with AuditLog.open(data) as log:
            log.append([event_of(alert) for alert in changed])


def event_of(alert: Alert) -> Event:
    """What the log has of an alert that fired, or is over."""
    from datetime import UTC, datetime
    from uuid import uuid4

    from enclave.audit.event import Event, timestamp

    is_over = alert.state == "resolved"
    details = {"rule": alert.rule, "severity": str(alert.severity), "value": f"{alert.value:.6g}", "since": _text(alert.since)}
    details |= {"fired": _text(alert.fired)} if is_over else {}
    details |= {f"label.{name}": value for name, value in alert.labels.items()}
    moment = datetime.fromtimestamp(alert.resolved if is_over else alert.fired, UTC)
    return Event(
        id=uuid4().hex, time=timestamp(moment), kind="alert_over" if is_over else "alert_fired", reason=alert.title,
        project=alert.labels.get("project", ""), details=details,
    )  # fmt: skip


def routes_of(spec: Spec, environ: Mapping[str, str]) -> list[Route]:
    """Who is told, with the secrets of the environment. Raises InputError."""
    return [_route(name, route, spec.name, environ) for name, route in spec.alerts.routes.items()]


def _route(name: str, written: Written, source: str, environ: Mapping[str, str]) -> Route:
    from enclave.telemetry import routes

    def secret(what: str) -> str:
        return environ.get(f"ENCLAVE_ALERT_{name.upper().replace('-', '_')}_{what}", "")

    if written.webhook is not None:
        return routes.Webhook(name, written.severity, source, written.webhook.url, secret("TOKEN"))
    if written.teams is not None:
        return routes.Teams(name, written.severity, source, secret("URL"))
    if written.pagerduty is not None:
        return routes.Pagerduty(name, written.severity, source, secret("KEY"), routes.PAGERDUTY[written.pagerduty.region])
    told = written.email
    if told is None:
        raise EnclaveError(f"route `{name}` is nothing")
    return routes.Email(
        name, written.severity, source, told.server, sender=told.sender, to=told.to, user=secret("USER"), password=secret("PASSWORD"),
        is_plain=told.plaintext,
    )  # fmt: skip


def probes(document: Document, data: Path, certificate: Path | None) -> list[Probe]:
    """What is asked beside what the workers count."""
    return [
        lambda: budgets(document.spec, data),
        lambda: ends(certificate),
        lambda: reports(data),
        Unlike(document.spec, data).probe,
    ]


def budgets(spec: Spec, data: Path, now: datetime | None = None) -> Found:
    """Where ceilings stand; callers' are left out. Raises EnclaveError."""
    from contextlib import closing
    from datetime import UTC, datetime

    from enclave.cli.ledgers import file_of, shared_ledger
    from enclave.ledger.sqlite import SqliteStore

    path = file_of(data)
    store = shared_ledger(spec) or (SqliteStore(path) if path.exists() else None)
    if store is None:
        return []
    with closing(store):
        totals = store.report(now or datetime.now(UTC))
    found: list[tuple[str, tuple[str, ...], float]] = []
    for total in totals:
        if "caller/" not in total.scope and total.limit > 0:
            labels = (total.scope, total.window)
            found.append((BUDGETS + "limit_usd", labels, total.limit / NANO))
            found.append((BUDGETS + "remaining_usd", labels, total.remaining / NANO))
            found.append((BUDGETS + "used", labels, (total.settled + total.reserved) / total.limit))
    return found


def ends(certificate: Path | None) -> Found:
    """When the certificate that callers see ends."""
    if certificate is None:
        return []
    from cryptography import x509

    try:
        chain = x509.load_pem_x509_certificates(certificate.read_bytes())
    except ValueError as error:
        raise EnclaveError("the certificate cannot be read", str(certificate)) from error
    return [("enclave.certificate.expiry_timestamp", (), min(one.not_valid_after_utc for one in chain).timestamp())]


def reports(data: Path) -> Found:
    """What other commands left in the data directory: the proof, what runs against the file, the image gate's word, drift of models."""
    found: list[tuple[str, tuple[str, ...], float]] = []
    proof = left(data, PROOF)
    if "verdict" in proof:
        found.append(("enclave.proof.proved", (), float(proof["verdict"] == "proved")))
        found += _moments("enclave.proof.timestamp", proof)
    deployed = left(data, DEPLOYED)
    if "drift" in deployed:
        differences = deployed.get("differences", 0)
        found.append(("enclave.deployment.differences", (), float(differences) if type(differences) is int else float("nan")))
        found += _moments("enclave.deployment.timestamp", deployed)
    images = left(data, IMAGES)
    if "reports" in images:
        today = time.strftime("%Y-%m-%d", time.gmtime())
        late = [one for report in images["reports"] for one in report.get("blocked", []) if str(one.get("respond_by") or "9")[:10] < today]
        found.append(("enclave.images.overdue", (), len(late)))
    return [*found, *_drift(data)]


def _moments(metric: str, document: dict[str, Any]) -> Found:
    """When a file was written, if it says so."""
    try:
        return [(metric, (), _moment(str(document["time"])))]
    except (KeyError, ValueError):
        return []


def _drift(data: Path) -> Found:
    """How many columns drifted in the newest period of each model that the monitor watches."""
    from enclave.console.signals import newest_periods

    for period in newest_periods(data):
        columns = {one.get("column") for one in period.alerts}
        yield "enclave.drift.detected", (period.project, period.model), float(max(len(columns), 1) if period.drift else 0)


class Unlike:
    """Callers whose last whole hour is unlike their past: asked of the log once an hour, and left in `anomalies.json`."""

    def __init__(self, spec: Spec, data: Path, clock: Callable[[], float] = time.time) -> None:
        self._data, self._clock = data, clock
        self._rate = spec.alerts.false_alarms_per_month
        self._hour = int(clock() - LATE_SECONDS) // HOUR
        """The last one that was judged, or began before anybody looked."""
        self._found: list[tuple[str, tuple[str, ...], float]] = []

    def probe(self) -> Found:
        """How many callers, by kind. Raises EnclaveError."""
        last = int(self._clock() - LATE_SECONDS) // HOUR
        if last > self._hour:
            self._hour = last
            self._found = list(self.judge(last - 1))
        return self._found

    def judge(self, hour: int) -> Found:
        """Judge a Unix hour. Raises EnclaveError."""
        from enclave.audit.query import query
        from enclave.telemetry.anomalies import PAST_DAYS, Hour, judge

        span = {"first": _text(hour * HOUR - PAST_DAYS * DAY_SECONDS), "last": _text((hour + 1) * HOUR)}
        rows = query(self._data, _QUERY.format(**span)).documents()
        hours = [
            Hour(
                row["Caller"], int(_moment(row["Hour"])) // HOUR, row["Volume"], row["Refusals"], round(row["Spend"] / NANO * 100),
                tuple(model for model in row["Models"] or () if model),
            )
            for row in rows
        ]  # fmt: skip
        found = judge(hours, hour, self._rate)
        path = self._data / ANOMALIES
        draft = path.with_suffix(".new")
        document = {
            "hour": _text(hour * HOUR), "false_alarms_per_month": self._rate, "anomalies": [_told(one) for one in found],
            "earlier": _earlier(left(self._data, ANOMALIES), hour),
        }  # fmt: skip
        draft.write_text(json.dumps(document, indent=2), encoding="utf-8")
        draft.chmod(0o600)
        draft.replace(path)
        kinds = ("volume", "refusals", "spend", "new_model")
        return [("enclave.anomalies", (kind,), len({one.caller for one in found if one.kind == kind})) for kind in kinds]


def _earlier(document: dict[str, Any], hour: int) -> list[dict[str, Any]]:
    """Of the day before a Unix hour, the hours in which somebody was unlike: who did what is still to be seen when it is over."""
    earlier = document.get("earlier")
    known = [document, *(one for one in (earlier if isinstance(earlier, list) else ()) if isinstance(one, dict))]
    first, last = _text((hour - 24) * HOUR), _text(hour * HOUR)
    told = [{name: one.get(name) for name in ("hour", "anomalies")} for one in known]
    return [one for one in told if one["anomalies"] and isinstance(one["hour"], str) and first <= one["hour"] < last]


def _told(anomaly: Any) -> dict[str, Any]:
    told = {name: getattr(anomaly, name) for name in ("caller", "kind", "hours", "value", "usual", "score", "bound", "model")}
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in told.items()}


def _text(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _moment(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()
