"""A vector store, and what is in it: made, filled, searched, removed by the project whose it is. What comes out is scanned again.

What a store costs grows with its bytes and its life. Both have a bound before anything is asked: every store ends by itself, each file
says how much it takes at most, and what makes a store larger or live longer is charged for the whole of its life then.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias
from urllib.parse import quote

import msgspec

from enclave.gateway import shown, strict_json
from enclave.gateway.account import ask, document, missing
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.file_ids import FILE, GROUP, MARK, STORE, Kept
from enclave.gateway.reservations import reservation
from enclave.gateway.runtime import Runtime
from enclave.gateway.stages.budget import exceeded
from enclave.gateway.stages.kept import query, scan
from enclave.gateway.stages.upstream import garbage
from enclave.gateway.surfaces import store_bodies as bodies
from enclave.gateway.surfaces.call import BadCallError
from enclave.ledger.interface import MAX_AMOUNT, Exceeded
from enclave.ledger.prices import DAY

PRICED = ("vector-store", "Standard")
"""The row of the price table."""
LONGEST_MARK = 512
"""As an attribute of a file may be long."""
_Done: TypeAlias = Refusal | None


class Operation(msgspec.Struct, frozen=True):
    """One of these, and how it is asked for upstream."""

    method: str
    route: str
    """Below the base; the first `*` is a store, the second what is in it."""
    run: Callable[[Exchange, Runtime, str], Awaitable[_Done]]
    part: str = ""
    """How the id of what is in it begins."""
    chosen: bool = False
    """It is of a project, and of no store."""


async def _create(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    body = exchange.body
    files, days = _opened(exchange, runtime, bodies.file_ids(body)), bodies.read_store(body)
    if isinstance(files, Refusal):
        return files
    refusal = _examine(exchange) or await _hold(exchange, runtime, sum(file.amount for _, file in files), days * DAY)
    if refusal is not None:
        return refusal
    mark = runtime.file_ids.seal(MARK, _own(exchange, "", "store"))
    chunking = body.pop("chunking_strategy", None)
    sent = {**body, "metadata": {**(body.get("metadata") or {}), shown.ENCLAVE: mark}}
    told = await document(exchange, runtime, "POST", path, msgspec.json.encode(sent))
    if isinstance(told, Refusal):
        return told
    if not isinstance(told.get("id"), str):
        return garbage("the upstream's answer is no vector store")
    if files:  # by themselves, since only so each of them bears a mark
        place = f"{path}/{quote(told['id'], safe='')}"
        group = await document(exchange, runtime, "POST", f"{place}/file_batches", _group(files, {}, chunking))
        told = await document(exchange, runtime, "GET", place) if not isinstance(group, Refusal) else group
        if isinstance(told, Refusal):
            await ask(exchange, runtime, "DELETE", place)
            return told
    return _show(exchange, shown.shown_store(told, runtime.file_ids.seal(STORE, _own(exchange, told["id"], "store"))))


async def _list(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    asked = query(exchange, runtime, STORE, ("before",))
    told = asked if isinstance(asked, Refusal) else await document(exchange, runtime, "GET", path + asked)
    if isinstance(told, Refusal):
        return told

    def show(item: Mapping[str, Any]) -> dict[str, Any] | None:
        mark = shown.batch_mark(runtime.file_ids, item)
        is_own = mark is not None and mark.use == "store" and _is_own(exchange, mark)
        return shown.shown_store(item, runtime.file_ids.seal(STORE, _own(exchange, item["id"], "store"))) if is_own else None

    return _show_list(exchange, told, show)


async def _get(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    told = await document(exchange, runtime, "GET", path)
    return told if isinstance(told, Refusal) else _show(exchange, shown.shown_store(told, exchange.resource))


async def _update(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    body = exchange.body
    days = bodies.read_change(body)
    told = await _present(exchange, runtime, path)
    if isinstance(told, Refusal):
        return told
    refusal = _examine(exchange)
    if refusal is None and days:
        refusal = await _hold(exchange, runtime, *_longer(told, days))
    if refusal is not None:
        return refusal
    if "metadata" in body:
        body["metadata"] = {**(body["metadata"] or {}), shown.ENCLAVE: told["metadata"][shown.ENCLAVE]}
    changed = await document(exchange, runtime, "POST", path, msgspec.json.encode(body))
    return changed if isinstance(changed, Refusal) else _show(exchange, shown.shown_store(changed, exchange.resource))


async def _delete(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    gone = await ask(exchange, runtime, "DELETE", path)
    kind = "vector_store.file.deleted" if exchange.member is not None else "vector_store.deleted"
    exchange.answer = {"id": exchange.part or exchange.resource, "object": kind, "deleted": True}
    return gone if isinstance(gone, Refusal) else None


async def _search(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    bodies.read_search(exchange.body)
    store = await _present(exchange, runtime, path.removesuffix("/search"))
    if isinstance(store, Refusal):
        return store
    refusal = _examine(exchange) or await _hold(exchange, runtime, *_longer(store))
    if refusal is not None:
        return refusal
    told = await document(exchange, runtime, "POST", path, msgspec.json.encode(exchange.body))
    if isinstance(told, Refusal):
        return told
    found = told.get("data")
    if not isinstance(found, list):
        return garbage("the upstream's answer is no list")
    asked = told.get("search_query")
    data = [one for item in found if isinstance(item, dict) and (one := _found(exchange, runtime, item)) is not None]
    exchange.answer = {
        "object": "vector_store.search_results.page", "data": data, "has_more": False, "next_page": None,
        "search_query": asked if isinstance(asked, list) else [asked] if isinstance(asked, str) else [],
    }  # fmt: skip
    return _scanned(exchange, [*data, exchange.answer])


def _found(exchange: Exchange, runtime: Runtime, item: Mapping[str, Any]) -> dict[str, Any] | None:
    """A piece of a document of the project's; None: it is of something else."""
    mark, file = shown.file_mark(runtime.file_ids, item), _file(exchange, runtime, item, item.get("file_id"))
    return None if mark is None or not file or not _is_own(exchange, mark) else shown.shown_found(item, file, mark.name)


