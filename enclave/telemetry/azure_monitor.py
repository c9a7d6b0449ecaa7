"""Spans and other envelopes to Application Insights: to the ingestion endpoint of a connection string, signed in with Microsoft Entra.

Sources: learn.microsoft.com/azure/azure-monitor/app/connection-strings, .../app/azure-ad-authentication (role `Monitoring Metrics
Publisher`), .../app/data-model-complete; EndpointSpecs/Schemas/Docs of microsoft/ApplicationInsights-Home (RequestData,
RemoteDependencyData, Envelope).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from enclave.errors import InputError
from enclave.telemetry.post import Endpoint
from enclave.telemetry.spans import CLIENT, SERVER, Span

SCOPE = "https://monitor.azure.com/.default"
"""Of the public cloud."""
PATH = "/v2.1/track"
DEFAULT_ENDPOINT = "https://dc.services.visualstudio.com"
"""Where a connection string that names none means."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
EARLY_SECONDS = 300.0
"""How long before its end a token is replaced."""

Sign = Callable[[], tuple[str, float]]
"""Gives a token and the Unix time of its end. Raises EnclaveError."""


class AzureMonitor:
    """A component of Application Insights. Raises InputError for a connection string that is none."""

    name = "azure_monitor"

    def __init__(self, connection_string: str, service: str, sign: Sign) -> None:
        self._key, endpoint = parts(connection_string)
        self._endpoint = Endpoint(endpoint + PATH)
        self._service, self._sign = service, sign
        self._token, self._ends = "", 0.0

    def send(self, spans: Sequence[Span]) -> int:
        """Post spans; how many were not accepted."""
        return self.post([envelope(span, self._key, self._service) for span in spans])

    def post(self, envelopes: Sequence[Mapping[str, Any]]) -> int:
        """Post an array of envelopes; how many were not accepted. Raises EnclaveError."""
        if time.time() > self._ends - EARLY_SECONDS:
            self._token, self._ends = self._sign()
        answer = self._endpoint.post(msgspec.json.encode(envelopes), {"Authorization": f"Bearer {self._token}"})
        return _rejected(answer)

    def envelope(self, kind: str, base: str, when: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Something of this component that is no span."""
        return _envelope(kind, base, when, key=self._key, tags={"ai.cloud.role": self._service}, data=data)

    def close(self) -> None:
        """Let go of the connection."""
        self._endpoint.close()


def parts(connection_string: str) -> tuple[str, str]:
    """Instrumentation key and ingestion endpoint of a connection string. Raises InputError; it never repeats the string."""
    pairs = (pair.partition("=") for pair in connection_string.split(";") if pair.strip())
    found = {name.strip().lower(): value.strip() for name, _, value in pairs}
    key = found.get("instrumentationkey", "")
    endpoint = found.get("ingestionendpoint") or DEFAULT_ENDPOINT
    address = urlsplit(endpoint)
    is_local = address.scheme == "http" and address.hostname in _LOOPBACK
    if not key or not address.hostname or (address.scheme != "https" and not is_local):
        raise InputError(
            "`APPLICATIONINSIGHTS_CONNECTION_STRING` is not a connection string",
            hint="copy it from the component's overview, `InstrumentationKey=...;IngestionEndpoint=https://...`",
        )
    return key, endpoint.rstrip("/")


def envelope(span: Span, key: str, service: str) -> dict[str, Any]:
    """A span that was asked of us is a request; any other is a dependency."""
    tags = {"ai.operation.id": span.trace_id, "ai.cloud.role": service}
    if span.parent_id:
        tags["ai.operation.parentId"] = span.parent_id
    code = span.attributes.get("http.response.status_code", 0)
    data: dict[str, Any] = {
        "ver": 2, "id": span.span_id, "name": span.name, "duration": duration(span.end - span.start), "success": not span.error,
        "properties": _texts(span.attributes),
    }  # fmt: skip
    if span.kind == SERVER:
        kind, base = "Request", "RequestData"
        data["responseCode"] = str(code)
    else:
        kind, base = "RemoteDependency", "RemoteDependencyData"
        data |= {"resultCode": str(code), "type": "GenAI" if span.kind == CLIENT else "InProc"}
    when = datetime.fromtimestamp(span.start // 10**9, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return _envelope(kind, base, f"{when}.{span.start % 10**9 // 1000:06d}Z", key=key, tags=tags, data=data)


def _envelope(kind: str, base: str, when: str, *, key: str, tags: Mapping[str, str], data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ver": 1, "name": f"Microsoft.ApplicationInsights.{kind}", "time": when, "iKey": key, "tags": tags,
        "data": {"baseType": base, "baseData": data},
    }  # fmt: skip


def duration(nanoseconds: int) -> str:
    """`d.hh:mm:ss.ffffff`."""
    seconds, rest = divmod(max(0, nanoseconds), 10**9)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    return f"{days}.{hours % 24:02d}:{minutes % 60:02d}:{seconds % 60:02d}.{rest // 1000:06d}"


def _texts(named: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in named.items()}


def _rejected(answer: bytes) -> int:
    try:
        told = msgspec.json.decode(answer)
    except msgspec.DecodeError:
        return 0
    received, accepted = (told.get(name) for name in ("itemsReceived", "itemsAccepted")) if isinstance(told, dict) else (None, None)
    return max(0, received - accepted) if isinstance(received, int) and isinstance(accepted, int) else 0
