"""Pictures and sound by the official SDK, against a simulator with a bill of its own."""

from __future__ import annotations

import asyncio
import base64
import json
import struct

import httpx
import openai
import pytest

CARD = "4111 1111 1111 1111"
MAIL = "jane@example.com"


def wav(seconds: float = 1.0, said: bytes = b"") -> bytes:
    """A recording whose samples the simulator reads as letters."""
    samples = said.ljust(int(32_000 * seconds), b"\0")
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16)
    return head + struct.pack("<4sI", b"data", len(samples)) + samples


async def bill(w):
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{w.upstream.port}", trust_env=False) as http:
        return (await http.get("/simulator/bill")).json()["models"]


def clients(w, **options):
    """The official client, in OpenAI's way and in Azure's."""
    token = w.token(**options)
    yield openai.OpenAI(base_url=f"{w.url}/v1", api_key=token, max_retries=0)
    yield openai.AzureOpenAI(azure_endpoint=w.url, api_version="2025-04-01-preview", azure_ad_token=token, max_retries=0)


def test_pictures_are_made_changed_and_charged(run, other_world):
    picture = base64.b64decode("iVBORw0KGgo=") + b"rest"

    def work(w):
        told = []
        for client in clients(w):
            made = client.images.generate(model="pictures", prompt=f"a portrait of {MAIL}", quality="hd", size="1024x1792")
            made2 = client.images.generate(model="painter", prompt="a house", n=2, quality="low")
            edited = client.images.edit(model="painter", image=("me.png", picture), prompt=f"remove {MAIL}", quality="low")
            told += [made, made2, edited]
        return told

    async def main():
        async with other_world() as w:
            told = await asyncio.to_thread(work, w)
            return told, w.upstream.requests, await w.recorded(6, "completed"), await bill(w)

    told, requests, records, spent = run(main)
    assert all(base64.b64decode(one.b64_json).startswith(b"\x89PNG") for answer in told for one in answer.data)
    assert [len(answer.data) for answer in told] == [1, 2, 1] * 2
    assert not [request for request in requests if MAIL.encode() in request.body or b"me.png" in request.body]
    assert told[0].data[0].revised_prompt == "[simulated] a portrait of [REDACTED-EMAIL]"
    assert records[0].settled_nanousd == 120_000_000
    painted = sum(record.prompt_tokens + record.completion_tokens for record in records)
    assert painted == spent["gpt-image-1"]["prompt_tokens"] + spent["gpt-image-1"]["completion_tokens"]
    assert spent["dall-e-3"]["images"] == 2
    assert all(record.settled_nanousd <= record.reserved_nanousd for record in records)
    assert all(record.verdicts[-1].findings["uninspected"] >= 1 for record in records)


def test_sound_becomes_text_that_is_scanned_and_text_becomes_sound(run, other_world):
    def work(w):
        told = []
        for client in clients(w):
            heard = client.audio.transcriptions.create(model="whisper", file=("call.wav", wav(2.5, f"my mail is {MAIL}".encode())))
            plain = client.audio.transcriptions.create(model="whisper", file=wav(said=MAIL.encode()), response_format="text")
            long = client.audio.transcriptions.create(model="whisper", file=wav(), response_format="verbose_json", prompt="names: Smith")
            counted = client.audio.transcriptions.create(model="ears", file=wav(3), prompt="names")
            url, bearer = f"{w.url}/v1/audio/translations", {"authorization": f"Bearer {w.token()}"}
            english = httpx.post(url, data={"model": "whisper"}, files={"file": ("a.wav", wav())}, headers=bearer, trust_env=False)
            spoken = client.audio.speech.create(model="voice", voice="alloy", input=f"call {MAIL} now", response_format="wav")
            told.append((heard.text, plain, long.segments[0].text, counted.text, english.json()["text"], spoken.content[:4]))
        return told

    async def main():
        async with other_world() as w:
            told = await asyncio.to_thread(work, w)
            return told, w.upstream.requests, await w.recorded(12, "completed"), await bill(w)

    told, requests, records, spent = run(main)
    assert told[0] == told[1]
    assert told[0][:3] == ("[simulated] my mail is [REDACTED-EMAIL]", "[simulated] [REDACTED-EMAIL]", "[simulated] names: Smith")
    assert told[0][5] == b"RIFF"
    assert [record.settled_nanousd for record in records[:3]] == [300_000, 100_000, 100_000]  # 3 s, 1 s, 1 s at 0.6 cents a minute
    assert records[5].settled_nanousd == len("call [REDACTED-EMAIL] now") * 15_000
    assert spent["tts"]["characters"] == 2 * len("call [REDACTED-EMAIL] now")
    ears = [record for record in records if record.model == "gpt-4o-transcribe"]
    assert all(0 < record.settled_nanousd <= record.reserved_nanousd for record in ears)
    assert not [request for request in requests if b"call.wav" in request.body]


