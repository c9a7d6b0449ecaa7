"""Entities that a file defines: a pattern, words that support it, a validator, and samples to try it with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from enclave.dlp.bounded import ENDLESS, compiled, whole_or_value
from enclave.dlp.detector import Detector, Pattern, words
from enclave.dlp.scan import Scanner
from enclave.dlp.syntax import PatternError
from enclave.dlp.validators import Check, validator
from enclave.errors import InputError


def detector(
    name: str, pattern: str, *, evidence: Sequence[str] = (), confidence: int, supported: int | None = None, check: str | None = None,
    description: str = "",
) -> Detector:
    """The detector of an entity of somebody's own. Raises InputError with what is wrong with its pattern or its validator."""
    accept = partial(_valid, validator(check)) if check else None
    try:
        found = compiled(pattern, whole_or_value, accept, longest=_CHECKED + 1 if check else ENDLESS)
    except PatternError as error:
        raise InputError(f"the pattern of `{name}` is not taken: {error}", hint=error.hint) from None
    why = "the pattern" + (f" with the check `{check}`" if check else "") + " as the file defines it"
    return Detector(
        entity=name, title=description or name.replace("_", " "), about=description or "An entity that the file defines.",
        patterns=(
            Pattern(
                anchor=found.anchor, reach=found.reach, exact=found.exact, shape=found.shape, why=why, lead=found.lead,
                confidence=confidence, supported=max(confidence, supported or 0) if evidence else None,
                evidence=words(*evidence) if evidence else None,
            ),
        ),
        source="the file that defines it", positives=(), negatives=(),
    )


def _valid(check: Check, text: str, _begin: int, start: int, end: int, _close: int) -> bool:
    return end - start <= _CHECKED and check(text[start:end])


_CHECKED = 512
"""Characters of a value with check digits at most: no number has so many."""


def failed_samples(own: Detector, match: Sequence[str], ignore: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The samples, `match` or `ignore` and the index, in which a value should be found and is not, or the other way round."""
    if not match and not ignore:
        return
    scanner = Scanner(None, (own,))
    for kind, texts, wanted in (("match", match, True), ("ignore", ignore, False)):
        for index, text in enumerate(texts):
            if bool(scanner.scan(text)) is not wanted:
                yield kind, index
