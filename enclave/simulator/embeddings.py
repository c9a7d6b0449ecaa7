"""Embeddings: text -> a unit vector that depends on the text and the model only."""

from __future__ import annotations

import base64
import hashlib
import math
import sys
from array import array
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from enclave.simulator.chat import decode
from enclave.simulator.errors import RejectedError
from enclave.simulator.script import Usage
from enclave.simulator.tokens import count

Token = Annotated[int, Meta(ge=0)]
DEFAULT_DIMENSIONS = 1536
DIMENSIONS = {"text-embedding-3-large": 3072, "text-embedding-3-small": 1536, "text-embedding-ada-002": 1536}
"""Length of a vector by model (OpenAI's embeddings guide); a deployment of another name gets DEFAULT_DIMENSIONS."""
LONGEST = 8192
"""Tokens that one input may have."""


class EmbeddingRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every parameter of an embeddings request. Token input is taken as it is."""

    input: str | Annotated[list[str | Token | Annotated[list[Token], Meta(min_length=1)]], Meta(min_length=1, max_length=2048)]
    model: str = ""
    dimensions: Annotated[int, Meta(ge=1)] | None = None
    encoding_format: Literal["float", "base64"] = "float"
    user: str | None = None


def embed(body: bytes, model: str, *, usage: bool = True) -> tuple[bytes, Usage]:
    """Request body -> (answer body, usage); `usage` says whether the answer tells it. Raises RejectedError (400)."""
    request = decode(body, EmbeddingRequest)
    most = DIMENSIONS.get(model, DEFAULT_DIMENSIONS)
    size = request.dimensions or most
    if size > most:
        raise RejectedError(400, f"`{model}` has at most {most} dimensions", code="invalid_value", param="dimensions")
    inputs = _inputs(request)
    tokens = [count(item) if isinstance(item, str) else len(item) for item in inputs]
    if not all(0 < number <= LONGEST for number in tokens):
        raise RejectedError(400, f"an input must have from 1 to {LONGEST} tokens", code="invalid_value", param="input")
    vectors = [vector(f"{model}\0{item}", size) for item in inputs]
    encode = _base64 if request.encoding_format == "base64" else array.tolist
    answer: dict[str, Any] = {
        "object": "list",
        "data": [{"object": "embedding", "index": index, "embedding": encode(values)} for index, values in enumerate(vectors)],
        "model": model,
    }
    if usage:
        answer["usage"] = {"prompt_tokens": sum(tokens), "total_tokens": sum(tokens)}
    return msgspec.json.encode(answer), Usage(prompt=sum(tokens))


def vector(seed: str, size: int) -> array[float]:
    """`size` 32-bit floats of length 1, always the same for one seed. A shorter one is the start of a longer one, scaled to length 1."""
    raw = array("h", hashlib.shake_256(seed.encode()).digest(2 * size))
    if sys.byteorder == "big":
        raw.byteswap()
    length = math.sqrt(sum(value * value for value in raw)) or 1.0
    return array("f", [value / length for value in raw])


def _inputs(request: EmbeddingRequest) -> list[Any]:
    """One item per vector: texts, or lists of tokens."""
    items: list[Any] = [request.input] if isinstance(request.input, str) else request.input
    kinds = {type(item) for item in items}
    if len(kinds) > 1:
        raise RejectedError(400, "the input mixes texts and tokens", code="invalid_value", param="input")
    return [items] if kinds == {int} else items


def _base64(values: array[float]) -> str:
    """Little-endian 32-bit floats, as the official clients ask for."""
    wire = array("f", values)
    if sys.byteorder == "big":
        wire.byteswap()
    return base64.b64encode(wire.tobytes()).decode()
