"""Small pictures and silence, charged as the real ones are."""

from __future__ import annotations

import json

from enclave.simulator import media
from enclave.simulator.script import Usage


def test_a_picture_by_its_tokens_or_by_itself() -> None:
    told, usage = media.pictures({"prompt": "a house", "n": 2, "quality": "low"}, "gpt-image-1", 1)
    assert (usage.completion, usage.prompt) == (2 * 272, json.loads(told)["usage"]["input_tokens"])
    assert media.pictures({"prompt": "x", "response_format": "b64_json"}, "dall-e-3", 0)[1] == Usage(images=1)


def test_speech_is_heard_again() -> None:
    sound, usage = media.speech({"input": "one two"})
    assert usage == Usage(characters=7)
    told, heard = media.transcript(media.Form({"prompt": "names"}, {"file": sound}), "whisper")
    assert json.loads(told)["text"] == "[simulated] names"
    assert heard == Usage(seconds=1)


def test_a_form_is_read_by_python_s_own_parser() -> None:

    first = b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nv\r\n'
    body = first + b'--x\r\ncontent-disposition: form-data; name="f"; filename="n"\r\n\r\n\0\r\n--x--'
    form = media.read_form("multipart/form-data; boundary=x", body)
    assert (form.fields, form.files, media.filename(body)) == ({"a": "v"}, {"f": b"\0"}, "n")
