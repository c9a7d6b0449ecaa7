"""Asks Microsoft Graph which of the file's groups a caller is in, when a token had no room for them. What cannot be asked is not known.

learn.microsoft.com/graph/api/directoryobject-checkmembergroups: transitive, 20 groups at once; the gateway's identity needs the application
permissions User.Read.All and GroupMember.Read.All.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

import msgspec

from enclave.errors import EnclaveError
from enclave.gateway.bearer import Bearer
from enclave.wire.client import Client, UpstreamError

GRAPH = "https://graph.microsoft.com"
GRAPHS: Mapping[str, str] = MappingProxyType(
    {
        "https://login.microsoftonline.us": "https://graph.microsoft.us",
        "https://login.partner.microsoftonline.cn": "https://microsoftgraph.chinacloudapi.cn",
        "https://login.chinacloudapi.cn": "https://microsoftgraph.chinacloudapi.cn",
    }
)
"""Microsoft Graph of other clouds, by who signs in there (Microsoft Learn, `National cloud deployments`, 2026-11)."""
AT_ONCE = 20
KEPT_SECONDS = 300.0
"""How long an answer holds: who leaves a group is let in for no longer."""
SECONDS = 5.0
MAX_ANSWER = 256 * 1024


class GroupsUnknownError(EnclaveError):
    """Nobody can tell which groups a caller is in."""


class _Answer(msgspec.Struct):
    value: list[str]


class GroupLookup:
    """The groups that the file names, asked about one caller. Make it on the event loop that uses it."""

    def __init__(self, groups: Iterable[str], bearer: Bearer, url: str = GRAPH, tls: ssl.SSLContext | None = None) -> None:
        """`groups`: object ids in lower case."""
        self._groups = sorted({*groups})
        self._bearer = bearer
        self._client = Client(url, read_seconds=SECONDS, total_seconds=SECONDS, tls=tls)

    async def of(self, caller: str) -> frozenset[str]:
        """Which of the groups a user is in, by its object id. Raises GroupsUnknownError."""
        try:
            user = UUID(caller)
        except ValueError:
            raise GroupsUnknownError("the token's `oid` is no object id") from None
        parts = [self._groups[start : start + AT_ONCE] for start in range(0, len(self._groups), AT_ONCE)]
        try:
            async with asyncio.timeout(2 * SECONDS):
                return frozenset().union(*[await self._ask(user, part) for part in parts])
        except TimeoutError:
            raise GroupsUnknownError("Microsoft Graph did not answer in time") from None

    async def close(self) -> None:
        """Cut every connection."""
        await self._client.close()
        await self._bearer.close()

    async def _ask(self, user: UUID, groups: list[str]) -> frozenset[str]:
        authorization = await self._bearer.authorization()
        headers = ((b"content-type", b"application/json"), (b"accept", b"application/json"), (b"authorization", authorization))
        body = msgspec.json.encode({"groupIds": groups})
        try:
            response = await self._client.request("POST", b"/v1.0/users/%b/checkMemberGroups" % str(user).encode(), headers, body)
            data = await response.read(MAX_ANSWER)
        except UpstreamError as error:
            raise GroupsUnknownError(f"Microsoft Graph: {error.message}") from error
        if response.status == 401:
            self._bearer.reject(authorization)
        if response.status != 200:
            raise GroupsUnknownError(f"Microsoft Graph answered with status {response.status}")
        try:
            found = msgspec.json.decode(data, type=_Answer).value
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise GroupsUnknownError("Microsoft Graph's answer cannot be read") from None
        return frozenset(one.lower() for one in found) & frozenset(groups)
