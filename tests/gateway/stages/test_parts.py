"""An upload in parts by the official SDK: looked at as a whole, before any of it leaves."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import msgspec
import openai
import pytest

from enclave.gateway.file_ids import UPLOAD

MAIL, CARD = "jane@example.com", "4111 1111 1111 1111"
SURFACES = ("files", "batches", "vector_stores")


def client(w, **options):
    return openai.OpenAI(base_url=f"{w.url}/v1", api_key=w.token(**options), max_retries=0)


def left(w) -> list[Path]:
    return list((w.data / "uploads").iterdir())


def test_a_value_in_two_parts_is_found_and_the_file_goes_on_as_one(run, other_world, calls):
    text = f"hours: nine to five\nwrite to {MAIL}\n".encode()
    lines = calls.jsonl(calls.line("one", f"write to {MAIL}"), calls.line("two", "hello"))

    def work(w):
        sdk = client(w)
        told = [
            sdk.uploads.upload_file_chunked(
                file=data, filename=name, bytes=len(data), mime_type="text/plain", purpose=purpose, part_size=data.index(b"@"),
                md5=hashlib.md5(data).hexdigest(),
            )
            for data, name, purpose in ((text, f"{MAIL}.txt", "assistants"), (lines, "calls.jsonl", "batch"))
        ]
        batch = sdk.batches.create(input_file_id=told[1].file.id, endpoint="/v1/chat/completions", completion_window="24h")
        store = sdk.vector_stores.create(file_ids=[told[0].file.id])
        return told, batch.status, sdk.vector_stores.search(store.id, query="hours").data[0].content[0].text

    async def main():
        async with other_world(surfaces=SURFACES) as w:
            told = await asyncio.to_thread(work, w)
            return told, w.upstream.requests, await w.recorded(1), left(w)

    (told, status, found), requests, records, remains = run(main)
    assert [one.status for one in told] == ["completed"] * 2
    assert told[0].filename == told[0].file.filename, told[0]
    assert "jane" not in told[0].filename
    assert (status, "[REDACTED-EMAIL]" in found) == ("validating", True)
    assert [request.path for request in requests][:2] == ["/v1/files"] * 2, "parts stay here"
    assert not [request for request in requests if MAIL.encode() in request.body]
    assert remains == []
    done = [record for record in records if record.operation == "Uploads_Complete"]
    assert [record.verdicts[0].findings["email"] for record in done] == [1, 1]
    assert [record.operation for record in records].count("Uploads_AddPart") >= 4


def test_what_policy_does_not_let_pass_never_leaves(run, other_world):
    data = f"pay by {CARD} now".encode()

    def work(w):
        sdk = client(w)
        with pytest.raises(openai.BadRequestError) as caught:
            sdk.uploads.upload_file_chunked(
                file=data, filename="a.md", bytes=len(data), mime_type="text/markdown", purpose="user_data", part_size=12
            )
        return caught.value

    async def main():
        async with other_world(surfaces=SURFACES) as w:
            return await asyncio.to_thread(work, w), w.upstream.requests, await w.recorded(1, "refused")

    error, requests, (record,) = run(main)
    assert error.code == "content_filter"
    assert requests == []
    assert (record.operation, record.stage) == ("Uploads_Complete", "dlp")
    assert CARD not in str(error) + str(record)


def test_an_upload_is_a_projects_own_and_ends_when_it_is_called_off(run, other_world):
    def work(w):
        sdk = client(w)
        ask = {"purpose": "assistants", "bytes": 4, "mime_type": "text/plain"}
        first, second = (sdk.uploads.create(filename=name, **ask) for name in ("a.txt", "b.txt"))
        part = sdk.uploads.parts.create(first.id, data=b"half")
        ids = w.runtime.file_ids
        theirs = ids.seal(UPLOAD, msgspec.structs.replace(ids.open(UPLOAD, first.id), project="policy-search"))
        refused = [
            (404, lambda: sdk.uploads.complete(theirs, part_ids=[part.id])),
            (403, lambda: client(w, project="policy-search").uploads.complete(first.id, part_ids=[part.id])),
            (404, lambda: client(w, role="auditor").uploads.cancel(first.id)),
            (404, lambda: sdk.uploads.parts.create(part.id, data=b"half")),
            (404, lambda: sdk.uploads.complete("upload_x", part_ids=[part.id])),
            (400, lambda: sdk.uploads.complete(second.id, part_ids=[part.id])),
            (400, lambda: sdk.uploads.complete(first.id, part_ids=[])),
            (400, lambda: sdk.uploads.complete(first.id, part_ids=[part.id, part.id])),
            (400, lambda: sdk.uploads.complete(first.id, part_ids=[part.id], md5="0" * 32)),
            (400, lambda: sdk.uploads.complete(first.id, part_ids=[part.id], extra_body={"x": 1})),
            (400, lambda: sdk.uploads.parts.create(first.id, data=b"more than four")),
            (400, lambda: sdk.uploads.create(filename="a.exe", **ask)),
            (400, lambda: sdk.uploads.create(filename="a.txt", **ask | {"bytes": 2**30})),
            (400, lambda: sdk.uploads.create(filename="a.txt", **ask | {"bytes": True})),
            (400, lambda: sdk.uploads.create(filename="a.txt", **ask, expires_after={"anchor": "created_at", "seconds": 1})),
            (400, lambda: sdk.uploads.create(filename="a.txt", **ask, extra_body={"x": 1})),
            (403, lambda: sdk.uploads.create(filename="a.txt", **ask | {"purpose": "fine-tune"})),
        ]  # fmt: skip
        told = []
        for _, call in refused:
            with pytest.raises(openai.APIStatusError) as caught:
                call()
            told.append(caught.value.status_code)
        assert sdk.uploads.cancel(first.id).status == "cancelled"
        with pytest.raises(openai.NotFoundError, match="not held here"):
            sdk.uploads.complete(first.id, part_ids=[part.id])
        good = sdk.uploads.complete(second.id, part_ids=[sdk.uploads.parts.create(second.id, data=b"good").id])
        return told, [status for status, _ in refused], good.file.bytes

    async def main():
        async with other_world(surfaces=SURFACES) as w:
            told = await asyncio.to_thread(work, w)
            return told, w.upstream.requests, left(w), {record.request_id for record in await w.recorded(24)}

    (told, wanted, size), requests, remains, records = run(main)
    assert told == wanted, told
    assert (size, len(requests), remains) == (4, 1, [])
    assert len(records) == 24


def test_whose_deployment_a_batch_is_for_is_decided_when_it_is_whole(run, other_world, calls):
    def work(w):
        told = []
        for model in ("nobody", "gpt-4o", "night"):
            data = calls.jsonl(calls.line("one", model=model))
            try:
                client(w).uploads.upload_file_chunked(
                    file=data, filename="a.jsonl", bytes=len(data), mime_type="application/jsonl", purpose="batch"
                )
            except openai.APIStatusError as error:
                told.append((error.status_code, error.code))
        return told

    async def main():
        async with other_world(surfaces=SURFACES) as w:
            return await asyncio.to_thread(work, w), len(w.upstream.requests), await w.recorded(9)

    told, asked, records = run(main)
    assert (told, asked) == ([(404, "DeploymentNotFound"), (400, "invalid_value")], 1)
    assert [record.deployment for record in records if record.operation == "Uploads_Complete"] == ["nobody", "gpt-4o", "night"]


def test_uploads_are_files_to_policy(run, other_world):
    async def main():
        async with other_world(surfaces=("batches",)) as w:
            answer = await w.http.post("/v1/uploads", json={}, headers={"authorization": f"Bearer {w.token()}"})
            return answer, (w.data / "uploads").exists()

    answer, exists = run(main)
    assert (answer.status_code, "`files`" in answer.json()["error"]["message"], exists) == (403, True, False)
