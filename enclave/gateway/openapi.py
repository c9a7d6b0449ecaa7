"""The gateway's API as an OpenAPI 3.1 document, made out of the table of surfaces: `python -m enclave.gateway.openapi` writes it to docs.

It says what the gateway itself asks of a request and tells of an answer. What models take beside that is the providers' to describe.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from enclave import __version__
from enclave.gateway.routes import SURFACES, Surface
from enclave.gateway.shown import DOCUMENTS
from enclave.gateway.stages.lines import LIFE
from enclave.gateway.stages.pending import LONGEST_NAME
from enclave.gateway.surfaces.images import MOST_PICTURES, QUALITIES, SIZES
from enclave.gateway.surfaces.realtime import CONNECT
from enclave.gateway.surfaces.speech import LONGEST
from enclave.gateway.surfaces.store_bodies import MOST_DAYS, MOST_ENTRIES, MOST_FILES, MOST_FOUND, MOST_QUERIES
from enclave.gateway.uploads import MOST_BYTES, MOST_PARTS

FILE = Path("docs") / "openapi.json"
Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 64, "description": "the name of a deployment"}
BINARY: Schema = {"type": "string", "format": "binary"}
_PART: Schema = {"type": "object", "required": ["type", "text"], "properties": {"type": {"const": "text"}, "text": TEXT}}
_MESSAGE: Schema = {
    "type": "object", "required": ["role", "content"],
    "properties": {
        "role": {"enum": ["system", "developer", "user", "assistant"]}, "content": {"oneOf": [TEXT, {"type": "array", "items": _PART}]},
    },
}  # fmt: skip
_PICTURE: Schema = {
    "prompt": {"type": "string", "minLength": 1}, "n": {"type": "integer", "minimum": 1, "maximum": MOST_PICTURES},
    "size": {"enum": [*SIZES]}, "quality": {"enum": [*QUALITIES]},
}  # fmt: skip
_SOUND: Schema = {"file": BINARY, "language": TEXT, "prompt": TEXT, "response_format": {"enum": ["json", "text", "verbose_json"]}}


def _body(required: tuple[str, ...], properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "required": ["model", *required], "properties": {"model": NAME, **properties}}


_FLAG: Schema = {"type": "boolean"}
_LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": 2**31}
_LIFE: Schema = {
    "type": "object", "required": ["anchor", "seconds"],
    "properties": {"anchor": {"const": "created_at"}, "seconds": {"type": "integer", "minimum": LIFE[0], "maximum": LIFE[-1]}},
    "additionalProperties": False,
}  # fmt: skip
JSON_BODIES: Mapping[str, Schema] = MappingProxyType(
    {
        "ChatCompletions_Create": _body(
            ("messages",), {"messages": {"type": "array", "minItems": 1, "items": _MESSAGE}, "stream": _FLAG, "max_tokens": _LIMIT}
        ),
        "Responses_Create": _body(("input",), {"input": TEXT, "instructions": TEXT, "stream": _FLAG, "max_output_tokens": _LIMIT}),
        "Embeddings_Create": _body(("input",), {"input": {"oneOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}}),
        "Completions_Create": _body(("prompt",), {"prompt": TEXT, "stream": _FLAG, "max_tokens": _LIMIT}),
        "Images_Generate": _body(("prompt",), _PICTURE),
        "Audio_Speech": _body(("input", "voice"), {"input": {"type": "string", "minLength": 1, "maxLength": LONGEST}, "voice": TEXT}),
        "Batches_Create": {
            "type": "object", "required": ["input_file_id", "endpoint", "completion_window"],
            "properties": {
                "input_file_id": TEXT, "endpoint": {"enum": ["/v1/chat/completions", "/v1/completions", "/v1/embeddings"]},
                "completion_window": {"const": "24h"}, "output_expires_after": _LIFE,
                "metadata": {"type": "object", "additionalProperties": TEXT, "maxProperties": 15},
            },
        },
    }
)  # fmt: skip
"""What a request says, by operation."""
_ENTRIES: Schema = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}, "maxProperties": MOST_ENTRIES}
_AFTER: Schema = {
    "type": "object", "required": ["anchor", "days"],
    "properties": {"anchor": {"const": "last_active_at"}, "days": {"type": "integer", "minimum": 1, "maximum": MOST_DAYS}},
}  # fmt: skip
_STORE: Schema = {
    "name": TEXT, "metadata": {"type": "object", "additionalProperties": TEXT, "maxProperties": MOST_ENTRIES}, "expires_after": _AFTER,
}  # fmt: skip
_IDS: Schema = {"type": "array", "items": TEXT, "minItems": 1, "maxItems": MOST_FILES}


def _open(properties: Mapping[str, Schema], *required: str) -> Schema:
    return {"type": "object", "required": [*required], "properties": {**properties}, "additionalProperties": False}


UPLOAD_BODIES: Mapping[str, Schema] = MappingProxyType(
    {
        "Uploads_Create": _open(
            {
                "filename": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}, "mime_type": TEXT, "expires_after": _LIFE,
                "purpose": {"enum": ["batch", *sorted(DOCUMENTS)]}, "bytes": {"type": "integer", "minimum": 1, "maximum": MOST_BYTES},
            },
            "filename", "purpose", "bytes", "mime_type",
        ),
        "Uploads_Complete": _open({"part_ids": {**_IDS, "maxItems": MOST_PARTS}, "md5": TEXT}, "part_ids"),
    }
)  # fmt: skip
STORE_BODIES: Mapping[str, Schema] = MappingProxyType(
    {
        "VectorStores_Create": _open({**_STORE, "description": TEXT, "chunking_strategy": {"type": "object"}, "file_ids": _IDS}),
        "VectorStores_Update": _open(_STORE),
        "VectorStores_Search": _open(
            {
                "query": {"oneOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1, "maxItems": MOST_QUERIES}]},
                "filters": {"type": "object"}, "max_num_results": {"type": "integer", "minimum": 1, "maximum": MOST_FOUND},
                "ranking_options": {"type": "object"}, "rewrite_query": {"const": False},
            },
            "query",
        ),
        "VectorStores_AddFile": _open({"file_id": TEXT, "attributes": _ENTRIES, "chunking_strategy": {"type": "object"}}, "file_id"),
        "VectorStores_AddFiles": _open(
            {
                "file_ids": _IDS, "attributes": _ENTRIES, "chunking_strategy": {"type": "object"},
                "files": {"type": "array", "items": _open({"file_id": TEXT, "attributes": _ENTRIES}, "file_id"), "maxItems": MOST_FILES},
            }
        ),
        "VectorStores_UpdateFile": _open({"attributes": _ENTRIES}),
    }
)  # fmt: skip
FORM_BODIES: Mapping[str, Schema] = MappingProxyType(
    {
        "Images_Vary": _body(("image",), {"image": BINARY, **{key: _PICTURE[key] for key in ("n", "size")}}),
        "Images_Edit": _body(("image", "prompt"), {"image": BINARY, "mask": BINARY, **_PICTURE}),
        "Audio_Transcribe": _body(("file",), _SOUND),
        "Audio_Translate": _body(("file",), _SOUND),
        "Uploads_AddPart": {"type": "object", "required": ["data"], "properties": {"data": BINARY}},
        "Files_Create": {
            "type": "object", "required": ["file", "purpose"],
            "properties": {
                "file": BINARY, "purpose": {"enum": ["batch", *sorted(DOCUMENTS)]}, "expires_after[anchor]": {"const": "created_at"},
                "expires_after[seconds]": {"type": "integer", "minimum": LIFE[0], "maximum": LIFE[-1]},
            },
        },
    }
)  # fmt: skip
STREAMED = frozenset({"ChatCompletions_Create", "Responses_Create", "Responses_Get", "Completions_Create"})
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "Audio_Speech": ("audio/mpeg", "audio/wav", "audio/opus", "audio/aac", "audio/flac", "audio/pcm", "application/octet-stream"),
        "Audio_Transcribe": ("application/json", "text/plain"), "Audio_Translate": ("application/json", "text/plain"),
        "Files_Content": ("application/jsonl",),
    }
)  # fmt: skip
"""Media types of good answers that are not JSON alone."""
REFUSALS: Mapping[int, str] = MappingProxyType(
    {
        400: "the request is wrong, or policy lets something in it pass not", 401: "no token, or none that is good",
        403: "the caller, the project or policy may not", 404: "there is no such thing in a project of the caller's",
        405: "another method is served here", 408: "the request came too slowly", 409: "policy has changed",
        413: "the request is too large", 415: "the body has a content encoding", 429: "a limit or a budget is used up",
        431: "the head is too large", 500: "the gateway failed", 502: "the model service failed", 503: "a guard cannot decide now",
        504: "the model service was silent",
    }
)  # fmt: skip
ERROR: Schema = {
    "type": "object", "required": ["error"],
    "properties": {
        "error": {
            "type": "object", "required": ["message", "type", "param", "code"],
            "properties": {
                "message": TEXT, "type": TEXT, "param": {"type": ["string", "null"]}, "code": {"type": ["string", "null"]},
                "status": {"type": "integer"}, "innererror": {"type": "object"},
            },
            "additionalProperties": False,
        }
    },
    "additionalProperties": False,
}  # fmt: skip


def document() -> Schema:
    """The whole document."""
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    paths: dict[str, Schema] = {}
    for surface in SURFACES:
        path = "/v1/" + surface.path.replace("*", "{id}", 1).replace("*", "{part}")
        paths.setdefault(path, {})[surface.method.lower()] = _operation(surface)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "secure-ai-enclave gateway", "version": __version__,
            "description": "The same operations are served under `/openai/v1` and under Azure's dated paths with `api-version`;"
            " chat completions and embeddings also under `/models`, as Azure AI's model inference has them.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}, "schemas": {"Error": ERROR},
            "responses": {str(status): {"description": words, "content": refusal} for status, words in REFUSALS.items()},
        },
    }  # fmt: skip


def _operation(surface: Surface) -> Schema:
    kinds = KINDS.get(surface.operation, ("application/json",)) + (("text/event-stream",) if surface.operation in STREAMED else ())
    good: Schema = {kind: {"schema": {"type": "object"} if kind == "application/json" else {}} for kind in kinds}
    told: Schema = {"200": {"description": "the answer", "content": good}}
    told |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
    found: Schema = {"operationId": surface.operation, "summary": " > ".join(stage.id for stage in surface.stages), "responses": told}
    if surface.operation == CONNECT:
        del told["200"]
        told["101"] = {"description": "a session: events as JSON texts over the WebSocket"}
        told["426"] = {"description": "no WebSocket was asked for"}
        found["parameters"] = [{"name": "model", "in": "query", "required": True, "schema": NAME}]
    names = ("id", "part")[: surface.path.count("*")]
    if names:
        text = {"type": "string", "minLength": 1}
        found["parameters"] = [{"name": name, "in": "path", "required": True, "schema": text} for name in names]
    for kind, bodies in (("application/json", {**JSON_BODIES, **UPLOAD_BODIES, **STORE_BODIES}), ("multipart/form-data", FORM_BODIES)):
        if surface.operation in bodies:
            found["requestBody"] = {"required": True, "content": {kind: {"schema": bodies[surface.operation]}}}
    return found


def text() -> str:
    """The document as it stands in docs."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
