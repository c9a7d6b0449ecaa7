"""Which ARM types are services, how each is closed, and which types carry no traffic. The facts are in `services.json`.

A type that is in neither list and not modelled elsewhere is unknown: a verifier must say so where it could matter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from enclave.graph.body import MISSING, Undecided, canonical_id, flag, items, last_segment, lookup, member, text, undecided
from enclave.graph.model import Graph, Resource, Unresolved, Value
from enclave.verify.estate import surely_deployed
from enclave.verify.unsure import Unsure

NAMED = re.compile(r"(.+)\[(\w+)\]")
DATED = re.compile(r"\d{4}-\d{2}-\d{2}(?!-(?:hybrid|profile))(?:-[a-z0-9.-]+)?", re.IGNORECASE)
"""A version of a type's API; a profile (`2020-09-01-hybrid`) is one of many types, each with an older version of its own."""
SWITCHED = re.compile(r"(.+?)\[\+(\w+)\]\.(.+)")


def must_read(resource: Resource, since: str, shown: str) -> None:
    """Raises `Undecided` where the API version that a resource is written for may not know a property, which Azure then leaves out."""
    is_dated = not since or DATED.fullmatch(resource.api_version) is not None
    if resource.api_version and (not is_dated or resource.api_version[:10] < since):
        old = f"is from before {since}" if is_dated else "is not known"
        raise Unsure(f"version {resource.api_version} of the API, which {old}, may leave out {shown}", resource.id)


class Condition(Struct, frozen=True):
    """`path=value|value`, perhaps in a child resource; see `syntax` in the table."""

    path: str
    values: frozenset[str]
    absent: bool
    """Holds when nothing is written, because Azure's default is the good value."""
    child: str = ""
    since: str = ""
    """The first version of the API that knows the property; empty: every version does."""
    others: bool = False
    """Any value is good but these."""

    def holds(self, resource: Resource, graph: Graph) -> bool:
        """Whether it holds. Raises `Undecided`."""
        if not self.child:
            return self.is_met(resource.body) and self._is_read(resource)
        children = children_of(resource, self.child, graph)
        if not self.path:
            return not children
        return all(self.is_met(each.body) for each in children) if children else self.absent

    def _is_read(self, resource: Resource) -> bool:
        """Whether Azure takes the property from what is written in this version of its API. Raises `Undecided` where it may not."""
        must_read(resource, self.since, self.shown)
        return True

    @property
    def shown(self) -> str:
        """The property for people."""
        return self.path.removeprefix("properties.")

    def is_met(self, body: Value) -> bool:
        """Whether a body, of the child where it is one of a child, has it. Raises `Undecided`."""
        if not self.path:
            return False
        if "each" in self.values:
            head, _, tail = self.path.partition("[].")
            return all(written(element, tail) for element in items(body, head))
        found = written(body, self.path)
        if not found:
            return self.absent
        return "*" in self.values or all(self._takes(word.lower()) for word in found)

    def _takes(self, word: str) -> bool:
        listed = word in self.values or any(value.endswith("*") and word.startswith(value[:-1]) for value in self.values)
        return listed is not self.others

    def __str__(self) -> str:
        if not self.path:
            return f"no {last_segment(self.child)}"
        if "each" in self.values:
            return f"{self.shown} everywhere"
        return f"{self.shown} {'other than' if self.others else '='} {' or '.join(sorted(self.values))}"


class Rules(Struct, frozen=True):
    """Where a service writes whom it lets in while its public endpoint is on."""

    kind: str
    """`action`, `child-action`, `list`, `children` or `unmodelled`."""
    path: str = ""
    type: str = ""
    list: str = ""
    """Names of the lists of ranges, with `|` between them."""
    field: str = ""
    empty: str = ""
    """`nobody` or `everybody`: who may come in when no rule is written."""
    unless: Condition | None = None
    """An empty list means everybody, unless this holds."""
    door: str = ""
    """Path of the switch of the one door that they stand before; empty: before every door."""
    part: str = ""
    """`<type>:<path>` of a part that may hold rules as well."""
    since: str = ""
    """The first version of the API that knows the path; empty: every version does, or they are resources of their own."""
    azure: str = ""
    """An address that stands for every machine in Azure, of any tenant."""


