"""Names of resources: the cloud adoption framework's abbreviation, then what it is for, within each type's rules.

A name depends only on what it names, never on what else there is, so that adding a project or a region renames nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from enclave.errors import EnclaveError
from enclave.graph.azure_facts import naming


@cache
def suffix(*parts: str) -> str:
    """Five letters and digits that are always the same for the same parts: for names that the whole world shares."""
    digest = hashlib.sha256("|".join(parts).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:5]


@cache
def fitting(text: str, most: int) -> str:
    """A text that is no longer than so many characters: one that is cut is marked with a suffix of the whole."""
    return text if len(text) <= most else f"{text[: most - 6].rstrip('-')}-{suffix(text)}"


def slug(key: str) -> str:
    """A key as part of a name: `us_healthcare` is `us-healthcare`."""
    return re.sub("[-_]+", "-", key).strip("-")


@cache
def resource_name(resource_type: str, *parts: str, ending: str = "") -> str:
    """The name of a resource: abbreviation, parts, ending. Too long a middle is cut and marked with a suffix of the whole."""
    rule = naming(resource_type)
    tail = rule.separator + ending if ending else ""
    whole = slug("-".join((rule.abbreviation, *parts))).replace("-", rule.separator)
    room = rule.most - len(tail)
    if len(whole) > room:
        mark = "" if ending else rule.separator + suffix(whole)
        whole = whole[: room - len(mark)].rstrip("-") + mark
    name = whole + tail
    if not rule.allows(name):
        raise EnclaveError(f"`{name}` is not a name that `{resource_type}` takes")
    return name
