"""What a resource of a plan names that its mapping does not read: it stays in the body by the attribute's own name, so that a proof
can ask whom it leads to. Only what is written counts: what a provider answers of a resource is no setting of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from enclave.graph.body import MISSING
from enclave.graph.model import Ref, Value
from enclave.importers.terraform.mapping import Below, Mapped
from enclave.importers.terraform.view import View

BODY: Final = "attributes"
"""Where they stand in the body."""
LEADS: Final = re.compile(r"[a-z][a-z0-9+.-]*://|/subscriptions/|[A-Za-z]+=[^;]+;|[a-z0-9-]+(\.[a-z0-9-]+){2,}", re.IGNORECASE)
"""How a text begins that may lead somewhere: an address, an id, a connection string, a host."""
OWN: Final = frozenset({"id", "name", "tags", "timeouts", "location", "resource_group_name"})


def unread(view: View, mapped: Mapped, body: Value) -> dict[str, Value]:
    """The written attributes that name an address or an id which the body has nowhere, as what is added to the body."""
    read = frozenset(_leaves(body))
    own = OWN | {mapped.name, *(mapped.home.names if isinstance(mapped.home, Below) else ())}
    found: dict[str, Value] = {}
    for name in view.written or ():
        value = view.value(name) if name not in own else MISSING
        if value is not MISSING and any(each not in read for each in _leading(value)):
            found[name] = value
    return {BODY: found} if found else {}


def _leading(value: Value) -> Iterator[str]:
    return (each for each in _leaves(value) if LEADS.match(each))


def _leaves(value: Value) -> Iterator[str]:
    if isinstance(value, Ref):
        yield value.resource + value.suffix
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
