"""Pictures, sound, files and batches have a bill of their own, and what is wrong is refused in OpenAI's form."""

from __future__ import annotations

import asyncio
from typing import Any

from enclave.simulator.bill import Bill
from enclave.simulator.others import Others
from enclave.wire.message import Request


def ask(others: Others, method: str, path: str, body: bytes = b"", kind: bytes = b"application/json", query: str = "") -> tuple[int, bytes]:
    reply = others.answer(Request(method, path, query, ((b"content-type", kind),), body, "", asyncio.Event()))
    return (reply.status, b"".join(reply.frames)) if reply is not None else (0, b"")


def test_what_is_not_theirs_is_left_alone() -> None:
    others = Others(Bill(), ())
    for path in ("/v1/chat/completions", "/v1/models", "/other", "/openai/files"):
        assert ask(others, "POST", path) == (0, b"")


def test_every_surface_is_billed() -> None:
    bill = Bill()
    others = Others(bill, ())
    assert (
        ask(others, "POST", "/v1/images/generations", b'{"model": "dall-e-3", "prompt": "x", "n": 2, "response_format": "b64_json"}')[0]
        == 200
    )
    assert ask(others, "POST", "/openai/deployments/tts/audio/speech", b'{"input": "abc"}', query="api-version=1")[0] == 200
    models: Any = bill.document()["models"]
    assert (models["dall-e-3"]["images"], models["tts"]["characters"]) == (2, 3)


def test_what_is_wrong_is_refused() -> None:
    others = Others(Bill(), ("gpt-4o",))
    cases = (
        ("GET", "/v1/images/generations", b"", 405), ("POST", "/v1/images/generations", b"[]", 400), ("POST", "/v1/images/generations",
        b"x", 400),
        ("POST", "/v1/images/generations", b'{"model": "nobody"}', 404), ("POST", "/v1/images/edits", b"x", 400), ("GET",
        "/v1/files/x", b"", 404),
        ("POST", "/v1/batches", b'{"input_file_id": "x"}', 400), ("GET", "/v1/batches/x", b"", 404), ("POST", "/v1/files", b"x", 400),
    )  # fmt: skip
    for method, path, body, status in cases:
        assert ask(others, method, path, body)[0] == status, (method, path, body)