class Code(Struct, frozen=True):
    """Where a service runs its user's code, which may send anything."""

    subnets: tuple[str, ...] = ()
    """Paths of the ids of subnets that it sends from."""
    only_if: tuple[Condition, ...] = ()
    """One of these must hold for all of its traffic to leave through the subnet."""
    perhaps: tuple[Condition, ...] = ()
    """Where one of these holds and none of `only_if`, it is not documented whether all of it does."""
    closed: tuple[Condition, ...] = ()
    open: tuple[Condition, ...] = ()
    unknown: str = ""
    when: tuple[Condition, ...] = ()
    """It runs code only when one of these holds; empty: always."""
    rules: str = ""
    """Path of a map of outbound rules that are allowed besides."""
    workflow: bool = False
    """Its code is a definition in the workflow language, which says where it sends."""
    managed: Condition | None = None
    """It runs in a network that Microsoft manages when this holds."""
    network: str = ""
    """Type of its part that says what that network lets out."""
    parent: bool = False
    """Without a subnet it stands in the network of what it belongs to."""
    idle: frozenset[str] = frozenset()
    """Lower-case kinds of parts that run nothing: with no others, nothing runs."""
    besides: tuple[Condition, ...] = ()
    """Each of these must hold: where one does not, there is a way out whatever the rest says."""
    rule_type: str = ""
    """Type of parts that are outbound rules, each one more in the map."""
    tools: frozenset[str] = frozenset()
    """Lower-case categories of connections to tools of Microsoft's that search the internet, whatever the network lets out."""
    doubts: tuple[Condition, ...] = ()
    """Where `closed` or `only_if` holds, or it sends from subnets, and one of these does not, nobody knows what is let out."""


class Service(Struct, frozen=True):
    """One row of the table."""

    type: str
    doors: tuple[tuple[Condition, ...], ...]
    rules: Rules | None
    keys: tuple[tuple[Condition, ...], ...]
    inside: tuple[Condition, ...]
    """It stands in a network itself when one of these holds."""
    endpoint: str
    """`private-link`, `scope` (an Azure Monitor private link scope) or `own` (no private endpoint is made for it)."""
    hosted_by: tuple[str, ...]
    """Paths of the id of the service that answers for it."""
    code: Code | None
    limits_outbound: Condition | None
    calls: str = ""
    """Path of the names that it calls for whoever uses it where that is limited, and else any; empty: it calls for its administrators."""
    within: tuple[tuple[Condition, ...], ...] = ()
    """Where of each of these one holds, nothing outside of what answers for it reaches it."""
    automatic: bool = False
    """A switch that is not written is off once there is a private endpoint, and on before and after."""
    doubts: tuple[Condition, ...] = ()
    """Where one does not hold, it is not known whether a door is open."""
    instances: str = ""
    """Path of the ids of resources that are let in whatever the doors say."""


def written(body: Value, path: str) -> tuple[str, ...]:
    """Every text at a path; `[]` goes through a list, `[+KEY]` through its elements of which KEY is not false, `{}` through a map,
    `[NAME]` to the `value` of the element of that name, `"..."` is a key with dots. Raises `Undecided`."""
    before, quote, key = path.partition('."')
    if quote:
        inside = lookup(body, before)
        if isinstance(inside, Unresolved):
            raise undecided(inside)
        found = member(inside, key.removesuffix('"')) if isinstance(inside, Mapping) else MISSING
        return () if found is MISSING else written({"_": found}, "_")
    named = NAMED.fullmatch(path)
    if named is not None:
        return tuple(word for each in items(body, named[1]) if text(each, "name") == named[2] for word in written(each, "value"))
    switched = SWITCHED.fullmatch(path)
    if switched is not None:
        return tuple(word for each in items(body, switched[1]) if flag(each, switched[2], True) for word in written(each, switched[3]))
    through = min((brackets for brackets in ("[]", "{}") if brackets in path), key=path.find, default="")
    head, _, tail = path.partition(through) if through else (path, "", "")
    if not through:
        word = text(body, path, None)
        return () if word is None or word == "" else (word,)
    value = lookup(body, head)
    if value is MISSING or value is None:
        return ()
    if isinstance(value, Unresolved):
        raise undecided(value)
    if through == "{}":
        if not isinstance(value, Mapping):
            raise Undecided(path)
        value = tuple(value.values())
    elements = value if isinstance(value, list | tuple) else (value,)
    rest = tail.removeprefix(".")
    return tuple(word for each in elements for word in written({"_": each}, f"_.{rest}" if rest else "_"))


