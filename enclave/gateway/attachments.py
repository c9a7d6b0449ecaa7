"""Files in messages: what they hold, read in a process of its own that is ended when it takes too long."""

from __future__ import annotations

import base64
import binascii
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from enclave.gateway import sound
from enclave.ledger import attached, tokens

SECONDS = 20.0
"""That reading one file may take."""
PICTURES = frozenset({"image_url", "input_image"})
"""Parts that a model sees as one picture, whatever is in them."""
MOST_FILES = 32
"""In one request."""
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[\w-]+=[^;,]*)*);base64,", re.IGNORECASE)


class Attachment(msgspec.Struct, frozen=True):
    """A part of a message that is no text: where it stands and the part itself."""

    place: str
    part: Mapping[str, Any]
    carried: Carried | None = None
    """The file, where it did not come as text."""


class Read(msgspec.Struct):
    """What a file says, and what of it nobody looked at."""

    texts: list[tuple[str, str]] = []
    uninspected: list[str] = []
    pages: int = 0


class Carried(msgspec.Struct, frozen=True):
    """A file that a part carries itself."""

    data: bytes
    name: str
    kind: str
    holder: Any
    """The object that has it as text."""
    key: str


def carried(part: Mapping[str, Any]) -> Carried | None:
    """The file that a part carries; None: it only refers to one, or carries what cannot be decoded in one way only."""
    kind = part.get("type")
    inside = part.get(str(kind))
    if kind == "image_url" and isinstance(inside, dict):
        return _decoded(inside, "url", "", needs_url=True)
    if kind == "input_image" and part.get("file_id") is None:
        return _decoded(part, "image_url", "", needs_url=True)
    if kind == "input_file" and part.get("file_id") is None and part.get("file_url") is None:
        return _decoded(part, "file_data", part.get("filename"), needs_url=False)
    if kind == "file" and isinstance(inside, dict) and inside.get("file_id") is None:
        return _decoded(inside, "file_data", inside.get("filename"), needs_url=False)
    return None


def _decoded(holder: Mapping[str, Any], key: str, name: object, *, needs_url: bool) -> Carried | None:
    text = holder.get(key)
    if not isinstance(text, str) or not isinstance(name, str | None):
        return None
    url = _DATA_URL.match(text)
    if url is None and needs_url:
        return None
    try:
        data = base64.b64decode(text[url.end() if url else 0 :], validate=True)
    except (binascii.Error, ValueError):
        return None
    return Carried(data, name or "", (url and url[1]) or "", holder, key)


def most_tokens(part: Mapping[str, Any], found: Read, model: str) -> int:
    """What a model reads in a part at most; more where nobody can tell. `found`: what was read of the file that it carries."""
    kind = part.get("type")
    inside = part.get(str(kind))
    members: Mapping[str, Any] = inside if isinstance(inside, dict) else part
    reader = attached.reader(model)
    said = len(msgspec.json.encode(part))
    if kind in PICTURES:
        shown = members.get("image_url", members.get("url"))
        read_of = reader.glance if members.get("detail") == "low" else reader.picture
        return read_of + said - (len(shown) if isinstance(shown, str) and _DATA_URL.match(shown) else 0)
    if kind == "input_audio":
        data = members.get("data")
        try:
            _, seconds = sound.seconds(base64.b64decode(str(data), validate=True))
        except (binascii.Error, ValueError, sound.UnmeasuredError):
            return reader.window
        return attached.SECOND * seconds + said - len(str(data))
    if found.uninspected or carried(part) is None:
        return reader.window
    texts = tokens.upper_bound(text for _, text in found.texts)
    return texts + (found.pages + 1) * reader.picture + said - len(str(members.get("file_data")))


def about_tokens(part: Mapping[str, Any], model: str) -> int:
    """What a model reads in a part, more or less, before anybody looked into it."""
    if part.get("type") in PICTURES:
        return most_tokens(part, Read(), model)
    return len(msgspec.json.encode(part)) // 4


def read(data: bytes, name: str = "", kind: str = "", seconds: float = SECONDS) -> Read:
    """What a file holds. Whatever goes wrong is told as not looked at."""
    given = json.dumps({"name": name, "kind": kind}).encode() + b"\n" + data
    command = [sys.executable, "-P", "-m", "enclave.extract"]
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=True)
        return msgspec.json.decode(done.stdout, type=Read)
    except subprocess.TimeoutExpired:
        return Read(uninspected=["file: takes too long to read"])
    except (subprocess.CalledProcessError, OSError, msgspec.MsgspecError):
        return Read(uninspected=["file: cannot be read"])
