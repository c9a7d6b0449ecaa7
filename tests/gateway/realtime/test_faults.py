"""Sessions that go wrong: a model service that dies or does what nobody asked it to; budgets, tokens and clients that end."""

from __future__ import annotations

import asyncio
import json

import pytest
import websockets

from enclave.gateway.realtime import session as sessions
from enclave.spec.models import Budget

SAY = {
    "type": "conversation.item.create",
    "item": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hello"}]},
}
CREATE = {"type": "response.create"}
USAGE = {"input_tokens": 20, "output_tokens": 10}


def created(name="r1"):
    return {"type": "response.created", "response": {"id": name, "object": "realtime.response", "status": "in_progress", "output": []}}


def done(name="r1", output=(), usage=USAGE, status="completed"):
    response = {"id": name, "object": "realtime.response", "status": status, "output": list(output), "usage": usage}
    return {"type": "response.done", "response": response}


def delta(text, name="r1", kind="output_text", part=0):
    place = {"response_id": name, "item_id": "i1", "output_index": 0, "content_index": part}
    return {"type": f"response.{kind}.delta", **place, "delta": text}


async def paid(w, count=1):
    await w.recorded(2 * count)
    for _ in range(1500):
        found = [one for one in await w.recorded(1) if one.operation == "Realtime_Respond" and one.kind == "completed"]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.02)
    raise AssertionError("nothing was settled")


async def closed(ws):
    try:
        async with asyncio.timeout(60):
            while True:
                await ws.recv()
    except websockets.ConnectionClosed:
        return ws.close_code


@pytest.mark.parametrize("fault", ["drop-mid-stream", "garbage", "no-usage", "stall"])
def test_a_model_service_that_breaks_is_charged_as_for_streams(run, room, talk, monkeypatch, fault):
    monkeypatch.setattr(sessions, "DRAIN_SECONDS", 0.3)
    ask = json.loads(json.dumps(SAY).replace("hello", f"fault: {fault}"))

    async def main():
        async with room() as w, talk.plain(w) as ws:
            await talk.ask(ws, talk.TEXT, until="session.updated")
            for event in (ask, CREATE):
                await ws.send(json.dumps(event))
            if fault == "stall":
                await asyncio.sleep(0.3)
                await ws.close()
            if fault == "no-usage":
                await talk.ask(ws)
                await ws.close()
            return await closed(ws), (await paid(w))[0]

    code, record = run(main)
    assert record.settled_nanousd == record.reserved_nanousd > 0
    assert code in ((1011, 1012) if fault in ("drop-mid-stream", "garbage") else (1000,))


def test_a_response_that_nobody_reserved_ends_the_session(run, room, talk):
    async def speak(script):
        await script.send(created(), delta("unpaid"), done())

    async def main():
        script = talk.Script(speak)
        async with room(script=script) as w, talk.plain(w) as ws:
            said = []
            try:
                async with asyncio.timeout(60):
                    while True:
                        said.append(json.loads(await ws.recv()))
            except websockets.ConnectionClosed:
                return ws.close_code, said, (await w.recorded(2))[-1]

    code, said, record = run(main)
    assert code == 1011
    assert "unpaid" not in json.dumps(said)
    assert "responds without being asked" in record.error


@pytest.mark.parametrize(
    "detection", [{"type": "server_vad"}, {"type": "server_vad", "create_response": True}, {"create_response": False, "idle_timeout_ms": 5}]
)
def test_a_model_service_that_does_not_let_itself_be_set_is_not_talked_to(run, room, talk, detection):
    async def speak(script):
        await script.hear()

    async def main():
        script = talk.Script(speak, detection)
        async with room(script=script) as w, talk.plain(w) as ws:
            await ws.send(json.dumps(SAY))
            code = await closed(ws)
            return code, script.heard

    code, heard = run(main)
    assert code == 1011
    assert [event["type"] for event in heard] == ["session.update"]


VALUE = "write to jane@example.com or call +47 22 12 34 56 today"


def test_deltas_cut_at_any_byte_say_what_the_whole_would(run, room, talk):
    cuts = [[VALUE], list(VALUE), *([VALUE[:at], VALUE[at:]] for at in range(1, len(VALUE)))]

    async def speak(script):
        for number, pieces in enumerate(cuts):
            await script.hear("response.create")
            name = f"r{number}"
            end = delta("", name) | {"type": "response.output_text.done", "text": VALUE}
            item = {"id": "i1", "type": "message", "role": "assistant", "content": [{"type": "output_text", "text": VALUE}]}
            await script.send(created(name), *(delta(piece, name) for piece in pieces), end, done(name, [item]))

    async def main():
        script = talk.Script(speak)
        async with room(script=script) as w, talk.plain(w) as ws:
            return [await talk.ask(ws, CREATE) for _ in cuts]

    told = run(main)
    wanted = "write to [REDACTED-EMAIL] or call [REDACTED-PHONE] today"
    for seen in told:
        assert "".join(event["delta"] for event in seen if event["type"] == "response.output_text.delta") == wanted
        assert next(event["text"] for event in seen if event["type"] == "response.output_text.done") == wanted
        assert seen[-1]["response"]["output"][0]["content"][0]["text"] == wanted
        assert "jane" not in json.dumps(seen)


