"""Reads a JSON body so that the scanner and the model cannot read different values, and lists every text in it.

What is forwarded is always the decoded body, encoded again: no duplicate key, no odd escape, no trailing byte survives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec

from enclave.errors import InputError

MAX_DEPTH = 64
MAX_INTEGER = 2**63
SHORT = 10**7
"""A number with more digits is scanned as text: card and social security numbers are numbers, too."""

_KEYS = """
    model messages role content type text refusal name tool_calls tool_call_id function arguments id index function_call
    functions tools tool_choice description parameters strict properties required items enum additionalProperties title
    default anyOf const format minimum maximum response_format json_schema schema max_tokens max_completion_tokens n stream
    stream_options include_usage include_obfuscation temperature top_p stop seed user metadata logprobs top_logprobs logit_bias
    presence_penalty frequency_penalty parallel_tool_calls reasoning_effort store service_tier modalities prediction verbosity
    prompt_cache_key safety_identifier choices message delta finish_reason annotations audio content_filter_results
    prompt_filter_results filtered severity detected hate self_harm sexual violence jailbreak protected_material_code
    protected_material_text usage prompt suffix echo best_of input instructions output previous_response_id max_output_tokens reasoning
    summary encrypted_content call_id status item part annotation truncation include encoding_format dimensions data object
    created system_fingerprint prompt_tokens completion_tokens total_tokens prompt_tokens_details completion_tokens_details cached_tokens
    reasoning_tokens audio_tokens accepted_prediction_tokens rejected_prediction_tokens input_tokens output_tokens input_tokens_details
    output_tokens_details created_at prompt_index
"""
KNOWN_KEYS = frozenset(_KEYS.split())
"""Keys of the API and of JSON Schema. Every other key is text that somebody chose."""

_WORDS = """
    system developer user assistant tool function text refusal json_object json_schema auto none required low medium high minimal
    object string number integer boolean array null stop length tool_calls content_filter function_call safe default flex priority
    message input_text output_text reasoning summary_text reasoning_text function_call_output custom completed in_progress incomplete
    float base64 chat.completion chat.completion.chunk text_completion response list embedding
"""
KNOWN_WORDS = frozenset(_WORDS.split())
"""Values of the API and of JSON Schema. They need no scan wherever they stand, so no field has to be trusted."""

_LONGEST_WORD = max(map(len, KNOWN_WORDS))
_NUMBERS, _NODES = frozenset({int, float}), frozenset({dict, list})

PROSE = frozenset({"content", "text", "input", "instructions", "output", "prompt", "suffix"})
"""Texts that are read as one: names and ids between them do not part the halves of a value."""

JsonObject = dict[str, Any]


class BadJsonError(InputError):
    """The body is not JSON as RFC 8259 and RFC 7493 (I-JSON) want it."""


class Field(msgspec.Struct, gc=False):
    """One text in a document, and how to replace it."""

    holder: Any
    """The object or the list that it stands in."""
    place: str | int
    text: str
    is_key: bool = False

    def replace(self, text: str) -> None:
        """Put `text` where the field was read."""
        replace([(self, text)])


def replace(written: Iterable[tuple[Field, str]]) -> None:
    """Put texts where their fields were read. Keys come last, and an object with all of its own at once: it may have a hundred thousand."""
    renamed: dict[int, tuple[JsonObject, dict[str | int, str]]] = {}
    for field, text in written:
        if field.is_key:
            renamed.setdefault(id(field.holder), (field.holder, {}))[1][field.place] = text
            field.place = text
        else:
            field.holder[field.place] = text
        field.text = text
    for holder, names in renamed.values():
        entries = [(names.get(key, key), value) for key, value in holder.items()]
        holder.clear()
        holder.update(entries)


def read(raw: bytes) -> tuple[JsonObject, list[Field]]:
    """The object that a body holds, and every text in it. Raises BadJsonError."""
    try:
        document = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BadJsonError("the body is not valid JSON in UTF-8") from None
    except RecursionError:
        raise BadJsonError(f"the body is nested more than {MAX_DEPTH} deep") from None
    if not isinstance(document, dict):
        raise BadJsonError("the body is not a JSON object")
    fields, keys = _walk(document)
    # Every member of an object has one colon outside of strings. If the decoder dropped a member, the count is too low.
    colons = sum([field.text.count(":") for field in fields])
    if raw.count(b":") - colons != keys or b"\\u003" in raw:
        _check_duplicates(raw)
    return document, fields


def texts(document: JsonObject) -> list[Field]:
    """Every text in a document that was decoded from JSON, `PROSE` first and else in its order. Raises BadJsonError when it is too deep
    or a number too large."""
    return _walk(document)[0]


def _walk(document: JsonObject) -> tuple[list[Field], int]:
    """Fields, those that a reader reads one after the other first, and how many members there are."""
    prose: list[Field] = []
    beside: list[Field] = []
    keys = _visit(document, prose, beside, 1)
    return prose + beside, keys


def _visit(node: Any, prose: list[Field], beside: list[Field], depth: int) -> int:
    """Read what stands directly in a node, then what stands deeper; how many members that are."""
    entries: Iterable[tuple[Any, Any]]
    inner: list[Any] = []
    if type(node) is dict:
        keys, entries = len(node), node.items()
        beside += () if node.keys() <= KNOWN_KEYS else [Field(node, key, key, True) for key in node if key not in KNOWN_KEYS]
    else:
        keys, entries = 0, enumerate(node)
        if _NODES.issuperset(map(type, node)):  # mostly: messages, choices, parts
            entries, inner = (), node
    for place, value in entries:
        kind = type(value)
        if kind is str:
            if len(value) > _LONGEST_WORD or value not in KNOWN_WORDS:
                (prose if place in PROSE else beside).append(Field(node, place, value))
        elif kind in _NUMBERS:
            if not -SHORT < value < SHORT:
                beside.append(Field(node, place, _digits(value)))
        elif kind in _NODES:
            inner.append(value)
    if inner:
        if depth == MAX_DEPTH:
            raise BadJsonError(f"the body is nested more than {MAX_DEPTH} deep")
        for child in inner:
            keys += _visit(child, prose, beside, depth + 1)
    return keys


def _digits(number: float) -> str:
    if not -MAX_INTEGER <= number < MAX_INTEGER:
        raise BadJsonError("the body has a number out of range")
    return str(int(number) if type(number) is float and number == int(number) else number)


def _check_duplicates(raw: bytes) -> None:
    def unique(pairs: list[tuple[str, Any]]) -> JsonObject:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise BadJsonError("the body has an object with the same key twice")
        return found

    json.loads(raw, object_pairs_hook=unique)
