"""Evaluates the Terraform of a whole enclave: what azapi would be given for each resource, and what waits for what.

Written from Terraform's documentation, not from the printer: it is the printer's judge. Ids are those of a made-up subscription,
what only Azure knows is `known:<id>:<path>`; `expected` says a graph the same way.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from enclave.graph.ids import owner
from enclave.graph.model import Graph, Ref, Secret
from tests.emit import terraform_parser as hcl

SUBSCRIPTION_ID = "00000000-0000-0000-0000-000000000000"
SUBSCRIPTION = f"/subscriptions/{SUBSCRIPTION_ID}"
ARGUMENTS = {"for_each", "type", "parent_id", "name", "location", "tags", "body", "sensitive_body", "locks", "schema_validation_enabled",
             "response_export_values", "depends_on"}
META = {"for_each", "source", "depends_on"}


Node = tuple[str, ...]
"""A node of Terraform's graph: path of calls, kind, name."""


@dataclass(frozen=True)
class Given:
    """A secret, given when it is deployed."""

    variable: str


class Module:
    """A folder of files."""

    def __init__(self, folder: str, files: Mapping[str, str]) -> None:
        self.folder = folder
        self.variables: dict[str, Any] = {}
        self.locals: dict[str, Any] = {}
        self.resources: dict[str, Any] = {}
        self.calls: dict[str, Any] = {}
        self.outputs: dict[str, Any] = {}
        self.used: set[tuple[str, str]] = set()
        self.version = ""
        self.providers: set[str] = set()
        for path, text in files.items():
            if posixpath.dirname(path) == folder and path.endswith(".tf"):
                body = hcl.parse(text)
                assert not body.attributes
                for kind, labels, inner in body.blocks:
                    self.declare(kind, labels, inner)

    def declare(self, kind: str, labels: tuple[str, ...], body: Any) -> None:
        if kind == "locals":
            assert not set(body.attributes) & set(self.locals)
            self.locals.update(body.attributes)
            return
        if kind == "terraform":
            self.version = body.attributes["required_version"].value
            for inner, _, provider in body.blocks:
                assert inner == "required_providers"
                assert dict(provider.attributes["azapi"].pairs)[hcl.Literal("source")] == hcl.Literal("Azure/azapi")
                self.providers.add("azapi")
            return
        if kind in ("data", "provider"):
            assert labels in (("azapi_client_config", "current"), ("azapi",))
            assert not self.folder
            return
        into = {"variable": self.variables, "resource": self.resources, "module": self.calls, "output": self.outputs}[kind]
        if kind == "resource":
            assert labels[0] == "azapi_resource"
            assert set(body.attributes) <= ARGUMENTS
            assert all(block == "identity" for block, _, _ in body.blocks)
        name = labels[-1]
        assert name not in into, f"{name} stands twice"
        into[name] = body


