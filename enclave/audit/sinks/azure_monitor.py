"""Azure Monitor: rows to a data collection rule by the Logs Ingestion API, which brings them into `EnclaveEvents_CL`.

Sources: learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview and service-limits (1 MB a call, 12,000 calls and 2 GB
a minute for each rule; 429 with Retry-After above).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from azure.core.exceptions import AzureError
from azure.identity import DefaultAzureCredential

from enclave.audit.sinks.interface import Limits, Unavailable
from enclave.audit.sinks.over_http import Endpoint, checked_url
from enclave.audit.sinks.rows import encode_row
from enclave.errors import InputError

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

STREAM = "Custom-EnclaveEvents"
"""As `compose/events_table.py` declares it."""
SCOPE = "https://monitor.azure.com/.default"
"""Of the public cloud."""
API_VERSION = "2023-01-01"
MOST_BYTES = 1_000_000
"""Of one call, before and after compression; the rule counts 2**20."""

_RULE = re.compile(r"dcr-[0-9a-f]{32}")
_STREAM = re.compile(r"(Custom|Microsoft)-[A-Za-z0-9_]{1,100}")


class AzureMonitor:
    """One stream of one rule."""

    limits = Limits(2000, MOST_BYTES)

    def __init__(self, endpoint: Endpoint, credential: TokenCredential, scope: str) -> None:
        self._endpoint, self._credential, self._scope = endpoint, credential, scope

    def encode(self, number: int, event: bytes) -> bytes:
        """A row."""
        return encode_row(number, event)

    def send(self, records: Sequence[bytes]) -> int:
        """Post an array of rows."""
        try:
            token = self._credential.get_token(self._scope).token
        except AzureError as error:
            raise Unavailable(f"no token ({type(error).__name__})", self._scope, "sign in, or give it an identity") from None
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._endpoint.post(b"[" + b",".join(records) + b"]", headers)
        return 0

    def close(self) -> None:
        """Let go of the connection."""
        self._endpoint.close()


def open_sink(
    *, endpoint: str, rule: str, stream: str = STREAM, scope: str = SCOPE, credential: TokenCredential | None = None
) -> AzureMonitor:
    """`endpoint`: of the data collection endpoint or of the rule; `rule`: its immutable id, `dcr-...`. Raises InputError."""
    if not _RULE.fullmatch(rule):
        raise InputError(f"`{rule}` is not the immutable id of a data collection rule", hint="its JSON view shows it, `dcr-...`")
    if not _STREAM.fullmatch(stream):
        raise InputError(f"`{stream}` is not the name of a stream", hint=f"`{STREAM}`, as the rule declares it")
    url = f"{checked_url(endpoint)}/dataCollectionRules/{rule}/streams/{stream}?api-version={API_VERSION}"
    return AzureMonitor(Endpoint(url), credential or DefaultAzureCredential(), scope)
