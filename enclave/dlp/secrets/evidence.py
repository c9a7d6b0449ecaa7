"""What stands before a secret without a prefix: the name of its service, and directly before it a name for secrets."""

from __future__ import annotations

import re
from functools import cache

from enclave.dlp.columns import Column
from enclave.dlp.detector import Deferred, Evidence, alone

NAMES = (
    r"(?:key|token|secret|pass(?:word|wd|phrase|code)?|pwd|pat|auth(?:orization)?|(?:private_?key|secret|role)_?id|credentials?|creds?|appid"
    r"|licen[cs]e(?!\r?\n)|dsn|hmac|app[ _-]?certificate)"
)
"""How names for secrets end."""
_SUFFIX = r"(?:[_-]?(?:v?[0-9]{1,2}|prod(?:uction)?|live|test|dev|staging|primary|secondary|value|string|here))?"
_GLUE = r"[ \t\r\n\"'`\])}:=>,(|*\\<?{]"
_SCHEME = (
    r"(?:(?:(?:--type[ \t]securestring[ \t])?--(?:body|value)|is|as|was|value|string(?:::from|::new)?|bearer|token|basic|apikey|key|ssws"
    r"|splunk|geniekey|to)[ \t\"'`:=>,(|]{1,6})"
)
_ASSIGNED = re.compile(rf"{NAMES}{_SUFFIX}(?:</key>[ \t\r\n]{{0,12}}<string>|{_GLUE}{{1,12}}{_SCHEME}{{0,2}})\Z")
"""A name for a secret and what joins it to the value: assignments, headers, calls, elements, command lines, prose."""
_WIDEST = 80
"""Characters of that; more is not looked at."""
_KEYS = (
    r"(?:(?:key|token|secret|cred(?:ential)?|clave|llave|chiave|chave|nyckel)s?|schl(?:ü|ue)ssel|clés?|clefs?|klucz|sleutels?|n(?:ø|o)kkel"
    r"|n(?:ø|o)gle|kl(?:í|i)č|ключ|密钥|キー)"
)
_UNLIKE = r"(?!id|hash|digest|fingerprint|checksum|commit|sha|revision|version|trace|request|session|chang|last|expire)"
SPOKEN = (
    rf"(?<![a-z]){_KEYS}(?![a-z])(?:[?,]?[ \t]{_UNLIKE}[^\s:=]{{1,20}}){{0,5}}"
    r"(?:[ \t](?:is|ist|lautet|luidt|est|es|è|é|to|är|er|provided)|(?=[ \t]?[:：]))[ \t]?[:：]?[ \t\"'`*]{1,4}\Z"
    r"|(?<![a-z])(?:key|token|secret|password|certificate)(?:[ \t][a-z]{1,12}){0,3}[ \t]?\?[ \t]?\r?\n"
    r"(?:[\[(][0-9:. apm]{4,12}[\])][ \t]?)?(?:[a-z]{1,12}:[ \t]?)?[\"'`]?\Z"
)
"""`unser neuer Postmark-Schlüssel lautet`, `la clé API Datadog :`, `invalid token provided:`; the service may stand inside."""
_SAID = re.compile(SPOKEN)
_BESIDE = re.compile(r"[ \t\"'`]{0,3}[|,;\t][ \t\"'`]{0,3}\Z")
_GAP = 80
"""Characters between the name of the service and that."""
_LONGEST = 160
"""Characters of what is spoken."""
_NAME = 24
"""Characters of a cell that names a service."""
_HEAD = Column(rf"(?:api[ _-]?)?{NAMES}", 200)
WINDOW = 200
_SHORT = 4
"""Letters of a word that other words may end with."""
_NO_LONGER_WORD = (
    r"(?:(?![a-z])|(?=ac(?:cess|count)|admin|ap[ip]|auth|bearer|bot|client|cred|dev|key|live|pass|pat|pri?v|prod|pwd|sdk|secret|service|test"
    r"|token|user|web))"
)
"""Behind a short word: not the rest of another one (`exampleIds`), but what names of fields go on with (`exaApiKey`)."""


class Assigned:
    """One of the words, and after at most 80 characters a name for a secret directly before the value. Spaces: see `detector.words`.

    A short word stands alone; a long one may be a part of another, as in `myDatadogKey`.
    """

    def __init__(self, words: tuple[str, ...]) -> None:
        forms = {word: re.escape(word).replace(r"\ ", "[ _.-]?") for word in sorted(words, key=lambda word: (-len(word), word))}
        short = {word for word in forms if len(word.split()[0]) <= _SHORT}
        self.gates = tuple(alone(form, "a-z") if word in short and word.isascii() else form for word, form in forms.items())
        whole = (
            rf"(?<![a-z]){form}{_NO_LONGER_WORD}" if word in short and word.isascii() else form
            for word, form in forms.items()
        )
        self._service = Deferred("|".join(whole))

    def search(self, text: str, /) -> re.Match[str] | None:
        """The name of the service in a lower-cased text that ends where the value begins."""
        end = len(text)
        if name := _ASSIGNED.search(text, max(0, end - _WIDEST)):
            return self._service.search(text, max(0, name.start() - _GAP), name.start())
        if name := _SAID.search(text, max(0, end - _LONGEST)):
            return self._service.search(text, max(0, name.start() - _GAP), end)
        beside = _BESIDE.search(text, max(0, end - _WIDEST))
        if beside and (service := self._service.search(text, max(0, beside.start() - _NAME))) and _HEAD.search(text):
            return service
        return None


@cache
def assigned(words: tuple[str, ...]) -> Evidence:
    """Evidence of a service."""
    search = Assigned(words)
    return Evidence(search, WINDOW, search.gates)
