"""Reads the Bicep of a whole enclave back as resources, checking on the way what the official compiler would complain about.

Written from the language's documentation, not from the printer: it is the printer's judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from enclave.graph.ids import owner, parse
from enclave.graph.model import Graph, Ref, Resource, Secret

TOKEN = re.compile(
    r"(?P<skip>[ \t]+|//[^\n]*|\#disable-next-line[^\n]*)|(?P<line>\n)|(?P<text>'(?:\\u\{[0-9a-f]+\}|\\[^u\n]|\$(?!\{)|[^'\\$\n]|\$\{)*')"
    r"|(?P<number>-?\d+)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<mark>[{}()\[\]:=@.,|])"
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


@dataclass
class Deferred:
    """A part of a resource: what a symbol with a path stands for."""

    id: str
    path: str = ""


@dataclass
class File:
    path: str
    scope: str = "resourceGroup"
    params: dict[str, dict[str, Any]] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    modules: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)


class Parser:
    def __init__(self, path: str, text: str) -> None:
        self.file = File(path)
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        self._cut(0, len(text), self.tokens)

    def _cut(self, start: int, end: int, into: list[tuple[str, str]]) -> None:
        while start < end:
            if self.text[start] == "'":
                stop = self._text_end(start)
                into.append(("text", self.text[start:stop]))
                start = stop
                continue
            found = TOKEN.match(self.text, start)
            assert found, (self.file.path, self.text[start:start + 60])
            if found.lastgroup != "skip":
                into.append((str(found.lastgroup), found.group()))
            start = found.end()

    def _text_end(self, start: int) -> int:
        at = start + 1
        while self.text[at] != "'":
            if self.text[at] == "\\":
                at += 2
            elif self.text.startswith("${", at):
                at = self.text.index("}", at) + 1
            else:
                assert self.text[at] not in "\n\r", "a text goes over the end of the line"
                at += 1
        return at + 1

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, want: str | None = None) -> str:
        kind, text = self.peek()
        assert want is None or text == want or kind == want, (self.file.path, want, text, self.tokens[self.at - 3:self.at + 3])
        self.at += 1
        return text

    def lines(self) -> None:
        while self.peek()[0] == "line":
            self.at += 1

    def parse(self) -> File:
        decorators: dict[str, Any] = {}
        self.lines()
        while self.peek()[0] != "end":
            if self.peek()[1] == "@":
                self.take()
                name = self.take("word")
                decorators[name] = self.arguments()
                self.lines()
                continue
            self.statement(self.take("word"), decorators)
            decorators = {}
            assert self.peek()[0] in ("line", "end"), (self.file.path, self.tokens[self.at - 3:self.at + 3])
            self.lines()
        return self.file

    def statement(self, kind: str, decorators: dict[str, Any]) -> None:
        file = self.file
        if kind == "targetScope":
            self.take("=")
            file.scope = self.expression()[1][0]
            return
        name = self.take("word")
        for taken in (file.params, file.variables, file.resources, file.modules):
            assert name not in taken, f"{name} stands twice in {file.path}"
        if kind == "param":
            declared = {"type": self.type(), "decorators": decorators}
            if self.peek()[1] == "=":
                self.take()
                declared["default"] = self.expression()
            assert "description" in decorators, f"{name} in {file.path} has no description"
            file.params[name] = declared
        elif kind == "var":
            self.take("=")
            file.variables[name] = self.expression()
        elif kind == "output":
            assert "description" in decorators
            declared = {"type": self.type()}
            self.take("=")
            file.outputs[name] = declared | {"value": self.expression()}
        else:
            head = self.expression()[1][0]
            existing = self.peek()[1] == "existing"
            if existing:
                self.take()
            self.take("=")
            body = self.expression()
            assert body[0] == "object"
            (file.modules if kind == "module" else file.resources)[name] = {"head": head, "existing": existing, "body": body[1]}

    def type(self) -> Any:
        if self.peek()[0] == "text":
            words = [self.expression()[1][0]]
            while self.peek()[1] == "|":
                self.take()
                words.append(self.expression()[1][0])
            return words
        name = self.take("word")
        if self.peek()[1] == "[":
            self.take("[")
            self.take("]")
            name += "[]"
        return name

    def arguments(self) -> list[Any]:
        self.take("(")
        found = []
        while self.peek()[1] != ")":
            found.append(self.expression())
            if self.peek()[1] == ",":
                self.take()
        self.take(")")
        return found

    def expression(self) -> Any:
        kind, text = self.peek()
        if kind == "text":
            self.take()
            return "text", self.pieces(text)
        if kind == "number":
            return "value", int(self.take())
        if text == "{":
            return "object", self.object()
        if text == "[":
            return "array", self.array()
        name = self.take("word")
        if name in ("true", "false", "null"):
            return "value", {"true": True, "false": False, "null": None}[name]
        node: Any = ("call", name, self.arguments()) if self.peek()[1] == "(" else ("name", name)
        while self.peek()[1] in (".", "["):
            if self.take() == ".":
                node = ("get", node, self.take("word"))
            else:
                node = ("get", node, int(self.take("number")))
                self.take("]")
        return node

    def pieces(self, text: str) -> list[Any]:
        found: list[Any] = []
        at, plain = 1, ""
        while at < len(text) - 1:
            if text.startswith("\\u{", at):
                end = text.index("}", at)
                plain += chr(int(text[at + 3:end], 16))
                at = end + 1
            elif text[at] == "\\":
                plain += ESCAPES[text[at + 1]]
                at += 2
            elif text.startswith("${", at):
                end = text.index("}", at)
                inner = Parser(self.file.path, text[at + 2:end])
                found += [plain, inner.expression()] if plain else [inner.expression()]
                plain = ""
                at = end + 1
            else:
                plain += text[at]
                at += 1
        return [*found, plain] if plain or not found else found

    def object(self) -> list[tuple[Any, Any]]:
        self.take("{")
        found = []
        self.lines()
        while self.peek()[1] != "}":
            kind, text = self.peek()
            key = ("text", self.pieces(self.take())) if kind == "text" else ("text", [self.take("word")])
            plain = re.fullmatch(r"'[A-Za-z_][A-Za-z0-9_]*'", text)
            assert not plain or text[1:-1] in ("true", "false", "null"), f"{text} needs no quotes in {self.file.path}"
            self.take(":")
            found.append((key, self.expression()))
            assert self.peek()[0] == "line", (self.file.path, self.tokens[self.at - 3:self.at + 3])
            self.lines()
        self.take("}")
        return found

    def array(self) -> list[Any]:
        self.take("[")
        found = []
        self.lines()
        while self.peek()[1] != "]":
            found.append(self.expression())
            self.lines()
        self.take("]")
        return found


class Reader:
    def __init__(self, files: dict[str, str], graph: Graph) -> None:
        self.files = {path: Parser(path, text).parse() for path, text in files.items()}
        self.graph = graph
        self.resources: list[Resource] = []
        self.after: dict[str, set[str]] = {}
        self.secrets: set[str] = set()

    def read(self) -> list[Resource]:
        Instance(self, self.files["main.bicep"], "", {}, set())
        called = {"main.bicep"} | {module["head"] for file in self.files.values() for module in file.modules.values()}
        assert called == set(self.files)
        return self.resources


class Instance:
    """A file with arguments: one deployment."""

    def __init__(self, reader: Reader, file: File, group: str, arguments: dict[str, Any], before: set[str]) -> None:
        self.reader, self.file, self.group = reader, file, group
        self.used: set[str] = set()
        self.params: dict[str, Any] = {}
        assert file.scope == ("resourceGroup" if group else "subscription"), file.path
        required = {name for name, declared in file.params.items() if "default" not in declared}
        if file.path == "main.bicep":
            for name, declared in file.params.items():
                if "default" in declared:
                    self.params[name] = self.value(declared["default"])
                else:
                    assert "secure" in declared["decorators"]
                    self.params[name] = Secret(name)
        else:
            assert set(arguments) == required == set(file.params), file.path
            self.params = arguments
        for name, value in self.params.items():
            self.check(name, file.params[name], value)
        self.children: dict[str, Instance] = {}
        self.ids = {name: self.identify(name) for name in file.resources}
        for name in file.resources:
            self.emit(name, before)
        for name in file.modules:
            self.call(name)
        self.names_used()

    def check(self, name: str, declared: dict[str, Any], value: Any) -> None:
        kind, limits = declared["type"], {key: args[0][1] for key, args in declared["decorators"].items() if key.startswith(("min", "max"))}
        where = f"{name} of {self.file.path}: {value!r}"
        if isinstance(kind, list):
            assert value in kind, where
        elif kind == "string":
            assert isinstance(value, str | Ref | Secret), where
            if "minLength" in limits:
                assert isinstance(value, str)
                assert limits["minLength"] <= len(value) <= limits["maxLength"], where
        elif kind == "string[]":
            assert isinstance(value, list), where
            assert all(isinstance(item, str) for item in value), where
        elif kind == "int":
            assert isinstance(value, int), where
            assert not isinstance(value, bool), where
            assert limits["minValue"] <= value <= limits["maxValue"], where
        else:
            assert isinstance(value, {"bool": bool, "object": dict}[kind]), where

    # -- resources

    def identify(self, name: str) -> str:
        declared = self.file.resources[name]
        body = {key[1][0]: value for key, value in declared["body"] if key[0] == "text" and isinstance(key[1][0], str)}
        own = self.value(body["name"])
        kind = declared["head"].partition("@")[0]
        assert isinstance(own, str)
        if "parent" in body:
            above = body["parent"][1]
            return f"{self.identify(above)}/{kind.rpartition('/')[2]}/{own}"
        assert kind.count("/") == own.count("/") + 1, "a child has no parent"
        if kind == "Microsoft.Resources/resourceGroups":
            return f"/resourceGroups/{own}"
        scope = f"/resourceGroups/{self.group}" if self.group else ""
        if "scope" in body:
            node = body["scope"]
            scope = self.identify(node[1]) if node[0] == "name" else self.scope_of(node)
        return f"{scope}/providers/{kind.split('/')[0]}/{kind.partition('/')[2]}/{own}"

    def scope_of(self, node: Any) -> str:
        assert node[0] == "call", node
        if node[1] == "resourceGroup":
            return f"/resourceGroups/{self.value(node[2][0]) if node[2] else self.group}"
        assert node[1] == "subscription"
        return ""

    def emit(self, name: str, before: set[str]) -> None:
        declared = self.file.resources[name]
        if declared["existing"]:
            return
        kind, _, version = declared["head"].partition("@")
        body: dict[str, Any] = {}
        location = None
        waits: list[str] = []
        for key, node in declared["body"]:
            text = self.key(key)
            if text == "location":
                assert node[0] == "name" or node == ("text", ["global"]), "a location is hard-coded"
                location = self.value(node)
            elif text == "dependsOn":
                waits = [item[1] for item in node[1]]
                self.used |= set(waits)
            elif text not in ("name", "parent", "scope"):
                body[text] = self.value(node)
        found = parse(self.ids[name])
        assert found
        scope = found.scope if kind != "Microsoft.Resources/resourceGroups" else ""
        self.reader.resources.append(Resource(kind, version, "/".join(found.names), scope, body, location))
        mentioned = self.mentioned(declared["body"])
        assert not set(waits) & (mentioned - set(waits)), f"{name} of {self.file.path} depends on what it refers to anyway"
        assert name not in mentioned, f"{name} refers to itself"
        ids = before | {self.ids[symbol].lower() for symbol in mentioned | set(waits) if symbol in self.ids}
        if self.file.path == "main.bicep":
            ids |= {inner.lower() for symbol in mentioned if symbol in self.file.modules for inner in self.all_of(symbol)}
        self.reader.after[self.ids[name].lower()] = ids

    def mentioned(self, node: Any, through: bool = True) -> set[str]:
        """Symbols in an expression; what an existing resource hangs on counts too, as in the compiler."""
        found: set[str] = set()
        todo = [node]
        while todo:
            item = todo.pop()
            if isinstance(item, tuple) and len(item) == 2 and item[0] == "name":
                if item[1] not in found:
                    found.add(item[1])
                    declared = self.file.resources.get(item[1])
                    if through and declared and declared["existing"]:
                        todo.append(declared["body"])
            elif isinstance(item, tuple | list):
                todo += [part for part in item if isinstance(part, tuple | list)]
        return found

    def call(self, name: str) -> None:
        if name in self.children:
            return
        declared = self.file.modules[name]
        fields = {self.key(key): node for key, node in declared["body"]}
        assert set(fields) <= {"scope", "params", "dependsOn"}
        waits = {item[1] for item in fields["dependsOn"][1]} if "dependsOn" in fields else set()
        mentioned = self.mentioned(list(fields.get("params", ("object", []))[1])) | self.mentioned([fields.get("scope", ())])
        assert not waits & mentioned, f"{name} depends on what it refers to anyway"
        before: set[str] = set()
        for symbol in waits | mentioned:
            if symbol in self.file.modules:
                self.call(symbol)
                before |= {inner.lower() for inner in self.all_of(symbol)}
            elif symbol in self.ids:
                before.add(self.ids[symbol].lower())
        group = ""
        if "scope" in fields:
            node = fields["scope"]
            group = (self.ids[node[1]] if node[0] == "name" else self.scope_of(node)).rpartition("/")[2]
        arguments = {self.key(key): self.value(node) for key, node in fields.get("params", ("object", []))[1]}
        self.used |= waits | mentioned
        self.children[name] = Instance(self.reader, self.reader.files[declared["head"]], group, arguments, before)

    def all_of(self, module: str) -> list[str]:
        return [i for name, i in self.children[module].ids.items() if not self.children[module].file.resources[name]["existing"]]

    def names_used(self) -> None:
        file = self.file
        for _name, declared in file.resources.items():
            if not declared["existing"]:
                self.used |= self.mentioned(declared["body"])
        for output in file.outputs.values():
            self.used |= self.mentioned(output["value"])
        unused = (set(file.params) | set(file.variables) | {n for n, d in file.resources.items() if d["existing"]}) - self.used
        assert not unused, f"{unused} of {file.path} are not used"

    # -- values

    def key(self, key: Any) -> str:
        value = self.value(key)
        return value.resource + value.suffix if isinstance(value, Ref) else str(value)

    def value(self, node: Any) -> Any:
        kind = node[0]
        if kind == "text":
            pieces = [self.value(piece) if isinstance(piece, tuple) else piece for piece in node[1]]
            if len(pieces) == 1:
                return pieces[0]
            prefix = pieces.pop(0) if isinstance(pieces[0], str) and isinstance(pieces[1], Ref) else ""
            if isinstance(pieces[0], Ref):
                assert pieces[0].path == "id"
                found = self.final(Deferred(pieces[0].resource + pieces[0].suffix + "".join(pieces[1:]), "id"))
                return replace(found, prefix=prefix)
            assert all(isinstance(piece, str) for piece in pieces), node
            return "".join(pieces)
        if kind == "value":
            return node[1]
        if kind == "object":
            found = {self.key(key): self.value(item) for key, item in node[1]}
            assert len(found) == len(node[1])
            return found
        if kind == "array":
            return [self.value(item) for item in node[1]]
        result = self.symbolic(node)
        return self.final(result) if isinstance(result, Deferred) else result

    def final(self, deferred: Deferred) -> Any:
        if deferred.path != "id":
            assert deferred.path
            return Ref(deferred.id, deferred.path)
        found = owner(self.reader.graph, deferred.id)
        return Ref(found[0].id, "id", found[1]) if found else Ref(deferred.id)

    def symbolic(self, node: Any) -> Any:
        if node[0] == "name":
            return self.named(node[1])
        if node[0] == "call":
            return self.called(node[1], node[2])
        target = self.symbolic(node[1])
        if isinstance(target, Instance):
            assert node[2] == "outputs"
            return target.file.outputs, target
        if isinstance(target, tuple):
            outputs, instance = target
            return instance.value(outputs[node[2]]["value"])
        assert isinstance(target, Deferred), node
        step = f"[{node[2]}]" if isinstance(node[2], int) else f".{node[2]}" if target.path else node[2]
        return Deferred(target.id, target.path + step)

    def named(self, name: str) -> Any:
        self.used.add(name)
        if name in self.params:
            return self.params[name]
        if name in self.file.variables:
            return self.value(self.file.variables[name])
        if name in self.file.modules:
            self.call(name)
            return self.children[name]
        assert name in self.file.resources, f"{name} is not declared in {self.file.path}"
        return Deferred(self.identify(name))

    def plain(self, value: Any) -> str:
        assert isinstance(value, str) or value.path == "name"
        return value if isinstance(value, str) else value.resource.rpartition("/")[2]

    def called(self, name: str, arguments: list[Any]) -> Any:
        if name == "json":
            return float(self.value(arguments[0]))
        if name in ("resourceGroup", "subscription") and (name == "subscription" or not arguments):
            return Deferred(f"/resourceGroups/{self.group}" if name == "resourceGroup" else "")
        if name == "resourceGroup":
            return Deferred(f"/resourceGroups/{self.value(arguments[0])}")
        head = None
        if name == "extensionResourceId":
            head, arguments = self.symbolic(arguments[0]).id, arguments[1:]
        elif name == "resourceId" and arguments[0] == ("get", ("call", "subscription", []), "subscriptionId"):
            arguments = arguments[1:]
        values = [self.plain(self.value(argument)) for argument in arguments]
        if name == "resourceId" and "/" not in values[0]:
            head, values = f"/resourceGroups/{values[0]}", values[1:]
        if head is None:
            head = f"/resourceGroups/{self.group}" if name == "resourceId" else ""
            assert name in ("resourceId", "subscriptionResourceId"), name
            assert self.group or name != "resourceId"
        namespace, *kinds = values[0].split("/")
        assert len(kinds) == len(values) - 1, values
        pairs = "".join(f"/{kind}/{part}" for kind, part in zip(kinds, values[1:], strict=True))
        return Deferred(f"{head}/providers/{namespace}{pairs}", "id")


def read(files: dict[str, str], graph: Graph) -> Reader:
    """The resources that the files deploy. `graph` is only asked which ids are resources and which are parts of one."""
    reader = Reader(files, graph)
    reader.read()
    return reader
