from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from enclave.extract import read
from enclave.extract.content import MOST_BYTES

TEXT = b"name,mail\njane,jane.doe@example.com\n"


@pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "x.csv.gz"), (bz2.compress, "x.csv.bz2"), (lzma.compress, "x.csv.xz")])
def test_what_is_packed_is_read(pack: Callable[[bytes], bytes], name: str) -> None:
    for given in (name, ""):
        content = read(pack(TEXT), given)
        assert content.texts == [("file, unpacked", TEXT.decode())]
        assert content.uninspected == []
    assert read(pack(TEXT) + pack(b"more"), name).texts == [("file, unpacked", TEXT.decode() + "more")]


def test_what_is_in_it_is_read_as_what_it_is(make: Any) -> None:
    assert "41" in [text.strip() for _, text in read(gzip.compress(b"<html><p>4<b>1</b>")).texts]
    assert read(gzip.compress(make.zipped({"a.txt": "x"}))).uninspected
    assert read(gzip.compress(gzip.compress(TEXT))).uninspected == ["file: a file in the file"]
    assert read(gzip.compress(b"\0\1\2\3")).uninspected
    assert read(make.zipped({"a.csv.gz": gzip.compress(TEXT)})).uninspected


def packed(flags: int, notes: bytes) -> bytes:
    body = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return (
        b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + notes + body.compress(TEXT) + body.flush()
        + zlib.crc32(TEXT).to_bytes(4, "little") + len(TEXT).to_bytes(4, "little")
    )


def test_names_and_comments_are_texts() -> None:
    said = read(packed(8 | 16, b"jane.doe@example.com.csv\0of 4111111111111111\0"))
    assert [text for _, text in said.texts] == ["jane.doe@example.com.csv", "of 4111111111111111", TEXT.decode()]
    assert said.uninspected == []
    assert read(packed(4, b"\4\0jane")).uninspected == ["file: a packed file with notes for programs"]


def test_bombs_and_broken_ones_are_told() -> None:
    whole = gzip.compress(TEXT)
    for data in (
        gzip.compress(bytes(MOST_BYTES + 1)), *(pack(b"0" * 3_000_000) for pack in (gzip.compress, bz2.compress, lzma.compress)),
        whole[:-1], whole[:-9], whole[:12], whole[:5], whole[:-8] + b"12345678", whole + b"4111 1111 1111 1111",
        bz2.compress(TEXT)[:-1], lzma.compress(TEXT)[:-1], b"\x1f\x8b\x08", packed(16, b"no end"),
    ):
        content = read(data)
        assert content.uninspected
        assert not any("jane" in what for what in content.uninspected)


def test_what_says_that_it_is_packed_and_is_not() -> None:
    assert read(TEXT, "x.csv.gz").uninspected == ["file: not what its name or its type says"]
    assert read(gzip.compress(TEXT), "x.pdf").uninspected == ["file: not what its name or its type says"]
