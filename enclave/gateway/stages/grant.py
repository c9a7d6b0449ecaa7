"""Whether the project that was found has the surface, and lets pass what nobody looks into where the answer has that."""

from __future__ import annotations

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.permit import allows, refused, surface


async def run(exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
    """Refuses before anything is paid for that could not go back."""
    if exchange.rules is None:
        raise ValueError("grant before access")
    name = surface(exchange)
    if not allows(exchange.rules, name):
        return refused("grant", name, exchange.rules.name)
    if exchange.call is not None and exchange.call.unseen and exchange.rules.policy.refuse_uninspected:
        message = "the answer would be a picture, and policy lets no content pass that cannot be looked into (`dlp.uninspected`)"
        return Refusal("grant", 400, "unsupported_content", message)
    return exchange


STAGE = Stage("grant", "whether the project has the surface", run)
