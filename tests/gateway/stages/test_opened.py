"""Files and batches are their project's alone."""

from __future__ import annotations

import gzip

CARD = "4111 1111 1111 1111"


def test_nobody_else_reaches_a_file_or_a_batch(run, other_world, calls):
    """Not another project, not by the upstream's ids, not by a file of another kind, and not by a forged mark."""

    async def main():
        async with other_world() as w:
            mine = {"authorization": f"Bearer {w.token()}"}
            files = {"file": ("a", calls.jsonl(calls.line("one")))}
            file = (await w.http.post("/v1/files", data={"purpose": "batch"}, files=files, headers=mine)).json()
            asked = {"input_file_id": file["id"], "endpoint": "/v1/chat/completions", "completion_window": "24h"}
            batch = (await w.http.post("/v1/batches", json=asked, headers=mine)).json()
            theirs = {"authorization": f"Bearer {w.token('policy-search')}"}
            auditor = {"authorization": f"Bearer {w.token(role='auditor')}"}
            upstream_id = (await w.upstream.serve(w.upstream.requests[-1])).body and "file-000000000000000000000001"
            told = [
                await w.http.get(f"/v1/{path}", headers=headers)
                for headers in (theirs, auditor)
                for path in (f"files/{file['id']}", f"files/{file['id']}/content", f"batches/{batch['id']}")
            ]
            told += [
                await w.http.get(f"/v1/{path}", headers=mine)
                for path in (
                    f"files/{upstream_id}",
                    f"batches/{file['id']}",
                    f"files/{batch['id']}",
                    f"files/{file['id'][:-2]}AA",
                    "files/x",
                )
            ]
            for change in (
                {"input_file_id": upstream_id}, {"input_file_id": 5}, {"endpoint": "/v1/embeddings"}, {"completion_window": "1h"}, {"x": 1},
                {"metadata": {"enclave": "x"}}, {"metadata": {"a": 1}}, {"metadata": {"card": CARD}},
            ):  # fmt: skip
                told.append(await w.http.post("/v1/batches", json=asked | change, headers=mine))
            return [answer.status_code for answer in told], calls.spent(w)

    told, (settled, held) = run(main)
    assert told[:3] == [403] * 3  # policy-search has no files at all
    assert told[3:6] == [403] * 3
    assert told[6:11] == [404] * 5
    assert told[11:] == [404, 404, 400, 400, 400, 400, 400, 400]
    assert settled == 0
    assert held > 0


def test_a_compressed_body_is_refused_as_such_wherever_a_body_is_read(run, other_world):
    async def main():
        async with other_world(surfaces=("files", "batches", "vector_stores", "images", "audio")) as w:
            headers = {"authorization": f"Bearer {w.token()}", "content-encoding": "gzip", "content-type": "application/json"}
            body = gzip.compress(b"{}")
            kept, asked = ("batches", "vector_stores", "uploads", "files"), ("images/edits", "images/generations", "audio/speech")
            paths = (*kept, *asked, "chat/completions")
            return [(await w.http.post(f"/v1/{path}", content=body, headers=headers)).json()["error"]["code"] for path in paths]

    assert set(run(main)) == {"unsupported_encoding"}
