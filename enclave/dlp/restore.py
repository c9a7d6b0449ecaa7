"""Puts values back where surrogates stand, also in text that arrives in pieces: the answer does not depend on how it was cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from enclave.dlp.surrogate import LENGTH, SYMBOLS
from enclave.dlp.vault import Vault

_SYMBOL = f"[{SYMBOLS}]"
_WORD = re.compile(f"[A-Z0-9_]+_{_SYMBOL}{{{LENGTH}}}")
_UNDERSCORE = (r"(?:\\?_)", r"(?:\Z|\\(?:\Z|_)|_)")
"""As it stands, or escaped as in Markdown; and as much of that as may stand at the end."""


def as_written(value: str) -> str:
    """The value itself."""
    return value


class Restorer:
    """One text that arrives in pieces: for every way of cutting it, the pieces that are given back make the same text.

    What stands in `vault` now is put back. `write`: how a value is written where it goes (in JSON, for example, escaped).
    """

    def __init__(self, vault: Vault, write: Callable[[str], str] = as_written) -> None:
        self._vault = vault
        self._write = write
        self._held = ""
        self.restored = 0
        """Values put back so far."""
        known = vault.surrogates()
        words = [text for text in known if _WORD.fullmatch(text)]
        names = sorted({text[: -LENGTH - 1] for text in words}, key=lambda name: (-len(name), name))
        alike = sorted(set(known).difference(words), key=len, reverse=True)
        self._whole = _union([*map(_word, names), *map(re.escape, alike)])
        self._begun_word = _union([_begun_word(name) for name in names])
        self._beginnings = frozenset(text[:length] for text in alike for length in range(1, len(text)))
        self._longest = max(map(len, alike), default=0)

    @property
    def held(self) -> int:
        """Characters that wait for what comes next."""
        return len(self._held)

    def push(self, text: str) -> str:
        """What may go on by now."""
        return self._put_back(self._held + text, is_last=False)

    def finish(self) -> str:
        """The text is over; gives the rest."""
        return self._put_back(self._held, is_last=True)

    def _put_back(self, text: str, *, is_last: bool) -> str:
        pieces: list[str] = []
        last = position = 0
        while True:
            begun = len(text) if is_last else self._begun(text, position)
            found = self._whole.search(text, position)
            if found is None or found.start() >= begun:
                break
            position = found.end()
            value = self._vault.get(found[0].replace("\\_", "_"))
            if value is not None:
                pieces += text[last : found.start()], self._write(value)
                last = position
                self.restored += 1
        pieces.append(text[last:begun])
        self._held = text[begun:]
        return "".join(pieces)

    def _begun(self, text: str, position: int) -> int:
        """The first place from `position` on where a surrogate begins that text to come may complete; the end when there is none."""
        word = self._begun_word.search(text, position)
        first = word.start() if word else len(text)
        for start in range(max(position, len(text) - self._longest + 1), first):
            if text[start:] in self._beginnings:
                return start
        return first


def restore(text: str, vault: Vault, write: Callable[[str], str] = as_written) -> str:
    """`text` with values for surrogates. A surrogate that the vault does not know stays."""
    restorer = Restorer(vault, write)
    return restorer.push(text) + restorer.finish()


def in_json(value: str) -> str:
    """The value inside of a JSON string."""
    return _JSON.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}", value)


_JSON = re.compile(r'["\\\x00-\x1f\ud800-\udfff]')
_ESCAPES: Mapping[str, str] = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _union(alternatives: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(alternatives) if alternatives else r"(?!)")


def _word(name: str) -> str:
    return _UNDERSCORE[0].join(name.split("_")) + _UNDERSCORE[0] + f"{_SYMBOL}{{{LENGTH}}}"


def _begun_word(name: str) -> str:
    """The beginning of a word, up to the end of the text."""
    places = [_UNDERSCORE[1] if place == "_" else re.escape(place) for place in (*name, "_")]
    return _nested([*places, *[_SYMBOL] * LENGTH])


def _nested(places: list[str]) -> str:
    """Some of the places in order, and then the end of the text; not all of them."""
    result = r"\Z"
    for place in reversed(places[:-1]):
        result = rf"{place}(?:\Z|{result})"
    return result
