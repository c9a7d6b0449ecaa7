"""What model services do to streams: each has an end that the client understands, a record, a settlement, and leaks nothing."""

from __future__ import annotations

import json

MAIL = "jane@example.com"
USAGE = {"prompt_tokens": 20, "completion_tokens": 10, "total_tokens": 30}
SSE = (b"content-type", b"text/event-stream")


def event(**more) -> bytes:
    document = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o", "choices": [], "usage": None}
    return json.dumps(document | more).encode()


def delta(text: str, finish: str | None = None) -> bytes:
    return event(choices=[{"index": 0, "delta": {"content": text}, "finish_reason": finish, "logprobs": None}])


SAID, END, COUNT, DONE = delta(f"write to {MAIL} now"), delta("", "stop"), event(usage=USAGE), b"[DONE]"
CUT = ("write to ja", "", MAIL.removeprefix("ja"), " now")
GOOD = "write to [REDACTED-EMAIL] now"


def lines(*payloads: bytes, mark: bytes = b"data: ", end: bytes = b"\n\n") -> bytes:
    return b"".join(mark + payload + end for payload in payloads)


WHOLE = lines(SAID, END, COUNT, DONE)
# name: pieces, whether it ends well, whether the provider's count settles it
CASES = {
    "as it should be": ([WHOLE], True, True),
    "byte by byte": ([WHOLE[index : index + 1] for index in range(len(WHOLE))], True, True),
    "no space behind the colon": ([lines(SAID, END, COUNT, DONE, mark=b"data:")], True, True),
    "CRLF": ([lines(SAID, END, COUNT, DONE, end=b"\r\n\r\n")], True, True),
    "CR": ([lines(SAID, END, COUNT, DONE, end=b"\r\r")], True, True),
    "CRLF cut in two": ([piece + b"\n" for piece in lines(SAID, END, COUNT, DONE, end=b"\r\n\r\n").split(b"\n")[:-1]], True, True),
    "byte order mark": ([b"\xef\xbb\xbf" + WHOLE], True, True),
    "comments, names, ids and retries": ([f": {MAIL}\nretry: 5\nevent: {MAIL}\nid: {MAIL}\n".encode() + WHOLE], True, True),
    "an unknown field": ([f"{MAIL}: x\n{MAIL}\n\n".encode() + WHOLE], True, True),
    "done twice": ([WHOLE + lines(DONE)], True, True),
    "events after the end": ([WHOLE + lines(delta(MAIL), b"junk")], True, True),
    "events after the end, later": ([WHOLE, 0.01, lines(delta(MAIL))], True, True),
    "an unknown member that has a value": ([lines(event(secret=MAIL)) + WHOLE], True, True),
    "content in parts": (
        [
            lines(
                *(event(choices=[{"index": 0, "delta": {"content": [{"type": "text", "text": piece}, {"x": MAIL}]}}]) for piece in CUT),
                END,
                COUNT,
                DONE,
            )
        ],
        True,
        True,
    ),
    "the role in each chunk": (
        [lines(*(event(choices=[{"index": 0, "delta": {"role": "assistant", "content": piece}}]) for piece in CUT), END, COUNT, DONE)],
        True,
        True,
    ),
    "members that nobody knows": (
        [
            lines(
                SAID,
                event(choices=[{"index": 0, "delta": {"audio": {"transcript": MAIL}, "annotations": [MAIL], "x": {MAIL: 1}}}]),
                event(choices=[{"index": 0, "delta": {"content": ""}, "logprobs": {"content": [{"token": MAIL}]}, MAIL: MAIL}]),
                END,
                COUNT,
                DONE,
            )
        ],
        True,
        True,
    ),
    "results of a filter after the end": (
        [
            lines(
                SAID,
                END,
                event(choices=[{"index": 0, "finish_reason": None, "content_filter_results": {"hate": {"filtered": False}}}]),
                COUNT,
                DONE,
            )
        ],
        True,
        True,
    ),
    "an empty delta after the end": ([lines(SAID, END, delta(""), END, COUNT, DONE)], True, True),
    "the count before the end, and twice": ([lines(COUNT, SAID, COUNT, END, COUNT, COUNT, DONE)], True, True),
    "the count in each chunk": (
        [lines(*(event(usage=USAGE, choices=[{"index": 0, "delta": {"content": piece}}]) for piece in CUT), END, DONE)],
        True,
        True,
    ),
    "a tool's name in pieces": (
        [
            lines(
                SAID,
                *(
                    event(choices=[{"index": 0, "delta": {"tool_calls": [{"index": 3, "function": {"name": name}}]}}])
                    for name in ("f", MAIL)
                ),
                DONE,
            )
        ],
        None,
        False,
    ),
    "an index that is a card's": ([lines(SAID, event(choices=[{"index": 4111111111111111, "delta": {}}]), DONE)], False, False),
    "no delta": ([lines(event(choices=[{"index": 0, "delta": None}]), SAID, END, COUNT, DONE)], True, True),
    "no count": ([lines(SAID, END, DONE)], True, False),
    "a negative count": ([lines(SAID, END, event(usage=USAGE | {"completion_tokens": -5}), DONE)], True, False),
    "an absurd count": ([lines(SAID, END, event(usage=USAGE | {"completion_tokens": 10**8}), DONE)], True, False),
    "a count of texts": ([lines(SAID, END, event(usage=dict.fromkeys(USAGE, "ten")), DONE)], True, False),
    "no end": ([lines(SAID, END)], False, False),
    "it dies": ([lines(SAID), None], False, False),
    "it dies before it says anything": ([None], False, False),
    "it dies in the middle of a character": ([lines(delta("é")).replace(b"\\u00e9", b"\xc3"), None], False, False),
    "no JSON": ([lines(SAID, b"<html>" + MAIL.encode())], False, False),
    "half a document": ([lines(SAID, SAID[:40])], False, False),
    "no UTF-8": ([lines(SAID, b'{"choices": [{"delta": {"content": "\xff"}}]}')], False, False),
    "a list": ([lines(SAID, b"[1]")], False, False),
    "an error in the middle": ([lines(SAID, json.dumps({"error": {"message": MAIL, "code": "x"}}).encode(), DONE)], None, False),
    "a line that never ends": ([lines(SAID), *[b"data: " + b"x" * 200_000] * 8], False, False),
    "an event that never ends": ([lines(SAID), *[b"data: " + b"x" * 100_000 + b"\n"] * 14], False, False),
    "events for ever": ([lines(SAID), *[lines(*[delta("")] * 500)] * 40], False, False),
    "deep": ([lines(SAID, b'{"choices":' + b"[" * 5_000 + b"]" * 5_000 + b"}")], False, False),
}


