"""Every field of what is asked of vector stores is known, or it is refused."""

from __future__ import annotations

import pytest

from enclave.gateway.surfaces import store_bodies as bodies
from enclave.gateway.surfaces.call import BadCallError

CUT = {"type": "static", "static": {"max_chunk_size_tokens": 1000, "chunk_overlap_tokens": 500}}


def test_a_store_ends_by_itself() -> None:
    body: dict[str, object] = {"name": "x"}
    assert bodies.read_store(body) == 7
    assert body["expires_after"] == {"anchor": "last_active_at", "days": 7}
    assert bodies.read_store({"expires_after": {"anchor": "last_active_at", "days": 365}, "chunking_strategy": CUT}) == 365
    assert bodies.read_change({"metadata": None}) == 0
    assert bodies.read_change({"expires_after": {"anchor": "last_active_at", "days": 1}}) == 1


@pytest.mark.parametrize("after", [None, {}, 5, {"anchor": "created_at", "days": 5}, {"anchor": "last_active_at", "days": 1, "x": 1}])
def test_a_change_does_not_take_the_end_away(after: object) -> None:
    with pytest.raises(BadCallError):
        bodies.read_change({"expires_after": after})


def test_ids_of_files_are_taken_out_of_what_is_scanned() -> None:
    one: dict[str, object] = {"file_id": "a", "attributes": {"b": 1}}
    assert bodies.read_file(one) == ([("a", {"b": 1})], None)
    assert one == {"attributes": {"b": 1}}
    some: dict[str, object] = {"file_ids": ["a", "b"], "attributes": {"c": True}, "chunking_strategy": CUT}
    assert bodies.read_files(some) == ([("a", {"c": True}), ("b", {"c": True})], CUT)
    assert "file_ids" not in some
    each: dict[str, object] = {"files": [{"file_id": "a", "attributes": {"d": "e"}}, {"file_id": "b"}]}
    assert bodies.read_files(each) == ([("a", {"d": "e"}), ("b", None)], None)
    assert each == {"files": [{"attributes": {"d": "e"}}, {}]}
    assert bodies.file_ids({"file_ids": None}) == []


@pytest.mark.parametrize(
    "body",
    [
        {"files": [{"file_id": "a", "chunking_strategy": CUT}, {"file_id": "b"}]},
        {"files": [{"file_id": "a", "x": 1}]},
        {"files": ["a"]},
        {"files": [{"file_id": "a"}], "attributes": {}},
        {"file_ids": [str(number) for number in range(501)]},
        {"file_ids": [5]},
        {"file_ids": []},
    ],
)
def test_what_is_no_batch_of_files(body: dict[str, object]) -> None:
    with pytest.raises(BadCallError):
        bodies.read_files(body)


def test_no_question_asks_for_the_mark() -> None:
    wanted: object = {"type": "eq", "key": "year", "value": "enclave"}
    bodies.read_search({"query": ["a", "b"], "filters": wanted, "ranking_options": {"ranker": "auto", "score_threshold": 0}})
    for _ in range(5):
        wanted = {"type": "and", "filters": [wanted, {"type": "eq", "key": "enclave", "value": "x"}]}
        with pytest.raises(BadCallError):
            bodies.read_search({"query": "a", "filters": wanted})
