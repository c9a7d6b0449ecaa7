"""Token counts before a call: a sound bound that costs next to nothing, and the exact count for when the bound does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rs_bpe.bpe import openai

PER_TEXT = 4
"""Tokens that frame one message, its role included. OpenAI Cookbook, `How to count tokens with tiktoken`: 3 for each message
of gpt-3.5-turbo and later, and the role's own, which is one."""
PER_REPLY = 3
"""Tokens that prime the answer, once for each request (the same page)."""

ENCODINGS: tuple[tuple[str, Callable[[], Any]], ...] = (
    ("gpt-4o", openai.o200k_base),
    ("gpt-4.1", openai.o200k_base),
    ("gpt-4.5", openai.o200k_base),
    ("gpt-5", openai.o200k_base),
    *((f"gpt-5.{minor}", openai.o200k_base) for minor in range(1, 5)),
    ("o1", openai.o200k_base),
    ("o3", openai.o200k_base),
    ("o4", openai.o200k_base),
    ("gpt-4", openai.cl100k_base),
    ("gpt-35-turbo", openai.cl100k_base),
    ("gpt-3.5-turbo", openai.cl100k_base),
    ("text-embedding-3", openai.cl100k_base),
    ("text-embedding-ada-002", openai.cl100k_base),
)
"""Model family and its encoding, as tiktoken's `model.py` has it; of GPT-5.1 to 5.4 as its issue 464 and programs of 2026 have it. A model
belongs to the family that it is named for, with nothing or `-` behind."""

PIECE, LONGEST_PIECE = 32_768, 262_144
"""Characters that are counted at once, where the text lets itself be parted, and at most: nobody else gets on meanwhile."""
_PARTING = re.compile("(?<=[0-9A-Za-z\u4e00-\u9fff\uac00-\ud7a3])[ \n]")
"""Here every token ends: both encodings split a text by an expression in which no letter or digit has a space behind it in its piece,
and which reads nothing that stands before a piece (tiktoken, `openai_public.py`)."""


def upper_bound(texts: Iterable[str]) -> int:
    """Tokens that a prompt of these texts cannot exceed, one text for each message (or part of one).

    A byte-level BPE has no token shorter than a byte, so UTF-8 bytes bound the tokens of any text in any such encoding.
    """
    return PER_REPLY + sum([PER_TEXT + _size(text) for text in texts])


def count(texts: Iterable[str], model: str) -> int:
    """Tokens of a prompt of these texts: the texts exactly, each with the frame of a message around it. What cannot be parted in
    `LONGEST_PIECE` characters counts as its bytes.

    `upper_bound` for a model whose encoding is not known. It costs some 35 to 65 ns a character where the bound costs almost
    nothing: count only when the bound does not fit.
    """
    encoding = _encoding(model)
    if encoding is None:
        return upper_bound(texts)
    return PER_REPLY + sum(PER_TEXT + _count(encoding, text) for text in texts)


def _encoding(model: str) -> Any:
    name = model.lower()
    for family, encoding in ENCODINGS:
        if name.startswith(family) and name[len(family) : len(family) + 1] in {"", "-"}:
            return encoding()
    return None


def _count(encoding: Any, text: str) -> int:
    if len(text) > PIECE:
        return sum(_count_piece(encoding, piece) for piece in _pieces(text))
    return _count_piece(encoding, text)


def _pieces(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        parting = _PARTING.search(text, start + PIECE) if len(text) - start > PIECE else None
        end = parting.start() if parting else len(text)
        yield text[start:end]
        start = end


def _count_piece(encoding: Any, text: str) -> int:
    if len(text) > LONGEST_PIECE:
        return _size(text)
    try:
        return int(encoding.count(text))
    except UnicodeEncodeError:
        return _size(text)


def _size(text: str) -> int:
    # a lone surrogate, which JSON can smuggle in, counts as the three bytes that replace it
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
