"""Documents for vector stores: read and looked at before they are kept. Plain text is redacted; of what cannot be rewritten, all passes
or nothing does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from enclave.gateway import attachments
from enclave.gateway.account import document
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.file_ids import FILE, MARK, Kept
from enclave.gateway.guard import Examined, Guard
from enclave.gateway.multipart import File, Sent, content_type, life, write
from enclave.gateway.runtime import Runtime
from enclave.gateway.shown import shown_file
from enclave.gateway.stages.dlp import UNINSPECTED
from enclave.gateway.stages.permit import allows, refused
from enclave.gateway.stages.upstream import garbage
from enclave.gateway.strict_json import Field
from enclave.ledger import tokens

SURFACE = "vector_stores"
PLAIN: Mapping[str, str] = MappingProxyType({"txt": "text/plain", "md": "text/markdown"})
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS: Mapping[str, str] = MappingProxyType(
    {
        **PLAIN, "html": "text/html", "json": "application/json", "pdf": "application/pdf",
        "docx": f"{_OFFICE}wordprocessingml.document", "pptx": f"{_OFFICE}presentationml.presentation",
    }
)  # fmt: skip
"""What is read here and taken there, by the end of a name (Microsoft Learn, `File search`, supported file types, 2026-11)."""
LONGEST_NAME = 40
NEW_TOKENS = 400
"""Of each piece of a document at least: 800, of which half stand in the piece before, too (there)."""
PIECE_BYTES = 2048
"""Of a piece beside its text: a vector of 256 numbers of four bytes, and as much again."""


def misnamed(name: str) -> Refusal | None:
    """Why a document of this name is not kept."""
    if _end(name) in KINDS:
        return None
    return Refusal("lines", 400, "unsupported_content", f"a document's name must end in one of {', '.join(sorted(KINDS))}", "file")


def begin(exchange: Exchange, file: File) -> Refusal | None:
    """Fills in `file`. What it is follows from its name, as the model service reads it."""
    refusal = misnamed(file.name)
    if refusal is not None:
        return refusal
    if not file.data:
        return Refusal("lines", 400, "invalid_value", "the document is empty", "file")
    exchange.file, exchange.attached = file, [file.name]
    return None


async def keep(exchange: Exchange, runtime: Runtime, file: File, purpose: str) -> Exchange | Refusal:
    """Fills in `answer`."""
    rules, target = exchange.rules, exchange.target
    if rules is None or target is None:
        raise ValueError("a document before residency")
    if not allows(rules, SURFACE):
        return refused("upload", SURFACE, rules.name)
    if rules.policy.content_safety:
        message = "policy has Content Safety asked about every text, which is not done for documents"
        return Refusal("upload", 403, "surface_not_allowed", message)
    end = _end(file.name)
    examined, data = Examined(), file.data
    if end in PLAIN:
        try:
            examined, data = await asyncio.to_thread(_redacted, rules.guard, data.decode())
        except UnicodeDecodeError:
            return Refusal("upload", 400, "unsupported_content", "the document is not UTF-8", "file")
    async with runtime.reading:
        found = await asyncio.to_thread(attachments.read, data, f"file.{end}", KINDS[end])
    texts = [text for _, text in found.texts]
    await asyncio.to_thread(rules.guard.look, texts, "file", examined)
    if found.uninspected:
        examined.found.counts[UNINSPECTED] = len(found.uninspected)
        if rules.policy.refuse_uninspected and not examined.blocked:
            exchange.verdicts.append(examined.refused("dlp"))
            message = f"the document was blocked: policy lets no content pass that cannot be looked into ({found.uninspected[0]})"
            return Refusal("dlp", 400, "unsupported_content", message, "file")
    exchange.verdicts.append(examined.verdict("dlp"))
    exchange.redactions += examined.redactions
    if examined.blocked:
        entities = " and ".join(f"`{entity}`" for entity in sorted({entity for _, entity in examined.blocked}))
        return Refusal("dlp", 400, "content_filter", f"the document was blocked: policy does not let {entities} pass", "file")
    size = await asyncio.to_thread(_size, data, texts, target.deployment.model)
    label = runtime.label(file.name)[:LONGEST_NAME]
    kept = Kept("", rules.name, exchange.deployment, target.region, "document", amount=size, digest=runtime.recorder.digest[-16:])
    mark = runtime.file_ids.seal(MARK, msgspec.structs.replace(kept, name=label))
    form = await asyncio.to_thread(write, {"purpose": purpose, **life(exchange.life)}, [Sent("file", f"{mark}.{end}", KINDS[end], data)])
    told = await document(exchange, runtime, "POST", "/files", form, kind=content_type(form))
    if isinstance(told, Refusal):
        return told
    if not isinstance(told.get("id"), str):
        return garbage("the upstream's answer is no file")
    exchange.answer = shown_file(told, runtime.file_ids.seal(FILE, msgspec.structs.replace(kept, id=told["id"])), label)
    return exchange


def _end(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def _redacted(guard: Guard, text: str) -> tuple[Examined, bytes]:
    holder = [text]
    examined = guard.examine([Field(holder, 0, text)])
    return examined, holder[0].encode()


def _size(data: bytes, texts: list[str], model: str) -> int:
    """The bytes that it takes in a store at most: every text twice, and the vectors of its pieces."""
    longest = max(len(data), sum(len(text.encode()) for text in texts))
    return 2 * longest + (1 + tokens.count(tuple(texts), model) // NEW_TOKENS) * PIECE_BYTES
