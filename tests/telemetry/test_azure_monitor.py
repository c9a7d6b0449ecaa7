"""What Application Insights gets: envelopes, signed in, to where the connection string says."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from enclave.errors import InputError
from enclave.telemetry.azure_monitor import AzureMonitor, duration, parts
from enclave.telemetry.spans import CLIENT, INTERNAL, SERVER, Span

KEY = "00000000-1111-2222-3333-444444444444"
TRACE, ID, PARENT = "0af7651916cd43dd8448eb211c80319c", "00f067aa0ba902b7", "b7ad6b7169203331"
WHEN = 1_795_219_200_123_456_789
SPANS = [
    Span("chat gpt-4o", SERVER, TRACE, ID, PARENT, WHEN, WHEN + 1_500_000_000, {"http.response.status_code": 200, "x": True, "y": 0.5}),
    Span("upstream", CLIENT, TRACE, PARENT, ID, WHEN, WHEN, {}, "upstream_timeout"),
    Span("dlp", INTERNAL, TRACE, PARENT, "", WHEN, WHEN, {}),
]


def test_envelopes(taker: Any) -> None:
    signed: list[float] = []

    def sign() -> tuple[str, float]:
        signed.append(time.time())
        return f"token{len(signed)}", time.time() + (3600 if len(signed) > 1 else 100)

    exporter = AzureMonitor(f"InstrumentationKey={KEY};IngestionEndpoint={taker.url}/;LiveEndpoint=https://x", "gateway", sign)
    taker.answers = [(206, b'{"itemsReceived":3,"itemsAccepted":2,"errors":[{"index":0,"statusCode":400}]}'), (200, b"{}"), (200, b"")]
    assert [exporter.send(SPANS) for _ in range(3)] == [1, 0, 0]
    exporter.close()
    assert [headers["authorization"] for _, headers, _ in taker.posted] == ["Bearer token1", "Bearer token2", "Bearer token2"]
    path, _, body = taker.posted[0]
    request, call, stage = json.loads(body)
    assert path == "/v2.1/track"
    assert request["name"] == "Microsoft.ApplicationInsights.Request"
    assert (request["iKey"], request["time"]) == (KEY, "2026-11-21T00:00:00.123456Z")
    assert request["tags"] == {"ai.operation.id": TRACE, "ai.cloud.role": "gateway", "ai.operation.parentId": PARENT}
    data = request["data"]["baseData"]
    assert request["data"]["baseType"] == "RequestData"
    assert (data["ver"], data["id"], data["duration"], data["responseCode"], data["success"]) == (2, ID, "0.00:00:01.500000", "200", True)
    assert data["properties"] == {"http.response.status_code": "200", "x": "true", "y": "0.5"}
    assert call["data"]["baseType"] == "RemoteDependencyData"
    assert (call["data"]["baseData"]["success"], call["data"]["baseData"]["type"]) == (False, "GenAI")
    assert stage["data"]["baseData"]["type"] == "InProc"
    assert "ai.operation.parentId" not in stage["tags"]


def test_connection_strings() -> None:
    assert parts(f"InstrumentationKey={KEY}") == (KEY, "https://dc.services.visualstudio.com")
    given = f"InstrumentationKey={KEY};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/"
    assert parts(given) == (KEY, "https://westeurope-5.in.applicationinsights.azure.com")
    for wrong in ("", "x", "IngestionEndpoint=https://a.example", f"InstrumentationKey={KEY};IngestionEndpoint=http://a.example"):
        with pytest.raises(InputError, match="not a connection string") as found:
            parts(wrong)
        assert KEY not in str(found.value)


def test_durations() -> None:
    assert duration(0) == "0.00:00:00.000000"
    assert duration((86_400 + 3600 + 60 + 1) * 10**9 + 999_999) == "1.01:01:01.000999"
    assert duration(-5) == "0.00:00:00.000000"
