"""Text to speech: what is spoken was scanned as text, word for word, so that nothing is in the sound that was not looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import east_asian_width

import msgspec

from enclave.gateway.surfaces import forms
from enclave.gateway.surfaces.call import BadCallError, Call
from enclave.ledger.prices import Units, Usage
from enclave.spec.models import Deployment

OPERATION = "Audio_Speech"
TARGET = b"/audio/speech"
LONGEST = 4_096
"""Characters (OpenAI, API reference, `Create speech`, 2026-11)."""
FORMATS = ("mp3", "opus", "aac", "flac", "wav", "pcm")
SOUND = (b"audio/", b"application/octet-stream")


def read_call(body: dict[str, Any]) -> Call:
    """Check a decoded body. Raises BadCallError."""
    if len(forms.text(body, "input", needed=True)) > LONGEST:
        raise BadCallError(f"`input` must have at most {LONGEST} characters", "input")
    forms.one_of(body, "response_format", FORMATS)
    if body.get("stream_format") not in (None, "audio"):
        raise BadCallError("speech is not streamed as events here", "stream_format", "unsupported_content")
    return Call(stream=False, include_usage=False, choices=1, max_tokens=None, is_fixed=True, units=_units, raw=SOUND)


def default_output(_deployment: Deployment) -> int:
    """Sound is charged by the characters that are spoken; where it is not, it has no price here."""
    return 0


def prompt_texts(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What is spoken, and how."""
    return (body["input"], forms.text(body, "instructions"))


def outgoing(body: Mapping[str, Any], model: str, _call: Call, _max_tokens: int | None, name: str = "") -> bytes:
    """The body that goes to the upstream."""
    return msgspec.json.encode({**body, "model": name or model})


def is_answer(_document: Mapping[str, Any]) -> bool:
    """No JSON is sound."""
    return False


def read_usage(_document: Mapping[str, Any]) -> Usage | None:
    """Sound does not say what it cost."""
    return None


def kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing beside the sound."""
    return dict(document)


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing beside the sound."""
    return dict(document)


def spelled(_answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Nothing is told in pieces."""
    return []


def readable(_answer: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Nobody reads sound."""
    return iter(())


def _units(body: Mapping[str, Any]) -> Units:
    """Wide characters count twice (Azure's speech services charge Chinese, Japanese and Korean so), others once."""
    return Units(characters=sum(2 if east_asian_width(character) in "WF" else 1 for character in body["input"]))
