"""What is asked: the body as strict JSON, every text in it, and the options that the gateway acts on."""

from __future__ import annotations

import asyncio

from enclave.gateway import strict_json
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.dlp import LARGE_BYTES
from enclave.gateway.surfaces.call import BadCallError


async def run(exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
    """Fills in `body`, `fields`, `call`, and `deployment` where the path does not name it."""
    if exchange.dialect is None:
        raise ValueError("parse without a surface")
    if (wrong := encoded(exchange, "parse")) is not None:
        return wrong
    try:
        raw = exchange.request.body
        exchange.body, exchange.fields = (
            strict_json.read(raw) if len(raw) < LARGE_BYTES else await asyncio.to_thread(strict_json.read, raw)
        )
        exchange.call = exchange.dialect.api.read_call(exchange.body)
        if exchange.call.is_rewritten:
            exchange.fields = strict_json.texts(exchange.body)
    except strict_json.BadJsonError as error:
        return Refusal("parse", 400, "invalid_json", error.message)
    except BadCallError as error:
        return Refusal("parse", 400, error.code, error.message, error.param)
    if not exchange.deployment:
        model = exchange.body.get("model")
        if not isinstance(model, str) or not model:
            return Refusal("parse", 400, "missing_required_parameter", "`model` must be the name of a deployment", "model")
        exchange.deployment = model
        # a call goes on only where this is a name of the file's own, which needs no scan; the name that is sent on is another
        exchange.fields = [field for field in exchange.fields if field.place != "model" or field.holder is not exchange.body]
    return exchange


def encoded(exchange: Exchange, stage: str) -> Refusal | None:
    """Why a body that is compressed is not taken: what comes out of it has no bound."""
    encoding = exchange.request.header(b"content-encoding")
    if encoding is None or encoding.lower() == b"identity":
        return None
    return Refusal(stage, 415, "unsupported_encoding", "send the body without a content encoding")


STAGE = Stage("parse", "what is asked: strict JSON, every text in it, the options", run)
