"""What a file for a batch asks, line by line: each is strict JSON and a call of one surface and one deployment, as if it came by itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from types import MappingProxyType

from enclave.gateway import documents, strict_json
from enclave.gateway.exchange import Exchange, Line, Refusal
from enclave.gateway.multipart import File
from enclave.gateway.runtime import Runtime
from enclave.gateway.shown import DOCUMENTS
from enclave.gateway.stage import Stage
from enclave.gateway.stages.form import read_form
from enclave.gateway.stages.opened import choose
from enclave.gateway.surface import Api
from enclave.gateway.surfaces import chat, completions, embeddings
from enclave.gateway.surfaces.call import BadCallError

MOST_LINES = 50_000
"""As Azure and OpenAI take (Microsoft Learn, `Azure OpenAI batch`, 2026-11)."""
_APIS: tuple[tuple[str, Api], ...] = (("/chat/completions", chat), ("/completions", completions), ("/embeddings", embeddings))
APIS: Mapping[str, Api] = MappingProxyType({base + path: api for base in ("/v1", "") for path, api in _APIS})
"""What a line may ask, by its `url`."""
PURPOSE = "batch"
LIFE = range(3_600, 2_592_001)
"""Seconds that a file may be told to live: an hour to thirty days (OpenAI, `Upload file`, 2026-11)."""
_SECONDS = re.compile(r"[0-9]{1,8}")


async def run(exchange: Exchange, runtime: Runtime) -> Exchange | Refusal:
    """Fills in `lines` and `deployment`; or `file`, and the project whose document it is."""
    form = read_form(exchange)
    if isinstance(form, Refusal):
        return form
    purpose = form.fields.pop("purpose", None)
    is_document = purpose in DOCUMENTS
    ends = {key: said for key in ("anchor", "seconds") if (said := form.fields.pop(f"expires_after[{key}]", None)) is not None}
    if purpose != PURPOSE and not is_document:
        names = " or ".join(f"`{name}`" for name in sorted({PURPOSE, *DOCUMENTS}))
        message = f"only files with `purpose` of {names} are kept here: others are read later, when nobody scans them"
        return Refusal("lines", 403, "surface_not_allowed", message, "purpose")
    if form.fields or len(form.files) != 1 or form.files[0].field != "file":
        return Refusal("lines", 400, "invalid_form", "the form has `purpose`, one `file` and perhaps `expires_after`, and nothing else")
    if _SECONDS.fullmatch(str(ends.get("seconds"))):
        ends["seconds"] = int(ends["seconds"])
    if ends and not is_life(ends):
        return short_lived()
    exchange.life = ends.get("seconds")
    return await take(exchange, runtime, purpose, form.files[0])


def is_life(told: object) -> bool:
    """Whether it says how long a file lives."""
    is_whole = isinstance(told, dict) and set(told) == {"anchor", "seconds"} and told["anchor"] == "created_at"
    return is_whole and isinstance(told, dict) and type(told["seconds"]) is int and told["seconds"] in LIFE


def short_lived() -> Refusal:
    """It says something else."""
    message = f"a file expires `seconds` after `created_at`, {LIFE[0]} to {LIFE[-1]}"
    return Refusal("lines", 400, "invalid_value", message, "expires_after")


async def take(exchange: Exchange, runtime: Runtime, purpose: str, file: File, project: str = "") -> Exchange | Refusal:
    """A file that is whole. `project`: whose it is, where that is known."""
    if purpose in DOCUMENTS:
        exchange.body = {"purpose": purpose}
        chosen = choose(exchange, runtime, documents.SURFACE, project)
        return chosen if isinstance(chosen, Refusal) else documents.begin(exchange, file) or exchange
    try:
        exchange.lines = await asyncio.to_thread(_read, file.data)
    except BadCallError as error:
        return Refusal("lines", 400, error.code, error.message, error.param)
    exchange.attached = [file.name]
    exchange.deployment = exchange.lines[0].deployment
    return exchange


def _read(data: bytes) -> list[Line]:
    """Raises BadCallError with the number of the line."""
    lines: list[Line] = []
    names: set[str] = set()
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not raw.strip():
            continue
        try:
            line = _line(raw)
        except (strict_json.BadJsonError, BadCallError) as error:
            raise BadCallError(f"line {number}: {error.message}", "file", getattr(error, "code", "invalid_json")) from None
        if line.custom_id in names:
            raise BadCallError(f"line {number}: `custom_id` is the same as on another line", "file")
        if lines and (line.url, line.deployment) != (lines[0].url, lines[0].deployment):
            raise BadCallError(f"line {number}: all lines must have the same `url` and `model`", "file")
        names.add(line.custom_id)
        lines.append(line)
    if not 0 < len(lines) <= MOST_LINES:
        raise BadCallError(f"the file must have 1 to {MOST_LINES} lines", "file")
    return lines


def _line(raw: bytes) -> Line:
    document, _ = strict_json.read(raw)
    body, custom_id, url = document.get("body"), document.get("custom_id"), document.get("url")
    if set(document) != {"custom_id", "method", "url", "body"} or document["method"] != "POST" or not isinstance(body, dict):
        raise BadCallError("a line has `custom_id`, `method` of `POST`, `url` and `body`, and nothing else", "file")
    if not isinstance(custom_id, str) or not custom_id or not isinstance(url, str) or url not in APIS:
        raise BadCallError(f"`url` must be one of {', '.join(APIS)}, and `custom_id` a text", "file")
    deployment = body.get("model")
    if not isinstance(deployment, str) or not deployment:
        raise BadCallError("`model` must be the name of a deployment", "file", "missing_required_parameter")
    call = APIS[url].read_call(body)
    if call.stream or call.attachments:
        raise BadCallError("a batch has texts only, and no streams", "file", "unsupported_content")
    del document["method"], document["url"]  # words of the API
    fields = [field for field in strict_json.texts(document) if field.place != "model" or field.holder is not body]
    return Line(custom_id, url, deployment, document, fields, call)


STAGE = Stage("lines", "what a file for a batch asks, line by line", run)
