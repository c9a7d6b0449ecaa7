"""The model list shows a caller the caller's own deployments."""

from __future__ import annotations

import openai
import pytest


@pytest.mark.parametrize("path", ["/v1/models", "/openai/v1/models"])
def test_the_list(run, world, path):
    async def main():
        async with world() as w:
            answers = []
            for project, role in (("fraud-triage", "user"), ("policy-search", "contributor"), ("fraud-triage", "auditor")):
                response = await w.http.get(path, headers={"api-key": w.token(project, role)})
                answers.append([model["id"] for model in response.json()["data"]])
            return answers, await w.recorded(3)

    (fraud, search, auditor), records = run(main)
    assert fraud == ["gpt-4o", "gpt-4o-mini"]
    assert search == ["search-chat", "embeddings"]
    assert sorted(auditor) == ["embeddings", "gpt-4o", "gpt-4o-mini", "search-chat"]
    assert {(record.kind, record.operation, record.status) for record in records} == {("completed", "Models_List", 200)}


def test_the_official_client_lists(run, world):
    async def main():
        async with world() as w, openai.AsyncOpenAI(base_url=w.url + "/v1", api_key=w.token()) as client:
            return [model.id async for model in client.models.list()]

    assert run(main) == ["gpt-4o", "gpt-4o-mini"]


def test_nobody_sees_anything_without_a_token_or_a_project(run, world):
    async def main():
        async with world() as w:
            import jwt

            from enclave.gateway.issuer import Issuer

            issuer = Issuer.open(w.document.spec, w.data)
            claims = issuer.issue("fraud-triage", "user", "x")[1] | {"groups": []}
            stranger = jwt.encode(claims, issuer._key, algorithm="EdDSA", headers={"kid": issuer.kid})
            nobody = await w.http.get("/v1/models")
            return nobody.status_code, (await w.http.get("/v1/models", headers={"api-key": stranger})).status_code

    assert run(main) == (401, 403)
