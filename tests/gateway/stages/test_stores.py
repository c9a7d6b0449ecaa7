"""What of vector stores is refused: what policy does not name, what is not known, what is somebody else's. Nothing is changed by it."""

from __future__ import annotations

import json

import pytest

SURFACES = ("files", "vector_stores")
CARD = "4111 1111 1111 1111"


BAD = (
    ("", {"name": f"card {CARD}"}, 400),
    ("", {"name": 5}, 400),
    ("", {"metadata": {"enclave": "x"}}, 400),
    ("", {"metadata": {"a": 1}}, 400),
    ("", {"metadata": {str(number): "x" for number in range(16)}}, 400),
    ("", {"expires_after": {"anchor": "last_active_at", "days": 366}}, 400),
    ("", {"expires_after": {"anchor": "created_at", "days": 3}}, 400),
    ("", {"chunking_strategy": {"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 50}}}, 400),
    ("", {"chunking_strategy": {"type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 401}}}, 400),
    ("", {"unknown": 1}, 400),
    ("", {"file_ids": ["file-000000000000000000000001"]}, 404),
    ("", {"file_ids": "x"}, 400),
    ("/{store}", {"expires_after": None}, 400),
    ("/{store}", {"file_ids": []}, 400),
    ("/{store}/search", {"query": f"card {CARD}"}, 400),
    ("/{store}/search", {"query": ""}, 400),
    ("/{store}/search", {"query": "x", "rewrite_query": True}, 400),
    ("/{store}/search", {"query": "x", "max_num_results": 51}, 400),
    ("/{store}/search", {"query": "x", "filters": {"type": "or", "filters": [{"type": "eq", "key": "enclave", "value": "x"}]}}, 400),
    ("/{store}/search", {"query": "x", "filters": {"type": "eq", "key": "a", "value": CARD}}, 400),
    ("/{store}/search", {"query": "x", "ranking_options": {"ranker": "x"}}, 400),
    ("/{store}/files", {"file_id": "{batch}"}, 404),
    ("/{store}/files", {"file_id": "{file}", "attributes": {"enclave": "x"}}, 400),
    ("/{store}/files", {"file_id": "{file}", "attributes": {"a": CARD}}, 400),
    ("/{store}/files", {}, 400),
    ("/{store}/file_batches", {"file_ids": ["{file}", "{file}"]}, 400),
    ("/{store}/file_batches", {"file_ids": ["{file}"], "files": []}, 400),
    ("/{store}/file_batches", {"files": [{"file_id": "{file}", "attributes": {"a": CARD}}]}, 400),
    ("/{store}/file_batches", {}, 400),
    ("/{store}/files/{file}", {"attributes": {"a": CARD}}, 400),
    ("/{store}/files/{batch}", {"attributes": {"a": "b"}}, 404),
    ("/{file}/search", {"query": "x"}, 404),
    ("/vs_000000000000000000000001/search", {"query": "x"}, 404),
)  # fmt: skip


def test_what_is_no_good_is_refused_and_changes_nothing(run, other_world, calls):
    async def main():
        async with other_world(surfaces=(*SURFACES, "batches")) as w:
            mine = {"authorization": f"Bearer {w.token()}"}

            async def send(name, data, purpose):
                return (await w.http.post("/v1/files", data={"purpose": purpose}, files={"file": (name, data)}, headers=mine)).json()["id"]

            names = {"file": await send("a.txt", b"refunds", "assistants")}
            names["batch"] = await send("a.jsonl", calls.jsonl(calls.line("one")), "batch")
            names["store"] = (await w.http.post("/v1/vector_stores", json={"name": "x"}, headers=mine)).json()["id"]
            before = len(w.upstream.requests)
            told = []
            for path, body, _ in BAD:
                text = json.dumps([path, body])
                for key, name in names.items():
                    text = text.replace(f"{{{key}}}", name)
                asked = json.loads(text)
                told.append(await w.http.post(f"/v1/vector_stores{asked[0]}", json=asked[1], headers=mine))
            theirs = {"authorization": f"Bearer {w.token('policy-search')}"}
            others = [await w.http.get(f"/v1/vector_stores/{names['store']}", headers=theirs)]
            auditor = {"authorization": f"Bearer {w.token(role='auditor')}"}
            others.append(await w.http.get(f"/v1/vector_stores/{names['store']}", headers=auditor))
            return told, w.upstream.requests[before : before + len(BAD)], others, calls.spent(w)

    told, requests, others, spent = run(main)
    assert [(row[0], row[1], answer.status_code) for row, answer in zip(BAD, told, strict=True)] == list(BAD)
    assert {request.method for request in requests} <= {"GET"}  # a look at the store, and nothing else
    assert CARD not in "".join(answer.text for answer in told)
    assert [answer.status_code for answer in others] == [403, 403]
    assert spent == (0, 0)


@pytest.mark.parametrize(("options", "status"), [({"surfaces": ["files"]}, 403), ({"project": {"content_safety": True}}, 403)])
def test_policy_must_name_it(run, other_world, options, status):
    async def main():
        more = {"content_safety": {"europe": "http://127.0.0.1:1"}} if "project" in options else {}
        async with other_world(**{"surfaces": SURFACES} | options | more) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            files = {"file": ("a.txt", b"x")}
            told = [
                await w.http.post("/v1/vector_stores", json={"name": "x"}, headers=headers),
                await w.http.post("/v1/files", data={"purpose": "assistants"}, files=files, headers=headers),
            ]
            return [answer.status_code for answer in told], w.upstream.requests

    assert run(main) == ([status] * 2, [])