def test_every_stream_has_an_end(run, world, fake):
    async def main():
        found = {}
        async with world() as w:
            for name, (pieces, _, _) in CASES.items():
                w.upstream.reply = lambda body, pieces=pieces: fake.stream(list(pieces))
                told = await w.ask("hello", stream=True, max_tokens=50)
                found[name] = (told, (await w.recorded(len(found) + 1, "completed"))[-1])
            reserved = {record.request_id: record.reserved_nanousd for record in await w.recorded(len(found), "admitted")}
        return found, reserved

    found, reserved = run(main)
    for name, (_, is_good, is_counted) in CASES.items():
        told, record = found[name]
        assert told.status_code == 200, name
        assert MAIL not in told.text, (name, told.text)
        payloads = [line.removeprefix("data: ") for line in told.text.split("\n\n") if line]
        if is_good:
            assert payloads[-1] == "[DONE]", (name, payloads)
            assert payloads.count("[DONE]") == 1, name
            said = "".join(choice["delta"].get("content") or "" for one in payloads[:-1] for choice in json.loads(one)["choices"])
            assert said == GOOD, (name, said)
            assert record.error == "" or not is_counted, (name, record.error)
        elif is_good is False:
            error = json.loads(payloads[-1])["error"]
            assert (error["code"], error["type"]) == ("upstream_broken", "server_error"), (name, error)
            assert record.stage == "upstream", name
        assert (record.settled_nanousd < reserved[record.request_id]) == is_counted, (name, record)
        assert is_counted or record.settled_nanousd == reserved[record.request_id], name


def test_an_answer_of_another_kind_is_a_bad_gateway(run, world, fake):
    error = json.dumps({"error": {"message": f"no quota for {MAIL}", "code": "x"}}).encode()
    cases = (
        ((b"content-type", b"application/json"), error), ((b"content-type", b"text/html"), b"<html>"), ((b"x", b"y"), WHOLE), (SSE, b""),
        ((b"content-type", b"text/event-stream-not"), WHOLE),
    )  # fmt: skip

    async def main():
        told = []
        async with world() as w:
            for header, body in cases:
                w.upstream.reply = lambda _, header=header, body=body: fake.whole(b"").__class__(200, (header,), body)
                told.append(await w.ask("hello", stream=True))
            whole = await w.ask("hello")
            return [*told, whole], await w.recorded(len(cases) + 1, "completed")

    told, records = run(main)
    assert all(MAIL not in one.text for one in told)
    assert [one.status_code for one in told] == [502, 502, 502, 200, 502, 502]
    assert all('"code":"upstream_' in one.text for one in told)
    assert all(record.settled_nanousd > 0 for record in records)
