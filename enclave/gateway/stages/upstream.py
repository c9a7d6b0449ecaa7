"""The call itself: the checked body goes to the model; what comes back that is no answer becomes a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import msgspec

from enclave.gateway.bearer import SignInError
from enclave.gateway.endpoints import Endpoint
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.failover import Failure, forward
from enclave.gateway.guard import Guard
from enclave.gateway.multipart import content_type
from enclave.gateway.raw_answer import read_raw
from enclave.gateway.rules import Target
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.strict_json import Field
from enclave.gateway.surface import Api
from enclave.ledger.prices import UsageError
from enclave.wire.client import ClientResponse, SilentError, UnreachableError, UpstreamError
from enclave.wire.message import Headers

MAX_ANSWER_BYTES = 32 * 1024 * 1024
MAX_ERROR_BYTES = 64 * 1024
MAX_MESSAGE = 2_000
JSON = b"application/json"
MOMENT = 0.1
"""Seconds after which a server that took no connection is tried once more."""
OURS = frozenset({401, 403, 404, 405, 407})
"""What these statuses complain about is the gateway's own request, not the caller's."""
CHARGED_CODES = frozenset({"content_filter", "context_length_exceeded"})
"""Azure charges for a 400 by content filter or input limit and for a 408, but not for what it never processed (Microsoft Learn,
`Plan to manage costs for Azure OpenAI`, section on HTTP error codes and billing)."""


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `answer` and `usage`, or `upstream` for a stream, and `target`: where it was processed."""
    return await forward(exchange, runtime, partial(_attempt, exchange))


async def _attempt(exchange: Exchange, endpoint: Endpoint, target: Target) -> Exchange | Refusal | Failure:
    """One call of one server."""
    if exchange.call is None or exchange.rules is None or exchange.dialect is None:
        raise ValueError("upstream before residency")
    call, api = exchange.call, exchange.dialect.api
    name = endpoint.model(target, exchange.deployment)
    body = api.outgoing(exchange.body, target.deployment.model, call, exchange.max_tokens, name)
    kind = content_type(body) if call.files else JSON
    exchange.forwarded = False
    try:
        authorization = await endpoint.authorization()
    except SignInError as error:
        message = "the gateway cannot sign in to the model service"
        return Failure(Refusal("upstream", 502, "upstream_sign_in_failed", message, error=error.message))
    exchange.forwarded = True
    try:
        response = await endpoint.client.request("POST", api.TARGET, headers(exchange, call.stream, authorization, kind), body)
        exchange.upstream_status = response.status
        if response.status != 200:
            return await _judge(endpoint, authorization, response, await rejected(exchange, response, exchange.rules.guard))
        endpoint.breaker.succeeded()
        if call.stream:
            return begin_stream(exchange, response)
        data = await response.read(MAX_ANSWER_BYTES)
    except UpstreamError as error:
        endpoint.breaker.failed()
        exchange.forwarded = error.sent
        refusal = failed(error)
        return refusal if isinstance(error, SilentError) else Failure(refusal, error.sent, None if error.sent else MOMENT)
    if call.raw:
        wrong = read_raw(exchange, response.header(b"content-type") or b"", data)
        return garbage(wrong) if wrong else exchange
    return _read_answer(exchange, api, data)


async def _judge(endpoint: Endpoint, authorization: bytes, response: ClientResponse, refusal: Refusal) -> Refusal | Failure:
    """Whether another server, or the same one a little later, may do what this one did not."""
    status = response.status
    if status >= 500:
        endpoint.breaker.failed()
        return Failure(refusal, charged=True)
    endpoint.breaker.succeeded()
    if status == 429:
        wait = response.header(b"retry-after") or b""
        seconds = float(wait) if wait.isdigit() and len(wait) < 10 else None
        endpoint.breaker.rest(MOMENT if seconds is None else seconds)
        return Failure(refusal, pause=seconds)
    if status == 401 and endpoint.bearer is not None:
        endpoint.bearer.reject(authorization)
        return Failure(refusal, pause=0.0)
    return Failure(refusal) if status in OURS else refusal


