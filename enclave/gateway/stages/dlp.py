"""What the request says: every text is scanned; values that policy hides are replaced, values that it blocks end the call."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import TypeAlias

from enclave.dlp.redact import Write, gone
from enclave.gateway import attachments as carriers
from enclave.gateway.attachments import Attachment
from enclave.gateway.exchange import Exchange, Refusal
from enclave.gateway.guard import Examined, Guard
from enclave.gateway.runtime import Runtime
from enclave.gateway.stage import Stage
from enclave.gateway.strict_json import Field

LARGE_BYTES = 256 * 1024
"""A larger body is read and scanned in a thread, so that nobody else waits for it."""


UNINSPECTED = "uninspected"
"""The finding of content that nobody looked into, a picture or a file."""
_KINDS = {"image_url": "a picture", "input_audio": "sound", "file": "a file", "input_image": "a picture", "input_file": "a file"}
_File: TypeAlias = tuple[str, carriers.Carried | None, carriers.Read]
"""Where it stands, the file if it is there, and what was read of it."""
_PART = re.compile(r"[a-z_]+(?:\[[0-9]+\])?")
"""The member of a body that is wrong, and which of its items: `messages[1]`."""


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Redacts `body` in place; adds to `context` what is attached."""
    if exchange.rules is None or exchange.call is None:
        raise ValueError("dlp before access")
    guard = exchange.rules.guard
    exchange.conversation = runtime.conversation(exchange) if guard.tokenises_any else None
    stand_for = exchange.conversation.stand_for if exchange.conversation else gone
    files: list[_File] = []
    if exchange.call.attachments:
        files = await _files(exchange.call.attachments, runtime)
        exchange.context += await asyncio.to_thread(_most_tokens, exchange, files)
        exchange.attached += [text for _, _, found in files for _, text in found.texts]
        # what was decoded and read is not text once more
        encoded = {(id(file.holder), file.key) for _, file, _ in files if file is not None}
        exchange.fields = [field for field in exchange.fields if (id(field.holder), field.place) not in encoded]
    fields = exchange.fields
    if len(exchange.request.body) < LARGE_BYTES and not guard.is_slow and not files:
        examined = guard.examine(fields, exchange.body, stand_for)
    else:
        examined = await asyncio.to_thread(_examine, guard, fields, exchange, stand_for, files)
    uninspected = [(place, what) for place, _, found in files for what in found.uninspected]
    if uninspected:
        examined.found.counts[UNINSPECTED] = len(uninspected)
        if exchange.rules.policy.refuse_uninspected:
            exchange.verdicts.append(examined.refused("dlp"))
            place, what = uninspected[0]
            message = f"the request was blocked: policy lets no content pass that cannot be looked into ({what})"
            return Refusal("dlp", 400, "unsupported_content", message, place)
    exchange.verdicts.append(examined.verdict("dlp"))
    exchange.redactions += examined.redactions
    if examined.blocked:
        return _blocked(examined)
    return exchange


def _examine(guard: Guard, fields: Sequence[Field], exchange: Exchange, stand_for: Write, files: Sequence[_File]) -> Examined:
    examined = guard.examine(fields, exchange.body, stand_for)
    for place, _, found in files:
        guard.look([text for _, text in found.texts], place, examined)
    return examined


async def _files(attachments: Sequence[Attachment], runtime: Runtime) -> list[_File]:
    """What each attachment holds, a few at once."""
    files: list[_File] = []
    for number, attachment in enumerate(attachments):
        file = (attachment.carried or carriers.carried(attachment.part)) if number < carriers.MOST_FILES else None
        if file is None:
            found = carriers.Read(uninspected=[f"{_KINDS.get(str(attachment.part.get('type')), 'content')} that cannot be looked into"])
        else:
            async with runtime.reading:
                found = await asyncio.to_thread(carriers.read, file.data, file.name, file.kind)
        files.append((attachment.place, file, found))
    return files


def _most_tokens(exchange: Exchange, files: Sequence[_File]) -> int:
    """What the model reads of what messages carry. Of a form, the surface has said it already."""
    if exchange.call is None or exchange.target is None:
        raise ValueError("dlp before residency")
    model = exchange.target.deployment.model
    pairs = zip(exchange.call.attachments, files, strict=True)
    return sum(carriers.most_tokens(one.part, found, model) for one, (_, _, found) in pairs if one.carried is None)


def _blocked(examined: Examined) -> Refusal:
    entities = sorted({entity for _, entity in examined.blocked})
    part = _PART.match(examined.blocked[0][0])
    param = part[0] if part else "body"
    found = " and ".join(f"`{entity}`" for entity in entities)
    return Refusal("dlp", 400, "content_filter", f"the request was blocked: policy does not let {found} pass", param)


STAGE = Stage("dlp", "what the request says: hide or block what policy names", run)
