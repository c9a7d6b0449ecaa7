"""Surrogates: what stands for a value until the value is put back.

A surrogate is keyed by tenant, entity and value: the same value has the same one in every turn, and nobody without the key can tell
which value it stands for, or that two tenants have the same value.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is mistaken for something else when it is copied."""
LENGTH = 10
"""Symbols of a surrogate: 50 bits, so two of 10,000 values have the same with a probability below 1 in 20 million."""
RESERVED_DOMAIN = "invalid"
"""A top-level domain that nobody can own (RFC 2606)."""

_ATTEMPTS = 64
_LEAST = 6
"""Letters and digits that a value has at least to get a surrogate of its own form; shorter ones would say too much."""


class Surrogates:
    """Makes the surrogates of one tenant. `key`: 32 secret bytes or more; raises ValueError for fewer."""

    def __init__(self, key: bytes, tenant: str) -> None:
        if len(key) < 32:
            raise ValueError(f"a key of {len(key)} bytes; at least 32 are needed")
        self._key = hmac.digest(key, b"surrogate\0" + tenant.encode("utf-8", "surrogatepass"), "sha256")

    def word(self, entity: str, value: str) -> str:
        """`EMAIL_7Q2K9F3M1X`: the entity and symbols that models copy unchanged."""
        number = int.from_bytes(self._stream(f"word\0{entity}", value, 8), "big")
        return f"{entity.upper()}_" + "".join(SYMBOLS[number >> 5 * place & 31] for place in range(LENGTH))

    def alike(self, entity: str, value: str, is_value: Callable[[str], bool]) -> str:
        """A surrogate of the form of the value: as many digits and letters, the same separators.

        It never is a value itself, as `is_value` says (a card number fails its checksum, an e-mail address is of a domain that
        nobody can own). Where no such text is found, and for short values, it is the word.
        """
        if sum(map(str.isalnum, value)) < _LEAST:
            return self.word(entity, value)
        local, _, domain = value.rpartition("@")
        if entity == "email" and not local:  # its signs are spelt out
            return self.word(entity, value)
        for attempt in range(_ATTEMPTS):
            stream = self._stream(f"alike\0{entity}\0{attempt}", value, 2 * len(value))
            if entity == "email":
                return f"{_dressed(local, stream)}@{_dressed(domain.partition('.')[0], stream[2 * len(local) :])}.{RESERVED_DOMAIN}"
            made = _dressed(value, stream)
            if made != value and not is_value(made):
                return made
        return self.word(entity, value)

    def _stream(self, purpose: str, value: str, length: int) -> bytes:
        """Bytes that look random and follow from the key, the purpose and the value alone."""
        what = purpose.encode() + b"\0\0" + value.encode("utf-8", "surrogatepass")
        return hashlib.shake_256(hmac.digest(self._key, what, "sha256")).digest(length)


def _dressed(form: str, stream: bytes) -> str:
    """Other letters and digits in the places of those of `form`; two bytes of the stream for each, so that all are equally likely."""
    return "".join(_other(character, int.from_bytes(stream[2 * place : 2 * place + 2], "big")) for place, character in enumerate(form))


def _other(character: str, number: int) -> str:
    if character.isdecimal():
        return str(number % 10)
    if character.isalpha():
        letter = chr(ord("a") + number % 26)
        return letter.upper() if character.isupper() else letter
    return character
