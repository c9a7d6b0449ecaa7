"""Whatever happens, there is an answer, a settlement and a record; and no guard fails open."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import UTC, datetime

import msgspec
import pytest

from enclave.audit.event import AuditUnavailable
from enclave.gateway import pipeline
from enclave.gateway.routes import CHAT
from enclave.gateway.stages import STAGES

SECRET = "4111-1111-1111-1111"


def replace_stage(monkeypatch, name: str, run) -> None:
    changed = tuple(dataclasses.replace(stage, run=run) if stage.id == name else stage for stage in STAGES)
    monkeypatch.setattr("enclave.gateway.routes.EXACT", {"/v1/chat/completions": msgspec.structs.replace(CHAT, stages=changed)})


@pytest.mark.parametrize("name", [stage.id for stage in STAGES])
def test_an_exception_in_any_stage_is_a_refusal_that_shows_nothing(run, world, monkeypatch, name):
    async def broken(exchange, runtime):
        raise RuntimeError(f"internal detail {SECRET}")

    replace_stage(monkeypatch, name, broken)

    async def main():
        async with world() as w:
            response = await w.ask("hello")
            records = await w.recorded(1)
            for _ in range(1500):  # the call is settled before it is written how it ended
                totals = {total.reserved for total in w.runtime._store.report(datetime.now(UTC))}
                if totals <= {0} and records[-1].kind != "admitted":
                    break
                await asyncio.sleep(0.02)
                records = await w.recorded(1)
            return response, records[-1], totals, len(w.upstream.requests)

    response, record, reserved, calls = run(main)
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "internal_error"
    assert "internal detail" not in response.text
    assert "Traceback" not in response.text
    assert record.stage == name
    assert record.status == 500
    assert record.error.startswith("RuntimeError at test_pipeline.py:")
    assert SECRET not in str(record)
    assert reserved <= {0}, "nothing stays reserved"
    after_the_call = [stage.id for stage in STAGES].index(name) > [stage.id for stage in STAGES].index("upstream")
    assert calls == after_the_call


def test_a_call_is_on_record_before_it_leaves(run, world, fake):
    async def main():
        async with world() as w:
            seen = []

            async def reply(body):
                seen.extend(await w.recorded(1))
                return fake.whole(fake.answer())

            w.upstream.reply = reply
            response = await w.ask("hello")
            return response, seen, await w.recorded(2)

    response, before, after = run(main)
    [admitted] = before
    assert (admitted.kind, admitted.project, admitted.deployment, admitted.region) == ("admitted", "fraud-triage", "gpt-4o", "europe")
    assert admitted.reserved_nanousd > 0
    assert admitted.request_id == after[1].request_id == response.headers["x-enclave-request-id"]
    completed = after[1]
    assert (completed.kind, completed.status, completed.model, completed.location) == ("completed", 200, "gpt-4o", "westeurope")
    assert [verdict.stage for verdict in completed.verdicts] == ["dlp", "answer"]
    assert completed.roles == ("user",)
    assert completed.caller_ip == "127.0.0.1"
    assert completed.response_bytes == len(response.content)


def test_every_answer_names_itself(run, world, fake):
    async def main():
        async with world() as w:
            answers = [await w.ask("hello"), await w.ask(SECRET), await w.http.get("/nowhere"), await w.http.get("/v1/models")]
            w.upstream.reply = lambda body: fake.stream(fake.spoken("x"))
            answers.append(await w.ask("hello", stream=True))
            return [answer.headers for answer in answers]

    for headers in run(main):
        assert len(headers["x-enclave-request-id"]) == 36
        assert headers["x-enclave-request-id"] == headers["apim-request-id"] == headers["x-request-id"]


def test_when_the_log_cannot_be_written_nothing_leaves_and_it_recovers(run, world, monkeypatch):
    async def main():
        async with world() as w:
            begin = w.runtime._log.begin
            failing = [True]

            def sometimes(events):
                if failing[0]:
                    raise AuditUnavailable("the log cannot be written: no space left on device", "somewhere/log")
                return begin(events)

            monkeypatch.setattr(w.runtime.journal, "_log", type("Log", (), {"begin": staticmethod(sometimes)}))
            call, refusal = await w.ask("hello"), await w.ask(SECRET)
            not_ready = await w.http.get("/readyz")
            failing[0] = False
            again = await w.ask("hello")
            records = await w.recorded(4)
            totals = {total.reserved for total in w.runtime._store.report(datetime.now(UTC))}
            return call, refusal, not_ready, again, records, len(w.upstream.requests), totals

    call, refusal, not_ready, again, records, calls, reserved = run(main)
    assert (call.status_code, refusal.status_code, again.status_code) == (503, 503, 200)
    assert not_ready.status_code == 503
    for response in (call, refusal):
        assert response.json()["error"]["code"] == "guard_unavailable"
        assert "somewhere" not in response.text
    assert calls == 1
    assert reserved == {0}
    assert sorted(record.kind for record in records) == ["admitted", "completed", "refused", "refused"], "no refusal was lost"
    refused = [record for record in records if record.kind == "refused"]
    assert [record.status for record in refused] == [503, 503], "the record says what the client heard"
    assert "refused by dlp: content_filter" in refused[1].error


def test_a_gateway_that_ends_in_the_middle_settles_and_records(run, world, fake):
    async def main():
        async with world() as w:
            started = asyncio.Event()

            async def reply(body):
                started.set()
                await asyncio.sleep(20)

            w.upstream.reply = reply
            asked = asyncio.ensure_future(w.ask("hello"))
            await started.wait()
            data = w
        asked.cancel()
        return await data.recorded(3)

    records = run(main)
    assert [record.kind for record in records] == ["admitted", "completed", "stopped"]
    assert records[1].settled_nanousd == records[0].reserved_nanousd
    assert records[1].reason.startswith("cancelled")


def test_drains_are_bounded(run, world, fake, monkeypatch):
    monkeypatch.setattr("enclave.gateway.runtime.MAX_TASKS", 0)

    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.stream([*fake.spoken("one ")[:2], 30.0])
            body = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "x"}]}
            async with w.http.stream("POST", "/v1/chat/completions", json=body, headers={"api-key": w.token()}) as response:
                async for _ in response.aiter_bytes():
                    break
            return await w.recorded(2)

    admitted, completed = run(main)
    assert completed.settled_nanousd == admitted.reserved_nanousd
    assert "client_aborted" in completed.error


def test_many_streams_at_once_come_out_whole(run, world, fake):
    async def main():
        async with world() as w:
            frames = fake.spoken(*[f"word{number} " for number in range(20)])
            w.upstream.reply = lambda body: fake.stream([piece for frame in frames for piece in (frame, 0.002)])
            answers = await asyncio.gather(*(w.ask("hello", stream=True) for _ in range(40)))
            records = await w.recorded(80)
            return answers, records

    answers, records = run(main)
    bodies = {answer.text.replace(answer.headers["x-enclave-request-id"], "") for answer in answers}
    assert len(bodies) == 1
    assert bodies.pop().count("word") == 20
    assert len({record.request_id for record in records}) == 40
    assert {record.settled_nanousd for record in records if record.kind == "completed"} == {records[-1].settled_nanousd}
    assert pipeline.DRAIN_SECONDS > 0
