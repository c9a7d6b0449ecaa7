"""Which surface serves a path, as Azure OpenAI and OpenAI write it; and what is refused by name, since nothing scans it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import parse_qs, unquote

import msgspec

from enclave.gateway.exchange import Dialect, Exchange, Refusal
from enclave.gateway.stage import Stage
from enclave.gateway.stages import (
    BATCH_STAGES,
    FILE_STAGES,
    FORM_STAGES,
    KEPT_STAGES,
    OTHER_STAGES,
    OUTPUT_STAGES,
    PART_STAGES,
    SOCKET_STAGES,
    STAGES,
    STORE_STAGES,
    STORED_STAGES,
    UPLOAD_STAGES,
)
from enclave.gateway.stages.seal import sealing
from enclave.gateway.surfaces import chat, completions, embeddings, images, models, realtime, responses, speech, transcriptions
from enclave.gateway.surfaces.chat_stream import ChatStream
from enclave.gateway.surfaces.completions import CompletionStream
from enclave.gateway.surfaces.responses_replay import ResponseReplay
from enclave.gateway.surfaces.responses_stream import ResponseStream
from enclave.gateway.surfaces.stream import StreamGuard
from enclave.gateway.vector_stores import OPERATIONS

BASES = ("/v1/", "/openai/v1/")
"""OpenAI's paths, and Azure's of today."""
DATED = "/openai/"
"""Azure's older paths, which need `api-version`; every value is taken."""
DEPLOYMENTS = "/openai/deployments/"
INFERENCE = "/models/"
"""Azure AI's model inference, which needs `api-version`, too, and names the deployment in the body."""
INFERRED = frozenset({"chat/completions", "embeddings"})
"""What is served there."""


class Surface(msgspec.Struct, frozen=True):
    """One operation of an API: how it is called, and what guards it."""

    operation: str
    """As Azure's specification names it."""
    method: str
    path: str
    """Behind the base; `*` stands for one name."""
    stages: Sequence[Stage]
    dialect: Dialect | None = None
    in_deployment: bool = False
    """Azure's older paths have the deployment before it."""


def _chat_stream(exchange: Exchange) -> StreamGuard:
    call, rules = exchange.call, exchange.rules
    if call is None or rules is None:
        raise ValueError("answer before access")
    return ChatStream(rules.guard, call.include_usage, exchange.conversation)


def _completion_stream(exchange: Exchange) -> StreamGuard:
    call, rules = exchange.call, exchange.rules
    if call is None or rules is None:
        raise ValueError("answer before access")
    return CompletionStream(rules.guard, call.include_usage, exchange.conversation)


def _response_stream(exchange: Exchange) -> StreamGuard:
    if exchange.rules is None:
        raise ValueError("answer before access")
    return ResponseStream(exchange.rules.guard, *sealing(exchange), exchange.conversation)


def _response_replay(exchange: Exchange) -> StreamGuard:
    if exchange.rules is None:
        raise ValueError("answer before access")
    return ResponseReplay(exchange.rules.guard, *sealing(exchange), exchange.conversation, after=exchange.after)


def _no_stream(_exchange: Exchange) -> StreamGuard:
    raise ValueError("a surface without streams")


def _sound(api: transcriptions.Transcriptions) -> Dialect:
    return Dialect(api, _no_stream, api.read_form)


CHAT = Surface(chat.OPERATION, "POST", "chat/completions", STAGES, Dialect(chat, _chat_stream), True)

