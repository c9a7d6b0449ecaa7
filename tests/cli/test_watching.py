"""What runs beside the workers: budgets, certificates, reports and callers as they are, told as the file says."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.audit.event import Event
from enclave.audit.log import AuditLog
from enclave.audit.read import events
from enclave.cli.watching import Unlike, accompanying, budgets, ends, reports, routes_of, written_down
from enclave.errors import EnclaveError, InputError
from enclave.ledger.interface import Ceiling, Reserve
from enclave.ledger.sqlite import SqliteStore
from enclave.spec.alerts import Alerts
from enclave.spec.load import load
from enclave.telemetry.evaluate import Alert
from enclave.telemetry.watch import state


def with_alerts(spec: Any, **told: Any) -> Any:
    return spec.model_copy(update={"alerts": Alerts.model_validate(told)})


def test_budgets_without_those_of_callers(bank: Path, tmp_path: Path) -> None:
    spec = load(bank).spec
    assert list(budgets(spec, tmp_path)) == []
    with SqliteStore(tmp_path / "ledger.sqlite") as store:
        ceilings = tuple(Ceiling(scope, "daily", 10_000_000_000) for scope in ("hub", "project/p", "project/p/caller/jane"))
        store.apply([Reserve("r1", 4_000_000_000, ceilings, datetime.now(UTC))])
    told = {(name, labels): value for name, labels, value in budgets(spec, tmp_path)}
    assert {labels[0] for _, labels in told} == {"hub", "project/p"}
    assert told["enclave.budget.used", ("hub", "daily")] == 0.4
    assert told["enclave.budget.limit_usd", ("hub", "daily")] == 10
    assert told["enclave.budget.remaining_usd", ("hub", "daily")] == 6


def test_certificates(tmp_path: Path) -> None:
    assert list(ends(None)) == []
    (tmp_path / "x.pem").write_text("no certificate")
    with pytest.raises(EnclaveError, match="cannot be read"):
        ends(tmp_path / "x.pem")
    with pytest.raises(OSError, match="No such file"):
        ends(tmp_path / "y.pem")


def test_what_other_commands_left(tmp_path: Path) -> None:
    assert list(reports(tmp_path)) == []
    old, later = ((datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%d") for days in (-3, 3))
    blocked = [{"id": "CVE-1", "respond_by": old}, {"id": "CVE-2", "respond_by": later}, {"id": "CVE-3"}]
    for name, document in (
        ("proof", {"verdict": "refuted", "time": "2026-11-21T10:00:00Z"}), ("images", {"reports": [{"blocked": blocked}]}),
        ("deployed", {"drift": True, "differences": 3, "time": "yesterday"}),
    ):  # fmt: skip
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    (tmp_path / "monitor").mkdir()
    drifted = [{"column": column} for column in "aab"]
    periods = [("m", True, drifted), ("n", True, []), ("m", True, drifted[:1]), ("n", False, []), ("o", True, [])]
    lines = [{"project": "p", "model": name, "period": "", "drift": drift, "alerts": found} for name, drift, found in periods]
    (tmp_path / "monitor" / "history.jsonl").write_text("\n".join(map(json.dumps, lines)))
    told = {(name, *labels): value for name, labels, value in reports(tmp_path)}
    assert told == {
        ("enclave.proof.proved",): 0, ("enclave.proof.timestamp",): 1_795_255_200, ("enclave.deployment.differences",): 3,
        ("enclave.images.overdue",): 1, ("enclave.drift.detected", "p", "m"): 1, ("enclave.drift.detected", "p", "n"): 0,
        ("enclave.drift.detected", "p", "o"): 1,
    }  # fmt: skip
    (tmp_path / "proof.json").write_text("[")
    assert "enclave.proof.proved" not in {name for name, _, _ in reports(tmp_path)}


def test_alerts_go_into_the_log_of_a_gateway_and_make_none(tmp_path: Path) -> None:
    alert = Alert(
        rule="error-rate", labels={"project": "p"}, state="firing", severity=1, title="Many fail", why="", value=0.25, since=1e9, seen=1e9,
        fired=1e9 + 300,
    )  # fmt: skip
    written_down(tmp_path, [alert])
    assert not list(tmp_path.iterdir())
    AuditLog.open(tmp_path).close()
    written_down(tmp_path, [alert, replace(alert, state="resolved", resolved=1e9 + 900, labels={"server": "s"})])
    fired, over = events(tmp_path)
    assert (fired.kind, fired.reason, fired.project, fired.time[:19]) == ("alert_fired", "Many fail", "p", "2001-09-09T01:51:40")
    assert fired.details == {
        "rule": "error-rate", "severity": "1", "value": "0.25", "since": "2001-09-09T01:46:40Z", "label.project": "p",
    }  # fmt: skip
    assert (over.kind, over.time[:19], over.details["fired"]) == ("alert_over", "2001-09-09T02:01:40", "2001-09-09T01:51:40Z")


def test_routes_have_their_secrets_from_the_environment(bank: Path) -> None:
    spec = with_alerts(
        load(bank).spec,
        routes={
            "a": {"webhook": {"url": "https://example.com"}}, "b-c": {"teams": {}}, "d": {"pagerduty": {}, "severity": 1},
            "e": {"email": {"server": "mail.example.com:587", "sender": "a@b.cd", "to": ["a@b.cd"]}},
        },
    )  # fmt: skip
    environ = {"ENCLAVE_ALERT_B_C_URL": "https://example.com/x", "ENCLAVE_ALERT_D_KEY": "k"}
    assert [(route.name, route.severity) for route in routes_of(spec, environ)] == [("a", 4), ("b-c", 4), ("d", 1), ("e", 4)]
    with pytest.raises(InputError, match="`b-c` has no URL"):
        routes_of(spec, {})


def test_callers_are_judged_once_an_hour_out_of_the_log(bank: Path, tmp_path: Path) -> None:
    start, moment = 1_795_219_200, [0.0]
    moment[0] = start + 8 * 86_400 + 60  # the hour is over, but its last records may be on their way
    with AuditLog.open(tmp_path) as log:
        told = []
        for hour in range(8 * 24):
            for number in range(30 if hour == 8 * 24 - 1 else 2):
                when = datetime.fromtimestamp(start + hour * 3600 + number, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
                for caller in ("jane", "joe", "jill"):
                    if number < 2 or caller == "jane":
                        told.append(Event(id=f"{hour}-{number}-{caller}", time=when, kind="completed", caller=caller, model="gpt-4o"))
        log.append(told)
    unlike = Unlike(load(bank).spec, tmp_path, lambda: moment[0])
    assert list(unlike.probe()) == []
    moment[0] += 120
    assert {labels: value for _, labels, value in unlike.probe()} == {
        ("volume",): 1, ("refusals",): 0, ("spend",): 0, ("new_model",): 0,
    }  # fmt: skip
    document = json.loads((tmp_path / "anomalies.json").read_text())
    assert [(one["caller"], one["value"]) for one in document["anomalies"]] == [("jane", 30)]
    assert (tmp_path / "anomalies.json").stat().st_mode & 0o777 == 0o600
    assert unlike.judge(start // 3600 + 8 * 24)
    document = json.loads((tmp_path / "anomalies.json").read_text())
    assert document["anomalies"] == []
    assert [one["anomalies"][0]["caller"] for one in document["earlier"]] == ["jane"], "who it was is to be seen for a day"
    (tmp_path / "anomalies.json").write_text('{"anomalies": 1, "hour": null, "earlier": [7, {"hour": 8}]}')
    assert unlike.judge(start // 3600 + 8 * 24 + 30)
    assert json.loads((tmp_path / "anomalies.json").read_text())["earlier"] == []


def test_clients_that_try_again_while_a_model_service_is_down_are_not_unlike(bank: Path, tmp_path: Path) -> None:
    start, hours = 1_795_219_200, 8 * 24
    told = []
    for hour in range(hours):
        is_last = hour == hours - 1
        for caller, stage, status in (("jane", "upstream", 502), ("joe", "dlp", 400), ("jill", "pipeline", 500)):
            for number in range(40 if is_last else 2):
                when = datetime.fromtimestamp(start + hour * 3600 + number, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
                how = {"kind": "refused", "stage": stage, "status": status} if is_last else {"kind": "completed", "status": 200}
                told.append(Event(id=f"{hour}-{number}-{caller}", time=when, caller=caller, model="gpt-4o", **how))
    with AuditLog.open(tmp_path) as log:
        log.append(told)
    Unlike(load(bank).spec, tmp_path).judge(start // 3600 + hours - 1)
    document = json.loads((tmp_path / "anomalies.json").read_text())
    assert {(one["caller"], one["kind"]) for one in document["anomalies"]} == {("joe", "volume"), ("joe", "refusals")}


def test_it_runs_beside_the_workers_until_it_is_told_to_stop(bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enclave.telemetry.watch.STEP_SECONDS", 0.02)
    stop = threading.Event()
    thread = threading.Thread(target=accompanying(load(bank), tmp_path, None, {}), args=(stop,))
    thread.start()
    end = time.monotonic() + 60
    while not state(tmp_path).time:
        assert time.monotonic() < end
        time.sleep(0.02)
    stop.set()
    thread.join(60)
    assert not thread.is_alive()
