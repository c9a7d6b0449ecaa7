"""Of files and batches callers see checked members only, by ids of ours."""

from __future__ import annotations

import json

from enclave.gateway.file_ids import BATCH, FILE, MARK, FileIds, Kept
from enclave.gateway.shown import batch_mark, file_mark, shown_batch, shown_file

IDS = FileIds([b"key"])
MINE = Kept("", "claims", "night", "europe", "batch", "/v1/embeddings", "r1", 7, "n", "d")
MAIL = "jane@example.com"


def test_a_file_tells_nothing_that_was_not_checked():
    told = {"id": "file-1", "bytes": MAIL, "created_at": MAIL, "filename": MAIL, "purpose": MAIL, "status": "processed", "more": MAIL}
    assert shown_file(told, "sealed", "a.jsonl") == {
        "id": "sealed", "object": "file", "bytes": 0, "filename": "a.jsonl", "status": "processed",
    }  # fmt: skip


def test_a_batch_tells_nothing_that_was_not_checked_and_has_ids_of_ours():
    told = {
        "id": "batch_1", "status": "completed", "input_file_id": "file-1", "output_file_id": "file-2", "error_file_id": None, "more": MAIL,
        "endpoint": MAIL, "created_at": MAIL, "request_counts": {"total": 3, "completed": MAIL}, "model": MAIL,
        "usage": {"input_tokens": MAIL},
        "metadata": {"enclave": IDS.seal(MARK, MINE), "mine": "x"}, "errors": None,
    }  # fmt: skip
    shown = shown_batch(IDS, told, MINE)
    assert MAIL not in json.dumps(shown)
    assert shown["metadata"] == {"mine": "x"}
    assert IDS.open(BATCH, shown["id"]).reservation == "r1"
    output = IDS.open(FILE, shown["output_file_id"])
    assert (output.id, output.use, output.reservation, output.amount) == ("file-2", "output", "r1", 0)
    assert IDS.open(FILE, shown["input_file_id"]).use == "input"
    assert "error_file_id" not in shown


def test_marks_are_found_where_they_stand_and_nowhere_else():
    mark = IDS.seal(MARK, MINE)
    assert file_mark(IDS, {"filename": f"{mark}.jsonl"}) == MINE
    assert batch_mark(IDS, {"metadata": {"enclave": mark}}) == MINE
    for told in ({}, {"filename": None, "metadata": None}, {"filename": "a.jsonl", "metadata": {"enclave": 5}}, {"metadata": mark}):
        assert file_mark(IDS, told) is None
        assert batch_mark(IDS, told) is None
