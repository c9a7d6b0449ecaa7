"""OTLP logs over HTTP, JSON: a log record a record, with the names that OpenTelemetry has for generative AI.

Sources: opentelemetry.io/docs/specs/otlp (1.8: OTLP/HTTP, partial success, retries), opentelemetry.io/docs/specs/semconv/gen-ai (1.41),
logs/data-model for severities.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from enclave.audit.event import Event
from enclave.audit.sinks.interface import Limits, Refused
from enclave.audit.sinks.over_http import Endpoint, checked_url
from enclave.audit.sinks.rows import decoded
from enclave.errors import InputError

PATH = "/v1/logs"
INFO, WARN, ERROR = 9, 13, 17
SEVERITY = {INFO: "INFO", WARN: "WARN", ERROR: "ERROR"}
WARNINGS = frozenset({"refused", "recovered", "budget_warning", "anchor_failed"})
OPERATIONS = {
    "ChatCompletions_Create": "chat", "Responses_Create": "chat", "Completions_Create": "text_completion",
    "Embeddings_Create": "embeddings",
}  # fmt: skip
"""Azure's name of an operation -> OpenTelemetry's."""
NAMES = (
    ("model", "gen_ai.request.model"),
    ("prompt_tokens", "gen_ai.usage.input_tokens"),
    ("completion_tokens", "gen_ai.usage.output_tokens"),
    ("cached_tokens", "gen_ai.usage.cache_read.input_tokens"),
    ("status", "http.response.status_code"),
    ("path", "url.path"),
    ("caller_ip", "client.address"),
    ("caller", "user.id"),
    ("request_bytes", "http.request.body.size"),
    ("response_bytes", "http.response.body.size"),
    ("location", "cloud.region"),
)
"""Fields of an event that OpenTelemetry has a name for; every other one is `enclave.<field>`."""
_TOLD = {"time", "kind", "trace_id", *(field for field, _ in NAMES)}


class Otlp:
    """A collector."""

    limits = Limits(1000, 2**20)

    def __init__(self, endpoint: Endpoint, service: str, token: str) -> None:
        self._endpoint = endpoint
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        resource = {"attributes": _attributes({"service.name": service})}
        scope = b'"scopeLogs":[{"scope":{"name":"enclave.audit"},"logRecords":['
        self._start = b'{"resourceLogs":[{"resource":' + msgspec.json.encode(resource) + b"," + scope

    def encode(self, number: int, event: bytes) -> bytes:
        """A log record."""
        return msgspec.json.encode(log_record(number, decoded(number, event)))

    def send(self, records: Sequence[bytes]) -> int:
        """Export; a batch of which a part was rejected must not be sent again (OTLP, partial success)."""
        rejected = _rejected(self._endpoint.post(self._start + b",".join(records) + b"]}]}]}", self._headers))
        if rejected >= len(records):
            raise Refused("the collector rejected all of it")
        return rejected

    def close(self) -> None:
        """Let go of the connection."""
        self._endpoint.close()


def open_sink(*, endpoint: str, service: str = "enclave-gateway", token: str = "") -> Otlp:
    """`endpoint`: of a collector, `https://host:4318`; `token`: sent as a bearer token. Raises InputError."""
    url = checked_url(endpoint)
    if "\n" in token or "\r" in token:
        raise InputError("the token of the collector has a line break", url)
    return Otlp(Endpoint(url if url.endswith(PATH) else url + PATH), service, token)


def log_record(number: int, event: Event) -> dict[str, Any]:
    """The record as OTLP's JSON has it: 64-bit numbers as text, ids in hex."""
    severity = ERROR if event.error or event.status >= 500 else WARN if event.kind in WARNINGS else INFO
    named: dict[str, Any] = {"enclave.record": number}
    if event.operation:
        named["gen_ai.operation.name"] = OPERATIONS.get(event.operation, event.operation)
    if event.model:
        named["gen_ai.provider.name"] = "azure.ai.openai"
    named |= {name: value for field, name in NAMES if (value := getattr(event, field))}
    if event.kind == "refused" or event.error:
        named["error.type"] = event.reason.partition(":")[0] or event.stage or "upstream"
    for field in event.__struct_fields__:
        value = getattr(event, field)
        if isinstance(value, dict):
            named |= {f"enclave.{field}.{name}": told for name, told in value.items()}
        elif field not in _TOLD and value not in ("", 0, None, ()):
            named[f"enclave.{field}"] = msgspec.json.encode(value).decode() if field == "verdicts" else value
    time = str(_nanoseconds(event.time))
    record: dict[str, Any] = {
        "timeUnixNano": time, "observedTimeUnixNano": time, "severityNumber": severity, "severityText": SEVERITY[severity],
        "eventName": f"enclave.{event.kind}", "body": {"stringValue": event.kind}, "attributes": _attributes(named),
    }
    return record | {"traceId": event.trace_id} if event.trace_id else record


def _attributes(named: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": name, "value": _value(value)} for name, value in named.items()]


def _value(value: Any) -> dict[str, Any]:
    match value:
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case tuple() | list():
            return {"arrayValue": {"values": [_value(item) for item in value]}}
        case _:
            return {"stringValue": str(value)}


def _nanoseconds(time: str) -> int:
    when = datetime.fromisoformat(time).astimezone(UTC)
    return int(when.replace(microsecond=0).timestamp()) * 10**9 + when.microsecond * 1000


def _rejected(answer: bytes) -> int:
    """Records that a collector rejected; an answer that is no JSON says nothing of that."""
    try:
        told = msgspec.json.decode(answer)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return 0
    part = told.get("partialSuccess") if isinstance(told, dict) else None
    count = part.get("rejectedLogRecords", 0) if isinstance(part, dict) else 0
    return int(count) if str(count).isdigit() else 0
