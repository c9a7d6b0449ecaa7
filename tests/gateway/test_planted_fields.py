"""A value planted in each field that the official SDK knows of requests, answers and events, one at a time: it passes nowhere, and what is
beside it does."""

from __future__ import annotations

import json
import random
import struct
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from openai.types import (
    Completion,
    CreateEmbeddingResponse,
    ImagesResponse,
    completion_create_params,
    embedding_create_params,
    image_create_variation_params,
    image_edit_params,
    image_generate_params,
)
from openai.types.audio import (
    TranscriptionVerbose,
    speech_create_params,
    transcription_create_params,
    transcription_create_response,
    translation_create_params,
)
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.chat import completion_create_params as chat_create_params
from openai.types.responses import Response, ResponseItem, ResponseOutputMessage, ResponseStreamEvent, response_create_params

from enclave.gateway import attachments
from enclave.wire.message import Response as WireResponse
from tests.gateway.planting import DIGITS as NUMBER
from tests.gateway.planting import MAIL, planted, smallest

DIGITS = str(NUMBER)

PNG = b"\x89PNG\r\n\x1a\n" + b"rest"
PICTURE = "iVBORw0KGgpyZXN0"
WAVE = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + 3200, b"WAVE", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16, b"data", 3200) + bytes(3200)
HELLO = [{"role": "user", "content": "hello"}]
CHAT, TEXTS, VECTORS, RESPONSES = "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses"
ASKED: dict[str, tuple[Any, dict[str, Any]]] = {
    CHAT: (chat_create_params.CompletionCreateParamsNonStreaming, {"model": "gpt-4o", "messages": HELLO}),
    TEXTS: (completion_create_params.CompletionCreateParamsNonStreaming, {"model": "gpt-4o", "prompt": "hello"}),
    VECTORS: (embedding_create_params.EmbeddingCreateParams, {"model": "gpt-4o", "input": "hello"}),
    RESPONSES: (response_create_params.ResponseCreateParamsNonStreaming, {"model": "gpt-4o", "input": "hello"}),
    "/v1/images/generations": (image_generate_params.ImageGenerateParamsNonStreaming, {"model": "painter", "prompt": "a house"}),
    "/v1/audio/speech": (speech_create_params.SpeechCreateParams, {"model": "voice", "input": "hello", "voice": "alloy"}),
}
"""What is asked in JSON: the SDK's type, and the least that is served."""
FORMS: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
    "/v1/images/edits": (image_edit_params.ImageEditParamsNonStreaming, {"model": "painter", "prompt": "x"}, {"image": ("a.png", PNG)}),
    "/v1/images/variations": (image_create_variation_params.ImageCreateVariationParams, {"model": "painter"}, {"image": ("a.png", PNG)}),
    "/v1/audio/transcriptions": (
        transcription_create_params.TranscriptionCreateParamsNonStreaming, {"model": "ears"}, {"file": ("a.wav", WAVE)},
    ),
    "/v1/audio/translations": (translation_create_params.TranslationCreateParams, {"model": "ears"}, {"file": ("a.wav", WAVE)}),
}  # fmt: skip
AZURE: dict[str, list[dict[str, Any]]] = {
    CHAT: [
        {"data_sources": [{"type": "azure_search", "parameters": {"index_name": MAIL, "role_information": MAIL}}]},
        {"dataSources": [{"type": MAIL}]},
        {"enhancements": {"ocr": {"enabled": True, "note": MAIL}}},
        {"user_security_context": {"application_name": MAIL, "end_user_id": MAIL, "source_ip": MAIL}},
        {"messages": [{"role": "assistant", "content": "x", "context": {"citations": [{"content": MAIL}], "intent": MAIL}}]},
        {"messages": [{"role": "assistant", "content": "x", "reasoning_content": MAIL}]},
        {"enable_thinking": MAIL, "chat_template_kwargs": {MAIL: 1}, "extra_body": {"a": MAIL}},
    ],
    RESPONSES: [{"input": [{"role": "user", "content": "x", "phase": MAIL}]}, {"betas": [MAIL]}, {"mcp_servers": [{"url": MAIL}]}],
}
"""Members that the SDK has no types for."""
ANSWERS: dict[str, tuple[Any, dict[str, Any]]] = {
    CHAT: (ChatCompletion, {"object": "chat.completion"}),
    TEXTS: (Completion, {}),
    VECTORS: (CreateEmbeddingResponse, {"data": [{"object": "embedding", "index": 0, "embedding": [0.5]}]}),
    RESPONSES: (Response, {"status": "completed", "output": []}),
    "/v1/images/generations": (ImagesResponse, {"data": [{"b64_json": PICTURE}]}),
    "/v1/audio/transcriptions": (transcription_create_response.TranscriptionCreateResponse, {}),
    "/v1/audio/translations": (TranscriptionVerbose, {}),
}
FILTER = {"filtered": False, "severity": "safe", "details": [{"id": MAIL}], "citation": {"URL": MAIL, "license": MAIL}, MAIL: {"x": MAIL}}
AZURES: list[dict[str, Any]] = [
    {"context": {"citations": [{"content": MAIL, "title": MAIL, "url": MAIL, "filepath": MAIL, "chunk_id": "0"}], "intent": MAIL}},
    {"end_turn": MAIL},
    {"content_filter_results": {"hate": FILTER}},
    {"content_filter_result": {"hate": FILTER}},
    {"content_filter_offsets": {"check_offset": 4111111111111111}},
    {"reasoning_content": MAIL},
    {"reasoning": MAIL, "thinking": [{"text": MAIL}]},
    {"error": {"message": MAIL}},
]
"""Members that Azure's answers have beside those of the SDK: of an answer, of a choice and of a message."""


