"""What Content Safety says of the request: harm, attacks on the model, instructions that hide in documents. Cannot ask means refuse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from enclave.gateway.content_safety import ContentSafetyError, Opinion, Told, TooLongError
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.guard import places
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.surfaces import embeddings

CITING_ROLES = frozenset({"tool", "function"})
CITING_ITEMS = frozenset({"function_call_output", "custom_tool_call_output"})
BUILDING_ROLES = frozenset({"system", "developer"})
LISTS = ("messages", "input")
"""Members of a body whose items are said by somebody, each by one."""
SAID = frozenset({"input", "prompt", "suffix"})
"""Members of a body that users say."""
TYPES = {"jailbreak": "attacks on the model", "indirect_attacks": "instructions in documents", "protected_text": "known text of others"}


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Adds a verdict. The texts are those that `dlp` left."""
    rules, target = exchange.rules, exchange.target
    if rules is None or target is None:
        raise ValueError("safety before residency")
    if not rules.policy.content_safety:
        return exchange
    try:
        opinion = await runtime.content_safety.of_request(target.region, rules.policy, told(exchange))
    except TooLongError as error:
        return Refusal("safety", 413, "content_safety_too_long", f"{error.message}, and policy lets nothing pass without Content Safety")
    except ContentSafetyError as error:
        return unavailable("safety", error)
    exchange.verdicts.append(opinion.verdict("safety"))
    return refused("safety", "request", opinion) if opinion.stopped else exchange


def told(exchange: Exchange) -> Told:
    """The texts of a request by who says them, in their order."""
    body, where = exchange.body, places(exchange.body)
    documents = exchange.operation == embeddings.OPERATION
    found: dict[str, list[str]] = {"asked": [], "cited": [*exchange.attached], "rest": []}
    for field in exchange.fields:
        place = where.get(id(field.holder), "").removeprefix(".") or str(field.place)
        found["cited" if documents else _whose(body, place)].append(field.text)
    return Told(**{whose: "\n".join(texts) for whose, texts in found.items()})


def _whose(body: Mapping[str, Any], place: str) -> str:
    """Who says what stands at a place, `messages[1].content[0]`. What nobody else says, the builder of the application does."""
    for name in LISTS:
        if place.startswith(f"{name}["):
            item = body[name][int(place[len(name) + 1 :].partition("]")[0])]
            if not isinstance(item, dict):
                return "asked"
            if item.get("role") in CITING_ROLES or item.get("type") in CITING_ITEMS:
                return "cited"
            return "rest" if item.get("role") in BUILDING_ROLES else "asked"
    return "asked" if place.partition("[")[0] in SAID else "rest"


def refused(stage: str, what: str, opinion: Opinion) -> Refusal:
    """What a caller hears, in OpenAI's form with Azure's `innererror`."""
    found = " and ".join(sorted(TYPES.get(name, f"`{name}`") for name in opinion.stopped))
    param = "prompt" if what == "request" else None
    inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": opinion.result()}
    return Refusal(stage, 400, "content_filter", f"the {what} was blocked: policy does not let {found} pass", param, inner=inner)


def unavailable(stage: str, error: ContentSafetyError) -> Refusal:
    """Nobody knows, so nothing passes."""
    message = "Content Safety cannot be asked now, and policy lets nothing pass without it; try again later"
    later = ((b"retry-after", b"%d" % max(1, error.wait)),)
    return Refusal(stage, 503, "content_safety_unavailable", message, headers=later, error=error.message)


STAGE = Stage("safety", "what Content Safety says of the request", run)
