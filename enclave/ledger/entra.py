"""Signing in to Azure Managed Redis by Microsoft Entra: the user is the object id of an identity, the password a token of it.

Source: learn.microsoft.com/azure/redis/entra-for-authentication. The server ends a connection when its token does, so that one is made
anew before.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from azure.core.exceptions import AzureError
from redis.credentials import CredentialProvider
from redis.exceptions import AuthenticationError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

SCOPE = "https://redis.azure.com/.default"
EARLY_SECONDS = 300.0
"""How long before its token ends a connection is made anew."""


class EntraSignIn(CredentialProvider):
    """User and password of the next connection."""

    def __init__(self, user: str, credential: TokenCredential) -> None:
        self._user, self._credential = user, credential
        self._end = float("inf")

    def get_credentials(self) -> tuple[str, str]:
        """The user and a token. Raises AuthenticationError."""
        try:
            token = self._credential.get_token(SCOPE)
        except AzureError as error:
            raise AuthenticationError(f"no token for redis ({type(error).__name__})") from None
        self._end = float(token.expires_on)
        return self._user, token.token

    @property
    def ends(self) -> bool:
        """Whether the token of the last connection ends soon."""
        return time.time() > self._end - EARLY_SECONDS
