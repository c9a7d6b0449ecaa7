"""Azure's names of meters, read: `gpt 4o 1120 Inp regnl Tokens` is input of gpt-4o of November 20, in the region.

What a name says is taken word by word; one that is not for tokens, or does not say whether they go in or out, is not guessed. A name
without a scope is the region's, as all were before there were others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

import msgspec

Kind = Literal["hours of units", "input", "cached input", "cache write", "output", "audio input", "cached audio input", "audio output"]
HOURLY: Kind = "hours of units"
Scope = Literal["global", "data zone", "region"]

SKUS: dict[tuple[Scope, bool], str] = {
    ("global", False): "GlobalStandard", ("data zone", False): "DataZoneStandard", ("region", False): "Standard",
    ("global", True): "GlobalBatch", ("data zone", True): "DataZoneBatch",
}  # fmt: skip
"""Scope, and whether it is a batch -> deployment type."""
PROVISIONED: dict[Scope, str] = {
    "global": "GlobalProvisionedManaged", "data zone": "DataZoneProvisionedManaged", "region": "ProvisionedManaged",
}  # fmt: skip
"""Scope of a meter of provisioned units -> deployment type."""
SCOPE_OF: dict[str, Scope] = {
    "glbl": "global", "global": "global", "gl": "global", "glb": "global",
    "regnl": "region", "regional": "region", "rgnl": "region", "dz": "data zone",
    "dzone": "data zone", "datazone": "data zone", "dzn": "data zone",
}  # fmt: skip
WORDS: dict[str, str] = {
    "inp": "input", "inpt": "input", "input": "input", "in": "input",
    "outp": "output", "outpt": "output", "output": "output", "out": "output", "opt": "output",
    "cached": "cached", "cchd": "cached", "ccchd": "cached", "cd": "cached", "cache": "cached", "write": "write", "wr": "write",
    "audio": "audio", "aud": "audio", "batch": "batch", "btch": "batch", "tokens": "", "token": "", "1k": "", "1m": "", "std": "",
    "text": "text", "txt": "text", "shortco": "", "longco": "long",
}  # fmt: skip
"""`opt` is output; `shortco` and `longco` are prompts up to a length and beyond it, by prices of their own."""
STRANGE = frozenset({
    "ft", "hosting", "training", "trng", "grader", "ptu", "provisioned", "image", "img", "session", "realtime", "rt", "transcribe", "tts",
    "whisper", "finetuned", "rft", "grdr", "rtime", "dev", "pp", "flex", "trscb", "tcrb", "diarize",
})
"""Words of meters that are not for tokens of a deployed model, or are for calls that asked for another service, `pp` for priority."""
LONG_PROMPTS: tuple[tuple[str, int], ...] = (("gpt-5.4", 272_000), ("gpt-5.5", 272_000), ("gpt-5.6", 272_000))
"""Beginning of a model's name -> tokens of the longest prompt that costs what its short meters say (OpenAI, `Pricing`, seen 2026-11). The
meters do not tell the length."""
HOURS = ("1 HOUR", "1/HOUR", "HOUR", "HOURS")
"""Azure's unit of measure of what is paid by the hour."""
UNITS: dict[str, int] = {"1": 1, "1K": 1000, "1K TOKENS": 1000, "1M": 10**6, "1M TOKENS": 10**6, "100M": 10**8}
"""Azure's unit of measure -> tokens."""
_DATE = re.compile(r"(0[1-9]|1[0-2])([0-3][0-9])$")


class Meter(msgspec.Struct, frozen=True, order=True):
    """What one meter counts."""

    model: str
    version: str
    """Month and day of the model's version, `1120`; empty when the name has none."""
    sku: str
    kind: Kind


def read_meter(name: str) -> Meter | None:
    """What a meter's name says, or None: it is not for tokens, or is not understood."""
    words = _words(name)
    if STRANGE & {*words}:
        return None
    scopes = {SCOPE_OF[word] for word in words if word in SCOPE_OF}
    model = [word for index, word in enumerate(words) if word not in SCOPE_OF and not _is_known(word, index)]
    dates = [word for word in model if _DATE.match(word)]
    said = {WORDS[word] for index, word in enumerate(words) if _is_known(word, index)}
    named = _model(word for word in model if word not in dates)
    if {"audio", "text"} <= said:
        return None
    if len(scopes) > 1 or len(dates) > 1 or {"input", "output"} <= said or not re.match(r"(gpt|o[1-9]|text|codex|model)", named):
        return None
    if not {"input", "output", "write"} & said and not named.startswith("text-embedding"):
        return None
    sku = SKUS.get((next(iter(scopes), "region"), "batch" in said))
    kind = _kind(said)
    return None if sku is None or kind is None else Meter(named, next(iter(dates), ""), sku, kind)


def provisioned_sku(name: str) -> str | None:
    """The deployment type whose units a meter counts, `Provisioned Managed Global Unit`; None when it counts something else."""
    words = _words(name)
    scopes = {SCOPE_OF[word] for word in words if word in SCOPE_OF}
    if not {"provisioned", "managed", "unit"} <= {*words} or len(scopes) > 1:
        return None
    return PROVISIONED[next(iter(scopes), "region")]


def per_million(price: Decimal, unit: str) -> Decimal | None:
    """A price of so many tokens as the price of a million; None for a unit that is not of tokens."""
    tokens = UNITS.get(unit.strip().upper())
    return None if tokens is None else price * 10**6 / tokens


def is_long(name: str) -> bool:
    """Whether a meter is for prompts beyond a length, which are dearer."""
    return "longco" in _words(name)


def long_prompt(model: str) -> int | None:
    """Tokens of the longest prompt that is not a long one, where that is known of a model."""
    return next((tokens for family, tokens in LONG_PROMPTS if model == family or model.startswith(f"{family}-")), None)


def _words(name: str) -> list[str]:
    """The words of a name, of which some are glued together: `mini0718 BatchOutp`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[a-z]{2})(?=[0-9]{4}\b)", " ", name.strip())
    whole = re.sub(r"\b(data) (zone)\b|\b(short|long) (co)\b", lambda found: found[0].replace(" ", ""), apart.lower())
    return [word for word in re.split(r"[\s_/-]+", whole.replace("datazone", "dzone")) if word]


def _model(words: Iterable[str]) -> str:
    """The model's name. Since GPT-5.1 meters may leave out `gpt`; embeddings have long left out the beginning of theirs."""
    name = "-".join(words)
    if re.match(r"([5-9]|[1-9][0-9])(\.[0-9]+)?(-|$)", name):
        return f"gpt-{name}"
    return {"embedding-ada": "text-embedding-ada-002"}.get(name, name)


def _is_known(word: str, index: int) -> bool:
    return word in WORDS and not (word == "text" and index == 0)


def _kind(said: set[str]) -> Kind | None:
    cached, audio = "cached" in said, "audio" in said
    if "output" in said:
        return None if cached else "audio output" if audio else "output"
    if "write" in said:
        return None if audio else "cache write"
    if audio:
        return "cached audio input" if cached else "audio input"
    return "cached input" if cached else "input"
