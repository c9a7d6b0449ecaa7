"""What a resource of a plan names that its mapping does not read: it stays in the body by the attribute's own name, so that a proof
can ask whom it leads to. Only what is written counts: what a provider answers of a resource is no setting of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Value
from enclave.importers.terraform.mapping import Below, Mapped
from enclave.importers.terraform.view import View, at, member_of
from enclave.importers.values import Evaluated

BODY: Final = "attributes"
"""Where they stand in the body."""
LEADS: Final = re.compile(r"[a-z][a-z0-9+.-]*://|/subscriptions/|[A-Za-z]+=[^;]+;|[a-z0-9-]+(\.[a-z0-9-]+){2,}", re.IGNORECASE)
"""How a text begins that may lead somewhere: an address, an id, a connection string, a host."""
ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#;@\s]+", re.IGNORECASE)
"""An address up to its host."""
CONNECTED: Final = re.compile(r"(?:^|;)\s*(AccountName|[A-Za-z]*Endpoint|HostName|Server|Data Source)\s*=\s*([^;?]+)", re.IGNORECASE)
"""The parts of a connection string that say where it leads, and are no secret."""
OWN: Final = frozenset({"id", "name", "tags", "timeouts", "location", "resource_group_name"})


def unread(view: View, mapped: Mapped, body: Value) -> dict[str, Value]:
    """The written attributes that name an address or an id which the body has nowhere, as what is added to the body."""
    read = frozenset(_leaves(body))
    own = OWN | {mapped.name, *(mapped.home.names if isinstance(mapped.home, Below) else ())}
    found: dict[str, Value] = {}
    for name in view.written or ():
        value = leading(name, view) if name not in own else MISSING
        if value is not MISSING and any(each not in read for each in _leading(value)):
            found[name] = value
    return {BODY: found} if found else {}


def leading(name: str, view: View) -> Value | Absent:
    """A value; of one with secrets in it only what they lead to."""
    hidden = member_of(view.sensitive, name)
    return _named(view.values.get(name), hidden, view) if _is_secret(hidden) else view.value(name)


def _is_secret(hidden: Evaluated) -> bool:
    inside = hidden.values() if isinstance(hidden, Mapping) else hidden if isinstance(hidden, list) else ()
    return hidden is True or any(_is_secret(each) for each in inside)


def elsewhere(view: View) -> dict[str, Value]:
    """The attributes, and those of blocks, that name an id or an address in so many words, as a body. What is only known after apply
    is made of what the plan makes. Of a secret only its address is kept."""
    own = {key: value for key, value in view.values.items() if key not in OWN and _may_be_written(key, value, view)}
    found = _named(own, view.sensitive, view)
    return {BODY: found} if found else {}


def _may_be_written(name: str, value: Evaluated, view: View) -> bool:
    """Whether somebody wrote an attribute: a plan does not say which blocks `dynamic` makes."""
    return view.written is None or name in view.written or not isinstance(value, str)


def _named(value: Evaluated, hidden: Evaluated, view: View) -> Value:
    if isinstance(value, Mapping):
        named = {key: _named(item, member_of(hidden, key), view) for key, item in value.items()}
        return {key: item for key, item in named.items() if item}
    if isinstance(value, list):
        return [found for place, each in enumerate(value) if (found := _named(each, at(hidden, place), view))]
    if not isinstance(value, str) or not LEADS.match(value):
        return None
    if hidden is True:
        told = [f"{name}={target}" for name, target in CONNECTED.findall(value)] or ADDRESS.findall(value)[:1]
        return ";".join(told) or None
    return view.answers.named(value)


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