class Instance:
    """A module as it is called: with values for its variables."""

    def __init__(self, reader: Reader, module: Module, path: tuple[str, ...], arguments: Mapping[str, Any]) -> None:
        self.reader, self.module, self.path, self.arguments = reader, module, path, arguments
        self.memory: dict[tuple[str, str], Any] = {}

    def get(self, kind: str, name: str) -> Any:
        key = kind, name
        self.module.used.add(key)
        if key not in self.memory:
            self.memory[key] = getattr(self, f"_{kind}")(name)
        return self.memory[key]

    def _var(self, name: str) -> Any:
        value = self.arguments[name]
        value = value() if callable(value) else value
        declared = self.module.variables[name].attributes
        if isinstance(value, Given):
            assert declared["sensitive"] == declared["ephemeral"] == hcl.Literal(True)
            return value
        assert "ephemeral" not in declared
        conform(value, declared["type"], f"{self.module.folder}:{name}")
        for kind, _, body in self.module.variables[name].blocks:
            assert kind == "validation"
            self.memory["var", name] = value
            assert self.value(body.attributes["condition"], {}) is True
        return value

    def _local(self, name: str) -> Any:
        return self.value(self.module.locals[name], {})

    def _azapi_resource(self, name: str) -> Any:
        return self.expanded(self.module.resources[name], lambda each: Deployed(self, name, each))

    def _module(self, name: str) -> Any:
        return self.expanded(self.module.calls[name], lambda each: self.called(name, each))

    def _output(self, name: str) -> Any:
        return self.value(self.module.outputs[name].attributes["value"], {})

    def expanded(self, body: Any, make: Any) -> Any:
        if "for_each" not in body.attributes:
            return make({})
        items = self.value(body.attributes["for_each"], {})
        assert isinstance(items, dict)
        assert all(isinstance(key, str) and not key.startswith("known:") for key in items)
        return {key: make({"each": {"key": key, "value": value}}) for key, value in items.items()}

    def called(self, name: str, each: Mapping[str, Any]) -> Instance:
        body = self.module.calls[name].attributes
        source = body["source"].value
        assert source.startswith(("./", "../"))
        module = self.reader.modules[posixpath.normpath(posixpath.join(self.module.folder, source))]
        given = {key: node for key, node in body.items() if key not in META}
        assert set(given) == set(module.variables), (name, set(given) ^ set(module.variables))
        arguments = {key: (lambda node=node: self.value(node, each)) for key, node in given.items()}
        return Instance(self.reader, module, (*self.path, name), arguments)

    # -- expressions ------------------------------------------------------------------------------------------------

    def value(self, node: Any, names: Mapping[str, Any]) -> Any:
        if isinstance(node, hcl.Literal):
            return node.value
        if isinstance(node, hcl.Template):
            return "".join(text(self.value(part, names)) for part in node.parts)
        if isinstance(node, hcl.ListNode):
            return [self.value(item, names) for item in node.items]
        if isinstance(node, hcl.ObjectNode):
            pairs = [(text(self.value(key, names)), self.value(item, names)) for key, item in node.pairs]
            assert len({key for key, _ in pairs}) == len(pairs), pairs
            return dict(pairs)
        if isinstance(node, hcl.For):
            return self.loop(node, names)
        if isinstance(node, hcl.Call):
            return self.call(node, names)
        if isinstance(node, hcl.Index):
            return self.value(node.base, names)[self.value(node.key, names)]
        if isinstance(node, hcl.Attr):
            return self.attribute(node, names)
        return names[node.name]

    def attribute(self, node: Any, names: Mapping[str, Any]) -> Any:
        base = node.base
        if isinstance(base, hcl.Name) and base.name not in names:
            return self.get(base.name, node.name)
        if base == hcl.Attr(hcl.Attr(hcl.Name("data"), "azapi_client_config"), "current"):
            assert node.name == "subscription_id"
            return SUBSCRIPTION_ID
        value = self.value(base, names)
        if isinstance(value, Instance):
            return value.get("output", node.name)
        return value.attribute(node.name) if isinstance(value, Deployed) else value[node.name]

    def loop(self, node: Any, names: Mapping[str, Any]) -> Any:
        source = self.value(node.source, names)
        pairs = sorted(source.items()) if isinstance(source, dict) else list(enumerate(source))
        found = []
        for key, item in pairs:
            assert not set(node.names) & set(names)
            inner = {**names, **dict(zip(node.names, (key, item) if len(node.names) == 2 else (item,), strict=True))}
            found.append((self.value(node.key, inner) if node.key is not None else None, self.value(node.value, inner)))
        if node.key is None:
            return [value for _, value in found]
        assert len({key for key, _ in found}) == len(found)
        return dict(found)

    def call(self, node: Any, names: Mapping[str, Any]) -> Any:
        arguments = [self.value(argument, names) for argument in node.arguments]
        if node.function == "toset":
            assert len(set(arguments[0])) == len(arguments[0])
            return {item: item for item in arguments[0]}
        if node.function == "merge":
            return {key: value for one in arguments for key, value in one.items()}
        assert node.function == "contains"
        return arguments[1] in arguments[0]


