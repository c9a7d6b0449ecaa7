"""What a runbook is made of, whatever it is printed as."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Text(Struct, frozen=True):
    """A paragraph. Backticks mark code."""

    text: str


class Items(Struct, frozen=True):
    """A list; numbered where the order matters."""

    items: tuple[str, ...]
    numbered: bool = False


class Table(Struct, frozen=True):
    """Rows under heads. Backticks mark code."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = "none"
    """What is said when there is no row."""


class Code(Struct, frozen=True):
    """Lines that somebody runs: `sh` or `kql`."""

    text: str
    language: str = "sh"


class Picture(Struct, frozen=True):
    """A drawing, with what it shows in words."""

    name: str
    """Of its file where it gets one."""
    svg: str
    caption: str


class Part(Struct, frozen=True):
    """A part of a section with a head of its own."""

    title: str
    blocks: tuple[Block, ...]


Block: TypeAlias = "Text | Items | Table | Code | Picture | Part"


class Section(Struct, frozen=True):
    """One section."""

    id: str
    title: str
    blocks: tuple[Block, ...]


class Runbook(Struct, frozen=True):
    """All of it."""

    title: str
    made_from: str
    sections: tuple[Section, ...]
