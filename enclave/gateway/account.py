"""What is asked of the account that keeps files, batches and answers: one question, one answer, no other region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from enclave.gateway.bearer import SignInError
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stages.upstream import JSON, MAX_ANSWER_BYTES, failed, garbage, headers, rejected
from enclave.wire.client import UpstreamError

GOOD = frozenset({200, 201, 202, 204})


async def ask(
    exchange: Exchange, runtime: Runtime, method: str, path: str, body: bytes = b"", *, kind: bytes = JSON
) -> bytes | Refusal:
    """The body of a good answer."""
    rules, target = exchange.rules, exchange.target
    if rules is None or target is None:
        raise ValueError("a question before residency")
    endpoint = runtime.endpoints.of(rules.name, target)
    try:
        authorization = await endpoint.authorization()
    except SignInError as error:
        return Refusal("upstream", 502, "upstream_sign_in_failed", "the gateway cannot sign in to the model service", error=error.message)
    exchange.forwarded = True
    try:
        response = await endpoint.client.request(method, path.encode(), headers(exchange, False, authorization, kind), body)
        exchange.upstream_status = response.status
        if response.status == 404:
            response.close()
            exchange.processed = False
            return missing()
        return await response.read(MAX_ANSWER_BYTES) if response.status in GOOD else await rejected(exchange, response, rules.guard)
    except UpstreamError as error:
        exchange.forwarded = error.sent
        return failed(error)


async def document(
    exchange: Exchange, runtime: Runtime, method: str, path: str, body: bytes = b"", *, kind: bytes = JSON
) -> Mapping[str, Any] | Refusal:
    """A good answer that is a JSON object."""
    data = await ask(exchange, runtime, method, path, body, kind=kind)
    if isinstance(data, Refusal):
        return data
    try:
        answer = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        answer = None
    return answer if isinstance(answer, dict) else garbage("the upstream's answer is no JSON object")


def missing() -> Refusal:
    """Whether it exists in another project is not said."""
    return Refusal("opened", 404, "not_found", "there is nothing with this id in a project of yours")
