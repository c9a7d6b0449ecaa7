"""Files and batches, kept in memory. A batch is worked off at once, and said to be done when it is asked for the second time."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from enclave.simulator.errors import RejectedError

Object = dict[str, Any]
MOST = 1_000


class KeptFiles:
    """All files and batches of one simulation."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[Object, bytes]] = {}
        """Files by id: what each is, and its bytes."""
        self._batches: dict[str, Object] = {}
        self._numbers = count(1)

    def add(self, name: str, data: bytes, purpose: str, seconds: str = "") -> Object:
        """Keep a file, for so many seconds by what is said of it. Raises RejectedError."""
        if len(self.held) >= MOST:
            raise RejectedError(400, "the simulation keeps no more files")
        file: Object = {
            "id": f"file-{next(self._numbers):024d}", "object": "file", "bytes": len(data), "created_at": 1, "filename": name,
            "purpose": purpose, "status": "processed", **({"expires_at": 1 + int(seconds)} if seconds else {}),
        }  # fmt: skip
        self.held[file["id"]] = (file, data)
        return file

    def file(self, method: str, name: str, part: str) -> Object | bytes:
        """Look at a file, at what is in it, or remove it. Raises RejectedError."""
        found = self.held.get(name)
        if found is None:
            raise RejectedError(404, "no such file", code="not_found")
        if method == "DELETE":
            del self.held[name]
            return {"id": name, "object": "file", "deleted": True}
        return found[1] if part == "content" else found[0]

    def files(self) -> Object:
        """All of them, the last first."""
        return _listed([file for file, _ in reversed(self.held.values())])

    def create(self, asked: Object, work: Callable[[Object], tuple[int, Object]]) -> Object:
        """Begin a batch; `work` answers one of its lines with a status and a body. Raises RejectedError."""
        if asked.get("input_file_id") not in self.held:
            raise RejectedError(400, "no such file", code="invalid_value", param="input_file_id")
        lines = [json.loads(line) for line in self.held[asked["input_file_id"]][1].splitlines() if line.strip()]
        told = [(line["custom_id"], *work(line)) for line in lines]
        good = [(custom, status, body) for custom, status, body in told if status == 200]
        bad = [(custom, status, body) for custom, status, body in told if status != 200]
        made = {kind: self._written(kind, part) for kind, part in (("output_file_id", good), ("error_file_id", bad)) if part}
        usage = [body["usage"] for _, _, body in good if "usage" in body]
        sums = {
            "input_tokens": sum(one["prompt_tokens"] for one in usage),
            "output_tokens": sum(one.get("completion_tokens", 0) for one in usage),
        }
        batch: Object = {
            "id": f"batch_{next(self._numbers):024d}", "object": "batch", "endpoint": asked["endpoint"], "errors": None,
            "input_file_id": asked["input_file_id"], "completion_window": asked["completion_window"], "status": "validating",
            "created_at": 1, "metadata": asked.get("metadata"), "done": made | {"usage": sums},
            "request_counts": {"total": len(told), "completed": 0, "failed": 0}, "counts": [len(good), len(bad)],
        }  # fmt: skip
        self._batches[batch["id"]] = batch
        return _shown(batch)

    def batch(self, name: str, *, cancel: bool = False) -> Object:
        """Look at a batch, which goes on by that, or end it. Raises RejectedError."""
        batch = self._batches.get(name)
        if batch is None:
            raise RejectedError(404, "no such batch", code="not_found")
        if cancel and batch["status"] != "completed":
            batch["status"] = "cancelled"
        elif batch["status"] == "validating":
            good, bad = batch["counts"]
            batch |= batch["done"] | {"status": "completed", "request_counts": {"total": good + bad, "completed": good, "failed": bad}}
        return _shown(batch)

    def batches(self) -> Object:
        """All of them, the last first."""
        return _listed([_shown(batch) for batch in reversed(self._batches.values())])

    def _written(self, kind: str, told: list[tuple[str, int, Object]]) -> str:
        lines = [
            {"id": f"batch_req_{index}", "custom_id": custom, "error": None,
             "response": {"status_code": status, "request_id": f"request-{index}", "body": body}}
            for index, (custom, status, body) in enumerate(told)
        ]  # fmt: skip
        text = "".join(json.dumps(line) + "\n" for line in lines)
        return str(self.add(f"{kind}.jsonl", text.encode(), "batch_output")["id"])


def _shown(batch: Object) -> Object:
    return {key: value for key, value in batch.items() if key not in ("done", "counts")}


def _listed(data: list[Object]) -> Object:
    ids = [one["id"] for one in data]
    return {"object": "list", "data": data, "first_id": next(iter(ids), None), "last_id": ids[-1] if ids else None, "has_more": False}
