"""Text -> plain data and the place of every key and value in it. Reads YAML 1.2's core types and nothing cleverer.

Works on the parser's events, so that nothing is guessed: no dates, no tags, no merge keys, no doubled keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, DocumentStartEvent, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.reader import ReaderError

from enclave.errors import InputError

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 50_000
"""Keys and values, counted as they stand and again with aliases written out: a few anchors can stand for billions."""
MAX_DIGITS = 40

Keys: TypeAlias = "tuple[str | int, ...]"
"""Where a value stands: `("projects", "fraud-triage", "access", 0, "role")`."""
Position: TypeAlias = "tuple[int, int]"
"""Line and column, both from 1."""

NULL = re.compile(r"~|null|Null|NULL|")
TRUE = re.compile(r"true|True|TRUE")
FALSE = re.compile(r"false|False|FALSE")
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
AMBIGUOUS = re.compile(r"[-+]?(0[0-9_]+|0[oO][0-7_]+|0[xX][0-9a-fA-F_]+|0[bB][01_]+|[0-9]+_[0-9_]*|[0-9]+(:[0-9]{2})+)")
"""Numbers that readers of YAML 1.1 and of YAML 1.2 take for different values."""
DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?")

UNCLOSED = "a quote or a bracket that is opened here is never closed"
SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("mapping values are not allowed", "a colon where no key can be", "a text with `: ` in it needs quotes; or the indentation is off"),
    ("block end", "this does not fit what stands above it", "compare its indentation with the lines above, or close a quote there"),
    ("could not find expected ':'", "a key without a colon", "write `key: value`"),
    ("',' or ']'", "a list that is not closed", "a list that is opened with `[` needs commas between its items and `]` at its end"),
    ("',' or '}'", "a group of keys that is not closed", "what is opened with `{` needs commas between its keys and `}` at its end"),
    ("unexpected end of stream", UNCLOSED, ""),
    ("document separator", UNCLOSED, ""),
    (r"'\t' that cannot start", "a tab where a space should be", "YAML wants spaces"),
    ("cannot start any token", "a text that begins with a character of YAML's own", "put it in quotes"),
    ("did not find expected <document start>", "a second document, or text after the end of the first", "keep one document"),
)
"""What the parser says, what it means, and what to do."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, before it has a file name."""

    position: Position
    message: str
    hint: str = ""
    involved: tuple[Keys, ...] = ()
    """Where the values stand that it was concluded from."""

    def error(self, file: str) -> InputError:
        line, column = self.position
        return InputError(_seen(self.message), f"{file}:{line}:{column}", _seen(self.hint))


@dataclass(frozen=True)
class Date:
    """An unquoted date, which YAML readers disagree about."""

    text: str


@dataclass(frozen=True)
class SourceMap:
    """Where every key and value of one file stands. What is not in the file stands where its nearest parent does."""

    file: str
    """The path as the user typed it."""
    keys: Mapping[Keys, Position]
    values: Mapping[Keys, Position]
    texts: Mapping[Keys, str]
    """Scalars as they are written."""

    def key(self, keys: Keys) -> Position:
        """Position of a key, or of an item of a list."""
        return _nearest(self.keys, keys)

    def value(self, keys: Keys) -> Position:
        """Position of a value."""
        return self.values[keys] if keys in self.values else self.key(keys)

    def holds(self, keys: Keys) -> bool:
        """Whether it is written in the file."""
        return keys in self.values

    def place(self, position: Position) -> str:
        """`enclave.yaml:14:7`."""
        return f"{self.file}:{position[0]}:{position[1]}"


@dataclass
class Source:
    """What one file says: data of dicts, lists and scalars (str, int, Decimal, bool, None, Date)."""

    data: Any
    map: SourceMap
    problems: list[Problem]


@dataclass
class _Node:
    position: Position
    kind: Literal["scalar", "sequence", "mapping"] = "scalar"
    text: str = ""
    plain: bool = False
    """A scalar without quotes."""
    items: list[_Node] = field(default_factory=list)
    pairs: list[tuple[_Node, _Node]] = field(default_factory=list)
    complete: bool = False
    """Its end has been seen; an alias to a node that is not complete is a loop."""

    def means(self, form: re.Pattern[str]) -> bool:
        return self.kind == "scalar" and self.plain and form.fullmatch(self.text) is not None


