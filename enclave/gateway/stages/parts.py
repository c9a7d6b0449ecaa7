"""An upload in parts: begun, added to, called off, on this machine alone; and completed, when the whole file goes through `upload`."""

from __future__ import annotations

import asyncio
from typing import Any

from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.file_ids import PART, UPLOAD, Kept
from enclave.gateway.multipart import File
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.stages import access, grant, residency, upload
from enclave.gateway.stages.lines import take
from enclave.gateway.stages.pending import ADD, CANCEL, CREATE, gone
from enclave.gateway.uploads import LIFE, FullError, GoneError, MismatchError, Upload

AGAIN = (access.STAGE, grant.STAGE, residency.STAGE)
"""What decides by the deployment."""


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `answer`."""
    if exchange.parts is None or exchange.rules is None:
        raise ValueError("parts before pending")
    try:
        return await _act(exchange, runtime, exchange.parts)
    except FullError as error:
        return Refusal("parts", 429, "uploads_full", error.message, headers=((b"retry-after", b"60"),), kind="requests")
    except GoneError as error:
        return gone(error)
    except MismatchError as error:
        return Refusal("parts", 400, "invalid_value", error.message, "data" if exchange.operation == ADD else "part_ids")


async def _act(exchange: Exchange, runtime: Runtime, about: Upload) -> Exchange | Refusal:
    kept, project = exchange.kept, exchange.project
    if exchange.operation == CREATE:
        name = await asyncio.to_thread(runtime.uploads.begin, about)
        sealed = runtime.file_ids.seal(UPLOAD, Kept(name, project, exchange.deployment, "", "upload"))
        exchange.answer = _shown(runtime, about, sealed, "pending")
        return exchange
    if kept is None:
        raise ValueError("parts before pending")
    if exchange.operation == ADD:
        if exchange.file is None:
            raise ValueError("parts before pending")
        part = await asyncio.to_thread(runtime.uploads.hold, kept.id, exchange.file.data)
        sealed = runtime.file_ids.seal(PART, Kept(part, project, "", "", kept.id))
        exchange.answer = {"id": sealed, "object": "upload.part", "created_at": about.created, "upload_id": exchange.resource}
        return exchange
    if exchange.operation == CANCEL:
        await asyncio.to_thread(runtime.uploads.drop, kept.id)
        exchange.answer = _shown(runtime, about, exchange.resource, "cancelled")
        return exchange
    async with runtime.joining:
        outcome = await _whole(exchange, runtime, kept.id, about)
    if isinstance(outcome, Refusal):
        return outcome
    await asyncio.to_thread(runtime.uploads.drop, kept.id)
    exchange.answer = _shown(runtime, about, exchange.resource, "completed") | {"file": exchange.answer}
    return exchange


async def _whole(exchange: Exchange, runtime: Runtime, name: str, about: Upload) -> Exchange | Refusal:
    """The parts as one file, which goes the way of a file that came at once; whose deployment it is for is only known now."""
    data = await asyncio.to_thread(runtime.uploads.join, name, exchange.body["parts"], exchange.body["md5"])
    exchange.life = about.life
    outcome = await take(exchange, runtime, about.purpose, File("file", about.filename, "", data), exchange.project)
    for stage in (*AGAIN, upload.STAGE):
        if isinstance(outcome, Refusal):
            return outcome
        outcome = await stage.run(exchange, runtime)
    return outcome


def _shown(runtime: Runtime, about: Upload, sealed: str, status: str) -> dict[str, Any]:
    return {
        "id": sealed, "object": "upload", "bytes": about.bytes, "created_at": about.created, "filename": runtime.label(about.filename),
        "purpose": about.purpose, "status": status, "expires_at": about.created + LIFE,
    }  # fmt: skip


STAGE = Stage("parts", "an upload in parts: held on this machine until it is whole, then looked at as any file", run)
