"""What a collector gets is OTLP, as OpenTelemetry's own messages read it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from enclave.errors import InputError
from enclave.telemetry.otlp import Otlp
from enclave.telemetry.spans import CLIENT, SERVER, Span

TRACE, ID, PARENT = "0af7651916cd43dd8448eb211c80319c", "00f067aa0ba902b7", "b7ad6b7169203331"
WHEN = 1_795_219_200_123_456_789
TOLD = {"gen_ai.usage.input_tokens": 2**40, "a": 'x"\u00e9', "b": True, "c": 0.5}
SPANS = [
    Span("chat gpt-4o", SERVER, TRACE, ID, PARENT, WHEN, WHEN + 10**9, TOLD),
    Span("upstream", CLIENT, TRACE, PARENT, "", WHEN, WHEN, {}, "upstream_timeout"),
]  # fmt: skip


def as_protobuf(document: Any) -> Any:
    """Ids in hex, as OTLP's JSON has them, in the base64 of protobuf's."""
    for resource in document["resourceSpans"]:
        for scope in resource["scopeSpans"]:
            for span in scope["spans"]:
                for name in ("traceId", "spanId", "parentSpanId"):
                    if name in span:
                        span[name] = base64.b64encode(bytes.fromhex(span[name])).decode()
    return ParseDict(document, ExportTraceServiceRequest())


def test_others_read_what_is_sent(taker: Any) -> None:
    exporter = Otlp(taker.url, "enclave-gateway", "secret")
    assert exporter.send(SPANS) == 0
    exporter.close()
    [(path, headers, body)] = taker.posted
    assert (path, headers["authorization"], headers["content-type"]) == ("/v1/traces", "Bearer secret", "application/json")
    request = as_protobuf(json.loads(body))
    [resource] = request.resource_spans
    assert {one.key: one.value.string_value for one in resource.resource.attributes}["service.name"] == "enclave-gateway"
    first, second = resource.scope_spans[0].spans
    assert (first.trace_id.hex(), first.span_id.hex(), first.parent_span_id.hex()) == (TRACE, ID, PARENT)
    assert (first.start_time_unix_nano, first.end_time_unix_nano, first.kind) == (WHEN, WHEN + 10**9, first.SPAN_KIND_SERVER)
    told = {one.key: one.value for one in first.attributes}
    assert told["gen_ai.usage.input_tokens"].int_value == 2**40
    assert (told["a"].string_value, told["b"].bool_value, told["c"].double_value) == ('x"\u00e9', True, 0.5)
    assert (second.status.code, second.status.message, second.parent_span_id) == (second.status.STATUS_CODE_ERROR, "upstream_timeout", b"")


def test_what_was_rejected_is_told(taker: Any) -> None:
    exporter = Otlp(taker.url + "/v1/traces/", "s")
    taker.answers = [(200, b'{"partialSuccess":{"rejectedSpans":"1"}}'), (200, b"[]"), (200, b"ok"), (200, b'{"partialSuccess":{}}')]
    assert [exporter.send(SPANS) for _ in range(4)] == [1, 0, 0, 0]
    assert taker.posted[0][0] == "/v1/traces"
    exporter.close()
    with pytest.raises(InputError, match="line break"):
        Otlp(taker.url, "s", "a\nb")
