"""A stream as it passes: for every way of cutting it, what goes on is the redaction of the whole, and nothing leaks."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.dlp.redact import redact
from enclave.dlp.scan import is_hidden
from enclave.dlp.stream import HoldBackOverflow
from enclave.gateway.guard import Guard
from enclave.gateway.surfaces import chat_stream
from enclave.gateway.surfaces.chat_stream import ChatStream
from enclave.gateway.surfaces.stream import DONE, StreamBlockedError, StreamGarbageError
from enclave.spec.handling import Action, Handling
from enclave.spec.policy import Policy
from enclave.wire.sse import SseParser

REDACT = Guard(Policy(dlp=dict.fromkeys(("credit_card", "email", "phone"), Handling.of(Action.REDACT, 65))))
BLOCK = Guard(Policy(dlp={"credit_card": Handling.of(Action.BLOCK, 65), "email": Handling.of(Action.REDACT, 65)}))
LOG = Guard(Policy(dlp={"email": Handling.of(Action.LOG, 65)}))
CARD, MAIL = "4111-1111-1111-1111", "jane.doe@example.com"
TEXT = f"Dear Jané 🏦, {MAIL} paid with {CARD} on the 3rd; call +1 212 555 0134 or write to x@y.example.org. Bye"


def chunk(delta: dict[str, Any], finish: str | None = None, index: int = 0, **more: Any) -> bytes:
    choice = {"index": index, "delta": delta, "finish_reason": finish, "logprobs": None}
    document = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], "usage": None}
    return json.dumps(document | more).encode()


def read(frames: bytes) -> list[dict[str, Any]]:
    return [json.loads(payload) for payload in SseParser().feed(frames) if payload != DONE]


def through(guard: Guard, payloads: list[bytes], include_usage: bool = False) -> tuple[list[dict[str, Any]], ChatStream]:
    stream = ChatStream(guard, include_usage)
    frames = b"".join(stream.event(payload) for payload in payloads) + stream.done()
    assert frames.endswith(b"data: [DONE]\n\n")
    return read(frames), stream


def gather(chunks: list[dict[str, Any]], *path: str | int, index: int = 0) -> str:
    """All pieces of one text, joined as a client joins them."""
    text = ""
    for document in chunks:
        for choice in document["choices"]:
            if choice["index"] != index:
                continue
            nodes: list[Any] = [choice["delta"]]
            for step in path:
                nodes = [
                    node
                    for parent in nodes
                    if isinstance(parent, dict) and parent.get(step) is not None
                    for node in (parent[step] if isinstance(parent[step], list) else [parent[step]])
                ]
            text += "".join(node for node in nodes if isinstance(node, str))
    return text


def whole(guard: Guard, text: str) -> str:
    return redact(text, [match for match in guard.scanner.scan(text, guard.hide) if is_hidden(match, guard.hide)])


def cut(text: str, places: list[int]) -> list[str]:
    ends = [*sorted(places), len(text)]
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def test_every_single_cut_of_the_content():
    for place in range(len(TEXT) + 1):
        chunks, stream = through(REDACT, [*(chunk({"content": part}) for part in cut(TEXT, [place])), chunk({}, "stop")])
        assert gather(chunks, "content") == whole(REDACT, TEXT)
        assert (stream.chars, stream.redactions) == (len(TEXT), 4)
        assert stream.verdict().outcome == "redact"


@settings(max_examples=40)
@given(st.lists(st.integers(0, len(TEXT)), max_size=40))
def test_any_cuts_of_the_content(places):
    chunks, _ = through(REDACT, [*(chunk({"content": part}) for part in cut(TEXT, places)), chunk({}, "stop")])
    assert gather(chunks, "content") == whole(REDACT, TEXT)


@settings(max_examples=25)
@given(st.data())
def test_several_texts_of_several_choices_do_not_mix(data):
    """Two choices, each with content, refusal and two tool calls, cut and interleaved in any way."""
    texts: dict[tuple[int, str, int], str] = {}
    for index in (0, 1):
        texts |= {(index, "content", 0): f"{index} {MAIL} says", (index, "refusal", 0): f"no {CARD} {index}"}
        texts |= {(index, "arguments", call): json.dumps({"to": MAIL, "n": call, "i": index}) for call in (0, 1)}
    pending = {key: cut(text, data.draw(st.lists(st.integers(0, len(text)), max_size=5))) for key, text in texts.items()}
    payloads = []
    while pending:
        key = data.draw(st.sampled_from(sorted(pending)))
        part = pending[key].pop(0)
        if not pending[key]:
            del pending[key]
        index, name, call = key
        delta = {"tool_calls": [{"index": call, "function": {"arguments": part}}]} if name == "arguments" else {name: part}
        payloads.append(chunk(delta, index=index))
    payloads += [chunk({}, "stop", index=0), chunk({}, "tool_calls", index=1)]
    chunks, _ = through(REDACT, payloads)
    for (index, name, call), text in texts.items():
        if name == "arguments":
            own = [
                {"choices": [choice | {"delta": {"a": tool["function"].get("arguments")}}]}
                for document in chunks
                for choice in document["choices"]
                for tool in choice["delta"].get("tool_calls", [])
                if tool["index"] == call
            ]
            assert gather(own, "a", index=index) == whole(REDACT, text)
        else:
            assert gather(chunks, name, index=index) == whole(REDACT, text)


class Slow(ChatStream):
    """Takes no chunk for one like the one before."""

    def _taken_apart(self, *_: Any) -> None:
        return None


PIECES = st.text(max_size=6) | st.sampled_from(
    [MAIL, CARD[:9], CARD[9:], '"', "\\", '\\"', "\n", "\ud83d\ude00", " ", "?", "!", ' "content": "', "}"]
)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(PIECES, st.sampled_from(["", "", "", "", "other", "role", "index", "id", "filter"])), max_size=25),
    st.sampled_from([(",", ":"), (", ", ": "), (",", ": ")]),
    st.booleans(),
)
def test_what_goes_on_of_a_chunk_does_not_depend_on_the_chunk_before_it(pieces, separators, ascii_only):
    payloads = []
    for text, what in pieces:
        choice: dict[str, Any] = {"index": 0, "delta": {"content": text}, "finish_reason": None}
        document: dict[str, Any] = {"id": "c", "model": "m", "choices": [choice]}
        if what == "other":
            document = {"x": {"content": "y"}, **document}
        elif what == "role":
            choice["delta"]["role"] = "assistant"
        elif what == "index":
            choice["index"] = 1
        elif what == "id":
            document["id"] = "d"
        elif what == "filter":
            choice["content_filter_results"] = {}
        payloads.append(json.dumps(document, separators=separators, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass"))
    outcomes = []
    for kind in (ChatStream, Slow):
        stream, frames = kind(REDACT, False), []
        try:
            frames = [stream.event(payload) for payload in payloads] + [stream.done()]
        except StreamGarbageError as error:
            frames.append(error.message.encode())
        outcomes.append((frames, stream.verdict(), stream.chars))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        ('{"x":{"content":"a"},%s:[{"delta":{"content": "b "}}]}', '{"x":{"content":"c"},%s:[{"delta":{"content": "b "}}]}', "b b "),
        ('{%s:[{"delta":{"content":"a ","content":"b "}}]}', '{%s:[{"delta":{"content":"c ","content":"b "}}]}', "b b "),
        (r'{%s:[{"delta":{"content":"a "}}],"x":"\"content\":\""}', r'{%s:[{"delta":{"content":"b "}}],"x":"\"content\":\""}', "a b "),
        ('{%s:[{"delta":{"content":"a "}}]}', r'{%s:[{"delta":{"content":"b \""}}]}', 'a b "'),
        ('{%s:[{"delta":{"content":"a "}}]}', '{%s:[{"delta":{"content":"b ","content":"c "}}]}', "a c "),
        ('{%s:[{"delta":{"content":""}}]}', '{%s:[{"delta":{"content":"a "}}]}', "a "),
    ],
)
def test_the_text_of_a_chunk_is_the_one_that_a_reader_of_json_sees(first, then, said):
    chunks, stream = through(REDACT, [one.replace("%s", '"choices"').encode() for one in (first, then)])
    assert gather(chunks, "content") == said
    assert stream.chars == len(said)


def test_chunks_that_are_like_each_other_are_taken_apart_once(monkeypatch):
    read_as_json = []
    monkeypatch.setattr(chat_stream, "decoded", lambda payload: read_as_json.append(payload) or json.loads(payload))
    chunks, stream = through(REDACT, [chunk({"content": "a word "}) for _ in range(50)])
    assert gather(chunks, "content") == "a word " * 50
    assert len(read_as_json) == 2
    with pytest.raises(StreamGarbageError):
        stream.event(chunk({"content": "x"}))
    with pytest.raises(json.JSONDecodeError):
        ChatStream(REDACT, False).event(b"{")
    odd = ChatStream(REDACT, False)
    read_as_json.clear()
    for number in range(100):  # each has something else beside its text: after some of them nobody expects otherwise
        odd.event(chunk({"content": "a word "}, obfuscation=f"n{number}"))
    assert len(read_as_json) < 100 + 20


@pytest.mark.parametrize("field", ["content", "refusal", "reasoning_content", "arguments", "function_call", "custom"])
def test_a_blocked_value_never_leaves_at_any_cut(field):
    text = f"the card is {CARD} indeed"

    def delta(part: str) -> dict[str, Any]:
        if field == "arguments":
            return {"tool_calls": [{"index": 0, "function": {"arguments": part}}]}
        if field == "custom":
            return {"tool_calls": [{"index": 0, "custom": {"input": part}}]}
        return {"function_call": {"arguments": part}} if field == "function_call" else {field: part}

    for place in range(len(text) + 1):
        stream = ChatStream(BLOCK, False)
        sent = b""
        with pytest.raises(StreamBlockedError) as caught:  # noqa: PT012
            for payload in (*(chunk(delta(part)) for part in cut(text, [place])), chunk({}, "stop")):
                sent += stream.event(payload)
            sent += stream.done()
        assert caught.value.entities == {"credit_card"}
        assert b"4111" not in sent
        assert stream.verdict().outcome == "refuse"


def test_text_is_released_as_soon_as_it_is_safe():
    stream = ChatStream(REDACT, False)
    assert gather(read(stream.event(chunk({"content": "Hello, world. "}))), "content").startswith("Hello")
    held = stream.event(chunk({"content": "jane"})) + stream.event(chunk({"content": ".doe@exam"}))
    assert b"jane" not in held
    released = stream.event(chunk({"content": "ple.com and more text follows"}))
    assert "[REDACTED-EMAIL] and more text" in gather(read(released), "content")


def test_what_was_held_comes_before_the_finish_and_the_finish_has_no_text():
    stream = ChatStream(REDACT, False)
    sent = stream.event(chunk({"content": f"write to {MAIL}"}, "stop"))
    chunks = read(sent)
    assert gather(chunks, "content") == "write to [REDACTED-EMAIL]"
    assert [document["choices"][0]["finish_reason"] for document in chunks][-1] == "stop"
    assert chunks[-1]["choices"][0]["delta"] == {}
    assert all(document["choices"][0]["finish_reason"] is None for document in chunks[:-1])


def test_an_upstream_that_forgets_the_finish():
    chunks, _ = through(REDACT, [chunk({"content": MAIL})])
    assert gather(chunks, "content") == "[REDACTED-EMAIL]"


def test_roles_nulls_names_and_ids_come_whole_and_at_once():
    stream = ChatStream(REDACT, False)
    call = {"index": 0, "id": "call_abc", "type": "function", "function": {"name": "get_weather", "arguments": ""}}
    [first] = read(stream.event(chunk({"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]})))
    assert first["choices"][0]["delta"] == {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}


@pytest.mark.parametrize(
    "delta",
    [
        {"tool_calls": [{"index": 0, "id": MAIL}]},
        {"tool_calls": [{"index": 0, "function": {"name": MAIL}}]},
        {"function_call": {"name": MAIL}},
        {"role": MAIL},
    ],
)
def test_a_name_or_an_id_that_is_a_value_ends_the_stream(delta):
    with pytest.raises(StreamBlockedError):
        ChatStream(REDACT, False).event(chunk(delta))


def test_a_name_in_pieces_is_scanned_as_one():
    for pieces in (("jane.doe@", "example.com"), ("jane.doe@", "function", ".com")):  # words of the API, too
        with pytest.raises(StreamBlockedError):
            through(REDACT, [chunk({"tool_calls": [{"index": 0, "function": {"name": piece}}]}) for piece in pieces])


def test_a_finish_reason_that_is_a_value_ends_the_stream():
    with pytest.raises(StreamBlockedError):
        ChatStream(REDACT, False).event(chunk({}, MAIL))


def test_a_value_beside_the_texts_ends_the_stream():
    """In any member of a chunk or a choice that goes on, as value, key or number, whenever it turns up."""
    card = "credit card 4111-1111-1111-1111"
    plain = json.loads(chunk({"content": "x "}))
    for more in (
        {"id": MAIL},
        {"object": MAIL},
        {"model": MAIL},
        {"system_fingerprint": MAIL},
        {"service_tier": MAIL},
        {"prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {MAIL: {"filtered": False}}}]},
        {"usage": {"prompt_tokens": 1, "completion_tokens": 1, "note": [card]}},
        {"choices": [plain["choices"][0] | {"content_filter_results": {"custom": {"matched": card}}}]},
        {"choices": [plain["choices"][0] | {"content_filter_results": MAIL}]},
        {"choices": [plain["choices"][0] | {"delta": {MAIL: "x"}}]},
        {"choices": [plain["choices"][0] | {"delta": {"function_call": {MAIL: "x"}}}]},
    ):
        stream = ChatStream(REDACT, True)
        stream.event(json.dumps(plain).encode())
        with pytest.raises(StreamBlockedError):
            stream.event(json.dumps(plain | more).encode())
    for harmless in ({"choices": [plain["choices"][0] | {"delta": {MAIL: None}}]}, {"created": MAIL}, {"created": 4111111111111111}):
        assert b"4111" not in (sent := ChatStream(REDACT, True).event(json.dumps(plain | harmless).encode()))
        assert MAIL.encode() not in sent
    for garbage in ({"finish_reason": {MAIL: 1}}, {"finish_reason": [MAIL]}, {"finish_reason": 7}):
        with pytest.raises(StreamGarbageError):
            ChatStream(REDACT, True).event(json.dumps(plain | {"choices": [plain["choices"][0] | garbage]}).encode())


def test_logprobs_go_only_where_nothing_is_to_hide():
    document = json.loads(chunk({"content": "hello, "}))
    document["choices"][0]["logprobs"] = {"content": [{"token": "4111", "logprob": 0, "bytes": [52]}]}
    payload = json.dumps(document).encode()
    hiding = ChatStream(REDACT, False)
    assert b"logprob" not in hiding.event(payload) + hiding.done()
    assert b'"token":"4111"' in ChatStream(LOG, False).event(payload)
    assert b'"token":"4111"' in ChatStream(Guard(Policy()), False).event(payload)


def test_usage_is_kept_and_goes_on_only_when_asked_for():
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    last = json.dumps({"id": "c", "object": "chat.completion.chunk", "choices": [], "usage": usage}).encode()
    for asked in (False, True):
        stream = ChatStream(REDACT, asked)
        chunks = read(stream.event(chunk({"content": "x "}, "stop")) + stream.event(last))
        assert (stream.usage.prompt, stream.usage.completion) == (3, 4)
        assert (chunks[-1].get("usage") == usage) is asked
        assert all(("usage" in document) is asked for document in chunks)


def test_azures_first_chunk_with_filter_results_goes_on():
    first = {"id": "", "object": "", "created": 0, "model": "", "choices": [], "prompt_filter_results": [{"prompt_index": 0}]}
    [kept] = read(ChatStream(REDACT, False).event(json.dumps(first).encode()))
    assert kept["prompt_filter_results"] == [{"prompt_index": 0}]


def test_members_that_nobody_knows_do_not_go_on():
    document = json.loads(chunk({"content": "x ", "audio": {"data": MAIL}, "annotations": [MAIL], "brand_new": 7}, secret=MAIL))
    document["choices"][0]["brand_new"] = MAIL
    sent = ChatStream(REDACT, False).event(json.dumps(document).encode())
    assert MAIL.encode() not in sent
    assert b"brand_new" not in sent


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"{", b"[]", b"1", b"null", b"\xff", b"{}", b'{"choices":1}', b'{"choices":[1]}', b'{"choices":[{"index":"0"}]}',
        b'{"error":{"message":"x"}}', b'{"choices":[{"index":0,"delta":{"tool_calls":[1]}}]}',
        b'{"choices":[{"index":0,"delta":{"tool_calls":[{"index":"a"}]}}]}', b'{"choices":[{"index":0,"delta":{"role":7}}]}',
        b'{"choices":' + b"[" * 5000,
    ],
)  # fmt: skip
def test_garbage_is_an_error_and_nothing_else(payload):
    with pytest.raises(StreamGarbageError):
        ChatStream(REDACT, False).event(payload)


def test_an_upstream_that_goes_on_after_the_end_or_without_measure():
    stream = ChatStream(REDACT, False)
    stream.event(chunk({}, "stop"))
    with pytest.raises(StreamGarbageError, match="goes on"):
        stream.event(chunk({"content": "more"}))
    stream = ChatStream(REDACT, False)
    with pytest.raises(StreamGarbageError, match="too many"):
        [stream.event(chunk({"content": "x"}, index=index)) for index in range(1000)]
    with pytest.raises(StreamGarbageError):
        [ChatStream(REDACT, False).event(chunk({f"field{number}": "x" for number in range(1000)}))]


def test_what_would_have_to_be_held_for_ever_ends_the_stream():
    stream = ChatStream(Guard(Policy(dlp={"email": Handling.of(Action.REDACT, 65), "api_key": Handling.of(Action.REDACT, 65)})), False)
    with pytest.raises(HoldBackOverflow):
        [stream.event(chunk({"content": "sk-" + "a1B2" * 500})) for _ in range(100)]


def test_looking_for_usage_only():
    stream = ChatStream(REDACT, False)
    for payload in (b"\xff", b'"usage"', b'{"usage":', chunk({"content": "x"}), b"[DONE]"):
        stream.look_for_usage(payload)
    assert stream.usage is None
    stream.look_for_usage(b'{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}')
    assert stream.usage.completion == 2


def test_how_sure_the_model_was_of_each_choice_is_gathered_and_no_token_goes_on_beside_what_may_be_hidden():
    def said(word: str, sure: float, index: int) -> bytes:
        part = {"index": index, "delta": {"content": word}, "logprobs": {"content": [{"token": word, "logprob": math.log(sure)}]}}
        return json.dumps({"id": "c", "choices": [part]}).encode()

    chunks, stream = through(REDACT, [said("one ", 0.9, 0), said("two ", 0.5, 1), said("three ", 0.4, 0), chunk({}, "stop")])
    assert stream.confidence == pytest.approx([0.6, 0.5])
    assert stream.finish_reasons == ("stop",)
    assert not any("logprobs" in choice for each in chunks for choice in each["choices"])
    assert through(REDACT, [chunk({"content": "one"})])[1].confidence == []


def test_the_last_piece_of_a_name_is_scanned_by_itself_too():
    for key, value in (("name", CARD), ("name", f"x {CARD}")):
        pieces = [{"tool_calls": [{"index": 0, "function": {key: one}}]} for one in ("f", value)]
        with pytest.raises(StreamBlockedError):
            through(REDACT, [chunk(piece) for piece in pieces])


@pytest.mark.parametrize(
    "choice",
    [
        {"index": 4111111111111111, "delta": {"content": "x"}},
        {"index": -1, "delta": {"content": "x"}},
        {"index": 0, "delta": {"tool_calls": [{"index": 4111111111111111, "id": "c"}]}},
    ],
)
def test_a_number_that_somebody_would_have_to_look_at_is_no_index(choice):
    with pytest.raises(StreamGarbageError):
        through(REDACT, [chunk({}, choices=[choice])])


def test_model_services_that_say_more_than_they_must_are_understood():
    says = [{"role": "assistant", "content": text} for text in ("write to ", MAIL, " now")]  # the role in each chunk
    ends = [chunk({}, "stop"), chunk({"role": "assistant", "content": ""}), chunk({"content": ""}, "stop")]  # and an end after the end
    chunks, _ = through(REDACT, [*(chunk(delta) for delta in says), *ends])
    assert gather(chunks, "content") == "write to [REDACTED-EMAIL] now"
    chunks, _ = through(REDACT, [chunk({"tool_calls": "none"}), chunk({"tool_calls": [{"index": index, "id": "c"} for index in (7, 3)]})])
    assert gather(chunks, "tool_calls", "id") == "cc"


def test_of_an_id_that_comes_a_thousand_times_a_little_is_scanned_each_time(monkeypatch):
    scanned = []
    stream = ChatStream(REDACT, False)
    monkeypatch.setattr(stream, "whole", lambda text, place, counts=True: scanned.append(len(text)))
    for number in range(1_000):
        stream.event(chunk({"role": "assistant", "tool_calls": [{"index": 0, "id": f"call {number:04}"}]}))
    assert max(scanned) <= chat_stream.READ_ON + 9
