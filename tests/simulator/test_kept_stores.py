"""A store finds pieces by their words, and knows no file that was not uploaded."""

from __future__ import annotations

import pytest

from enclave.simulator.errors import RejectedError
from enclave.simulator.kept_files import KeptFiles
from enclave.simulator.kept_stores import PIECE, KeptStores


def test_a_store() -> None:
    files = KeptFiles()
    stores = KeptStores(files.held)
    file = files.add("a.txt", b"x" * PIECE + b"refunds take a day", "assistants")["id"]
    store = stores.answer("POST", [], {"name": "n", "expires_after": {"anchor": "last_active_at", "days": 2}, "file_ids": [file]})
    name = store["id"]
    assert (store["file_counts"]["completed"], store["usage_bytes"] > 2 * PIECE) == (1, True)
    assert store["expires_at"] == store["last_active_at"] + 2 * 86_400
    stores.answer("POST", [name, "files", file], {"attributes": {"year": 2026}})
    asked = {"query": "REFUNDS please", "filters": {"type": "and", "filters": [{"type": "eq", "key": "year", "value": 2026}]}}
    (found,) = stores.answer("POST", [name, "search"], asked)["data"]
    assert (found["score"], found["content"]) == (0.5, [{"type": "text", "text": "refunds take a day"}])
    asked["filters"] = {"type": "eq", "key": "year", "value": 1999}
    assert stores.answer("POST", [name, "search"], asked)["data"] == []
    group = stores.answer("POST", [name, "file_batches"], {"files": [{"file_id": file}]})
    assert stores.answer("GET", [name, "file_batches", group["id"]], {}) == group
    assert [one["id"] for one in stores.answer("GET", [name, "file_batches", group["id"], "files"], {})["data"]] == [file]
    assert stores.answer("DELETE", [name, "files", file], {})["deleted"]
    assert stores.answer("DELETE", [name], {})["deleted"]
    for path in ([name], ["vs_x", "files"], ["vs_x", "file_batches", group["id"]]):
        with pytest.raises(RejectedError):
            stores.answer("GET", path, {})
    with pytest.raises(RejectedError):
        stores.answer("POST", [], {"file_ids": ["file-none"]})
