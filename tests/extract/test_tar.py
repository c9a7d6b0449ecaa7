from __future__ import annotations

import gzip
import io
import tarfile
from typing import Any

import pytest

from enclave.extract import read
from enclave.extract.content import MOST_PARTS


def packed(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT, notes: dict[str, str] | None = None) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=form, pax_headers=notes or {}) as archive:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.uname = len(content), "jane"
            archive.addfile(entry, io.BytesIO(content))
    return data.getvalue()


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_member_and_every_name_is_read(form: int) -> None:
    long = "dir/" + "x" * 90 + "/jane.doe@example.com.txt"
    data = packed({"a.csv": b"one,two\n", long: b"three " * 200}, form)
    for whole, name in ((data, "x.tar"), (gzip.compress(data), "x.tar.gz"), (gzip.compress(data), "x.tgz")):
        content = read(whole, name)
        said = [text for _, text in content.texts]
        assert content.uninspected == []
        assert {"one,two\n", "three " * 200} <= set(said)
        assert any(long in text and "jane" in text for text in said)


def test_notes_of_the_archive_and_of_members_are_texts() -> None:
    content = read(packed({"a.txt": b"x"}, notes={"comment": "4111 1111 1111 1111"}))
    assert content.uninspected == []
    assert any("comment=4111 1111 1111 1111" in text for _, text in content.texts)


def test_links_are_named() -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        link = tarfile.TarInfo("a")
        link.type, link.linkname = tarfile.SYMTYPE, "/home/jane.doe@example.com"
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("b"))
    content = read(data.getvalue())
    assert content.uninspected == []
    assert any("/home/jane.doe@example.com" in text for _, text in content.texts)


def test_what_nobody_sees_is_told(make: Any) -> None:
    whole = packed({"a.txt": b"x", "b.txt": b"y"})
    behind, padded, named = bytearray(whole), bytearray(whole), bytearray(whole)
    behind[-600:-590] = b"4111 11111"
    padded[600:610] = b"4111 11111"
    named[20:30] = b"4111 11111"
    for data in (
        bytes(behind), bytes(padded), bytes(named), whole + b"4111 1111", whole[:700], packed({"a.zip": make.zipped({"b.txt": "x"})}),
        packed({"a.bin": b"\0\1\2\3"}), packed({str(number): b"" for number in range(MOST_PARTS + 1)}, tarfile.USTAR_FORMAT),
        whole[:1024] + whole[:1024] + bytes(1024), packed({"a.tar": whole}), gzip.compress(gzip.compress(whole)),
    ):
        assert read(data).uninspected
