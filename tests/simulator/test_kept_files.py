"""A batch is done when it is asked for again; one that was called off before is not."""

from __future__ import annotations

import json
from typing import Any

from enclave.simulator.kept_files import KeptFiles


def work(line: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return (200, {"usage": {"prompt_tokens": 3, "completion_tokens": 2}}) if line["custom_id"] != "bad" else (400, {"error": {}})


def test_a_batch() -> None:
    kept = KeptFiles()
    file = kept.add("a.jsonl", b'{"custom_id": "one"}\n{"custom_id": "bad"}\n', "batch")
    asked = {"input_file_id": file["id"], "endpoint": "/v1/embeddings", "completion_window": "24h"}
    first, second = kept.create(asked, work), kept.create(asked, work)
    assert (first["status"], first["request_counts"]["completed"]) == ("validating", 0)
    assert kept.batch(second["id"], cancel=True)["status"] == "cancelled"
    done = kept.batch(first["id"])
    assert (done["status"], done["request_counts"], done["usage"]["input_tokens"]) == (
        "completed",
        {"total": 2, "completed": 1, "failed": 1},
        3,
    )
    lines = [json.loads(line) for line in _bytes(kept.file("GET", done["output_file_id"], "content")).splitlines()]
    assert [line["custom_id"] for line in lines] == ["one"]
    assert [one["id"] for one in kept.batches()["data"]] == [second["id"], first["id"]]


def _bytes(told: object) -> bytes:
    assert isinstance(told, bytes)
    return told
