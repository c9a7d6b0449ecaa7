"""A value planted anywhere in what is told of files, batches and vector stores, or asked of them, goes neither to the caller nor up."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from openai.types import batch_create_params, vector_store_create_params, vector_store_search_params, vector_store_update_params
from openai.types.vector_stores import file_batch_create_params, file_create_params, file_update_params

from enclave import extract
from enclave.gateway import attachments
from enclave.simulator.app import Options, Simulator
from tests.gateway.planting import DIGITS, MAIL, planted

SURFACES = ("files", "batches", "vector_stores")
TEXT = b"The limit for refunds is 500 euros."
ASKED = {
    "vector_stores": (vector_store_create_params.VectorStoreCreateParams, {"name": "rules"}),
    "vector_stores/{store}": (vector_store_update_params.VectorStoreUpdateParams, {"name": "rules"}),
    "vector_stores/{store}/search": (vector_store_search_params.VectorStoreSearchParams, {"query": "refunds"}),
    "vector_stores/{store}/files": (file_create_params.FileCreateParams, {"file_id": "{file}"}),
    "vector_stores/{store}/files/{file}": (file_update_params.FileUpdateParams, {"attributes": {"a": "b"}}),
    "vector_stores/{store}/file_batches": (file_batch_create_params.FileBatchCreateParams, {"file_ids": ["{file}"]}),
    "batches": (
        batch_create_params.BatchCreateParams,
        {"input_file_id": "{lines}", "endpoint": "/v1/chat/completions", "completion_window": "24h"},
    ),
}
"""What is asked by POST: the SDK's type, and the least that is served. Names in braces are ids."""
READ = (
    "files", "files/{file}", "files/{lines}", "files/{output}/content", "batches", "batches/{batch}", "vector_stores",
    "vector_stores/{store}", "vector_stores/{store}/files", "vector_stores/{store}/files/{file}",
    "vector_stores/{store}/files/{file}/content", "vector_stores/{store}/file_batches/{group}",
    "vector_stores/{store}/file_batches/{group}/files",
)  # fmt: skip
"""What is read by GET."""


@pytest.fixture(params=[3, pytest.param(10**9, marks=pytest.mark.long)])
def some(request: Any) -> Any:
    """So many of the documents, or all."""

    def choose(documents: Iterator[Any]) -> list[Any]:
        found = list(documents)
        return random.Random(len(found)).sample(found, min(request.param, len(found)))

    return choose


@pytest.fixture
def kept_world(other_world: Any, document: Any) -> Any:
    """A gateway that keeps files, batches and stores, and hides every number that may be one of a card."""
    dlp = document.spec.hub.dlp.model_copy(update={"confidence": 65, "uninspected": "log"})
    return lambda: other_world(surfaces=SURFACES, hub={"dlp": dlp})


def leaks(text: str) -> bool:
    return MAIL in text or MAIL.replace("@", "\\u0040") in text or str(DIGITS) in text


def everywhere(node: Any) -> Iterator[Any]:
    """Copies of a document, each with a value in another place: instead of what stands there, as a key, or beside it."""
    if isinstance(node, dict):
        yield {**node, MAIL: "x"}
        yield {**node, "nobody_knows": MAIL}
        for key, value in node.items():
            yield from ({**node, key: one} for one in everywhere(value))
    elif isinstance(node, list):
        yield [*node, MAIL]
        for index, value in enumerate(node):
            yield from ([*node[:index], one, *node[index + 1 :]] for one in everywhere(value))
    yield MAIL
    yield DIGITS
    yield float(DIGITS)
    yield str(DIGITS)


def filled(node: Any, names: dict[str, str]) -> Any:
    """A document, or a path, with ids instead of the names in braces."""
    text = json.dumps(node)
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return json.loads(text)


