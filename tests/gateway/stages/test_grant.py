"""The project that is called must have the surface itself: another one of the caller's does not help."""

from __future__ import annotations

from enclave.gateway.tokens import Caller


def test_another_project_s_surface_does_not_help(run, other_world, monkeypatch):
    async def main():
        async with other_world() as w:

            async def both(_token):
                return Caller(id="jane", name="jane", memberships={name: frozenset({"user"}) for name in ("fraud-triage", "policy-search")})

            monkeypatch.setattr(w.runtime.verifier, "verify", both)
            told = []
            for project, model in (("policy-search", "embeddings"), ("fraud-triage", "pictures")):
                headers = {"authorization": "Bearer x", "x-enclave-project": project}
                told.append(await w.http.post("/v1/images/generations", json={"model": model, "prompt": "x"}, headers=headers))
            return told, len(w.upstream.requests)

    (refused, made), asked = run(main)
    assert refused.status_code == 403, refused.text
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "surface_not_allowed")
    assert "project `policy-search` may not use `images`" in refused.json()["error"]["message"]
    assert (made.status_code, asked) == (200, 1)
