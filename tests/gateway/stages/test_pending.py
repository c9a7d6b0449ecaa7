"""What is said of an upload in parts is read in one way only."""

from __future__ import annotations

import pytest

GOOD = {"filename": "a.txt", "purpose": "assistants", "bytes": 4, "mime_type": "text/plain"}
BAD = (
    ({}, "invalid_value"), ({"filename": ""}, "invalid_value"),
    ({"filename": 7}, "invalid_value"), ({"filename": "x" * 600}, "invalid_value"),
    ({"mime_type": None}, "invalid_value"), ({"bytes": 0}, "invalid_value"), ({"bytes": 4.0}, "invalid_value"),
    ({"purpose": ["batch"]}, "surface_not_allowed"), ({"purpose": "vision"}, "surface_not_allowed"),
    ({"expires_after": 3600}, "invalid_value"),
)  # fmt: skip


def test_what_is_no_upload_begins_none(run, other_world):
    async def main():
        async with other_world(surfaces=("files", "vector_stores")) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            told = [await w.http.post("/v1/uploads", json=GOOD | change if change else {}, headers=headers) for change, _ in BAD]
            for raw in (b"", b"[]", b'{"filename":"a.txt","filename":"b.txt"}', b"\xff"):
                told.append(await w.http.post("/v1/uploads", content=raw, headers=headers))
            good = await w.http.post("/openai/uploads?api-version=2025-04-01-preview", json=GOOD, headers=headers)
            return told, good, [*(w.data / "uploads").iterdir()]

    told, good, begun = run(main)
    assert [answer.json()["error"]["code"] for answer in told] == [code for _, code in BAD] + ["invalid_json"] * 4
    assert (good.status_code, good.json()["status"], len(begun)) == (200, "pending", 1)


@pytest.mark.parametrize(
    "form",
    [{"files": {"file": b"x"}}, {"files": {"data": b"x", "more": b"y"}}, {"json": {}}, {"data": {"data": "x"}}],
)  # fmt: skip
def test_a_part_is_one_file(run, other_world, form):
    async def main():
        async with other_world(surfaces=("files", "vector_stores")) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            upload = (await w.http.post("/v1/uploads", json=GOOD, headers=headers)).json()["id"]
            return await w.http.post(f"/v1/uploads/{upload}/parts", headers=headers, **form)

    answer = run(main)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid_form")
