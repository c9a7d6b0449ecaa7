"""Realtime: what a client's event may say, in OpenAI's words of today and in those of the beta, and what of it nobody looks into."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from enclave.gateway.attachments import Attachment
from enclave.gateway.strict_json import PROSE, Field, texts
from enclave.gateway.surfaces.call import BadCallError, detail, refuse_reference
from enclave.gateway.surfaces.realtime_ids import Ids
from enclave.ledger.prices import Usage
from enclave.spec.models import Deployment

CONNECT, RESPOND, SAY = "Realtime_Connect", "Realtime_Respond", "Realtime_Say"
"""Operations on record: the session, each response in it, and an event of the client's that did not pass."""
MOST_OUTPUT = 4_096
"""Tokens of one response (OpenAI, `Realtime conversations`, 2026-11)."""
WINDOW = 128_000
"""Tokens that a realtime model reads at most: of gpt-4o-realtime-preview, gpt-realtime has 32,000 (the models' own pages, 2026-11)."""
PER_ITEM = 16
"""Tokens that frame an item."""
SECOND = 20
"""Tokens of a second of sound that goes in: twice the ten that are charged (OpenAI, `Managing costs`, 2026-11)."""
PICTURE = 3_000
"""Tokens of a picture: gpt-realtime reads it as gpt-4o does, some 1,500 at most."""

_EVENTS = """
    session.update conversation.item.create conversation.item.retrieve conversation.item.truncate conversation.item.delete
    input_audio_buffer.append input_audio_buffer.commit input_audio_buffer.clear response.create response.cancel
"""
EVENTS = frozenset(_EVENTS.split())
"""Events that a client may send. The others are refused by name."""
ITEMS = frozenset({"message", "function_call", "function_call_output"})
REFERENCE = "item_reference"
ROLES = frozenset({"system", "user", "assistant"})
TEXT_PARTS = frozenset({"input_text", "output_text", "text"})
SOUND_PARTS = frozenset({"input_audio", "output_audio", "audio"})
PICTURE_PART = "input_image"
BETA_RESPONSE, RESPONSE = "max_response_output_tokens", "max_output_tokens"
UNSEEN: Mapping[str, str] = MappingProxyType(
    {
        "prompt": "a stored prompt was not scanned with the session", "tracing": "traces are kept where nobody guards them",
        "client_secret": "a secret opens the model service without the gateway", "include": "log probabilities spell texts in pieces",
    }
)  # fmt: skip
"""Members of a session or a response that are refused, and why."""


class Api:
    """What the stages ask of the surface for one response."""

    TARGET = b"/realtime"

    def read_call(self, body: dict[str, Any]) -> Any:
        """No request has a body of this kind."""
        raise BadCallError("realtime is spoken over a WebSocket", "model")

    def default_output(self, _deployment: Deployment) -> int:
        """Tokens of a response that nobody limits."""
        return MOST_OUTPUT

    def prompt_texts(self, _body: dict[str, Any]) -> tuple[str, ...]:
        """All that the model reads is counted as context, since most of it was said before."""
        return ()

    def outgoing(self, *_of_a_call: Any, **_more: Any) -> bytes:
        """A session sends events, not calls."""
        raise ValueError("a response is created by an event")

    def is_answer(self, document: dict[str, Any]) -> bool:
        """Whether a document is a response."""
        return document.get("object") == "realtime.response"

    def read_usage(self, document: dict[str, Any]) -> Usage | None:
        """See `read_usage`."""
        return read_usage(document)

    def kept(self, document: dict[str, Any]) -> dict[str, Any]:
        """Of a response all that was scanned goes back."""
        return document

    told = kept

    def spelled(self, _answer: dict[str, Any]) -> Sequence[dict[str, Any]]:
        """Nothing has log probabilities."""
        return ()

    def readable(self, _answer: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, bool]]:
        """Values are put back as the texts pass."""
        return iter(())


def read_usage(response: Mapping[str, Any]) -> Usage | None:
    """What the provider counted of a response, or None when it did not say. Raises UsageError for what cannot be true."""
    usage = response.get("usage")
    if not isinstance(usage, dict):
        return None
    prompt, completion = usage.get("input_tokens"), usage.get("output_tokens")
    if type(prompt) is not int or type(completion) is not int:
        return None
    part, wrote = "input_token_details", "output_token_details"
    read = usage.get(part)
    return Usage(
        prompt=prompt,
        cached=detail(usage, part, "cached_tokens"),
        completion=completion,
        audio_input=detail(usage, part, "audio_tokens"),
        cached_audio_input=detail(read if isinstance(read, dict) else {}, "cached_tokens_details", "audio_tokens"),
        audio_output=detail(usage, wrote, "audio_tokens"),
        image_input=detail(usage, part, "image_tokens"),
    )


def item_parts(item: object, place: str) -> Iterator[Attachment]:
    """What in an item is no text. Raises BadCallError for an item of a kind that is not looked into."""
    if not isinstance(item, dict) or not isinstance(item.get("type"), str) or item["type"] not in ITEMS:
        kinds = " or ".join(f"`{kind}`" for kind in sorted(ITEMS))
        raise BadCallError(f"`{place}.type` must be {kinds}", place, "unsupported_content")
    if item["type"] != "message":
        return
    if item.get("role") not in ROLES:
        raise BadCallError(f"`{place}.role` must be one of the roles of a message", f"{place}.role")
    content = item.get("content")
    if not isinstance(content, list):
        raise BadCallError(f"`{place}.content` must be a list of parts", f"{place}.content")
    for index, part in enumerate(content):
        where = f"{place}.content[{index}]"
        kind = part.get("type") if isinstance(part, dict) else None
        if kind in SOUND_PARTS or kind == PICTURE_PART:
            refuse_reference(part, where)
            if kind == PICTURE_PART and not str(part.get("image_url")).startswith("data:"):
                raise BadCallError("a picture comes with its bytes, as a data URL", where, "unsupported_content")
            yield Attachment(where, part)
        elif kind not in TEXT_PARTS:
            raise BadCallError("content of this type cannot be scanned and is not allowed here", where, "unsupported_content")


