"""Ids of stored answers as callers get them: sealed, so that a project reaches what it stored itself and nothing else.

The state is the upstream's. An id says whose it is and where, and no table has to be kept, shared or lost.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from enclave.gateway.seals import Seals

PREFIX = "resp_"
MARK = "~"
"""Between an item's id, its tokens and its seal."""
ITEM_SEAL = 12
"""Bytes of the code in an item's id, which stands in every request that goes on from it."""
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
        self._seals = Seals(keys, b"enclave response ids")

    def seal(self, stored: Stored) -> str:
        """The id that a caller gets."""
        return PREFIX + self._seals.seal(b"response", msgspec.json.encode(stored))

    def open(self, sealed: str) -> Stored | None:
        """What an id says; None: it is none of ours."""
        if not sealed.startswith(PREFIX) or len(sealed) > LONGEST + len(PREFIX):
            return None
        said = self._seals.open(b"response", sealed.removeprefix(PREFIX))
        return None if said is None else msgspec.json.decode(said, type=Stored)

    def seal_item(self, item: Item) -> str:
        """The id of an item of an answer."""
        return next(self._items(item))

    def open_item(self, places: Iterable[tuple[str, str]], sealed: str) -> Item | None:
        """The item, if it is of one of these places, each a project and a region; None: it is of none of them."""
        parts = sealed.rsplit(MARK, 2)
        if len(parts) != 3 or len(sealed) > LONGEST or not (parts[1].isascii() and parts[1].isdecimal()):
            return None
        if any("\ud800" <= character <= "\udfff" for character in sealed):  # half of a character, which no text has
            return None
        for project, region in places:
            item = Item(parts[0], project, region, int(parts[1]))
            if any(hmac.compare_digest(own.encode(), sealed.encode()) for own in self._items(item)):
                return item
        return None

    def _items(self, item: Item) -> Iterator[str]:
        """The id by each key."""
        said = msgspec.json.encode((item.project, item.region, item.tokens, item.id))
        for code in self._seals.codes(b"item", said):
            yield f"{item.id}{MARK}{item.tokens}{MARK}{base64.urlsafe_b64encode(code[:ITEM_SEAL]).decode()}"
