"""Event Hubs: the Kafka sink against a namespace's Kafka endpoint, signed in by azure-identity (`pip install secure-ai-enclave[kafka]`).

Source: learn.microsoft.com/azure/event-hubs/azure-event-hubs-apache-kafka-overview: port 9093, SASL_SSL, OAUTHBEARER; Standard and above.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from azure.identity import DefaultAzureCredential

from enclave.audit.sinks.kafka import Kafka, delivery
from enclave.errors import InputError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

PORT = 9093
_NAMESPACE = re.compile(r"[a-z][a-z0-9-]{4,48}[a-z0-9](\.servicebus\.(windows\.net|chinacloudapi\.cn|usgovcloudapi\.net))")
_HUB = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,254}[A-Za-z0-9])?")


def open_sink(*, namespace: str, hub: str, credential: TokenCredential | None = None) -> Kafka:
    """`namespace`: `name.servicebus.windows.net`; `hub`: the event hub in it. Raises InputError."""
    if not _NAMESPACE.fullmatch(namespace):
        raise InputError(f"`{namespace}` is not the host of an Event Hubs namespace", hint="`contoso.servicebus.windows.net`")
    if not _HUB.fullmatch(hub):
        raise InputError(f"`{hub}` is not the name of an event hub")
    return Kafka(
        delivery([f"{namespace}:{PORT}"])
        | {
            "security.protocol": "SASL_SSL", "sasl.mechanism": "OAUTHBEARER",
            "oauth_cb": signer(credential or DefaultAzureCredential(), f"https://{namespace}/.default"),
        },
        hub,
    )


def signer(credential: TokenCredential, scope: str) -> Callable[[str], tuple[str, float]]:
    """What librdkafka asks for a token and the second at which it ends."""

    def sign(_: str) -> tuple[str, float]:
        token = credential.get_token(scope)
        return token.token, float(token.expires_on)

    return sign
