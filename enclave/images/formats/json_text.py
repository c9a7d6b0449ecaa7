"""JSON of a report, typed: what does not have the form is said with its place, and is no report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

T = TypeVar("T")
LARGEST = 1 << 30
"""Bytes of a report that are read."""


class Unreadable(Exception):
    """A report that cannot be read; the message says why."""


def decode(data: bytes | msgspec.Raw, kind: type[T]) -> T:
    """The document. Raises Unreadable."""
    try:
        return msgspec.json.decode(data, type=kind)
    except UnicodeDecodeError as error:
        raise Unreadable("is not UTF-8 text") from error
    except RecursionError as error:
        raise Unreadable("is nested too deeply") from error
    except msgspec.ValidationError as error:
        raise Unreadable(f"does not have the form of its format: {error}") from error
    except msgspec.DecodeError as error:
        raise Unreadable(f"is not whole JSON: {error}") from error


def top(data: bytes) -> Mapping[str, msgspec.Raw] | list[msgspec.Raw]:
    """The keys of the document, or its items. Raises Unreadable."""
    text = data.removeprefix(b"\xef\xbb\xbf")
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("is UTF-16 text; write it as UTF-8 (the `>` of older PowerShell does not)")
    if not text.strip():
        raise Unreadable("is empty")
    head = text.lstrip()[:1]
    if head == b"{":
        return decode(text, dict[str, msgspec.Raw])
    if head == b"[":
        return decode(text, list[msgspec.Raw])
    raise Unreadable("is not a JSON object or list")