def part_of(wanted: str) -> tuple[str, str]:
    """The lower-case type and name of a part as the tables write them; an empty name is any."""
    kind, _, name = wanted.lower().removeprefix("+").rpartition("/") if wanted.startswith("+") else (wanted.lower(), "", "")
    return kind, name


def children_of(resource: Resource, wanted: str, graph: Graph) -> list[Resource]:
    """The parts of a resource of a type, parts of parts too, or as `+<type>/<name>` of a type and a name. Raises `Undecided`."""
    kind, name = part_of(wanted)
    deeper = kind.count("/") > resource.type.count("/") + 1
    below = f"{resource.id.lower()}/"
    parts = (each for each in graph.of_type(kind) if each.id.lower().startswith(below)) if deeper else graph.children(resource.id)
    found = [each for each in parts if each.type.lower() == kind and (not name or last_segment(each.name).lower() == name)]
    doubt = surely_deployed(found)
    if doubt is not None:
        raise doubt
    return found


def ids_at(resource: Resource, path: str, graph: Graph) -> Iterator[str]:
    """Every id that a resource, or with `<type>:<path>` its parts, write at a path. Raises `Undecided`."""
    wanted, colon, inner = path.partition(":")
    for each in children_of(resource, wanted, graph) if colon else (resource,):
        yield from (canonical_id(found) for found in written(each.body, inner if colon else path))


def condition(line: str) -> Condition:
    """A condition as the tables write it."""
    child, colon, rest = line.partition(":")
    if colon and not rest:
        return Condition("", frozenset(), absent=True, child=child)
    path, _, values = (rest if colon else line).partition("=")
    values, _, since = values.partition("@")
    words = frozenset(word.lower() for word in values.removeprefix("!").removesuffix("?").split("|"))
    return Condition(path, words, values.endswith("?"), child if colon else "", since, values.startswith("!"))


def conditions(lines: Iterable[str] | None) -> tuple[Condition, ...]:
    """Several of them."""
    return tuple(condition(line) for line in lines or ())


def _rules(row: Mapping[str, str] | None) -> Rules | None:
    if row is None:
        return None
    words = {key: row.get(key, "") for key in ("kind", "path", "type", "list", "field", "empty", "door", "part", "since", "azure")}
    return Rules(**words, unless=condition(row["unless"]) if "unless" in row else None)


def _code(row: Mapping[str, Any] | None) -> Code | None:
    if row is None:
        return None
    return Code(
        tuple(row.get("subnets", ())), conditions(row.get("only_if")), conditions(row.get("perhaps")),
        conditions(row.get("closed")), conditions(row.get("open")),
        row.get("unknown", ""), conditions(row.get("when")), row.get("rules", ""), row.get("workflow", False),
        condition(row["managed"]) if "managed" in row else None, row.get("network", ""), row.get("parent", False),
        frozenset(kind.lower() for kind in row.get("idle", ())), conditions(row.get("besides")), row.get("rule_type", ""),
        frozenset(category.lower() for category in row.get("tools", ())), conditions(row.get("doubts")),
    )


def _service(row: Mapping[str, Any]) -> Service:
    return Service(
        type=row["type"],
        doors=tuple(conditions(door) for door in row["doors"]),
        rules=_rules(row.get("rules")),
        keys=tuple(conditions(group) for group in row.get("keys", ())),
        inside=conditions(row.get("inside")),
        endpoint=row.get("endpoint", "private-link"),
        hosted_by=tuple(row["hosted_by"].split("|")) if "hosted_by" in row else (),
        code=_code(row.get("code")),
        limits_outbound=condition(row["limits_outbound"]) if "limits_outbound" in row else None,
        calls=row.get("calls", ""),
        within=tuple(conditions(group) for group in row.get("within", ())),
        automatic=row.get("automatic", False),
        doubts=conditions(row.get("doubts")),
        instances=row.get("instances", ""),
    )


