"""What a resource of a plan names that its mapping does not read: it stays in the body by the attribute's own name, so that a proof
can ask whom it leads to. Only what is written counts: what a provider answers of a resource is no setting of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.doubts import says_anything
from enclave.importers.terraform.expressions import told
from enclave.importers.terraform.mapping import Below, Mapped
from enclave.importers.terraform.parts import any_true
from enclave.importers.terraform.view import AFTER_APPLY, View, at, member_of
from enclave.importers.values import Evaluated

BODY: Final = "attributes"
"""Where they stand in the body."""
UNTOLD: Final = "unread"
"""Where those stand that may lead to anybody after apply."""
LEADS: Final = re.compile(r"[a-z][a-z0-9+.-]*://|/subscriptions/|[A-Za-z]+=[^;]+;|[a-z0-9-]+(\.[a-z0-9-]+){2,}", re.IGNORECASE)
"""How a text begins that may lead somewhere: an address, an id, a connection string, a host."""
ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#;@\s]+", re.IGNORECASE)
"""An address up to its host."""
CONNECTED: Final = re.compile(r"(?:^|;)\s*(AccountName|[A-Za-z]*Endpoint|HostName|Server|Data Source)\s*=\s*([^;?]+)", re.IGNORECASE)
"""The parts of a connection string that say where it leads, and are no secret."""
CALLED: Final = re.compile(
    r"(?:^|_)(?:ur[il]s?|endpoints?|host_?(?:name)?s?|fqdns?|domains?|webhooks?|connection_strings?)(?=_|$)", re.IGNORECASE
)
"""How attributes are called that lead somewhere."""
ANSWERED: Final = frozenset({"kube_config", "kube_admin_config", "site_credential", "identity"})
"""Attributes that look like blocks, and that the provider answers; and a block that leads nowhere."""
OWN: Final = frozenset({"id", "name", "tags", "timeouts", "location", "resource_group_name"})


def unread(view: View, mapped: Mapped, body: Value) -> Mapping[str, Value]:
    """The written attributes that name an address or an id which the body has nowhere, as what is added to the body."""
    read = frozenset(_leaves(body))
    labels = tuple(_unresolved(body))
    own = OWN | {mapped.name, *(mapped.home.names if isinstance(mapped.home, Below) else ())}
    found: dict[str, Value] = {}
    doubts: dict[str, Value] = {}
    for name in _names(view):
        value = leading(name, view) if name not in own else MISSING
        if value is not MISSING and any(each not in read for each in _leading(value)):
            found[name] = value
            continue
        # what a value is the id of has been asked for above
        doubt = _doubt(name, view) if name not in own and not isinstance(value, Ref) else None
        if doubt is not None and not any(each.startswith(doubt.expression) for each in labels):
            doubts[name] = doubt
    return _body(found, doubts)


def _names(view: View) -> Iterator[str]:
    """The attributes that somebody wrote, and the blocks that `dynamic` may have made: a plan does not say so."""
    written = view.written or {}
    yield from written
    for name, rows in view.values.items() if view.written is not None else ():
        if name not in written and name not in ANSWERED and isinstance(rows, list) and any(isinstance(row, Mapping) for row in rows):
            yield name


def _body(found: Value, doubts: Value) -> dict[str, Value]:
    return {key: value for key, value in ((BODY, found), (UNTOLD, doubts)) if value}


def _doubt(name: str, view: View) -> Unresolved | None:
    """An attribute that is only known after apply, where it may lead to somebody else than what the plan makes."""
    is_dynamic = view.written is not None and name not in view.written
    for key, expression in _unknown(name, member_of(view.unknown, name), (view.written or {}).get(name)):
        # without an expression the provider answers it, unless it stands in a block of which a plan has none
        by_name = is_dynamic and CALLED.search(key) is not None
        if by_name if expression is None else _may_be_anybody(key, expression, view):
            return Unresolved(f"{view.resource.address}.{name}", AFTER_APPLY)
    return None


def _unknown(key: str, mask: Evaluated, expression: Evaluated) -> Iterator[tuple[str, Evaluated]]:
    """The parts of an attribute that are not known, each with the name that it has and what it is written as."""
    is_whole = isinstance(expression, Mapping) and bool(expression.keys() & {"references", "constant_value"})
    if mask is True:
        yield key, expression
    elif isinstance(mask, Mapping):
        for name, inner in mask.items():
            part = expression if is_whole else expression.get(name) if isinstance(expression, Mapping) else None
            yield from _unknown(str(name), inner, part) if any_true(inner) else ()
    elif isinstance(mask, list):
        rows = expression if isinstance(expression, list) else [expression]
        # blocks of a set do not keep the order of the file: whatever one of them is written as, each may be
        together = _together(rows) if not is_whole and len(rows) > 1 else rows[0] if rows else None
        for inner in mask:
            yield from _unknown(key, inner, together) if any_true(inner) else ()


def _together(rows: list[Evaluated]) -> dict[str, Evaluated]:
    names = dict.fromkeys(key for row in rows if isinstance(row, Mapping) for key in row)
    return {key: {"references": told([row.get(key) for row in rows if isinstance(row, Mapping)])} for key in names}


def _may_be_anybody(name: str, expression: Evaluated, view: View) -> bool:
    """Whether something that apply reads or is told may go into a value; or, into one that is called an address, nothing of Azure."""
    sources = view.answers.sources(expression, view.resource)
    if any(says_anything(each.resource) for each in sources.found) or not all(each.startswith("local.") for each in sources.lost):
        return True
    if sources.lost:
        return view.answers.reads_anything
    return CALLED.search(name) is not None and not any(each.resource.type.startswith("az") for each in sources.found)


def _unresolved(value: Value) -> Iterator[str]:
    """What the values of a body that are not known were to be."""
    if isinstance(value, Unresolved):
        yield value.expression
    for item in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
        yield from _unresolved(item)


def leading(name: str, view: View) -> Value | Absent:
    """A value; of one with secrets in it only what they lead to."""
    hidden = member_of(view.sensitive, name)
    return _named(view.values.get(name), hidden, view) if _is_secret(hidden) else view.value(name)


def _is_secret(hidden: Evaluated) -> bool:
    inside = hidden.values() if isinstance(hidden, Mapping) else hidden if isinstance(hidden, list) else ()
    return hidden is True or any(_is_secret(each) for each in inside)


def elsewhere(view: View) -> Mapping[str, Value]:
    """The attributes, and those of blocks, that name an id or an address in so many words, or may do so after apply, as a body. Of a
    secret only its address is kept."""
    own = {key: value for key, value in view.values.items() if key not in OWN and _may_be_written(key, value, view)}
    found = _named(own, view.sensitive, view)
    unknown = view.unknown if isinstance(view.unknown, Mapping) else {}
    doubts: dict[str, Value] = {name: doubt for name in unknown if name not in OWN and (doubt := _doubt(name, view)) is not None}
    return _body(found, doubts)


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
