"""OTLP: JSON that OpenTelemetry's own message definitions take, with the names of its conventions."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from google.protobuf.json_format import Parse
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from enclave.audit.event import Event, Verdict, encode
from enclave.audit.sinks.interface import Refused
from enclave.audit.sinks.otlp import open_sink
from enclave.audit.sinks.ship import refused_path, ship

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
CALL = Event(
    id="a", time="2026-11-21T09:30:00.000125Z", kind="completed", request_id="r", trace_id=TRACE, caller="c", roles=("user", "auditor"),
    model="gpt-4o", operation="ChatCompletions_Create", status=200, stream=True, prompt_tokens=2**40, completion_tokens=3, cached_tokens=1,
    duration_ms=12.5, location="westeurope", verdicts=(Verdict("dlp", "pass", 12),), details={"place": "blob"},
)  # fmt: skip


def exported(endpoint: Any, *events: Event) -> ExportLogsServiceRequest:
    sink = open_sink(endpoint=endpoint.url)
    assert sink.send([sink.encode(number, encode(event)) for number, event in enumerate(events, 1)]) == 0
    body = json.loads(endpoint.bodies[-1])
    for record in body["resourceLogs"][0]["scopeLogs"][0]["logRecords"]:
        if "traceId" in record:  # OTLP's JSON has ids in hex, protobuf's own in base64
            record["traceId"] = base64.b64encode(bytes.fromhex(record["traceId"])).decode()
    # a name that the definitions do not know would be an error
    return Parse(json.dumps(body), ExportLogsServiceRequest())


def attributes(record: Any) -> dict[str, Any]:
    found = {}
    for pair in record.attributes:
        kind = pair.value.WhichOneof("value")
        value = getattr(pair.value, kind)
        found[pair.key] = [item.string_value for item in value.values] if kind == "array_value" else value
    return found


def test_a_call_has_the_names_of_the_conventions(endpoint: Any) -> None:
    request = exported(endpoint, CALL)
    assert endpoint.paths == ["/v1/logs"]
    [record] = request.resource_logs[0].scope_logs[0].log_records
    assert request.resource_logs[0].resource.attributes[0].value.string_value == "enclave-gateway"
    assert record.time_unix_nano == 1_795_253_400_000_125_000
    assert (record.severity_number, record.severity_text, record.event_name) == (9, "INFO", "enclave.completed")
    assert record.trace_id.hex() == TRACE
    told = attributes(record)
    assert {key: value for key, value in told.items() if key.startswith("gen_ai.")} == {
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "azure.ai.openai", "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.input_tokens": 2**40, "gen_ai.usage.output_tokens": 3, "gen_ai.usage.cache_read.input_tokens": 1,
    }  # fmt: skip
    assert (told["http.response.status_code"], told["user.id"], told["cloud.region"]) == (200, "c", "westeurope")
    assert (told["enclave.record"], told["enclave.roles"], told["enclave.stream"]) == (1, ["user", "auditor"], True)
    assert (told["enclave.duration_ms"], told["enclave.details.place"], told["enclave.request_id"]) == (12.5, "blob", "r")
    assert json.loads(told["enclave.verdicts"])[0]["stage"] == "dlp"


def test_refusals_warn_and_failures_are_errors(endpoint: Any) -> None:
    base = {"id": "a", "time": "2026-11-21T09:30:00.000000Z"}
    refused = Event(**base, kind="refused", status=400, stage="dlp", reason="blocked: credit card")
    failed = Event(**base, kind="completed", status=502, error="upstream closed")
    started = Event(**base, kind="started")
    records = exported(endpoint, refused, failed, started).resource_logs[0].scope_logs[0].log_records
    assert [record.severity_text for record in records] == ["WARN", "ERROR", "INFO"]
    assert [attributes(record).get("error.type") for record in records] == ["blocked", "upstream", None]


def test_partial_success_is_not_sent_again_and_a_refusal_of_all_is_halved(log: Any, endpoint: Any) -> None:
    log.append(4)
    endpoint.answers = [(200, {}, b'{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"caller text"}}')]
    sink = open_sink(endpoint=endpoint.url)
    ship(log.directory, "collector", sink, lambda _: False, once=True)
    assert len(endpoint.bodies) == 1
    assert "caller text" not in refused_path(log.directory, "collector").read_text()
    endpoint.answers = [(200, {}, b'{"partialSuccess":{"rejectedLogRecords":1}}')]
    with pytest.raises(Refused):
        sink.send([sink.encode(1, encode(CALL))])
    for harmless in (b"", b"{}", b"ok", b"[]", b'{"partialSuccess":{"errorMessage":"a hint"}}'):
        endpoint.answers = [(200, {}, harmless)]
        assert sink.send([sink.encode(1, encode(CALL))]) == 0


def test_the_token_is_sent(endpoint: Any) -> None:
    open_sink(endpoint=endpoint.url + "/v1/logs", token="word").send([b"{}"])
    assert (endpoint.paths[0], endpoint.headers[0]["Authorization"]) == ("/v1/logs", "Bearer word")
