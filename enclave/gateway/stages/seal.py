"""Ids of stored answers as the caller gets them: sealed for the project, with where the answer is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.response_ids import Item, Stored
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.surfaces.stream import StreamGarbageError


async def run(exchange: Exchange, _runtime: Runtime) -> Exchange | Refusal:
    """Seals the ids of a whole answer. Those of a stream are sealed as it passes."""
    if exchange.guarded is not None:
        return exchange
    seal, seal_item = sealing(exchange)
    answer = exchange.answer
    for key in ("output", "data"):
        items = answer.get(key)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                item["id"] = seal_item(item["id"])
    for key in ("first_id", "last_id"):
        if isinstance(answer.get(key), str):
            answer[key] = seal_item(answer[key])
    if "id" in answer:
        seal(answer)
    return exchange


def sealing(exchange: Exchange) -> tuple[Callable[[dict[str, Any]], None], Callable[[str], str]]:
    """What seals the ids of a response in place, and what seals that of an item."""
    ids, target, rules = exchange.ids, exchange.target, exchange.rules
    if ids is None or target is None or rules is None:
        raise ValueError("seal before residency")
    project, region, deployment = rules.name, target.region, exchange.deployment
    tokens, is_counted = _tokens(exchange)
    before = "" if exchange.resource else exchange.sealed

    def stored(name: object) -> str:
        if not isinstance(name, str):
            raise StreamGarbageError("the id of a response is no text")
        return ids.seal(Stored(name, project, deployment, region, tokens, is_counted))

    def seal(answer: dict[str, Any]) -> None:
        answer["id"] = exchange.resource or stored(answer.get("id"))
        if answer.get("previous_response_id") is not None:
            answer["previous_response_id"] = before or stored(answer["previous_response_id"])

    return seal, lambda item: ids.seal_item(Item(item, project, region, tokens))


def _tokens(exchange: Exchange) -> tuple[int, bool]:
    """A bound of the conversation's tokens, this answer included, and whether the provider counted them."""
    if exchange.resource and exchange.stored is not None:
        return exchange.stored.tokens, exchange.stored.is_counted
    if exchange.usage is not None:
        return exchange.usage.prompt + exchange.usage.completion, True
    return exchange.prompt_tokens + (exchange.max_tokens or 0), False


STAGE = Stage("seal", "ids of stored answers: sealed for the project", run)