class Deployed:
    """A resource, or the one for an item of a loop."""

    def __init__(self, instance: Instance, name: str, each: Mapping[str, Any]) -> None:
        self.instance, self.name, self.each = instance, name, each
        self.body = instance.module.resources[name]
        self._id = ""

    def argument(self, name: str) -> Any:
        node = self.body.attributes.get(name)
        return None if node is None else self.instance.value(node, self.each)

    @property
    def type(self) -> str:
        return str(self.argument("type")).partition("@")[0]

    @property
    def id(self) -> str:
        if not self._id:
            parent, kind = self.argument("parent_id"), self.type
            above = "" if parent == "/" else parent
            self._id = join(above, kind, self.argument("name"))
        return self._id

    def attribute(self, name: str) -> Any:
        if name == "output":
            return {key: f"known:{self.id}:{path}" for key, path in (self.argument("response_export_values") or {}).items()}
        assert name in ("id", "name", "parent_id")
        return self.id if name == "id" else self.argument(name)

    def said(self) -> tuple[str, str, Any, Any]:
        """Type with version, id, location and body."""
        body = self.argument("body") or {}
        assert self.argument("schema_validation_enabled") is True
        assert "Given" not in repr(body)
        secret = self.argument("sensitive_body")
        body = merged(body, secret) if secret is not None else body
        for key in ("tags",):
            if key in self.body.attributes:
                body[key] = self.argument(key)
        for _, _, block in self.body.blocks:
            identity = {key: self.instance.value(node, self.each) for key, node in block.attributes.items()}
            assert set(identity) <= {"type", "identity_ids"}
            body["identity"] = {"type": identity["type"]}
            if "identity_ids" in identity:
                body["identity"]["userAssignedIdentities"] = {item: {} for item in identity["identity_ids"]}
        return self.argument("type"), self.id, self.argument("location"), body


