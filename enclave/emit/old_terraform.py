"""Prints a graph as Terraform: every resource an `azapi_resource`, which takes ARM's own types and bodies.

Arguments and blocks are those of the azapi provider 2 (its documentation, `azapi_resource`, 2026).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from enclave.emit.names import GUID, Names, distinctive, noun, snake, words
from enclave.emit.terraform.text import Block, Expression, attributes, inline, quoted
from enclave.emit.units import Plan, plan
from enclave.errors import UnsupportedError
from enclave.graph.ids import GROUP_TYPE, group_of, owner
from enclave.graph.model import Graph, Ref, Resource, Secret, Value

SUBSCRIPTION = "local.subscription_id"
TOP_LEVEL = frozenset({"tags", "identity"})
"""Parts of a body that are arguments of their own."""
HEADER = "# {what}: written by `enclave build`; change enclave.yaml, not this file"
Pairs = list[tuple[str | Expression, object]]


def emit_terraform(graph: Graph) -> dict[str, str]:
    """`versions.tf`, `variables.tf`, `outputs.tf`, `main.tf` and a file for each module. Raises UnsupportedError."""
    pieces = plan(graph)
    if any(unit.home.kind not in ("group", "subscription") for unit in pieces.units):
        raise UnsupportedError("a management group cannot be said in Terraform yet")
    return _Printer(graph, pieces).files()


@dataclass
class _Printer:
    graph: Graph
    plan: Plan
    names: Names = field(default_factory=Names)
    variables: dict[str, Pairs] = field(default_factory=dict)
    tags: dict[str, tuple[str, Mapping[str, Value]]] = field(default_factory=dict)
    exports: dict[str, dict[str, str]] = field(default_factory=dict)
    """Lower-case resource id -> name of an exported value -> its path in the answer of Azure."""
    secrets: dict[str, str] = field(default_factory=dict)
    """Parameter of a secret -> its variable."""

    def __post_init__(self) -> None:
        self.noise = frozenset(word.lower() for resource in self.graph for word in words(group_of(resource.id)))
        self.noise |= {word.lower() for resource in self.graph for word in words(resource.stamp)}
        self.symbols = {resource.id.lower(): self.names.take(self._symbol(resource)) for resource in self.graph}
        self.locations: dict[tuple[str, str], str] = {}
        common = Counter(_key(resource.body.get("tags")) for resource in self.graph)
        self.common_tags = {key for key, count in common.items() if key and count > 1}
        for resource in self.graph:
            for value in _leaves(resource.body):
                if isinstance(value, Ref) and value.path not in ("id", "name"):
                    self._export(value)

    # -- files ------------------------------------------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """Every file, with its path."""
        modules: dict[str, list[list[str]]] = {}
        for resource in self.graph:
            is_group = resource.type.lower() == GROUP_TYPE.lower()
            name = "main" if is_group else (resource.module or "resources").replace("/", "-")
            name = f"{name}-resources" if name in ("versions", "variables", "outputs") or (name == "main" and not is_group) else name
            modules.setdefault(name, []).append(self._resource(resource))
        main = modules.pop("main", [])
        shared: Pairs = [("subscription_id", Expression('"/subscriptions/${data.azapi_client_config.current.subscription_id}"'))]
        shared += [(name, tags) for name, tags in self.tags.values()]
        start = [['data "azapi_client_config" "current" {}'], ["locals {", *attributes(shared, 1), "}"]]
        files = {"versions.tf": self._versions()}
        if self.variables:
            files["variables.tf"] = _file("variables", [
                [f"variable {quoted(name)} {{", *attributes(pairs, 1), "}"] for name, pairs in self.variables.items()
            ])
        files["main.tf"] = _file("the enclave and its resource groups", start + main)
        if self.plan.groups:
            files["outputs.tf"] = _file("outputs", [self._output(group) for group in self.plan.groups])
        for name, blocks in modules.items():
            files[f"{name}.tf"] = _file(name, blocks)
        return files

    def _output(self, group: Resource) -> list[str]:
        symbol = self.symbols[group.id.lower()]
        pairs: Pairs = [("description", f"resource id of {group.name}"), ("value", Expression(f"azapi_resource.{symbol}.id"))]
        return [f'output "{symbol}_id" {{', *attributes(pairs, 1), "}"]

    def _versions(self) -> str:
        # write-only arguments, which keep a secret out of the state, came with Terraform 1.11
        needed = ">= 1.11" if self.secrets else ">= 1.9"
        provider = {"azapi": {"source": "Azure/azapi", "version": "~> 2.0"}}
        inner: Pairs = [("required_version", needed), ("", Block("required_providers", list(provider.items())))]
        return _file("versions", [["terraform {", *attributes(inner, 1), "}"], ['provider "azapi" {}']])

    # -- resources --------------------------------------------------------------------------------------------------

    def _symbol(self, resource: Resource) -> str:
        named: list[str] = []
        if "/providers/" in resource.scope:
            named += distinctive([resource.scope.rpartition("/")[2]], self.noise)
        for segment in resource.name.split("/"):
            named += distinctive([segment], self.noise)
        if resource.type.lower() == GROUP_TYPE.lower() and resource.stamp:
            named = []
        if GUID.fullmatch(resource.name) or not named:
            named += words(noun(resource.type))
        return snake([resource.stamp, *named], words(noun(resource.type))[0].lower())

    def _resource(self, resource: Resource) -> list[str]:
        pairs: Pairs = [
            ("type", f"{resource.type}@{resource.api_version}"),
            ("parent_id", self._id(resource.parent or resource.scope)),
            ("name", resource.name.rpartition("/")[2] if resource.parent else resource.name),
        ]
        if resource.location is not None:
            pairs.append(("location", self._location(resource)))
        if "tags" in resource.body:
            pairs.append(("tags", self._tags(resource)))
        if resource.body.get("identity") is not None:
            pairs.append(("", self._identity(resource, resource.body["identity"])))
        body = {key: value for key, value in resource.body.items() if key not in TOP_LEVEL}
        public, private = _split(body, resource.id)
        pairs.append(("body", self._value(public, resource)))
        if private:
            pairs.append(("sensitive_body", self._value(private, resource)))
        exports = self.exports.get(resource.id.lower(), {})
        pairs.append(("response_export_values", exports or []))
        waits = self._waits(resource)
        if waits:
            pairs.append(("depends_on", [Expression(name) for name in waits]))
        head = f'resource "azapi_resource" {quoted(self.symbols[resource.id.lower()])} {{'
        return [head, *attributes(pairs, 1), "}"]

    def _waits(self, resource: Resource) -> list[str]:
        referred = {resource.scope.lower(), (resource.parent or "").lower(), resource.id.lower()}
        for value in _leaves(resource.body):
            found = owner(self.graph, value.resource + value.suffix) if isinstance(value, Ref) else None
            referred |= {found[0].id.lower()} if found else set()
        waits = []
        for name in resource.depends_on:
            found = owner(self.graph, name)
            if found is not None and found[0].id.lower() not in referred:
                waits.append(f"azapi_resource.{self.symbols[found[0].id.lower()]}")
        return list(dict.fromkeys(waits))

    def _location(self, resource: Resource) -> object:
        if resource.location in (None, "global"):
            return resource.location
        key = (resource.stamp, resource.location or "")
        if key not in self.locations:
            first = not any(stamp == resource.stamp for stamp, _ in self.locations)
            name = self.names.take(snake([resource.stamp, "" if first else resource.location or "", "location"]))
            self.locations[key] = name
            self.variables[name] = [
                ("type", Expression("string")),
                ("description", f"Azure region of {resource.stamp or 'the enclave'}"),
                ("default", resource.location),
            ]
        return Expression(f"var.{self.locations[key]}")

    def _tags(self, resource: Resource) -> object:
        tags = resource.body["tags"]
        key = _key(tags)
        if key in self.common_tags and isinstance(tags, Mapping):
            name = self.tags.setdefault(key, (self.names.take(snake([resource.stamp, "tags"])), tags))[0]
            return Expression(f"local.{name}")
        return self._value(tags, resource)

    def _identity(self, resource: Resource, identity: Value) -> Block:
        if not isinstance(identity, Mapping) or set(identity) - {"type", "userAssignedIdentities"}:
            raise UnsupportedError("has an identity that azapi cannot say", f"{resource.id} at identity")
        pairs: Pairs = [("type", self._value(identity.get("type"), resource))]
        assigned = identity.get("userAssignedIdentities")
        if isinstance(assigned, Mapping) and assigned:
            if any(value for value in assigned.values()):
                raise UnsupportedError("has an identity that azapi cannot say", f"{resource.id} at identity")
            pairs.append(("identity_ids", [self._id(name, resource) for name in assigned]))
        return Block("identity", pairs)

    # -- values -----------------------------------------------------------------------------------------------------

    def _value(self, value: Value, resource: Resource) -> object:
        if isinstance(value, Ref):
            return self._ref(value, resource)
        if isinstance(value, Secret):
            return self._secret(value)
        if isinstance(value, Mapping):
            return {self._body_key(key, resource): self._value(item, resource) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._value(item, resource) for item in value]
        return value

    def _body_key(self, key: str, resource: Resource) -> str | Expression:
        return self._id(key, resource) if key.startswith("/") and owner(self.graph, key) else key

    def _secret(self, secret: Secret) -> Expression:
        if secret.parameter not in self.secrets:
            self.secrets[secret.parameter] = self.names.take(snake([secret.parameter], "secret"))
        name = self.secrets[secret.parameter]
        self.variables[name] = [
            ("type", Expression("string")),
            ("description", secret.description or "given at deployment"),
            ("sensitive", True),
            ("ephemeral", True),
        ]
        return Expression(f"var.{name}")

    def _ref(self, ref: Ref, resource: Resource) -> Expression:
        if ref.path == "id":
            found_id = self._id(ref.resource + ref.suffix, resource)
            return Expression(_prefixed(ref.prefix, found_id.text)) if ref.prefix else found_id
        found = self.graph.get(ref.resource)
        if ref.path == "name" or found is None:
            target = f"azapi_resource.{self.symbols[found.id.lower()]}.name" if found else quoted(ref.resource.rpartition("/")[2])
            return Expression(target)
        return Expression(f"azapi_resource.{self.symbols[found.id.lower()]}.output.{self._export(ref)}")

    def _export(self, ref: Ref) -> str:
        """The name under which a resource exports a value of its answer."""
        exported = self.exports.setdefault(ref.resource.lower(), {})
        for name, path in exported.items():
            if path == ref.path:
                return name
        name = snake([ref.path.rpartition(".")[2]], "value")
        if name in exported:
            name = Names(exported).take(snake([ref.path], "value"))
        exported[name] = ref.path
        return name

    def _id(self, resource_id: str, resource: Resource | None = None) -> Expression:
        """The expression for an id: of a resource here, of a part of one, or of what lies outside."""
        if not resource_id:
            return Expression(SUBSCRIPTION)
        found = owner(self.graph, resource_id)
        if found is None:
            if resource_id.lower().startswith("/subscriptions/"):
                return Expression(quoted(resource_id))
            head, mark, tail = resource_id.rpartition("/providers/")
            if head and owner(self.graph, head) is not None:
                return Expression(_joined(self._id(head, resource).text, mark + tail))
            return Expression(_joined(SUBSCRIPTION, resource_id))
        target, suffix = found
        if resource is not None and target.id.lower() == resource.id.lower():
            above = target.parent or target.scope
            return Expression(_joined(self._id(above).text, target.id[len(above):] + suffix))
        text = f"azapi_resource.{self.symbols[target.id.lower()]}.id"
        return Expression(_joined(text, suffix) if suffix else text)


def _joined(text: str, more: str) -> str:
    """An expression and a literal behind it as one text."""
    inner = text[1:-1] if text.startswith('"') else "${" + text + "}"
    return f'"{inner}{quoted(more)[1:-1]}"'


def _prefixed(text: str, expression: str) -> str:
    """A literal and an expression behind it as one text."""
    inner = expression[1:-1] if expression.startswith('"') else "${" + expression + "}"
    return f'"{quoted(text)[1:-1]}{inner}"'


def _split(body: Mapping[str, Value], where: str) -> tuple[dict[str, Value], dict[str, Value]]:
    """What is public of a body, and what is secret. A secret in a list is refused: it would end up in the state."""
    public: dict[str, Value] = {}
    private: dict[str, Value] = {}
    for key, value in body.items():
        if isinstance(value, Secret):
            private[key] = value
        elif isinstance(value, Mapping):
            inner, hidden = _split(value, f"{where}.{key}")
            if inner or not hidden:
                public[key] = inner
            if hidden:
                private[key] = hidden
        elif isinstance(value, list | tuple) and any(isinstance(item, Secret) for item in _leaves(value)):
            raise UnsupportedError("a secret inside a list cannot be kept out of Terraform's state", f"{where}.{key}")
        else:
            public[key] = value
    return public, private


def _leaves(value: Value) -> Sequence[Value]:
    """Every part of a value that has no parts; keys that are ids count as references."""
    found: list[Value] = []
    todo: list[Value] = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, Mapping):
            found += [Ref(key) for key in item if key.startswith("/")]
            todo += list(item.values())[::-1]
        elif isinstance(item, list | tuple):
            todo += list(item)[::-1]
        else:
            found.append(item)
    return found


def _file(what: str, blocks: Sequence[Sequence[str]]) -> str:
    return "\n\n".join([HEADER.format(what=what), *("\n".join(block) for block in blocks)]) + "\n"


def _key(tags: Value) -> str:
    """Tags as one text, `""` when they are not plain texts."""
    if not isinstance(tags, Mapping) or not tags or not all(isinstance(value, str) for value in tags.values()):
        return ""
    return inline(repr(sorted(tags.items())))