async def begin(w: Any, calls: Any) -> dict[str, str]:
    """Something of everything, and its ids."""
    headers, told = {"authorization": f"Bearer {w.token()}"}, {}

    async def post(path: str, **sent: Any) -> str:
        answer = await w.http.post(f"/v1/{path}", headers=headers, **sent)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    told["file"] = await post("files", data={"purpose": "assistants"}, files={"file": ("a.txt", TEXT)})
    told["lines"] = await post("files", data={"purpose": "batch"}, files={"file": ("a.jsonl", calls.jsonl(calls.line("a")))})
    told["store"] = await post("vector_stores", json={"name": "rules", "metadata": {"a": "b"}})
    await post(f"vector_stores/{told['store']}/files", json={"file_id": told["file"], "attributes": {"year": 2026}})
    told["group"] = await post(f"vector_stores/{told['store']}/file_batches", json={"file_ids": [told["file"]]})
    told["batch"] = await post("batches", json=filled(ASKED["batches"][1], told) | {"metadata": {"a": "b"}})
    batch: dict[str, Any] = {}
    while not batch.get("output_file_id"):
        batch = (await w.http.get(f"/v1/batches/{told['batch']}", headers=headers)).json()
    return told | {"output": batch["output_file_id"]}


def heard(simulator: Any, told: list[Any]) -> Any:
    """The simulator; what it is asked and answers is kept."""

    async def serve(request: Any) -> Any:
        answer = await simulator.handle(request)
        told.append((request, answer))
        return answer

    return serve


def instead(simulator: Any, asked: Any, answer: Any) -> Any:
    """The simulator with another answer to one question."""

    async def serve(request: Any) -> Any:
        return answer if (request.method, request.path) == (asked.method, asked.path) else await simulator.handle(request)

    return serve


def test_in_what_is_told(run, kept_world, calls, some):
    async def main():
        statuses: Counter[int] = Counter()
        async with kept_world() as w:
            simulator = Simulator(Options())
            w.upstream.serve = simulator.handle
            names = await begin(w, calls)
            headers = {"authorization": f"Bearer {w.token()}"}
            asked = [("GET", path, None) for path in READ] + [("POST", "vector_stores/{store}/search", {"query": "refunds"})]
            for method, path, body in asked:
                usual: list[Any] = []

                w.upstream.serve = heard(simulator, usual)
                url = "/v1/" + filled(path, names)
                answer = await w.http.request(method, url, json=body, headers=headers)
                assert answer.status_code == 200, answer.text
                request, good = usual[-1]
                for changed in some(everywhere(json.loads(good.body))):

                    other = msgspec.structs.replace(good, body=json.dumps(changed).encode())
                    w.upstream.serve = instead(simulator, request, other)
                    answer = await w.http.request(method, url, json=body, headers=headers)
                    statuses[answer.status_code] += 1
                    assert not leaks(answer.text + str(answer.headers)), (path, changed, answer.text)
                    assert "internal_error" not in answer.text, (path, changed, answer.text)
            return statuses, [one for one in await w.recorded(1) if leaks(repr(one))]

    statuses, recorded = run(main, 900)
    assert recorded == []
    assert statuses[200] > statuses.total() // 2


WRITTEN = {
    "as usual": json.dumps,
    "in lines": lambda one: json.dumps(one, indent=2),
    "without a space": lambda one: json.dumps(one, separators=(",", ":")),
    "escaped": lambda one: re.sub(r"(?<=[a-z0-9])[@.]", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(one)),
    "a line among others": lambda one: f'{{"a": 1}}\n{json.dumps(one)}\n[]\n',
    "with a mark": lambda one: "\ufeff" + json.dumps(one),
    "cut off": lambda one: json.dumps(one)[:-1],
}
"""How a document of JSON may be written."""
DOCUMENT = {"name": "x", "rows": [["a", 1], {"b": None, "c": {"d": True}}]}


