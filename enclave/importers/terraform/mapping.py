"""What a family's table says of a type: which ARM resource it is, where its id comes from, and which property each attribute is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from enclave.graph.body import MISSING, Absent
from enclave.graph.model import Ref, Resource, Unresolved, Value
from enclave.importers.terraform.view import View

ENABLED: Final[Mapping[str, Value]] = {"true": "Enabled", "false": "Disabled"}
"""A switch that is a word in ARM."""
NEGATED: Final[Mapping[str, Value]] = {"true": False, "false": True}
"""A switch that is the other way round in ARM."""


@dataclass(frozen=True)
class Field:
    """A value. `source` may name older names too: `https_traffic_only_enabled|enable_https_traffic_only`."""

    source: str
    target: str
    default: Value | Absent = MISSING
    """What ARM is given when it is not set, in ARM's words; MISSING: it is left to Azure, and out of the body."""
    words: Mapping[str, Value] | None = None
    """Values by their text in lower case; others stay as they are."""
    before: Value | Absent = MISSING
    """Its default before version 4 of azurerm, where that is another one."""


@dataclass(frozen=True)
class Link:
    """The id of another resource. `types`: the azurerm types that it may be, empty for any."""

    source: str
    target: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Links:
    """Ids of other resources; each as `{"<key>": id}` when a key is given."""

    source: str
    target: str
    types: tuple[str, ...] = ()
    key: str = "id"


@dataclass(frozen=True)
class Blocks:
    """Repeated blocks as a list of objects."""

    source: str
    target: str
    parts: tuple[Part, ...]
    default: Value | Absent = MISSING


@dataclass(frozen=True)
class Made:
    """A value that takes more than a row: a function of the resource or block."""

    target: str
    make: Callable[[View], Value | Absent]


@dataclass(frozen=True)
class Fixed:
    """A value that the provider always writes, or that the type implies."""

    target: str
    value: Value


Part: TypeAlias = "Field | Link | Links | Blocks | Made | Fixed"


@dataclass(frozen=True)
class Below:
    """The parent is named by attributes: `names` outermost first, each a name that is given."""

    names: tuple[str, ...]
    types: tuple[str, ...]
    """The azurerm types of the parents."""
    group: str = "resource_group_name"


@dataclass(frozen=True)
class Under:
    """The parent is given by its id."""

    source: str
    types: tuple[str, ...] = ()
    by_name: str = ""
    """Attribute with its name alone, where older versions have that instead."""
    above: bool = False
    """The id is that of a part of the parent."""


@dataclass(frozen=True)
class On:
    """It extends the resource, group, subscription or management group of an id."""

    source: str
    part: Callable[[View, str], str] | None = None
    """The id of the part of the resource that it extends, where an id with more behind it cannot be told from the id itself."""


@dataclass(frozen=True)
class AtSubscription:
    """It lies in the subscription."""


@dataclass(frozen=True)
class InGroup:
    """It lies in a resource group."""

    source: str = "resource_group_name"


@dataclass(frozen=True)
class Beside:
    """It lies in the group of another resource, which is given by its id."""

    source: str
    types: tuple[str, ...] = ()


Home: TypeAlias = "InGroup | Below | Under | On | AtSubscription | Beside"


@dataclass(frozen=True)
class Mapped:
    """An azurerm type that is a resource of its own."""

    source: str
    type: str
    parts: tuple[Part, ...] = ()
    home: Home = InGroup()
    name: str = "name"
    """Attribute of its name; a text in quotes is the name itself."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Attribute -> path in the deployed resource, for those that others refer to: `principal_id`."""
    inline: Mapping[str, str] = field(default_factory=dict)
    """Block -> part of the id, for blocks that have ids: `frontend_ip_configuration` -> `frontendIPConfigurations`."""
    also: Callable[[View, Resource], Iterable[Resource]] | None = None
    """Further resources that it stands for."""
    within: str = ""
    """List of the parent that it is written in, for parts that the graph keeps inline: `properties.loadBalancingRules`."""


@dataclass(frozen=True)
class Patch:
    """An azurerm type that only changes another resource: an association, a rule set."""

    source: str
    target: str
    """Attribute with the id of the resource that it changes."""
    types: tuple[str, ...]
    apply: Callable[[dict[str, Value], View], bool]
    """Changes the body; false when it cannot say how."""


def built(parts: Iterable[Part], view: View) -> dict[str, Value]:
    """The body that rows make of a resource or block."""
    body: dict[str, Value] = {}
    for part in parts:
        found = _made(part, view)
        if found is not MISSING:
            put(body, part.target, found)
    return body


def _made(part: Part, view: View) -> Value | Absent:
    if isinstance(part, Fixed):
        return part.value
    if isinstance(part, Made):
        return part.make(view)
    if isinstance(part, Link):
        return view.link(part.source, part.types)
    if isinstance(part, Links):
        found = view.links(part.source, part.types)
        if not isinstance(found, list) or not part.key:
            return found
        return [{part.key: each} for each in found]
    if isinstance(part, Blocks):
        return _blocks(part, view)
    return _field(part, view)


def _field(part: Field, view: View) -> Value | Absent:
    for source in part.source.split("|"):
        found = view.value(source)
        if found is not MISSING:
            break
    else:
        return part.default if part.before is MISSING or view.resource.modern else part.before
    if part.words is None or isinstance(found, Unresolved | Ref):
        return found
    if isinstance(found, list):
        return [part.words.get(str(each).lower(), each) for each in found]
    return part.words.get(str(found).lower(), found)


def _blocks(part: Blocks, view: View) -> Value | Absent:
    blocks = view.blocks(part.source)
    if isinstance(blocks, Unresolved):
        return blocks
    return [built(part.parts, block) for block in blocks] if blocks else part.default


def put(body: dict[str, Value], path: str, value: Value) -> None:
    """Writes a value at a dotted path; objects on the way are made, objects at the end are merged."""
    *around, name = path.split(".")
    inside = body
    for step in around:
        found = inside.get(step)
        if not isinstance(found, dict):
            found = {}
            inside[step] = found
        inside = found
    old = inside.get(name)
    inside[name] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value


def added(body: dict[str, Value], path: str, items: Iterable[Value]) -> bool:
    """Adds to the list at a dotted path; false when the list there is not known."""
    *around, name = path.split(".")
    inside = body
    for step in around:
        found = inside.setdefault(step, {})
        if not isinstance(found, dict):
            return False
        inside = found
    old = inside.get(name)
    if old is not None and not isinstance(old, list):
        return False
    inside[name] = [*(old or ()), *items]
    return True


def sets(source: str, path: str, types: tuple[str, ...]) -> Callable[[dict[str, Value], View], bool]:
    """A patch that points a property to another resource."""

    def apply(body: dict[str, Value], view: View) -> bool:
        found = view.link(source, types)
        if found is MISSING:
            return False
        put(body, f"{path}.id", found)
        return True

    return apply


def adds(source: str, path: str, types: tuple[str, ...]) -> Callable[[dict[str, Value], View], bool]:
    """A patch that adds another resource to a list of ids."""

    def apply(body: dict[str, Value], view: View) -> bool:
        found = view.link(source, types)
        return found is not MISSING and added(body, path, [{"id": found}])

    return apply


def writes(*parts: Part) -> Callable[[dict[str, Value], View], bool]:
    """A patch that writes properties over those that are there."""

    def apply(body: dict[str, Value], view: View) -> bool:
        for part in parts:
            found = _made(part, view)
            if found is not MISSING:
                put(body, part.target, found)
        return True

    return apply
