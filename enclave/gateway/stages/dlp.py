"""What the request says: every text is scanned; values that policy hides are replaced, values that it blocks end the call."""

from __future__ import annotations

import asyncio
import re

from enclave.dlp.redact import gone
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.guard import Examined
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage

LARGE_BYTES = 256 * 1024
"""A larger body is scanned in a thread, so that nobody else waits for it."""


UNINSPECTED = "uninspected"
"""The finding of content that nobody looked into, a picture or a file."""
_PART = re.compile(r"[a-z_]+(?:\[[0-9]+\])?")
"""The member of a body that is wrong, and which of its items: `messages[1]`."""


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Redacts `body` in place."""
    if exchange.rules is None or exchange.call is None:
        raise ValueError("dlp before access")
    guard = exchange.rules.guard
    exchange.conversation = runtime.conversation(exchange) if guard.tokenises_any else None
    stand_for = exchange.conversation.stand_for if exchange.conversation else gone
    if len(exchange.request.body) < LARGE_BYTES:
        examined = guard.examine(exchange.fields, exchange.body, stand_for)
    else:
        examined = await asyncio.to_thread(guard.examine, exchange.fields, exchange.body, stand_for)
    uninspected = exchange.call.uninspected
    if uninspected:
        examined.found.counts[UNINSPECTED] = len(uninspected)
        if exchange.rules.policy.refuse_uninspected:
            exchange.verdicts.append(examined.refused("dlp"))
            message = "the request was blocked: policy lets no content pass that cannot be looked into"
            return Refusal("dlp", 400, "unsupported_content", message, uninspected[0])
    exchange.verdicts.append(examined.verdict("dlp"))
    exchange.redactions += examined.redactions
    if examined.blocked:
        return _blocked(examined)
    return exchange


def _blocked(examined: Examined) -> Refusal:
    entities = sorted({entity for _, entity in examined.blocked})
    part = _PART.match(examined.blocked[0][0])
    param = part[0] if part else "body"
    found = " and ".join(f"`{entity}`" for entity in entities)
    return Refusal("dlp", 400, "content_filter", f"the request was blocked: policy does not let {found} pass", param)


STAGE = Stage("dlp", "what the request says: hide or block what policy names", run)
