"""What looks like a secret in a setting: by its name, by its value, or by where its value comes from.

No message says the value.
"""

from __future__ import annotations

import re

from enclave.graph.model import Secret, Unresolved, Value

LAST_WORDS = frozenset({
    "password", "passwd", "pwd", "passphrase", "secret", "token", "credential", "credentials", "sas", "apikey", "connectionstring",
})
"""A name that ends so is that of a secret."""
KEY_OF = frozenset({
    "api", "account", "access", "storage", "shared", "private", "master", "secret", "function", "encryption", "subscription", "signing",
    "primary", "secondary", "host", "admin", "openai", "search", "cosmos",
})
"""What stands before `key` in the name of a secret."""
IN_A_VALUE = re.compile(
    r"(?i)(accountkey|sharedaccesskey|sharedaccesssignature|password|pwd)\s*=\s*[^;\s'\"]{6,}"
    r"|[?&]sig=[A-Za-z0-9%+/]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bsk-[A-Za-z0-9_-]{20,}|\bgh[pousr]_[A-Za-z0-9]{30,}"
)
LISTS_KEYS = re.compile(
    r"(?i)\blist[a-z]*(keys|secrets|credentials|connectionstrings|sas|key)\b|\blist(value|secret|callbackurl|[a-z]*credential)?\("
)
"""Functions of templates that answer with what opens a service: `list` alone gives an app's settings and publishing password."""
FROM_SECURE = "is a secret"
"""How an importer says why it does not evaluate what is made from a secure parameter."""
REFERENCE = re.compile(r"(?i)^@microsoft\.keyvault\(|^secretref:|^\$[({]?\w+[)}]?$|^\s*$")
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
HARMLESS = re.compile(r"(?i)^(true|false|null|none|[0-9.]+|[a-z]+)$|^https?://[^?@]*$|^instrumentationkey=")
"""Words, numbers, addresses without a signature, and a key that only says where telemetry goes."""


TELEMETRY = re.compile(r"(?i)^app(lication)?_?insights")
"""Names of what only says where telemetry goes."""


def names_a_secret(name: str) -> bool:
    """Whether a setting of that name holds a secret: `DB_PASSWORD`, `openAiApiKey`."""
    if TELEMETRY.match(name):
        return False
    words = [word.lower() for word in WORD.findall(name)]
    if not words:
        return False
    if words[-1] in LAST_WORDS or "".join(words[-2:]) in LAST_WORDS:
        return True
    return words[-1] == "key" and len(words) > 1 and words[-2] in KEY_OF


def holds_a_secret(name: str, value: Value) -> str | None:
    """Why a setting holds a secret in the clear, in words without it; None: it does not look like one."""
    if isinstance(value, Secret):
        return "a secure parameter is written into it"
    if isinstance(value, Unresolved):
        if value.reason.endswith(FROM_SECURE):
            return "a secure parameter is written into it"
        return "keys of a service are written into it" if LISTS_KEYS.search(value.expression) else None
    if not isinstance(value, str) or REFERENCE.search(value):
        return None
    if IN_A_VALUE.search(value):
        return "its value holds a key or a password"
    if names_a_secret(name) and len(value) > 5 and not HARMLESS.search(value):
        return "its name is that of a secret, and its value is written out"
    return None


def is_undecided(name: str, value: Value) -> bool:
    """Whether a value that cannot be evaluated may be a secret: its setting is named like one."""
    return isinstance(value, Unresolved) and names_a_secret(name) and not LISTS_KEYS.search(value.expression)
