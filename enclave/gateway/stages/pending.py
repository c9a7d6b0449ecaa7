"""Which upload in parts is begun, added to, completed or called off, and what is said of it."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from enclave.gateway import documents, strict_json
from enclave.gateway.account import missing
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.file_ids import PART, UPLOAD
from enclave.gateway.rules import CALLING_ROLES
from enclave.gateway.runtime import Runtime
from enclave.gateway.shown import DOCUMENTS
from enclave.gateway.stage import Stage
from enclave.gateway.stages.form import read_form
from enclave.gateway.stages.lines import PURPOSE, is_life, short_lived
from enclave.gateway.stages.opened import choose
from enclave.gateway.stages.parse import encoded
from enclave.gateway.uploads import MOST_BYTES, MOST_PARTS, GoneError, Upload

CREATE, ADD, COMPLETE, CANCEL = "Uploads_Create", "Uploads_AddPart", "Uploads_Complete", "Uploads_Cancel"
LONGEST_NAME = 512


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `parts`, `kept`, `project` and `deployment`; `file` of a part, or `body` with the parts of a whole."""
    if exchange.caller is None:
        raise ValueError("pending before identity")
    if exchange.operation == CREATE:
        return _begin(exchange, runtime)
    kept = runtime.file_ids.open(UPLOAD, exchange.resource)
    if kept is None or not exchange.caller.memberships.get(kept.project, frozenset()) & CALLING_ROLES:
        return missing()
    exchange.kept, exchange.project, exchange.deployment = kept, kept.project, kept.deployment
    try:
        exchange.parts = await asyncio.to_thread(runtime.uploads.about, kept.id)
    except GoneError as error:
        return gone(error)
    if exchange.operation == COMPLETE:
        return _complete(exchange, runtime, kept.id)
    if exchange.operation == ADD:
        form = read_form(exchange)
        if isinstance(form, Refusal):
            return form
        if form.fields or len(form.files) != 1 or form.files[0].field != "data":
            return Refusal("pending", 400, "invalid_form", "the form has one file, `data`, and nothing else")
        exchange.file = form.files[0]
    return exchange


def gone(error: GoneError) -> Refusal:
    """What a caller hears of an upload that is not there any more."""
    return Refusal("pending", 404, "upload_not_found", error.message)


def _begin(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    body = _object(exchange)
    if isinstance(body, Refusal):
        return body
    name, purpose, size, kind = (body.pop(key, None) for key in ("filename", "purpose", "bytes", "mime_type"))
    life = body.pop("expires_after", None)
    if body or not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or not isinstance(kind, str):
        message = "an upload has `filename`, `purpose`, `bytes`, `mime_type` and perhaps `expires_after`, and nothing else"
        return Refusal("pending", 400, "invalid_value", message)
    if purpose not in (PURPOSE, *DOCUMENTS):
        names = " or ".join(f"`{one}`" for one in sorted({PURPOSE, *DOCUMENTS}))
        message = f"only files with `purpose` of {names} are kept here: others are read later, when nobody scans them"
        return Refusal("pending", 403, "surface_not_allowed", message, "purpose")
    if type(size) is not int or not 1 <= size <= MOST_BYTES:
        return Refusal("pending", 400, "invalid_value", f"`bytes` must be a whole number from 1 to {MOST_BYTES}", "bytes")
    if life is not None and not is_life(life):
        return short_lived()
    if purpose in DOCUMENTS and (refusal := documents.misnamed(name)) is not None:
        return refusal
    exchange.parts = Upload(name, str(purpose), size, int(time.time()), None if life is None else life["seconds"])
    return choose(exchange, runtime, documents.SURFACE if purpose in DOCUMENTS else "files")


def _complete(exchange: Exchange, runtime: Runtime, name: str) -> Exchange | Refusal:
    body = _object(exchange)
    if isinstance(body, Refusal):
        return body
    ids, checksum = body.get("part_ids"), body.get("md5") or ""
    if set(body) - {"part_ids", "md5"} or not isinstance(ids, list) or not 0 < len(ids) <= MOST_PARTS or not isinstance(checksum, str):
        return Refusal("pending", 400, "invalid_value", f"say `part_ids`, 1 to {MOST_PARTS} in their order, and perhaps `md5`", "part_ids")
    parts = [runtime.file_ids.open(PART, one) for one in ids]
    if any(part is None or part.use != name for part in parts):
        return Refusal("pending", 400, "invalid_value", "one of `part_ids` is no part of this upload", "part_ids")
    exchange.body = {"parts": [part.id for part in parts if part is not None], "md5": checksum}
    return exchange


def _object(exchange: Exchange) -> dict[str, Any] | Refusal:
    """None of it goes on, so none of it is scanned."""
    if (wrong := encoded(exchange, "pending")) is not None:
        return wrong
    try:
        return strict_json.read(exchange.request.body)[0]
    except strict_json.BadJsonError as error:
        return Refusal("pending", 400, "invalid_json", error.message)


STAGE = Stage("pending", "which upload in parts is meant, and what is said of it", run)
