"""Which ARM id each planned resource has: by its names, by its parents, by what it refers to, or as it stands in the plan."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from enclave.graph.body import MISSING, Absent
from enclave.graph.ids import GROUP_TYPE, ResourceId, parse
from enclave.graph.model import Ref, Unresolved, Value
from enclave.importers.terraform.doubts import PLAIN_PROVIDERS, has_id, may_give, says_anything, shown
from enclave.importers.terraform.mapping import AtSubscription, Below, Beside, Home, InGroup, Mapped, On, Under
from enclave.importers.terraform.names import is_called, names_of, plain
from enclave.importers.terraform.parts import is_unknown
from enclave.importers.terraform.plan import Plan, Planned
from enclave.importers.terraform.references import References, Source, Sources
from enclave.importers.terraform.view import View, view_of
from enclave.importers.values import Evaluated

AZAPI: Final = ("azapi_resource", "azapi_update_resource", "azapi_data_plane_resource", "azapi_resource_action")
UNTOLD: Final = "{unknown}"
"""Stands in an id for what cannot be evaluated of it."""
ALONE: Final = tuple(f"microsoft.storage/storageaccounts/{service}services" for service in ("blob", "file", "queue", "table"))
"""Types of parts, lower case, of which there is one, called `default` (Azure/bicep-types-az, their names)."""
SUBSCRIPTION_ID: Final = re.compile(r"/subscriptions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=/|$)", re.I)


@dataclass(frozen=True)
class Identity:
    """The parts of an id."""

    type: str
    name: str
    scope: str

    @property
    def id(self) -> str:
        if self.type.lower() == GROUP_TYPE.lower():
            return f"/resourceGroups/{self.name}"
        namespace, *types = self.type.split("/")
        pairs = "/".join(f"{kind}/{name}" for kind, name in zip(types, self.name.split("/"), strict=True))
        return f"{self.scope}/providers/{namespace}/{pairs}"


class Identities:
    """Ids and outputs of the resources of one plan. It is what views ask."""

    def __init__(self, plan: Plan, mappings: Mapping[str, Mapped]) -> None:
        self.plan = plan
        self.mappings = mappings
        self.home = _home(plan)
        self.references = References(plan)
        self._by_address = {resource.address: resource for resource in plan.resources}
        self._known: dict[str, Identity | None] = {}
        self._nameless: dict[tuple[str, ...], list[Planned]] = {}
        self._by_types: dict[tuple[str, ...], list[Planned]] = {}
        self._by_name_of: dict[tuple[str, ...], dict[str, list[Planned]]] = {}
        self._by_key: dict[tuple[str, ...], dict[str, list[Planned]]] = {}
        self.said: set[tuple[str, int]] = set()
        """Types of strangers with what they were said to name, where one of them has said it for all."""

    def took_all(self, label: str) -> None:
        """Notes that a set was taken for all that its expression names."""
        self.references.whole.add(label)

    def view(self, resource: Planned) -> View:
        """A planned resource, to be read."""
        return view_of(resource, self, self.plan.configured)

    def sources(self, expression: Evaluated, resource: Planned) -> Sources:
        """What an unknown value may come from."""
        return self.references.sources(expression, resource)

    def constants(self, expression: Evaluated, resource: Planned) -> list[Evaluated] | None:
        """What the variables of an expression are; None where anything else goes into it."""
        return self.references.constants(expression, resource)

    def id_of(self, address: str) -> str | None:
        """The id of a planned resource; None for one that is not mapped."""
        found = self.identity(self._by_address[address])
        return found.id if found else None

    def identity(self, resource: Planned) -> Identity | None:
        """Type, name and scope of a planned resource; None for one that is not mapped, or whose names go in a circle."""
        if resource.address not in self._known:
            self._known[resource.address] = None
            self._known[resource.address] = self._identity(resource)
        return self._known[resource.address]

    def is_one_of(self, resource: Planned, types: Sequence[str]) -> bool:
        """Whether a resource is of one of the types: azurerm's, or ARM's."""
        mapped = self.mappings.get(resource.type)
        kind = mapped.type if mapped else ""
        if resource.type == "azapi_resource":
            kind = str(resource.values.get("type") or "").partition("@")[0]
        wanted = (each if "/" in each else found.type if (found := self.mappings.get(each)) else "" for each in types)
        return resource.type in types or kind.lower() in {each.lower() for each in wanted if each}

    def only(self, types: Sequence[str], name: str = "") -> Source | None:
        """The one resource of the plan that is of the types, and has the name, where its id is not known yet."""
        if not self._shows_none(types):
            return None
        found = [each for each in self._of(types) if name in ("", each.values.get("name"))]
        if len(found) != 1 or not is_unknown(found[0], ("id",)) or (found[0].type == "azurerm_subnet" and self._has_inline_subnets):
            return None
        if found[0].mode != "managed":
            return None
        self.references.guessed.add(found[0].address)
        return Source(found[0], ("id",))

    def is_in_doubt(self, sources: Sources, types: Sequence[str]) -> bool:
        """Whether a value may be an id of one of the types that no resource of the plan has, as far as the plan shows."""
        kinds = self._kinds(types)
        if any(has_id(each, kinds) for each in sources.given):
            return True
        strange = [each for each in (*sources.found, *sources.known) if not self.is_one_of(each.resource, types)]
        # what a mapping says of an attribute is an answer of that resource
        strange = [each for each in strange if self.output(each) is MISSING]
        return any(
            may_give(each.resource, each.attribute) if is_unknown(each.resource, each.attribute) else has_id(_value(each), kinds)
            for each in strange
        )

    def _kinds(self, types: Sequence[str]) -> tuple[str, ...]:
        """Types as ARM's, in lower case."""
        named = (each if "/" in each else mapped.type if (mapped := self.mappings.get(each)) else "" for each in types)
        return tuple(each.lower() for each in named if each)

    def _shows_none(self, types: Sequence[str]) -> bool:
        """Whether a plan shows no other thing of the types than what it makes, nor anything that could give the id of one."""
        if self._gives_any or self._shown.isdisjoint(self._kinds(types)):
            return not self._gives_any
        return False

    @cached_property
    def _shown(self) -> frozenset[str]:
        return shown(self.plan)

    @cached_property
    def _gives_any(self) -> bool:
        """Whether something is read or told during apply that may hold an id of anything."""
        return any(may_give(each, ()) for each in self.plan.resources if is_unknown(each, ()))

    @cached_property
    def reads_anything(self) -> bool:
        """Whether something is read or handed on during apply that may be anything."""
        return any(says_anything(each) and is_unknown(each, ()) for each in self.plan.resources)

    def called(self, types: Sequence[str], key: str) -> Source | None:
        """The one resource of the plan that is of the types and called as a key, where its id is not known yet."""
        found = self._called_as(types, key)
        if len(found) != 1 or found[0].mode != "managed" or not is_unknown(found[0], ("id",)):
            return None
        self.references.picked.add(found[0].address)
        return Source(found[0], ("id",))

    def _called_as(self, types: Sequence[str], key: str) -> list[Planned]:
        """Those of the types that are called as a key: instances are looked up, of which there may be thousands."""
        if tuple(types) not in self._by_key:
            instances: dict[str, list[Planned]] = {}
            for each in self._of(types):
                for name in names_of(each):
                    instances.setdefault(name, []).append(each)
            self._by_key[tuple(types)] = instances
        by_key = self._by_key[tuple(types)]
        once = (each for each in self._of(types) if each.index is None) if "" in by_key else ()
        found = [*by_key.get(key, ()), *by_key.get(plain(key), ()), *(each for each in once if is_called(each, key))]
        return list({each.address: each for each in found}.values())

    def _of(self, types: Sequence[str]) -> list[Planned]:
        """The resources of the plan that are of one of the types: asked for by every part, so looked for once."""
        key = tuple(types)
        if key not in self._by_types:
            self._by_types[key] = [each for each in self.plan.resources if self.is_one_of(each, types)]
        return self._by_types[key]

    def _named(self, types: Sequence[str], name: str) -> list[Planned]:
        """Those of them that have a name, in any case."""
        key = tuple(types)
        if key not in self._by_name_of:
            named: dict[str, list[Planned]] = {}
            for each in self._of(types):
                named.setdefault(str(each.values.get("name")).lower(), []).append(each)
            self._by_name_of[key] = named
        return self._by_name_of[key].get(name.lower(), [])

    @cached_property
    def _has_inline_subnets(self) -> bool:
        """Whether a network is written with subnets in it, whose ids it gives."""
        bodies = [each.values.get("body") for each in self.plan.resources if each.type == "azapi_resource"]
        return any(each.type == "azurerm_virtual_network" and each.values.get("subnet") for each in self.plan.resources) or any(
            isinstance(body, Mapping) and isinstance(inside := body.get("properties"), Mapping) and inside.get("subnets") for body in bodies
        )

    def named(self, text: str) -> Value:
        """A text; an id of the plan's subscription as a reference."""
        match = SUBSCRIPTION_ID.match(text)
        if match is None or match[1].lower() != self.home:
            return text
        relative = self.relative(text)
        return Ref(relative) if not relative or parse(relative) is not None else text

    def relative(self, resource_id: str) -> str:
        """An id without the plan's subscription."""
        match = SUBSCRIPTION_ID.match(resource_id)
        found = (resource_id[match.end() :] if match and match[1].lower() == self.home else resource_id).rstrip("/")
        # Azure answers in any casing, and a graph has one
        return re.sub("(?i)^/resourcegroups/", "/resourceGroups/", re.sub("(?i)/providers/", "/providers/", found))

    def output(self, source: Source) -> Value | Absent:
        """What an attribute of a resource is in ARM."""
        resource_id = self.id_of(source.resource.address)
        if resource_id is None or not source.attribute:
            return MISSING
        words = [str(step) for step in source.attribute if not isinstance(step, int)]
        mapped = self.mappings.get(source.resource.type)
        path = mapped.answers.get(".".join(words)) if mapped else _exported(source)
        if path is not None:
            return Ref(resource_id, path)
        if words in (["id"], ["name"]):
            return Ref(resource_id, words[0])
        if words in (["identity", "principal_id"], ["identity", "tenant_id"]):
            return Ref(resource_id, "identity.principalId" if words[1] == "principal_id" else "identity.tenantId")
        if mapped is not None and len(words) == 2 and words[1] == "id" and words[0] in mapped.inline:
            return self._part(resource_id, source, mapped)
        return MISSING

    def _part(self, resource_id: str, source: Source, mapped: Mapped) -> Value | Absent:
        """The id of a block that has one."""
        block = str(source.attribute[0])
        place = next((step for step in source.attribute if isinstance(step, int)), 0)
        rows = self.view(source.resource).blocks(block)
        if isinstance(rows, Unresolved) or place >= len(rows):
            return MISSING
        name = rows[place].text("name")
        return Ref(resource_id, "id", f"/{mapped.inline[block]}/{name}") if isinstance(name, str) else MISSING

    def _identity(self, resource: Planned) -> Identity | None:
        view = self.view(resource)
        if resource.type in AZAPI:
            return self._of_azapi(view)
        mapped = self.mappings.get(resource.type)
        if mapped is None:
            return None
        written = resource.values.get("id")
        if isinstance(written, str):
            found = parse(self.relative(written))
            if found is not None and found.type.lower() == mapped.type.lower():
                return _of(found, mapped.type)
        own = [_segment(view, name) for name in mapped.name.split("/")]
        return self._at(view, mapped.home, mapped.type, own)

    def _at(self, view: View, home: Home, kind: str, own: list[str]) -> Identity:
        missing = kind.count("/") - len(own)
        if isinstance(home, Below):
            parent = self._below(view, home, missing)
        elif isinstance(home, Under):
            parent = self.parent(view, home, missing)
        elif isinstance(home, Beside):
            target = view.link(home.source, home.types)
            found = parse(self.relative(target.resource if isinstance(target, Ref) else target if isinstance(target, str) else ""))
            group = f"{self._subscription(view)}/resourceGroups/{_placeholder(view, home.source)}"
            return Identity(kind, "/".join(own), found.scope if found is not None else group)
        elif isinstance(home, On):
            scope = self.scope(view, home.source)
            return Identity(kind, "/".join(own), home.part(view, scope) if home.part else scope)
        else:
            scope = "" if isinstance(home, AtSubscription) else f"{self._subscription(view)}/resourceGroups/{self._group(view, home)}"
            return Identity(kind, "/".join(own), scope)
        return Identity(kind, "/".join((*parent[1], *own)), parent[0])

    def _below(self, view: View, home: Below, missing: int) -> tuple[str, tuple[str, ...]]:
        """Scope and names of a parent that is given by name."""
        last = view.value(home.names[-1])
        if isinstance(last, Ref):
            found = parse(last.resource)
            if found is not None and len(found.names) == missing:
                return found.scope, found.names
        names = []
        for source in home.names:
            if source.startswith("'"):
                names.append(source.strip("'"))
                continue
            value = view.value(source)
            names.append(value.resource.rpartition("/")[2] if isinstance(value, Ref) else _segment(view, source))
        if isinstance(last, str) and (nameless := self.nameless(home.types)) and not self._is_called(home.types, last):
            # it is named by a text that nothing of the plan has so far, and one of these may come to have it
            meant = self._referred(view, home.names[-1], nameless)
            found = parse(identity.id) if meant is not None and (identity := self.identity(meant)) else None
            if found is not None and len(found.names) == missing:
                return found.scope, found.names
            names[-1] = _placeholder(view, home.names[-1])
        nameless = self.nameless(home.types)
        if isinstance(last, Unresolved) and len(nameless) == 1 and self._may_name(view, home.names[-1], nameless[0]):
            # a name that is not known yet is that of something which has none so far
            identity = self.identity(nameless[0])
            found = parse(identity.id) if identity is not None else None
            if found is not None and len(found.names) == missing:
                self.references.guessed.add(nameless[0].address)
                return found.scope, found.names
        group = self._group(view, InGroup(home.group))
        if group == _placeholder(view, home.group) and (named := self._called(home, names[-1])) is not None:
            return named.scope, tuple(named.name.split("/"))
        return f"{self._subscription(view)}/resourceGroups/{group}", tuple(names)

    def _subscription(self, view: View) -> str:
        """What stands before the resource group where another subscription than the plan's own is deployed to."""
        written = view.resource.written
        found = self.plan.subscriptions.get(written.provider, "") if written else ""
        return f"/subscriptions/{found}" if found and found != self.home else ""

    def nameless(self, types: Sequence[str]) -> list[Planned]:
        """What is managed of the types, and has a name that is not known yet."""
        key = tuple(types)
        if key not in self._nameless:
            managed = (each for each in self._of(types) if each.mode == "managed" and "name" not in each.values)
            self._nameless[key] = [each for each in managed if is_unknown(each, ("name",))]
        return self._nameless[key]

    def _is_called(self, types: Sequence[str], name: str) -> bool:
        """Whether something of the types has a name."""
        return bool(self._named(types, name))

    def _may_name(self, view: View, source: str, nameless: Planned) -> bool:
        """Whether an attribute can be no other name than that of the one thing which has none so far: it is made of local values, of
        that thing, and of what has no name in Azure."""
        expression = (view.written or {}).get(source)
        if expression is None:
            return not self._gives_any
        sources = self.sources(expression, view.resource)
        strange = [each.resource for each in (*sources.found, *sources.known) if each.resource.address != nameless.address]
        is_local = all(each.startswith("local.") for each in sources.lost) and not (sources.lost and self._gives_any)
        return is_local and all(each.provider in PLAIN_PROVIDERS for each in strange)

    def _referred(self, view: View, source: str, among: Sequence[Planned]) -> Planned | None:
        """The one of some resources that an attribute is written with a reference to."""
        expression = (view.written or {}).get(source)
        if expression is None:
            return None
        sources = self.sources(expression, view.resource)
        named = {each.resource.address: each.resource for each in (*sources.found, *sources.known)}
        meant = [each for address, each in named.items() if any(address == one.address for one in among)]
        return meant[0] if len(meant) == 1 else None

    def _called(self, home: Below, name: str) -> Identity | None:
        """The one parent in the plan that has a name, where neither its group is known nor that of what lies in it."""
        found = [each for each in self._named(home.types, name) if each.type in home.types and each.values.get("name") == name]
        if any(home.group in each.values for each in found):
            return None
        return self.identity(found[0]) if len(found) == 1 else None

    def is_lost(self, resource: Planned, identity: Identity) -> bool:
        """Whether a part of something could be placed: one that is not may belong to anything."""
        return "{" + resource.address.replace("/", "|") + "." in identity.id

    def parent(self, view: View, home: Under, missing: int) -> tuple[str, tuple[str, ...]]:
        """Scope and names of a parent that is given by id."""
        target = view.link(home.source, home.types)
        if target is MISSING and home.by_name:
            target = self._by_name(view, home)
        resource_id = target.resource + target.suffix if isinstance(target, Ref) else target if isinstance(target, str) else ""
        found = parse(self.relative(resource_id)) if resource_id else None
        if found is not None and (len(found.names) == missing or (home.above and len(found.names) > missing)):
            return found.scope, found.names[:missing]
        return f"/resourceGroups/{_placeholder(view, home.source)}", tuple(_placeholder(view, home.source) for _ in range(missing))

    def _by_name(self, view: View, home: Under) -> Value | Absent:
        """The one resource of the plan that has the name."""
        name = view.value(home.by_name)
        if isinstance(name, Ref):
            return Ref(name.resource)
        called = self._named(home.types, name) if isinstance(name, str) else ()
        found = [each for each in called if each.type in home.types and each.values.get("name") == name]
        target = self.id_of(found[0].address) if len(found) == 1 else None
        return MISSING if target is None else Ref(target)

    def scope(self, view: View, source: str) -> str:
        """The id of what a resource extends."""
        target = view.link(source)
        if isinstance(target, Ref):
            return target.resource + target.suffix
        if isinstance(target, str):
            return self.relative(target)
        return f"/resourceGroups/{UNTOLD}"

    def _group(self, view: View, home: InGroup) -> str:
        value = view.value(home.source)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, Ref) and value.path == "name":
            return value.resource.rpartition("/")[2]
        return _placeholder(view, home.source)

    def _of_azapi(self, view: View) -> Identity | None:
        kind = str(view.resource.values.get("type") or "").partition("@")[0].strip("/")
        if not re.fullmatch(r"[\w.]+(/[\w.]+)+", kind):
            return None
        written = next((value for key in ("resource_id", "id") if isinstance(value := view.resource.values.get(key), str)), "")
        found = parse(self.relative(written)) if written else None
        if found is not None and found.type.lower() == kind.lower():
            return _of(found, kind)
        target = view.link("resource_id")
        if isinstance(target, Ref) and (inside := parse(target.resource)) is not None and inside.type.lower() == kind.lower():
            return _of(inside, kind)
        own = _segment(view, "name")
        missing = kind.count("/") - 1
        if missing:
            scope, names = self._within_alone(view, kind, missing) or self.parent(view, Under("parent_id"), missing)
            return Identity(kind, "/".join((*names, own)), scope)
        if kind.lower() == GROUP_TYPE.lower():
            return Identity(GROUP_TYPE, own, "")
        return Identity(kind, own, self.scope(view, "parent_id") if view.link("parent_id") is not MISSING else "")

    def _within_alone(self, view: View, kind: str, missing: int) -> tuple[str, tuple[str, ...]] | None:
        """Scope and names of a parent of which there is one in what the id names: of `"${account.id}/blobServices/default"` a plan
        tells the account only."""
        around, _, part = kind.rpartition("/")[0].rpartition("/")
        target = view.link("parent_id", (around,)) if f"{around}/{part}".lower() in ALONE else MISSING
        found = parse(target.resource) if isinstance(target, Ref) and not target.suffix else None
        return (found.scope, (*found.names, "default")) if found is not None and len(found.names) == missing - 1 else None


