"""What tests of files and batches say and ask alike."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest


def _line(name: str, text: str = "hello", model: str = "night", **more: Any) -> dict[str, Any]:
    body = {"model": model, "messages": [{"role": "user", "content": text}], "max_tokens": 50}
    return {"custom_id": name, "method": "POST", "url": "/v1/chat/completions", "body": body} | more


def _jsonl(*lines: object) -> bytes:
    return b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines)


def _spent(w: Any) -> tuple[int, int]:
    totals = [
        total for total in w.runtime._store.report(datetime.now(UTC)) if total.window == "daily" and total.scope == "project/fraud-triage"
    ]
    return sum(total.settled for total in totals), sum(total.reserved for total in totals)


@pytest.fixture(scope="session")
def calls() -> Any:
    """`line` is one call of a file for a batch, `jsonl` the file, `spent` what a gateway has settled and holds, in all."""

    class Calls:
        line = staticmethod(_line)
        jsonl = staticmethod(_jsonl)
        spent = staticmethod(_spent)

    return Calls
