"""Whether a text was drawn at random or written by a person: what tells a key from a name, a path or a placeholder."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WORD = re.compile("[a-z]{3,}|[A-Z]{4,}")
_LOWER_CASE = re.compile("[a-z]{3,}")
_BASES = frozenset("ACGTUN")
_SEPARATED = re.compile("[-_.]")
_FILLED = 12
"""Characters at the end that are nearly all the same where somebody wrote `sk_test_xxxxxxxxxxxx`."""
_NO_WORD = 24
"""Letters in one piece that are no word."""
_COUNTED = re.compile(r"(?:0123|1234|abcd|ABCD){2,}|(.)\1{7}|(?:12345678|01234567).{0,4}\Z")


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, in bits each. 32 random letters and digits have about 4.5, English words below 4."""
    return -sum(count / len(text) * math.log2(count / len(text)) for count in Counter(text).values())


def wordiness(text: str) -> float:
    """The part of the text that stands in runs of letters of one case, as words do; of random text about a sixth."""
    return sum(len(word) for word in _WORD.findall(text)) / len(text)


def _encodes_text(token: str) -> bool:
    """Whether it is base64 of something printable."""
    try:
        decoded = base64.b64decode(token + "=" * (-len(token) % 4))
    except binascii.Error:
        return False
    printable = sum(32 <= byte < 127 or byte in b"\t\r\n" for byte in decoded)
    return printable >= 0.9 * len(decoded)


def mixed(token: str) -> int:
    """Upper case, lower case and several digits, without words in it, and not an encoding of text."""
    if token in (token.lower(), token.upper()) or sum(map(str.isdigit, token)) < 2:
        return 0
    mixture = any(map(str.isupper, token)) and any(map(str.islower, token))
    return len(token) if mixture and wordiness(token) < 0.5 and entropy(token) >= 3.8 and not _encodes_text(token) else 0


def named(token: str) -> int:
    """What an assignment names as a secret and is not a UUID, or a path or a placeholder made of words."""
    words = sum(map(len, _LOWER_CASE.findall(token))) >= 0.5 * len(token) or token.isupper()
    likely = any(map(str.isdigit, token)) and entropy(token) >= 3.0 and (token.isalnum() or not words)
    return len(token) if likely and not _UUID.fullmatch(token) else 0


def drawn(token: str) -> int:
    """What has the form of a service's key and was not typed by hand: enough different characters, no row of them, no words."""
    if len(set(token)) < min(7, len(token) // 2) or _COUNTED.search(token):
        return 0
    digits = sum(map(str.isdigit, token))
    if not digits:
        return len(token) if len(token) >= 20 and wordiness(token) < 0.6 else 0
    return 0 if digits < 3 and wordiness(token) >= 0.8 else len(token)


def not_words(token: str) -> int:
    """What follows a prefix and is not words with separators between them, as in `glpat-your-token-goes-here`, and no DNA."""
    if _BASES.issuperset(token) or len(set(token[-_FILLED:])) < 3:
        return 0
    if any(map(str.isdigit, token)) or wordiness(token) < 0.7:
        return len(token)
    pieces = _SEPARATED.split(token)
    return 0 if len(pieces) > 1 and max(map(len, pieces)) < _NO_WORD else len(token)


_TEMPLATE = re.compile(
    r"[$%@]?[{(<\[].*|\$.*|%[A-Za-z_].*%?|(.)\1*|#\{.*|.*(?:\$\{|\{\{|\}\}|%\(|<[a-z_ -]+>).*"
    r"|(?:[Yy]our|[Mm]y|[Tt]he|[Ss]ome|[Ee]nter|[Ii]nsert|[Cc]hange|[Pp]laceholder|[Rr]edacted|[Rr]emoved|[Hh]idden)[^a-z].*"
    r"|(?:YOUR|MY|THE|SOME|ENTER|INSERT|CHANGE|PLACEHOLDER|REDACTED|REMOVED|HIDDEN)[^A-Za-z].*|(?i:change_?me.*|placeholder.*|redacted.*|example.*|dummy.*|x{3,}.*|todo.*|none|null|nil|undefined|true|false|yes|no|empty|string|str|text"
    r"|required|optional|varchar|password|passwd|pwd|passphrase|secret|token)[!?.]?"
)


def is_template(text: str) -> bool:
    """A variable, a placeholder, or a word that stands where a value will."""
    return _TEMPLATE.fullmatch(text) is not None
