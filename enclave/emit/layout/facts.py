"""What the layout knows of a whole graph: its regions, the words that its names share, the addresses of its networks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from enclave.emit.layout.terms import Data
from enclave.emit.names import GUID, camel, humps, noun, words
from enclave.emit.units import Plan
from enclave.graph.azure_facts import NAMING, ROLES
from enclave.graph.body import last_segment, text
from enclave.graph.model import Graph, Ref, Resource, Value

SLUG, KEY, LOCATION, ENCLAVE = "\ue000", "\ue001", "\ue002", "\ue003"
"""Stand in a text for what is known of its region and of the enclave."""
MARKS: Final[Mapping[str, str]] = {SLUG: "region", KEY: "regionKey", LOCATION: "location", ENCLAVE: "enclave"}
ANY_MARK: Final = re.compile(f"[{SLUG}-{ENCLAVE}]")
ADDRESS: Final = re.compile(r"\d{1,3}(\.\d{1,3}){3}(/\d{1,2})?")
NETWORKS: Final = "microsoft.network/virtualnetworks"
TABLES: Final = "microsoft.network/routetables"


WORLDWIDE: Final = frozenset({
    "microsoft.cache/redisenterprise", "microsoft.cdn/profiles/afdendpoints", "microsoft.cognitiveservices/accounts",
    "microsoft.containerregistry/registries", "microsoft.dashboard/grafana", "microsoft.datafactory/factories",
    "microsoft.dbforpostgresql/flexibleservers", "microsoft.documentdb/databaseaccounts", "microsoft.eventhub/namespaces",
    "microsoft.keyvault/managedhsms", "microsoft.keyvault/vaults", "microsoft.network/trafficmanagerprofiles",
    "microsoft.search/searchservices", "microsoft.servicebus/namespaces", "microsoft.sql/servers",
    "microsoft.storage/storageaccounts", "microsoft.synapse/workspaces", "microsoft.web/sites",
})
"""Types whose names the whole world shares, so that they end with a suffix (Microsoft Learn, "Naming rules and restrictions
for Azure resources", scope `global`, 2026)."""
SUFFIX: Final = re.compile(r"-?[a-z2-7]{5}$")
"""The suffix of such a name."""


@dataclass(frozen=True)
class Region:
    """A region of the graph: what has its stamp."""

    key: str
    """The stamp, as enclave.yaml calls it."""
    location: str
    group: str
    """Name of its resource group, `""` when none of the graph has its stamp."""

    @property
    def slug(self) -> str:
        """The key as it stands in names."""
        return re.sub("[-_]+", "-", self.key).strip("-")


class Facts:
    """Facts of one graph."""

    def __init__(self, graph: Graph, pieces: Plan) -> None:
        self.graph = graph
        self.regions = _regions(graph, pieces)
        self.region_of = {region.key: region for region in self.regions}
        self.enclave = _enclave(pieces.groups)
        self.noise = {word.lower() for region in self.regions for word in words(region.slug)} | {
            word.lower() for word in words(self.enclave)}
        self._stable = self._stable_names()
        self.tags = _common_tags(graph)
        if not _are_alike([self.tags.get(region.key) for region in self.regions]):
            self.tags = {stamp: tags for stamp, tags in self.tags.items() if stamp not in self.region_of}
        self.location = _global_location(pieces, self.regions)
        """Of what is of no region."""
        self.addresses = _addresses(graph, self)
        self._patterns = {region.key: self._pattern(region) for region in self.regions}
        self._enclave = re.compile(_bounded(self.enclave)) if len(self.enclave) > 3 else None
        self._keys_of: dict[tuple[str, str], list[str]] = {}
        for key, values in self.addresses.items():
            for stamp, value in values.items():
                self._keys_of.setdefault((stamp, value), []).append(key)

    def marked(self, values: Sequence[str], stamps: Sequence[str], *, is_name: bool) -> list[str]:
        """Texts with marks for the region, its location and, in a name, the enclave; none when a mark stands in them anyway."""
        if any(ANY_MARK.search(value) for value in values):
            return []
        return [self._marked(value, stamp, is_name=is_name) for value, stamp in zip(values, stamps, strict=True)]

    def _marked(self, value: str, stamp: str, *, is_name: bool) -> str:
        found = self._patterns.get(stamp)
        if value == stamp and stamp:
            return KEY
        if found is not None:
            pattern, mark = found
            value = pattern.sub(lambda match: mark[match[0]], value)
        if is_name and self._enclave is not None:
            value = self._enclave.sub(ENCLAVE, value)
        return value

    def unmarked(self, value: str, stamp: str) -> str:
        """The text that a marked one stands for in a region."""
        region = self.region_of.get(stamp)
        for mark, known in ((SLUG, region.slug), (KEY, region.key), (LOCATION, region.location)) if region else ():
            value = value.replace(mark, known)
        return value.replace(ENCLAVE, self.enclave)

    def address(self, values: Sequence[str], stamps: Sequence[str]) -> str | None:
        """The key of an address that has these values in these regions."""
        if not values or not all(stamps) or not ADDRESS.fullmatch(values[0]):
            return None
        keys = self._keys_of.get((stamps[0], values[0]), [])
        return next((key for key in keys if all(self.addresses[key].get(stamp) == value
                                                for value, stamp in zip(values, stamps, strict=True))), None)

    def said_of(self, key: str) -> str:
        """What an address is."""
        pieces = " ".join(piece.lower() for piece in humps(key))
        return "Private address of the firewall." if key == "firewall" else f"Address prefix of the {pieces}."

    def role_of(self, name: str, stamp: str) -> str:
        """A name with marks for its region and the enclave: the same for what corresponds in each region."""
        marked = self.marked([name], [stamp], is_name=True)
        return marked[0] if marked else name

    def label(self, resource: Resource) -> str:
        """The words of a resource's own name that tell it from others: without enclave, region and abbreviation of its type.

        Joined by `-`; empty when the name says nothing, as a GUID does."""
        label = self.label_of(resource.name.rpartition("/")[2], resource.type, resource.stamp)
        return label or self._role(resource)

    def _role(self, resource: Resource) -> str:
        """What a role assignment is: to whom which role."""
        role, principal = (_property(resource.body, name) for name in ("roleDefinitionId", "principalId"))
        pieces: list[str] = []
        if isinstance(principal, Ref) and (target := self.graph.get(principal.resource)) is not None:
            pieces.append(self.label_of(target.name.rpartition("/")[2], target.type, "") or noun(target.type))
        if isinstance(role, Ref):
            pieces.append(ROLE_NAMES.get(last_segment(role.resource).lower(), ""))
        return "-".join(word for piece in pieces for word in words(piece))

    def label_of(self, name: str, kind: str, stamp: str) -> str:
        """The same for a name alone."""
        del stamp
        if GUID.fullmatch(name):
            return ""
        found, stable = self._stable
        rest = [word for word in words(found.sub(lambda match: stable[match[0].lower()], name)) if word.lower() not in self.noise]
        if rest and rest[0].lower() in SHORT and (len(rest) > 1 or kind.lower() in NAMING):
            rest = rest[1:]
        return "-".join(rest)

    def is_of_a_site(self, data: Data) -> bool:
        """Whether data has names or ids in it that belong to one deployment: a GUID, or a name that the whole world shares."""
        todo = [data]
        while todo:
            one = todo.pop()
            if isinstance(one, dict):
                todo.extend(one.values())
            elif isinstance(one, list):
                todo.extend(one)
            elif isinstance(one, str) and (GUID.fullmatch(one) or self.is_worldwide(one)):
                return True
        return False

    def is_worldwide(self, text: str) -> bool:
        """Whether a name that the whole world shares stands in a text."""
        return self._stable[0].search(text) is not None

    def _stable_names(self) -> tuple[re.Pattern[str], Mapping[str, str]]:
        """Finds names that the whole world shares, and says what of each stays the same in every region."""
        compact = "".join(words(self.enclave)).lower()
        found: dict[str, str] = {}
        for resource in self.graph:
            if resource.type.lower() not in WORLDWIDE:
                continue
            name = resource.name.rpartition("/")[2]
            head = SUFFIX.sub("", name)
            short = NAMING[resource.type.lower()].abbreviation if resource.type.lower() in NAMING else ""
            if "-" not in name and short and head.lower().startswith(short):
                head = f"{short}-{head[len(short):].lower().replace(compact, '') if compact else head[len(short):]}"
            if len(name) >= SHORTEST_NAME:
                found[name.lower()] = self._without_enclave(head)
        alternatives = "|".join(re.escape(name) for name in sorted(found, key=len, reverse=True))
        return re.compile(rf"(?<![a-z0-9])({alternatives})(?![a-z0-9])" if found else "(?!)", re.I), found

    def _without_enclave(self, name: str) -> str:
        """A name without that of the enclave at its end, which may be cut to fit."""
        for length in range(len(self.enclave), SHORTEST_CUT - 1, -1):
            if name.lower().endswith(f"-{self.enclave[:length].lower()}"):
                return name[:-length - 1]
        return name

    def _pattern(self, region: Region) -> tuple[re.Pattern[str], Mapping[str, str]]:
        mark = {region.location: LOCATION, region.key: KEY, region.slug: SLUG}
        known = sorted((word for word in mark if len(word) > 1), key=len, reverse=True)
        return re.compile("|".join(map(_bounded, known)) or "(?!)"), mark


SHORTEST_NAME: Final = 6
"""Characters of a name that is looked for inside other names."""
SHORTEST_CUT: Final = 4
"""Characters of the enclave's name that are left of it in a name."""
SHORT: Final = frozenset({rule.abbreviation for rule in NAMING.values()} | {"snet", "peer", "link", "nic", "diag", "rcg", "ipconfig"})
"""Abbreviations that names start with."""


ROLE_NAMES: Final = {guid.lower(): name for name, guid in ROLES.items()}
"""GUID of a built-in role -> its name."""


def _property(body: Mapping[str, Value], name: str) -> Value:
    properties = body.get("properties")
    return properties.get(name) if isinstance(properties, Mapping) else None


def _bounded(word: str) -> str:
    return rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])"


