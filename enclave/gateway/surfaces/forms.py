"""What surfaces do alike whose requests are forms with files, or whose answers are not texts alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from enclave.gateway.attachments import Attachment, Carried
from enclave.gateway.multipart import File, Sent
from enclave.gateway.surfaces.call import BadCallError, detail
from enclave.ledger.prices import Usage

Object = dict[str, Any]


def attach(files: Sequence[File], allowed: Mapping[str, int], kinds: Mapping[str, str]) -> tuple[tuple[Attachment, ...], tuple[Sent, ...]]:
    """The files of a form as attachments to be looked into, and as they are sent on. Raises BadCallError.

    `allowed`: how many of a field; `kinds`: media type by the first bytes, as `kind_of` tells it.
    """
    attached: list[Attachment] = []
    sent: list[Sent] = []
    counts: dict[str, int] = {}
    for number, file in enumerate(files):
        counts[file.field] = counts.get(file.field, 0) + 1
        kind = kind_of(file.data)
        if counts[file.field] > allowed.get(file.field, 0):
            raise BadCallError("the form has a file that is not taken here", "file", "unsupported_content")
        if kind not in kinds:
            raise BadCallError(f"the file must be one of {', '.join(sorted(kinds))}", file.field.removesuffix("[]"), "unsupported_content")
        holder: Object = {}
        attached.append(Attachment(file.field, {"type": "file"}, Carried(file.data, f"file.{kind}", kinds[kind], holder, "data")))
        sent.append(Sent(file.field, f"file{number}.{kind}", kinds[kind], file.data))
    return tuple(attached), tuple(sent)


def kind_of(data: bytes) -> str:
    """What a picture is, by its first bytes; empty: none of these."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def number(body: Object, key: str, least: int, most: int, usual: int) -> int:
    """A whole number, which a form has as text. Raises BadCallError."""
    value = body.get(key)
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
        value = int(value)
    if value is None:
        return usual
    if type(value) is not int or not least <= value <= most:
        raise BadCallError(f"`{key}` must be a whole number from {least} to {most}", key)
    return value


def text(body: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    """A text, empty where there is none. Raises BadCallError."""
    value = body.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value):
        raise BadCallError(f"`{key}` must be a text", key)
    return value


def one_of(body: Mapping[str, Any], key: str, known: Sequence[str], why: str = "") -> str:
    """One of some words, empty where there is none. Raises BadCallError."""
    value = text(body, key)
    if value and value not in known:
        raise BadCallError(f"`{key}` must be one of {', '.join(known)}{why}", key, "unsupported_content" if why else "invalid_value")
    return value


def usage(document: Mapping[str, Any]) -> Usage | None:
    """Tokens as the APIs of pictures and sound tell them; None where they do not. Raises UsageError for what cannot be true."""
    told = document.get("usage")
    if not isinstance(told, dict):
        return None
    prompt, completion = told.get("input_tokens"), told.get("output_tokens")
    if type(prompt) is not int or type(completion) is not int:
        return None
    part = next((key for key in ("input_tokens_details", "input_token_details") if told.get(key) is not None), "")
    return Usage(
        prompt=prompt, completion=completion, image_input=detail(told, part, "image_tokens"), audio_input=detail(told, part, "audio_tokens")
    )