async def _add(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    """One file, or some together."""
    body, is_one = exchange.body, exchange.operation == "VectorStores_AddFile"
    asked, chunking = bodies.read_file(body) if is_one else bodies.read_files(body)
    files = _opened(exchange, runtime, [name for name, _ in asked])
    store = files if isinstance(files, Refusal) else await _present(exchange, runtime, path.rpartition("/")[0])
    if isinstance(files, Refusal) or isinstance(store, Refusal):
        return files if isinstance(files, Refusal) else store if isinstance(store, Refusal) else None
    days = _days(store)
    grown = sum(file.amount for _, file in files)
    refusal = _examine(exchange) or await _hold(exchange, runtime, grown, days * DAY, _longer(store))
    if refusal is not None:
        return refusal
    attributes = {name: told for (name, _), (_, told) in zip(files, asked, strict=True)}
    sent = _group(files, attributes, chunking, is_one=is_one)
    told = await document(exchange, runtime, "POST", path, sent)
    if isinstance(told, Refusal):
        return told
    if is_one:
        return _show(exchange, shown.shown_store_file(told, files[0][0], exchange.resource))
    if not isinstance(told.get("id"), str):
        return garbage("the upstream's answer is no batch of files")
    exchange.part = runtime.file_ids.seal(GROUP, _own(exchange, told["id"], "group"))
    return _show(exchange, shown.shown_group(told, exchange.part, exchange.resource))


async def _get_group(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    told = await document(exchange, runtime, OPERATIONS[exchange.operation].method, path)
    return told if isinstance(told, Refusal) else _show(exchange, shown.shown_group(told, exchange.part, exchange.resource))


async def _list_files(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    asked = query(exchange, runtime, FILE, ("before", "filter"))
    told = asked if isinstance(asked, Refusal) else await document(exchange, runtime, "GET", path + asked)
    if isinstance(told, Refusal):
        return told

    def show(item: Mapping[str, Any]) -> dict[str, Any] | None:
        file = _file(exchange, runtime, item, item.get("id"))
        return shown.shown_store_file(item, file, exchange.resource) if file else None

    return _show_list(exchange, told, show)


async def _get_file(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    told = await document(exchange, runtime, "GET", path)
    return told if isinstance(told, Refusal) else _show(exchange, shown.shown_store_file(told, exchange.part, exchange.resource))


async def _change_file(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    body = exchange.body
    bodies.read_attributes(body)
    refusal = _examine(exchange)
    if refusal is not None:
        return refusal
    sent = {"attributes": {**(body.get("attributes") or {}), shown.ENCLAVE: exchange.part}}
    told = await document(exchange, runtime, "POST", path, msgspec.json.encode(sent))
    return told if isinstance(told, Refusal) else _show(exchange, shown.shown_store_file(told, exchange.part, exchange.resource))


async def _content(exchange: Exchange, runtime: Runtime, path: str) -> _Done:
    told = await document(exchange, runtime, "GET", path)
    if isinstance(told, Refusal):
        return told
    pieces = told.get("data")
    if not isinstance(pieces, list):
        return garbage("the upstream's answer is no list")
    data = [{"type": "text", "text": one["text"]} for one in pieces if isinstance(one, dict) and isinstance(one.get("text"), str)]
    exchange.answer = {"object": "vector_store.file_content.page", "content": data}
    refusal = _scanned(exchange, [exchange.answer])
    exchange.answer = {"object": "vector_store.file_content.page", "data": data, "has_more": False, "next_page": None}
    return refusal


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "VectorStores_Create": Operation("POST", "vector_stores", _create, chosen=True),
        "VectorStores_List": Operation("GET", "vector_stores", _list, chosen=True),
        "VectorStores_Get": Operation("GET", "vector_stores/*", _get),
        "VectorStores_Update": Operation("POST", "vector_stores/*", _update),
        "VectorStores_Delete": Operation("DELETE", "vector_stores/*", _delete),
        "VectorStores_Search": Operation("POST", "vector_stores/*/search", _search),
        "VectorStores_AddFile": Operation("POST", "vector_stores/*/files", _add),
        "VectorStores_ListFiles": Operation("GET", "vector_stores/*/files", _list_files),
        "VectorStores_GetFile": Operation("GET", "vector_stores/*/files/*", _get_file, FILE),
        "VectorStores_UpdateFile": Operation("POST", "vector_stores/*/files/*", _change_file, FILE),
        "VectorStores_RemoveFile": Operation("DELETE", "vector_stores/*/files/*", _delete, FILE),
        "VectorStores_FileContent": Operation("GET", "vector_stores/*/files/*/content", _content, FILE),
        "VectorStores_AddFiles": Operation("POST", "vector_stores/*/file_batches", _add),
        "VectorStores_GetFiles": Operation("GET", "vector_stores/*/file_batches/*", _get_group, GROUP),
        "VectorStores_CancelFiles": Operation("POST", "vector_stores/*/file_batches/*/cancel", _get_group, GROUP),
        "VectorStores_ListAdded": Operation("GET", "vector_stores/*/file_batches/*/files", _list_files, GROUP),
    }
)
"""All that is done with vector stores."""


def _own(exchange: Exchange, name: str, use: str) -> Kept:
    if exchange.rules is None or exchange.target is None:
        raise ValueError("stores before residency")
    return Kept(name, exchange.rules.name, exchange.deployment, exchange.target.region, use)


def _is_own(exchange: Exchange, kept: Kept) -> bool:
    own = _own(exchange, "", "")
    return (kept.project, kept.region) == (own.project, own.region)


def _opened(exchange: Exchange, runtime: Runtime, names: Sequence[str]) -> list[tuple[str, Kept]] | Refusal:
    """Documents of the project's, each with its id as the caller has it, looked at by the policy as it is."""
    files: list[tuple[str, Kept]] = []
    for name in names:
        kept = runtime.file_ids.open(FILE, name)
        if kept is None or kept.use != "document" or not _is_own(exchange, kept) or len(name) > LONGEST_MARK:
            return missing()
        if kept.digest != runtime.recorder.digest[-16:]:
            return Refusal("stores", 409, "policy_changed", "policy has changed since the file was looked at: upload it again", "file_id")
        files.append((name, kept))
    return files


def _group(files: Sequence[tuple[str, Kept]], attributes: Mapping[str, Any], chunking: object, *, is_one: bool = False) -> bytes:
    """Files as they are put into a store: each bears its id of ours."""
    beside = {} if chunking is None else {"chunking_strategy": chunking}
    sent = [
        {"file_id": kept.id, "attributes": {**(attributes.get(name) or {}), shown.ENCLAVE: name}, **beside} for name, kept in files
    ]
    return msgspec.json.encode(sent[0] if is_one else {"files": sent})


def _file(exchange: Exchange, runtime: Runtime, item: Mapping[str, Any], name: object) -> str:
    """The id of a file of a store as its caller has it; empty: it is not the project's."""
    attributes = item.get("attributes")
    sealed = attributes.get(shown.ENCLAVE) if isinstance(attributes, dict) else None
    kept = runtime.file_ids.open(FILE, sealed)
    return str(sealed) if kept is not None and kept.id == name and _is_own(exchange, kept) else ""


async def _present(exchange: Exchange, runtime: Runtime, path: str) -> Mapping[str, Any] | Refusal:
    """The store as it is now."""
    told = await document(exchange, runtime, "GET", path)
    exchange.forwarded = False
    if isinstance(told, Refusal):
        return told
    mark = shown.batch_mark(runtime.file_ids, told)
    if mark is None or mark.use != "store" or not _is_own(exchange, mark):
        return missing()
    return told


def _days(store: Mapping[str, Any]) -> int:
    """How long it lives after it was last used. Raises BadCallError where nobody knows."""
    after = store.get("expires_after")
    days = after.get("days") if isinstance(after, dict) else None
    if type(days) is not int or not 1 <= days <= bodies.MOST_DAYS:
        raise BadCallError("the vector store has no end, so that nobody knows what it costs: set `expires_after`", "expires_after")
    return days


def _longer(store: Mapping[str, Any], days: int = 0) -> tuple[int, int]:
    """The bytes of a store, and the seconds that it lives longer when it is used now."""
    size, end, now = store.get("usage_bytes"), store.get("expires_at"), int(time.time())
    if type(size) is not int or size < 0:
        raise BadCallError("nobody knows how large the vector store is", "vector_store_id")
    return size, max(0, now + (days or _days(store)) * DAY - (end if type(end) is int and end > now else now))


async def _hold(exchange: Exchange, runtime: Runtime, size: int, seconds: int, beside: tuple[int, int] = (0, 0)) -> _Done:
    """Reserve what so many bytes cost for so long, on record, before they are asked for."""
    if exchange.target is None:
        raise ValueError("stores before residency")
    price = runtime.prices.price(*PRICED, exchange.target.location)
    amount = price.keeping(size, seconds) + price.keeping(*beside)
    if not amount:
        return None
    if amount > MAX_AMOUNT:
        return Refusal("budget", 400, "invalid_value", "this is dearer than the ledger takes")
    exchange.reserved, exchange.reservation = amount, exchange.id
    outcome = await runtime.journal.admit(reservation(exchange, exchange.id), runtime.recorder.event(exchange, "admitted"))
    if isinstance(outcome, Exceeded):
        exchange.reserved = 0
        return exceeded(outcome)
    exchange.admitted, exchange.warnings = True, outcome.warnings
    return None


def _examine(exchange: Exchange) -> _Done:
    """Scan what is asked, in place."""
    if exchange.rules is None:
        raise ValueError("stores before access")
    examined = exchange.rules.guard.examine(strict_json.texts(exchange.body), exchange.body)
    exchange.verdicts.append(examined.verdict("dlp"))
    exchange.redactions += examined.redactions
    if examined.blocked:
        entities = " and ".join(f"`{entity}`" for entity in sorted({entity for _, entity in examined.blocked}))
        return Refusal("dlp", 400, "content_filter", f"the request was blocked: policy does not let {entities} pass")
    return None


def _show(exchange: Exchange, answer: dict[str, Any]) -> _Done:
    exchange.answer = answer
    return _scanned(exchange, [answer])


def _show_list(exchange: Exchange, told: Mapping[str, Any], show: Callable[[Mapping[str, Any]], dict[str, Any] | None]) -> _Done:
    items = told.get("data")
    if not isinstance(items, list):
        return garbage("the upstream's answer is no list")
    named = [item for item in items if isinstance(item, dict) and isinstance(item.get("id"), str)]
    data = [one for item in named if (one := show(item)) is not None]
    exchange.answer = shown.shown_list(data, told)
    return _scanned(exchange, data)


def _scanned(exchange: Exchange, items: list[dict[str, Any]]) -> _Done:
    outcome = scan(exchange, items, shown.TOLD_OF_STORES)
    return outcome if isinstance(outcome, Refusal) else None
