from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from enclave.extract import read
from enclave.extract.content import MOST_PARTS


def test_every_member_and_every_name_is_read(make: Any) -> None:
    content = read(make.zipped({"a.txt": "one", "dir/jane.doe@example.com.csv": "two;three", "page.html": "<html><p>4<b>1</b>"}))
    said = [text for _, text in content.texts]
    assert {"one", "two;three", "41", "dir/jane.doe@example.com.csv"} <= {text.strip() for text in said}
    assert content.uninspected == []
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.comment = b"jane.doe@example.com"
        archive.writestr("a", "x")
    assert ("comment", "jane.doe@example.com") in read(data.getvalue()).texts


def test_bombs_nested_encrypted_and_ambiguous_archives_are_told(make: Any) -> None:
    plain = make.zipped({"a.txt": "x" * 50, "b.txt": "y"})
    encrypted = bytearray(plain)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[plain.index(mark) + at] |= 1
    twice = make.zipped({"a.txt": "x", "b.txt": "y"}).replace(b"b.txt", b"a.txt")
    gap = make.zipped({"a.txt": "x"}, zipfile.ZIP_STORED)
    hidden = gap + make.zipped({"b.txt": "y"}, zipfile.ZIP_STORED)
    for data in (
        make.zipped({"big.txt": b"0" * 40_000_000}), make.zipped({"big.txt": b"0" * 3_000_000}), bytes(encrypted), twice, hidden,
        make.zipped({"a.zip": make.zipped({"b.txt": "x"})}), make.zipped({"a.docx": make.word("x")}),
        make.zipped({str(number): "" for number in range(MOST_PARTS + 1)}), make.zipped({"a.txt": "x"}, zipfile.ZIP_LZMA),
        make.zipped({"a.bin": b"\0\1\2\3"}), make.zipped({"a.txt": "x"}).replace(b"PK\x01\x02", b"PK\x01\x03"),
    ):
        assert read(data).uninspected


@pytest.mark.parametrize("name", ["big.txt"])
def test_what_is_told_quotes_nothing(make: Any, name: str) -> None:
    for what in read(make.zipped({"jane.doe@example.com": b"\0\1", name: make.zipped({"x": "y"})})).uninspected:
        assert "jane" not in what


def test_what_stands_behind_an_archive_and_beside_its_members_is_told(make: Any) -> None:
    plain = make.zipped({"a.txt": "x"})
    assert read(plain).uninspected == []
    assert read(plain + b"4111 1111 1111 1111").uninspected == ["file: an archive with something behind its list of members"]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        entry = zipfile.ZipInfo("a.txt")
        entry.extra = b"\x99\x99" + len(b"x" * 300).to_bytes(2, "little") + b"x" * 300
        archive.writestr(entry, "x")
    assert read(data.getvalue()).uninspected == ["file: an archive with long notes on its members"]
    entry.extra = b"\x20\xa2" + (300).to_bytes(2, "little") + bytes(300)  # what Excel leaves free
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(entry, "x")
    assert read(data.getvalue()).uninspected == []
