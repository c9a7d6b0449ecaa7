"""Writes `[REDACTED-<ENTITY>]` where values stood."""

from __future__ import annotations

from collections.abc import Iterable

from enclave.dlp.scan import Match


def placeholder(entity: str) -> str:
    """What is written for a value: `[REDACTED-CREDIT_CARD]`, the form of the seed."""
    return f"[REDACTED-{entity.upper()}]"


def redact(text: str, matches: Iterable[Match], offset: int = 0) -> str:
    """`text` with every match replaced. Matches are in order and do not overlap; `offset` is where `text` begins in what they count."""
    pieces: list[str] = []
    last = 0
    for match in matches:
        pieces += text[last : match.start - offset], placeholder(match.entity)
        last = match.end - offset
    pieces.append(text[last:])
    return "".join(pieces)
