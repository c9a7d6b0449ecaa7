"""Documents: what they say is looked at before they are kept; plain text is redacted, anything else passes whole or not at all."""

from __future__ import annotations

import io
import zipfile

import pytest

from enclave.gateway.documents import KINDS, _size
from enclave.gateway.file_ids import FILE, MARK

MAIL = "jane@example.com"
CARD = "4111 1111 1111 1111"
SURFACES = ("files", "vector_stores")


def docx(text: str) -> bytes:
    """The least that is a document of a word processor."""
    names = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": (
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
            f"<w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
        ),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("uninspected", ["log", "refuse"])
def test_what_a_document_says_decides(run, other_world, uninspected):
    files = (
        ("plain.txt", f"write to {MAIL}".encode(), 200),
        ("card.md", f"pay by {CARD}".encode(), 400),
        ("page.html", b"<p>hours: nine to five</p>", 200),
        ("page.html", b"<p>write to jane&#64;example.com</p>", 400),  # it cannot be rewritten
        ("hidden.txt", b"<html><body>pay by 4111&#32;1111 1111 1111</body></html>", 400),  # read as what it is, too
        ("letter.docx", docx("hours: nine to five"), 200),
        ("letter.docx", docx(f"pay by {CARD}"), 400),
        ("data.json", b'{"card": "4111\\u0020111111111111"}', 400),
        ("wrong.txt", "für".encode("utf-16"), 400),
        ("wrong.txt", docx("packed"), 400),
        ("odd.pdf", b"%PDF-1.7 nothing that can be read", 200 if uninspected == "log" else 400),
        ("program.exe", b"x", 400),
        ("noend", b"x", 400),
        ("empty.txt", b"", 400),
    )

    async def main():
        async with other_world(surfaces=SURFACES, uninspected=uninspected) as w:
            headers = {"authorization": f"Bearer {w.token()}"}
            told = [
                await w.http.post("/v1/files", data={"purpose": "assistants"}, files={"file": (name, data)}, headers=headers)
                for name, data, _ in files
            ]
            opened = [w.runtime.file_ids.open(FILE, answer.json()["id"]) for answer in told if answer.status_code == 200]
            names = [request.body.partition(b'filename="')[2].partition(b'"')[0].decode() for request in w.upstream.requests]
            marks = [w.runtime.file_ids.open(MARK, name.partition(".")[0]) for name in names]
            return told, opened, names, marks, w.upstream.requests, await w.recorded(len(files))

    told, opened, names, marks, requests, records = run(main)
    assert [(name, answer.status_code) for (name, _, _), answer in zip(files, told, strict=True)] == [(row[0], row[2]) for row in files]
    assert b"write to [REDACTED-EMAIL]" in requests[0].body
    sent = b"".join(request.body for request in requests)
    assert not any(value in sent for value in (MAIL.encode(), b"4111", b"plain.txt"))
    assert all(kept.use == "document" and kept.amount > 2048 and kept.digest for kept in opened)
    assert [mark.name for mark in marks] == [name for name, _, status in files if status == 200]
    assert [name.rpartition(".")[2] for name in names] == [name.rpartition(".")[2] for name, _, status in files if status == 200]
    assert all(len(answer.json()["id"]) < 400 for answer in told if answer.status_code == 200)
    assert CARD not in str(records)
    odd = [record for record in records if record.verdicts and record.verdicts[-1].findings.get("uninspected")]
    assert odd


def test_a_document_takes_at_most_its_text_twice_and_a_vector_for_each_piece():
    text = "word " * 8_000  # 8,000 tokens: 20 pieces begin in it, and one more
    assert _size(text.encode(), [text], "gpt-4o") == 2 * len(text) + 21 * 2048
    assert _size(b"x", ["a much longer text than the file has bytes"], "gpt-4o") > 2 * 42
    assert set(KINDS) == {"txt", "md", "html", "json", "pdf", "docx", "pptx"}