@pytest.fixture(params=[6, pytest.param(10**9, marks=pytest.mark.long)])
def some(request) -> Any:
    """So many of the places of each type, or all."""

    def choose(documents: Iterator[Any], name: str, times: int = 1) -> list[Any]:
        found = list(documents)
        return random.Random(name).sample(found, min(times * request.param, len(found)))

    return choose


@pytest.fixture
def open_world(other_world):
    """A gateway that serves all surfaces, hides every number that may be one of a card, and has enough to spend."""

    def hub(dlp: Any) -> dict[str, Any]:
        return {"dlp": dlp.model_copy(update={"confidence": 65, "uninspected": "log"})}

    def start(document):
        spec = document.spec
        budget = spec.projects["fraud-triage"].budget.model_copy(
            update={"daily_usd": 90_000.0, "monthly_usd": 900_000.0, "request_tokens": None}
        )
        whole = spec.hub.budget.model_copy(update={"daily_usd": None, "monthly_usd": None, "request_tokens": 2_000_000})
        return other_world(hub={**hub(spec.hub.dlp), "budget": whole}, project={"budget": budget})

    return start


@pytest.fixture
def unread(monkeypatch):
    """Files are not looked into, which takes a process for each."""
    monkeypatch.setattr(attachments, "read", lambda *_: attachments.Read(uninspected=["a file that nobody looks into"]))


def leaks(text: str) -> bool:
    return any(secret in text for secret in (MAIL, MAIL.replace("@", "\\u0040"), MAIL.replace("@", "%40"), DIGITS))


