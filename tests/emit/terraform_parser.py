"""Parses Terraform, as much of the language as an enclave is written in. Written from HashiCorp's HCL specification."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
SPACE = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
SPACE_ON_LINE = re.compile(r"[ \t]*(#[^\n]*)?")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(frozen=True)
class Literal:
    value: Any


@dataclass(frozen=True)
class Template:
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class ListNode:
    items: tuple[Any, ...]


@dataclass(frozen=True)
class ObjectNode:
    pairs: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True)
class For:
    names: tuple[str, ...]
    source: Any
    key: Any
    """None where a list is made."""
    value: Any


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Attr:
    base: Any
    name: str


@dataclass(frozen=True)
class Index:
    base: Any
    key: Any


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Any, ...]


@dataclass
class Body:
    """Attributes, and nested blocks with their labels."""

    attributes: dict[str, Any] = field(default_factory=dict)
    blocks: list[tuple[str, tuple[str, ...], Body]] = field(default_factory=list)


class Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def fail(self) -> str:
        return repr(self.text[max(0, self.at - 60):self.at] + " >>> " + self.text[self.at:self.at + 60])

    def space(self, lines: bool = True) -> None:
        found = (SPACE if lines else SPACE_ON_LINE).match(self.text, self.at)
        assert found
        self.at = found.end()

    def looking_at(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def has(self, text: str) -> bool:
        self.space()
        if self.looking_at(text):
            self.at += len(text)
            return True
        return False

    def take(self, text: str) -> None:
        assert self.has(text), (text, self.fail())

    def word(self) -> str:
        self.space()
        found = WORD.match(self.text, self.at)
        assert found, self.fail()
        self.at = found.end()
        return found.group()

    def body(self, end: str = "") -> Body:
        found = Body()
        self.space()
        while self.at < len(self.text) and not (end and self.looking_at(end)):
            name = self.word()
            self.space(False)
            if self.looking_at("="):
                self.at += 1
                assert name not in found.attributes, self.fail()
                found.attributes[name] = self.expression()
                self.space(False)
                assert self.looking_at("\n") or self.at == len(self.text), self.fail()
            else:
                labels = []
                while self.looking_at('"'):
                    labels.append(self.literal())
                    self.space(False)
                self.take("{")
                found.blocks.append((name, tuple(labels), self.body("}")))
                self.take("}")
            self.space()
        return found

    def literal(self) -> str:
        parsed = self.string()
        assert isinstance(parsed, Literal), self.fail()
        return str(parsed.value)

    def expression(self) -> Any:
        found = self.primary()
        while True:
            if self.looking_at("."):
                self.at += 1
                found = Attr(found, self.word())
            elif self.looking_at("["):
                self.at += 1
                found = Index(found, self.expression())
                self.take("]")
            else:
                return found

    def primary(self) -> Any:
        self.space()
        if self.looking_at("<<-"):
            return self.heredoc()
        if self.looking_at('"'):
            return self.string()
        if self.has("("):
            inner = self.expression()
            self.take(")")
            return inner
        if self.has("{"):
            return self.object()
        if self.has("["):
            return self.list()
        number = NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return Literal(float(number.group()) if number.group(1) or number.group(2) else int(number.group()))
        name = self.word()
        if name in ("true", "false", "null"):
            return Literal({"true": True, "false": False, "null": None}[name])
        if self.looking_at("("):
            self.at += 1
            return Call(name, self.items(")"))
        return Name(name)

    def items(self, end: str) -> tuple[Any, ...]:
        found = []
        while not self.has(end):
            found.append(self.expression())
            if not self.has(","):
                self.take(end)
                break
        return tuple(found)

    def for_head(self) -> tuple[tuple[str, ...], Any]:
        names = [self.word()]
        while self.has(","):
            names.append(self.word())
        assert self.word() == "in"
        source = self.expression()
        self.take(":")
        return tuple(names), source

    def is_for(self) -> bool:
        self.space()
        found = re.compile(r"for\s").match(self.text, self.at)
        if found:
            self.at = found.end()
        return bool(found)

    def list(self) -> Any:
        if not self.is_for():
            return ListNode(self.items("]"))
        names, source = self.for_head()
        value = self.expression()
        self.take("]")
        return For(names, source, None, value)

    def object(self) -> Any:
        if self.is_for():
            names, source = self.for_head()
            key = self.expression()
            self.take("=>")
            value = self.expression()
            self.take("}")
            return For(names, source, key, value)
        pairs = []
        while not self.has("}"):
            key = self.key()
            self.space(False)
            assert self.looking_at("="), self.fail()
            self.at += 1
            pairs.append((key, self.expression()))
            self.space(False)
            assert self.looking_at("\n") or self.looking_at(",") or self.looking_at(" }") or self.looking_at("}"), self.fail()
            self.has(",")
        return ObjectNode(tuple(pairs))

    def key(self) -> Any:
        if self.has("("):
            key = self.expression()
            self.take(")")
            return key
        self.space()
        return self.string() if self.looking_at('"') else Literal(self.word())

    def heredoc(self) -> Literal:
        self.at += 3
        end = self.word()
        lines = []
        self.take("\n") if not self.looking_at("\n") else None
        self.at += 1
        while True:
            line, _, _ = self.text[self.at:].partition("\n")
            self.at += len(line)
            if line.strip() == end:
                break
            assert not re.search(r"(?<![$%])[$%]\{", line), line
            lines.append(line.replace("$${", "${").replace("%%{", "%{"))
            self.at += 1
        margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        return Literal("\n".join(line[margin:] for line in lines) + "\n")

    def string(self) -> Any:
        self.at += 1
        parts: list[Any] = []
        plain = ""
        while not self.looking_at('"'):
            if self.looking_at("$${") or self.looking_at("%%{"):
                plain += self.text[self.at] + "{"
                self.at += 3
            elif self.looking_at("${"):
                self.at += 2
                parts += [Literal(plain)] * bool(plain) + [self.expression()]
                plain = ""
                self.take("}")
            elif self.looking_at("\\u"):
                plain += chr(int(self.text[self.at + 2:self.at + 6], 16))
                self.at += 6
            elif self.looking_at("\\"):
                plain += ESCAPES[self.text[self.at + 1]]
                self.at += 2
            else:
                assert not self.looking_at("%{"), self.fail()
                assert not self.looking_at("\n"), self.fail()
                plain += self.text[self.at]
                self.at += 1
        self.at += 1
        if not parts:
            return Literal(plain)
        return Template((*parts, *([Literal(plain)] if plain else [])))


def parse(text: str) -> Body:
    """The blocks of a file."""
    parser = Parser(text)
    found = parser.body()
    assert parser.at == len(text), parser.fail()
    return found


def children(node: Any) -> list[Any]:
    """The expressions directly inside an expression."""
    if isinstance(node, Template):
        return list(node.parts)
    if isinstance(node, ListNode):
        return list(node.items)
    if isinstance(node, ObjectNode):
        return [side for pair in node.pairs for side in pair]
    if isinstance(node, For):
        return [node.source, *([node.key] if node.key is not None else []), node.value]
    if isinstance(node, Attr):
        return [node.base]
    if isinstance(node, Index):
        return [node.base, node.key]
    return list(node.arguments) if isinstance(node, Call) else []
