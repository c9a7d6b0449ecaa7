"""Where parts of services carry data to: what they name by id or by address is in the template, or may be anybody's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urlsplit

from enclave.errors import EnclaveError
from enclave.finding import Counterexample, Hop, Refuted, Unknown
from enclave.graph.azure_facts import group_ids, public_suffix, zones_in
from enclave.graph.body import MISSING, Undecided, canonical_id, last_segment, lookup, text
from enclave.graph.ids import owner
from enclave.graph.model import Graph, Ref, Resource, Secret, Unresolved
from enclave.graph.resources import private_endpoints
from enclave.verify.model import because, until_undecided
from enclave.verify.services import ACCOUNTS, ADDRESSES, LEADS, SHARING, written

ENDPOINT = private_endpoints.TYPE.lower()
BY_ID = {kind.lower(): paths for kind, paths in LEADS.items()}
BY_ADDRESS = {kind.lower(): path.split("|") for kind, path in ADDRESSES.items()}
BY_ACCOUNT = {kind.lower(): (path.split("|"), wanted.split("|")) for kind, (path, wanted) in ACCOUNTS.items()}
NAMES_HOST = "microsoft.sql/servers/outboundfirewallrules"
"""A part that is called after the host that its server may send to."""
MANAGED = frozenset(kind for kind, paths in BY_ID.items() if paths[0].endswith("privateLinkResourceId"))
"""Private endpoints that a service makes in a network of Microsoft's, to reach what it works with."""
ASKED = re.compile(r"reference\('([^']+)'\)")
"""How an expression that is not known asks for the address of a resource."""
COGNITIVE = "microsoft.cognitiveservices/accounts"
STORAGE = "microsoft.storage/storageaccounts"
STORAGE_DOMAIN = ".core.windows.net"
"""What others have names in here is storage that they use, whose accounts have other names."""
ZONED = re.compile(r"([a-z0-9-]+)\.z\d+\.(?:([a-z]+)\.storage\.azure\.net|(web)\.core\.windows\.net)")
"""A host of an account that lies in a zone of Azure's choice, and that of its web site (learn.microsoft.com/azure/storage/common/
storage-account-overview)."""


def leading_out(graph: Graph) -> Iterator[tuple[str, str]]:
    """Ids of private endpoints, and of parts that carry data away, with a target that is not in the graph, and the target."""
    hosts = lru_cache(maxsize=1)(lambda: own_hosts(graph))
    for resource in graph:
        for target in leads_to(resource, graph, hosts):
            yield resource.id, target


def leads_to(resource: Resource, graph: Graph, hosts: Callable[[], frozenset[str]]) -> Iterator[str]:
    """Where one of them leads that is not in the graph. `hosts`: those of what is in it."""
    kind = resource.type.lower()
    if kind == ENDPOINT:
        found, doubt = until_undecided(private_endpoints.targets(resource))
        yield from (target for target in (*found, *((doubt.expression,) if doubt else ())) if graph.get(target) is None)
    if kind in BY_ID:
        yield from _by_id(resource, graph, BY_ID[kind])
    if kind in BY_ADDRESS:
        yield from filter(None, (_elsewhere(resource, path, graph, hosts) for path in BY_ADDRESS[kind]))
    if kind == NAMES_HOST and host_of_address(last_segment(resource.name)) not in hosts():
        yield last_segment(resource.name)
    if kind in BY_ACCOUNT:
        yield from _by_account(resource, graph, *BY_ACCOUNT[kind])


def _by_id(resource: Resource, graph: Graph, paths: Iterable[str]) -> Iterator[str]:
    try:
        targets = tuple(canonical_id(each) for path in paths for each in written(resource.body, path))
    except Undecided as problem:
        targets = (problem.expression,)
    for target in targets or (("a service of one's own",) if resource.type.lower() in MANAGED else ()):
        if owner(graph, target) is None:
            yield target


