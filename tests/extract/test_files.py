from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from enclave.extract import FORMATS, read

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


def test_each_format_is_told_by_what_it_is(make: Any) -> None:
    samples = {
        "pdf": make.pdf("x"), "office": make.word("x"), "archive": make.zipped({"a.txt": "x"}), "picture": PICTURE,
        "mail": b"From: a@b.example\r\nTo: c@d.example\r\n\r\nx", "html": b"<!DOCTYPE html><html><p>x</p>", "plain": b"x",
    }
    for wanted, data in samples.items():
        [first, *_] = [one.module.__name__.rpartition(".")[2] for one in FORMATS if one.module.is_it(data)]
        assert first == wanted
        content = read(data)
        assert bool(content.uninspected) is (wanted == "picture")


def test_a_file_that_is_not_what_it_is_said_to_be_is_not_looked_into(make: Any) -> None:
    for data, name, kind, good in (
        (make.pdf("x"), "a.pdf", "application/pdf", True), (make.pdf("x"), "A.PDF", "", True), (make.pdf("x"), "", "", True),
        (make.pdf("x"), "a.docx", "", False), (make.pdf("x"), "", "text/plain", False), (make.pdf("x"), "a.pdf", "image/png", False),
        (make.word("x"), "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", True),
        (make.word("x"), "a.zip", "", False), (make.zipped({"a": "x"}), "a.xlsx", "", False), (b"x", "a.pdf", "", False),
        (b"x", "a.csv", "text/csv", True), (b"x", "a.strange", "application/octet-stream", True), (b"x", "", "image/png", False),
        (b"x", "a.tar.Z", "", True), (b"x", "a.tar.gz", "", False), (b"x", "a.html", "text/html; charset=utf-8", True),
    ):
        assert (not read(data, name, kind).uninspected) is good, (data[:8], name, kind)


def test_text_that_is_said_to_be_a_page_is_read_as_one_too() -> None:
    for name, kind in (("a.html", ""), ("", "text/html; charset=utf-8")):
        assert "41111111" in [text for _, text in read(b"4111<b></b>1111", name, kind).texts]


def test_nothing_is_read_of_what_nobody_knows() -> None:
    for data in (b"", b"\0\1\2", b"\xff\xfe\xff", b"RIFF\0\0\0\0WAVEfmt ", b"\x7fELF" + bytes(20), b"caf\xe9", b"{\\rtf1 \x01}"):
        content = read(data)
        assert (content.texts == [] and len(content.uninspected) == 1) or data == b""


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300), st.sampled_from([b"%PDF-1.7\n", b"PK\x03\x04", b"From: a@b.c\nTo: x\n\n", b"<html>", PICTURE, b"\xef\xbb\xbf"])
)
def test_any_bytes_are_read_or_told(data: bytes, begin: bytes) -> None:
    content = read(begin + data)
    assert content.texts or content.uninspected or not data.strip()


@pytest.mark.parametrize("place", range(9))
def test_a_damaged_file_is_read_or_told(make: Any, place: int) -> None:
    for data in (make.pdf("word"), make.word("word"), make.zipped({"a.txt": "word"})):
        at = len(data) * place // 9
        for damaged in (data[:at], data[:at] + b"\xff" + data[at + 1 :], data[:at] + b"0" * 9 + data[at:]):
            content = read(damaged)
            assert content.uninspected or content.texts or not damaged
