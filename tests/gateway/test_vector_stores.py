"""Vector stores by the official SDK, against a simulator: what goes in and what comes out is scanned, both for one project."""

from __future__ import annotations

import asyncio

import openai
import pytest

SURFACES = ("files", "vector_stores")
CARD = "4111 1111 1111 1111"
MAIL = "jane@example.com"
TEXT = f"The limit for refunds is 500 euros. Ask {MAIL} about more.\n".encode()


def client_of(w, **options):
    return openai.OpenAI(base_url=f"{w.url}/v1", api_key=w.token(**options), max_retries=0)


def test_a_store_is_filled_searched_and_removed(run, other_world, calls):
    def work(w):
        client = client_of(w)
        stores = client.vector_stores
        file = client.files.create(file=(f"{MAIL}.md", TEXT), purpose="assistants")
        other = client.files.create(file=("other.txt", b"Opening hours are nine to five."), purpose="user_data")
        store = stores.create(name=f"rules of {MAIL}", metadata={"owner": MAIL}, description="x")
        empty = calls.spent(w)
        added = stores.files.create(store.id, file_id=file.id, attributes={"year": 2026, "by": MAIL})
        spent = calls.spent(w)
        group = stores.file_batches.create(store.id, file_ids=[other.id])
        told = {
            "file": file, "store": store, "added": added, "group": group, "spent": (empty, spent, calls.spent(w)),
            "polled": stores.file_batches.retrieve(group.id, vector_store_id=store.id),
            "in group": [one.id for one in stores.file_batches.list_files(group.id, vector_store_id=store.id)] == [other.id],
            "files": [one.id for one in stores.files.list(store.id, filter="completed", order="asc")] == [other.id, file.id],
            "documents": {one.id for one in client.files.list()} == {file.id, other.id},
            "found": stores.search(store.id, query=f"refunds of {MAIL}", max_num_results=5).data,
            "none": stores.search(store.id, query="refunds", filters={"type": "eq", "key": "year", "value": 1999}).data,
            "several": stores.search(store.id, query=["hours", "refunds"], ranking_options={"score_threshold": 0.1}).data,
            "content": [one.text for one in stores.files.content(file.id, vector_store_id=store.id)],
            "changed": stores.files.update(file.id, vector_store_id=store.id, attributes={"year": 2027}),
            "again": stores.files.retrieve(file.id, vector_store_id=store.id),
            "renamed": stores.update(store.id, name="rules", metadata={"a": "b"}, expires_after={"anchor": "last_active_at", "days": 30}),
            "both": stores.create(file_ids=[file.id, other.id], name="both"),
            "listed": [one.name for one in stores.list(limit=10)],
        }
        told["removed"] = stores.files.delete(other.id, vector_store_id=store.id)
        told["left"] = stores.retrieve(store.id)
        told["gone"] = stores.delete(store.id)
        with pytest.raises(openai.NotFoundError):
            stores.retrieve(store.id)
        with pytest.raises(openai.BadRequestError, match="not read back"):
            client.files.content(file.id)
        return told

    async def main():
        async with other_world(surfaces=SURFACES) as w:
            told = await asyncio.to_thread(work, w)
            return told, w.upstream.requests, await w.recorded(18, "completed"), calls.spent(w)

    told, requests, records, (settled, held) = run(main)
    assert not [request for request in requests if MAIL.encode() in request.body]
    assert "REDACTED-EMAIL" in told["file"].filename
    assert (told["store"].name, told["store"].metadata) == ("rules of [REDACTED-EMAIL]", {"owner": "[REDACTED-EMAIL]"})
    assert told["store"].expires_after.days == 7
    assert told["added"].attributes == {"year": 2026, "by": "[REDACTED-EMAIL]"}
    assert (told["group"].file_counts.completed, told["polled"].id) == (1, told["group"].id)
    assert (told["in group"], told["files"], told["documents"]) == (True, True, True)
    file = told["file"]
    assert [(one.file_id, one.filename, one.attributes["year"]) for one in told["found"]] == [(file.id, file.filename, 2026)]
    assert told["found"][0].content[0].text == TEXT.decode().replace(MAIL, "[REDACTED-EMAIL]")
    assert (told["none"], len(told["several"])) == ([], 2)
    assert "".join(told["content"]) == told["found"][0].content[0].text
    assert (told["changed"].attributes, told["again"].attributes) == ({"year": 2027}, {"year": 2027})
    assert (told["renamed"].name, told["renamed"].metadata, told["renamed"].expires_after.days) == ("rules", {"a": "b"}, 30)
    assert (told["both"].file_counts.total, sorted(told["listed"])) == (2, ["both", "rules"])
    assert (told["left"].file_counts.total, told["gone"].deleted, told["removed"].deleted) == (1, True, True)
    empty, one, two = map(sum, told["spent"])  # settled now, or soon
    assert 0 == empty < one < two < settled < 10**8  # some kilobytes for a week or a month
    assert held == 0
    assert sum(record.settled_nanousd for record in records) == settled
    assert all(record.settled_nanousd == record.reserved_nanousd for record in records)


