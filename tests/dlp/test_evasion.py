"""Values that somebody disguised: how many of each entity's positives are still found after every transformation in scope.

`pytest tests/dlp/test_evasion.py -s` prints the table. Out of scope: rotated, reversed and misspelled text, words for digits.
"""

from __future__ import annotations

import base64
import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from random import Random
from types import MappingProxyType
from urllib.parse import quote

import pytest

from enclave.dlp import DETECTORS
from enclave.dlp.detector import LOW
from enclave.dlp.redact import redact
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner
from enclave.dlp.views.lookalikes import LOOKALIKES

_CYRILLIC = {latin: letter for letter, latin in reversed(LOOKALIKES.items()) if "\u0400" <= letter < "\u0530"}


def _middle(between: str) -> Callable[[str], str]:
    """Split in the middle, at a separator of the value if one is near."""

    def split(value: str) -> str:
        near = [place for place in range(len(value)) if value[place] in " -" and abs(place - len(value) / 2) <= len(value) / 4]
        place = min(near, key=lambda place: abs(place - len(value) / 2), default=len(value) // 2)
        rest = value[place + 1 :] if near and value[place] == " " else value[place:]
        return value[:place] + between + rest

    return split


def _cells(between: str) -> Callable[[str], str]:
    """The groups of a number, a cell each."""
    return lambda value: re.sub("[ .-]", between, value) if re.fullmatch("[0-9]+(?:[ .-][0-9]+)+", value) else value


def _one_letter(value: str) -> str:
    place = next((number for number, character in enumerate(value) if character in _CYRILLIC), None)
    return value if place is None else value[:place] + _CYRILLIC[value[place]] + value[place + 1 :]


def _references(value: str) -> str:
    return "".join(character if character.isalnum() else f"&#{ord(character)};" for character in value)


TRANSFORMATIONS: Mapping[str, Callable[[str], str]] = MappingProxyType({
    "zero-width": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "full width": lambda value: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in value),
    "digits of another script": lambda value: value.translate({ord("0") + digit: 0x660 + digit for digit in range(10)}),
    "tags": lambda value: "".join(chr(ord(one) + 0xE0000) if " " <= one <= "~" else one for one in value),
    "struck through": lambda value: "".join(one + "\u0336" if one.isalnum() else one for one in value),
    "one look-alike": _one_letter,
    "no-break spaces": lambda value: value.replace(" ", "\u00a0").replace("-", "\u2011"),
    "percent": lambda value: quote(value, safe=""),
    "percent, every character": lambda value: "".join(f"%{byte:02X}" for byte in value.encode()),
    "percent, twice": lambda value: quote(quote(value, safe=""), safe=""),
    "character references": _references,
    "character references, every character": lambda value: "".join(f"&#x{ord(one):X};" for one in value),
    "named references": lambda value: html.escape(value).replace("@", "&commat;").replace(".", "&period;").replace("-", "&dash;"),
    "JSON": lambda value: "".join(one if one.isalnum() and one.isascii() else f"\\u{ord(one):04x}" for one in value if ord(one) < 0x10000),
    "JSON in JSON": lambda value: "".join(one if one.isalnum() else f"\\\\u{ord(one):04x}" for one in value if ord(one) < 0x10000),
    "Python": lambda value: "".join(f"\\x{ord(one):02x}" if ord(one) < 0x100 else one for one in value),
    "Markdown": lambda value: re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", value),
    "two lines": _middle("\n"),
    "two quoted lines": _middle("\n> "),
    "two messages": _middle("\n\x00\n"),
    "two elements": _middle("<br>\n"),
    "cells of a table": _cells(" | "),
    "cells of HTML": _cells("</td><td>"),
    "array": _cells('", "'),
    "spaced out": lambda value: " ".join(value.replace(" ", "")),
    "dashed one by one": lambda value: value if re.search("[^0-9 -]", value) else "-".join(filter(str.isdigit, value)),
    "base64": lambda value: base64.b64encode(f"the value is {value} here".encode()).decode(),
    "base64 for URLs": lambda value: base64.urlsafe_b64encode(f"{{value: {value} }}".encode()).decode().rstrip("="),
    "base64, wrapped": lambda value: base64.encodebytes(f"the value that was asked for is {value}, as I said before".encode()).decode(),
    "base64, twice": lambda value: base64.b64encode(base64.b64encode(f"the value is {value} here".encode())).decode(),
    "hexadecimal": lambda value: f"the value is {value}".encode().hex(),
    "hexadecimal, byte by byte": lambda value: f"the value is {value}".encode().hex(" "),
    "strings put together": _cells('" + "'),
    "base64 of percent": lambda value: base64.b64encode(quote(f"the value is {value}").encode()).decode(),
})
LINES = frozenset({"two lines", "two quoted lines", "two messages", "two elements"})
"""A long secret that is split keeps what says that it is one, so that is where it counts."""
EVIDENCE_INSIDE = frozenset({"base64", "base64 for URLs", "base64, wrapped", "base64, twice", "hexadecimal", "hexadecimal, byte by byte",
                             "base64 of percent"})