def test_an_answer_with_what_policy_blocks_is_called_off_and_paid(run, room, talk):
    async def speak(script):
        await script.hear("response.create")
        await script.send(created(), delta("your card is 4111 1111 "), delta("1111 1111 and more "), delta("of it "))
        await script.hear("response.cancel")
        await script.send(delta("late"), done(status="cancelled"))
        await script.hear("response.create")
        await script.send(created("r2"), delta("fine", "r2"), done("r2"))

    async def main():
        script = talk.Script(speak)
        async with room(script=script) as w, talk.plain(w) as ws:
            blocked = await talk.ask(ws, CREATE)
            await asyncio.sleep(0.1)
            after = await talk.ask(ws, CREATE)
            return blocked, after, script.heard, await paid(w, 2)

    blocked, after, heard, records = run(main)
    assert [event["error"]["code"] for event in blocked if event["type"] == "error"] == ["content_filter"]
    end = blocked[-1]["response"]
    assert (end["status"], end["status_details"]["reason"]) == ("incomplete", "content_filter")
    assert "1111" not in json.dumps(blocked)
    assert "late" not in json.dumps(after)
    assert after[-1]["response"]["status"] == "completed"
    assert (records[0].status, records[0].reason[:14], records[1].status) == (400, "content_filter", 200)
    assert 0 < records[0].settled_nanousd < records[0].reserved_nanousd
    assert heard[-1]["type"] == "response.create"


def test_sound_goes_on_only_with_words_that_passed(run, room, talk, monkeypatch):
    monkeypatch.setattr(sessions, "DRAIN_SECONDS", 0.2)

    def sound(part, text="AAAA"):
        return delta(text, kind="output_audio", part=part)

    def ends(part, words):
        place = {key: value for key, value in sound(part).items() if key not in ("type", "delta")}
        kind = "response.output_audio"
        return {"type": f"{kind}.done", **place}, {"type": f"{kind}_transcript.done", **place, "transcript": words}

    async def speak(script):
        await script.hear("response.create")
        words = {"kind": "output_audio_transcript"}
        await script.send(
            created(), sound(0, "AAAA"), delta("fine", **words), *ends(0, "fine"),
            sound(1, "BBBB"), delta("jane@example.com", part=1, **words), *ends(1, "jane@example.com"),
            sound(2, "CCCC"), delta("one", part=2, **words), *ends(2, "another"), sound(3, "DDDD"), ends(3, "")[0], done(),
        )  # fmt: skip
        await script.hear("response.create")
        await script.send(created("r2"), {**sound(0, "not base64"), "response_id": "r2"})

    async def main():
        script = talk.Script(speak)
        async with room(script=script) as w, talk.plain(w) as ws:
            told = await talk.ask(ws, CREATE)
            await ws.send(json.dumps(CREATE))
            return told, await closed(ws), await paid(w, 2)

    told, code, records = run(main)
    assert [event["delta"] for event in told if event["type"] == "response.output_audio.delta"] == ["AAAA"]
    assert code == 1011
    assert "sound_dropped" in records[0].error


def test_a_budget_that_ends_in_the_middle_of_a_session_ends_its_responses(run, room, talk):
    budget = {"budget": Budget(daily_usd="0.2", monthly_usd="20")}

    async def speak(script):
        for number in range(9):
            await script.hear("response.create")
            await script.send(created(f"r{number}"), done(f"r{number}", usage={"input_tokens": 9_000, "output_tokens": 100}))

    async def main():
        script = talk.Script(speak)
        async with room(script=script, project=budget) as w, talk.plain(w) as ws:
            await ws.send(json.dumps(talk.TEXT))
            told = []
            for _ in range(9):
                await ws.send(json.dumps(SAY))
                await ws.send(json.dumps(CREATE))
                async with asyncio.timeout(60):
                    while (event := json.loads(await ws.recv()))["type"] not in ("response.done", "error"):
                        pass
                told.append(event.get("error", {}).get("code", "done"))
            return told, await paid(w), sum(event["type"] == "response.create" for event in script.heard)

    told, records, asked = run(main)
    assert told[0] == "done"
    assert told[-1] == "budget_exceeded"
    assert asked == told.count("done")
    assert sum(record.settled_nanousd for record in records) <= 200_000_000


