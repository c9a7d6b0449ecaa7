"""A batch is begun: the worst case of all its lines is reserved, and its admission recorded, before it is asked for."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import msgspec

from enclave.gateway import shown
from enclave.gateway.account import document, missing
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.file_ids import MARK
from enclave.gateway.reservations import reservation
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages.budget import exceeded
from enclave.gateway.stages.kept import scan
from enclave.gateway.stages.lines import LIFE, is_life
from enclave.gateway.stages.upstream import garbage
from enclave.ledger.interface import Exceeded

WINDOW = "24h"
LEASE = timedelta(hours=25)
"""Then all of it is charged, until somebody learns what it cost. A batch is over after 24."""
MOST_METADATA = 15


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `reserved`, `admitted` and `answer`."""
    rules, kept, body = exchange.rules, exchange.kept, exchange.body
    if rules is None or kept is None:
        raise ValueError("batch before residency")
    metadata = body.get("metadata") or {}
    fine = isinstance(metadata, dict) and len(metadata) <= MOST_METADATA and all(isinstance(value, str) for value in metadata.values())
    known = {"endpoint", "completion_window", "metadata", "output_expires_after"}
    fine = fine and (body.get("output_expires_after") is None or is_life(body["output_expires_after"]))
    if set(body) - known or body.get("completion_window") != WINDOW or not fine:
        return _wrong(
            f"a batch has `input_file_id`, `endpoint`, `completion_window` of `{WINDOW}`, `metadata` of texts, and `output_expires_after`"
            f" with `anchor` of `created_at` and `seconds` from {LIFE[0]} to {LIFE[-1]}"
        )
    if kept.use != "input" or body.get("endpoint") != kept.url or shown.ENCLAVE in metadata:
        return _wrong("the file is none for batches of this `endpoint`")
    examined = rules.guard.examine([field for field in exchange.fields if field.place not in ("endpoint", "completion_window")], body)
    exchange.verdicts.append(examined.verdict("dlp"))
    exchange.redactions += examined.redactions
    if examined.blocked:
        return Refusal("dlp", 400, "content_filter", "the request was blocked: policy does not let its metadata pass", "metadata")
    file = await document(exchange, runtime, "GET", f"/files/{quote(kept.id, safe='')}")
    if isinstance(file, Refusal):
        return file
    exchange.forwarded = False
    mark = shown.file_mark(runtime.file_ids, file)
    if mark is None or (mark.project, mark.deployment, mark.region) != (kept.project, kept.deployment, kept.region):
        return missing()
    if mark.digest != runtime.recorder.digest[-16:]:
        return Refusal("batch", 409, "policy_changed", "policy has changed since the file was looked at: upload it again", "input_file_id")
    exchange.reserved, exchange.reservation = mark.amount, exchange.id
    hold = msgspec.structs.replace(reservation(exchange, exchange.id), lease=LEASE)
    outcome = await runtime.journal.admit(hold, runtime.recorder.event(exchange, "admitted"))
    if isinstance(outcome, Exceeded):
        exchange.reserved = 0
        return exceeded(outcome)
    exchange.admitted, exchange.warnings = True, outcome.warnings
    ours = msgspec.structs.replace(mark, reservation=exchange.id, use="batch", name="", digest="")
    sent = {**body, "input_file_id": kept.id, "metadata": {**metadata, shown.ENCLAVE: runtime.file_ids.seal(MARK, ours)}}
    told = await document(exchange, runtime, "POST", "/batches", msgspec.json.encode(sent))
    if isinstance(told, Refusal):
        return told
    if not isinstance(told.get("id"), str):
        return garbage("the upstream's answer is no batch")
    exchange.reserved = 0  # it waits for the end of the batch, and not of this call
    exchange.notes.append("the reservation is settled when the batch has ended")
    exchange.answer = shown.shown_batch(runtime.file_ids, told, ours)
    return scan(exchange, [exchange.answer])


def _wrong(message: str) -> Refusal:
    return Refusal("batch", 400, "invalid_value", message)


STAGE = Stage("batch", "a batch is begun: the worst case of all its lines is reserved", run)
