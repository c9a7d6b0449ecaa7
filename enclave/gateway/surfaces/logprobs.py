"""The log probabilities of an answer: its tokens once more, and others that it could have had, in pieces that say nothing alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import exp
from typing import Annotated, Any

import msgspec

Byte = Annotated[int, msgspec.Meta(ge=0, le=255)]
Logprob = Annotated[float, msgspec.Meta(ge=-10_000, le=0)]


class Top(msgspec.Struct, omit_defaults=True):
    """A token that could have stood in a place."""

    token: str
    logprob: Logprob | None = None
    bytes: list[Byte] | None = None


class Token(Top, omit_defaults=True):
    """One token, and what could have stood in its place."""

    top_logprobs: list[Top] | None = None


class Logprobs(msgspec.Struct, omit_defaults=True):
    """Of one choice."""

    content: list[Token] | None = None
    refusal: list[Token] | None = None


def read(document: object) -> Logprobs | None:
    """The log probabilities without members that nobody knows; None: they are none."""
    try:
        return msgspec.convert(document, Logprobs)
    except msgspec.ValidationError:
        return None


class Confidence:
    """How sure the model was of one choice: the geometric mean of the probabilities of its tokens, told at once or piece by piece."""

    __slots__ = ("_count", "_sum")

    def __init__(self) -> None:
        self._sum, self._count = 0.0, 0

    def add(self, document: object) -> Confidence:
        """Count the tokens of `logprobs` as they were sent; what is none counts nothing."""
        told = read(document)
        known = [token.logprob for token in (told.content or ()) if token.logprob is not None] if told is not None else []
        self._sum += sum(known)
        self._count += len(known)
        return self

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None: it was not told."""
        return exp(self._sum / self._count) if self._count else None


def document(logprobs: Logprobs) -> Any:
    """As JSON has it."""
    return msgspec.to_builtins(logprobs)


def texts(logprobs: Logprobs) -> list[str]:
    """Every text that they spell: the tokens one after the other, the likeliest others, the next, and the bytes of each."""
    spelled: list[str] = []
    for tokens in (logprobs.content, logprobs.refusal):
        rows: list[Sequence[Top | None]] = [tokens or []]
        rows += zip_longest(*(token.top_logprobs or () for token in tokens or ()))
        for row in rows:
            known = [token for token in row if token is not None]
            spelled.append("".join(token.token for token in known))
            spelled.append(b"".join(bytes(token.bytes or ()) for token in known).decode("utf-8", "replace"))
    return list(dict.fromkeys(filter(None, spelled)))