def test_in_documents_of_json(run, kept_world, some, monkeypatch):
    """They cannot be rewritten: each is kept as it is or not at all."""

    def read(data: bytes, name: str = "", kind: str = "") -> attachments.Read:
        content = extract.read(data, name, kind)
        return attachments.Read(content.texts, content.uninspected, content.pages)

    monkeypatch.setattr(attachments, "read", read)  # in this process: one for each would take its time

    async def main():
        async with kept_world() as w:
            w.upstream.serve = Simulator(Options()).handle
            headers = {"authorization": f"Bearer {w.token()}"}

            async def post(text: str) -> Any:
                files = {"file": ("a.json", text.encode())}
                return await w.http.post("/v1/files", data={"purpose": "user_data"}, files=files, headers=headers)

            kept = [(await post(write(DOCUMENT))).status_code for write in WRITTEN.values()]
            usual = len(w.upstream.requests)
            # in a text a number with a point is one of something else
            for changed in some(one for one in everywhere(DOCUMENT) if f"{DIGITS}.0" not in json.dumps(one)):
                for name, write in WRITTEN.items():
                    answer = await post(write([changed]))
                    assert answer.status_code == 400, (name, changed, answer.text)
                    assert answer.json()["error"]["code"] == "content_filter", (name, changed, answer.text)
                    assert not leaks(answer.text)
            return kept, usual, len(w.upstream.requests), [one for one in await w.recorded(1) if leaks(repr(one))]

    kept, usual, sent, recorded = run(main, 900)
    assert kept == [200] * len(WRITTEN)
    assert usual == sent == len(WRITTEN)
    assert recorded == []


def test_in_what_is_asked(run, kept_world, calls, some):
    async def main():
        statuses: Counter[int] = Counter()
        async with kept_world() as w:
            w.upstream.serve = Simulator(Options()).handle
            names = await begin(w, calls)
            headers = {"authorization": f"Bearer {w.token()}"}
            before = len(w.upstream.requests)
            for path, (kind, usual) in ASKED.items():
                for place, one in some(planted(kind)):
                    body = filled({**usual, **{key: value for key, value in one.items() if key not in usual or key == place[0]}}, names)
                    answer = await w.http.post("/v1/" + filled(path, names), json=body, headers=headers)
                    statuses[answer.status_code] += 1
                    assert answer.status_code < 500, (place, body, answer.text)
                    assert not leaks(answer.text + str(answer.headers)), (place, body, answer.text)
            line = calls.line("a", model="night")
            for changed in some(everywhere(line)):
                files = {"file": (f"{MAIL}.jsonl", calls.jsonl(changed), MAIL)}
                answer = await w.http.post("/v1/files", data={"purpose": "batch"}, files=files, headers=headers)
                statuses[answer.status_code] += 1
                assert not leaks(answer.text), (changed, answer.text)
            for field in ("purpose", MAIL, "expires_after[anchor]", "expires_after[seconds]"):
                answer = await w.http.post("/v1/files", data={"purpose": "batch", field: MAIL}, files=files, headers=headers)
                assert not leaks(answer.text), (field, answer.text)
            for path in ("files", "batches", "vector_stores", "vector_stores/{store}/files"):
                for query in (f"after={MAIL}", f"limit={MAIL}", f"order={MAIL}", f"purpose={MAIL}", f"{MAIL}=1", f"filter={MAIL}"):
                    answer = await w.http.get(f"/v1/{filled(path, names)}?{query}", headers=headers)
                    assert not leaks(answer.text), (path, query, answer.text)
            for path in (f"files/{MAIL}", f"batches/{MAIL}", f"vector_stores/{MAIL}", f"responses/{MAIL}", f"models/{MAIL}", MAIL):
                answer = await w.http.get(f"/v1/{path}", headers=headers)
                assert answer.status_code == 404
                assert not leaks(answer.text), (path, answer.text)
            sent = [one for one in w.upstream.requests[before:] if leaks(one.body.decode("latin-1") + one.path + one.query)]
            return statuses, sent, [one for one in await w.recorded(1) if leaks(repr(one))]

    statuses, sent, recorded = run(main, 900)
    assert sent == []
    assert recorded == []
    assert statuses[200]
