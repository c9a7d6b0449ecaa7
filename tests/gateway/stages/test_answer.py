"""What the answer says: every choice, every field, whole and streamed, however the bytes come."""

from __future__ import annotations

import asyncio
import json

import pytest

CARD = "4111-1111-1111-1111"
MAIL = "jane.doe@example.com"


def message(**more) -> dict:
    return {"role": "assistant", "content": "x", "refusal": None} | more


def call(**more) -> dict:
    return {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"} | more}


FIELDS = {
    "content": lambda value: message(content=value),
    "refusal": lambda value: message(content=None, refusal=value),
    "arguments": lambda value: message(content=None, tool_calls=[call(), call(arguments=json.dumps({"q": value}))]),
    "function name": lambda value: message(content=None, tool_calls=[call(name=value)]),
    "function call": lambda value: message(content=None, function_call={"name": "f", "arguments": value}),
    "content parts": lambda value: message(content=[{"type": "text", "text": value}]),
    "annotations": lambda value: message(annotations=[{"type": "url_citation", "url_citation": {"title": value}}]),
    "reasoning": lambda value: message(reasoning_content=value),
    "a field that nobody knows": lambda value: message(brand_new={"deep": [value]}),
    "a key that nobody knows": lambda value: message(**{value: 1}),
}


def choices(*messages: dict) -> dict:
    return {
        "choices": [
            {"index": index, "message": one, "finish_reason": "stop", "logprobs": {"content": [{"token": "4111"}]}}
            for index, one in enumerate(messages)
        ]
    }


@pytest.mark.parametrize("field", FIELDS)
def test_a_blocked_value_in_any_field_of_any_choice(run, world, fake, field):
    async def main():
        async with world() as w:
            document = fake.answer(**choices(message(), FIELDS[field](f"it is {CARD}.")))
            w.upstream.reply = lambda body: fake.whole(document)
            response = await w.ask("x", n=2)
            return response, (await w.recorded(2))[1]

    response, record = run(main)
    assert response.status_code == 400
    assert response.json()["error"]["code"] == "content_filter"
    assert "`credit_card`" in response.json()["error"]["message"]
    assert "4111" not in response.text
    assert (record.kind, record.stage, record.status) == ("completed", "answer", 400)
    assert record.verdicts[1].findings == {"credit_card": 1}
    assert CARD not in str(record)


@pytest.mark.parametrize("field", FIELDS)
def test_a_redacted_value_in_any_field_of_any_choice(run, world, fake, field):
    async def main():
        async with world() as w:
            document = fake.answer(**choices(message(), FIELDS[field](f"write to {MAIL}.")))
            w.upstream.reply = lambda body: fake.whole(document)
            return await w.ask("x", n=2)

    response = run(main)
    assert response.status_code == 200
    assert MAIL not in response.text
    assert "write to [REDACTED-EMAIL]." in response.text
    assert response.headers["x-enclave-redactions"] == "1"
    assert "logprobs" not in response.json()["choices"][1], "they spell what was hidden"


def test_what_has_nothing_to_hide_goes_back_as_it_is_with_its_logprobs(run, world, fake):
    async def main():
        async with world() as w:
            document = fake.answer(**choices(message(content="fine 🏦"), message(tool_calls=[call()])))
            document |= {"system_fingerprint": "fp", "service_tier": "default", "prompt_filter_results": [], "secret": "host-17"}
            w.upstream.reply = lambda body: fake.whole(document)
            return await w.ask("x", n=2), document

    response, document = run(main)
    del document["secret"]
    document["id"] = f"chatcmpl-{response.headers['x-enclave-request-id']}"  # which leads to its record
    assert response.json() == document


def test_the_id_of_an_answer_is_that_of_its_record_and_what_comes_with_each_is_looked_at_all_the_same(run, world, fake):
    async def main():
        async with world() as w:
            marks = ["fp_1", "fp_1", MAIL, CARD, "fp_1"]
            answers = []
            for mark in marks:
                document = fake.answer(**choices(message(content="fine"))) | {"id": f"chatcmpl-{CARD}", "system_fingerprint": mark}
                w.upstream.reply = lambda body, document=document: fake.whole(document)
                answers.append(await w.ask("x"))
            return answers

    answers = run(main)
    assert [answer.status_code for answer in answers] == [200, 200, 200, 400, 200]
    for answer in (*answers[:3], answers[4]):
        assert answer.json()["id"] == f"chatcmpl-{answer.headers['x-enclave-request-id']}"
        assert CARD not in answer.text
    assert [answer.json().get("system_fingerprint") for answer in answers] == ["fp_1", "fp_1", "[REDACTED-EMAIL]", None, "fp_1"]


def spelled(*tokens: str, **more) -> dict:
    return {"content": [{"token": token, "logprob": -0.1, "bytes": list(token.encode())} | more for token in tokens]}


def test_logprobs_that_spell_a_value_stay_behind(run, world, fake):
    """In tokens, in what could have stood there, in bytes; of another form they stay behind too. The answer itself is innocent."""
    cut = MAIL.partition("@")
    lists = {
        "good": spelled("fi", "ne"),
        "tokens": spelled(*cut),
        "refusal": {"refusal": spelled(*cut)["content"]},
        "others": spelled("x") | {"content": [{"token": "x", "top_logprobs": [{"token": part}]} for part in cut]},
        "bytes": {"content": [{"token": "x", "bytes": list(part.encode())} for part in cut]},
        "unknown": {"content": [], "brand_new": MAIL},
        "garbage": [MAIL],
    }

    async def main():
        kept = {}
        async with world() as w:
            for name, logprobs in lists.items():
                document = fake.answer(choices=[{"index": 0, "message": message(), "finish_reason": "stop", "logprobs": logprobs}])
                w.upstream.reply = lambda body, document=document: fake.whole(document)
                response = await w.ask("x")
                assert (response.status_code, MAIL in response.text) == (200, False)
                kept[name] = response.json()["choices"][0].get("logprobs")
        return kept

    kept = run(main)
    assert kept == dict.fromkeys(lists) | {"good": lists["good"], "unknown": {"content": []}}


def test_values_beside_the_choices_are_hidden_too(run, world, fake):
    async def main():
        async with world() as w:
            document = fake.answer(**choices(message())) | {
                "id": MAIL,
                "model": MAIL,
                "system_fingerprint": MAIL,
                "service_tier": MAIL,
                "created": MAIL,
                "prompt_filter_results": [{MAIL: MAIL}],
            }
            document["usage"] = fake.usage | {"note": MAIL}
            w.upstream.reply = lambda body: fake.whole(document)
            return await w.ask("x")

    answer = run(main)
    assert (answer.status_code, MAIL in answer.text) == (200, False)
    assert "created" not in answer.json()


def test_duplicate_keys_of_an_upstream_are_read_once(run, world, fake):
    """Scanner and client must not read different values."""

    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.whole(
                f'{{"choices":[{{"index":0,"message":{{"content":"{MAIL}","content":"fine"}}}}]}}'.encode()
            )
            return (await w.ask("x")).text

    text = run(main)
    assert MAIL not in text
    assert "fine" in text


async def read_stream(w, content: str = "x", **more) -> tuple[str, list[dict]]:
    """The raw text of a streamed answer, and its events."""
    response = await w.ask(content, stream=True, **more)
    assert response.headers["content-type"].startswith("text/event-stream"), response.text
    payloads = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    return response.text, [json.loads(payload) for payload in payloads if payload != "[DONE]"]


def text_of(events: list[dict]) -> str:
    return "".join(choice["delta"].get("content") or "" for event in events for choice in event.get("choices", ()))


def test_a_streamed_value_is_redacted_wherever_the_bytes_are_cut(run, world, fake):
    """The upstream's bytes are cut at many places: in UTF-8, in lines, in the value itself."""
    frames = b"".join(fake.spoken("Zoë 🏦: ", "jane", ".doe@exa", "mple.com", " wrote"))

    async def main():
        async with world() as w:
            texts = set()
            for place in range(0, len(frames), 23):
                w.upstream.reply = lambda body, place=place: fake.stream([frames[:place], 0.001, frames[place:]])
                raw, events = await read_stream(w)
                assert raw.endswith("data: [DONE]\n\n")
                assert "jane" not in raw
                texts.add(text_of(events))
            w.upstream.reply = lambda body: fake.stream([frames[place : place + 1] for place in range(len(frames))])
            texts.add(text_of((await read_stream(w))[1]))
            return texts

    assert run(main) == {"Zoë 🏦: [REDACTED-EMAIL] wrote"}


@pytest.mark.parametrize("ends", [b"\n\n", b"\r\n\r\n", b"\r\r"])
def test_any_line_ends_comments_and_a_byte_order_mark(run, world, fake, ends):
    async def main():
        async with world() as w:
            frames = b"\xef\xbb\xbf: hello" + ends + b"".join(fake.spoken("a", " b")).replace(b"\n\n", ends)
            w.upstream.reply = lambda body: fake.stream([frames])
            return text_of((await read_stream(w))[1])

    assert run(main) == "a b"


def test_a_streamed_value_that_is_blocked_ends_the_stream(run, world, fake):
    spoken = fake.spoken("the card is ", "4111", "-1111-", "1111-11", "11", ", got it?", " and more")

    async def main():
        async with world() as w:
            body = fake.stream([part for frame in spoken for part in (frame, 0.01)])
            w.upstream.reply = lambda _: body
            raw, events = await read_stream(w)
            record = (await w.recorded(2))[1]
            return raw, events, record

    raw, events, record = run(main)
    assert "1111" not in raw
    assert "[DONE]" not in raw
    error = events[-1]["error"]
    assert (error["code"], error["type"]) == ("content_filter", "invalid_request_error")
    assert text_of(events).startswith("the card")
    assert (record.stage, record.status, record.reason[:14]) == ("answer", 200, "content_filter")
    assert record.verdicts[1].findings == {"credit_card": 1}
    assert record.verdicts[1].outcome == "refuse"


BROKEN = {
    "dies": lambda frames: [*frames[:3], None],
    "ends without a mark": lambda frames: frames[:3],
    "not JSON": lambda frames: [*frames[:3], b"data: {oops\n\n", *frames[3:]],
    "bad UTF-8": lambda frames: [*frames[:3], b'data: {"choices":[{"delta":{"content":"\xff"}}]}\n\n', *frames[3:]],
    "an error event": lambda frames: [*frames[:3], b'data: {"error":{"message":"host-17 exploded"}}\n\n'],
    "an event without end": lambda frames: [*frames[:3], b"data: " + b"x" * 3_000_000],
    "nothing at all": lambda frames: [],
    "goes on after the finish": lambda frames: [*frames[:-1], frames[2], frames[-1]],
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_stream_that_breaks_ends_with_an_error_event(run, world, fake, name):
    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.stream(BROKEN[name](fake.spoken("one ", "two ", usage=None)))
            raw, events = await read_stream(w)
            return raw, events, await w.recorded(2)

    raw, events, (admitted, completed) = run(main)
    assert "[DONE]" not in raw
    assert events[-1]["error"]["code"] == "upstream_broken"
    assert "host-17" not in raw
    assert completed.settled_nanousd == admitted.reserved_nanousd
    assert completed.stage == "upstream"


def test_an_upstream_that_stalls_in_a_stream(run, world, fake):
    async def main():
        async with world(read_seconds=0.2) as w:
            w.upstream.reply = lambda body: fake.stream([*fake.spoken("one ")[:2], 30.0])
            return await read_stream(w)

    _, events = run(main)
    assert events[-1]["error"]["code"] == "upstream_broken"


def test_the_first_words_do_not_wait_for_the_last(run, world, fake):
    async def main():
        async with world() as w:
            frames = fake.spoken("The first words are here, ", "the last come later.")
            heard = asyncio.Event()
            w.upstream.reply = lambda body: fake.stream([*frames[:2], heard, 0.6, *frames[2:]])
            body = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "x"}]}
            async with w.http.stream("POST", "/v1/chat/completions", json=body, headers={"api-key": w.token()}) as response:
                async for piece in response.aiter_text():
                    if "first words" in piece:
                        heard.set()  # the last wait for it
            return (await w.recorded(2))[1]

    record = run(main)
    assert record.duration_ms - record.time_to_first_token_ms > 500
    assert (record.finish_reasons, record.confidence) == (("stop",), None)
    assert record.duration_ms > 500
    assert record.stream


def test_usage_is_shown_to_those_who_ask(run, world, fake):
    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.stream(fake.spoken("x"))
            without = (await read_stream(w))[1]
            asked = (await read_stream(w, stream_options={"include_usage": True}))[1]
            return without, asked

    without, asked = run(main)
    assert not any("usage" in event for event in without)
    assert asked[-1]["usage"] == fake.usage
    assert asked[-1]["choices"] == []


def test_a_defect_in_a_guard_is_a_refusal_and_shows_nothing(run, world, fake, monkeypatch):
    def broken(self, payload):
        raise KeyError(f"{MAIL} in a message")

    async def main():
        async with world() as w:
            w.upstream.reply = lambda body: fake.stream(fake.spoken("x"))
            monkeypatch.setattr("enclave.gateway.surfaces.chat_stream.ChatStream.event", broken)
            raw, events = await read_stream(w)
            return raw, events, (await w.recorded(2))[1]

    raw, events, record = run(main)
    assert events[-1]["error"]["code"] == "internal_error"
    assert "KeyError" not in raw
    assert MAIL not in raw + str(record)
    assert "KeyError at test_answer.py" in record.error
