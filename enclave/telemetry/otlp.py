"""Spans to a collector: OTLP over HTTP, JSON (opentelemetry.io/docs/specs/otlp 1.8; ids in hex, 64-bit numbers as text)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

from enclave import __version__
from enclave.errors import InputError
from enclave.telemetry.names import SCHEMA
from enclave.telemetry.post import Endpoint
from enclave.telemetry.spans import Span

PATH = "/v1/traces"
_KINDS: Mapping[type, str] = MappingProxyType({str: "stringValue", float: "doubleValue", bool: "boolValue"})
ERROR = 2
"""Status of a span that did not go well."""


class Otlp:
    """A collector. `endpoint`: `https://host:4318`; `token`: sent as a bearer token. Raises InputError."""

    name = "otlp"

    def __init__(self, endpoint: str, service: str, token: str = "") -> None:
        if "\n" in token or "\r" in token:
            raise InputError("the token of the collector has a line break", endpoint)
        url = endpoint.rstrip("/")
        self._endpoint = Endpoint(url if url.endswith(PATH) else url + PATH)
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        resource = {"attributes": attributes({"service.name": service, "service.version": __version__})}
        scope = {"name": "enclave.telemetry", "version": __version__}
        self._start = (
            b'{"resourceSpans":[{"resource":' + msgspec.json.encode(resource)
            + b',"scopeSpans":[{"scope":' + msgspec.json.encode(scope) + b',"spans":'
        )  # fmt: skip
        self._end = b"}],\"schemaUrl\":" + msgspec.json.encode(SCHEMA) + b"}]}"

    def send(self, spans: Sequence[Span]) -> int:
        """Export; a batch of which a part was rejected must not be sent again (partial success)."""
        answer = self._endpoint.post(self.body(spans), self._headers)
        return _rejected(answer)

    def body(self, spans: Sequence[Span]) -> bytes:
        """The request."""
        return self._start + msgspec.json.encode([record(span) for span in spans]) + self._end

    def close(self) -> None:
        """Let go of the connection."""
        self._endpoint.close()


def record(span: Span) -> dict[str, Any]:
    """The span as OTLP's JSON has it."""
    told: dict[str, Any] = {
        "traceId": span.trace_id, "spanId": span.span_id, "name": span.name, "kind": span.kind, "startTimeUnixNano": str(span.start),
        "endTimeUnixNano": str(span.end), "attributes": attributes(span.attributes),
    }  # fmt: skip
    if span.parent_id:
        told["parentSpanId"] = span.parent_id
    if span.error:
        told["status"] = {"code": ERROR, "message": span.error}
    return told


def attributes(named: Mapping[str, str | int | float | bool]) -> list[dict[str, Any]]:
    """Names and values; 64-bit numbers as text."""
    return [
        {"key": name, "value": {"intValue": str(value)} if type(value) is int else {_KINDS[type(value)]: value}}
        for name, value in named.items()
    ]


def _rejected(answer: bytes) -> int:
    """Spans that a collector rejected; an answer that is no JSON says nothing of that."""
    try:
        told = msgspec.json.decode(answer)
    except msgspec.DecodeError:
        return 0
    part = told.get("partialSuccess") if isinstance(told, dict) else None
    count = part.get("rejectedSpans", 0) if isinstance(part, dict) else 0
    return int(count) if str(count).isdigit() else 0
