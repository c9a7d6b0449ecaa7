"""Requests, responses and the bytes of a response head."""

from __future__ import annotations

import asyncio

import pytest

from enclave.wire.message import Refused, Request, Response, date_line, plain_refusal, response_head

DATE = date_line(784111777)


def test_headers_are_looked_up_by_their_lower_case_name():
    request = Request("GET", "/", "", ((b"a", b"1"), (b"b", b"2"), (b"a", b"3")), b"", "", asyncio.Event())
    assert request.header(b"a") == b"1"
    assert request.header(b"c") is None
    assert request.all(b"a") == [b"1", b"3"]
    assert request.all(b"c") == []


def test_a_head():
    assert DATE == b"date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
    head = response_head(Response(404, ((b"a", b"b"),)), b"content-length: 3\r\n", True, DATE)
    assert head == b"HTTP/1.1 404 Not Found\r\na: b\r\n" + DATE + b"content-length: 3\r\nconnection: close\r\n\r\n"
    assert response_head(Response(299), b"", False, DATE) == b"HTTP/1.1 299 Unknown\r\n" + DATE + b"\r\n"


@pytest.mark.parametrize("header", [(b"a", b"b\nc: d"), (b"a\r\nb", b"c"), (b"a", b"b\r\n\r\nbody")])
def test_no_header_can_add_a_line(header):
    with pytest.raises(ValueError, match="line break"):
        response_head(Response(200, (header,)), b"", False, DATE)


def test_a_plain_refusal(run):
    response = run(lambda: plain_refusal(Refused(413, "too large", "", "", (), "")))
    assert (response.status, response.body) == (413, b"too large\n")
