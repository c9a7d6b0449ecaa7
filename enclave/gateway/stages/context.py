"""How long the conversation is that the request goes on from: as the provider counted, where only a bound is known."""

from __future__ import annotations

from urllib.parse import quote

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.stored import fetch
from enclave.gateway.surfaces import responses
from enclave.ledger.prices import UsageError


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Makes `context` smaller where it can be. Where the model service does not say, the bound stays."""
    stored = exchange.stored
    if stored is None or stored.is_counted:
        return exchange
    answer = await fetch(exchange, runtime, "GET", f"{responses.TARGET.decode()}/{quote(stored.id, safe='')}")
    if isinstance(answer, Refusal):
        return answer
    try:
        usage = responses.read_usage(answer)
    except UsageError:
        usage = None
    if usage is not None:
        exchange.context += min(usage.prompt + usage.completion, stored.tokens) - stored.tokens
    return exchange


STAGE = Stage("context", "how long the conversation is that it goes on from", run)