def _exported(source: Source) -> str | None:
    """The path that `output` of an azapi resource leads to: as it is written, or as `response_export_values` names it."""
    head, *rest = source.attribute
    if head != "output" or not rest:
        return None
    names = source.resource.values.get("response_export_values")
    if isinstance(names, Mapping):
        path = names.get(rest[0])
        rest = [*path.split("."), *rest[1:]] if isinstance(path, str) and re.fullmatch(r"\w+(\.\w+)*", path) else []
    found = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)
    return found.removeprefix(".") or None


def _value(source: Source) -> Evaluated:
    """What a plan knows of an attribute; all that it knows of the resource, for none."""
    value: Evaluated = dict(source.resource.values)
    for step in source.attribute:
        inside = value.get(str(step)) if isinstance(value, Mapping) else value[step] if _is_place(value, step) else None
        # a block that is written once is a list of one
        value = inside if inside is not None or not isinstance(value, list) else value
    return value


def _is_place(value: Evaluated, step: str | int) -> bool:
    return isinstance(value, list) and isinstance(step, int) and step < len(value)


def _of(found: ResourceId, kind: str) -> Identity:
    return Identity(kind, "/".join(found.names), found.scope)


def _segment(view: View, source: str) -> str:
    """A name. One that is not known stands as the address of what it belongs to, in braces."""
    if source.startswith("'"):
        return source.strip("'")
    mask = view.unknown.get(source) if isinstance(view.unknown, Mapping) else None
    value = view.resource.values.get(source) if "." not in source else view.value(source)
    if isinstance(value, str | int) and value != "" and mask is not True:
        return str(value).strip("/").replace("/", "|")
    return _placeholder(view, "" if source == "name" else source)


def _placeholder(view: View, source: str) -> str:
    return "{" + view.resource.address.replace("/", "|") + (f".{source}" if source else "") + "}"


def _home(plan: Plan) -> str:
    """The subscription that is deployed to, lower case; `""` when the plan does not say."""
    return next((found for found in _homes(plan) if found), "")


def _homes(plan: Plan) -> Iterator[str]:
    yield plan.subscriptions.get("azurerm", "")
    counted: Counter[str] = Counter()
    for resource in plan.resources:
        if resource.mode != "managed":
            continue
        for key in ("id", "parent_id", "resource_id"):
            value = resource.values.get(key)
            match = SUBSCRIPTION_ID.match(value) if isinstance(value, str) else None
            if match is not None:
                counted[match[1].lower()] += 1
    yield counted.most_common(1)[0][0] if counted else ""
    for resource in plan.resources:
        if resource.mode == "data" and resource.type in ("azurerm_client_config", "azurerm_subscription", "azapi_client_config"):
            value = resource.values.get("subscription_id")
            yield value.lower() if isinstance(value, str) else ""