def headers(exchange: Exchange, stream: bool, authorization: bytes, kind: bytes = JSON) -> Headers:
    """All that the upstream gets. Of the caller's own headers only the trace is passed on, and its state where policy lets it pass."""
    sent: list[tuple[bytes, bytes]] = [
        (b"content-type", kind),
        (b"accept", b"text/event-stream" if stream else JSON if exchange.call is None or not exchange.call.raw else b"*/*"),
        (b"accept-encoding", b"identity"),
        (b"user-agent", b"secure-ai-enclave"),
        (b"x-request-id", exchange.id.encode()),
    ]
    trace, rules = exchange.trace, exchange.rules
    if trace is not None:
        is_fine = bool(trace.state) and rules is not None and not rules.guard.has_anything_to_hide(trace.state)
        sent += trace.headers(with_state=is_fine)
    if authorization:
        sent.append((b"authorization", authorization))
    return tuple(sent)


def begin_stream(exchange: Exchange, response: ClientResponse) -> Exchange | Refusal:
    """Fills in `upstream`, if it is a stream."""
    kind = (response.header(b"content-type") or b"").partition(b";")[0].strip().lower()
    if kind != b"text/event-stream":
        response.close()
        return garbage("the upstream did not answer with a stream of events")
    exchange.upstream = response
    return exchange


def _read_answer(exchange: Exchange, api: Api, data: bytes) -> Exchange | Refusal:
    try:
        answer = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return garbage("the upstream's answer is not JSON")
    if not isinstance(answer, dict) or not api.is_answer(answer):
        return garbage("the upstream's answer is no answer of this surface")
    exchange.answer = answer
    try:
        exchange.usage = api.read_usage(answer)
    except UsageError:
        exchange.notes.append("usage_impossible")
    return exchange


async def rejected(exchange: Exchange, response: ClientResponse, guard: Guard) -> Refusal:
    """An error status: its message and code go on, cleaned; the rest of it does not."""
    status = response.status
    error = _error(await response.read(MAX_ERROR_BYTES))
    code = _word(error.get("code"), guard) or f"upstream_{status}"
    exchange.processed = status >= 500 or status < 400 or status == 408 or (status == 400 and code in CHARGED_CODES)
    if status in OURS or not 400 <= status < 500:
        status = status if status in (503, 504) else 502
        code = f"upstream_{response.status}"
        message = f"the model service answered with status {response.status}"
    else:
        message = _clean(error.get("message"), guard) or f"the model service refused the request with status {status}"
    wait = response.header(b"retry-after") or b""
    later = ((b"retry-after", wait),) if wait.isdigit() and len(wait) < 10 else ()
    kind = {429: "rate_limit_error"}.get(status, "")
    return Refusal("upstream", status, code, message, _word(error.get("param"), guard), later, f"upstream status {response.status}", kind)


def _error(data: bytes) -> Mapping[str, object]:
    try:
        document = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    error = document.get("error") if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}


def _word(value: object, guard: Guard) -> str | None:
    """An identifier; anything else is not passed on."""
    fine = isinstance(value, str) and 0 < len(value) <= 64 and value.replace("_", "").replace(".", "").replace("-", "").isalnum()
    return str(value) if fine and not guard.has_anything_to_hide(str(value)) else None


def _clean(value: object, guard: Guard) -> str:
    """A message as a caller may see it. It may quote the prompt, so it is scanned like an answer."""
    if not isinstance(value, str):
        return ""
    holder = [value[:MAX_MESSAGE]]
    examined = guard.examine([Field(holder, 0, holder[0])])
    return "" if examined.blocked else holder[0]


def failed(error: UpstreamError) -> Refusal:
    """What a caller hears of a server that did not answer."""
    if isinstance(error, UnreachableError):
        return Refusal("upstream", 502, "upstream_unreachable", "the model service cannot be reached", error=error.message)
    if isinstance(error, SilentError):
        return Refusal("upstream", 504, "upstream_timeout", "the model service did not answer in time", error=error.message)
    return Refusal("upstream", 502, "upstream_broken", "the model service did not answer completely", error=error.message)


def garbage(what: str) -> Refusal:
    """What a caller hears of an answer that is none; `what` is for the record."""
    return Refusal("upstream", 502, "upstream_garbage", "the model service's answer cannot be read", error=what)


STAGE = Stage("upstream", "the call itself, after its admission is on record", run)
