"""Evaluates the Bicep of a whole enclave back to resources: what Azure would be asked for, and what waits for what.

Written from the language's documentation, not from the printer: it is the printer's judge.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from enclave.graph.ids import owner, parse
from enclave.graph.model import Graph, Ref, Resource, Secret
from tests.emit import bicep_parser

File = bicep_parser.File
SCOPES = {"resourceGroup": "group", "subscription": "subscription", "managementGroup": "management-group", "tenant": "tenant"}


@dataclass(frozen=True)
class Known:
    """What only a deployed resource knows: an id (relative to the subscription) with a path."""

    id: str
    path: str = "id"
    prefix: str = ""


class Reader:
    def __init__(self, files: dict[str, str], graph: Graph) -> None:
        self.files = {path: bicep_parser.parse(path, text) for path, text in files.items() if path.endswith((".bicep", ".bicepparam"))}
        self.graph = graph
        self.resources: list[Resource] = []
        self.after: dict[str, set[str]] = {}
        self.called: set[str] = {"main.bicep"}

    def read(self) -> list[Resource]:
        given = self.files["main.bicepparam"]
        assert given.using == "main.bicep"
        main = self.files["main.bicep"]
        arguments: dict[str, Any] = {}
        outside = Instance(self, File("main.bicepparam"), "subscription", "", {}, set())
        for name, node in given.values.items():
            secret = node[0] == "call" and node[1] == "readEnvironmentVariable"
            assert not secret or "secure" in main.params[name]["decorators"]
            arguments[name] = Secret(name) if secret else outside.value(node, {})
        Instance(self, main, "subscription", "", arguments, set()).deploy()
        imported = {posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
                    for path, file in self.files.items() for target in file.imports.values()}
        assert {path for path in self.files if path.endswith(".bicep")} == self.called | imported
        return self.resources


class Instance:
    """A file with arguments: one deployment."""

    def __init__(self, reader: Reader, file: Any, kind: str, name: str, arguments: dict[str, Any], before: set[str]) -> None:
        self.reader, self.file, self.kind, self.name, self.before = reader, file, kind, name, before
        assert SCOPES[file.scope] == kind or file.path == "main.bicepparam", file.path
        assert set(arguments) == set(file.params), (file.path, set(arguments) ^ set(file.params))
        for key, value in arguments.items():
            self.check(self.file, f"{key} of {file.path}", file.params[key]["type"], value)
        self.params = arguments
        self.instances: dict[tuple[str, int], Instance] = {}
        self.ids: dict[tuple[str, int], str] = {}

    # -- deployment

    def deploy(self) -> None:
        for name, declared in self.file.resources.items():
            if not declared["existing"]:
                for index, scope in self.turns(declared):
                    self.emit(name, declared, index, scope)
        for name, declared in self.file.modules.items():
            for index, _ in self.turns(declared):
                self.instance(name, index).deploy()

    def all_ids(self) -> set[str]:
        """Every resource of this deployment and of those inside."""
        found = {self.identify(name, index).lower() for name, declared in self.file.resources.items() if not declared["existing"]
                 for index, _ in self.turns(declared)}
        for name, declared in self.file.modules.items():
            for index, _ in self.turns(declared):
                found |= self.instance(name, index).all_ids()
        return found

    def turns(self, declared: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
        """The turns of a declaration's loop with its variables; one turn -1 without a loop."""
        if declared["loop"] is None:
            return [(-1, {})]
        item, index, source = declared["loop"]
        items = self.value(source, {})
        assert isinstance(items, list), source
        return [(number, {item: value, **({index: number} if index else {})}) for number, value in enumerate(items)]

    def scope_of(self, declared: dict[str, Any], index: int) -> dict[str, Any]:
        return dict(self.turns(declared))[index]

    def emit(self, name: str, declared: dict[str, Any], index: int, scope: dict[str, Any]) -> None:
        kind, _, version = declared["head"].partition("@")
        body: dict[str, Any] = {}
        location = None
        for key, node in declared["body"]:
            text = self.value(key, scope)
            if text == "location":
                location = self.value(node, scope)
            elif text not in ("name", "parent", "scope", "dependsOn"):
                body[text] = self.finished(self.value(node, scope))
        own = self.identify(name, index)
        found = parse(own)
        assert found
        place = "" if kind == "Microsoft.Resources/resourceGroups" else found.scope
        self.reader.resources.append(Resource(kind, version, "/".join(found.names), place, body, location))
        waits = set(self.before)
        for _, node in declared["body"]:
            waits |= self.mentioned(node, scope)
        if "batchSize" in declared["decorators"] and index > 0:
            waits |= {self.identify(name, index - 1).lower()} | self.reader.after[self.identify(name, index - 1).lower()]
        assert own.lower() not in waits, f"{name} of {self.file.path} refers to itself"
        self.reader.after[own.lower()] = waits

    def identify(self, name: str, index: int) -> str:
        if (name, index) in self.ids:
            return self.ids[name, index]
        declared = self.file.resources[name]
        scope = self.scope_of(declared, index)
        body = {self.value(key, scope): node for key, node in declared["body"]
                if key[1][0] in ("name", "parent", "scope") and len(key[1]) == 1}
        own = self.value(body["name"], scope)
        kind = declared["head"].partition("@")[0]
        assert isinstance(own, str), (name, own)
        if "parent" in body:
            above = self.known(self.value(body["parent"], scope))
            assert "/" not in own, f"{own} is a whole name below a parent"
            found = f"{above}/{kind.rpartition('/')[2]}/{own}"
        elif kind == "Microsoft.Resources/resourceGroups":
            found = f"/resourceGroups/{own}"
        else:
            assert kind.count("/") == own.count("/") + 1, f"{name} of {self.file.path}: a child has no parent"
            base = self.known(self.value(body["scope"], scope)) if "scope" in body else self.base()
            provider, *kinds = kind.split("/")
            found = f"{base}/providers/{provider}" + "".join(f"/{one}/{part}" for one, part in zip(kinds, own.split("/"), strict=True))
        self.ids[name, index] = found
        return found

    def base(self) -> str:
        return {"group": f"/resourceGroups/{self.name}", "subscription": "", "tenant": "",
                "management-group": f"/providers/Microsoft.Management/managementGroups/{self.name}"}[self.kind]

    def known(self, value: Any) -> str:
        assert isinstance(value, Known), value
        assert value.path == ""
        return value.id

    def instance(self, name: str, index: int) -> Instance:
        key = name, index
        if key not in self.instances:
            declared = self.file.modules[name]
            path = posixpath.normpath(posixpath.join(posixpath.dirname(self.file.path), declared["head"]))
            self.reader.called.add(path)
            scope = self.scope_of(declared, index)
            body = {self.value(key_, scope): node for key_, node in declared["body"]}
            assert set(body) <= {"scope", "params", "dependsOn"}
            arguments = {self.value(one, scope): self.value(node, scope) for one, node in body.get("params", ("object", []))[1]}
            kind, place = self.module_scope(body.get("scope"), scope)
            before = set(self.before)
            for part in body.values():
                before |= self.mentioned(part, scope)
            if "batchSize" in declared["decorators"] and index > 0:
                before |= self.instance(name, index - 1).all_ids() | self.instance(name, index - 1).before
            self.instances[key] = Instance(self.reader, self.reader.files[path], kind, place, arguments, before)
        return self.instances[key]

    def module_scope(self, node: Any, scope: dict[str, Any]) -> tuple[str, str]:
        if node is None:
            return self.kind, self.name
        value = self.value(node, scope)
        if isinstance(value, Known):
            assert value.id.startswith("/resourceGroups/")
            assert self.kind == "subscription"
            return "group", value.id.rpartition("/")[2]
        kind, name = value[0], self.plain(value[1])
        above = {"tenant": ("subscription", "group"), "management-group": ("tenant", "management-group")}
        assert self.kind in above.get(kind, ("subscription", "group")), f"a module for {kind} cannot be called from {self.kind}"
        return kind, name

    # -- what is mentioned

    def mentioned(self, node: Any, scope: dict[str, Any]) -> set[str]:
        """Ids of everything that an expression refers to: those resources, or all of a module, must be there before."""
        if isinstance(node, list | tuple) and node and node[0] == "get":
            base = node[1]
            if base[0] == "name" and base[1] not in scope and base[1] in (*self.file.resources, *self.file.modules) and node[3] == "index":
                return self.of_symbol(base[1], self.value(node[2], scope)) | self.mentioned(node[2], scope)
        if isinstance(node, tuple) and len(node) == 2 and node[0] == "name":
            return self.of_symbol(node[1], None) if node[1] not in scope else set()
        if isinstance(node, tuple) and node and node[0] == "lambda":
            return self.mentioned(node[2], {**scope, node[1]: None})
        if isinstance(node, tuple) and node and node[0] == "for":
            inner = {**scope, node[1]: None, **({node[2]: 0} if node[2] else {})}
            return self.mentioned(node[3], scope) | self.mentioned(node[4], inner)
        found: set[str] = set()
        if isinstance(node, list | tuple):
            for part in node:
                if isinstance(part, list | tuple):
                    found |= self.mentioned(part, scope)
        return found

    def of_symbol(self, name: str, index: int | None) -> set[str]:
        if name in self.file.modules:
            indices = [number for number, _ in self.turns(self.file.modules[name])] if index is None else [index]
            return {one for number in indices for one in (*self.instance(name, number).all_ids(), *self.instance(name, number).before)}
        declared = self.file.resources.get(name)
        if declared is None:
            return self.mentioned(self.file.variables[name], {}) if name in self.file.variables else set()
        indices = [number for number, _ in self.turns(declared)] if index is None else [index]
        if not declared["existing"]:
            return {self.identify(name, number).lower() for number in indices}
        return {one for number in indices for key, node in declared["body"] if key[1][0] in ("parent", "scope")
                for one in self.mentioned(node, self.scope_of(declared, number))}

    # -- values

    def finished(self, value: Any) -> Any:
        """A value as a graph holds it."""
        if isinstance(value, dict):
            return {self.key(key): self.finished(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.finished(item) for item in value]
        if not isinstance(value, Known):
            return value
        if value.path in ("name",):
            return value.id.rpartition("/")[2]
        if value.path != "id":
            return Ref(value.id, value.path)
        found = owner(self.reader.graph, value.id)
        return Ref(found[0].id, "id", found[1], value.prefix) if found else Ref(value.id, "id", "", value.prefix)

    def key(self, key: Any) -> str:
        return key.id if isinstance(key, Known) else key

    def value(self, node: Any, scope: dict[str, Any]) -> Any:
        kind = node[0]
        if kind == "value":
            return node[1]
        if kind == "text":
            return self.text(node[1], scope)
        if kind == "object":
            return {self.value(key, scope): self.value(item, scope) for key, item in node[1]}
        if kind == "array":
            return [self.value(item, scope) for item in node[1]]
        if kind == "for":
            _, item, index, source, body = node
            items = self.value(source, scope)
            return [self.value(body, {**scope, item: one, **({index: at} if index else {})}) for at, one in enumerate(items)]
        if kind == "name":
            return self.named(node[1], scope)
        if kind == "call":
            return self.called(node[1], node[2], scope)
        assert kind == "get", node
        return self.get(node, scope)

    def get(self, node: Any, scope: dict[str, Any]) -> Any:
        _, base, key, _ = node
        if base[0] == "name" and base[1] not in scope:
            if base[1] in self.file.modules and self.file.modules[base[1]]["loop"]:
                return self.instance(base[1], self.value(key, scope))
            if base[1] in self.file.resources and self.file.resources[base[1]]["loop"]:
                return Known(self.identify(base[1], self.value(key, scope)), "")
        target, step = self.value(base, scope), self.value(key, scope)
        if isinstance(target, Instance):
            assert step == "outputs"
            return ("outputs", target)
        if isinstance(target, tuple) and target[0] == "outputs":
            declared = target[1].file.outputs[step]
            value = target[1].value(declared["value"], {})
            target[1].check(target[1].file, f"output {step} of {target[1].file.path}", declared["type"], value)
            return value
        if isinstance(target, Known):
            assert target.path != "id", f"{step} of an id"
            return Known(target.id, f"{target.path}[{step}]" if isinstance(step, int) else f"{target.path}.{step}" if target.path else step)
        if isinstance(target, dict):
            assert step in target, (self.file.path, step, sorted(map(str, target)))
            return target[step]
        assert isinstance(target, list), (self.file.path, node)
        return target[step]

    def text(self, parts: list[Any], scope: dict[str, Any]) -> Any:
        values = [part if isinstance(part, str) else self.value(part, scope) for part in parts]
        values = [value.id.rpartition("/")[2] if isinstance(value, Known) and value.path == "name" else value for value in values]
        at = next((at for at, value in enumerate(values) if isinstance(value, Known)), None)
        if at is None:
            text = "".join(str(value) for value in values)
            is_id = text.startswith("/subscriptions/{subscription}")
            return Known(text.removeprefix("/subscriptions/{subscription}"), "id") if is_id else text
        known = values[at]
        assert known.path == "id", (self.file.path, parts)
        return Known(known.id + "".join(values[at + 1:]), "id", "".join(values[:at]))

    def named(self, name: str, scope: dict[str, Any]) -> Any:
        if name in scope:
            return scope[name]
        if name in self.params:
            return self.params[name]
        if name in self.file.variables:
            return self.value(self.file.variables[name], {})
        if name in self.file.modules:
            return self.instance(name, -1)
        assert name in self.file.resources, f"{name} is not declared in {self.file.path}"
        return Known(self.identify(name, -1), "")

    def called(self, name: str, arguments: list[Any], scope: dict[str, Any]) -> Any:
        if name in ("map", "toObject"):
            items = self.value(arguments[0], scope)
            results = [[self.value(one[2], {**scope, one[1]: item}) for one in arguments[1:]] for item in items]
            if name == "map":
                return [one for (one,) in results]
            keys = [self.plain(key) for key, _ in results]
            assert len({key.lower() for key in keys}) == len(keys), (self.file.path, keys)
            return {key: value for key, (_, value) in zip(keys, results, strict=True)}
        if name in self.file.functions or name in self.file.imports:
            return self.user_function(name, [self.value(argument, scope) for argument in arguments])
        values = [self.value(argument, scope) for argument in arguments]
        simple = {
            "json": lambda: float(values[0]),
            "union": lambda: {key: value for one in values for key, value in one.items()},
            "indexOf": lambda: values[0].index(values[1]),
            "range": lambda: list(range(values[0], values[0] + values[1])),
            "length": lambda: len(values[0]),
            "tenant": lambda: ("tenant", ""),
            "managementGroup": lambda: ("management-group", values[0]),
        }
        if name in simple:
            return simple[name]()
        if name == "resourceGroup":
            assert values or self.kind == "group"
            return ("group", values[0]) if values else Known(f"/resourceGroups/{self.name}", "")
        if name == "subscription":
            assert self.kind in ("group", "subscription")
            return {"id": Known("", "id"), "subscriptionId": "{subscription}"}
        return self.resource_id(name, values)

    def user_function(self, name: str, values: list[Any]) -> Any:
        home = self.file
        if name in self.file.imports:
            home = self.reader.files[posixpath.normpath(posixpath.join(posixpath.dirname(self.file.path), self.file.imports[name]))]
            assert "export" in home.decorators[name]
        declared = home.functions[name]
        assert len(values) == len(declared["params"])
        scope = dict(zip(declared["params"], values, strict=True))
        for key, kind in declared["params"].items():
            self.check(home, f"{key} of {name}", kind, scope[key])
        # a function sees nothing but its own parameters
        return Instance(self.reader, File(home.path, "resourceGroup"), "group", self.name, {}, set()).value(declared["body"], scope)

    def resource_id(self, name: str, values: list[Any]) -> Known:
        head = None
        if name == "extensionResourceId":
            assert isinstance(values[0], Known)
            head, values = values[0].id, values[1:]
        if values[0] == "{subscription}":
            values = values[1:]
        elif self.kind in ("tenant", "management-group"):
            assert name in ("tenantResourceId", "extensionResourceId"), f"{name} needs the subscription in {self.file.path}"
        texts = [self.plain(value) for value in values]
        if name == "resourceId" and "/" not in texts[0]:
            head, texts = f"/resourceGroups/{texts[0]}", texts[1:]
        if head is None:
            assert name in ("resourceId", "subscriptionResourceId", "tenantResourceId"), name
            assert name != "resourceId" or self.kind == "group", self.file.path
            head = f"/resourceGroups/{self.name}" if name == "resourceId" else ""
        namespace, *kinds = texts[0].split("/")
        assert len(kinds) == len(texts) - 1, texts
        pairs = "".join(f"/{kind}/{part}" for kind, part in zip(kinds, texts[1:], strict=True))
        found = f"{head}/providers/{namespace}{pairs}"
        is_unknown = owner(self.reader.graph, found) is None and not texts[0].startswith("Microsoft.Management/")
        is_text = name == "tenantResourceId" and is_unknown
        return found if is_text else Known(found, "id")

    def plain(self, value: Any) -> str:
        if isinstance(value, Known):
            assert value.path == "name", value
            return value.id.rpartition("/")[2]
        assert isinstance(value, str), value
        return value

    # -- types

    def check(self, file: Any, where: str, kind: Any, value: Any) -> None:
        """Fails where a value is not of a declared type."""
        if kind[0] == "choice":
            assert value in kind[1], (where, value)
        elif kind[0] == "list":
            assert isinstance(value, list), (where, value)
            for item in value:
                self.check(file, where, kind[1], item)
        elif kind[0] == "fields":
            assert isinstance(value, dict), (where, value)
            if "*" in kind[1]:
                for item in value.values():
                    self.check(file, where, kind[1]["*"], item)
            else:
                assert set(value) == set(kind[1]), (where, set(value) ^ set(kind[1]))
                for key, inner in kind[1].items():
                    self.check(file, f"{where}.{key}", inner, value[key])
        elif kind[1] in ("string", "int", "bool", "object"):
            is_text = isinstance(value, str | Known | Secret)
            fits = {"string": is_text, "int": isinstance(value, int) and not isinstance(value, bool), "bool": isinstance(value, bool),
                    "object": isinstance(value, dict)}
            assert fits[kind[1]], (where, kind[1], value)
        else:
            self.check(*self.resolve(file, where, kind[1]), value)

    def resolve(self, file: Any, where: str, name: str) -> tuple[Any, str, Any]:
        if name in file.types:
            return file, where, file.types[name]
        home = self.reader.files[posixpath.normpath(posixpath.join(posixpath.dirname(file.path), file.imports[name]))]
        if name in home.types:
            assert "export" in home.decorators[name], f"{name} is not exported by {home.path}"
        return self.resolve(home, where, name)


def read(files: dict[str, str], graph: Graph) -> Reader:
    """The resources that the files deploy. `graph` is only asked which ids are resources and which are parts of one."""
    reader = Reader(files, graph)
    reader.read()
    return reader
