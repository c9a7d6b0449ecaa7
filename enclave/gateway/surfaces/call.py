"""What every surface reads of a request: the options that the gateway itself acts on, and why a request cannot be served."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from types import MappingProxyType, NoneType
from typing import Any

import msgspec

from enclave.errors import InputError
from enclave.gateway.attachments import Attachment
from enclave.gateway.multipart import Sent
from enclave.ledger.prices import Units, UsageError

MAX_CHOICES = 128
MAX_TOKENS = 2**31
TIERS = ("auto", "default", None)
"""Service tiers that a call may ask for. `priority` has meters of its own, of which the table has no prices (Microsoft Learn,
`Enable priority processing`, 2026-11); `auto` is what the deployment was made for."""
CACHING: Mapping[str, tuple[str, ...]] = MappingProxyType({"mode": ("implicit", "explicit"), "ttl": ("30m",)})
"""What a call may say of the cache that its prompt is written into: where writing costs something, this costs what the table says
(OpenAI, `Prompt caching`, 2026-11). Longer lives, and caches that are filled without an answer, may cost something else."""
MODES = (None, "standard")
"""How a model may reason. `pro` works in several passes (OpenAI, `Reasoning models`, 2026-11), and no page bounds what all of them read."""
_EXTRAS = frozenset({"service_tier", "prompt_cache_options", "reasoning", "moderation"})
CHEAP_TIERS = (*TIERS, "standard", "flex", "batch")
"""Tiers that cost no more than the table says."""


class BadCallError(InputError):
    """The request cannot be served on its surface; `param` is the member that is wrong."""

    def __init__(self, message: str, param: str, code: str = "invalid_value") -> None:
        super().__init__(message)
        self.param = param
        self.code = code


class Call(msgspec.Struct, frozen=True):
    """The options that the gateway itself acts on."""

    stream: bool
    include_usage: bool
    """Whether the client asked for the usage chunk of a stream."""
    choices: int
    max_tokens: int | None
    """Of each choice; None: as many as the model likes."""
    attachments: tuple[Attachment, ...] = ()
    """Parts of messages that are no text, each with its place: `messages[0].content[1]`."""
    is_rewritten: bool = False
    """The body was brought into another form, and has other texts than before."""
    is_fixed: bool = False
    """The answer cannot be made smaller than it is asked for."""
    units: Callable[[Mapping[str, Any]], Units] | None = None
    """What of a body, as it is sent, is charged by something else than tokens."""
    predicted: Callable[[Mapping[str, Any]], tuple[str, ...]] | None = None
    """What of a body, as it is sent, is charged as an answer where the model does not say it, beside what it says."""
    context: int = 0
    """Of what is no text, the model reads no more tokens."""
    files: tuple[Sent, ...] = ()
    """What goes on beside the fields of a form."""
    unseen: bool = False
    """Its answer has what nobody looks into."""
    raw: tuple[bytes, ...] = ()
    """Media types of which one begins that of the answer, which is no JSON."""


def flag(body: Mapping[str, Any], name: str) -> bool:
    """A member that is true or false, or not there. Raises BadCallError."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadCallError(f"`{name}` must be true or false", name)
    return bool(value)


def count(body: Mapping[str, Any], name: str, most: int) -> int | None:
    """A member that is a whole number from 1 to `most`, or not there. Raises BadCallError."""
    value = body.get(name)
    if value is not None and (type(value) is not int or not 1 <= value <= most):
        raise BadCallError(f"`{name}` must be a whole number from 1 to {most}", name)
    return value


def stream_options(body: Mapping[str, Any], stream: bool) -> Mapping[str, Any]:
    """The extras of a stream. Raises BadCallError."""
    options = body.get("stream_options")
    if options is not None and (not stream or not isinstance(options, dict)):
        raise BadCallError("`stream_options` is an object, and only for a stream", "stream_options")
    return options or {}


def refuse_options(body: Mapping[str, Any], names: Set[str] | tuple[str, ...], why: str) -> None:
    """Raise BadCallError for the first of these members that says something."""
    if body.keys().isdisjoint(names):
        return
    for name in names:
        if body.get(name) not in (None, False):
            raise BadCallError(f"`{name}` is not allowed here: {why}", name, "unsupported_content")


def refuse_extras(body: Mapping[str, Any]) -> None:
    """Raise BadCallError for what has a price that nobody reserves, or a model that no project has."""
    if body.keys().isdisjoint(_EXTRAS):
        return
    if body.get("service_tier") not in TIERS:
        message = "`service_tier` may be `auto` or `default` here: other tiers have prices of their own, which no budget knows"
        raise BadCallError(message, "service_tier", "unsupported_value")
    if not _is_usual(body.get("prompt_cache_options"), CACHING):
        message = "`prompt_cache_options` may have `mode` and a `ttl` of `30m` here: no budget knows the price of anything else"
        raise BadCallError(message, "prompt_cache_options", "unsupported_value")
    reasoning = body.get("reasoning")
    if isinstance(reasoning, dict) and reasoning.get("mode") not in MODES:
        message = "`reasoning.mode` may be `standard` here: of others it is not known how many tokens they cost at most"
        raise BadCallError(message, "reasoning", "unsupported_value")
    refuse_options(body, ("moderation",), "it sends what is said to a model that no project has")


def _is_usual(options: object, usual: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether options say nothing but this. None: they are not there."""
    if options is None:
        return True
    return isinstance(options, dict) and all(value is None or value in usual.get(key, ()) for key, value in options.items())


def refuse_reference(holder: object, place: str) -> None:
    """Raise BadCallError for a file that is named by its id."""
    if isinstance(holder, dict) and holder.get("file_id") is not None:
        message = "a file is not taken by its id here: nobody could look into it with this request; send what is in it, as base64"
        raise BadCallError(message, place, "unsupported_content")


def unattached(holder: Mapping[str, Any], keys: Sequence[str], kinds: Set[str]) -> Mapping[str, Any]:
    """A message or an item without its parts of these kinds, which are counted by themselves."""
    lists = {key: value for key in keys if isinstance(value := holder.get(key), list)}
    kept = {key: [part for part in parts if not isinstance(part, dict) or part.get("type") not in kinds] for key, parts in lists.items()}
    return {**holder, **kept} if kept != lists else holder


def is_time(value: object) -> bool:
    """Whether a member that ought to be a Unix time is nothing else."""
    return type(value) is int and 0 <= value < 2**33


def detail(usage: Mapping[str, Any], part: str, name: str) -> int:
    """A count in a part of the usage; 0 where the provider does not say. Raises UsageError for what is none: it may be dearer than text."""
    details = usage.get(part)
    value = details.get(name) if isinstance(details, dict) else None
    if not isinstance(details, dict | None) or type(value) not in {int, NoneType}:
        raise UsageError(f"the provider reported no number of `{name}`")
    return value or 0


def cache_writes(usage: Mapping[str, Any], part: str, prompt: int, cached: int) -> int:
    """Tokens of the prompt that were written into a cache: what the provider says as it is not adjusted (openai 3.52,
    `cache_write_tokens`), so of what was read from one none is counted twice. More than the prompt is for `Usage` to refuse."""
    count = detail(usage, part, "cache_write_tokens")
    return min(count, prompt - cached) if 0 <= cached <= prompt and count <= prompt else count