def form(document: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form, as the SDK writes them; files are left out."""
    fields: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(value, list):
            fields[f"{name}[]"] = [str(one) for one in value]
        elif isinstance(value, dict):
            fields |= {f"{name}[{key}]": str(one) for key, one in value.items()}
        else:
            fields[name] = str(value)
    return fields


def assembled(text: str) -> str:
    """What a client puts together of the events of a stream: the texts that stand at the same place of deltas, one after the other."""
    found: defaultdict[str, str] = defaultdict(str)

    def walk(node: Any, place: str) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                walk(value, f"{place}.{key}")
        elif isinstance(node, list):
            for value in node:
                walk(value, f"{place}[]")
        elif isinstance(node, str):
            found[place] += node

    for line in text.splitlines():
        if line.startswith("data: {"):
            event = json.loads(line[6:])
            parts = [choice.get("delta", {"text": choice.get("text", "")}) for choice in event.get("choices", ())]
            walk([*parts, event["delta"]] if "delta" in event else parts, str(event.get("type")))
    return "\n".join(found.values())


@pytest.fixture
def served(fake):
    """What a model service answers at a path when nothing is planted."""

    def answer(path: str) -> Any:
        if path == "/v1/audio/speech":
            return WireResponse(200, ((b"content-type", b"audio/wav"),), WAVE)
        kind, least = ANSWERS.get(path, ANSWERS["/v1/images/generations"])
        return fake.whole({**smallest(kind), **least})

    return answer


def asked(path: str, some: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is asked at a path: where the value stands, and the body."""
    kind, usual = ASKED[path]
    for place, one in some(planted(kind), path):
        planted_there = {key: value for key, value in one.items() if key not in usual or key == place[0] or key not in smallest(kind)}
        items = planted_there.get("input")
        for item in items if isinstance(items, list) and place[2:3] != ("id",) else ():
            if isinstance(item, dict) and item.get("type") not in (None, "item_reference"):
                item.pop("id", None)  # of an item that the model service keeps: it is asked for by no text
        yield ".".join(place), {**usual, **planted_there}
    for one in AZURE.get(path, ()):
        yield "azure", {**usual, **one}


def test_in_requests(run, document, open_world, served, some):
    async def main():
        passed: defaultdict[str, set[str]] = defaultdict(set)
        async with open_world(document) as w:
            w.upstream.serve = None
            headers = {"authorization": f"Bearer {w.token()}"}
            for path in ASKED:
                w.upstream.serve = always(served(path))
                for place, body in asked(path, some):
                    answer = await w.http.post(path, json=body, headers=headers)
                    assert answer.status_code < 500, (place, body, answer.text)
                    assert not leaks(answer.text + str(answer.headers)), (place, body, answer.text)
                    if answer.status_code == 200:
                        passed[path].add(place)
            sent = [request.body.decode() + request.query + str(request.headers) for request in w.upstream.requests]
            told = [event for event in await w.recorded(len(sent)) if leaks(repr(event))]
            return passed, [one for one in sent if leaks(one)], told, w.runtime.metrics.text(openmetrics=False)

    passed, sent, recorded, metrics = run(main, 900)
    assert sent == []
    assert recorded == []
    assert not leaks(metrics.decode())
    assert passed.keys() == ASKED.keys()


def test_in_forms(run, document, open_world, served, some, unread):
    async def main():
        passed = set()
        async with open_world(document) as w:
            w.upstream.serve = None
            headers = {"authorization": f"Bearer {w.token()}"}
            for path, (kind, usual, files) in FORMS.items():
                w.upstream.serve = always(served(path))
                tried = [({**usual, **one}, files) for _, one in some(planted(kind), path)]
                [(field, (_, data))] = files.items()
                tried += [(usual, {field: (f"{MAIL}.png", data, f"image/{MAIL}")}), (usual, {**files, MAIL: ("a.png", data)})]
                for fields, carried in tried:
                    plain = {key: value for key, value in form(fields).items() if key not in (*files, "mask")}
                    answer = await w.http.post(path, data=plain, files=carried, headers=headers)
                    assert answer.status_code < 500, (fields, answer.text)
                    assert not leaks(answer.text + str(answer.headers)), (fields, answer.text)
                    passed |= {path} if answer.status_code == 200 else set()
            sent = [request.body.decode("latin-1") + str(request.headers) for request in w.upstream.requests]
            return passed, [one for one in sent if leaks(one)], [one for one in await w.recorded(len(sent)) if leaks(repr(one))]

    passed, sent, recorded = run(main, 900)
    assert sent == []
    assert recorded == []
    assert passed == FORMS.keys()


def always(answer: Any) -> Any:
    """A model service that always answers the same."""

    async def serve(_request: Any) -> Any:
        return answer

    return serve


def answers(path: str, some: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    kind, least = ANSWERS[path]
    usual = {**smallest(kind), **least}
    for place, one in some(planted(kind), path):
        yield ".".join(place), {**usual, **{key: value for key, value in one.items() if key not in least or key == place[0]}}
    for one in AZURES:
        yield "azure", {**usual, **one}
        if path == CHAT:
            choice = usual["choices"][0]
            yield "azure", {**usual, "choices": [{**choice, **one}]}
            yield "azure", {**usual, "choices": [{**choice, "message": {**choice["message"], **one}}]}
        if path == RESPONSES:
            yield "azure", {**usual, "output": [{**smallest(ResponseOutputMessage), **one}]}


def test_in_answers(run, document, open_world, fake, some, unread):
    async def main():
        statuses: defaultdict[str, Counter[int]] = defaultdict(Counter)
        async with open_world(document) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            for path in ANSWERS:
                for place, one in answers(path, some):
                    w.upstream.serve = always(fake.whole(one))
                    if path in FORMS:
                        _, usual, files = FORMS[path]
                        answer = await w.http.post(path, data=usual, files=files, headers=headers)
                    else:
                        answer = await w.http.post(path, json=ASKED[path][1], headers=headers)
                    statuses[path][answer.status_code] += 1
                    assert not leaks(answer.text + str(answer.headers)), (place, one, answer.text)
                    assert "internal_error" not in answer.text, (place, one, answer.text)
            recorded = [one for one in await w.recorded(sum(map(Counter.total, statuses.values()))) if leaks(repr(one))]
            return statuses, recorded, w.runtime.metrics.text(openmetrics=False)

    statuses, recorded, metrics = run(main, 900)
    assert recorded == []
    assert not leaks(metrics.decode())
    assert all(found[200] > found[502] for found in statuses.values())


def test_in_stored_answers(run, document, open_world, fake, some):
    async def main():
        statuses: Counter[int] = Counter()
        async with open_world(document) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            usual = {**smallest(Response), **ANSWERS[RESPONSES][1]}
            w.upstream.serve = always(fake.whole(usual))
            name = (await w.http.post(RESPONSES, json=ASKED[RESPONSES][1], headers=headers)).json()["id"]
            items = {"object": "list", "data": [], "has_more": False, "first_id": "a", "last_id": "b"}
            for place, one in some(planted(ResponseItem), "items"):
                w.upstream.serve = always(fake.whole({**items, "data": [one]}))
                answer = await w.http.get(f"{RESPONSES}/{name}/input_items", headers=headers)
                statuses[answer.status_code] += 1
                assert not leaks(answer.text), (place, one, answer.text)
                assert "internal_error" not in answer.text, (place, one, answer.text)
            for change in ({"first_id": MAIL}, {"last_id": MAIL}, {"object": MAIL}, {MAIL: 1}, {"has_more": MAIL}, {"data": [MAIL]}):
                w.upstream.serve = always(fake.whole(items | change))
                answer = await w.http.get(f"{RESPONSES}/{name}/input_items", headers=headers)
                assert not leaks(answer.text), (change, answer.text)
            return statuses

    statuses = run(main, 900)
    assert statuses[200] > statuses[502]


def chunks(kind: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Streams of chat or completions in which one chunk has a value, and those in which two have the halves of it."""
    usual = {**smallest(kind), "choices": [{**smallest(kind)["choices"][0], "index": 0, "finish_reason": None}]}
    first = json.loads(json.dumps(usual))
    [choice] = first["choices"]
    choice |= {"delta": {"role": "assistant", "content": "hello "}} if "delta" in choice else {"text": "hello "}
    last = {**usual, "choices": [{**usual["choices"][0], "finish_reason": "stop"}]}
    more = [("azure", {**usual, **one}) for one in AZURES]
    more += [("azure", {**usual, "choices": [{**usual["choices"][0], **one}]}) for one in AZURES]
    if "delta" in choice:
        more += [("azure", {**usual, "choices": [{**usual["choices"][0], "delta": one}]}) for one in AZURES]
    for place, one in [*planted(kind), *more]:
        for told in one.get("choices") or ():
            if isinstance(told, dict) and "finish_reason" not in place:
                told["finish_reason"] = None  # which the types do not know of completions
        where = ".".join(place) if isinstance(place, tuple) else place
        yield where, [first, one, last]
        begun, rest = halves(one)
        yield where, [first, begun, rest, last]
        yield where, [begun, first, rest, last]


def halves(document: Any) -> tuple[Any, Any]:
    """A document twice, each with a half of the texts that have a value."""
    written = json.dumps(document)
    return tuple(json.loads(written.replace(MAIL, half)) for half in (MAIL[:11], MAIL[11:]))


def events() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Streams of responses in which one event has a value, or two events the halves of it."""
    usual = {**smallest(Response), **ANSWERS[RESPONSES][1]}
    began = {"type": "response.created", "sequence_number": 0, "response": {**usual, "status": "in_progress"}}
    ended = {"type": "response.completed", "sequence_number": 9, "response": usual}
    where = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    said = {"type": "response.output_text.delta", "delta": "hello ", "logprobs": [], **where}
    for kind in get_args(get_args(ResponseStreamEvent)[0]):
        name = kind.__name__
        is_last = name in ("ResponseCompletedEvent", "ResponseFailedEvent", "ResponseIncompleteEvent", "ResponseErrorEvent")
        inner = () if name == "ResponseCompletedEvent" else (Response,)
        for place, one in planted(kind, inner):
            if isinstance(one.get("response"), dict):
                one["response"] = {**usual, **one["response"]}
            told = f"{name}.{'.'.join(place)}"
            yield told, [began, said, one, *([] if is_last else [ended])]
            if place == ("delta",):
                begun, rest = halves(one)
                done = {key: value for key, value in one.items() if key != "delta"} | {"type": one["type"].removesuffix("delta") + "done"}
                for member in ("text", "refusal", "arguments", "input", "code", "transcript"):
                    yield told, [began, begun, rest, {**done, member: MAIL}, ended]
    for one in AZURES:
        yield "azure", [began, said, {"type": "response.output_item.done", "output_index": 0, "item": {"type": "message", **one}}, ended]
        yield "azure", [began, said, {"type": "response.output_text.delta", "delta": "x", **where, **one}, ended]
        yield "azure", [began, said, {**ended, "response": {**usual, **one}}]


def test_in_streams(run, document, open_world, fake, some):
    async def main():
        ends: Counter[str] = Counter()
        leaking: list[Any] = []
        async with open_world(document) as w:
            w.upstream.serve = None
            headers = {"authorization": f"Bearer {w.token()}"}
            streams = [
                *((CHAT, *one) for one in some(chunks(ChatCompletionChunk), CHAT, 3)),
                *((TEXTS, *one) for one in some(chunks(Completion), TEXTS)),
                *((RESPONSES, *one) for one in some(events(), "events", 5)),
            ]  # fmt: skip
            for path, place, told in streams:
                frames = fake.sse(*told, done=path != RESPONSES)
                w.upstream.reply = lambda body, frames=frames: fake.stream(list(frames))
                answer = await w.http.post(path, json=ASKED[path][1] | {"stream": True}, headers=headers)
                assert answer.status_code == 200
                assert "internal_error" not in answer.text, (place, told, answer.text)
                if leaks(answer.text + assembled(answer.text)):
                    leaking.append((path, place, told, answer.text))
                ends[path] += "[DONE]" in answer.text or "response.completed" in answer.text
            recorded = [one for one in await w.recorded(len(streams), "completed") if leaks(repr(one))]
            return leaking, ends, Counter(path for path, *_ in streams), recorded

    leaking, ends, all_of_them, recorded = run(main, 900)
    assert leaking == []
    assert recorded == []
    assert all(ends[path] > count // 3 for path, count in all_of_them.items()), (ends, all_of_them)
