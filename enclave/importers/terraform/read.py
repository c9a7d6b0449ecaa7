"""Reads a Terraform plan, ours or anybody's, as a graph: azurerm and azapi resources as the ARM resources that they make.

What is only known after apply becomes a reference where the configuration says to which resource, else `Unresolved`. A
type that is not mapped, and an association whose ends are not known, stays in the graph as a stranger of type `Terraform/<type>`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from enclave.graph.ids import owner
from enclave.graph.model import Graph, Ref, Resource, Unresolved, Value
from enclave.importers.facts import decorated
from enclave.importers.finish import merged
from enclave.importers.terraform import azapi
from enclave.importers.terraform.answered import answered
from enclave.importers.terraform.expressions import told
from enclave.importers.terraform.families import GIVING, HARMLESS, MAPPINGS, PATCHES, QUIET, QUIET_PROVIDERS
from enclave.importers.terraform.identities import AZAPI, UNTOLD, Identities
from enclave.importers.terraform.mapping import Mapped, On, Patch, added, built
from enclave.importers.terraform.plan import Planned, parse_plan
from enclave.importers.terraform.references import Source, Sources
from enclave.importers.terraform.templates import DEPLOYMENTS, deployed
from enclave.importers.terraform.templates import TYPE as DEPLOYMENT
from enclave.importers.terraform.unread import elsewhere, unread
from enclave.importers.terraform.view import View
from enclave.importers.values import Evaluated

MAPPED: Final[Mapping[str, Mapped]] = {mapped.source: mapped for mapped in MAPPINGS}
PATCHED: Final[Mapping[str, Patch]] = {patch.source: patch for patch in PATCHES}
NESTED: Final[Mapping[str, str]] = {mapped.type.lower(): mapped.within for mapped in MAPPINGS if mapped.within}
"""Lower-case type -> list of the parent that it is written in."""
DECIDING: Final = frozenset(
    (
        "accessrules", "agentpools", "apis", "backends", "backupconfig", "backupstorageconfig", "capabilityhosts", "computes", "containers",
        "encryptionprotector", "firewallrules", "gateways", "hybridconnections", "localusers", "networkrulesets", "outboundrules", "tokens",
        "transparentdataencryption", "virtualnetworkrules",
    )
)  # fmt: skip
"""Last words, lower case, of types of parts that decide who may reach a service, what it reaches, or how safe its data is there."""
INTENT: Final = "enclave_intent"
"""Variable in which our own configurations carry what the owner wants, as our templates do in their metadata."""
MANY: Final = 50
"""So many names that are written once for all instances are not repeated with each."""
STRANGER: Final = "Terraform"
"""Provider of the types that stand for what is not mapped."""
QUIETLY: Final = "Terraform.Quiet"
"""Provider of those that stand for what carries no traffic, and names somebody."""


def read_plan(plan: str | Evaluated, *, name: str) -> Graph:
    """The graph of a plan: the text of a file or its document. `name` is what places are called by. Raises InputError."""
    parsed = parse_plan(plan, name)
    identities = Identities(parsed, MAPPED)
    managed = [resource for resource in parsed.resources if resource.mode == "managed"]
    made: dict[str, Resource] = {}
    sources: dict[str, str] = {}
    for resource in managed:
        for each in _resources(resource, identities):
            key = each.id.lower()
            before = made.get(key)
            made[key] = each if before is None else _both(before, each)
            sources.setdefault(each.id, f"{name}#{resource.address}")
    _nest(made)
    _inherit(made)
    for resource in managed:
        failed = _changed(resource, identities, made)
        if failed is not None:
            made[failed.id.lower()] = failed
            sources[failed.id] = f"{name}#{resource.address}"
    graph = Graph(tuple(made.values()))
    own = answered(identities)
    settled = tuple(replace(each, body={key: _settled(value, graph, own) for key, value in each.body.items()}) for each in graph)
    found = Graph(settled, None, sources)
    intent = parsed.variables.get(INTENT)
    if isinstance(intent, Mapping):
        found = decorated(found, {"version": intent.get("version"), "intent": intent, "resources": []}, f"{name}#/variables/{INTENT}")
    return Graph(found.resources, found.intent, sources, notes=tuple(_notes(managed, identities)))


def _notes(managed: list[Planned], identities: Identities) -> Iterator[str]:
    """What is taken for granted about a plan."""
    if not identities.plan.complete:
        yield "the plan is of some resources only: what it leaves out stays as the state has it"
    if not identities.plan.told:
        yield "the plan has no `resource_changes`: what its values leave out is taken for unset"
    references = identities.references
    if references.followed:
        yield (
            "what is known only after apply is what its expression refers to: a plan does not show the texts that are written around a "
            "reference, nor how it is changed"
        )
    if references.whole:
        yield f"a set of ids that is known only after apply has all that its expression names: {_some(references.whole)}"
    if references.guessed:
        yield f"an id that a plan does not trace is that of the one resource of its type: {_some(references.guessed)}"
    if references.picked:
        yield (
            f"an expression that names {_some(references.picked)} beside the key of its own loop means the instance of that key: "
            "a plan does not say which one is picked"
        )
    for resource in managed:
        if resource.provisioned:
            yield f"what the provisioners of {resource.address} run changes nothing that the plan has"


def _some(names: Iterable[str]) -> str:
    """The first of some names, and how many more there are."""
    ordered = sorted(names)
    return ", ".join(ordered[:3]) + (f" and {len(ordered) - 3} more" if len(ordered) > 3 else "")


def _nest(made: dict[str, Resource]) -> None:
    """Writes parts that the graph keeps inline into their parents, where those are in the plan."""
    for key, resource in list(made.items()):
        path = NESTED.get(resource.type.lower())
        parent = made.get((resource.parent or "").lower())
        if path and parent is not None:
            body = _copied(parent.body)
            if isinstance(body, dict) and added(body, path, [{"name": resource.name.rpartition("/")[2], **resource.body}]):
                made[parent.id.lower()] = replace(parent, body=body)
                del made[key]


def _is_opening(kind: str) -> bool:
    """Whether a part of something decides who may reach it, or what it reaches. One that may be part of anything is a stranger."""
    namespace, *_, last = kind.lower().split("/")
    return kind.count("/") > 1 and (namespace == "microsoft.network" or last in DECIDING)


def _inherit(made: dict[str, Resource]) -> None:
    """A project takes the public network access of its hub, and azurerm has no attribute for its own.

    Source: learn.microsoft.com/azure/ai-foundry/how-to/configure-private-link (the private link of a hub is that of its projects).
    """
    path = "publicNetworkAccess"
    for key, resource in list(made.items()):
        properties = resource.body.get("properties")
        hub = properties.get("hubResourceId") if isinstance(properties, Mapping) and path not in properties else None
        target = made.get((hub.resource + hub.suffix).lower()) if isinstance(hub, Ref) else None
        theirs = target.body.get("properties") if target else None
        if isinstance(properties, Mapping) and isinstance(theirs, Mapping) and path in theirs:
            made[key] = replace(resource, body={**resource.body, "properties": {**properties, path: theirs[path]}})


def _resources(resource: Planned, identities: Identities) -> Iterator[Resource]:
    view = identities.view(resource)
    identity = identities.identity(resource)
    if resource.type == "azapi_resource" and identity is not None and _is_opening(identity.type) and identities.is_lost(resource, identity):
        yield _stranger(view, identities.said)
        return
    if resource.type in AZAPI and not (resource.type == "azapi_resource" and identity and identity.type.lower() == DEPLOYMENT.lower()):
        if not azapi.is_change(resource) and not azapi.is_harmless(resource):
            yield azapi.resource_of(view, identity) if identity else _stranger(view, identities.said)
        return
    if identity is not None and (resource.type in DEPLOYMENTS or identity.type.lower() == DEPLOYMENT.lower()):
        yield from deployed(view, identity)
        return
    if resource.type.startswith(GIVING):
        yield Resource(f"Microsoft.Authorization/{resource.type}", "", resource.address.replace("/", "|"), "", {})
        return
    mapped = MAPPED.get(resource.type)
    if resource.type in PATCHED or resource.provider in QUIET_PROVIDERS:
        return
    if mapped is None and resource.type.startswith(QUIET):
        yield from _quiet(view)
        return
    if mapped is None or identity is None or (_is_opening(mapped.type) and identities.is_lost(resource, identity)):
        yield _stranger(view, identities.said)
        return
    body = built(mapped.parts, view)
    if isinstance(mapped.home, On) and UNTOLD in identity.scope and mapped.type.startswith("Microsoft.Authorization/role"):
        body["properties"] = Unresolved(f"{resource.address}.{mapped.home.source}", "what it holds for is known only after apply")
    location = view.text("location")
    if isinstance(location, Unresolved):
        body["location"] = location
    tags = view.value("tags")
    if isinstance(tags, Mapping):
        body["tags"] = tags
    body |= unread(view, mapped, body)
    made = Resource(
        mapped.type,
        "",
        identity.name,
        identity.scope,
        body,
        location.replace(" ", "").lower() if isinstance(location, str) and location else None,
    )
    yield made
    if mapped.also is not None:
        yield from mapped.also(view, made)


def _quiet(view: View) -> Iterator[Resource]:
    """What stands for a resource that carries no traffic: nothing, unless it may send something to whom it names."""
    resource = view.resource
    named = {} if resource.type.startswith(HARMLESS) else elsewhere(view)
    if named:
        yield Resource(f"{QUIETLY}/{resource.type}", "", resource.address.replace("/", "|"), "", named)


def _changed(resource: Planned, identities: Identities, made: dict[str, Resource]) -> Resource | None:
    """Applies a resource that only changes another one; what stands for it when that cannot be done."""
    patch = PATCHED.get(resource.type)
    if patch is None and (not azapi.is_change(resource) or azapi.is_harmless(resource)):
        return None
    view = identities.view(resource)
    if patch is None:
        identity = identities.identity(resource)
        if identity is None:
            return _stranger(view, identities.said)
        target = made.get(identity.id.lower())
        after = azapi.changed(target, view, identity)
        if target is None:
            return after
        made[target.id.lower()] = after
        return None
    link = view.link(patch.target, patch.types)
    given = resource.values.get(patch.target)
    if isinstance(given, str) and identities.relative(given).lower() not in made and not identities.nameless(patch.types):
        # it changes something that stands outside of the plan, of which a graph has nothing
        return None
    found = made.get((link.resource + link.suffix).lower()) if isinstance(link, Ref) else None
    if found is not None:
        body = _copied(found.body)
        if isinstance(body, dict) and patch.apply(body, view):
            made[found.id.lower()] = replace(found, body=body)
            return None
    return _stranger(view, identities.said)


def _both(first: Resource, second: Resource) -> Resource:
    """One resource that the plan makes twice."""
    return replace(first, body=merged(first.body, second.body), location=first.location if first.location == second.location else None)


def _stranger(view: View, said: set[tuple[str, int]]) -> Resource:
    """What stands for a resource that is not mapped: it names what it refers to."""
    resource = view.resource
    named: list[Value] = [value for value in _ids(resource.values, view) if isinstance(value, Ref)]
    for expression in resource.written.expressions.values() if resource.written else ():
        if told(expression):
            for source in _named_by(resource, view.answers.sources(expression, resource), said):
                target = view.answers.id_of(source.resource.address)
                if target is not None:
                    named.append(Ref(target))
    name = resource.address.replace("/", "|")
    properties: Value = {
        "refersTo": list(dict.fromkeys(named)),
        "attributes": Unresolved(resource.address, f"{resource.type} is not modelled"),
    }
    return Resource(f"{STRANGER}/{resource.type}", "", name, "", {"properties": properties})


def _named_by(resource: Planned, sources: Sources, said: set[tuple[str, int]]) -> tuple[Source, ...]:
    """What an expression names: of the many that each of a thousand instances names alike, the first instance names all."""
    key = (resource.type, id(sources))
    if len(sources.found) > MANY and key in said:
        return sources.found[:1]
    said.add(key)
    return sources.found


def _ids(values: Evaluated, view: View) -> Iterable[Value]:
    todo = [values]
    while todo:
        each = todo.pop()
        if isinstance(each, str) and each.startswith("/subscriptions/"):
            yield view.answers.named(each)
        elif isinstance(each, Mapping):
            todo += each.values()
        elif isinstance(each, list):
            todo += each


def _copied(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list | tuple) else value


def _settled(value: Value, graph: Graph, own: Mapping[str, Ref]) -> Value:
    """A value with every reference to the nearest resource of the graph, as templates are read too. `own`: what GUIDs are."""
    if isinstance(value, Mapping):
        return {key: _settled(item, graph, own) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_settled(item, graph, own) for item in value]
    if isinstance(value, str) and own:
        return own.get(value.lower(), value)
    if isinstance(value, Ref) and value.path == "id":
        found = owner(graph, value.resource + value.suffix)
        return value if found is None else replace(value, resource=found[0].id, suffix=found[1])
    return value
