"""Files, batches and vector stores as callers see them: with ids and marks of ours, and nothing else that was not checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from enclave.gateway.file_ids import BATCH, FILE, MARK, FileIds, Kept
from enclave.gateway.surfaces.call import is_time

STATUS = re.compile(r"[a-z_]{1,30}")
TIMES = (
    "created_at", "in_progress_at", "expires_at", "finalizing_at", "completed_at", "failed_at", "expired_at", "cancelling_at",
    "cancelled_at",
)  # fmt: skip
COUNTS = ("total", "completed", "failed")
DOCUMENTS = frozenset({"assistants", "user_data"})
"""Purposes of files that are documents."""
TOLD = ("errors", "metadata")
"""Members of a batch that are texts of others, and have to be scanned."""
TOLD_OF_STORES = ("name", "description", "metadata", "attributes", "last_error", "content", "search_query")
"""The same of a vector store, of its files, and of what was found in it."""
MOST = 10**12
"""A count or a size is smaller: a store has no terabyte."""
ENCLAVE = "enclave"
"""The member of metadata, or of attributes, that is ours."""


def shown_file(told: Mapping[str, Any], sealed: str, name: str) -> dict[str, Any]:
    """A file by its sealed id."""
    return {
        "id": sealed, "object": "file", "bytes": _number(told.get("bytes")), "filename": name,
        **{key: told[key] for key in ("created_at", "expires_at") if is_time(told.get(key))},
        **{key: told[key] for key in ("purpose", "status") if STATUS.fullmatch(str(told.get(key)))},
    }  # fmt: skip


def file_mark(ids: FileIds, told: Mapping[str, Any]) -> Kept | None:
    """What the name of a file says; None: it is none of ours."""
    return ids.open(MARK, str(told.get("filename")).partition(".")[0])


def batch_mark(ids: FileIds, told: Mapping[str, Any]) -> Kept | None:
    """What the metadata of a batch or a vector store say; None: it is none of ours."""
    metadata = told.get("metadata")
    return ids.open(MARK, metadata.get(ENCLAVE)) if isinstance(metadata, dict) else None


def shown_batch(ids: FileIds, told: Mapping[str, Any], mark: Kept) -> dict[str, Any]:
    """A batch, its ids sealed for the project of its mark. What is in `TOLD` has to be scanned."""
    counts = told.get("request_counts")
    usage = told.get("usage")
    own = msgspec.structs.replace(mark, amount=0, name="", digest="")
    metadata = told.get("metadata")
    answer: dict[str, Any] = {
        "id": ids.seal(BATCH, msgspec.structs.replace(own, id=str(told.get("id")), use="batch")), "object": "batch", "endpoint": mark.url,
        "completion_window": "24h", "status": status(told),
        "input_file_id": ids.seal(FILE, msgspec.structs.replace(own, id=str(told.get("input_file_id")), use="input", reservation="")),
        "request_counts": {key: _number(counts.get(key)) for key in COUNTS} if isinstance(counts, dict) else None,
        "metadata": _theirs(metadata) or None,
        "errors": told.get("errors"),
        **{key: told[key] for key in TIMES if is_time(told.get(key))},
    }  # fmt: skip
    for key, use in (("output_file_id", "output"), ("error_file_id", "error")):
        if isinstance(told.get(key), str) and told[key]:
            answer[key] = ids.seal(FILE, msgspec.structs.replace(own, id=told[key], use=use))
    if isinstance(usage, dict):
        answer["usage"] = {key: _number(usage.get(key)) for key in ("input_tokens", "output_tokens", "total_tokens")} | {
            "input_tokens_details": {"cached_tokens": _number(_of(usage, "input_tokens_details").get("cached_tokens"))},
            "output_tokens_details": {"reasoning_tokens": _number(_of(usage, "output_tokens_details").get("reasoning_tokens"))},
        }
    return answer


def shown_store(told: Mapping[str, Any], sealed: str) -> dict[str, Any]:
    """A vector store. What is in `TOLD_OF_STORES` has to be scanned."""
    after = _of(told, "expires_after")
    return {
        "id": sealed, "object": "vector_store", "status": status(told), "usage_bytes": _number(told.get("usage_bytes")),
        "file_counts": _files(told), "name": told.get("name"), "metadata": _theirs(told.get("metadata")),
        **({"description": told["description"]} if told.get("description") is not None else {}),
        **({"expires_after": {"anchor": "last_active_at", "days": _number(after.get("days"))}} if after else {}),
        **{key: told[key] for key in ("created_at", "expires_at", "last_active_at") if is_time(told.get(key))},
    }  # fmt: skip


def shown_store_file(told: Mapping[str, Any], sealed: str, store: str) -> dict[str, Any]:
    """A file of a vector store. What is in `TOLD_OF_STORES` has to be scanned."""
    cut = _of(_of(told, "chunking_strategy"), "static")
    sizes = {key: _number(cut.get(key)) for key in ("max_chunk_size_tokens", "chunk_overlap_tokens")}
    return {
        "id": sealed, "object": "vector_store.file", "status": status(told), "usage_bytes": _number(told.get("usage_bytes")),
        "vector_store_id": store, "last_error": told.get("last_error"), "attributes": _theirs(told.get("attributes")),
        "chunking_strategy": {"type": "static", "static": sizes} if cut else {"type": "other"},
        **{key: told[key] for key in ("created_at",) if is_time(told.get(key))},
    }  # fmt: skip


def shown_group(told: Mapping[str, Any], sealed: str, store: str) -> dict[str, Any]:
    """Files that were put into a vector store together."""
    return {
        "id": sealed, "object": "vector_store.files_batch", "status": status(told), "vector_store_id": store, "file_counts": _files(told),
        **{key: told[key] for key in ("created_at",) if is_time(told.get(key))},
    }  # fmt: skip


def shown_found(told: Mapping[str, Any], sealed: str, name: str) -> dict[str, Any]:
    """A piece of a document that was found. What is in `TOLD_OF_STORES` has to be scanned."""
    pieces = told.get("content")
    found = [one.get("text") for one in pieces if isinstance(one, dict)] if isinstance(pieces, list) else []
    return {
        "file_id": sealed, "filename": name, "score": _score(told.get("score")),
        "attributes": _theirs(told.get("attributes")),
        "content": [{"type": "text", "text": text} for text in found if isinstance(text, str)],
    }  # fmt: skip


def shown_list(data: list[dict[str, Any]], told: Mapping[str, Any]) -> dict[str, Any]:
    """A page of these."""
    ids = [one["id"] for one in data]
    return {
        "object": "list", "data": data, "first_id": next(iter(ids), None), "last_id": ids[-1] if ids else None,
        "has_more": told.get("has_more") is True and bool(ids),
    }  # fmt: skip


def status(told: Mapping[str, Any]) -> str:
    """How far a batch is."""
    found = str(told.get("status"))
    return found if STATUS.fullmatch(found) else "unknown"


def _of(usage: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = usage.get(key)
    return found if isinstance(found, dict) else {}


def _files(told: Mapping[str, Any]) -> dict[str, int]:
    counts = _of(told, "file_counts")
    return {key: _number(counts.get(key)) for key in ("cancelled", "completed", "failed", "in_progress", "total")}


def _theirs(entries: object) -> dict[str, Any]:
    """Metadata or attributes without what is ours."""
    return {key: value for key, value in entries.items() if key != ENCLAVE} if isinstance(entries, dict) else {}


def _number(value: object) -> int:
    """A count, or a size in bytes. What is longer is none: it is not scanned, and might be the number of a card."""
    return value if type(value) is int and 0 <= value < MOST else 0


def _score(value: object) -> float:
    """How well a piece fits, with six digits: more of them, or a larger number, might say something else, and is not scanned."""
    return round(float(value), 6) if isinstance(value, int | float) and 0 <= value <= 1 else 0.0
