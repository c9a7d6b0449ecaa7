"""A surface that no project of the caller's has is refused by name before anything is read."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["images/generations", "audio/speech", "audio/transcriptions", "files", "batches"])
def test_it_is_refused_by_name(run, other_world, path):
    async def main():
        async with other_world(surfaces=()) as w:
            refused = await w.http.post(f"/v1/{path}", content=b"\xff", headers={"authorization": f"Bearer {w.token()}"})
            return refused, w.upstream.requests, await w.recorded(1, "refused")

    refused, requests, (record,) = run(main)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"], requests) == (403, "surface_not_allowed", [])
    assert f"`{path.partition('/')[0]}`" in error["message"]
    assert (record.stage, record.caller != "") == ("permit", True)
