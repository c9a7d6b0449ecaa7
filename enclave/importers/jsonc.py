"""Reads JSON as Resource Manager does: with comments, trailing commas and line breaks in strings, but within limits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import NoReturn

from enclave.errors import InputError

LARGEST = 16 * 1024 * 1024
"""Characters of a file; Resource Manager itself takes 4 MB."""
LARGEST_EXPORT = 64 * 1024 * 1024
"""Characters of a plan or of an export of what runs, which hold thousands of resources."""
DEEPEST = 96
"""Levels of nesting; templates compiled from five levels of modules have about 50."""
TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|//[^\n]*|/\*.*?(?:\*/|\Z)|[{}\[\],]|\s+|[^\s"/{}\[\],]+|.', re.S)
"""A piece of JSON. Texts and comments that nobody closes go to the end, so that no piece is looked at twice."""

PAIRS = re.compile(r"\\u[dD][89a-fA-F]")
"""Escapes that come in pairs."""
CONSTANTS = ("NaN", "Infinity", "-Infinity")
LONGEST_NUMBER = 4300
"""Digits of a number that are read."""
LOOKS_LIKE: Sequence[tuple[re.Pattern[str], str]] = tuple((re.compile(pattern, re.M), hint) for pattern, hint in (
    (r"\A\s*\Z", "the file is empty"),
    (r"\A\s*<", "this looks like a web page; download the file itself"),
    (r"^using\s+'", "this looks like a Bicep parameter file; give what `az bicep build-params` makes of it"),
    (r"^(?:(?:param|var|output|type|func)\s+\w+\s|(?:resource|module)\s+\w+\s+'|targetScope\s*=|@\w+\()",
     "this looks like Bicep; give what `az bicep build` makes of it"),
    (r'^(?:(?:terraform|locals)\s*\{|(?:resource|data|module|variable|provider|output)\s+"[^"]*"\s*("[^"]*"\s*)?\{)',
     "this looks like Terraform's language; give what `terraform show -json PLANFILE` prints, with `--terraform-plan`"),
    (r"^\s*(?:\x1b\[[\d;]*m)*(?:Terraform (?:will perform|used the selected)|No changes\. |Initializing\b|Acquiring state lock)",
     "this looks like what Terraform tells people; give what `terraform show -json PLANFILE` prints, and nothing besides"),
    (r"^AWSTemplateFormatVersion\b", "this looks like a CloudFormation template, which makes nothing in Azure"),
    (r"^enclave:\s", "this looks like an enclave.yaml; give it without an option before it"),
))
"""What is given for JSON, and what to give instead."""
FIRST = 20_000
"""Characters of a text that are looked at for what it may be."""


def parse_json(text: str, name: str, *, largest: int = LARGEST, deepest: int = DEEPEST) -> object:
    """The document in a text. Raises InputError with `name:line:column`."""
    if len(text) > largest:
        raise InputError(f"has {len(text)} characters, more than the {largest} that are read", name)
    text = text.removeprefix("\ufeff")
    try:
        # most files have no comments: what is strict JSON is read without being taken apart first
        found = _loaded(text, name)
        _check_halves(text, name)
        if _depth(found, deepest) <= deepest:
            return found
    except (json.JSONDecodeError, RecursionError):
        pass
    plain = _plain(text, name, deepest)
    try:
        found = _loaded(plain, name)
        _check_halves(plain, name)
        return found
    except json.JSONDecodeError as error:
        raise InputError(f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", f"{name}:{error.lineno}:{error.colno}",
                         _looks_like(text)) from error


def _looks_like(text: str) -> str:
    """What to give instead of a text that is no JSON, when it looks like something else."""
    head = text[:FIRST]
    if head.lstrip().startswith('{"@level"'):
        return "these are the messages of `terraform plan -json`; give what `terraform show -json PLANFILE` prints"
    return next((hint for pattern, hint in LOOKS_LIKE if not head.lstrip().startswith(("{", "[")) and pattern.search(head)), "")


def _loaded(text: str, name: str) -> object:
    try:
        return json.loads(text, strict=False, parse_constant=_no_constant, object_pairs_hook=_object)
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        raise _refused(text, name) from error


def _check_halves(text: str, name: str) -> None:
    """No file in UTF-8 can hold half of a pair of escapes, and so no report of what it says."""
    if PAIRS.search(text) is not None and (found := _refusal(text)) is not None:
        raise InputError(f"not valid JSON: {found[0]}", _place(text, found[1], name))


def _refused(text: str, name: str) -> InputError:
    """What is wrong with a text that reads as JSON, with its place."""
    found = _refusal(text)
    return InputError("not valid JSON", name) if found is None else InputError(f"not valid JSON: {found[0]}", _place(text, found[1], name))


def _refusal(text: str) -> tuple[str, int] | None:
    """What is refused in a text that reads as JSON, and its offset."""
    inside: list[set[str] | None] = []
    before = ""
    for found in TOKEN.finditer(text):
        piece = found.group()
        if piece.isspace() or piece.startswith(("//", "/*")):
            continue
        if piece in "{[":
            inside.append(set() if piece == "{" else None)
        elif piece in "}]":
            inside = inside[:-1]
        elif piece.startswith('"'):
            word = json.loads(piece, strict=False)
            keys = inside[-1] if inside else None
            if not word.isascii() and any("\ud800" <= letter <= "\udfff" for letter in word):
                return "a text holds half of a character", found.start()
            if keys is not None and before in ("{", ","):
                if word in keys:
                    return f"the key `{word}` stands twice in one object", found.start()
                keys.add(word)
        elif (word := piece.removeprefix(":")) in CONSTANTS or len(word) > LONGEST_NUMBER:
            told = f"`{word}` is not a number of JSON" if word in CONSTANTS else f"a number of {len(word)} characters"
            return told, found.end() - len(word)
        before = piece
    return None


def _depth(value: object, deepest: int) -> int:
    """How deep lists and objects are nested, counted no further than needed."""
    depth = 0
    level = [value]
    while level and depth <= deepest:
        inner = [item for item in level if isinstance(item, dict | list)]
        level = [part for item in inner for part in (item.values() if isinstance(item, dict) else item)]
        depth += bool(inner)
    return depth


def _plain(text: str, name: str, deepest: int) -> str:
    """The text as strict JSON of the same length and lines: comments and trailing commas become blanks."""
    pieces: list[str] = []
    comma = -1
    before = ""
    depth = 0
    for found in TOKEN.finditer(text):
        piece = found.group()
        if piece.startswith("//") or (piece.startswith("/*") and piece.endswith("*/") and len(piece) > 3):
            pieces.append(re.sub(r"[^\n]", " ", piece))
            continue
        if piece in "}]":
            depth -= 1
            if comma >= 0:
                pieces[comma] = " "
        elif piece in "{[":
            depth += 1
            if depth > deepest:
                raise InputError(f"nested more than {deepest} levels deep", _place(text, found.start(), name))
        if not piece.isspace():
            comma = len(pieces) if piece == "," and before not in ("", "{", "[", ",") else -1
            before = piece
        pieces.append(piece)
    return "".join(pieces)


def _place(text: str, offset: int, name: str) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"{name}:{line}:{offset - text.rfind(chr(10), 0, offset)}"


def _object(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """An object. A key that stands twice is refused: the reader and Azure could take different ones."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(key)
        found[key] = value
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)
