"""Tokens as passwords."""

from __future__ import annotations

import time
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from redis.exceptions import AuthenticationError

from enclave.ledger.entra import SCOPE, EntraSignIn
from enclave.ledger.redis import RedisStore, Server


class Credential:
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.asked: list[str] = []

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.asked += scopes
        if self.seconds < 0:
            raise ClientAuthenticationError("a detail")
        return AccessToken(f"token-{len(self.asked)}", int(time.time() + self.seconds))


def test_a_token_is_the_password_and_a_connection_ends_before_it() -> None:
    long, short = EntraSignIn("object-id", Credential(3600)), EntraSignIn("object-id", Credential(100))
    assert not long.ends
    assert long.get_credentials() == ("object-id", "token-1")
    short.get_credentials()
    assert (long.ends, short.ends) == (False, True)


def test_without_a_token_nothing_of_what_the_library_says_is_told() -> None:
    with pytest.raises(AuthenticationError) as caught:
        EntraSignIn("object-id", Credential(-1)).get_credentials()
    assert "a detail" not in str(caught.value)


def test_the_store_signs_in_with_it_and_anew_when_it_ends() -> None:
    credential = Credential(3600)
    store = RedisStore(Server("rediss://127.0.0.1:9", sign_in=EntraSignIn("object-id", credential)), "contoso")
    options = store._settings()
    assert options["credential_provider"].get_credentials() == ("object-id", "token-1")
    assert credential.asked == [SCOPE]

    class Held:
        class connection_pool:
            @staticmethod
            def disconnect() -> None:
                pass

    store._client = Held()
    assert store._connected().__class__ is Held
    credential.seconds = 10
    options["credential_provider"].get_credentials()
    with pytest.raises(Exception, match=r"cannot be reached|connect|refused|redis"):
        store._connected()
    assert store._client is None