def test_a_refusal_of_the_model_service_costs_nothing(run, room, talk):
    async def speak(script):
        event = await script.hear("response.create")
        about = {"type": "invalid_request_error", "code": "bad", "message": "no jane@example.com", "param": "x", "secret": "s"}
        await script.send({"type": "error", "event_id": "e", "error": about | {"event_id": event["event_id"]}})

    async def main():
        script = talk.Script(speak)
        async with room(script=script) as w, talk.plain(w) as ws:
            told = (await talk.ask(ws, CREATE | {"event_id": "own"}, until="error"))[-1]["error"]
            return told, (await paid(w))[0]

    told, record = run(main)
    assert told == {"type": "invalid_request_error", "code": "bad", "message": "no [REDACTED-EMAIL]", "param": "x", "event_id": "own"}
    assert (record.settled_nanousd, record.status) == (0, 400)


def test_a_token_that_ends_ends_the_session(run, room, talk, monkeypatch):
    monkeypatch.setattr(sessions, "TOKEN_SECONDS", 0.05)

    async def main():
        async with room() as w, talk.plain(w) as ws:
            await talk.ask(ws, talk.TEXT, until="session.updated")
            known = w.runtime.verifier
            monkeypatch.setattr(known, "_clock", lambda: 4e9)
            error = (await talk.ask(ws, until="error"))[-1]["error"]
            code = await closed(ws)
            return error["code"], code, (await w.recorded(2))[-1]

    error, code, record = run(main)
    assert (error, code) == ("invalid_token", 1008)
    assert "invalid_token" in record.error


def test_sessions_end_with_their_time_and_when_nobody_says_anything(run, room, talk, monkeypatch):
    monkeypatch.setattr(sessions, "TOKEN_SECONDS", 0.05)

    async def main():
        codes = []
        async with room() as w:
            for name in ("SECONDS", "IDLE_SECONDS"):
                with monkeypatch.context() as patch:
                    patch.setattr(sessions, name, 0.1)
                    async with talk.plain(w) as ws:
                        codes.append(((await talk.ask(ws, until="error"))[-1]["error"]["code"], await closed(ws)))
        return codes

    assert run(main) == [("session_expired", 1013)] * 2


def test_a_client_that_goes_pays_what_was_said(run, room, talk):
    async def main():
        async with room(delta_ms=5) as w, talk.plain(w) as ws:
            await talk.ask(ws, talk.TEXT, until="session.updated")
            long = json.loads(json.dumps(SAY).replace("hello", "say: " + "word " * 60))
            await talk.ask(ws, long, CREATE, until="response.output_text.delta")
            ws.transport.abort()
            return (await paid(w))[0], await w.recorded(4), w.simulator._bill.document()["models"]

    record, records, bill = run(main)
    assert 0 < record.settled_nanousd < record.reserved_nanousd
    assert "client_aborted" in record.error
    assert (record.prompt_tokens, record.completion_tokens) == (
        bill["gpt-realtime"]["prompt_tokens"],
        bill["gpt-realtime"]["completion_tokens"],
    )
    assert [one.operation for one in records if one.kind == "completed"] == ["Realtime_Respond", "Realtime_Connect"]


def test_a_gateway_that_closes_lets_a_response_end(run, room, talk):
    async def main():
        async with room(delta_ms=5) as w:
            async with talk.plain(w) as ws, talk.plain(w) as idle:
                await talk.ask(ws, talk.TEXT, until="session.updated")
                long = json.loads(json.dumps(SAY).replace("hello", "say: " + "word " * 60))
                await talk.ask(ws, long, CREATE, until="response.output_text.delta")
                for connection in list(w.served.connections):
                    connection.close_when_idle()
                codes = [await closed(idle)]
                end = await talk.ask(ws)
                codes.append(await closed(ws))
            return codes, end[-1]["response"]["status"], (await paid(w))[0]

    codes, status, record = run(main)
    assert codes == [1012, 1012]
    assert status == "completed"
    assert record.status == 200


def test_whatever_was_admitted_is_closed_when_clients_leave_at_any_moment(run, room, talk, monkeypatch):
    monkeypatch.setattr(sessions, "DRAIN_SECONDS", 0.3)

    async def main():
        async with room(delta_ms=1) as w:
            for number in range(12):
                async with talk.plain(w) as ws:
                    for event in (talk.TEXT, SAY, CREATE):
                        await ws.send(json.dumps(event))
                    await asyncio.sleep(number / 400)
                    if number % 2:
                        ws.transport.abort()
            await asyncio.sleep(1.0)
            return await w.recorded(24), w.runtime.metrics.active

    records, active = run(main)
    admitted = sorted(record.request_id for record in records if record.kind == "admitted")
    ended = [record.request_id for record in records if record.kind in ("completed", "refused")]
    assert not set(admitted) - set(ended)
    assert len(ended) == len(set(ended))
    assert len({record.request_id for record in records if record.operation == "Realtime_Respond"}) > 2
    assert active == 0
