"""Event Hubs: how the namespace is reached and signed in to. No server here speaks its SASL; the delivery is Kafka's."""

from __future__ import annotations

from typing import Any

import pytest
from azure.core.credentials import AccessToken

from enclave.audit.sinks.event_hubs import open_sink, signer
from enclave.errors import InputError


class Credential:
    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        return AccessToken(f"token for {scopes[0]}", 1234)


def test_signs_in_to_the_namespace_over_tls() -> None:
    sink = open_sink(namespace="contoso.servicebus.windows.net", hub="enclave-events", credential=Credential())
    settings = sink._settings
    assert settings["bootstrap.servers"] == "contoso.servicebus.windows.net:9093"
    assert (settings["security.protocol"], settings["sasl.mechanism"]) == ("SASL_SSL", "OAUTHBEARER")
    assert (settings["enable.idempotence"], settings["acks"]) == (True, "all")
    assert signer(Credential(), "https://contoso.servicebus.windows.net/.default")("") == (
        "token for https://contoso.servicebus.windows.net/.default", 1234.0,
    )


def test_settings_that_cannot_be() -> None:
    for namespace, hub in (
        ("contoso", "h"), ("contoso.servicebus.windows.net:9093", "h"), ("evil.example", "h"), ("contoso.servicebus.windows.net", "a/b"),
        ("contoso.servicebus.windows.net", ""),
    ):
        with pytest.raises(InputError):
            open_sink(namespace=namespace, hub=hub, credential=Credential())