def test_what_the_store_says_is_scanned_again(run, other_world):
    """Whoever else writes to the account: what comes out of it has passed the guard, and what is not the project's does not come."""

    async def main():
        async with other_world(surfaces=SURFACES) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            files = {"file": ("a.txt", b"refunds: nothing yet")}
            file = (await w.http.post("/v1/files", data={"purpose": "assistants"}, files=files, headers=headers)).json()["id"]
            store = (await w.http.post("/v1/vector_stores", json={"file_ids": [file]}, headers=headers)).json()["id"]
            simulated = w.upstream.serve.__self__._others
            (held,) = simulated._kept.held.values()
            simulated._kept.held[held[0]["id"]] = (held[0], f"refunds: {MAIL}".encode())
            foreign = simulated._kept.add("foreign.txt", b"refunds of others", "assistants")
            (name,) = simulated._stores._stores
            simulated._stores.answer("POST", [name, "files"], {"file_id": foreign["id"]})
            simulated._stores.answer("POST", [], {"name": "foreign"})
            path = f"/v1/vector_stores/{store}"
            told = [
                (await w.http.post(f"{path}/search", json={"query": "refunds"}, headers=headers)).json()["data"],
                (await w.http.get(f"{path}/files", headers=headers)).json()["data"],
                (await w.http.get("/v1/vector_stores", headers=headers)).json()["data"],
            ]
            simulated._kept.held[held[0]["id"]] = (held[0], f"refunds: {CARD}".encode())
            blocked = await w.http.post(f"{path}/search", json={"query": "refunds"}, headers=headers)
            content = await w.http.get(f"{path}/files/{file}/content", headers=headers)
            simulated._stores._stores[name]["expires_after"] = None
            endless = await w.http.post(f"{path}/search", json={"query": "refunds"}, headers=headers)
            return told, blocked, content, endless

    (found, files, stores), blocked, content, endless = run(main)
    assert [one["content"][0]["text"] for one in found] == ["refunds: [REDACTED-EMAIL]"]
    assert (len(files), len(stores)) == (1, 1)
    assert [(one.status_code, one.json()["error"]["code"]) for one in (blocked, content)] == [(400, "content_filter")] * 2
    assert CARD not in blocked.text + content.text
    assert (endless.status_code, endless.json()["error"]["param"]) == (400, "expires_after")


def test_a_store_that_the_budget_does_not_cover_does_not_grow(run, other_world, calls):
    async def main():
        async with other_world(surfaces=SURFACES) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            files = {"file": ("a.txt", b"word " * 10_000)}
            file = (await w.http.post("/v1/files", data={"purpose": "assistants"}, files=files, headers=headers)).json()["id"]
            store = (await w.http.post("/v1/vector_stores", json={}, headers=headers)).json()["id"]
            table = w.runtime.prices
            dear = type("Dear", (), {"keeping": staticmethod(lambda size, seconds: 100 * size * seconds)})
            w.runtime.prices = type("Table", (), {"price": staticmethod(lambda *of: dear)})
            told = await w.http.post(f"/v1/vector_stores/{store}/files", json={"file_id": file}, headers=headers)
            w.runtime.prices = table
            return told, [request.method for request in w.upstream.requests], calls.spent(w)

    told, methods, spent = run(main)
    assert (told.status_code, told.json()["error"]["code"]) == (429, "budget_exceeded")
    assert methods == ["POST", "POST", "GET"]
    assert spent == (0, 0)
