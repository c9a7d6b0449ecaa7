"""Who calls: a signed token in `authorization: Bearer` or in `api-key`, never a shared key."""

from __future__ import annotations

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.tokens import TokenError
from enclave.wire.message import Request


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `caller`."""
    tokens = _tokens(exchange.request)
    if not tokens:
        return _refusal("missing_token", "a token is needed: send it as `authorization: Bearer <token>` or as `api-key: <token>`")
    if len(tokens) > 1:
        return _refusal("invalid_token", "the request has two different tokens")
    try:
        exchange.caller = await runtime.verifier.verify(tokens.pop())
    except TokenError as error:
        return _refusal("invalid_token", error.message)
    return exchange


def _tokens(request: Request) -> set[bytes]:
    """Every different token of a request."""
    found: set[bytes] = set()
    for name, value in request.headers:
        if name == b"api-key":
            found.add(value)
        elif name == b"authorization":
            scheme, _, token = value.partition(b" ")
            found.add(token.strip() if scheme.lower() == b"bearer" else b"")
    return found


def _refusal(code: str, message: str) -> Refusal:
    challenge = b'Bearer error="invalid_token"' if code == "invalid_token" else b"Bearer"
    return Refusal("identity", 401, code, message, headers=((b"www-authenticate", challenge),))


STAGE = Stage("identity", "who calls: a signed token of a known issuer", run)
