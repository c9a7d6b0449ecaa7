"""What a file may say of the console's registration."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from enclave.spec.sign_in import SignIn

APPLICATION = "00000000-0000-0000-0000-000000000008"


@pytest.mark.parametrize("address", ["https://console.example.com", "https://console", "https://console.example.com:8443", "http://localhost:8081"])
def test_addresses_that_a_registration_takes(address: str) -> None:
    told = SignIn.model_validate({"address": address, "application": APPLICATION})
    assert (told.address, told.credential) == (address, "none")


@pytest.mark.parametrize(
    "address",
    [
        "http://console.example.com", "https://console.example.com/", "https://console.example.com/x", "https://Console.example.com",
        "https://u@console.example.com", "https://console.example.com?x", "https://", "https://-a", "javascript:alert(1)",
        "https://a.example.com\nhttps://b.example.com", "http://localhost.example.com", "https://a..b", "https://a:0", "https://a:123456",
    ],
)  # fmt: skip
def test_and_others(address: str) -> None:
    with pytest.raises(ValidationError):
        SignIn.model_validate({"address": address, "application": APPLICATION})


@pytest.mark.parametrize("wrong", [{"application": None}, {"credential": "secret"}, {"client_secret": "x"}])
def test_it_takes_no_secret(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SignIn.model_validate({"address": "https://console", "application": APPLICATION, **wrong})
