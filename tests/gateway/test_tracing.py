"""A call's trace goes on to the model service, and its span tells what happened without any of what was said."""

from __future__ import annotations

import json
from collections.abc import Sequence

from enclave.errors import EnclaveError
from enclave.spec.telemetry import Telemetry
from enclave.telemetry.otlp import record
from enclave.telemetry.spans import Span

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
GIVEN = f"00-{TRACE}-{PARENT}-01"


class Taken:
    """Takes spans."""

    name = "otlp"

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def send(self, spans: Sequence[Span]) -> int:
        self.spans += spans
        return 0

    def close(self) -> None:
        """Nothing."""


def traced(**options):
    return lambda spec: spec.model_copy(update={"telemetry": Telemetry.model_validate(options)})


def sent(request) -> dict[bytes, bytes]:
    return {name: value for name, value in request.headers if name.startswith(b"trace")}


def test_without_anybody_who_takes_spans_the_callers_trace_goes_on_as_it_is(run, world):
    async def main():
        async with world() as w:
            await w.ask()
            await w.ask(headers={"traceparent": GIVEN, "tracestate": "a=1,b=2"})
            await w.ask(headers={"traceparent": GIVEN, "tracestate": "a=jane.doe@example.com"})
            await w.ask(headers={"traceparent": GIVEN[:-1], "tracestate": "a=1"})
            records = await w.recorded(8)
            return [sent(request) for request in w.upstream.requests], [one.trace_id for one in records if one.kind == "completed"]

    requests, recorded = run(main)
    given = GIVEN.encode()
    assert requests == [{}, {b"traceparent": given, b"tracestate": b"a=1,b=2"}, {b"traceparent": given}, {}]
    assert sorted(recorded) == ["", "", TRACE, TRACE]


def test_a_span_tells_what_happened_and_nothing_that_was_said(run, world, fake):
    async def main():
        async with world(spec=traced(share=1, stages=True)) as w:
            taken = Taken()
            w.gateway.trace([taken])
            await w.ask("write to jane.doe@example.com", headers={"traceparent": GIVEN})
            await w.ask("pay 4111-1111-1111-1111", headers={"traceparent": GIVEN})
            w.upstream.reply = lambda body: fake.stream(fake.spoken("hel", "lo"))
            await w.ask("go on", stream=True)
            await w.ask("not sampled", headers={"traceparent": GIVEN[:-1] + "0"})
            records = await w.recorded(7)
            metrics = w.runtime.metrics.text(openmetrics=True)
        return taken.spans, [sent(request) for request in w.upstream.requests], records, metrics

    spans, requests, records, metrics = run(main)
    calls = [span for span in spans if span.kind == 2]
    assert [span.name for span in calls] == ["chat gpt-4o", "chat gpt-4o", "chat gpt-4o"]
    first, refused, streamed = calls
    assert (first.trace_id, first.parent_id, first.error) == (TRACE, PARENT, "")
    assert requests[0][b"traceparent"] == f"00-{TRACE}-{first.span_id}-01".encode()
    assert requests[2][b"traceparent"].startswith(f"00-{TRACE}-".encode())
    assert requests[2][b"traceparent"].endswith(b"-00")
    assert first.attributes["gen_ai.usage.input_tokens"] == 20
    assert first.attributes["http.response.status_code"] == 200
    assert refused.error == refused.attributes["error.type"] == "content_filter"
    assert refused.attributes["enclave.stage"] == "dlp"
    assert streamed.trace_id not in ("", TRACE)
    assert streamed.attributes["gen_ai.request.stream"] is True
    assert streamed.attributes["gen_ai.response.time_to_first_chunk"] > 0
    assert {record.trace_id for record in records} == {TRACE, streamed.trace_id}
    stages = [span for span in spans if span.parent_id == first.span_id]
    assert {"identity", "dlp", "upstream", "answer"} <= {span.name for span in stages}
    assert all(first.start <= span.start <= span.end <= first.end for span in stages)
    assert f'# {{trace_id="{TRACE}"}}'.encode() in metrics
    told = json.dumps([record(span) for span in spans])
    assert "jane" not in told
    assert "4111-1111" not in told
    assert "41111111" not in told


def test_an_exporter_that_is_down_costs_spans_and_no_request(run, world):
    class Down(Taken):
        def send(self, spans: Sequence[Span]) -> int:
            raise EnclaveError("down")

    async def main():
        async with world(spec=traced(share=1)) as w:
            w.gateway.trace([Down()])
            answers = [await w.ask() for _ in range(3)]
            runtime = w.runtime
        return [answer.status_code for answer in answers], runtime.metrics.registry

    statuses, registry = run(main)
    assert statuses == [200, 200, 200]
    assert registry.cell("enclave.telemetry.spans", "otlp", "sent").value == 0