def _regions(graph: Graph, pieces: Plan) -> tuple[Region, ...]:
    groups = {group.stamp: group for group in reversed(pieces.groups) if group.stamp}
    stamps = list(dict.fromkeys(resource.stamp for resource in graph if resource.stamp))
    found = []
    for stamp in stamps:
        group = groups.get(stamp)
        own = group.location if group else None
        location = own or next((r.location for r in graph if r.stamp == stamp and r.location not in (None, "global")), "")
        found.append(Region(stamp, location or "", group.name if group else ""))
    return tuple(found)


def _enclave(groups: Iterable[Resource]) -> str:
    """The name of the enclave, as its resource groups are tagged."""
    named = Counter(text(group.body, "tags.enclave") for group in groups if isinstance(group.body.get("tags"), Mapping))
    return max(named, key=lambda name: named[name], default="")


def _global_location(pieces: Plan, regions: Sequence[Region]) -> str:
    found = [group.location or "" for group in pieces.groups if not group.stamp]
    return found[0] if found else regions[0].location if regions else ""


def _common_tags(graph: Graph) -> dict[str, Mapping[str, Value]]:
    """The tags that most resources of each stamp have, where more than one has them."""
    counted: dict[str, Counter[str]] = {}
    seen: dict[str, Mapping[str, Value]] = {}
    for resource in graph:
        tags = resource.body.get("tags")
        if isinstance(tags, Mapping) and tags and all(isinstance(value, str) for value in tags.values()):
            key = repr(sorted(tags.items()))
            seen[key] = tags
            counted.setdefault(resource.stamp, Counter())[key] += 1
    return {stamp: seen[key] for stamp, found in counted.items() for key, count in found.most_common(1) if count > 1}


