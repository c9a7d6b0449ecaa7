"""The model service's end of a realtime session: a socket of the gateway's own, opened once the session is on record."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode, urlsplit

from enclave.gateway.bearer import SignInError
from enclave.gateway.endpoints import Endpoint
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.failover import Failure, forward
from enclave.gateway.rules import Target
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.upstream import MOMENT, OURS, failed
from enclave.wire.client import UpstreamError
from enclave.wire.message import Headers, Request
from enclave.wire.socket import RejectedError, dial

DATED = "/openai/realtime"
VERSION = "2025-04-01-preview"
"""Of the beta on Azure, whatever the client says (learn.microsoft.com/azure/ai-foundry/openai/how-to/realtime-audio-websockets,
2026-11)."""
BETA = b"realtime=v1"


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `socket` and `target`, and `admitted` before anything leaves."""
    rules, target = exchange.rules, exchange.target
    if rules is None or target is None:
        raise ValueError("dial before residency")
    if not exchange.request.is_upgrade:
        headers = ((b"upgrade", b"websocket"),)
        return Refusal("dial", 426, "upgrade_required", "realtime is spoken over a WebSocket: ask for one", headers=headers)
    if rules.policy.content_safety:
        why = "where policy wants Content Safety asked there are no realtime sessions: it cannot be asked about them"
        return Refusal("dial", 403, "surface_not_allowed", why)
    if target.price.is_by_units:
        return Refusal("dial", 403, "price_unknown", "what a realtime session costs has no price for this model", "model")
    await runtime.journal.record(runtime.recorder.event(exchange, "admitted"))
    exchange.admitted = True
    return await forward(exchange, runtime, partial(_attempt, exchange))


def is_beta(request: Request) -> bool:
    """Whether a session speaks the words of the beta."""
    protocols = b",".join(request.all(b"sec-websocket-protocol"))
    return request.path == DATED or BETA in request.all(b"openai-beta") or b"openai-beta.realtime-v1" in protocols


async def _attempt(exchange: Exchange, endpoint: Endpoint, target: Target) -> Exchange | Refusal | Failure:
    """One server asked for a socket. That costs nothing."""
    exchange.processed = False
    try:
        authorization = await endpoint.authorization()
    except SignInError as error:
        message = "the gateway cannot sign in to the model service"
        return Failure(Refusal("upstream", 502, "upstream_sign_in_failed", message, error=error.message))
    try:
        exchange.socket = await dial(endpoint.client, _path(exchange, endpoint, target), _headers(exchange, authorization))
    except RejectedError as error:
        return _judge(endpoint, authorization, error)
    except UpstreamError as error:
        endpoint.breaker.failed()
        return Failure(failed(error), pause=None if error.sent else MOMENT)
    endpoint.breaker.succeeded()
    return exchange


def _path(exchange: Exchange, endpoint: Endpoint, target: Target) -> str:
    """Where a server opens sessions. An account speaks the beta at another path than today's words."""
    name = endpoint.model(target, exchange.deployment)
    if is_beta(exchange.request) and endpoint.is_account:
        return DATED + "?" + urlencode({"api-version": VERSION, "deployment": name})
    return urlsplit(endpoint.client.base_url).path + "/realtime?" + urlencode({"model": name})


def _headers(exchange: Exchange, authorization: bytes) -> Headers:
    sent: list[tuple[bytes, bytes]] = [(b"user-agent", b"secure-ai-enclave"), (b"x-request-id", exchange.id.encode())]
    if authorization:
        sent.append((b"authorization", authorization))
    if is_beta(exchange.request):
        sent.append((b"openai-beta", BETA))
    if exchange.trace is not None:
        sent += exchange.trace.headers(with_state=False)
    return tuple(sent)


def _judge(endpoint: Endpoint, authorization: bytes, error: RejectedError) -> Refusal | Failure:
    """Whether another server, or the same one a little later, may do what this one did not."""
    status = error.status
    wait = error.header("retry-after")
    seconds = float(wait) if wait.isdigit() and len(wait) < 10 else None
    told = status if status in (400, 429, 503, 504) else 502
    later = ((b"retry-after", wait.encode()),) if seconds is not None else ()
    message = f"the model service answered with status {status} instead of opening a session"
    refusal = Refusal("upstream", told, f"upstream_{status}", message, headers=later, error=f"upstream status {status}")
    if status >= 500:
        endpoint.breaker.failed()
        return Failure(refusal)
    endpoint.breaker.succeeded()
    if status == 429:
        endpoint.breaker.rest(MOMENT if seconds is None else seconds)
        return Failure(refusal, pause=seconds)
    if status == 401 and endpoint.bearer is not None:
        endpoint.bearer.reject(authorization)
        return Failure(refusal, pause=0.0)
    return Failure(refusal) if status in OURS else refusal


STAGE = Stage("dial", "a socket of the model service, for a session that is on record", run)
