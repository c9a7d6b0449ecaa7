"""What stands before a secret without a prefix: the name of its service, and directly before it a name for secrets."""

from __future__ import annotations

import re
from functools import cache

from enclave.dlp.detector import Deferred, Evidence, alone

NAMES = (
    r"(?:key|token|secret|pass(?:word|wd|phrase|code)?|pwd|pat|auth(?:orization)?|(?:private_?key|secret|role)_?id|credentials?|creds?|appid|licen[cs]e(?!\r?\n)|dsn|hmac)"
)
"""How names for secrets end."""
_SUFFIX = r"(?:[_-]?(?:v?[0-9]{1,2}|prod(?:uction)?|live|test|dev|staging|primary|secondary|value|string|here))?"
_GLUE = r"[ \t\r\n\"'`\])}:=>,(|*\\<]"
_SCHEME = r"(?:(?:is|as|was|value|string|bearer|token|basic|apikey|key|ssws|splunk|geniekey|to)[ \t\"'`:=>,(|]{1,6})"
_ASSIGNED = re.compile(rf"{NAMES}{_SUFFIX}{_GLUE}{{1,12}}{_SCHEME}{{0,2}}\Z")
"""A name for a secret and what joins it to the value: assignments, headers, calls, elements, command lines, prose."""
_WIDEST = 80
"""Characters of that; more is not looked at."""
_GAP = 80
"""Characters between the name of the service and that."""
WINDOW = 200
_SHORT = 4
"""Letters of a word that other words may end with."""


class Assigned:
    """One of the words, and after at most 80 characters a name for a secret directly before the value. Spaces: see `detector.words`.

    A short word stands alone; a long one may be a part of another, as in `myDatadogKey`.
    """

    def __init__(self, words: tuple[str, ...]) -> None:
        forms = {word: re.escape(word).replace(r"\ ", "[ _.-]?") for word in sorted(words, key=lambda word: (-len(word), word))}
        short = {word for word in forms if len(word.split()[0]) <= _SHORT}
        self.gates = tuple(alone(form, "a-z") if word in short and word.isascii() else form for word, form in forms.items())
        self._service = Deferred("|".join(("(?<![a-z])" if word in short else "") + form for word, form in forms.items()))

    def search(self, text: str, /) -> re.Match[str] | None:
        """The name of the service in a lower-cased text that ends where the value begins."""
        end = len(text)
        name = _ASSIGNED.search(text, max(0, end - _WIDEST))
        return self._service.search(text, max(0, name.start() - _GAP), name.start()) if name else None


@cache
def assigned(words: tuple[str, ...]) -> Evidence:
    """Evidence of a service."""
    search = Assigned(words)
    return Evidence(search, WINDOW, search.gates)
