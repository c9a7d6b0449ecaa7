"""Counts against numbers that OpenAI published, and against the encoder itself."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from enclave.simulator.chat import read_chat
from enclave.simulator.tokens import count, pieces, prompt_tokens, tokenizer

# The two examples of OpenAI's cookbook "How to count tokens with tiktoken", and what the API answered for gpt-4o.
JARGON = [
    {"role": "system", "content": "You are a helpful, pattern-following assistant that translates corporate jargon into plain English."},
    {"role": "system", "name": "example_user", "content": "New synergies will help drive top-line growth."},
    {"role": "system", "name": "example_assistant", "content": "Things working well together will increase revenue."},
    {
        "role": "system", "name": "example_user",
        "content": "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
    },
    {"role": "system", "name": "example_assistant", "content": "Let's talk later when we're less busy about how to do better."},
    {"role": "user", "content": "This late pivot means we don't have time to boil the ocean for the client deliverable."},
]  # fmt: skip
WEATHER = [
    {"role": "system", "content": "You are a helpful assistant that can answer to questions about the weather."},
    {"role": "user", "content": "What's the weather like in San Francisco?"},
]
WEATHER_TOOL = {
    "type": "function",
    "function": {
        "name": "get_current_weather",
        "description": "Get the current weather in a given location",
        "parameters": {
            "type": "object",
            "properties": {
                "location": {"type": "string", "description": "The city and state, e.g. San Francisco, CA"},
                "unit": {"type": "string", "description": "The unit of temperature to return", "enum": ["celsius", "fahrenheit"]},
            },
            "required": ["location"],
        },
    },
}


def tokens(**request: object) -> int:
    return prompt_tokens(read_chat(json.dumps(request).encode(), "gpt-4o"))


def test_published_counts() -> None:
    assert tokens(messages=JARGON) == 124
    assert tokens(messages=WEATHER, tools=[WEATHER_TOOL]) == 101


def test_parts_count_as_their_text_and_pictures_by_detail() -> None:
    plain = tokens(messages=[{"role": "user", "content": "one\ntwo"}])
    parts = [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]
    assert tokens(messages=[{"role": "user", "content": parts}]) == plain
    picture = {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}}
    with_picture = tokens(messages=[{"role": "user", "content": [{"type": "text", "text": "one\ntwo"}, picture]}])
    assert with_picture == plain + 85 + count("one\ntwo\n") - count("one\ntwo")


def test_special_tokens_are_text() -> None:
    assert count("<|endoftext|>") > 1


@given(st.text(max_size=80))
def test_pieces_are_the_text_and_its_tokens(text: str) -> None:
    cut = list(pieces(text))
    assert "".join(piece for piece, _ in cut) == text
    assert sum(size for _, size in cut) == count(text) == len(tokenizer().encode(text))