"""The words before a value are encoded with it."""
SCANNED, STREAMED = 32_000, 24
"""Disguised texts that are read whole, and of each transformation in streams: a sample of them, the same each time."""
LEAST, LEAST_OF_ONE = 0.9, 0.7
"""Of all, and of each entity; docs/dlp.md tells which are below the first, and why: of New Zealand's numbers, whose letters and digits no
view joins over a break, every fourth disguise is a break."""
TWINS = MappingProxyType({"sk_birth_number": "cz_birth_number", "lt_personal_code": "ee_isikukood"})
"""One form, one check and the same words: which of the two is said is chance."""


def disguised(sample: str, transformation: str) -> str | None:
    """The sample with its value transformed; None: this changes nothing, or the value has no place for it."""
    before, _, rest = sample.partition("«")
    value, _, after = rest.partition("»")
    if "\n" in value and transformation in LINES:
        return None
    if transformation == "dashed one by one" and sum(map(str.isdigit, value)) < 9:
        return None  # fewer are dates and scores
    if transformation == "hexadecimal, byte by byte" and not (sample.isascii() and sample.isprintable()):
        return None  # bytes with spaces are read where they are characters of ASCII
    change = TRANSFORMATIONS[transformation]
    if transformation in EVIDENCE_INSIDE:
        return change(before + value + after)
    changed = change(value)
    return None if changed == value else before + changed + after


def _cases() -> Iterator[tuple[str, str, str]]:
    """Detector, transformation and sample, of those that it can change."""
    for detector in DETECTORS:
        for sample in detector.positives:
            for transformation in TRANSFORMATIONS:
                yield detector.entity, transformation, sample


def _drawn(count: int) -> list[tuple[str, str, str]]:
    """Entity, transformation and text: each entity as often as it can be, up to its share."""
    draw = Random("disguises")
    by_entity: dict[str, list[tuple[str, str, str]]] = {}
    for case in _cases():
        by_entity.setdefault(case[0], []).append(case)
    each = count // len(by_entity)
    drawn = [case for cases in by_entity.values() for case in draw.sample(cases, min(each, len(cases)))]
    return [(entity, name, text) for entity, name, sample in drawn if (text := disguised(sample, name)) is not None]


def _found(scanner: Scanner, entity: str, text: str) -> bool:
    return any(match.entity in (entity, TWINS.get(entity)) for match in scanner.scan(text))


def _table(found: Counter[str], asked: Counter[str]) -> str:
    return "\n".join(f"{name:40}{found[name]:6} of {count:6}  {found[name] / count:7.1%}" for name, count in asked.items())


def _measure(scanner: Scanner, count: int) -> tuple[float, float, str]:
    """The share found of all, the least of any entity, and a table."""
    found, asked = Counter[str](), Counter[str]()
    for entity, transformation, text in _drawn(count):
        seen = _found(scanner, entity, text)
        for name in (transformation, f"entity {entity}"):
            asked[name] += 1
            found[name] += seen
    share = sum(found[name] for name in TRANSFORMATIONS) / sum(asked[name] for name in TRANSFORMATIONS)
    worst = min(found[name] / asked[name] for name in asked if name.startswith("entity "))
    return share, worst, f"{_table(found, asked)}\nall: {share:.1%}"


def test_disguised_values_are_found(scanner: Scanner) -> None:
    share, _, table = _measure(scanner, 2_500)
    print("\n" + table)
    assert share >= LEAST, table


@pytest.mark.long
def test_many_disguised_values_are_found(scanner: Scanner) -> None:
    share, worst, table = _measure(scanner, SCANNED)
    print("\n" + table)
    assert share >= LEAST, table
    assert worst >= LEAST_OF_ONE, table


def streamed(scanner: Scanner, pieces: list[str]) -> str:
    """What comes out of a stream."""
    stream = StreamScanner(scanner, dict.fromkeys(scanner.entities, LOW))
    return "".join([*(stream.push(piece).text for piece in pieces), stream.finish().text])


@pytest.mark.parametrize("transformation", TRANSFORMATIONS)
def test_a_disguise_is_found_on_every_cut_of_a_stream(transformation: str, scanner: Scanner) -> None:
    for sample in ("my card is «4111 1111 1111 1111» ok", "mail to «joe.doe@example.com», please"):
        text = disguised(sample, transformation)
        if text is None:
            continue
        expected = redact(text, scanner.scan(text))
        assert streamed(scanner, list(text)) == expected
        for place in range(1, len(text), 7):
            assert streamed(scanner, [text[:place], text[place:]]) == expected, place


@pytest.mark.long
def test_every_disguise_on_many_cuts(scanner: Scanner) -> None:
    hide, draw = dict.fromkeys(scanner.entities, LOW), Random("cuts")
    by_transformation: dict[str, list[str]] = {}
    for _, transformation, sample in _cases():
        by_transformation.setdefault(transformation, []).append(sample)
    for transformation, samples in by_transformation.items():
        for sample in draw.sample(samples, STREAMED):
            text = disguised(sample, transformation)
            if text is None or len(text) > 400:
                continue
            expected = redact(text, scanner.scan(text, hide))
            assert streamed(scanner, list(text)) == expected, text
            for _ in range(6):
                first, second = sorted(draw.sample(range(1, len(text)), 2))
                assert streamed(scanner, [text[:first], text[first:second], text[second:]]) == expected, (text, first, second)
            for width in (2, 5):
                ends = [*range(0, len(text), width), len(text)]
                assert streamed(scanner, [text[start:end] for start, end in pairwise(ends)]) == expected, (text, width)
