"""Texts that hold others: the values of Kusto's pages, and what Python's own libraries make of the same."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import random
import zlib

import pytest

from enclave.audit.query import query
from enclave.audit.query_packed import MOST_BYTES, from_gzip, from_zlib, parse_csv
from enclave.audit.query_texts import NotSaidError


def test_a_record_of_values_as_documented() -> None:
    assert parse_csv('aa,"b,b,b",cc,"Escaping quotes: ""Title""","line1\nline2"') == [
        "aa", "b,b,b", "cc", 'Escaping quotes: "Title"', "line1\nline2",
    ]  # fmt: skip
    assert parse_csv("record1,a,b,c\nrecord2,x,y,z") == parse_csv("record1,a,b,c\r\n") == ["record1", "a", "b", "c"]
    assert [parse_csv(","), parse_csv("a,,b"), parse_csv('""')] == [["", ""], ["a", "", "b"], [""]]


def test_records_are_those_that_a_writer_wrote() -> None:
    chance = random.Random(3)
    for _ in range(300):
        values = ["".join(chance.choices('ab ,"\nä', k=chance.randrange(5))) for _ in range(chance.randrange(2, 5))]
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerow(values)
        assert parse_csv(written.getvalue()) == values


@pytest.mark.parametrize("text", ["", 'a"b', '"a"b', '"a', "a\rb", '"' + '""' * 100_000 + "a"])
def test_what_no_page_explains_is_refused(text: str) -> None:
    with pytest.raises(NotSaidError):
        parse_csv(text)


def test_what_was_pressed_as_documented() -> None:
    assert from_gzip("H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA==") == "1234567890qwertyuiop"
    assert from_zlib("eJwLSS0uUSguKcrMS1cwNDIGACxqBQ4=") == "Test string 123"
    assert {from_gzip("x0x0x0"), from_zlib("x0x0x0"), from_gzip(""), from_zlib("ä"), from_zlib("eJwLSS0u")} == {""}
    whole = gzip.compress("grün".encode(), mtime=0)
    assert from_gzip(base64.b64encode(whole).decode()) == "grün"
    named = whole[:3] + b"\x08" + whole[4:10] + b"name\0" + whole[10:]
    assert from_gzip(base64.b64encode(named).decode()) == "", "parts of the head that may be there are not supported there either"
    assert from_zlib(base64.b64encode(zlib.compress(b"\xff")).decode()) == ""


def test_what_grows_without_end_is_refused() -> None:
    assert len(from_zlib(base64.b64encode(zlib.compress(bytes(MOST_BYTES - 1))).decode())) == MOST_BYTES - 1
    with pytest.raises(NotSaidError):
        from_zlib(base64.b64encode(zlib.compress(bytes(64 * MOST_BYTES))).decode())


def test_queries_call_them() -> None:
    kql = 'datatable(t:string)["a,b,c,d", "a,b"] | where array_length(parse_csv(t)) > 3 | project parse_csv(t)[2]'
    assert query(None, kql).rows == [("c",)]
    packed = base64.b64encode(gzip.compress(b"hidden command", mtime=0)).decode()
    assert query(None, f'print x = gzip_decompress_from_base64_string("{packed}")').rows == [("hidden command",)]
