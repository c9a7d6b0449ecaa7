"""Microsoft Entra ID as the issuer of callers' tokens: whose it trusts, and its keys, got by OpenID discovery and kept fresh.

learn.microsoft.com/entra/identity-platform/access-tokens (issuers of v1 and v2 tokens, roll-over of keys), read 2026-11.
"""

from __future__ import annotations

import asyncio
import os
import random
import ssl
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import msgspec

from enclave.errors import EnclaveError
from enclave.gateway.keys import Key, read_keys
from enclave.gateway.tokens import Trust
from enclave.spec.models import Spec
from enclave.wire.client import Client

AUTHORITY = "https://login.microsoftonline.com"
STS = "https://sts.windows.net"
"""Names itself in v1 tokens, but for China's."""
CHINA: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("https://login.partner.microsoftonline.cn", "https://login.chinacloudapi.cn"), "https://sts.chinacloudapi.cn")
)
"""What names itself in v1 tokens there, by who signs in (Microsoft Q&A 1190472, `token issuers for the sovereign clouds`, read 2026-11)."""
UNKNOWN_SECONDS = 60.0
"""An unknown key id makes the keys be asked for again, but not more often than this."""
EVERY_SECONDS = 3600.0
KEPT_SECONDS = 24 * 3600.0
"""How long keys are trusted that could not be asked for again."""
MOST_BYTES = 1_000_000


class KeysUnavailableError(EnclaveError):
    """Nobody can tell whether a token is good."""


def authority(environment: Mapping[str, str] = os.environ) -> str:
    """Who signs in: Entra ID of the public cloud, or what `AZURE_AUTHORITY_HOST` names, as for azure-identity."""
    host = environment.get("AZURE_AUTHORITY_HOST", "").rstrip("/")
    return host if host.startswith("https://") or not host else f"https://{host}"


def entra(spec: Spec, host: str = "", tls: ssl.SSLContext | None = None) -> dict[str, Trust]:
    """Both issuers of the file's tenant. v1 tokens name the application by its URI, v2 tokens by its client id."""
    identity = spec.identity
    tenant = str(identity.tenant)
    base = host or AUTHORITY
    keys = EntraKeys(base, tenant, tls)
    audiences = (identity.audience, *((str(identity.application),) if identity.application is not None else ()))
    trust = Trust(keys, audiences, tenant, directory=True)
    return {f"{base}/{tenant}/v2.0": trust, f"{CHINA.get(base, STS)}/{tenant}/": trust}


class EntraKeys:
    """The keys of one tenant. `clock` gives seconds that never go back."""

    def __init__(
        self, host: str, tenant: str, tls: ssl.SSLContext | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.version = 0
        self._issuer = f"{host}/{tenant}/v2.0"
        self._host = host
        self._tls = tls
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._got: float | None = None
        self._asked: float | None = None
        self._failure: EnclaveError | None = None
        self._lock = asyncio.Lock()

    def find(self, kid: str) -> Key | None:
        """A key that was listed within the last day."""
        if self._got is None or self._clock() - self._got >= KEPT_SECONDS:
            return None
        return self._keys.get(kid)

    async def look(self, kid: str) -> None:
        """Ask for the keys, unless that was just done. Raises KeysUnavailableError while they cannot be had."""
        async with self._lock:
            if self.find(kid) is None and (self._asked is None or self._clock() - self._asked >= UNKNOWN_SECONDS):
                await self._ask()
        if self._failure is not None and self.find(kid) is None:
            raise KeysUnavailableError(f"the keys of Microsoft Entra ID cannot be had: {self._failure.message}")

    async def watch(self) -> None:
        """Ask every hour, so that a key that is taken out stops being trusted, and at once after a failure that left none."""
        while True:
            await asyncio.sleep(EVERY_SECONDS * random.uniform(0.9, 1.1))  # noqa: S311  so that not all gateways ask at once
            if self._got is not None:
                async with self._lock:
                    await self._ask()

    async def _ask(self) -> None:
        self._asked = self._clock()
        try:
            discovery = _document(await self._get(f"{self._issuer}/.well-known/openid-configuration"))
            if discovery.get("issuer") != self._issuer:
                raise KeysUnavailableError("its discovery document names another issuer")
            keys = read_keys(await self._get(self._trusted(discovery.get("jwks_uri"))))
            if not keys:
                raise KeysUnavailableError("it lists no key that can be used")
        except (EnclaveError, ValueError) as error:
            self._failure = error if isinstance(error, EnclaveError) else KeysUnavailableError("its answer cannot be read")
            return
        self._failure = None
        self._got = self._clock()
        if keys.keys() != self._keys.keys():
            self._keys = keys
            self.version += 1

    def _trusted(self, url: object) -> str:
        """The address of the keys, if it is the issuer's own."""
        parts, own = urlsplit(str(url)), urlsplit(self._host)
        if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
            raise KeysUnavailableError("its discovery document sends elsewhere for the keys")
        return str(url)

    async def _get(self, url: str) -> bytes:
        parts = urlsplit(url)
        client = Client(
            f"{parts.scheme}://{parts.netloc}", connect_seconds=5.0, read_seconds=5.0, total_seconds=10.0, max_connections=1, tls=self._tls
        )
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            response = await client.request("GET", target.encode(), ((b"accept", b"application/json"), (b"accept-encoding", b"identity")))
            if response.status != 200:
                raise KeysUnavailableError(f"it answered with status {response.status}")
            return await response.read(MOST_BYTES)
        finally:
            await client.close()


def _document(data: bytes) -> dict[str, Any]:
    return msgspec.json.decode(data, type=dict[str, Any])