SURFACES: tuple[Surface, ...] = (
    CHAT,
    Surface(responses.OPERATION, "POST", "responses", KEPT_STAGES, Dialect(responses, _response_stream)),
    Surface("Responses_Get", "GET", "responses/*", STORED_STAGES, Dialect(responses, _response_replay)),
    Surface("Responses_Delete", "DELETE", "responses/*", STORED_STAGES),
    Surface("Responses_Cancel", "POST", "responses/*/cancel", STORED_STAGES),
    Surface("Responses_ListInputItems", "GET", "responses/*/input_items", STORED_STAGES),
    Surface(embeddings.OPERATION, "POST", "embeddings", STAGES, Dialect(embeddings, _no_stream), True),
    Surface(completions.OPERATION, "POST", "completions", STAGES, Dialect(completions, _completion_stream), True),
    Surface("Images_Generate", "POST", "images/generations", OTHER_STAGES, Dialect(images.GENERATE, _no_stream), True),
    Surface("Images_Vary", "POST", "images/variations", FORM_STAGES, Dialect(images.VARY, _no_stream, images.VARY.read_form), True),
    Surface("Images_Edit", "POST", "images/edits", FORM_STAGES, Dialect(images.EDIT, _no_stream, images.EDIT.read_form), True),
    Surface(speech.OPERATION, "POST", "audio/speech", OTHER_STAGES, Dialect(speech, _no_stream), True),
    Surface("Audio_Transcribe", "POST", "audio/transcriptions", FORM_STAGES, _sound(transcriptions.TRANSCRIBE), True),
    Surface("Audio_Translate", "POST", "audio/translations", FORM_STAGES, _sound(transcriptions.TRANSLATE), True),
    Surface("Files_Create", "POST", "files", UPLOAD_STAGES),
    Surface("Files_List", "GET", "files", FILE_STAGES),
    Surface("Files_Get", "GET", "files/*", FILE_STAGES),
    Surface("Files_Delete", "DELETE", "files/*", FILE_STAGES),
    Surface("Files_Content", "GET", "files/*/content", OUTPUT_STAGES),
    Surface("Uploads_Create", "POST", "uploads", PART_STAGES),
    Surface("Uploads_AddPart", "POST", "uploads/*/parts", PART_STAGES),
    Surface("Uploads_Complete", "POST", "uploads/*/complete", PART_STAGES),
    Surface("Uploads_Cancel", "POST", "uploads/*/cancel", PART_STAGES),
    Surface("Batches_Create", "POST", "batches", BATCH_STAGES),
    Surface("Batches_List", "GET", "batches", FILE_STAGES),
    Surface("Batches_Get", "GET", "batches/*", FILE_STAGES),
    Surface("Batches_Cancel", "POST", "batches/*/cancel", FILE_STAGES),
    *(Surface(operation, one.method, one.route, STORE_STAGES) for operation, one in OPERATIONS.items()),
    Surface(realtime.CONNECT, "GET", "realtime", SOCKET_STAGES),
    Surface(models.OPERATION, "GET", "models", models.STAGES),
    Surface(models.ONE, "GET", "models/*", models.STAGES),
)
"""All that is served. What is not among them reaches no model."""

_PICTURES = "pictures that nobody can look into"
_SOUND = "sound that nobody can listen to"
_KEPT = "content that is kept outside of the request, and read later, unscanned"
_STORED = "an operation on stored answers that is not guarded"
_RUNS = "work that goes on without the gateway"
_NO_MODEL = "texts to a model that no project has"
_OUTSIDE = "messages to services outside of the enclave, or what opens them"
REFUSED: Mapping[str, str] = MappingProxyType(
    {
        "images": _PICTURES, "videos": _PICTURES, "video": _PICTURES, "content_provenance_checks": _PICTURES,
        "audio": _SOUND, "realtime": _SOUND, "live": _SOUND,
        "files": _KEPT, "uploads": _KEPT, "vector_stores": _KEPT, "containers": _KEPT, "conversations": _KEPT, "skills": _KEPT,
        "assistants": _RUNS, "threads": _RUNS, "batches": _RUNS, "fine_tuning": _RUNS, "evals": _RUNS, "chatkit": _RUNS, "agents": _RUNS,
        "moderations": _NO_MODEL, "rerank": _NO_MODEL, "decisions": _NO_MODEL, "safety": _NO_MODEL,
        "extensions": "data sources that nobody scanned",
        "vaults": _OUTSIDE, "webhook_endpoints": _OUTSIDE, "webhook_event_types": _OUTSIDE,
        "organization": "administration", "projects": "administration",
        "responses": _STORED, "chat": _STORED, "GET chat/completions": _STORED, "responses/compact": _KEPT,
        "responses/input_tokens": "texts that nobody pays for", "GET responses": "many calls over one socket: send each with POST",
    }
)  # fmt: skip
"""APIs that clients know and that are not served, and what they would carry. With a method before it: where the path has others."""

