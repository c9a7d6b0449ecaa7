"""Posting spans and alerts to an endpoint: one connection that is kept, and what each answer means."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

from enclave.errors import EnclaveError
from enclave.telemetry.spans import ExportRefused

SECONDS = (5.0, 10.0)
"""To connect, and to answer."""
REFUSED = frozenset({400, 413, 415, 422})


class Endpoint:
    """One address to post to. It never follows redirects."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._host = urlsplit(url).hostname or ""
        """All that is told of the address: the rest may be a secret."""
        self._session = requests.Session()
        self._session.headers["User-Agent"] = "secure-ai-enclave"

    def post(self, body: bytes, headers: Mapping[str, str], *, is_plain: bool = False) -> bytes:
        """Send a body, gzipped unless it is to be plain; returns that of the answer.

        Raises EnclaveError, and ExportRefused when it is of no use to try again.
        """
        told = {**headers, "Content-Type": "application/json", **({} if is_plain else {"Content-Encoding": "gzip"})}
        data = body if is_plain else gzip.compress(body, 1)
        try:
            answer = self._session.post(self._url, data=data, headers=told, timeout=SECONDS, allow_redirects=False)
        except requests.RequestException as error:
            # what the library says of it may hold headers
            raise EnclaveError(f"the endpoint cannot be reached ({type(error).__name__})", self._host) from None
        if 200 <= answer.status_code < 300:
            return answer.content
        kind = ExportRefused if answer.status_code in REFUSED else EnclaveError
        raise kind(f"the endpoint answered {answer.status_code}", self._host)

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()
