"""Posting to an endpoint: one connection that is kept, and what each answer means."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests

from enclave.audit.sinks.interface import Refused, Unavailable
from enclave.errors import InputError

CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0
MOST_SECONDS = 3600.0
"""An endpoint that asks to be left alone for longer is asked again after that."""
MOST_ANSWER = 2**20
"""Bytes of an answer that are read."""
REFUSED = frozenset({400, 413, 415, 422})
"""The records are not what the endpoint takes. Every other answer is about us, or the endpoint."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_CODE = re.compile(rb'"code"\s*:\s*"([A-Za-z0-9_.]{1,60})"')


def checked_url(url: str) -> str:
    """An endpoint over https; plain http is for this machine alone. Raises InputError."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        raise InputError(f"`{url}` is not the address of an endpoint", hint="write `https://host` or `https://host/path`")
    if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in _LOOPBACK):
        raise InputError(f"`{url}` is not https", hint="plain http is for this machine only")
    return url.rstrip("/")


class Endpoint:
    """One address to post to."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "secure-ai-enclave"

    def post(self, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Send a body, gzipped; returns that of the answer. Raises Unavailable or Refused."""
        try:
            with self._session.post(
                self._url, data=gzip.compress(body, 5), headers={**headers, "Content-Encoding": "gzip"}, auth=_as_they_are,
                timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False, stream=True,
            ) as answer:
                content = _content(answer)
        except requests.RequestException as error:
            # what the library says of it may hold headers and addresses with parameters
            raise Unavailable(f"the endpoint cannot be reached ({type(error).__name__})", self._url) from None
        if 200 <= answer.status_code < 300:
            return content
        code = _CODE.search(content[:4096])
        told = f"the endpoint answered {answer.status_code}" + (f" `{code[1].decode()}`" if code else "")
        if answer.status_code in REFUSED:
            raise Refused(told, self._url)
        hints = {401: "its token is not accepted", 403: "the sender lacks a role", 404: "see the address, the rule and the stream"}
        raise Unavailable(told, self._url, hints.get(answer.status_code, ""), seconds=_left_alone(answer.headers.get("Retry-After", "")))

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()


def _as_they_are(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Our headers. Without this the library puts a password of a `.netrc` file in the place of the token."""
    return request


def _content(answer: requests.Response) -> bytes:
    """What is answered, up to a length and a time: an answer without an end is not waited for."""
    found, end = b"", time.monotonic() + READ_SECONDS
    for part in answer.iter_content(2**14):
        found += part
        if len(found) > MOST_ANSWER or time.monotonic() > end:
            break
    return found


def _left_alone(header: str) -> float:
    """Seconds of a Retry-After: a number, or a date."""
    if header.strip().isdigit():
        return min(float(header), MOST_SECONDS)
    try:
        seconds = (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):  # none, or a date without a zone
        return 0.0
    return min(max(seconds, 0.0), MOST_SECONDS)
