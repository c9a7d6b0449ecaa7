"""Azure Monitor: calls as the Logs Ingestion API takes them, and rows that fit the rule which is built."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from enclave.audit.event import Event, encode
from enclave.audit.sinks import azure_monitor
from enclave.audit.sinks.azure_monitor import MOST_BYTES, SCOPE, AzureMonitor, open_sink
from enclave.audit.sinks.interface import Unavailable
from enclave.audit.sinks.ship import ship
from enclave.compose.events_table import STREAM, stream_columns
from enclave.errors import InputError

RULE = "dcr-" + "0a" * 16


class Credential:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.asked += scopes
        if self.fails:
            raise ClientAuthenticationError("secret detail")
        return AccessToken(f"token-{len(self.asked)}", 2**31)


def sink_at(endpoint: Any, credential: Credential | None = None) -> AzureMonitor:
    return open_sink(endpoint=endpoint.url, rule=RULE, credential=credential or Credential())


def test_posts_rows_in_order_below_a_megabyte(log: Any, endpoint: Any) -> None:
    log.append(2500, error="x" * 300)
    credential = Credential()
    ship(log.directory, "workspace", sink_at(endpoint, credential), lambda _: False, once=True)
    rows = [json.loads(body) for body in endpoint.bodies]
    assert [row["RecordNumber"] for batch in rows for row in batch] == list(range(1, 2501))
    assert len(rows) > 2
    assert all(len(body) <= MOST_BYTES < 2**20 for body in endpoint.bodies)
    assert {*endpoint.paths} == {f"/dataCollectionRules/{RULE}/streams/Custom-EnclaveEvents?api-version=2023-01-01"}
    assert endpoint.headers[0]["Authorization"] == "Bearer token-1"
    assert endpoint.headers[0]["Content-Type"] == "application/json"
    assert {*credential.asked} == {SCOPE}


def test_rows_are_those_of_the_stream_that_the_rule_declares() -> None:
    assert azure_monitor.STREAM == STREAM
    full = Event(id="a", time="2026-11-21T09:30:00.000000Z", kind="completed", time_to_first_token_ms=1.5, confidence=0.5)
    row = json.loads(AzureMonitor.encode(None, 7, encode(full)))  # type: ignore[arg-type]
    columns = dict(stream_columns())
    assert list(row) == list(columns)
    fits = {
        "long": lambda value: type(value) is int, "real": lambda value: type(value) in {float, int},
        "string": lambda value: type(value) is str,
        "boolean": lambda value: type(value) is bool, "dynamic": lambda value: isinstance(value, list | dict),
        "datetime": lambda value: datetime.fromisoformat(value).tzinfo is not None,
    }  # fmt: skip
    assert [name for name, kind in columns.items() if not fits[kind](row[name])] == []
    assert (row["RecordNumber"], row["Id"], row["Kind"], row["PromptTokens"], row["Roles"]) == (7, "a", "completed", 0, [])


def test_an_endpoint_that_is_busy_wrong_or_away_loses_nothing(log: Any, endpoint: Any) -> None:
    log.append(3)
    endpoint.answers = [
        (429, {"Retry-After": "13"}, b'{"error":{"code":"RequestRateTooLarge","message":"caller text"}}'), (503, {}, b""),
        (403, {}, b'{"error":{"code":"OperationFailed"}}'), (307, {"Location": "http://127.0.0.1:9/"}, b""),
        (429, {"Retry-After": "Sat, 21 Nov 1998 07:28:00 GMT"}, b""), (500, {"Retry-After": "soon"}, b""),
    ]  # fmt: skip
    sink, told = sink_at(endpoint), []
    for _ in range(6):
        with pytest.raises(Unavailable) as caught:
            sink.send([sink.encode(1, encode(Event(id="a", time="2026-11-21T09:30:00.000000Z", kind="started")))])
        told.append((caught.value.message, caught.value.seconds))
    assert told[0] == ("the endpoint answered 429 `RequestRateTooLarge`", 13.0)
    assert [seconds for _, seconds in told] == [13, 0, 0, 0, 0, 0]
    endpoint.stop()
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        if len(waits) == 2:
            endpoint.start()
        return len(waits) > 2 and bool(endpoint.bodies)

    ship(log.directory, "workspace", sink, wait)
    assert [row["RecordNumber"] for body in endpoint.bodies for row in json.loads(body)] == [1, 2, 3]


def test_one_row_that_azure_refuses_does_not_hold_up_the_others(log: Any, endpoint: Any) -> None:
    log.append(20)
    endpoint.judge = lambda body: 400 if b"request-11" in body else 204
    ship(log.directory, "workspace", sink_at(endpoint), lambda _: False, once=True)
    got = [row["RecordNumber"] for body in endpoint.bodies for row in json.loads(body)]
    assert got == [number for number in range(1, 21) if number != 12]


def test_without_a_token_it_waits_and_says_nothing_of_what_the_library_said(endpoint: Any) -> None:
    credential = Credential()
    credential.fails = True
    with pytest.raises(Unavailable) as caught:
        sink_at(endpoint, credential).send([b"{}"])
    assert "secret" not in str(caught.value)


def test_settings_that_cannot_be() -> None:
    good = {"endpoint": "https://a.ingest.monitor.azure.com", "rule": RULE}
    for wrong in (
        {"rule": "dcr-1"},
        {"stream": "EnclaveEvents"},
        {"endpoint": "http://a.ingest.monitor.azure.com"},
        {"endpoint": "a.example"},
        {"endpoint": "https://user:word@a.example"},
        {"endpoint": "https://a.example?x=1"},
    ):
        with pytest.raises(InputError):
            open_sink(**(good | wrong), credential=Credential())
    open_sink(**good, credential=Credential()).close()