WAVE = ("file.wav", wav())
REFUSED = (
    ("images/generations", {"model": "pictures", "prompt": f"a card {CARD}"}, 400, "content_filter"),
    ("images/generations", {"model": "pictures", "prompt": "x", "response_format": "url"}, 400, "unsupported_content"),
    ("images/generations", {"model": "pictures", "prompt": "x", "size": "9000x9000"}, 400, "invalid_value"),
    ("images/generations", {"model": "pictures", "prompt": "x", "n": 11}, 400, "invalid_value"),
    ("images/generations", {"model": "painter", "prompt": "x", "stream": True}, 400, "unsupported_content"),
    ("images/generations", {"model": "pictures"}, 400, "invalid_value"),
    ("images/generations", {"model": "gpt-4o", "prompt": "x"}, 403, "price_unknown"),
    ("images/generations", {"model": "nobody", "prompt": "x"}, 404, "DeploymentNotFound"),
    ("chat/completions", {"model": "pictures", "messages": [{"role": "user", "content": "x"}]}, 403, "price_unknown"),
    ("audio/speech", {"model": "voice", "input": f"the card {CARD}", "voice": "alloy"}, 400, "content_filter"),
    ("audio/speech", {"model": "voice", "input": "x" * 4_097, "voice": "alloy"}, 400, "invalid_value"),
    ("audio/speech", {"model": "voice", "input": "x", "voice": "alloy", "stream_format": "sse"}, 400, "unsupported_content"),
    ("audio/speech", {"model": "whisper", "input": "x", "voice": "alloy"}, 403, "price_unknown"),
    ("audio/transcriptions", {"model": "whisper"}, 400, "invalid_form"),
)
FORMS = (
    ("audio/transcriptions", {"model": "whisper"}, {"file": ("a.ogg", b"OggS" + b"\0" * 99)}, 400, "unsupported_content"),
    ("audio/transcriptions", {"model": "whisper", "response_format": "srt"}, {"file": WAVE}, 400, "unsupported_content"),
    ("audio/transcriptions", {"model": "whisper", "timestamp_granularities[]": "word"}, {"file": WAVE}, 400, "unsupported_content"),
    ("audio/transcriptions", {"model": "whisper", "stream": "true"}, {"file": WAVE}, 400, "unsupported_content"),
    ("audio/transcriptions", {"model": "whisper", "prompt": f"card {CARD}"}, {"file": WAVE}, 400, "content_filter"),
    ("audio/transcriptions", {"model": "whisper", CARD: "x"}, {"file": WAVE}, 400, "content_filter"),
    ("audio/transcriptions", {"prompt": "x"}, {"file": WAVE}, 400, "missing_required_parameter"),
    ("audio/transcriptions", {"model": "gpt-4o"}, {"file": WAVE}, 403, "price_unknown"),
    ("images/edits", {"model": "painter", "prompt": "x"}, {"image": ("a.png", b"GIF89a")}, 400, "unsupported_content"),
    ("images/edits", {"model": "painter", "prompt": "x"}, {"file": ("a.png", b"x")}, 400, "missing_required_parameter"),
)


def test_what_cannot_be_served_is_refused_and_reaches_nobody(run, other_world):
    async def main():
        async with other_world() as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            told = [await w.http.post(f"/v1/{path}", json=body, headers=headers) for path, body, _, _ in REFUSED]
            told += [await w.http.post(f"/v1/{path}", data=data, files=files, headers=headers) for path, data, files, _, _ in FORMS]
            return told, w.upstream.requests, await w.recorded(len(told), "refused")

    told, requests, records = run(main)
    wanted = [(*row[:2], *row[-2:]) for row in (*REFUSED, *FORMS)]
    assert [(*row[:2], answer.status_code, answer.json()["error"]["code"]) for row, answer in zip(wanted, told, strict=True)] == wanted
    assert requests == []
    assert all(record.reserved_nanousd == 0 for record in records)
    assert CARD not in json.dumps([answer.text for answer in told]) + str(records)


@pytest.mark.parametrize(
    ("options", "status", "code", "word"),
    [({"surfaces": ["audio"]}, 403, "surface_not_allowed", "images"), ({"uninspected": "refuse"}, 400, "unsupported_content", "picture")],
)
def test_pictures_need_a_policy_that_lets_them_pass(run, other_world, options, status, code, word):
    async def main():
        async with other_world(**options) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            answer = await w.http.post("/v1/images/generations", json={"model": "pictures", "prompt": "x"}, headers=headers)
            nobody = await w.http.post("/v1/images/generations", json={"model": "pictures", "prompt": "x"})
            sound = await w.http.post("/v1/audio/transcriptions", data={"model": "whisper"}, files={"file": WAVE}, headers=headers)
            return answer, nobody.status_code, sound.status_code, w.upstream.requests

    answer, nobody, sound, requests = run(main)
    assert (answer.status_code, answer.json()["error"]["code"], nobody) == (status, code, 401)
    assert word in answer.json()["error"]["message"]
    assert (sound, len(requests)) == ((400, 0) if options.get("uninspected") else (200, 1))
