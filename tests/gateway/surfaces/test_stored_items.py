"""What is told of stored answers: known members only, all of them scanned."""

from __future__ import annotations

from enclave.gateway.surfaces.stored_items import DELETED, LISTED


def test_lists_and_deletions() -> None:
    item = {"id": "msg_1", "content": [{"type": "output_text", "text": "x", "logprobs": [{"token": "x"}]}]}
    document = {"object": "list", "data": [item], "first_id": "msg_1", "brand_new": 1}
    assert LISTED.is_answer(document)
    kept = LISTED.kept(document)
    assert LISTED.told(kept) == {"object": "list", "data": [item], "first_id": "msg_1"}
    assert item["content"][0]["logprobs"] == []
    assert [holder[key] for holder, key, _ in LISTED.readable(kept) if key in holder] == ["x"]
    assert LISTED.spelled(kept) == []
    assert LISTED.read_usage(kept) is None
    assert not LISTED.is_answer({"data": {}})
    assert DELETED.is_answer({"id": "x", "deleted": True})
    assert not DELETED.is_answer({"id": "x", "deleted": False})
