"""Runs of base64 and of hexadecimal digits, with `0x` before them and with colons between bytes too: what they say, where that is text."""

from __future__ import annotations

import binascii
import re

from enclave.dlp.detector import Shape
from enclave.dlp.views.characters import FORMS as READ_AS
from enclave.dlp.wording import LINE

_RUN = r"[A-Za-z0-9+/_-]"
_BOUNDARY = f"(?<!{_RUN})"
LEAST = 16
"""Characters of a run that is looked into."""
ANCHOR = rf"(?:^|[^A-Za-z0-9+/_\-]){_RUN}{{{LEAST}}}"
"""Hyperscan expression that ends so many characters after the beginning of a run."""
PADDED_ANCHOR = rf"(?:^|[^A-Za-z0-9+/_\-]){_RUN}{{{LEAST - 2}}}[A-Za-z0-9+/_=\-]="
"""The same for a run that has so many with the signs that fill it up."""
RUN = re.compile(f"{_BOUNDARY}(?:{_RUN}{{{LEAST},}}+={{0,2}}|{_RUN}{{{LEAST - 1}}}=|{_RUN}{{{LEAST - 2}}}==)")
SHAPE = Shape(
    alphabet=r"A-Za-z0-9+/_=\-", opening=rf"{_BOUNDARY}{_RUN}{{1,500}}+(?:=?\Z|(?={_RUN}))", length=None,
)
_BYTE = "[0-9A-Fa-f]{2}"
_PAIRS = 9
"""Bytes with colons between them that are looked into: addresses of machines have six or eight."""
PAIRS_ANCHOR = rf"(?:^|[^A-Za-z0-9:]){_BYTE}(?::{_BYTE}){{{_PAIRS - 1}}}"
"""The same for bytes with colons between them."""
PAIRS_LEAST = 3 * _PAIRS - 1
PAIRS_RUN = re.compile(rf"(?<![A-Za-z0-9:]){_BYTE}(?::{_BYTE}){{{_PAIRS - 1},}}+")
PAIRS_SHAPE = Shape(
    alphabet=r"A-Za-z0-9_.+/=%~:?&$@|!\-", length=None,
    opening=(
        rf"(?<![A-Za-z0-9:])[0-9A-Fa-f](?:\Z|[0-9A-Fa-f](?:(?::{_BYTE}){{0,{_PAIRS - 2}}}(?::[0-9A-Fa-f]?)?\Z"
        rf"|(?::{_BYTE}){{{_PAIRS - 1}}}))"
    ),
)
_APART = 150
"""Bytes with spaces between them that are read as one run, at most."""
_ASCII = "[2-7][0-9A-Fa-f]"
_NOT_INSIDE = rf"(?<![A-Za-z0-9:])(?<![^A-Za-z0-9:]{_ASCII} )(?<!\A{_ASCII} )"
APART_ANCHOR = rf"{_ASCII}(?: {_ASCII}){{{_PAIRS - 1}}}"
APART_RUN = re.compile(rf"{_NOT_INSIDE}{_ASCII}(?: {_ASCII}){{{_PAIRS - 1},{_APART - 1}}}+")
"""The same with spaces, of ASCII's characters: a row of a dump, or a number that is spelt in bytes."""
APART_SHAPE = Shape(
    alphabet=LINE, length=3 * _APART + 2,
    opening=rf"{_NOT_INSIDE}[2-7](?:\Z|[0-9A-Fa-f](?: {_ASCII}){{0,{_APART}}}+(?: [2-7]?)?\Z)",
)
FORMS = (
    (ANCHOR, LEAST, RUN), (PADDED_ANCHOR, LEAST, RUN), (PAIRS_ANCHOR, PAIRS_LEAST, PAIRS_RUN), (APART_ANCHOR, PAIRS_LEAST, APART_RUN),
)
"""Anchor, how far behind the beginning of a run it ends, and the run."""
_HEX = re.compile("[0-9A-Fa-f]{16,}+")  # pairs, counted: a group that repeats takes 150 times as long for millions of them
_STANDARD = str.maketrans("-_", "+/")
_PRINTABLE = bytes([*range(0x20, 0x7F), *b"\t\r\n"])
_BEYOND = bytes(range(0x80, 0x100))
_LIKELY = _PRINTABLE + bytes(range(0xC2, 0xF5))
_NEVER = bytes([*range(0x20), 0x7F, 0xC0, 0xC1, *range(0xF5, 0x100)]).translate(None, _PRINTABLE)


def words(text: str) -> str:
    """What is said before a run without other runs, which are looked into by themselves."""
    said = APART_RUN.sub(" ", PAIRS_RUN.sub(" ", RUN.sub(" ", text)))
    return "" if said.isspace() else said


def decoded(run: str) -> str | None:
    """The text that a run stands for; of a path the first piece that stands for one. None: it is no text."""
    text = _read(bytes.fromhex(run.replace(":", " "))) if ":" in run or " " in run else _text(run)
    if text is None and "/" in run:
        return next(filter(None, map(_text, run.split("/"))), None)
    return text


def _text(run: str) -> str | None:
    filled, run = len(run), run.rstrip("=")
    if filled < LEAST:
        return None
    digits = run[2:] if run.startswith(("0x", "0X")) else run
    if len(digits) % 2 == 0 and _HEX.fullmatch(digits) and (text := _read(bytes.fromhex(digits))):
        return text
    if len(run) % 4 == 1 or run.isdecimal():  # what digits stand for has one ASCII character in three, at most
        return None
    standard = run.translate(_STANDARD) if "-" in run or "_" in run else run
    return _read(binascii.a2b_base64(standard + "==="[: -len(run) % 4]))


def _read(data: bytes) -> str | None:
    """Bytes as text when at least nine of ten are printable."""
    size = len(data)
    never = size - len(data.translate(None, _NEVER))
    if never * 10 > size:  # mostly, it is no text at all
        return None
    likely = size - len(data.translate(None, _LIKELY))
    if likely < 0.9 * (likely + never):  # each of them begins a character, and the others begin none that can be printed
        return None
    text = data.decode("utf-8", "replace")
    printable = size - len(data.translate(None, _PRINTABLE))
    if not text.isascii():
        beyond = len(text) - len(data.translate(None, _BEYOND))
        if printable + beyond - text.count("\ufffd") < 0.9 * len(text):
            return None
        printable += sum(
            character > "\x7f" and (character.isprintable() or character in READ_AS) and character != "\ufffd" for character in text
        )
    return text if printable >= 0.9 * len(text) else None