def read(path: str | Path) -> Source:
    """Read and parse one file. Raises InputError where nothing sensible can be said about the rest."""
    file = str(path)
    text = _text(file)
    reader = _Reader()
    try:
        root = reader.document(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        raise _syntax_error(file, error) from error
    except ReaderError as error:
        raise Problem(_at(text[: error.position]), "not valid YAML: a character that is not allowed").error(file) from error
    except (YAMLError, ValueError, OverflowError) as error:
        raise InputError("not valid YAML: an escape that is not allowed", file) from error
    except _Unreadable as stop:
        raise stop.problem.error(file) from None
    if root is None or root.means(NULL):
        raise InputError("the file says nothing", f"{file}:1:1", "`enclave init` writes a complete one")
    if root.kind != "mapping":
        raise Problem(root.position, "the file must hold keys with values, `name: contoso`").error(file)
    builder = _Builder(reader.problems)
    try:
        data = builder.build(root, ())
    except _Unreadable as stop:
        raise stop.problem.error(file) from None
    return Source(data, SourceMap(file, builder.keys, builder.values, builder.texts), builder.problems)


def _text(file: str) -> str:
    try:
        with open(file, "rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise InputError("there is no such file", file, "`enclave init -o enclave.yaml` writes one") from None
    except IsADirectoryError:
        raise InputError("this is a directory, not a file", file) from None
    except (OSError, ValueError) as error:
        raise InputError(f"the file cannot be read: {getattr(error, 'strerror', None) or 'not a file name'}", file) from None
    if len(raw) > MAX_BYTES:
        raise InputError(f"the file is larger than {MAX_BYTES:,} bytes", file)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in raw:
            raise InputError("this is not a text file", file) from None
        place = _at(raw[: error.start].decode("utf-8-sig", "replace"))
        raise Problem(place, f"byte 0x{raw[error.start]:02x} is not UTF-8", "save the file as UTF-8").error(file) from None
    if "\0" in text:
        raise InputError("this is not a text file", file)
    tab = re.search(r"(?m)^ *(\t)[ \t]*[^\s#]", text)
    if tab:
        raise Problem(_at(text[: tab.start(1)]), "a tab in the indentation", "YAML wants spaces").error(file)
    return text


def _seen(text: str) -> str:
    """With characters that nobody sees (of no width, of the other direction, of control) by their numbers."""
    return text if text.isprintable() else "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


def _at(before: str) -> Position:
    line = before.count("\n") + 1
    return line, len(before) - (before.rfind("\n") + 1) + 1


def _syntax_error(file: str, error: MarkedYAMLError) -> InputError:
    what = " ".join(str(error.problem or error.context or "cannot be parsed").split())
    message, hint = next(((message, hint) for part, message, hint in SYNTAX if part in what), (what, ""))
    begun = str(error.context or "")
    at_begin = "quoted scalar" in begun or "simple key" in begun
    mark = error.context_mark if at_begin and error.context_mark else error.problem_mark or error.context_mark
    if "flow" in begun and mark and error.context_mark and error.context_mark.line < mark.line:
        message += f", opened on line {error.context_mark.line + 1}"
    where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
    return InputError(f"not valid YAML: {message}", where, hint)


def _nearest(positions: Mapping[Keys, Position], keys: Keys) -> Position:
    while keys and keys not in positions:
        keys = keys[:-1]
    return positions.get(keys, (1, 1))


class _Unreadable(Exception):
    """Nothing sensible can be said about the rest of the file."""

    def __init__(self, position: Position, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(position, message, hint)


@dataclass
class _Reader:
    """Events -> a tree of nodes."""

    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, _Node] = field(default_factory=dict)
    nodes: int = 0

    def document(self, events: Iterator[Any]) -> _Node | None:
        root: _Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent) and root is not None:
                raise _Unreadable(_position(event), "the file holds several documents", "keep one, without `---` lines")
            if isinstance(event, NodeEvent):
                root = self.node(event, events, 0)
        return root

    def node(self, event: Any, events: Iterator[Any], depth: int) -> _Node:
        position = _position(event)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _Unreadable(position, f"the file holds more than {MAX_NODES:,} keys and values")
        if depth > MAX_DEPTH:
            raise _Unreadable(position, f"nested more than {MAX_DEPTH} levels deep")
        if isinstance(event, AliasEvent):
            return self.alias(event.anchor, position)
        if event.tag is not None:
            self.problems.append(Problem(position, f"the tag `{event.tag}` is not taken", "write the plain value"))
        node = _Node(position)
        if event.anchor:
            self.anchors[event.anchor] = node
        if isinstance(event, ScalarEvent):
            node.text, node.plain = _joined(str(event.value)), event.style is None
        elif isinstance(event, SequenceStartEvent):
            node.kind = "sequence"
            node.items = [self.node(item, events, depth + 1) for item in self.until_end(events)]
        elif isinstance(event, MappingStartEvent):
            node.kind = "mapping"
            for key in self.until_end(events):
                node.pairs.append((self.node(key, events, depth + 1), self.node(next(events), events, depth + 1)))
        node.complete = True
        return node

    def until_end(self, events: Iterator[Any]) -> Iterator[Any]:
        for event in events:
            if not isinstance(event, NodeEvent):
                return
            yield event

    def alias(self, name: str, position: Position) -> _Node:
        if name not in self.anchors:
            raise _Unreadable(position, f"`*{name}` has no anchor", f"put `&{name}` above it, or write the value out")
        if not self.anchors[name].complete:
            raise _Unreadable(position, f"the anchor `&{name}` contains itself")
        return self.anchors[name]


@dataclass
class _Builder:
    """Nodes -> data and positions; aliases are written out."""

    problems: list[Problem]
    keys: dict[Keys, Position] = field(default_factory=dict)
    values: dict[Keys, Position] = field(default_factory=dict)
    texts: dict[Keys, str] = field(default_factory=dict)
    nodes: int = 0

    def build(self, node: _Node, keys: Keys) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES or len(keys) > MAX_DEPTH:
            raise _Unreadable(node.position, "the anchors of the file stand for too many values")
        nothing = node.kind == "scalar" and node.plain and not node.text
        self.values[keys] = self.keys.get(keys, node.position) if nothing else node.position
        if node.kind == "scalar":
            self.texts[keys] = node.text
            return self.scalar(node)
        return self.mapping(node, keys) if node.kind == "mapping" else self.sequence(node, keys)

    def sequence(self, node: _Node, keys: Keys) -> list[Any]:
        items: list[Any] = []
        for index, item in enumerate(node.items):
            self.keys[(*keys, index)] = item.position
            items.append(self.build(item, (*keys, index)))
        return items

    def mapping(self, node: _Node, keys: Keys) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.pairs:
            if not self.is_word(key):
                continue
            if key.text in result:
                line = self.keys[(*keys, key.text)][0]
                self.complain(key, f"the key `{key.text}` is written twice", f"the first is on line {line}")
                continue
            self.keys[(*keys, key.text)] = key.position
            result[key.text] = self.build(value, (*keys, key.text))
        return result

    def is_word(self, key: _Node) -> bool:
        if key.kind != "scalar":
            self.complain(key, "a key must be a single word", "a text with `{` or `[` needs quotes")
        elif key.plain and key.text == "<<":
            self.complain(key, "merge keys `<<` are not taken", "write the keys out")
        elif key.means(NULL) or key.means(TRUE) or key.means(FALSE):
            self.complain(key, f"the key `{key.text}` is not a text", f'write it in quotes: "{key.text}"')
        elif not _encodable(key.text):
            self.complain(key, "a key holds half a character, a surrogate")
        else:
            return True
        return False

    def scalar(self, node: _Node) -> object:
        text = node.text
        if not _encodable(text):
            self.complain(node, "the text holds half a character, a surrogate")
            return ""
        if not node.plain:
            return text
        if NULL.fullmatch(text):
            return None
        if TRUE.fullmatch(text) or FALSE.fullmatch(text):
            return bool(TRUE.fullmatch(text))
        if AMBIGUOUS.fullmatch(text):
            hint = f'write a plain decimal number, or quotes if it is a text: "{text}"'
            self.complain(node, f"programs disagree on what the number `{text}` is", hint)
            return text
        if len(text) <= MAX_DIGITS and INTEGER.fullmatch(text):
            return int(text)
        if len(text) <= MAX_DIGITS and NUMBER.fullmatch(text):
            return Decimal(text)
        return Date(text) if DATE.fullmatch(text) else text

    def complain(self, node: _Node, message: str, hint: str = "") -> None:
        self.problems.append(Problem(node.position, message, hint))


def _joined(text: str) -> str:
    """JSON writes a character beyond the first 65,536 as two escapes, halves of one."""
    return text if _encodable(text) else text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _position(event: Any) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1
