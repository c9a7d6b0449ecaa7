"""Path and body -> reply: pure, and the same reply for the same request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qs, unquote

import msgspec

from enclave.simulator import completions, responses
from enclave.simulator.chat import read_chat
from enclave.simulator.embeddings import DIMENSIONS, embed
from enclave.simulator.errors import RejectedError
from enclave.simulator.render import CREATED, Form, document, frames
from enclave.simulator.responses import Responses
from enclave.simulator.script import Usage, complete

JSON = b"application/json"
EVENTS = b"text/event-stream; charset=utf-8"
MODELS = ("gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "o4-mini", "gpt-5", "gpt-5.1", "gpt-5.4", "gpt-5.4-mini", *DIMENSIONS)
"""What `/v1/models` lists when any name is accepted."""
OPERATIONS = ("chat/completions", "embeddings", "completions")
RESPONSES = "responses"


@dataclass(frozen=True)
class Reply:
    """An answer before latency and faults. `frames` are the events of a stream, or the one body."""

    status: int
    content_type: bytes
    frames: tuple[bytes, ...]
    model: str = ""
    usage: Usage | None = None
    """None: nothing was served."""


@dataclass(frozen=True)
class Route:
    """What a path asks for."""

    operation: str
    """One of OPERATIONS, or `models`, or `models/<name>`, or `responses` with or without more."""
    azure: bool
    deployment: str | None = None


def route(path: str, query: str) -> Route:
    """Reads the three families of paths. Raises RejectedError (404)."""
    if path.startswith("/openai/deployments/"):
        deployment, _, operation = path.removeprefix("/openai/deployments/").partition("/")
        if deployment and operation in OPERATIONS and "api-version" in parse_qs(query):
            return Route(operation, True, unquote(deployment))
        raise RejectedError(404, "resource not found", code="404")
    for prefix, azure in (("/openai/v1/", True), ("/v1/", False)):
        operation = path.removeprefix(prefix)
        if path.startswith(prefix) and (operation in (*OPERATIONS, RESPONSES, "models") or operation.startswith(("models/", "responses/"))):
            return Route(operation, azure)
    if path.startswith("/openai/responses") and "api-version" in parse_qs(query):
        return Route(path.removeprefix("/openai/"), True)
    raise RejectedError(404, f"there is no `{path}`", code="not_found")


def answer(method: str, path: str, query: str, body: bytes, models: Sequence[str] = (), *, usage: bool = True) -> Reply:
    """Answers one request; errors become replies in OpenAI's form.

    models: the names that exist; empty: any. usage: whether the answer tells its token usage.
    """
    try:
        asked = route(path, query)
        if asked.operation in OPERATIONS:
            _need(method, "POST")
            return _CALLS[asked.operation](asked, body, models, usage)
        _need(method, "GET")
        return _models(unquote(asked.operation), models)
    except RejectedError as error:
        return rejection(error)


def kept(responses_: Responses, asked_for: tuple[str, str, str], body: bytes, models: Sequence[str] = (), *, usage: bool = True) -> Reply:
    """The same for responses, which are kept. The reply to an equal request is not always the same.

    asked_for: method, path and query.
    """
    method, path, query = asked_for
    try:
        asked = route(path, query)
        name, _, operation = asked.operation.removeprefix(RESPONSES).removeprefix("/").partition("/")
        if name:
            document_ = responses_.stored(method, unquote(name), operation)
            if (method, operation) == ("GET", "") and parse_qs(query).get("stream") == ["true"]:
                return Reply(200, EVENTS, tuple(responses.frames(document_)))
            return Reply(200, JSON, (msgspec.json.encode(document_),))
        _need(method, "POST")
        model = _model(asked, body, models)
        key = hashlib.blake2b(body, digest_size=12, key=model.encode()[:64]).hexdigest()
        request, told, spent = responses_.create(body, model, key, usage=usage)
    except RejectedError as error:
        return rejection(error)
    if request.stream:
        return Reply(200, EVENTS, tuple(responses.frames(told)), model, spent)
    return Reply(200, JSON, (msgspec.json.encode(told),), model, spent)


def is_kept(path: str) -> bool:
    """Whether a path is for what is kept."""
    return "/responses" in path


def rejection(error: RejectedError) -> Reply:
    """An error as a reply."""
    return Reply(error.status, JSON, (msgspec.json.encode(error.document()),))


def _chat(asked: Route, body: bytes, models: Sequence[str], usage: bool) -> Reply:
    model = _model(asked, body, models)
    request = read_chat(body, model)
    key = hashlib.blake2b(body, digest_size=12, key=model.encode()[:64]).hexdigest()
    completion = complete(request, model, key)
    streamed = bool(request.stream)
    told = usage and (not streamed or bool(request.stream_options and request.stream_options.include_usage))
    form = Form(f"chatcmpl-{key}", model, asked.azure, told, bool(request.logprobs))
    if streamed:
        return Reply(200, EVENTS, tuple(frames(completion, form)), model, completion.usage)
    return Reply(200, JSON, (document(completion, form),), model, completion.usage)


def _embeddings(asked: Route, body: bytes, models: Sequence[str], usage: bool) -> Reply:
    model = _model(asked, body, models)
    text, spent = embed(body, model, usage=usage)
    return Reply(200, JSON, (text,), model, spent)


def _completions(asked: Route, body: bytes, models: Sequence[str], usage: bool) -> Reply:
    model = _model(asked, body, models)
    request = completions.read(body)
    key = hashlib.blake2b(body, digest_size=12, key=model.encode()[:64]).hexdigest()
    said = completions.answers(request, model, key)
    streamed = bool(request.stream)
    told = usage and (not streamed or bool(request.stream_options and request.stream_options.include_usage))
    form = Form(f"cmpl-{key}", model, asked.azure, told, False)
    if streamed:
        return Reply(200, EVENTS, tuple(completions.frames(said, form)), model, completions.total(said))
    return Reply(200, JSON, (completions.document(said, form, bool(request.echo)),), model, completions.total(said))


_CALLS: Mapping[str, Callable[[Route, bytes, Sequence[str], bool], Reply]] = MappingProxyType(
    dict(zip(OPERATIONS, (_chat, _embeddings, _completions), strict=True))
)


def _models(operation: str, models: Sequence[str]) -> Reply:
    entries = [{"id": name, "object": "model", "created": CREATED, "owned_by": "simulation"} for name in models or MODELS]
    name = operation.removeprefix("models").removeprefix("/")
    if not name:
        return Reply(200, JSON, (msgspec.json.encode({"object": "list", "data": entries}),))
    for entry in entries:
        if entry["id"] == name:
            return Reply(200, JSON, (msgspec.json.encode(entry),))
    raise RejectedError(404, f"there is no model `{name}`", code="model_not_found", param="model")


class _Model(msgspec.Struct):
    """The one parameter that decides who reads the others."""

    model: str = ""


def _model(asked: Route, body: bytes, models: Sequence[str]) -> str:
    """The deployment of the path, else the `model` of the body. Raises RejectedError (400, 404)."""
    if asked.deployment:
        if models and asked.deployment not in models:
            raise RejectedError(404, f"there is no deployment `{asked.deployment}`", code="DeploymentNotFound")
        return asked.deployment
    try:
        model = msgspec.json.decode(body, type=_Model).model
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""  # whoever decodes the whole body says what is wrong with it
    if not model:
        raise RejectedError(400, "missing required parameter: `model`", code="missing_required_parameter", param="model")
    if models and model not in models:
        raise RejectedError(404, f"there is no model `{model}`", code="model_not_found", param="model")
    return model


def _need(method: str, wanted: str) -> None:
    if method != wanted:
        raise RejectedError(405, f"use {wanted}, not {method}", code="method_not_allowed")