EXACT: Mapping[str, Surface] = MappingProxyType(
    {
        base + surface.path: surface for surface in SURFACES for base in BASES
        if "*" not in surface.path and [one.path for one in SURFACES].count(surface.path) == 1
    }
)
"""Surfaces whose path has no name in it and one method, by that path."""


PLAIN: Mapping[str, Sequence[Surface]] = MappingProxyType(
    {path: [surface for surface in SURFACES if surface.path == path] for path in [one.path for one in SURFACES] if "*" not in path}
)
"""Surfaces whose path has no name in it, by what stands behind the base."""
NAMED: Mapping[str, Sequence[tuple[Sequence[str], Surface]]] = MappingProxyType(
    {
        first: [(surface.path.split("/"), surface) for surface in SURFACES if surface.path.startswith(f"{first}/") and "*" in surface.path]
        for first in [one.path.partition("/")[0] for one in SURFACES]
    }
)
"""The others, by the first part of their path."""


class Found(msgspec.Struct, frozen=True):
    """What a path asks for: a surface, and the names in the path; or why it is not served."""

    surface: Surface | None = None
    deployment: str = ""
    resource: str = ""
    part: str = ""
    """Of the resource."""
    refusal: Refusal | None = None


def find(method: str, path: str, query: str) -> Found:
    """Which surface serves a request."""
    surface = EXACT.get(path)
    if surface is not None:
        return Found(surface) if surface.method == method else _below(method, surface.path, "")
    for base in BASES:
        if path.startswith(base):
            return _below(method, path.removeprefix(base), "")
    if path.startswith(DEPLOYMENTS):
        name, _, rest = path.removeprefix(DEPLOYMENTS).partition("/")
        if not name:
            return _not_found()
        return _dated(query, _below(method, rest, unquote(name)))
    if path.startswith(INFERENCE) and path.removeprefix(INFERENCE) in INFERRED:
        return _dated(query, _below(method, path.removeprefix(INFERENCE), ""))
    if path.startswith(DATED):
        return _dated(query, _below(method, path.removeprefix(DATED), ""))
    return _not_found()


def _below(method: str, rest: str, deployment: str) -> Found:
    parts = rest.split("/")
    found = PLAIN.get(rest) or [surface for wanted, surface in NAMED.get(parts[0], ()) if _fits(wanted, parts)]
    matching = [surface for surface in found if not deployment or surface.in_deployment]
    for surface in matching:
        if surface.method == method:
            names = [part for part, wanted in zip(parts, surface.path.split("/"), strict=True) if wanted == "*"]
            resource, part, *_ = (*map(unquote, names), "", "")
            return Found(surface, deployment, resource, part)
    if f"{method} {rest}" in REFUSED:
        return _refused(rest, REFUSED[f"{method} {rest}"])
    for name in (rest, parts[0]):
        if name in REFUSED and all(parts) and all(name == rest and "*" in surface.path for surface in matching):
            return _refused(name, REFUSED[name])
    return _not_allowed(matching) if matching else _not_found()


def _refused(name: str, what: str) -> Found:
    return Found(refusal=Refusal("route", 403, "surface_not_allowed", f"`{name}` is not served here: it carries {what}"))


def _fits(wanted: Sequence[str], parts: Sequence[str]) -> bool:
    return len(wanted) == len(parts) and all(part == own or (own == "*" and part) for own, part in zip(wanted, parts, strict=True))


def _dated(query: str, found: Found) -> Found:
    if found.refusal is None and not any(parse_qs(query).get("api-version", ())):
        return Found(refusal=Refusal("route", 404, "404", "Resource not found: the query parameter `api-version` is missing"))
    return found


def _not_allowed(surfaces: Sequence[Surface]) -> Found:
    methods = " or ".join(sorted({surface.method for surface in surfaces}))
    headers = ((b"allow", methods.replace(" or ", ", ").encode()),)
    return Found(refusal=Refusal("route", 405, "method_not_allowed", f"use {methods}", headers=headers))


def _not_found() -> Found:
    return Found(refusal=Refusal("route", 404, "not_found", "this path is not served here"))
