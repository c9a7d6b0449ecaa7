"""Files and batches as callers see them: with ids and marks of ours, and nothing else that was not checked."""

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
TOLD = ("errors", "metadata")
"""Members of a batch that are texts of others, and have to be scanned."""
ENCLAVE = "enclave"
"""The member of a batch's metadata that is ours."""


def shown_file(told: Mapping[str, Any], sealed: str, name: str) -> dict[str, Any]:
    """A file by its sealed id."""
    return {
        "id": sealed, "object": "file", "bytes": _number(told.get("bytes")), "filename": name,
        **{key: told[key] for key in ("created_at", "expires_at") if is_time(told.get(key))},
        **{key: told[key] for key in ("purpose", "status") if STATUS.fullmatch(str(told.get(key)))},
    }  # fmt: skip


def file_mark(ids: FileIds, told: Mapping[str, Any]) -> Kept | None:
    """What the name of a file says; None: it is none of ours."""
    return ids.open(MARK, str(told.get("filename")).removesuffix(".jsonl"))


def batch_mark(ids: FileIds, told: Mapping[str, Any]) -> Kept | None:
    """What the metadata of a batch say; None: it is none of ours."""
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
        "metadata": {key: value for key, value in metadata.items() if key != ENCLAVE} or None if isinstance(metadata, dict) else None,
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


def status(told: Mapping[str, Any]) -> str:
    """How far a batch is."""
    found = str(told.get("status"))
    return found if STATUS.fullmatch(found) else "unknown"


def _of(usage: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = usage.get(key)
    return found if isinstance(found, dict) else {}


def _number(value: object) -> int:
    return value if type(value) is int and 0 <= value < 2**53 else 0
