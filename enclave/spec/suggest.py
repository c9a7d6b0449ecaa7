"""The nearest right word for a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LISTED = 12
"""More choices than this are not listed in a message."""
SYNONYMS = {"no": "disabled", "off": "disabled", "false": "disabled", "yes": "enabled", "on": "enabled", "true": "enabled"}


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that was most likely meant, or None. Case, spaces, hyphens and underscores do not count."""
    by_form: dict[str, str] = {}
    for choice in choices:
        by_form.setdefault(_form(choice), choice)
    if _form(word) in by_form:
        return by_form[_form(word)]
    close = get_close_matches(_form(word), by_form, n=1, cutoff=0.6)
    return by_form[close[0]] if close else next((c for c in by_form.values() if c == SYNONYMS.get(word.lower())), None)


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A hint: the nearest choice, or else the choices if they are few, or else nothing."""
    known = list(choices)
    near = nearest(word, known)
    if near is not None:
        return f"did you mean `{near}`?"
    return f"use {listed(known)}" if 0 < len(known) <= LISTED else ""


def listed(words: Iterable[str]) -> str:
    """``` `a`, `b` or `c` ```."""
    quoted = [f"`{word}`" for word in words]
    return " or ".join(", ".join(part) for part in (quoted[:-1], quoted[-1:]) if part)


def _form(word: str) -> str:
    return "".join(character for character in word.lower() if character.isalnum())
