"""A file or a batch that is kept: looked at, listed, removed, called off, by the project whose it is. A batch that has ended is settled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

from enclave.gateway import strict_json
from enclave.gateway.account import ask, document
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.file_ids import BATCH, FILE, Kept
from enclave.gateway.guard import Examined
from enclave.gateway.rules import Target
from enclave.gateway.runtime import Runtime
from enclave.gateway.shown import DOCUMENTS, TOLD, batch_mark, file_mark, shown_batch, shown_file, shown_list, status
from enclave.gateway.stage import Stage
from enclave.gateway.stages.upstream import garbage
from enclave.ledger.prices import Usage, UsageError

PATHS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Files_Get": ("GET", "/files/{}"), "Files_Delete": ("DELETE", "/files/{}"), "Files_List": ("GET", "/files"),
        "Batches_Get": ("GET", "/batches/{}"), "Batches_Cancel": ("POST", "/batches/{}/cancel"), "Batches_List": ("GET", "/batches"),
    }
)  # fmt: skip
ENDED = frozenset({"failed", "expired", "cancelled"})
STATES = frozenset({"in_progress", "completed", "failed", "cancelled"})
PURPOSES = DOCUMENTS | {"batch"}
_LIMIT = re.compile(r"[1-9][0-9]{0,3}|10000")


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `answer`, and `settled` where a batch has come to its end."""
    method, path = PATHS[exchange.operation]
    kept, is_file = exchange.kept, exchange.operation.startswith("Files")
    if kept is None:
        return await _list(exchange, runtime, path, is_file=is_file)
    path = path.format(quote(kept.id, safe=""))
    if method == "DELETE":
        gone = await ask(exchange, runtime, method, path)
        exchange.answer = {"id": exchange.resource, "object": "file", "deleted": True}
        return gone if isinstance(gone, Refusal) else exchange
    told = await document(exchange, runtime, method, path)
    if isinstance(told, Refusal):
        return told
    if is_file:
        mark = file_mark(runtime.file_ids, told)
        exchange.answer = shown_file(told, exchange.resource, mark.name if mark is not None else f"{kept.use}.jsonl")
        return exchange
    exchange.answer = shown_batch(runtime.file_ids, told, kept)
    await _settle(exchange, runtime, told, kept)
    return scan(exchange, [exchange.answer])


async def _list(exchange: Exchange, runtime: Runtime, path: str, *, is_file: bool) -> Exchange | Refusal:
    """What of the account is the project's: others may share a server that knows no projects."""
    rules, target = exchange.rules, exchange.target
    asked = query(exchange, runtime, FILE if is_file else BATCH)
    if rules is None or target is None or isinstance(asked, Refusal):
        return asked if isinstance(asked, Refusal) else garbage("no project")
    told = await document(exchange, runtime, "GET", path + asked)
    if isinstance(told, Refusal):
        return told
    items = told.get("data")
    if not isinstance(items, list):
        return garbage("the upstream's answer is no list")
    shown: list[dict[str, Any]] = []
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            continue
        mark = file_mark(runtime.file_ids, item) if is_file else batch_mark(runtime.file_ids, item)
        if mark is None or (mark.project, mark.region) != (rules.name, target.region):
            continue
        own = msgspec.structs.replace(mark, id=item["id"], name="")
        if mark.use != "document":
            own = msgspec.structs.replace(own, amount=0, digest="")
        shown.append(
            shown_file(item, runtime.file_ids.seal(FILE, own), mark.name) if is_file else shown_batch(runtime.file_ids, item, mark)
        )
    exchange.answer = shown_list(shown, told)
    return exchange if is_file else scan(exchange, shown)


def query(exchange: Exchange, runtime: Runtime, kind: str, also: tuple[str, ...] = ()) -> str | Refusal:
    """What of the query of a list goes on. `kind`: how ids of what is listed begin; `also`: other parameters that it has."""
    sent: list[tuple[str, str]] = []
    for key, value in parse_qsl(exchange.request.query, keep_blank_values=True):
        place = runtime.file_ids.open(kind, value) if key == "after" or (key == "before" and key in also) else None
        if place is not None and place.project == exchange.project:
            sent.append((key, place.id))
        elif (
            (key == "limit" and _LIMIT.fullmatch(value))
            or (key, value) in (("order", "asc"), ("order", "desc"))
            or (key == "filter" and key in also and value in STATES)
        ):
            sent.append((key, value))
        elif key != "api-version" and (key != "purpose" or value not in PURPOSES):
            return Refusal("kept", 400, "unsupported_parameter", "the query has a parameter, or a value of one, that is not served here")
    return f"?{urlencode(sent)}" if sent else ""


def scan(exchange: Exchange, batches: list[dict[str, Any]], told: tuple[str, ...] = TOLD) -> Exchange | Refusal:
    """Scan what of batches others have written, in the members `told`."""
    if exchange.rules is None:
        raise ValueError("kept before access")
    texts = {str(index): {key: batch[key] for key in told if batch.get(key)} for index, batch in enumerate(batches)}
    try:
        fields = [field for field in strict_json.texts(texts) if not (field.is_key and field.holder is texts)]
    except strict_json.BadJsonError as error:
        return garbage(error.message)
    examined: Examined = exchange.rules.guard.examine(fields)
    exchange.verdicts.append(examined.verdict("answer"))
    exchange.redactions += examined.redactions
    if examined.blocked:
        return Refusal("answer", 400, "content_filter", "the answer was blocked: policy does not let its texts pass")
    for index, batch in enumerate(batches):
        batch.update(texts[str(index)])
    return exchange


async def _settle(exchange: Exchange, runtime: Runtime, told: Mapping[str, Any], kept: Kept) -> None:
    """Charge what the batch really cost, once it is known. Until then, and if nobody asks, all that was reserved counts."""
    if exchange.target is None or not kept.reservation:
        return
    if isinstance(told.get("usage"), dict) and status(told) in {"completed", *ENDED}:
        amount = _cost(told["usage"], exchange.target)
    else:
        counts = told.get("request_counts")
        is_nothing = not told.get("output_file_id") and isinstance(counts, dict) and counts.get("completed") == 0
        amount = 0 if status(told) in ENDED and is_nothing else None
    if amount is not None:
        await settle(exchange, runtime, kept, amount)


async def settle(exchange: Exchange, runtime: Runtime, kept: Kept, amount: int) -> None:
    """Charge it, unless it was charged before."""
    if await runtime.settle_late(kept.reservation, amount):
        exchange.reservation, exchange.settled = kept.reservation, amount


def _cost(told: Mapping[str, Any], target: Target) -> int | None:
    details = told.get("input_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else 0
    counts = (told.get("input_tokens"), told.get("output_tokens"), cached or 0)
    if not all(type(count) is int for count in counts) or not counts[0]:
        return None
    try:
        return target.price.cost(Usage(prompt=int(counts[0]), completion=int(counts[1] or 0), cached=int(counts[2])))
    except UsageError:
        return None


STAGE = Stage("kept", "a file or a batch that is kept: looked at, listed, removed, called off", run)
