"""Answers that are no JSON: a text, which is scanned, or the sound of a text that was."""

from __future__ import annotations

from enclave.gateway.exchange import Exchange

SOUND = frozenset(
    (b"audio/mpeg", b"audio/mp3", b"audio/opus", b"audio/ogg", b"audio/aac", b"audio/flac", b"audio/x-flac", b"audio/wav", b"audio/x-wav",
     b"audio/pcm", b"application/octet-stream")
)  # fmt: skip
"""Types of an answer that is sound."""
TEXT = b"text/plain; charset=utf-8"


def read_raw(exchange: Exchange, content_type: bytes, data: bytes) -> str:
    """Fills in `kind`, and `raw` or the `text` of `answer`; gives what is wrong with it, or nothing."""
    kind = content_type.lower()
    if exchange.call is None or not data or not kind.startswith(exchange.call.raw):
        return "the upstream's answer is of another type than it was asked for"
    if exchange.call.files:
        try:
            exchange.answer, exchange.kind = {"text": data.decode()}, TEXT
        except UnicodeDecodeError:
            return "the upstream's answer is no text"
        return ""
    exchange.kind, exchange.raw = kind.partition(b";")[0].strip(), data
    return "" if exchange.kind in SOUND else "the upstream's answer is no sound"
