"""Parses Bicep and parameter files into trees, from the language's documentation and not from the printer.

A node is a tuple that starts with its kind. Only what compiles is read: anything else fails an assertion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(
    r"(?P<skip>[ \t]+|//[^\n]*|#disable-next-line[^\n]*)|(?P<line>\n)|(?P<number>\d+)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<mark>=>|==|!=|\?\?|[{}()\[\]:=@.,|*?!<>+-])"
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'", "$": "$"}


@dataclass
class File:
    path: str
    scope: str = "resourceGroup"
    using: str = ""
    imports: dict[str, str] = field(default_factory=dict)
    """Name -> path of the file."""
    types: dict[str, Any] = field(default_factory=dict)
    functions: dict[str, Any] = field(default_factory=dict)
    params: dict[str, dict[str, Any]] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    modules: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    """Of a parameter file."""
    decorators: dict[str, dict[str, Any]] = field(default_factory=dict)


class Parser:
    def __init__(self, path: str, text: str) -> None:
        self.file = File(path)
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        self.at = 0
        start = 0
        while start < len(text):
            if text[start] == "'":
                stop = self._text_end(start)
                self.tokens.append(("text", text[start:stop]))
                start = stop
                continue
            found = TOKEN.match(text, start)
            assert found, (path, text[start:start + 60])
            if found.lastgroup != "skip":
                self.tokens.append((str(found.lastgroup), found.group()))
            start = found.end()

    def _text_end(self, start: int) -> int:
        at = start + 1
        while self.text[at] != "'":
            if self.text[at] == "\\":
                at += 2
            elif self.text.startswith("${", at):
                at = self._hole_end(at)
            else:
                assert self.text[at] not in "\n\r", "a text goes over the end of the line"
                at += 1
        return at + 1

    def _hole_end(self, start: int) -> int:
        at = start + 2
        while self.text[at] != "}":
            at = self._text_end(at) if self.text[at] == "'" else at + 1
        return at + 1

    # -- tokens

    def peek(self, ahead: int = 0) -> tuple[str, str]:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ("end", "")

    def take(self, want: str | None = None) -> str:
        kind, text = self.peek()
        assert want is None or text == want or kind == want, (self.file.path, want, text, self.tokens[self.at - 4:self.at + 4])
        self.at += 1
        return text

    def accept(self, text: str) -> bool:
        if self.peek()[1] == text and self.peek()[0] != "text":
            self.at += 1
            return True
        return False

    def lines(self) -> None:
        while self.peek()[0] == "line":
            self.at += 1

    # -- statements

    def parse(self) -> File:
        decorators: dict[str, Any] = {}
        self.lines()
        while self.peek()[0] != "end":
            if self.accept("@"):
                name = self.take("word")
                decorators[name] = self.arguments()
                self.lines()
                continue
            self.statement(self.take("word"), decorators)
            decorators = {}
            assert self.peek()[0] in ("line", "end"), (self.file.path, self.tokens[self.at - 4:self.at + 4])
            self.lines()
        return self.file

    def statement(self, kind: str, decorators: dict[str, Any]) -> None:
        file = self.file
        if kind == "targetScope":
            self.take("=")
            file.scope = self.literal()
            return
        if kind == "using":
            file.using = self.literal()
            return
        if kind == "import":
            self.imports()
            return
        name = self.take("word")
        known = (file.params, file.variables, file.resources, file.modules, file.types, file.functions, file.imports, file.outputs)
        outputs = {one.lower() for one in file.outputs}
        taken = outputs if kind == "output" else {one.lower() for group in known for one in group} - outputs
        assert name.lower() not in taken, f"{name} stands twice in {file.path}"
        file.decorators[f"{'output ' if kind == 'output' else ''}{name}"] = decorators
        if kind == "param" and file.using:
            self.take("=")
            file.values[name] = self.expression()
        elif kind == "param":
            file.params[name] = {"type": self.type(), "decorators": decorators}
        elif kind == "type":
            self.take("=")
            file.types[name] = self.type()
        elif kind == "func":
            file.functions[name] = self.function()
        elif kind == "var":
            self.take("=")
            file.variables[name] = self.expression()
        elif kind == "output":
            declared = {"type": self.type()}
            self.take("=")
            file.outputs[name] = declared | {"value": self.expression()}
        else:
            assert kind in ("resource", "module"), kind
            head = self.literal()
            existing = self.accept("existing")
            self.take("=")
            value = self.expression()
            loop = value[1:] if value[0] == "for" else None
            body = loop[3] if loop else value
            assert body[0] == "object"
            (file.modules if kind == "module" else file.resources)[name] = {
                "head": head, "existing": existing, "body": body[1], "loop": loop[:3] if loop else None, "decorators": decorators}

    def imports(self) -> None:
        self.take("{")
        names = []
        self.lines()
        while not self.accept("}"):
            names.append(self.take("word"))
            self.accept(",")
            self.lines()
        assert self.take("word") == "from"
        path = self.literal()
        for name in names:
            assert name not in self.file.imports
            self.file.imports[name] = path

    def function(self) -> dict[str, Any]:
        self.take("(")
        params = {}
        while not self.accept(")"):
            name = self.take("word")
            params[name] = self.type()
            self.accept(",")
        returned = self.type()
        self.take("=>")
        return {"params": params, "type": returned, "body": self.expression()}

    # -- types

    def type(self) -> Any:
        kind = self.type_item()
        while self.peek()[1] == "[" and self.peek()[0] == "mark":
            self.take("[")
            self.take("]")
            kind = ("list", kind)
        if self.peek()[1] == "|":
            words = [kind]
            while self.accept("|"):
                words.append(self.type_item())
            assert all(word[0] == "word" for word in words)
            return ("choice", [word[1] for word in words])
        return ("choice", [kind[1]]) if kind[0] == "word" else kind

    def type_item(self) -> Any:
        kind, text = self.peek()
        if kind == "text":
            return ("word", self.literal())
        if text == "(":
            self.take()
            inner = self.type()
            self.take(")")
            return inner
        if text == "{":
            return self.object_type()
        return ("name", self.take("word"))

    def object_type(self) -> Any:
        self.take("{")
        self.lines()
        fields: dict[str, Any] = {}
        while not self.accept("}"):
            described = False
            while self.accept("@"):
                described = described or self.peek()[1] == "description"
                self.take("word")
                self.arguments()
                self.lines()
            if self.accept("*"):
                self.take(":")
                fields["*"] = self.type()
            else:
                name = self.literal() if self.peek()[0] == "text" else self.take("word")
                assert described, f"{name} in {self.file.path} has no description"
                self.take(":")
                assert name not in fields
                fields[name] = self.type()
            self.lines()
        return ("fields", fields)

    # -- expressions

    def literal(self) -> str:
        kind, parts = self.expression()[:2]
        assert kind == "text"
        assert len(parts) == 1, parts
        assert isinstance(parts[0], str)
        return parts[0]

    def arguments(self) -> list[Any]:
        self.take("(")
        found = []
        self.lines()
        while not self.accept(")"):
            found.append(self.expression())
            self.lines()
            if self.accept(","):
                self.lines()
        return found

    def expression(self) -> Any:
        if self.peek()[0] == "word" and self.peek(1)[1] == "=>":
            name = self.take("word")
            self.take("=>")
            return ("lambda", name, self.expression())
        kind, text = self.peek()
        if kind == "text":
            return ("text", self.pieces(self.take()))
        if kind == "number":
            return ("value", int(self.take()))
        if text == "-":
            self.take()
            return ("value", -int(self.take("number")))
        if text == "{":
            return ("object", self.object())
        if text == "[":
            return self.after(self.array())
        name = self.take("word")
        if name in ("true", "false", "null"):
            return ("value", {"true": True, "false": False, "null": None}[name])
        is_call = self.peek()[1] == "(" and self.peek()[0] == "mark"
        return self.after(("call", name, self.arguments()) if is_call else ("name", name))

    def after(self, node: Any) -> Any:
        while self.peek()[0] == "mark" and self.peek()[1] in (".", "["):
            if self.take() == ".":
                node = ("get", node, ("text", [self.take("word")]), "dot")
            else:
                node = ("get", node, self.expression(), "index")
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
                end = Parser(self.file.path, "")._end_of_hole(text, at)
                inner = Parser(self.file.path, text[at + 2:end - 1])
                found += [plain, inner.expression()] if plain else [inner.expression()]
                plain = ""
                at = end
            else:
                plain += text[at]
                at += 1
        return [*found, plain] if plain or not found else found

    def _end_of_hole(self, text: str, start: int) -> int:
        self.text = text
        return self._hole_end(start)

    def object(self) -> list[tuple[Any, Any]]:
        self.take("{")
        found = []
        self.lines()
        while not self.accept("}"):
            kind, text = self.peek()
            key = ("text", self.pieces(self.take())) if kind == "text" else ("text", [self.take("word")])
            plain = re.fullmatch(r"'[A-Za-z_][A-Za-z0-9_]*'", text)
            assert not plain or text[1:-1] in ("true", "false", "null"), f"{text} needs no quotes in {self.file.path}"
            self.take(":")
            found.append((key, self.expression()))
            assert self.peek()[0] == "line", (self.file.path, self.tokens[self.at - 4:self.at + 4])
            self.lines()
        return found

    def array(self) -> Any:
        self.take("[")
        self.lines()
        if self.peek() == ("word", "for"):
            return self.loop()
        found = []
        while not self.accept("]"):
            found.append(self.expression())
            self.accept(",")
            self.lines()
        return ("array", found)

    def loop(self) -> Any:
        self.take("for")
        index = None
        if self.accept("("):
            item = self.take("word")
            self.take(",")
            index = self.take("word")
            self.take(")")
        else:
            item = self.take("word")
        self.take("in")
        source = self.expression()
        self.take(":")
        body = self.expression()
        self.take("]")
        return ("for", item, index, source, body)


def parse(path: str, text: str) -> File:
    """The declarations of a file."""
    return Parser(path, text).parse()