def response_parts(event: dict[str, Any]) -> tuple[dict[str, Any], tuple[Attachment, ...]]:
    """What an event says of the response that it creates, and what in that is no text. Raises BadCallError."""
    response = event.setdefault("response", {})
    if not isinstance(response, dict):
        raise BadCallError("`response` must be an object", "response")
    given = response.get("input")
    if given is not None and not isinstance(given, list):
        raise BadCallError("`response.input` must be a list of items", "response.input")
    items = [(index, one) for index, one in enumerate(given or ()) if not isinstance(one, dict) or one.get("type") != REFERENCE]
    return response, tuple(part for index, one in items for part in item_parts(one, f"response.input[{index}]"))


def refuse_unseen(holder: Mapping[str, Any], place: str) -> None:
    """Raise BadCallError for what brings in, or keeps, content that nobody scans; and for tools that the caller does not run."""
    for name, why in UNSEEN.items():
        if holder.get(name):
            raise BadCallError(f"`{place}.{name}` is not allowed here: {why}", f"{place}.{name}", "unsupported_content")
    tools = holder.get("tools")
    if tools is not None and not isinstance(tools, list):
        raise BadCallError(f"`{place}.tools` must be a list", f"{place}.tools")
    for index, tool in enumerate(tools or ()):
        if not isinstance(tool, dict) or tool.get("type") != "function":
            why = "only tools of the type `function` are allowed here: others read where nobody looks"
            raise BadCallError(why, f"{place}.tools[{index}]", "unsupported_content")
    choice = holder.get("tool_choice")
    if isinstance(choice, dict) and choice.get("type") != "function":
        raise BadCallError("only a function can be chosen", f"{place}.tool_choice", "unsupported_content")


def most_output(holder: Mapping[str, Any]) -> int | None:
    """The tokens that a response may have, by its own words or the session's; None: nobody said. Raises BadCallError."""
    found: list[int] = []
    for name in (RESPONSE, BETA_RESPONSE):
        value = holder.get(name)
        if value is None or value == "inf":
            continue
        if type(value) is not int or not 1 <= value <= MOST_OUTPUT:
            raise BadCallError(f"`{name}` must be `inf` or a whole number from 1 to {MOST_OUTPUT}", name)
        found.append(value)
    return min(found, default=None)


def speaks(holder: Mapping[str, Any]) -> bool | None:
    """Whether answers are spoken; None: nobody said. Raises BadCallError."""
    for name in ("output_modalities", "modalities"):
        wanted = holder.get(name)
        if wanted is not None:
            if not isinstance(wanted, list) or not wanted or any(one not in ("text", "audio") for one in wanted):
                raise BadCallError(f"`{name}` must be a list of `text` and `audio`", name)
            return "audio" in wanted
    return None


def sound_bytes(audio: object, place: str) -> int:
    """How long a piece of sound is, in bytes. Raises BadCallError for what is not base64 in one way only."""
    if not isinstance(audio, str):
        raise BadCallError(f"`{place}` must be sound as base64", place)
    try:
        return len(base64.b64decode(audio, validate=True))
    except (binascii.Error, ValueError):
        raise BadCallError(f"`{place}` must be sound as base64", place) from None


def scanned(event: dict[str, Any], attachments: Sequence[Attachment]) -> list[Field]:
    """The texts of an event, known or not: all but ids, which are not the client's any more, and sound, which was decoded.

    Raises BadJsonError.
    """
    left_out = {(id(one.part), "audio") for one in attachments if one.part.get("type") in SOUND_PARTS}
    left_out |= {(id(event), name) for name in ("item_id", "previous_item_id", "response_id", "type")}
    response = event.get("response")
    given = response.get("input") if isinstance(response, dict) else None
    for item in (event.get("item"), *(given if isinstance(given, list) else ())):
        left_out |= {(id(item), "id"), (id(item), "call_id")}
    return [field for field in texts(event) if field.is_key or (id(field.holder), field.place) not in left_out]


def prose(fields: Sequence[Field]) -> str:
    """What somebody reads on from one event to the next."""
    return "\n".join(field.text for field in fields if field.place in PROSE)


def written(said: object) -> int:
    """No model reads more tokens in this: bytes of its JSON."""
    return len(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def translate(event: dict[str, Any], ids: Ids) -> None:
    """Put the model service's ids where a client's event has ours, in place. Raises BadCallError for one that nobody gave out."""
    for name in ("item_id", "previous_item_id", "response_id"):
        if event.get(name) is not None and not (name == "previous_item_id" and event[name] == "root"):
            event[name] = ids.known(event[name], name)
    item = event.get("item")
    if isinstance(item, dict):
        _translate_item(item, ids)
    response = event.get("response")
    given = response.get("input") if isinstance(response, dict) else None
    for index, one in enumerate(given if isinstance(given, list) else ()):
        if isinstance(one, dict) and one.get("type") == REFERENCE:
            if set(one) - {"type", "id"}:
                raise BadCallError("a reference to an item has its `id` and nothing else", f"response.input[{index}]")
            one["id"] = ids.known(one.get("id"), f"response.input[{index}].id")
        elif isinstance(one, dict):
            _translate_item(one, ids)


def _translate_item(item: dict[str, Any], ids: Ids) -> None:
    for name, prefix in (("id", "item"), ("call_id", "call")):
        if item.get(name) is not None:
            item[name] = ids.given(item[name], prefix, name)
