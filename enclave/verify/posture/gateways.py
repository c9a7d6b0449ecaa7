"""What an application gateway takes in the clear: listeners without TLS that do more than send callers to one that has it."""

from __future__ import annotations

from enclave.graph.body import items, last_segment, link, text
from enclave.graph.model import Resource

TYPE = "microsoft.network/applicationgateways"


def plain_listeners(gateway: Resource) -> tuple[str, ...]:
    """Names of listeners that take requests without TLS and pass them on. Raises `Undecided`."""
    plain = {
        text(part, "name").lower() for part in items(gateway.body, "properties.httpListeners")
        if text(part, "properties.protocol").lower() == "http"
    }
    served = {
        last_segment(link(rule, "properties.httpListener") or "").lower(): None
        for rule in items(gateway.body, "properties.requestRoutingRules")
        if link(rule, "properties.redirectConfiguration") is None
    }
    return tuple(name for name in served if name in plain)
