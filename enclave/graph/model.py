"""The graph: resources in ARM's shape, references to what is known only after deployment, and the intent they serve.

A resource id here is ARM's id without the subscription: `/resourceGroups/<group>/providers/<type>/<name>[/<type>/<name>]`,
`/resourceGroups/<group>` for a group, `/providers/...` at subscription scope, `<target id>/providers/...` for an
extension resource. Ids compare case-insensitively, as Azure's do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from enclave.errors import InputError


@dataclass(frozen=True)
class Ref:
    """What another resource knows only after it exists.

    `path` is `id`, `name`, or a dotted path into the deployed resource (`properties.principalId`). `suffix` is appended to
    the id (`/subnets/snet-gateway`, for a part that is written inline in its parent), `prefix` stands before it
    (`UserAssignedIdentity=`); only an id can have one.
    """

    resource: str
    path: str = "id"
    suffix: str = ""
    prefix: str = ""


@dataclass(frozen=True)
class Unresolved:
    """A value that an importer could not evaluate. Whoever needs it must answer `Unknown`."""

    expression: str
    reason: str = ""


@dataclass(frozen=True)
class Secret:
    """A value that is only given at deployment, as a secure parameter. It has no default and is never printed."""

    parameter: str
    description: str = ""


Value: TypeAlias = (
    "str | int | float | bool | Ref | Unresolved | Secret | list[Value] | tuple[Value, ...] | Mapping[str, Value] | None"
)
Body: TypeAlias = Mapping[str, "Value"]


@dataclass(frozen=True)
class Resource:
    """One Azure resource in ARM's shape."""

    type: str
    """`Microsoft.Network/virtualNetworks`, or a child type `Microsoft.Network/privateDnsZones/virtualNetworkLinks`."""
    api_version: str
    name: str
    """Full ARM name, segments joined by `/` for a child: `privatelink.openai.azure.com/link-hub`."""
    scope: str
    """Id of what it is deployed into: a resource group, the subscription (``""``), or the target of an extension resource."""
    body: Body
    """Everything but type, apiVersion, name, scope and location: `properties`, `sku`, `kind`, `identity`, `tags`, `zones`..."""
    location: str | None = None
    module: str = ""
    """The seed's module and file that it belongs to: `virtual-network/route-tables`."""
    stamp: str = ""
    """The region key that it belongs to; resources of different stamps in one module differ only in parameters."""
    depends_on: tuple[str, ...] = ()
    """Ids that must be deployed before, beyond those that a `Ref` in the body already says."""

    @cached_property
    def id(self) -> str:
        if self.type.lower() == "microsoft.resources/resourcegroups":
            return f"/resourceGroups/{self.name}"
        namespace, *types = self.type.split("/")
        names = self.name.split("/")
        if len(types) != len(names):
            raise InputError(f"name `{self.name}` does not have the {len(types)} segment(s) of type `{self.type}`")
        pairs = "/".join(f"{kind}/{name}" for kind, name in zip(types, names, strict=True))
        return f"{self.scope}/providers/{namespace}/{pairs}"

    @cached_property
    def parent(self) -> str | None:
        """Id of the parent resource of a child type, None for a top-level resource."""
        if self.type.count("/") < 2:
            return None
        return self.id.rsplit("/", 2)[0]

    @cached_property
    def links(self) -> tuple[Ref, ...]:
        """Every reference in the body, in order, with those that stand as a key (`userAssignedIdentities`)."""
        return tuple(_links(self.body))

    @cached_property
    def secrets(self) -> tuple[Secret, ...]:
        """Every secret in the body, the last one first."""
        return tuple(_secrets(self.body))

    def refs(self) -> Iterator[Ref]:
        """Every reference in the body, in order."""
        yield from self._refs

    @cached_property
    def _refs(self) -> tuple[Ref, ...]:
        return tuple(references(self.body))


