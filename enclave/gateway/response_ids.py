"""Ids of stored answers as callers get them: sealed, so that a project reaches what it stored itself and nothing else.

The state is the upstream's. An id says whose it is and where, and no table has to be kept, shared or lost.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable, Sequence

import msgspec

PREFIX = "resp_"
MARK = "~"
"""Between an item's id, its tokens and its seal."""
SEAL = 16
ITEM_SEAL = 12
"""Bytes. A seal can only be guessed at the gateway's door, with one recorded request for each try."""
LONGEST = 2048


class Stored(msgspec.Struct, frozen=True, array_like=True):
    """What the id of a stored answer says."""

    id: str
    """The upstream's."""
    project: str
    deployment: str
    region: str
    tokens: int
    """The conversation up to this answer, and with it, has no more: what bounds the next call's prompt."""
    is_counted: bool = True
    """It has as many, as the provider counted. Of a stream nobody knows when its id goes out."""


class Item(msgspec.Struct, frozen=True):
    """What the id of an item of a stored answer says."""

    id: str
    project: str
    region: str
    tokens: int
    """It has no more."""


class ResponseIds:
    """Seals and opens ids with keys that all processes share: the first seals, each opens."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(hmac.digest(key, b"enclave response ids", "sha256") for key in keys)

    def seal(self, stored: Stored) -> str:
        """The id that a caller gets."""
        said = msgspec.json.encode(stored)
        return PREFIX + base64.urlsafe_b64encode(_mac(self._keys[0], b"response", said)[:SEAL] + said).decode().rstrip("=")

    def open(self, sealed: str) -> Stored | None:
        """What an id says; None: it is none of ours."""
        text = sealed.removeprefix(PREFIX)
        if text == sealed or len(text) > LONGEST:
            return None
        try:
            data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        seal, said = data[:SEAL], data[SEAL:]
        if not any(hmac.compare_digest(seal, _mac(key, b"response", said)[:SEAL]) for key in self._keys):
            return None
        return msgspec.json.decode(said, type=Stored)

    def seal_item(self, item: Item) -> str:
        """The id of an item of an answer."""
        return _sealed_item(self._keys[0], item)

    def open_item(self, places: Iterable[tuple[str, str]], sealed: str) -> Item | None:
        """The item, if it is of one of these places, each a project and a region; None: it is of none of them."""
        parts = sealed.rsplit(MARK, 2)
        if len(parts) != 3 or len(sealed) > LONGEST or not (parts[1].isascii() and parts[1].isdecimal()):
            return None
        if any("\ud800" <= character <= "\udfff" for character in sealed):  # half of a character, which no text has
            return None
        for project, region in places:
            item = Item(parts[0], project, region, int(parts[1]))
            if any(hmac.compare_digest(_sealed_item(key, item).encode(), sealed.encode()) for key in self._keys):
                return item
        return None


def _sealed_item(key: bytes, item: Item) -> str:
    said = msgspec.json.encode((item.project, item.region, item.tokens, item.id))
    return f"{item.id}{MARK}{item.tokens}{MARK}{base64.urlsafe_b64encode(_mac(key, b'item', said)[:ITEM_SEAL]).decode()}"


def _mac(key: bytes, kind: bytes, said: bytes) -> bytes:
    return hmac.digest(key, kind + b"\n" + said, "sha256")
