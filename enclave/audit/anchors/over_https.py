"""Requests to one service of Azure, signed in with a token; what it answers becomes AnchorUnavailable, without content."""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from azure.core.credentials import TokenCredential
from azure.core.exceptions import AzureError
from azure.identity import DefaultAzureCredential
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from enclave.audit.anchors.interface import AnchorUnavailable
from enclave.errors import InputError

TIMEOUT = (5.0, 30.0)
"""Seconds to connect, and without a byte of the answer."""
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_CODE = re.compile(rb'<Code>([A-Za-z]{1,60})</Code>|"code"\s*:\s*"([A-Za-z0-9_.]{1,60})"')


def checked_address(address: str, form: str) -> str:
    """An address over https without a secret in it; plain http is for this machine alone. Raises InputError."""
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not is_safe or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise InputError(f"`{address}` is not an address for an anchor", hint=f"write `{form}`; no key and no signature belongs into it")
    return address.rstrip("/")


class _Pinned(HTTPAdapter):
    """Believes one certificate."""

    def __init__(self, certificate: str) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.load_verify_locations(cadata=certificate)
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        """The pool, with our context."""
        super().init_poolmanager(*arguments, **named, ssl_context=self._context)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """The context has it already."""


class _Bearer(AuthBase):
    """A token, which no `.netrc` of the machine takes the place of."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Service:
    """One base address."""

    def __init__(self, address: str, scope: str, credential: TokenCredential | None = None, certificate: str = "") -> None:
        """`certificate`, as PEM, is the only one that the service may show; without it, those that the system trusts count."""
        self.address = address
        self._scope = scope
        # azure-identity prints every credential that it tries
        logging.getLogger("azure").setLevel(logging.CRITICAL)
        self._credential: TokenCredential = credential or DefaultAzureCredential()
        self._session = requests.Session()
        if certificate:
            self._session.mount("https://", _Pinned(certificate))

    def ask(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None,
        body: bytes = b"", expected: tuple[int, ...] = (200,),
    ) -> requests.Response:  # fmt: skip
        """The answer, when its status is expected."""
        try:
            token = self._credential.get_token(self._scope).token
        except AzureError as error:
            # the library's text lists every credential that was tried, and may quote answers
            raise AnchorUnavailable(f"cannot sign in ({type(error).__name__})", self.address, "see `az login`, or the identity") from None
        try:
            answer = self._session.request(
                method, f"{self.address}{path}", params=params, data=body or None, timeout=TIMEOUT, allow_redirects=False,
                headers=headers, auth=_Bearer(token),
            )
        except requests.RequestException as error:
            raise AnchorUnavailable(f"the anchor cannot be reached ({type(error).__name__})", self.address) from None
        if answer.status_code not in expected:
            code = _CODE.search(answer.content[:4096])
            said = f" `{(code[1] or code[2]).decode()}`" if code else ""
            hint = "the identity lacks a role there" if answer.status_code in (401, 403) else ""
            raise AnchorUnavailable(f"the anchor answered {answer.status_code}{said}", self.address, hint)
        return answer

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()