class Reader:
    def __init__(self, files: Mapping[str, str]) -> None:
        folders = sorted({posixpath.dirname(path) for path in files})
        self.modules = {folder: Module(folder, files) for folder in folders}
        given = hcl.parse(files["terraform.tfvars"]) if "terraform.tfvars" in files else hcl.Body()
        intent = self.modules[""].variables.pop("enclave_intent", None)
        self.intent = json.loads(files["intent.auto.tfvars.json"])["enclave_intent"] if intent else None
        """What the owner wants: only a plan has it."""
        root = self.modules[""]
        arguments: dict[str, Any] = {}
        outside = Instance(self, Module("-", {}), (), {})
        for name, body in root.variables.items():
            is_secret = "sensitive" in body.attributes
            assert is_secret is (name not in given.attributes)
            arguments[name] = Given(name) if is_secret else outside.value(given.attributes[name], {})
        assert set(given.attributes) <= set(root.variables)
        self.root = Instance(self, root, (), arguments)
        self.resources: dict[str, Deployed] = {}
        self.unused_outputs: list[str] = []
        """Folder and name of what modules tell and nobody asks."""
        self.nodes: dict[Node, list[str]] = {}
        for deployed in self.deployed(self.root):
            assert deployed.id.lower() not in self.resources, deployed.id
            self.resources[deployed.id.lower()] = deployed
            self.nodes.setdefault((*deployed.instance.path, "azapi_resource", deployed.name), []).append(deployed.id.lower())
        self.said = {key: deployed.said() for key, deployed in self.resources.items()}
        self.edges = dict(self.static(root, ()))
        self.after = self.waits()
        for module in self.modules.values():
            self.check_used(module)

    def deployed(self, instance: Instance) -> Iterator[Deployed]:
        for name in instance.module.resources:
            found = instance.get("azapi_resource", name)
            yield from found.values() if isinstance(found, dict) else [found]
        for name in instance.module.calls:
            found = instance.get("module", name)
            for called in found.values() if isinstance(found, dict) else [found]:
                yield from self.deployed(called)
        for output in instance.module.outputs:
            if not instance.path or ("output", output) in instance.module.used:
                instance.get("output", output)
            else:
                instance.value(instance.module.outputs[output].attributes["value"], {})

    def check_used(self, module: Module) -> None:
        for kind, declared in (("var", module.variables), ("local", module.locals)):
            unused = {name for name in declared if (kind, name) not in module.used}
            assert not unused, (module.folder, kind, unused)
        self.unused_outputs += [f"{module.folder}: {name}" for name in module.outputs if ("output", name) not in module.used]
        for blocks in (module.variables, module.outputs):
            assert all("description" in body.attributes for body in blocks.values())
        assert bool(module.resources) <= bool(module.providers), module.folder
        is_secret = any("ephemeral" in body.attributes for body in module.variables.values())
        assert module.version == (">= 1.11" if is_secret else ">= 1.9")

    # -- Terraform's own graph, which knows modules and resources but not their instances -----------------------------

    def static(self, module: Module, path: tuple[str, ...]) -> Iterator[tuple[Node, set[Node]]]:
        for name, node in module.locals.items():
            yield (*path, "local", name), set(self.mentions(node, module, path))
        for name, body in module.outputs.items():
            yield (*path, "output", name), self.of(body, module, path)
        for name, body in module.resources.items():
            explicit = set(self.mentions(body.attributes.get("depends_on"), module, path))
            others = {key: node for key, node in body.attributes.items() if key != "depends_on"}
            rest = {found for node in [*others.values(), *(n for _, _, b in body.blocks for n in b.attributes.values())]
                    for found in self.mentions(node, module, path)}
            assert not explicit & rest, f"{path} {name} depends on what it refers to anyway"
            yield (*path, "azapi_resource", name), explicit | rest | {(*path, "expand")}
        if not path:
            yield ("expand",), set()
            yield from (((*path, "var", name), set()) for name in module.variables)
        for name, body in module.calls.items():
            called = self.modules[posixpath.normpath(posixpath.join(module.folder, body.attributes["source"].value))]
            inner = (*path, name)
            before = {*self.mentions(body.attributes.get("depends_on"), module, path), *self.mentions(
                body.attributes.get("for_each"), module, path), (*path, "expand")}
            yield (*inner, "expand"), before
            for variable in called.variables:
                yield (*inner, "var", variable), {*self.mentions(body.attributes[variable], module, path), (*inner, "expand")}
            yield from self.static(called, inner)

    def of(self, body: Any, module: Module, path: tuple[str, ...]) -> set[Node]:
        return {found for node in body.attributes.values() for found in self.mentions(node, module, path)}

    def mentions(self, node: Any, module: Module, path: tuple[str, ...], bound: frozenset[str] = frozenset()) -> Iterator[Node]:
        if node is None:
            return
        if isinstance(node, hcl.For):
            yield from self.mentions(node.source, module, path, bound)
            for inner in (node.key, node.value):
                yield from self.mentions(inner, module, path, bound | set(node.names))
            return
        chain, keys = steps(node)
        if chain and chain[0] not in bound and chain[0] in ("var", "local", "azapi_resource", "module"):
            kind, name = chain[0], chain[1]
            if kind != "module":
                assert name in {"var": module.variables, "local": module.locals, "azapi_resource": module.resources}[kind], (path, name)
                yield (*path, kind, name)
            else:
                called = self.modules[posixpath.normpath(posixpath.join(module.folder, module.calls[name].attributes["source"].value))]
                if len(chain) > 2:
                    yield (*path, name, "output", chain[2])
                else:
                    yield from ((*path, name, "output", output) for output in called.outputs)
                    yield from self.everything(called, (*path, name))
            for key in keys:
                yield from self.mentions(key, module, path, bound)
            return
        for child in hcl.children(node):
            yield from self.mentions(child, module, path, bound)

    def everything(self, module: Module, path: tuple[str, ...]) -> Iterator[Node]:
        yield from ((*path, "azapi_resource", name) for name in module.resources)
        for name, body in module.calls.items():
            called = self.modules[posixpath.normpath(posixpath.join(module.folder, body.attributes["source"].value))]
            yield from self.everything(called, (*path, name))

    def waits(self) -> dict[str, set[str]]:
        """Resource -> the resources that come before it, directly or over variables, outputs and modules."""
        before: dict[Node, set[Node]] = {}
        found: dict[str, set[str]] = {}
        for node in TopologicalSorter(self.edges).static_order():
            before[node] = set()
            for other in self.edges[node]:
                before[node] |= {other} if other[-2:-1] == ("azapi_resource",) else before[other]
            if node[-2:-1] == ("azapi_resource",):
                ids = {one for other in before[node] for one in self.nodes.get(other, [])}
                for one in self.nodes.get(node, []):
                    found[one] = ids
        locked: dict[str, set[str]] = {}
        for one, deployed in self.resources.items():
            for lock in deployed.argument("locks") or []:
                locked.setdefault(lock, set()).add(one)
        for together in locked.values():
            for one in together:
                found[one] = found[one] | together - {one}
        return found


