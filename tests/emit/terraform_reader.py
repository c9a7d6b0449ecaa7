"""Reads the Terraform of a whole enclave back as resources: the values that azapi would get, and what waits for what.

Written from the language's documentation, not from the printer: it is the printer's judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from enclave.graph.ids import owner, parse
from enclave.graph.model import Graph, Ref, Resource, Secret

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(frozen=True)
class Path:
    """`azapi_resource.europe_vnet.id`, as its steps."""

    steps: tuple[Any, ...]


@dataclass(frozen=True)
class Template:
    """A text with expressions in it."""

    parts: tuple[Any, ...]


class Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def space(self, lines: bool = True) -> None:
        found = re.compile(r"(?:[ \t]|#[^\n]*|\n)*" if lines else r"[ \t]*(#[^\n]*)?").match(self.text, self.at)
        assert found
        self.at = found.end()

    def looking_at(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def take(self, text: str) -> None:
        assert self.looking_at(text), (text, self.text[self.at - 40:self.at + 40])
        self.at += len(text)

    def word(self) -> str:
        found = WORD.match(self.text, self.at)
        assert found, self.text[self.at - 40:self.at + 40]
        self.at = found.end()
        return found.group()

    def body(self, end: str) -> list[tuple[str, list[str], Any]]:
        """Attributes `(name, [], value)` and blocks `(name, labels, body)`, up to the end."""
        found = []
        self.space()
        while self.at < len(self.text) and not (end and self.looking_at(end)):
            name = self.word()
            self.space(False)
            if self.looking_at("="):
                self.take("=")
                self.space(False)
                found.append((name, [], self.expression()))
                self.space(False)
                assert self.looking_at("\n"), self.text[self.at - 40:self.at + 40]
            else:
                labels = []
                while self.looking_at('"'):
                    labels.append(self.string().parts[0])
                    self.space(False)
                self.take("{")
                found.append((name, labels, self.body("}")))
                self.take("}")
            self.space()
        return found

    def expression(self) -> Any:
        if self.looking_at('"'):
            return self.string()
        if self.looking_at("{"):
            return self.object()
        if self.looking_at("["):
            self.take("[")
            items = []
            self.space()
            while not self.looking_at("]"):
                items.append(self.expression())
                self.space()
                if self.looking_at(","):
                    self.take(",")
                    self.space()
            self.take("]")
            return items
        number = NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return float(number.group()) if number.group(1) or number.group(2) else int(number.group())
        return self.path()

    def path(self) -> Any:
        steps: list[Any] = [self.word()]
        if steps[0] in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[steps[0]]
        while self.looking_at("."):
            self.take(".")
            steps.append(self.word())
        return Path(tuple(steps))

    def object(self) -> dict[Any, Any]:
        self.take("{")
        found: dict[Any, Any] = {}
        self.space()
        while not self.looking_at("}"):
            if self.looking_at("("):
                self.take("(")
                key = self.expression()
                self.take(")")
            else:
                key = self.string() if self.looking_at('"') else Template((self.word(),))
            self.space(False)
            self.take("=")
            self.space(False)
            assert key not in found
            found[key] = self.expression()
            self.space()
        self.take("}")
        return found

    def string(self) -> Template:
        self.take('"')
        parts: list[Any] = []
        plain = ""
        while not self.looking_at('"'):
            if self.looking_at("$${") or self.looking_at("%%{"):
                plain += self.text[self.at] + "{"
                self.at += 3
            elif self.looking_at("${"):
                self.take("${")
                parts += [plain] * bool(plain) + [self.expression()]
                plain = ""
                self.take("}")
            elif self.looking_at("\\u"):
                plain += chr(int(self.text[self.at + 2:self.at + 6], 16))
                self.at += 6
            elif self.looking_at("\\"):
                plain += ESCAPES[self.text[self.at + 1]]
                self.at += 2
            else:
                assert not self.looking_at("%{")
                assert not self.looking_at("\n")
                plain += self.text[self.at]
                self.at += 1
        self.take('"')
        return Template((*parts, *([plain] if plain or not parts else [])))


class Reader:
    def __init__(self, files: dict[str, str], graph: Graph) -> None:
        self.graph = graph
        self.blocks: dict[str, dict[str, Any]] = {}
        self.locals: dict[str, Any] = {}
        self.variables: dict[str, dict[str, Any]] = {}
        self.outputs: dict[str, Any] = {}
        self.used: set[str] = set()
        for path, text in files.items():
            for kind, labels, body in Parser(text).body(""):
                self.declare(path, kind, labels, body)
        self.ids = {name: self.identify(name) for name in self.blocks}
        self.after = {self.ids[name].lower(): {self.ids[n].lower() for n in self.mentioned(block)} for name, block in self.blocks.items()}
        assert self.mentioned(list(self.outputs.values())) <= set(self.blocks)
        self.resources = [self.resource(name) for name in self.blocks]
        assert set(self.variables) <= self.used
        assert {f"local.{name}" for name in self.locals} <= self.used | {"local.subscription_id"}

    def declare(self, path: str, kind: str, labels: list[str], body: Any) -> None:
        if kind == "resource":
            assert labels[0] == "azapi_resource"
            assert labels[1] not in self.blocks, f"{labels[1]} stands twice"
            self.blocks[labels[1]] = {("identity" if inner else name): ({n: v for n, _, v in value} if inner else value)
                                      for name, inner, value in ((n, n == "identity", v) for n, _, v in body)}
        elif kind == "locals":
            self.locals.update({name: value for name, _, value in body})
        elif kind == "variable":
            self.variables[labels[0]] = {name: value for name, _, value in body}
        elif kind == "output":
            self.outputs[labels[0]] = {name: value for name, _, value in body}["value"]
        else:
            assert kind in ("terraform", "provider", "data"), (path, kind)

    def identify(self, name: str) -> str:
        block = self.blocks[name]
        kind = block["type"].parts[0].partition("@")[0]
        parent = self.text(block["parent_id"])
        own = self.text(block["name"])
        if kind == "Microsoft.Resources/resourceGroups":
            return f"/resourceGroups/{own}"
        found = parse(parent)
        last = kind.rpartition("/")[2]
        if found and found.type.lower() == kind.rpartition("/")[0].lower():
            return f"{parent}/{last}/{own}"
        assert kind.count("/") == 1
        return f"{parent}/providers/{kind}/{own}"

    def text(self, value: Any) -> str:
        """A text or an id, an id without its subscription."""
        if isinstance(value, Template):
            return "".join(part if isinstance(part, str) else self.text(part) for part in value.parts)
        assert isinstance(value, Path)
        if value.steps == ("local", "subscription_id"):
            return ""
        assert value.steps[0] == "azapi_resource"
        assert value.steps[2:] == ("id",), value
        return self.identify(value.steps[1])

    def resource(self, name: str) -> Resource:
        block = self.blocks[name]
        allowed = {"type", "parent_id", "name", "location", "tags", "identity", "body", "sensitive_body", "response_export_values",
                   "depends_on"}
        assert set(block) <= allowed
        kind, _, version = block["type"].parts[0].partition("@")
        body = self.value(block["body"])
        if "sensitive_body" in block:
            body = merged(body, self.value(block["sensitive_body"]))
        if "tags" in block:
            body["tags"] = self.value(block["tags"])
        if "identity" in block:
            body["identity"] = {"type": self.value(block["identity"]["type"])}
            if "identity_ids" in block["identity"]:
                ids = [self.text(item) for item in block["identity"]["identity_ids"]]
                body["identity"]["userAssignedIdentities"] = {item: {} for item in ids}
        found = parse(self.ids[name])
        assert found
        assert self.ids[name].lower() not in self.after[self.ids[name].lower()], f"{name} refers to itself"
        location = self.value(block["location"]) if "location" in block else None
        explicit = {item.steps[1] for item in block.get("depends_on", [])}
        rest = {key: value for key, value in block.items() if key != "depends_on"}
        assert not explicit & self.mentioned(rest), f"{name} depends on what it refers to anyway"
        return Resource(kind, version, "/".join(found.names), "" if kind.endswith("/resourceGroups") else found.scope, body, location)

    def mentioned(self, value: Any) -> set[str]:
        found: set[str] = set()
        todo = [value]
        while todo:
            item = todo.pop()
            if isinstance(item, Path) and item.steps[0] == "azapi_resource":
                assert item.steps[1] in self.blocks, f"{item.steps[1]} is not declared"
                found.add(item.steps[1])
            elif isinstance(item, Template):
                todo += item.parts
            elif isinstance(item, dict):
                todo += [*item.keys(), *item.values()]
            elif isinstance(item, list):
                todo += item
        return found

    def value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self.key(key): self.value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, Template):
            if all(isinstance(part, str) for part in value.parts):
                return "".join(value.parts)
            prefix, parts = (value.parts[0], value.parts[1:]) if isinstance(value.parts[0], str) else ("", value.parts)
            return replace(self.reference(self.text(Template(parts))), prefix=prefix)
        if not isinstance(value, Path):
            return value
        self.used.add(".".join(value.steps) if value.steps[0] == "local" else str(value.steps[1]))
        return self.deployed(value.steps)

    def deployed(self, steps: tuple[Any, ...]) -> Any:
        if steps == ("local", "subscription_id"):
            return Ref("")
        if steps[0] == "local":
            return self.value(self.locals[steps[1]])
        if steps[0] == "var":
            declared = self.variables[steps[1]]
            if declared.get("sensitive") is True:
                assert "default" not in declared
                return Secret(steps[1])
            return self.value(declared["default"])
        if steps[2:] == ("id",):
            return self.reference(self.identify(steps[1]))
        if steps[2:] == ("name",):
            return Ref(self.identify(steps[1]), "name")
        assert steps[2] == "output"
        exported = self.blocks[steps[1]]["response_export_values"]
        return Ref(self.identify(steps[1]), exported[Template((steps[3],))].parts[0])

    def key(self, key: Any) -> str:
        return self.text(key)

    def reference(self, resource_id: str) -> Ref:
        found = owner(self.graph, resource_id)
        return Ref(found[0].id, "id", found[1]) if found else Ref(resource_id)


def merged(left: Any, right: Any) -> Any:
    """Two bodies as azapi merges them."""
    if not isinstance(left, dict) or not isinstance(right, dict):
        return right
    return {**left, **{key: merged(left[key], value) if key in left else value for key, value in right.items()}}


def read(files: dict[str, str], graph: Graph) -> Reader:
    """The resources that the files deploy. `graph` is only asked which ids are resources and which are parts of one."""
    return Reader(files, graph)
