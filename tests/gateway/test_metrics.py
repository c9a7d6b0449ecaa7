"""What is counted is what happened, of all workers together, in the forms that Prometheus reads."""

from __future__ import annotations

import asyncio
import re

import pytest

from enclave.gateway.exchange import Refusal
from enclave.gateway.metrics import Metrics, known_code
from enclave.telemetry.merged import Folder
from enclave.wire.message import Request

CHAT = "ChatCompletions_Create"


def samples(text: bytes) -> dict[tuple[str, ...], float]:
    """Sample and label values -> value."""
    found: dict[tuple[str, ...], float] = {}
    for line in text.decode().splitlines():
        if line and not line.startswith("# "):
            match = re.fullmatch(r'(\w+)(?:\{((?:\w+="[^"]*",?)*)\})? ([0-9.e+-]+)', line)
            assert match, line
            found[match[1], *re.findall(r'"([^"]*)"', match[2] or "")] = float(match[3])
    return found


def get(path: str, method: str = "GET", **headers: str) -> Request:
    told = tuple((name.encode(), value.encode()) for name, value in headers.items())
    return Request(method, path, "", told, b"", "127.0.0.1", asyncio.Event())


def test_calls_refusals_tokens_and_money(run, world, fake):
    async def main():
        async with world() as w:
            await w.ask("write to jane.doe@example.com")
            await w.ask("pay 4111-1111-1111-1111")
            await w.http.get("/v1/conversations")
            w.upstream.reply = lambda body: fake.stream(fake.spoken("hel", "lo"))
            await w.ask("go on", stream=True)
            w.upstream.reply = lambda body: fake.whole({"error": {"message": "no", "code": "made_up"}}, 418)
            await w.ask("and on")
            records = await w.recorded(8)
            w.runtime.metrics.save()
            other = Metrics(w.data)
            merged = samples(other.text())
            answers = [await w.gateway.operate(get(path)) for path in ("/metrics", "/healthz", "/readyz", "/v1/models", "/")]
            posted = await w.gateway.operate(get("/metrics", "POST"))
            sketches = await w.gateway.operate(get("/metrics/sketches"))
            opened = await w.gateway.operate(get("/metrics", accept="application/openmetrics-text;version=1.0.0,text/plain;q=0.5"))
            return records, merged, answers, posted, sketches, opened

    records, merged, (metrics, *others), posted, sketches, opened = run(main)
    spent = sum(record.settled_nanousd for record in records if record.kind == "completed")
    told = samples(metrics.body)
    counted = {key: value for key, value in told.items() if "_total" in key[0] or "_count" in key[0]}
    assert counted == {key: value for key, value in merged.items() if key in counted}
    assert merged["enclave_workers",] == 2
    assert told["enclave_requests_total", CHAT, "fraud-triage", "200"] == 2
    assert told["enclave_requests_total", CHAT, "fraud-triage", "400"] == 1
    assert told["enclave_requests_total", "none", "", "403"] == 1
    assert told["enclave_refusals_total", CHAT, "fraud-triage", "dlp", "content_filter"] == 1
    assert told["enclave_refusals_total", CHAT, "fraud-triage", "upstream", "upstream"] == 1
    assert told["enclave_tokens_total", "fraud-triage", "gpt-4o", "input"] == 40
    assert told["enclave_spent_usd_total", "fraud-triage", "gpt-4o"] == pytest.approx(spent / 1e9)
    assert told["enclave_redactions_total", "fraud-triage"] == 1
    assert told["enclave_dlp_findings_total", "fraud-triage", "credit_card", "dlp"] == 1
    assert told["enclave_dlp_findings_total", "fraud-triage", "email", "dlp"] == 1
    assert told["enclave_upstream_attempts_total", "europe", "ok"] == 2
    assert told["enclave_upstream_attempts_total", "europe", "upstream"] == 1
    call = ("chat", "azure.ai.openai", "gpt-4o", "", "fraud-triage")
    assert told["gen_ai_server_request_duration_seconds_count", *call] == 2
    assert told["gen_ai_server_request_duration_seconds_bucket", *call, "+Inf"] == 2
    assert told["gen_ai_server_time_to_first_token_seconds_count", *call[:3], "fraud-triage"] == 1
    assert told["gen_ai_client_token_usage_count", *call[:3], "output"] == 2
    assert 0 < told["gen_ai_server_request_duration_quantile_seconds", *call, "0.99"] < 30
    assert told["enclave_stage_duration_seconds_count", "upstream"] == told["enclave_stage_duration_seconds_count", "dlp"] == 1
    assert told["enclave_overhead_duration_seconds_count", CHAT] == 4
    assert told["enclave_active_requests",] == 0
    assert [answer.status for answer in (metrics, *others)] == [200, 200, 200, 404, 404]
    assert posted.status == 405
    assert b"gamma" in sketches.body
    assert opened.body.endswith(b"# EOF\n")
    assert opened.headers[0][1].startswith(b"application/openmetrics-text")
    for secret in (b"jane", b"made_up", b"4111-1111", b"41111111"):  # four digits alone may stand in any duration
        assert secret not in metrics.body + sketches.body


def test_the_end_counts_once_whatever_ends_it(run, world):
    async def main():
        async with world() as w:
            await w.ask()
            return w.runtime.metrics

    metrics = run(main)
    exchange = next(iter(metrics._cells))
    assert metrics.active == 0
    assert exchange[4] == 200


def test_counts_of_a_worker_that_died_stay_and_its_gauges_go(tmp_path):
    one, two = Metrics(tmp_path), Metrics(tmp_path)
    one.note_message(431)
    two.note_message(431)
    one.save()
    assert samples(two.text())["enclave_requests_total", "none", "", "431"] == 2
    assert samples(two.text())["enclave_workers",] == 2
    pid, _, token = one.registry.process.partition("-")
    (tmp_path / "metrics" / f"{one.registry.process}.msgpack").rename(tmp_path / "metrics" / f"4-{token}.msgpack")
    Folder(tmp_path).bury(4, deaths=1)
    told = samples(two.text())
    assert told["enclave_requests_total", "none", "", "431"] == 2
    assert told["enclave_workers",] == 1
    assert told["enclave_worker_deaths_total",] == 1
    assert pid.isdigit()


def test_codes_of_a_model_service_are_not_repeated():
    assert known_code(Refusal("upstream", 400, "whatever", "")) == "upstream"
    assert known_code(Refusal("upstream", 504, "upstream_timeout", "")) == "upstream_timeout"
    assert known_code(Refusal("dlp", 400, "content_filter", "")) == "content_filter"


def test_how_sure_the_model_was_is_counted_where_it_was_asked_for(run, world, fake):
    async def main():
        async with world() as w:
            sure = {"content": [{"token": "hello", "logprob": -0.5, "bytes": None, "top_logprobs": []}], "refusal": None}
            answer = fake.answer()
            answer["choices"][0]["logprobs"] = sure
            w.upstream.reply = lambda body: fake.whole(answer)
            await w.ask(logprobs=True)
            return samples(w.runtime.metrics.text()), (await w.recorded(2))[1]

    told, record = run(main)
    assert (record.finish_reasons, record.confidence) == (("stop",), 0.6065)
    assert told["enclave_confidence_ratio_count", "fraud-triage", "gpt-4o"] == 1
    assert told["enclave_confidence_ratio_sum", "fraud-triage", "gpt-4o"] == pytest.approx(0.6065, abs=1e-3)
