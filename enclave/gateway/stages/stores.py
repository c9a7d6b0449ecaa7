"""A vector store, and what is in it: asked for where it is kept, and scanned like an answer."""

from __future__ import annotations

from urllib.parse import quote

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.surfaces.call import BadCallError
from enclave.gateway.vector_stores import OPERATIONS
from enclave.ledger.prices import UnknownPriceError


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `answer`."""
    rules, target = exchange.rules, exchange.target
    if rules is None or target is None:
        raise ValueError("stores before residency")
    if rules.policy.content_safety:
        message = "policy has Content Safety asked about every text, which is not done for vector stores"
        return Refusal("stores", 403, "surface_not_allowed", message)
    one = OPERATIONS[exchange.operation]
    path = "/" + one.route
    for kept in (exchange.kept, exchange.member):
        if kept is not None:
            path = path.replace("*", quote(kept.id, safe=""), 1)
    try:
        refusal = await one.run(exchange, runtime, path)
    except BadCallError as error:
        return Refusal("stores", 400, error.code, error.message, error.param)
    except UnknownPriceError as error:
        return Refusal("stores", 403, "price_unknown", error.message)
    if refusal is None and exchange.reserved:
        exchange.settled = exchange.reserved
    return refusal or exchange


STAGE = Stage("stores", "a vector store, and what is in it", run)
