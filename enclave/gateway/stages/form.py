"""What is asked in a form: its fields as texts, each of which is scanned, and its files, which are looked into or told as unseen."""

from __future__ import annotations

import asyncio

from enclave.gateway import strict_json
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.multipart import BadFormError, Form, read
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.parse import encoded
from enclave.gateway.surfaces.call import BadCallError


async def run(exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
    """Fills in `body`, `fields`, `call`, `context`, and `deployment` where the path does not name it."""
    if exchange.dialect is None or exchange.dialect.form is None:
        raise ValueError("form without a surface")
    form = read_form(exchange)
    if isinstance(form, Refusal):
        return form
    try:
        exchange.body = form.fields
        exchange.call = await asyncio.to_thread(exchange.dialect.form, form.fields, form.files)
        exchange.fields = strict_json.texts(exchange.body)
    except BadCallError as error:
        return Refusal("form", 400, error.code, error.message, error.param)
    exchange.context = exchange.call.context
    if not exchange.deployment:
        exchange.deployment = form.fields.get("model", "")
        exchange.fields = [field for field in exchange.fields if field.place != "model" or field.holder is not exchange.body]
        if not exchange.deployment:
            return Refusal("form", 400, "missing_required_parameter", "`model` must be the name of a deployment", "model")
    return exchange


def read_form(exchange: Exchange) -> Form | Refusal:
    """The form that the body is."""
    if (wrong := encoded(exchange, "form")) is not None:
        return wrong
    kinds = exchange.request.all(b"content-type")
    try:
        return read(kinds[0] if len(kinds) == 1 else b"", exchange.request.body)
    except BadFormError as error:
        return Refusal("form", 400, "invalid_form", error.message)


STAGE = Stage("form", "what is asked in a form: its fields, and its files", run)