def _links(value: Value) -> Iterator[Ref]:
    if isinstance(value, str | bool):
        return
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if key.startswith("/"):
                yield Ref(key)
            yield from _links(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _links(item)


def _secrets(value: Value) -> Iterator[Secret]:
    todo = [value]
    while todo:
        one = todo.pop()
        if isinstance(one, str | bool):
            continue
        if isinstance(one, Secret):
            yield one
        elif isinstance(one, Mapping):
            todo += one.values()
        elif isinstance(one, list | tuple):
            todo += one


def references(value: Value) -> Iterator[Ref]:
    """Every `Ref` inside a value, depth first."""
    if isinstance(value, str | bool):
        return
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from references(item)


@dataclass(frozen=True)
class Egress:
    """A destination that the owner declared: everything else must not be reachable."""

    fqdn: str
    why: str
    sources: tuple[str, ...] = ()
    """Ids of the subnets that it is for; empty: every subnet that a flow starts in."""


@dataclass(frozen=True)
class FrontDoor:
    """A declared way in from the internet: the resource that takes it and the sources it takes it from."""

    resource: str
    sources: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Flow:
    """Traffic that must be possible: from a subnet (`<vnet id>/subnets/<name>`) to a service or a subnet, on a TCP port."""

    source: str
    target: str
    port: int = 443
    within: str = ""
    """Range of addresses inside a subnet that is the target; empty: every address of it."""


@dataclass(frozen=True)
class Terms:
    """What the owner asks of every resource at one place. The longest scope that holds a resource speaks for it."""

    scope: str
    """Id of a resource group; empty: whatever no other terms hold for."""
    geographies: tuple[str, ...] = ()
    """Residency boundaries (`European Union`, `United States`) that data rests and is processed in; empty: the resource's own."""
    audit_days: int = 0
    """Days that logs must be kept; 0: nothing is said."""
    request_response_days: int = 0
    """The same of what models were asked and answered."""
    metrics_days: int = 0
    customer_managed_keys: bool = False
    double_encryption: bool = False
    backups: bool = False
    """Machines and databases have copies, kept for a time."""
    copies_away: bool = False
    """Copies are in the paired region too, wherever that lies in the geographies."""


@dataclass(frozen=True)
class Waiver:
    """What the owner accepts of one subject, and why. It is printed with every proof."""

    what: str
    """`escalation`, `customer-managed-key`, `double-encryption`, `plain-backend`, `logs`, `soft-delete`, `backup`, `geo-redundancy`,
    `edge-processing`, `outside-issuer` or `link to tenant ID`."""
    subject: str
    """Id of the resource, or of the principal (an object id, or the id of the resource whose identity it is)."""
    why: str


@dataclass(frozen=True)
class Intent:
    """What the owner wants, carried on the graph (and in the template's metadata) so that a proof needs no YAML."""

    egress: tuple[Egress, ...] = ()
    front_doors: tuple[FrontDoor, ...] = ()
    flows: tuple[Flow, ...] = ()
    """Everything that must work. A flow between networks that is not listed must not be possible."""
    policy_digest: str = ""
    """Digest of the gateway's effective policy, `sha256:...`."""
    policy_file: str = ""
    """Digest of the text of the file that the gateway reads its policy from, `sha256:...`."""
    terms: tuple[Terms, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    own_authorities: tuple[str, ...] = ()
    """Ids of the application gateways that may go on only to whom an authority of the owner's vouches for."""

    def terms_of(self, resource_id: str) -> Terms:
        """The terms that hold for a resource; those without any demand when none are declared."""
        wanted = f"{resource_id.lower()}/"
        held = [each for each in self.terms if wanted.startswith(f"{each.scope.lower()}/") or not each.scope]
        return max(held, key=lambda each: len(each.scope), default=Terms(""))

    def waives(self, what: str, subject: str) -> str:
        """Why the owner accepts something of a subject; empty when nobody says so."""
        return next((each.why for each in self.waivers if each.what == what and each.subject.lower() == subject.lower()), "")


@dataclass(frozen=True)
class Graph:
    """All resources by id, in deployment-independent order of composition."""

    resources: tuple[Resource, ...]
    intent: Intent | None = None
    """None for a template of somebody else that declares nothing."""
    sources: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Where an imported resource stands in its file: id -> `azuredeploy.json#/resources/3`."""
    outputs: Mapping[str, Value] = field(default_factory=dict, compare=False)
    """What an imported template tells in the clear, for whoever may read its deployment: `azuredeploy.json#/outputs/key` -> value."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What an importer took for granted."""
    _index: Mapping[str, Resource] = field(init=False, repr=False, compare=False)
    _below: Mapping[str, tuple[Resource, ...]] = field(init=False, repr=False, compare=False)
    _typed: Mapping[str, tuple[Resource, ...]] = field(init=False, repr=False, compare=False)
    _upon: Mapping[str, tuple[Resource, ...]] = field(init=False, repr=False, compare=False)
    _places: Mapping[str, list[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, Resource] = {}
        below: dict[str, list[Resource]] = {}
        typed: dict[str, list[Resource]] = {}
        upon: dict[str, list[Resource]] = {}
        places: dict[str, list[int]] = {}
        for place, resource in enumerate(self.resources):
            key = resource.id.lower()
            if key in index:
                raise InputError(f"two resources have the id `{resource.id}`")
            index[key] = resource
            typed.setdefault(resource.type.lower(), []).append(resource)
            places.setdefault(resource.type.lower(), []).append(place)
            upon.setdefault(resource.scope.lower(), []).append(resource)
            if resource.parent is not None:
                below.setdefault(resource.parent.lower(), []).append(resource)
        object.__setattr__(self, "_index", index)
        object.__setattr__(self, "_typed", {kind: tuple(resources) for kind, resources in typed.items()})
        object.__setattr__(self, "_upon", {scope: tuple(resources) for scope, resources in upon.items()})
        object.__setattr__(self, "_places", places)
        object.__setattr__(self, "_below", {parent: tuple(children) for parent, children in below.items()})

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources)

    def get(self, resource_id: str) -> Resource | None:
        """The resource with that id (any case), or None."""
        return self._index.get(resource_id.lower())

    def kinds(self) -> tuple[str, ...]:
        """Every type that a resource is of, lower case."""
        return tuple(self._typed)

    def of_type(self, *types: str) -> tuple[Resource, ...]:
        """Every resource of the given ARM types (any case), in order."""
        wanted = {kind.lower() for kind in types}
        if len(wanted) == 1:
            return self._typed.get(wanted.pop(), ())
        return tuple(self.resources[place] for place in sorted(place for kind in wanted for place in self._places.get(kind, ())))

    def children(self, parent_id: str) -> tuple[Resource, ...]:
        """Every child resource directly below a parent id."""
        return self._below.get(parent_id.lower(), ())

    def extending(self, target_id: str) -> tuple[Resource, ...]:
        """Every extension resource (role assignment, diagnostic setting) on a target id."""
        return self._upon.get(target_id.lower(), ())