def _by_account(resource: Resource, graph: Graph, paths: Iterable[str], kinds: Iterable[str]) -> Iterator[str]:
    try:
        accounts = tuple(account for each in paths for account in written(resource.body, each))
    except Undecided as problem:
        yield problem.expression
        return
    ours = {last_segment(each.id).lower() for each in graph.of_type(*kinds)}
    yield from (account for account in accounts if account.lower() not in ours)


def own_hosts(graph: Graph) -> frozenset[str]:
    """The hosts that services of the graph answer at: those that a private endpoint may stand for, and those of zones of storage."""
    found: set[str] = set()
    for resource in graph:
        kind = resource.type.lower()
        for suffix in _suffixes(kind, resource.location or ""):
            found.update(f"{label}.{suffix}" for label in _labels(resource))
    return frozenset(found)


def _labels(resource: Resource) -> Iterator[str]:
    """The first parts of a service's names: of an account for models its subdomain alone. What is not known is none."""
    if resource.type.lower() == COGNITIVE:
        with suppress(Undecided):
            yield text(resource.body, "properties.customSubDomainName").lower()
        return
    name = last_segment(resource.name).lower()
    yield name
    if resource.type.lower() == STORAGE:  # whose names have no dash of their own
        yield f"{name}-secondary"


def _suffixes(kind: str, location: str) -> Iterator[str]:
    """The domains in which services of a type have names of their own, and not what they use of others."""
    for group in group_ids(kind):
        try:
            found = zones_in(kind, group, location)
        except EnclaveError:
            continue  # a name that only Azure knows
        for suffix in map(public_suffix, found):
            if not suffix.endswith(STORAGE_DOMAIN) or kind == STORAGE:
                yield suffix


def shared_out(graph: Graph) -> Iterator[tuple[str, Refuted | Unknown]]:
    """Ids of what keeps data that it gives to others by a switch of its own, and what that comes to."""
    for kind, (alone, among_some) in SHARING.items():
        for resource in graph.of_type(kind):
            try:
                if alone.holds(resource, graph):
                    continue
                if among_some.holds(resource, graph):
                    yield resource.id, Unknown(f"whom it is shared with is not known: {alone.shown} is not {' or '.join(alone.values)}")
                    continue
            except Undecided as problem:
                yield resource.id, because(problem)
                continue
            told = f"{alone.shown} gives it to everybody"
            path = (Hop(resource.id, told), Hop("internet", "anybody takes what is in it"))
            yield resource.id, Refuted(Counterexample(f"what {last_segment(resource.id)} keeps -> everybody", path), told)


def _elsewhere(resource: Resource, path: str, graph: Graph, hosts: Callable[[], frozenset[str]]) -> str:
    """The address that a resource sends to, where it is that of nothing in the graph; else nothing. `hosts`: those of what is in it."""
    value = lookup(resource.body, path)
    if value is MISSING or value is None or (isinstance(value, str) and not any(map(str.isalnum, value))):
        return ""  # `_` and `-` stand for no address at all
    if isinstance(value, Ref):
        return "" if owner(graph, value.resource) else value.resource
    if isinstance(value, Unresolved):
        return "" if is_of_own(value, graph) else value.expression
    if isinstance(value, Secret):
        return f"parameters('{value.parameter}')"
    written_at = str(value)
    if written_at.startswith("/"):
        return "" if owner(graph, canonical_id(written_at)) else written_at
    return "" if host_of_address(written_at) in hosts() else written_at


def is_of_own(value: Unresolved, graph: Graph) -> bool:
    """Whether a value that is not known is what resources of the graph say of themselves."""
    asked = [canonical_id(each) for each in ASKED.findall(value.expression)]
    return bool(asked) and all(graph.get(each) is not None for each in asked)


def host_of_address(address: str) -> str:
    """The host of an address, which may name no scheme, without the zone of storage that it lies in; empty where it is none."""
    try:
        host = (urlsplit(address if "//" in address else f"//{address}").hostname or "").lower()
    except ValueError:
        return ""
    in_zone = ZONED.fullmatch(host)
    return f"{in_zone[1]}.{in_zone[2] or in_zone[3]}{STORAGE_DOMAIN}" if in_zone else host
