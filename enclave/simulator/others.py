"""Answers for what is no text: pictures, sound, files, batches, vector stores, and Content Safety's questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, unquote

import msgspec

from enclave.simulator import content_safety, media
from enclave.simulator.answer import JSON, Reply, answer, rejection
from enclave.simulator.bill import Bill
from enclave.simulator.errors import RejectedError
from enclave.simulator.kept_files import KeptFiles
from enclave.simulator.kept_stores import KeptStores
from enclave.wire.message import Request

KEPT = ("files", "batches", "vector_stores")
HALF = " (batch)"
"""What the bill writes behind the name of a model whose answers cost half."""


class Others:
    """All of these, with what they keep and cost."""

    def __init__(self, bill: Bill, models: Sequence[str]) -> None:
        self._bill = bill
        self._models = models
        self._kept = KeptFiles()
        self._stores = KeptStores(self._kept.held)

    def answer(self, request: Request) -> Reply | None:
        """The answer to one request; None: it is for others."""
        if request.path.startswith(content_safety.PATH):
            return content_safety.answer(request.path, request.body)
        operation, deployment = _operation(request)
        try:
            if operation in media.OPERATIONS:
                _need(request.method == "POST")
                return self._media(operation, deployment, request)
            first, *rest = operation.split("/")
            if first in KEPT:
                if first == "vector_stores":
                    asked = _object(request.body) if request.body else {}
                    return Reply(200, JSON, (_encoded(self._stores.answer(request.method, [*map(unquote, rest)], asked)),))
                told = self._files(request, rest) if first == "files" else self._batches(request, rest)
                return Reply(200, JSON if isinstance(told, dict) else b"application/octet-stream", (_encoded(told),))
        except RejectedError as error:
            return rejection(error)
        except (ValueError, KeyError, TypeError):
            return rejection(RejectedError(400, "the request cannot be read"))
        return None

    def _media(self, operation: str, deployment: str, request: Request) -> Reply:
        kind = (request.header(b"content-type") or b"").decode("latin-1")
        form = media.read_form(kind, request.body) if operation in media.FORMS else media.Form(_object(request.body), {})
        model = deployment or str(form.fields.get("model", ""))
        if not model or (self._models and model not in self._models):
            raise RejectedError(404, f"there is no model `{model}`", code="model_not_found", param="model")
        if operation.startswith("images/"):
            data, usage = media.pictures(form.fields, model, len(form.files))
        else:
            data, usage = media.speech(form.fields) if operation == "audio/speech" else media.transcript(form, model)
        self._bill.add(model, usage)
        is_text = form.fields.get("response_format") == "text"
        return Reply(200, b"audio/wav" if operation == "audio/speech" else b"text/plain; charset=utf-8" if is_text else JSON, (data,))

    def _files(self, request: Request, rest: list[str]) -> dict[str, Any] | bytes:
        if rest:
            return self._kept.file(request.method, unquote(rest[0]), rest[1] if rest[1:] else "")
        if request.method == "GET":
            return self._kept.files()
        form = media.read_form((request.header(b"content-type") or b"").decode("latin-1"), request.body)
        ends = form.fields.get("expires_after[seconds]", "")
        return self._kept.add(media.filename(request.body), form.files["file"], form.fields["purpose"], ends)

    def _batches(self, request: Request, rest: list[str]) -> dict[str, Any]:
        if rest:
            return self._kept.batch(unquote(rest[0]), cancel=rest[1:] == ["cancel"])
        return self._kept.batches() if request.method == "GET" else self._kept.create(_object(request.body), self._work)

    def _work(self, line: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        path = line["url"] if line["url"].startswith("/v1/") else f"/v1{line['url']}"
        reply = answer(line["method"], path, "", msgspec.json.encode(line["body"]), self._models)
        if reply.usage is not None:
            self._bill.add(reply.model + HALF, reply.usage)
        return reply.status, json.loads(b"".join(reply.frames))


def _operation(request: Request) -> tuple[str, str]:
    """What a path asks for, and of which deployment."""
    path = request.path
    if path.startswith("/openai/deployments/") and "api-version" in parse_qs(request.query):
        deployment, _, operation = path.removeprefix("/openai/deployments/").partition("/")
        return operation, unquote(deployment)
    for base in ("/openai/v1/", "/v1/"):
        if path.startswith(base):
            return path.removeprefix(base), ""
    return (path.removeprefix("/openai/") if "api-version" in parse_qs(request.query) else ""), ""


def _object(body: bytes) -> dict[str, Any]:
    found = json.loads(body)
    if not isinstance(found, dict):
        raise RejectedError(400, "the body is not a JSON object")
    return found


def _encoded(told: dict[str, Any] | bytes) -> bytes:
    return told if isinstance(told, bytes) else msgspec.json.encode(told)


def _need(fine: bool) -> None:
    if not fine:
        raise RejectedError(405, "use POST", code="method_not_allowed")
