"""Pictures, speech and transcripts: small ones, the same for the same request, and charged as the real ones are."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, NamedTuple

import msgspec

from enclave.simulator.errors import RejectedError
from enclave.simulator.script import MARK, Usage
from enclave.simulator.tokens import count

OPERATIONS = (
    "images/generations", "images/edits", "audio/speech", "audio/transcriptions", "audio/translations",
)  # fmt: skip
FORMS = frozenset(OPERATIONS) - {"images/generations", "audio/speech"}
TOKENS = {"low": 272, "medium": 1_056, "high": 4_160}
"""Of a square picture, by quality (OpenAI, `Image generation`, 2026-11)."""
BY_UNITS = ("dall-e", "whisper", "tts")
"""Models of these names are charged by pictures, seconds and characters."""
RATE = 16_000
"""Samples a second of the silence that is spoken."""


class Form(NamedTuple):
    """What a form has."""

    fields: dict[str, Any]
    files: dict[str, bytes]


def filename(body: bytes) -> str:
    """The name that a form gives its file."""
    return body.partition(b'filename="')[2].partition(b'"')[0].decode("utf-8", "replace")


def read_form(content_type: str, body: bytes) -> Form:
    """A form as Python's mail parser reads it. Raises RejectedError."""
    message = BytesParser(policy=HTTP).parsebytes(b"content-type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body)
    if not message.is_multipart():
        raise RejectedError(400, "the body is no form", code="invalid_form")
    form = Form({}, {})
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        data = bytes(part.get_payload(decode=True))
        if part.get_filename() is not None:
            form.files[name] = data
        else:
            form.fields[name] = data.decode()
    return form


def pictures(fields: Mapping[str, Any], model: str, inputs: int) -> tuple[bytes, Usage]:
    """An answer of `n` pictures of one dot each, and what it costs."""
    number = int(fields.get("n") or 1)
    prompt = str(fields.get("prompt") or "")
    if model.startswith(BY_UNITS) and fields.get("response_format") != "b64_json":
        raise RejectedError(400, "the simulation keeps no pictures: ask for `b64_json`", param="response_format")
    data = [{"b64_json": base64.b64encode(_dot(f"{prompt}{index}")).decode(), "revised_prompt": MARK + prompt} for index in range(number)]
    answer: dict[str, Any] = {"created": 1, "data": data}
    if model.startswith(BY_UNITS):
        return msgspec.json.encode(answer), Usage(images=number)
    read, made = count(prompt) + 1_000 * inputs, number * TOKENS.get(str(fields.get("quality")), TOKENS["high"])
    details = {"text_tokens": count(prompt), "image_tokens": 1_000 * inputs}
    answer["usage"] = {"input_tokens": read, "output_tokens": made, "total_tokens": read + made, "input_tokens_details": details}
    return msgspec.json.encode(answer), Usage(read, made)


def speech(fields: Mapping[str, Any]) -> tuple[bytes, Usage]:
    """Silence, a tenth of a second for each word."""
    text = fields.get("input")
    if not isinstance(text, str) or not text:
        raise RejectedError(400, "missing required parameter: `input`", code="missing_required_parameter", param="input")
    samples = b"\0\0" * (RATE // 10 * len(text.split()))
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 36 + len(samples), b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16)
    return head + struct.pack("<4sI", b"data", len(samples)) + samples, Usage(characters=len(text))


def transcript(form: Form, model: str) -> tuple[bytes, Usage]:
    """What the samples say: they are read as letters where they are some, and the prompt is repeated otherwise."""
    sound = form.files.get("file")
    if sound is None:
        raise RejectedError(400, "missing required parameter: `file`", code="missing_required_parameter", param="file")
    said = sound[44:].strip(b"\0")
    text = MARK + (said.decode("ascii") if said and said.isascii() else str(form.fields.get("prompt", "")))
    if form.fields.get("response_format") == "text":
        return text.encode(), Usage(seconds=1)
    seconds = -(-(len(sound) - 44) // (2 * RATE))
    answer: dict[str, Any] = {"text": text}
    if form.fields.get("response_format") == "verbose_json":
        segment = {"id": 0, "seek": 0, "start": 0.0, "end": float(seconds), "text": text, "tokens": [1, 2], "temperature": 0.0}
        answer |= {"task": "transcribe", "language": "english", "duration": float(seconds), "segments": [segment]}
    if model.startswith(BY_UNITS):
        answer["usage"] = {"type": "duration", "seconds": seconds}
        return msgspec.json.encode(answer), Usage(seconds=seconds)
    read, made = 10 * seconds + 1, count(text)
    answer["usage"] = {
        "type": "tokens", "input_tokens": read, "output_tokens": made, "total_tokens": read + made,
        "input_token_details": {"audio_tokens": 10 * seconds, "text_tokens": 1},
    }  # fmt: skip
    return msgspec.json.encode(answer), Usage(read, made)


def _dot(seed: str) -> bytes:
    """A PNG of one dot, whose colour depends on the seed."""
    colour = hashlib.blake2b(seed.encode(), digest_size=3).digest()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" + colour)) + chunk(b"IEND", b"")
