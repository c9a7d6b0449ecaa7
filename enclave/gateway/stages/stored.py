"""A stored answer: read, cancelled or deleted where it is kept. It costs nothing, and is scanned like an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

from enclave.gateway.bearer import SignInError
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.upstream import MAX_ANSWER_BYTES, begin_stream, failed, garbage, headers, rejected
from enclave.gateway.surface import Answers
from enclave.gateway.surfaces import responses, stored_items
from enclave.gateway.surfaces.call import Call
from enclave.wire.client import ClientResponse, UpstreamError

_LIMIT = re.compile(r"[1-9][0-9]?|100")
_NUMBER = re.compile(r"[0-9]{1,9}")


class Stored(msgspec.Struct, frozen=True):
    """How one of these is asked for."""

    method: str
    path: str
    answers: Answers
    parameters: frozenset[str] = frozenset()
    """Of the query that are passed on."""


STORED: Mapping[str, Stored] = MappingProxyType(
    {
        "Responses_Get": Stored("GET", "", responses, frozenset({"include", "stream", "starting_after", "include_obfuscation"})),
        "Responses_Delete": Stored("DELETE", "", stored_items.DELETED),
        "Responses_Cancel": Stored("POST", "/cancel", responses),
        "Responses_ListInputItems": Stored("GET", "/input_items", stored_items.LISTED, frozenset({"limit", "order", "after", "include"})),
    }
)
OURS = frozenset({"api-version"})
"""Parameters of the query that are for the gateway."""


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `answer`, and what scans it; or `upstream` for a stream that is taken up again."""
    rules, target, stored = exchange.rules, exchange.target, exchange.stored
    if rules is None or target is None or stored is None or exchange.ids is None:
        raise ValueError("stored before residency")
    asked = STORED[exchange.operation]
    query = _query(exchange, asked)
    if isinstance(query, Refusal):
        return query
    is_stream = "stream=true" in query
    if exchange.after >= 0 and not is_stream:
        return _unsupported("starting_after")
    exchange.answers, exchange.call = asked.answers, Call(is_stream, is_stream, 1, None)
    exchange.conversation = runtime.conversation(exchange) if rules.guard.tokenises_any else None
    path = f"{responses.TARGET.decode()}/{quote(stored.id, safe='')}{asked.path}{query}"
    if is_stream:
        exchange.max_tokens = stored.tokens  # it has no more events than these can fill
        response = await _ask(exchange, runtime, asked.method, path, is_stream=True)
        return response if isinstance(response, Refusal) else begin_stream(exchange, response)
    answer = await fetch(exchange, runtime, asked.method, path)
    if isinstance(answer, Refusal):
        return answer
    if not asked.answers.is_answer(answer):
        return garbage("the upstream's answer is no answer of this surface")
    exchange.answer = answer
    return exchange


async def fetch(exchange: Exchange, runtime: Runtime, method: str, path: str) -> dict[str, Any] | Refusal:
    """What the server that keeps the exchange's stored answer says at a path."""
    response = await _ask(exchange, runtime, method, path)
    if isinstance(response, Refusal):
        return response
    try:
        answer = msgspec.json.decode(await response.read(MAX_ANSWER_BYTES))
    except UpstreamError as error:
        return failed(error)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        answer = None
    return answer if isinstance(answer, dict) else garbage("the upstream's answer is not JSON")


async def _ask(exchange: Exchange, runtime: Runtime, method: str, path: str, *, is_stream: bool = False) -> ClientResponse | Refusal:
    """An answer with status 200, whose body is still to come."""
    rules, target = exchange.rules, exchange.target
    if rules is None or target is None:
        raise ValueError("stored before residency")
    endpoint = runtime.endpoints.of(rules.name, target)
    try:
        response = await endpoint.client.request(method, path.encode(), headers(exchange, is_stream, await endpoint.authorization()))
        exchange.upstream_status = response.status
        if response.status == 404:
            response.close()
            return Refusal("stored", 404, "response_not_found", "the model service does not have this response any more")
        return response if response.status == 200 else await rejected(exchange, response, rules.guard)
    except SignInError as error:
        return Refusal("stored", 502, "upstream_sign_in_failed", "the gateway cannot sign in to the model service", error=error.message)
    except UpstreamError as error:
        return failed(error)


def _query(exchange: Exchange, asked: Stored) -> str | Refusal:
    """What of the query is passed on."""
    kept: list[tuple[str, str]] = []
    for key, value in parse_qsl(exchange.request.query, keep_blank_values=True):
        name = key.removesuffix("[]")
        if name in OURS or (name, value) == ("stream", "false"):
            continue
        fine = name in asked.parameters
        if name == "after" and exchange.ids is not None and exchange.stored is not None:
            item = exchange.ids.open_item([(exchange.stored.project, exchange.stored.region)], value)
            kept.append((key, item.id if item is not None else ""))
            fine = item is not None
        elif name == "limit":
            fine = fine and _LIMIT.fullmatch(value) is not None
        elif name == "order":
            fine = fine and value in ("asc", "desc")
        elif name == "stream":
            fine = fine and value == "true"
        elif name == "starting_after":  # the gateway numbers events itself: it reads all of them and lets go what comes after
            fine = fine and _NUMBER.fullmatch(value) is not None
            exchange.after = int(value) if fine else -1
        elif name == "include_obfuscation":  # the gateway's own events have none
            fine = fine and value in ("true", "false")
        elif name == "include":
            fine = fine and value == "reasoning.encrypted_content"
        if not fine:
            return _unsupported(name)
        if name not in ("after", "starting_after", "include_obfuscation"):
            kept.append((key, value))
    return f"?{urlencode(kept)}" if kept else ""


def _unsupported(name: str) -> Refusal:
    message = f"`{name}`, or this value of it, is not served here" if name in KNOWN else "the query has a parameter that is not served here"
    return Refusal("stored", 400, "unsupported_parameter", message, name if name in KNOWN else None)


KNOWN = frozenset({"stream", "starting_after", "limit", "order", "after", "before", "include", "include_obfuscation"})
"""Parameters that a message may repeat."""

STAGE = Stage("stored", "the stored answer, from where it is kept", run)
