"""What secrets of services have in common: a documented form, and where that looks like other things too, words that name the service.

A form that begins with a prefix is found wherever it stands, and hidden to its end; other forms only where a name for a secret of the
service stands directly before.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import NamedTuple

from enclave.dlp.detector import HIGH, MEDIUM, Deferred, Detector, Pattern, Shape, begins
from enclave.dlp.secrets.evidence import assigned
from enclave.dlp.secrets.form import Form
from enclave.dlp.secrets.randomness import drawn, not_words
from enclave.dlp.secrets.samples import Samples

ALPHABET = r"A-Za-z0-9_.+/=%~:?&$@|!\-"
"""What secrets of services are made of: one alphabet, so that streams look once for all of them."""
BOUNDARY = "(?<![A-Za-z0-9_])"
OPENING = "[A-Za-z0-9+/_-]"
"""What a bounded secret begins with."""
RUNS = {least: rf"[A-Za-z0-9+/_=-]{{{least}}}(?:[^A-Za-z0-9+/_=-]|$)" for least in (16, 32)}
"""Anchors at the ends of runs of so many characters of base64 and of names."""
_RARE = 3
"""Characters of a literal inside a run that is looked for rather than the run."""
_WEAK_PREFIX = 2
"""Characters of a prefix that other things begin with, and pieces of base64."""
_WEAK = 24
"""A shorter value, even one that is named, is not certain."""


class Secret(NamedTuple):
    """One kind of secret of one service, as data."""

    id: str
    title: str
    forms: str
    """In the notation of `Form`, parted by spaces."""
    source: str
    """The page of the service's documentation."""
    words: tuple[str, ...] = ()
    """What names the service, in an assignment or shortly before. Without, the form says enough."""
    confidence: int | None = None
    """Of a form that says enough; HIGH unless given."""
    entity: str = "api_key"


@cache
def _forms(secret: Secret) -> tuple[Form, ...]:
    return tuple(map(Form.of, secret.forms.split()))


def openings(secrets: Iterable[Secret]) -> str:
    """One opening for all prefixes of secrets without a greatest length, so that streams look for all of them at once."""
    prefixes = [form.prefix for secret in secrets if not secret.words for form in _forms(secret) if form.longest is None]
    if not all(len(prefix) > 2 for prefix in prefixes):
        raise ValueError(f"`{min(prefixes, key=len)}` is too short a prefix of what has no greatest length")
    return BOUNDARY + begins(*prefixes)


def _prefixed(secret: Secret, form: Form, opening: str) -> Pattern:
    anchor, width = form.beginning()
    boundary = BOUNDARY
    if len(form.prefix) <= _WEAK_PREFIX and form.prefix.isalnum():
        anchor, boundary = rf"\b{anchor}", "(?<![A-Za-z0-9_+/])"
    end, shape = "", Shape(ALPHABET, opening, None)
    if form.longest is not None:
        end, shape = r"(?![A-Za-z0-9])", Shape(ALPHABET, OPENING, form.longest + 2)
    return Pattern(
        anchor=anchor, reach=width, exact=Deferred(f"{boundary}{form.body}{end}"), accept=not_words, shape=shape,
        why=f"`{form.notation}`", confidence=secret.confidence or HIGH,
    )


def _accepted(form: Form, text: str) -> int:
    return len(text) if drawn(form.free(text)) else 0


def _bounded(secret: Secret, form: Form) -> Pattern:
    if form.longest is None:
        raise ValueError(f"{secret.id}: `{form.notation}` is open-ended and has no prefix")
    middle = form.middle()
    is_run = form.is_run and form.shortest >= min(RUNS)
    if middle and (len(middle[0]) > 3 if not is_run else form.widest_literal >= _RARE):
        anchor, reach = middle
    elif is_run and not secret.words and form.shortest == form.longest:
        anchor, reach = form.body, form.shortest
    elif is_run:
        anchor, reach = RUNS[max(least for least in RUNS if least <= form.shortest)], form.longest + 1
    else:
        raise ValueError(f"{secret.id}: nothing in `{form.notation}` is worth looking for")
    end = "(?![A-Za-z0-9+/_=-])" if is_run else "(?![A-Za-z0-9+/_-])"
    named = bool(secret.words)
    strong = HIGH if form.shortest >= _WEAK else MEDIUM
    return Pattern(
        anchor=anchor, reach=reach, exact=Deferred(f"(?<![A-Za-z0-9+/_-]){form.body}{end}"), accept=partial(_accepted, form),
        shape=Shape(ALPHABET, OPENING, form.longest + 2),
        why=f"`{form.notation}` directly after a name for a secret of it" if named else f"`{form.notation}`",
        confidence=None if named else secret.confidence or HIGH, supported=strong if named else None,
        evidence=assigned(secret.words) if named else None,
    )


def _patterns(secret: Secret, opening: str) -> tuple[Pattern, ...]:
    """How a secret is found. `opening` is that of all prefixes."""
    return tuple(
        _prefixed(secret, form, opening) if form.prefix and not secret.words else _bounded(secret, form) for form in _forms(secret)
    )


def detector(secret: Secret, opening: str) -> Detector:
    """The detector of a secret. `opening` is that of all prefixes."""
    forms = secret.forms.split()
    named = f" Only where a name for a secret stands directly before it, and one of these shortly before: {', '.join(secret.words)}."
    return Detector(
        entity=secret.entity,
        id=secret.id,
        title=secret.title,
        about=f"{secret.title}.{named if secret.words else ' Found wherever it stands, and hidden to its end.'}",
        patterns=_patterns(secret, opening),
        source=secret.source,
        positives=Samples(secret.id, forms, secret.words, _accepted, found=True),
        negatives=Samples(secret.id, forms, secret.words, _accepted, found=False),
        limits=("The samples are made up: drawn from the form.",),
    )
