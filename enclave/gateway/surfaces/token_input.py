"""Prompts that are given as tokens: they become the text that they say, so that it can be scanned, and the text is sent."""

from __future__ import annotations

from typing import Any

from rs_bpe.bpe import openai

from enclave.gateway.surfaces.call import BadCallError

MOST_INPUTS = 2048
"""Texts in one request (OpenAI's API reference, embeddings)."""
TEXT_TOKENS = 100_256
"""Tokens of cl100k_base that are text. What comes behind them are marks (tiktoken, `openai_public.py`)."""


def as_texts(body: dict[str, Any], name: str) -> tuple[int, bool]:
    """Write a member that is a text, tokens, or a list of either, as text or texts; how many, and whether that changed it.

    Raises BadCallError. Models that take tokens count in cl100k_base (OpenAI Cookbook, `How to count tokens with tiktoken`).
    """
    value = body.get(name)
    if isinstance(value, str):
        return 1, False
    if isinstance(value, list) and _is_tokens(value):
        body[name] = _text(value, name)
        return 1, True
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_INPUTS:
        raise BadCallError(f"`{name}` must be a text, or a list of one to {MOST_INPUTS} texts", name)
    if all(isinstance(item, str) for item in value):
        return len(value), False
    if not all(isinstance(item, list) and _is_tokens(item) for item in value):
        raise BadCallError(f"`{name}` must be texts or tokens, all alike", name)
    body[name] = [_text(item, name) for item in value]
    return len(value), True


def _is_tokens(value: list[Any]) -> bool:
    return bool(value) and all(type(item) is int for item in value)


def _text(tokens: list[int], name: str) -> str:
    text: str | None = None
    if all(0 <= token < TEXT_TOKENS for token in tokens):
        text = openai.cl100k_base().decode(tokens)
    if text is None:
        raise BadCallError(f"`{name}` has tokens that are no text, and cannot be scanned: send text", name, "unsupported_content")
    return text
