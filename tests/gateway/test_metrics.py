"""What is counted is what happened, of all workers together, in the form that Prometheus reads."""

from __future__ import annotations

import asyncio
import re

import pytest

from enclave.gateway.metrics import Metrics, forget
from enclave.wire.message import Request


def samples(text: bytes) -> dict[tuple[str, ...], float]:
    """Sample and label values -> value."""
    found: dict[tuple[str, ...], float] = {}
    for line in text.decode().splitlines():
        if line and not line.startswith("# TYPE "):
            match = re.fullmatch(r'(\w+)\{((?:\w+="[^"]*",?)*)\} ([0-9.e+-]+)', line)
            assert match, line
            found[match[1], *re.findall(r'"([^"]*)"', match[2])] = float(match[3])
    return found


def get(path: str, method: str = "GET") -> Request:
    return Request(method, path, "", (), b"", "127.0.0.1", asyncio.Event())


def test_calls_refusals_tokens_and_money(run, world):
    async def main():
        async with world() as w:
            await w.ask("write to jane.doe@example.com")
            await w.ask("pay 4111-1111-1111-1111")
            await w.http.get("/v1/files")
            records = await w.recorded(4)
            w.runtime.metrics.save()
            other = Metrics(w.data)
            other._own = w.data / "metrics" / "other.json"
            other.save()
            merged = samples(other.text())
            forget(w.data)
            answers = [await w.gateway.operate(get(path)) for path in ("/metrics", "/healthz", "/readyz", "/v1/models", "/")]
            posted = await w.gateway.operate(get("/metrics", "POST"))
            return records, merged, answers, posted, samples(other.text())

    records, merged, (metrics, *others), posted, forgotten = run(main)
    [completed] = [record for record in records if record.kind == "completed"]
    told, chat = samples(metrics.body), "ChatCompletions_Create"
    assert merged == told
    assert told["enclave_requests_total", chat, "fraud-triage", "200"] == 1
    assert told["enclave_requests_total", chat, "fraud-triage", "400"] == 1
    assert told["enclave_requests_total", "none", "", "403"] == 1
    assert told["enclave_refusals_total", chat, "dlp", "content_filter"] == 1
    assert told["enclave_tokens_total", "fraud-triage", "gpt-4o", "prompt"] == 20
    assert told["enclave_spent_usd_total", "fraud-triage", "gpt-4o"] == pytest.approx(completed.settled_nanousd / 1e9)
    assert told["enclave_redactions_total", "fraud-triage"] == 1
    assert told["enclave_request_seconds_count", chat] == told["enclave_request_seconds_bucket", chat, "+Inf"] == 2
    assert told["enclave_request_seconds_sum", chat] > 0
    assert [answer.status for answer in (metrics, *others)] == [200, 200, 200, 404, 404]
    assert posted.status == 405
    assert b"jane" not in metrics.body
    assert forgotten == {}


def test_a_file_that_is_none_is_left_out(tmp_path):
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "1.json").write_bytes(b"[[")
    assert Metrics(tmp_path).text() == b"\n"
