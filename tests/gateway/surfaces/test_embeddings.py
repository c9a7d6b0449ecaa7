"""Vectors go back when they are vectors; what stands beside them is scanned."""

from __future__ import annotations

import base64
import struct

import pytest

from enclave.gateway.surfaces import embeddings
from enclave.gateway.surfaces.call import BadCallError

FLOATS = base64.b64encode(struct.pack("<3f", 0.1, -0.2, 0.3)).decode()


def answer(embedding: object, **more: object) -> dict[str, object]:
    return {"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": embedding} | more], "model": "m", "extra": "x"}


def test_what_a_vector_is() -> None:
    for vector in (FLOATS, [0.1, 1, -1], []):
        assert embeddings.is_answer(answer(vector))
    nonsense = base64.b64encode(struct.pack("<2f", float("nan"), 1)).decode()
    long, card = [0.1] * 20_000, [4111_1111_1111_1111]
    for other in ("write to jane.doe@example.com", "QUJD", nonsense, [0.1, "x"], [True], [1e9], card, {"a": 1}, None, long):
        assert not embeddings.is_answer(answer(other)), str(other)[:40]
    assert not embeddings.is_answer({"data": {}})


def test_only_vectors_and_known_members_go_back() -> None:
    kept = embeddings.kept(answer(FLOATS, text="secret"))
    assert kept["data"] == [{"object": "embedding", "index": 0, "embedding": FLOATS}]
    assert "extra" not in kept
    assert "data" not in embeddings.told(kept)
    assert embeddings.read_usage({"usage": {"prompt_tokens": 7}}).prompt == 7
    assert embeddings.read_usage({"usage": {"prompt_tokens": "7"}}) is None


def test_options() -> None:
    assert embeddings.read_call({"input": "x", "encoding_format": "base64"}).is_rewritten is False
    wrong = (({"input": "x", "encoding_format": "hex"}, "encoding_format"), ({"input": "x", "stream": True}, "stream"), ({}, "input"))
    for body, param in wrong:
        with pytest.raises(BadCallError) as caught:
            embeddings.read_call(body)
        assert caught.value.param == param


def test_a_call_reserves_what_its_prompt_costs_and_settles_the_count(run, world, fake):
    """Through the whole gateway: no tokens of an answer are reserved."""
    def own(spec):
        project, wanted = spec.projects["fraud-triage"], spec.projects["policy-search"].deployments["embeddings"]
        changed = project.model_copy(update={"deployments": {**project.deployments, "embeddings": wanted}})
        return spec.model_copy(update={"projects": {**spec.projects, "fraud-triage": changed}})

    async def main():
        async with world(spec=own) as w:
            usage = {"prompt_tokens": 5, "total_tokens": 5}
            w.upstream.reply = lambda body: fake.whole(answer([0.5], index=7) | {"usage": usage})
            headers = {"authorization": f"Bearer {w.token()}"}
            good = await w.http.post("/v1/embeddings", json={"model": "embeddings", "input": "hello"}, headers=headers)
            w.upstream.reply = lambda body: fake.whole(answer("write to me") | {"usage": usage})
            bad = await w.http.post("/v1/embeddings", json={"model": "embeddings", "input": "hello"}, headers=headers)
            return good, bad, await w.recorded(2, "completed")

    good, bad, records = run(main)
    assert good.json()["data"] == [{"object": "embedding", "index": 0, "embedding": [0.5]}]
    assert (bad.status_code, bad.json()["error"]["code"]) == (502, "upstream_garbage")
    assert 0 < records[0].settled_nanousd <= records[0].reserved_nanousd
    assert records[0].operation == "Embeddings_Create"
