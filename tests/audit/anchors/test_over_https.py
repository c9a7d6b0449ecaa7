"""Requests carry a token, and errors carry no content."""

from __future__ import annotations

import pytest
from azure.core.exceptions import ClientAuthenticationError

from enclave.audit.anchors.interface import AnchorUnavailable
from enclave.audit.anchors.over_https import Service, checked_address
from enclave.errors import InputError


def test_an_address(container) -> None:
    assert checked_address("https://host/path/", "x") == "https://host/path"
    assert checked_address(container.address, "x") == container.address
    for bad in ("http://host", "https://", "ftp://host", "https://host?sig=1", "https://host#x", "https://me@host"):
        with pytest.raises(InputError):
            checked_address(bad, "https://host")


def test_errors_have_a_code_and_no_body(container, credential) -> None:
    container.answer = lambda *_: (403, {}, b"<Error><Code>AuthorizationFailure</Code><Message>secret</Message></Error>")
    with pytest.raises(AnchorUnavailable) as caught:
        Service(container.address, "scope", credential).ask("GET", "/x")
    assert "403 `AuthorizationFailure`" in caught.value.message
    assert "secret" not in str(caught.value)
    assert credential.scopes == ["scope"]
    container.answer = lambda *_: (302, {"Location": "https://elsewhere.example.com"}, b"")
    with pytest.raises(AnchorUnavailable, match="302"):
        Service(container.address, "scope", credential).ask("GET", "/x")


def test_without_a_sign_in_or_a_server(container) -> None:
    class Nobody:
        def get_token(self, *_: str, **__: object) -> None:
            raise ClientAuthenticationError("tried secret things")

    with pytest.raises(AnchorUnavailable, match="cannot sign in") as caught:
        Service(container.address, "scope", Nobody()).ask("GET", "/x")
    assert "secret" not in str(caught.value)
    assert container.asked == []


def test_a_server_that_is_not_there(credential) -> None:
    with pytest.raises(AnchorUnavailable, match="cannot be reached"):
        Service("http://127.0.0.1:9", "scope", credential).ask("GET", "/x")


def test_no_netrc_takes_the_place_of_the_token(container, credential, tmp_path, monkeypatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    seen: list[str] = []
    container.answer = lambda method, path, query, headers, body: (seen.append(headers["Authorization"]), (200, {}, b""))[1]
    Service(container.address, "scope", credential).ask("GET", "/x")
    assert seen == ["Bearer a-token"]
