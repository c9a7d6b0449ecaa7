"""What the request says: every text is scanned; values that policy hides are replaced, values that it blocks end the call."""

from __future__ import annotations

import asyncio

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.guard import Examined
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.strict_json import KNOWN_KEYS, Field, JsonObject

LARGE_BYTES = 256 * 1024
"""A larger body is scanned in a thread, so that nobody else waits for it."""


async def run(exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
    """Redacts `body` in place."""
    if exchange.rules is None:
        raise ValueError("dlp before access")
    guard = exchange.rules.guard
    if len(exchange.request.body) < LARGE_BYTES:
        examined = guard.examine(exchange.fields)
    else:
        examined = await asyncio.to_thread(guard.examine, exchange.fields)
    exchange.verdicts.append(examined.verdict("dlp"))
    exchange.redactions += examined.redactions
    if examined.blocked:
        return _blocked(examined, exchange.body)
    return exchange


def _blocked(examined: Examined, body: JsonObject) -> Refusal:
    entities = sorted({entity for _, entity in examined.blocked})
    param = _place(examined.blocked[0][0], body)
    found = " and ".join(f"`{entity}`" for entity in entities)
    return Refusal("dlp", 400, "content_filter", f"the request was blocked: policy does not let {found} pass", param)


def _place(field: Field, body: JsonObject) -> str:
    """Where a field stands, as far as that can be said without repeating anything that the caller wrote."""
    for key, value in body.items():
        if key not in KNOWN_KEYS:
            continue
        if field.holder is body and field.place == key and not field.is_key:
            return key
        if isinstance(value, list):
            for index, item in enumerate(value):
                if (field.holder is value and field.place == index) or _holds(item, field.holder):
                    return f"{key}[{index}]"
        elif _holds(value, field.holder):
            return key
    return "body"


def _holds(node: object, holder: object) -> bool:
    if node is holder:
        return True
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return any(_holds(child, holder) for child in children)


STAGE = Stage("dlp", "what the request says: hide or block what policy names", run)
