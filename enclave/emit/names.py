"""Names for the symbols of generated code: short, in the words of the resources, unique, and the same every time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

WORD = re.compile(r"[A-Za-z0-9]+")
HUMP = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
HUMP_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
RESERVED = frozenset({
    "any", "array", "as", "assert", "az", "bool", "concat", "deployment", "environment", "existing", "extension", "false", "for",
    "format", "func", "guid", "if", "import", "in", "int", "join", "json", "length", "metadata", "module", "null", "object",
    "output", "param", "params", "provider", "range", "replace", "resource", "resourceGroup", "resourceId", "resourceInput",
    "resourceOutput", "split", "string", "subscription", "subscriptionResourceId", "sys", "targetScope", "tenant", "true",
    "type", "union", "using", "var", "with", "count", "depends_on", "for_each", "lifecycle", "local", "data", "each", "self",
    "path", "terraform", "variable", "extensionResourceId", "uri", "trim", "first", "last", "items", "map", "filter", "sort",
})
"""Words that mean something in Bicep or Terraform."""
IRREGULAR = {"policies": "policy", "addresses": "address", "registries": "registry", "identities": "identity"}


class Names:
    """Gives out each symbol once. Comparison ignores case, so that no two differ by it alone."""

    def __init__(self, taken: Iterable[str] = (), *, reserved: Iterable[str] = RESERVED) -> None:
        self._taken = {name.lower() for name in taken} | {name.lower() for name in reserved}

    def copy(self) -> Names:
        """The same names, given out separately from now on."""
        return Names(self._taken, reserved=())

    def has(self, wanted: str) -> bool:
        """Whether a symbol is taken."""
        return wanted.lower() in self._taken

    def take(self, wanted: str) -> str:
        """The wanted symbol, with a number behind it when it is taken."""
        name = wanted
        number = 2
        while name.lower() in self._taken:
            name = f"{wanted}{number}"
            number += 1
        self._taken.add(name.lower())
        return name


def words(text: str) -> list[str]:
    """The runs of letters and digits of a text."""
    return WORD.findall(text)


def humps(text: str) -> list[str]:
    """The words of a name in camel case: `publicIPAddresses` -> `public`, `IP`, `Addresses`."""
    return HUMP.findall(text)


def camel(parts: Sequence[str], otherwise: str = "item") -> str:
    """Words as `oneSymbolLikeThis`."""
    pieces = [piece for part in parts for piece in words(part)]
    text = "".join(piece[:1].upper() + piece[1:] for piece in pieces)
    text = text[:1].lower() + text[1:]
    return text if text and text[0].isalpha() else camel([otherwise, *parts]) if pieces else otherwise


def snake(parts: Sequence[str], otherwise: str = "item") -> str:
    """Words as `one_symbol_like_this`."""
    pieces = [HUMP_START.sub("_", piece).lower() for part in parts for piece in words(part)]
    text = "_".join(pieces)
    return text if text and text[0].isalpha() else f"{otherwise}_{text}".rstrip("_")


@cache
def noun(resource_type: str) -> str:
    """What one resource of a type is called: `Microsoft.Network/publicIPAddresses` -> `public IP address`."""
    pieces = humps(resource_type.rpartition("/")[2])
    if pieces:
        last = pieces[-1].lower()
        pieces[-1] = IRREGULAR.get(last) or (last[:-1] if last.endswith("s") and not last.endswith("ss") else last)
    return " ".join(piece if piece.isupper() and len(piece) > 1 else piece.lower() for piece in pieces)


@cache
def plural(text: str) -> str:
    """A name for several: `key` -> `keys`, `policy` -> `policies`, `setting2` -> `settings2`."""
    word = text.rstrip("0123456789")
    number = text[len(word):]
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return f"{word[:-1]}ies{number}"
    return text if word.endswith("s") and not word.endswith("ss") else f"{word}{'es' if word.endswith(('ss', 'x', 'ch')) else 's'}{number}"


@cache
def singular(text: str) -> str:
    """A name for one: `policies` -> `policy`, `addresses` -> `address`."""
    if text.endswith("ies"):
        return f"{text[:-3]}y"
    if text.endswith(("sses", "xes", "ches")):
        return text[:-2]
    return text[:-1] if text.endswith("s") and not text.endswith("ss") else text


@cache
def sentence(text: str) -> str:
    """A name in camel case as words: `accountNames` -> `account names`."""
    return " ".join(piece if piece.isupper() and len(piece) > 1 else piece.lower() for word in words(text) for piece in humps(word))


ACRONYMS = {
    "nat": "NAT", "ddos": "DDoS", "dns": "DNS", "ip": "IP", "sql": "SQL", "rai": "RAI", "api": "API", "ai": "AI", "tls": "TLS",
    "id": "id", "nic": "NIC", "url": "URL", "uri": "URI", "fqdn": "FQDN", "sku": "SKU", "waf": "WAF", "vm": "VM", "aks": "AKS",
    "cdn": "CDN", "mtls": "mTLS", "ips": "IPs", "dnss": "DNS",
}


def prose(text: str) -> str:
    """A text about resources with its acronyms written as people write them."""
    return re.sub(r"`[^`]*`|[A-Za-z]+", lambda found: ACRONYMS.get(found[0].lower(), found[0]) if found[0][0] != "`" else found[0], text)
