"""Writes `[REDACTED-<ENTITY>]`, or what else is to stand for a value, where values stood."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from enclave.dlp.scan import Match

Write: TypeAlias = Callable[[Match, str], str]
"""What stands for a value, by its match and the text that it covers."""


def placeholder(entity: str) -> str:
    """What is written for a value: `[REDACTED-CREDIT_CARD]`, the form of the seed."""
    return f"[REDACTED-{entity.upper()}]"


def gone(match: Match, _value: str) -> str:
    """The placeholder, from which no value comes back."""
    return placeholder(match.entity)


def redact(text: str, matches: Iterable[Match], offset: int = 0, write: Write = gone) -> str:
    """`text` with every match replaced. Matches are in order and do not overlap; `offset` is where `text` begins in what they count."""
    pieces: list[str] = []
    last = 0
    for match in matches:
        start, end = match.start - offset, match.end - offset
        pieces += text[last:start], write(match, text[start:end])
        last = end
    pieces.append(text[last:])
    return "".join(pieces)
