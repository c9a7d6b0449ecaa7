"""Small real files, made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

Zip = Callable[..., bytes]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return data.getvalue()


def office(parts: Mapping[str, bytes | str]) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", **parts})


def word(*runs: str, **more: bytes | str) -> bytes:
    inside = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
    return office({"word/document.xml": f'<w:document xmlns:w="{W}"><w:body><w:p>{inside}</w:p></w:body></w:document>', **more})


def pdf(text: str, *objects: bytes, root: bytes = b"", page: bytes = b"") -> bytes:
    """A PDF of one page. More objects have numbers from 6 on; `root` and `page` are more members of those."""
    content = b"BT /F1 12 Tf 72 700 Td (" + text.encode() + b") Tj ET"
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R" + root + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>" + page + b">>",
        b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + table + (
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, len(data))
    )


def stream(members: bytes, data: bytes) -> bytes:
    return b"<<" + members + b"/Length %d>>stream\n" % len(data) + data + b"\nendstream"


@pytest.fixture
def make() -> Any:
    class Make:
        zipped = staticmethod(zipped)
        office = staticmethod(office)
        word = staticmethod(word)
        pdf = staticmethod(pdf)
        stream = staticmethod(stream)

    return Make
