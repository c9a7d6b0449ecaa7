"""Embeddings: texts, or tokens that are read as text, become vectors; vectors are checked to be nothing else."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from enclave.gateway.surfaces.call import BadCallError, Call
from enclave.gateway.surfaces.token_input import as_texts
from enclave.ledger.prices import Usage
from enclave.spec.models import Deployment

OPERATION = "Embeddings_Create"
TARGET = b"/embeddings"
KEPT = ("object", "model", "usage")
"""Members of an answer that go back beside its vectors."""
LONGEST = 16_384
"""Numbers of one vector."""


def read_call(body: dict[str, Any]) -> Call:
    """Check a decoded body; tokens become text. Raises BadCallError."""
    _, is_rewritten = as_texts(body, "input")
    if body.get("encoding_format") not in (None, "float", "base64"):
        raise BadCallError("`encoding_format` must be `float` or `base64`", "encoding_format")
    if body.get("stream"):
        raise BadCallError("embeddings are not streamed", "stream")
    return Call(stream=False, include_usage=False, choices=1, max_tokens=None, is_rewritten=is_rewritten)


def default_output(_deployment: Deployment) -> int:
    """A vector has no tokens."""
    return 0


def prompt_texts(body: Mapping[str, Any]) -> tuple[str, ...]:
    """What the model reads."""
    given = body["input"]
    return (given,) if isinstance(given, str) else tuple(given)


def outgoing(body: Mapping[str, Any], model: str, _call: Call, _max_tokens: int | None, name: str = "") -> bytes:
    """The body that goes to the upstream: the decoded one, encoded again, with the model's name."""
    return msgspec.json.encode({**body, "model": name or model})


def is_answer(document: Mapping[str, Any]) -> bool:
    """Whether a document has vectors, and vectors only."""
    data = document.get("data")
    return isinstance(data, list) and all(isinstance(item, dict) and _is_vector(item.get("embedding")) for item in data)


def read_usage(document: Mapping[str, Any]) -> Usage | None:
    """What the provider counted, or None when it did not say. Raises UsageError for what cannot be true."""
    usage = document.get("usage")
    prompt = usage.get("prompt_tokens") if isinstance(usage, dict) else None
    return Usage(prompt=prompt, cached=0, completion=0, reasoning=0) if type(prompt) is int else None


def kept(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer goes back."""
    data = [
        {"object": "embedding", "index": index, "embedding": item["embedding"]} for index, item in enumerate(document["data"])
    ]
    return {"data": data, **{key: document[key] for key in KEPT if key in document}}


def told(document: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be scanned: all but the vectors, which are numbers and were checked to be."""
    return {key: value for key, value in document.items() if key != "data"}


def spelled(_answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Nothing is told in pieces."""
    return []


def readable(_answer: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
    """Nobody reads a vector."""
    return iter(())


def _is_vector(value: object) -> bool:
    """Numbers from -1000 to 1000, as a list or as little-endian 32-bit floats in base64."""
    if isinstance(value, str):
        try:
            data = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            return False
        if len(data) % 4 or len(data) > 4 * LONGEST:
            return False
        return all(-1000 <= number <= 1000 for number in memoryview(data).cast("f"))
    return isinstance(value, list) and len(value) <= LONGEST and all(type(item) in (float, int) and -1000 <= item <= 1000 for item in value)