def _are_alike(tags: Sequence[Mapping[str, Value] | None]) -> bool:
    """Whether all regions have tags of the same names."""
    return all(one is not None and set(one) == set(tags[0] or {}) for one in tags)


def _addresses(graph: Graph, facts: Facts) -> dict[str, dict[str, str]]:
    """Key -> region -> address: prefixes of networks and subnets, and what routes lead to."""
    found: dict[str, dict[str, str]] = {}

    def add(wanted: str, stamp: str, address: str) -> None:
        key = wanted
        number = 2
        while key in found and found[key].get(stamp, address) != address:
            key = f"{wanted}{number}"
            number += 1
        if ADDRESS.fullmatch(address):
            found.setdefault(key, {})[stamp] = address

    for network in (resource for resource in graph.of_type(NETWORKS) if resource.stamp):
        prefixes = _texts(network.body, "properties.addressSpace.addressPrefixes")
        if len(prefixes) == 1:
            add(camel([facts.label(network), "network"]), network.stamp, prefixes[0])
        for subnet in _objects(network.body, "properties.subnets"):
            name, prefix = subnet.get("name"), _texts(subnet, "properties.addressPrefix")
            if isinstance(name, str) and len(prefix) == 1:
                label = words(facts.label_of(name, "", network.stamp))
                add(camel(label if label and label[-1].endswith("Subnet") else [*label, "subnet"]), network.stamp, prefix[0])
    for table in (resource for resource in graph.of_type(TABLES) if resource.stamp):
        for route in _objects(table.body, "properties.routes"):
            for hop in _texts(route, "properties.nextHopIpAddress"):
                add("firewall", table.stamp, hop)
    return {key: values for key, values in found.items() if len(values) == len(facts.regions)}


def _objects(body: Mapping[str, Value], path: str) -> list[Mapping[str, Value]]:
    value: Value = body
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def _texts(body: Mapping[str, Value], path: str) -> list[str]:
    value: Value = body
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    found = list(value) if isinstance(value, list | tuple) else [value]
    return [item for item in found if isinstance(item, str)]