def steps(node: Any) -> tuple[list[str], list[Any]]:
    """The names along a reference, and what is between brackets in it."""
    if isinstance(node, hcl.Name):
        return [node.name], []
    if isinstance(node, hcl.Attr | hcl.Index):
        chain, keys = steps(node.base)
        return (([*chain, node.name], keys) if isinstance(node, hcl.Attr) else (chain, [*keys, node.key])) if chain else ([], [])
    return [], []


def join(above: str, kind: str, name: str) -> str:
    """The id that azapi makes."""
    if kind == "Microsoft.Resources/resourceGroups":
        return f"{above}/resourceGroups/{name}"
    parts = above.rpartition("/providers/")[2].split("/")
    is_child = [parts[0].lower(), *(part.lower() for part in parts[1::2])] == kind.lower().split("/")[:-1] and kind.count("/") > 1
    assert is_child is (kind.count("/") > 1), (above, kind)
    return f"{above}/{kind.rpartition('/')[2]}/{name}" if is_child else f"{above}/providers/{kind}/{name}"


def text(value: Any) -> str:
    assert isinstance(value, str | int | float), value
    return str(value) if not isinstance(value, bool) else str(value).lower()


def merged(left: Any, right: Any) -> Any:
    """Two bodies as azapi merges them."""
    if not isinstance(left, dict) or not isinstance(right, dict):
        return right
    return {**left, **{key: merged(left[key], value) if key in left else value for key, value in right.items()}}


def conform(value: Any, kind: Any, where: str) -> None:
    """Checks that a value is of a type, with no property too few or too many."""
    if isinstance(kind, hcl.Name):
        wanted = {"string": str, "number": int | float, "bool": bool}[kind.name]
        assert isinstance(value, wanted), (where, value)
        assert isinstance(value, bool) is (kind.name == "bool"), (where, value)
        return
    inner = kind.arguments[0]
    if kind.function == "object":
        fields = {key.value: one for key, one in inner.pairs}
        assert set(value) == set(fields), (where, set(value) ^ set(fields))
        for name, one in fields.items():
            conform(value[name], one, f"{where}.{name}")
        return
    assert kind.function in ("list", "map")
    assert isinstance(value, list if kind.function == "list" else dict), (where, value)
    for item in value if isinstance(value, list) else value.values():
        conform(item, inner, where)


def full(resource_id: str) -> str:
    """An id with the subscription in it."""
    above = re.match("/(subscriptions|providers/Microsoft.Management)/", resource_id, re.I)
    return resource_id if above else SUBSCRIPTION + resource_id


def expected(graph: Graph, secret: Any) -> dict[str, tuple[str, str, Any, Any]]:
    """What azapi should be given for each resource, by id in lower case. `secret` says what stands for a secret."""
    def said(value: Any) -> Any:
        if isinstance(value, Ref) and value.path == "name":
            return value.prefix + value.resource.rpartition("/")[2]
        if isinstance(value, Ref) and value.path == "location" and (found := graph.get(value.resource)) is not None:
            return found.location
        if isinstance(value, Ref):
            whole = full(value.resource + value.suffix)
            return value.prefix + (whole if value.path == "id" else f"known:{whole}:{value.path}")
        if isinstance(value, Secret):
            return secret(value.parameter)
        if isinstance(value, Mapping):
            return {full(key) if key.startswith("/") and owner(graph, key) else key: said(item) for key, item in value.items()}
        return [said(item) for item in value] if isinstance(value, list | tuple) else value

    return {full(one.id).lower(): (f"{one.type}@{one.api_version}", full(one.id), one.location, said(one.body)) for one in graph}


def read(files: Mapping[str, str]) -> Reader:
    """The resources that the files deploy."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 20_000))
    try:
        return Reader(files)
    finally:
        sys.setrecursionlimit(before)