_TABLE: Mapping[str, Any] = json.loads((Path(__file__).parent / "services.json").read_text(encoding="utf-8"))
SERVICES: Mapping[str, Service] = {row["type"].lower(): _service(row) for row in _TABLE["services"]}
"""Lower-case type -> how it is closed."""
LEADS: Mapping[str, tuple[str, ...]] = {kind: tuple(paths.split("|")) for kind, paths in _TABLE["leads"].items()}
"""Type of a part -> paths of what it carries data of its service to."""
SHARING: Mapping[str, tuple[Condition, ...]] = {kind: conditions(lines) for kind, lines in _TABLE["shared"].items()}
"""Type -> what holds where nobody else has what it keeps, and what holds where not everybody has (learn.microsoft.com/azure/
virtual-machines/share-gallery-community)."""
ADDRESSES: Mapping[str, str] = _TABLE["addresses"]
"""Type -> path of the address that it sends data of its service to."""
ACCOUNTS: Mapping[str, tuple[str, str]] = {kind: tuple(row) for kind, row in _TABLE["accounts"].items()}
"""Type -> path of the names of accounts that it carries data of its service to, and the type of those."""
_QUIET = frozenset(pattern.lower() for pattern in _TABLE["quiet"])
_LOUD = frozenset(kind.lower() for kind in _TABLE["loud"])
"""Types that a pattern of the quiet ones holds, and that are none."""
_NAMES_ONLY = frozenset(kind.lower() for kind in _TABLE["names"])
MODELLED = frozenset(
    f"microsoft.network/{name.lower()}"
    for name in (
        "virtualNetworks", "virtualNetworks/subnets", "virtualNetworks/virtualNetworkPeerings", "networkSecurityGroups",
        "networkSecurityGroups/securityRules", "routeTables", "routeTables/routes", "azureFirewalls", "firewallPolicies",
        "firewallPolicies/ruleCollectionGroups", "ipGroups", "natGateways", "publicIPAddresses", "networkInterfaces", "loadBalancers",
        "loadBalancers/inboundNatRules", "loadBalancers/backendAddressPools",
        "applicationGateways", "bastionHosts", "privateEndpoints", "privateEndpoints/privateDnsZoneGroups", "privateDnsZones",
        "privateLinkServices", "privateLinkServices/privateEndpointConnections", "networkSecurityPerimeters/resourceAssociations",
        "networkManagers/securityAdminConfigurations/ruleCollections/rules", "serviceEndpointPolicies",
    )
) | {"microsoft.compute/virtualmachines", "microsoft.compute/virtualmachinescalesets", "microsoft.cdn/profiles"} | frozenset(
    f"microsoft.cdn/profiles/{name.lower()}"
    for name in (
        "afdEndpoints", "afdEndpoints/routes", "originGroups", "originGroups/origins", "securityPolicies", "customDomains",
        "ruleSets", "ruleSets/rules",
    )
)
"""Types whose traffic the network model follows."""


def service_of(resource: Resource) -> Service | None:
    """The row of a resource's type, or None."""
    return SERVICES.get(resource.type.lower())


def is_quiet(resource: Resource) -> bool:
    """Whether the type carries no traffic and opens no way for any."""
    kind = resource.type.lower()
    return _is_quiet(kind) or f"{kind}:{resource.name.rpartition('/')[2].lower()}" in _QUIET


def is_connection(kind: str) -> bool:
    """Whether a type says of a private endpoint connection to a service what becomes of it."""
    return kind.lower().endswith("/privateendpointconnections")


@lru_cache(maxsize=2**12)
def _is_quiet(kind: str) -> bool:
    parts = kind.split("/")
    if kind in _LOUD:
        return False
    return kind in _QUIET or is_connection(kind) or any(f"{'/'.join(parts[:end])}/*" in _QUIET for end in range(1, len(parts)))


def _is_known(kind: str) -> bool:
    """Whether every resource of a lower-case type is known."""
    return kind in MODELLED or kind in SERVICES or kind in _NAMES_ONLY or _is_quiet(kind)


def names_only(resource: Resource) -> bool:
    """Whether the type only decides how names are answered."""
    return resource.type.lower() in _NAMES_ONLY


def is_known(resource: Resource) -> bool:
    """Whether anybody here knows the type."""
    return resource.type.lower() in MODELLED or service_of(resource) is not None or is_quiet(resource) or names_only(resource)


def unmodelled(graph: Graph) -> Iterator[Resource]:
    """Resources of types that nobody here knows."""
    for resource in graph.of_type(*(kind for kind in graph.kinds() if not _is_known(kind))):
        if not is_known(resource):
            yield resource
