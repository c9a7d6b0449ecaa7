"""Nothing of an answer goes on that Content Safety was not asked about: whole answers, streams window by window, every surface."""

from __future__ import annotations

import json
from typing import Any

from enclave.wire.message import Response


def events(text: str) -> list[Any]:
    return [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]


def said(text: str) -> str:
    return "".join(choice["delta"].get("content") or "" for event in events(text) for choice in event.get("choices", ()))


def test_a_whole_answer(run: Any, guarded_world: Any, fake: Any) -> None:
    replies = [fake.answer("a SELFHARM4 word"), fake.answer("some LYRICS here" + " la" * 60), fake.answer("too short for LYRICS")]
    called = {"role": "assistant", "content": None, "tool_calls": [
        {"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"a": "VIOLENCE6"}'}}
    ]}
    replies.append(fake.answer() | {"choices": [{"index": 0, "message": called, "finish_reason": "tool_calls"}]})

    async def main() -> Any:
        async with guarded_world() as (w, service):
            answers = []
            for number, reply in enumerate(replies):
                w.upstream.reply = lambda body, reply=reply: fake.whole(reply)
                answers.append(await w.ask(f"hello {number}"))
            w.upstream.reply = lambda body: fake.whole(fake.answer("fine"))
            service.fault = lambda request: Response(500, (), b"") if b"fine" in request.body else None
            answers.append(await w.ask("hello at last"))
            return answers, await w.recorded(5, "completed")

    answers, records = run(main)
    assert [answer.status_code for answer in answers] == [400, 400, 200, 400, 503]
    harm, known = (answer.json()["error"] for answer in answers[:2])
    assert harm["message"] == "the answer was blocked: policy does not let `self_harm` pass"
    assert (harm["code"], harm["param"]) == ("content_filter", None)
    assert harm["innererror"]["content_filter_result"]["self_harm"] == {"filtered": True, "severity": "medium"}
    assert known["innererror"]["content_filter_result"]["protected_material_text"] == {"filtered": True, "detected": True}
    assert answers[4].json()["error"]["code"] == "content_safety_unavailable"
    refused = "".join(answers[number].text for number in (0, 1, 3))
    assert all(word not in refused for word in ("SELFHARM", "LYRICS here", "VIOLENCE6"))
    assert [event.verdicts[-1].stage for event in records] == ["answer_safety"] * 5
    assert [event.verdicts[-1].outcome for event in records] == ["refuse", "refuse", "pass", "refuse", "refuse"]
    assert [(event.stage, event.status) for event in records[:3]] == [("answer_safety", 400), ("answer_safety", 400), ("", 200)]
    assert all(event.settled_nanousd for event in records), "the model did its work"


def test_a_stream_goes_on_window_by_window(run: Any, guarded_world: Any, fake: Any) -> None:
    words = [f"word{number:05d} " for number in range(250)]  # 2,500 characters

    async def main() -> Any:
        async with guarded_world() as (w, service):
            w.upstream.reply = lambda body: fake.stream(fake.spoken(*words))
            whole = await w.ask("tell", stream=True)
            windows = [question["text"] for kind, question in service.asked[2:] if kind == "analyze"]
            bad = [*words[:150], "HA", "TE", "6", " ", *words[150:]]
            w.upstream.reply = lambda body: fake.stream(fake.spoken(*bad))
            cut = await w.ask("tell again", stream=True)
            down = iter([None] * 5)  # the request, the first window, and the second
            service.fault = lambda request: next(down, Response(503, (), b""))
            w.upstream.reply = lambda body: fake.stream(fake.spoken(*[word.upper() for word in words]))
            lost = await w.ask("tell once more", stream=True)
            return whole, windows, cut, lost, await w.recorded(3, "completed")

    whole, windows, cut, lost, records = run(main)
    assert said(whole.text) == "".join(words)
    assert whole.text.endswith("data: [DONE]\n\n")
    seen = ""
    for window in windows:  # how much of it one has depends on what the network brought together
        text = next((part for part in window.split("\n\n") if part.startswith("word")), "")
        assert text.startswith(seen[-200:]), "a window begins with the end of the one before it"
        seen += text[len(seen[-200:]) :]
    assert seen == "".join(words)
    assert "HATE" not in cut.text
    assert "".join(words[:150]).startswith(said(cut.text))
    last = events(cut.text)[-1]["error"]
    assert (last["code"], last["innererror"]["content_filter_result"]["hate"]["severity"]) == ("content_filter", "high")
    assert "[DONE]" not in cut.text
    assert "".join(words).upper().startswith(said(lost.text))
    assert len(said(lost.text)) < 2_500
    assert events(lost.text)[-1]["error"]["code"] == "content_safety_unavailable"
    assert [(event.stage, event.verdicts[-1].outcome) for event in records] == [
        ("", "pass"), ("answer_safety", "refuse"), ("answer_safety", "refuse")
    ]
    assert records[0].verdicts[-1].scanned_chars >= 2_500
    assert records[1].verdicts[-1].findings == {"hate": 1}


def test_every_choice_tool_call_and_refusal_of_a_stream_is_looked_at(run: Any, guarded_world: Any, fake: Any) -> None:
    def call(**function: Any) -> dict[str, Any]:
        return {"tool_calls": [{"index": 0, "id": "c1", "type": "function", "function": function}]}

    streams = [
        [fake.chunk({"content": "fine"}), fake.chunk({"content": "SEXUAL6"}, index=1), fake.chunk(finish="stop")],
        [fake.chunk(call(name="f", arguments='{"a": "SEX')), fake.chunk(call(arguments='UAL6"}')), fake.chunk(finish="tool_calls")],
        [fake.chunk({"refusal": "SEXUAL6"}), fake.chunk(finish="stop")],
        [fake.chunk(call(name="SEXUAL6", arguments="{}")), fake.chunk(finish="tool_calls")],
    ]

    async def main() -> Any:
        async with guarded_world() as (w, _):
            answers = []
            for parts in streams:
                w.upstream.reply = lambda body, parts=parts: fake.stream(fake.sse(*parts))
                answers.append(await w.ask("x", stream=True, n=2))
            return answers

    for answer in run(main):
        assert events(answer.text)[-1]["error"]["code"] == "content_filter"
        assert "fine" not in answer.text, "what was held with it does not go on"


def test_a_response_and_its_stream(run: Any, guarded_world: Any, fake: Any) -> None:
    def response(text: str, status: str = "completed") -> dict[str, Any]:
        part = {"type": "output_text", "text": text, "annotations": []}
        item = {"type": "message", "id": "msg_1", "status": status, "role": "assistant", "content": [part]}
        usage = {"input_tokens": 20, "output_tokens": 10, "total_tokens": 30}
        answer = {"id": "resp_1", "object": "response", "created_at": 1, "status": status, "model": "gpt-4o"}
        return answer | {"output": [item], "usage": usage}

    def stream(deltas: list[str], done: str) -> Any:
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        parts = [{"type": "response.output_text.delta", **place, "delta": delta} for delta in deltas]
        parts.append({"type": "response.output_text.done", **place, "text": "".join(deltas)})
        parts.append({"type": "response.completed", "response": response(done)})
        return fake.stream(fake.sse(*parts, done=False))

    async def main() -> Any:
        async with guarded_world() as (w, _):
            answers = []

            async def ask(reply: Any, **more: Any) -> None:
                w.upstream.reply = lambda body: reply
                headers = {"authorization": f"Bearer {w.token()}"}
                body = {"model": "gpt-4o", "input": f"hello {len(answers)}", **more}
                answers.append(await w.http.post("/v1/responses", json=body, headers=headers))

            await ask(fake.whole(response("HATE6")))
            await ask(fake.whole(response("fine")))
            await ask(stream(["fi", "ne"], "fine"), stream=True)
            await ask(stream(["HA", "TE6"], "HATE6"), stream=True)
            await ask(stream(["fine"], "HATE6"), stream=True)
            return answers

    refused, passed, streamed, cut, only_at_the_end = run(main)
    assert (refused.status_code, passed.status_code) == (400, 200)
    assert '"fine"' in streamed.text
    assert "response.completed" in streamed.text
    for answer in (cut, only_at_the_end):
        assert "HATE" not in answer.text
        assert events(answer.text)[-1]["error"]["code"] == "content_filter"


def test_log_probabilities_say_nothing_that_was_not_looked_at(run: Any, guarded_world: Any, fake: Any) -> None:
    def spelled(*others: str) -> dict[str, Any]:
        tops = [{"token": other, "logprob": -1.0, "bytes": None} for other in others]
        return {"content": [{"token": "fine", "logprob": -0.1, "bytes": None, "top_logprobs": tops}], "refusal": None}

    def reply(body: dict[str, Any], *others: str) -> Response:
        if body.get("stream"):
            parts = fake.chunk({"content": "fine"})
            parts["choices"][0]["logprobs"] = spelled(*others)
            return fake.stream(fake.sse(parts, fake.chunk(finish="stop")))
        whole = fake.answer("fine")
        whole["choices"][0]["logprobs"] = spelled(*others)
        return fake.whole(whole)

    async def main() -> Any:
        async with guarded_world() as (w, _):
            answers = []
            for stream in (False, True):
                for others in (("HATE6",), ("good",)):
                    w.upstream.reply = lambda body, others=others: reply(body, *others)
                    answers.append(await w.ask("x", stream=stream, logprobs=True))
            return answers

    bad, good, bad_stream, good_stream = run(main)
    assert (bad.status_code, good.status_code, bad_stream.status_code, good_stream.status_code) == (400, 200, 200, 200)
    assert "good" in good.text
    assert "HATE" not in bad.text + bad_stream.text
    assert said(good_stream.text) == "fine"
