"""What an answer means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from enclave.audit.sinks.interface import Refused, Unavailable
from enclave.audit.sinks.over_http import MOST_SECONDS, Endpoint, checked_url
from enclave.errors import InputError


def test_only_what_is_about_the_records_is_a_refusal(endpoint: Any) -> None:
    at = Endpoint(endpoint.url + "/path")
    for status in (200, 202, 204):
        endpoint.answers = [(status, {}, b"")]
        at.post(b"x", {})
    for status in (400, 413, 415, 422):
        endpoint.answers = [(status, {}, b'{"error":{"code":"InvalidRecord","message":"what was sent"}}')]
        with pytest.raises(Refused, match="`InvalidRecord`") as caught:
            at.post(b"x", {})
        assert "what was sent" not in str(caught.value)
    for status in (301, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504):
        endpoint.answers = [(status, {}, b"<html>")]
        with pytest.raises(Unavailable, match=str(status)):
            at.post(b"x", {"Authorization": "Bearer secret"})
    assert endpoint.bodies == [b"x"] * 3


def test_waits_as_long_as_it_is_asked_to_but_not_for_ever(endpoint: Any) -> None:
    at, told = Endpoint(endpoint.url), []
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    for header in ("30", "999999", soon, "-3", "soon", ""):
        endpoint.answers = [(503, {"Retry-After": header}, b"")]
        with pytest.raises(Unavailable) as caught:
            at.post(b"x", {})
        told.append(caught.value.seconds)
    assert told[:2] == [30, MOST_SECONDS]
    assert 60 < told[2] <= 100
    assert told[3:] == [0, 0, 0]


def test_an_endpoint_that_is_away_tells_no_headers(endpoint: Any) -> None:
    endpoint.stop()
    with pytest.raises(Unavailable, match="cannot be reached") as caught:
        Endpoint(endpoint.url).post(b"x", {"Authorization": "Bearer secret"})
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_addresses() -> None:
    assert checked_url("https://a.example/b/") == "https://a.example/b"
    assert checked_url("http://[::1]:8080") == "http://[::1]:8080"
    for wrong in ("http://a.example", "ftp://a.example", "https://", "a.example", "https://u@a.example", "https://a.example#f"):
        with pytest.raises(InputError):
            checked_url(wrong)
