"""Which line of a file a place is on: `#/resources/3` of a JSON document, `#<address>` of a Terraform plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from enclave.importers.jsonc import TOKEN

LARGEST: Final = 16 * 1024 * 1024
"""Characters of a file that lines are counted in."""
ADDRESS: Final = re.compile(r'"address"\s*:\s*"((?:[^"\\]|\\.)*)"')


def lines_of(text: str, fragments: Iterable[str]) -> Mapping[str, int]:
    """The line (from 1) of each fragment that is found. A fragment that starts with `/` is a JSON pointer."""
    wanted = set(fragments)
    if len(text) > LARGEST or not wanted:
        return {}
    pointers = {fragment for fragment in wanted if fragment.startswith("/")}
    found = _pointers(text, pointers) if pointers else {}
    return found | (_addresses(text, wanted - pointers) if wanted - pointers else {})


def _addresses(text: str, wanted: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    line, position = 1, 0
    for match in ADDRESS.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        address = re.sub(r"\\(.)", r"\1", match[1])
        if address in wanted:
            found.setdefault(address, line)
    return found


def _pointers(text: str, wanted: set[str]) -> dict[str, int]:
    """The line of each pointer. A list on the stack holds an index, an object the key that it is at."""
    found: dict[str, int] = {}
    stack: list[str | int] = []
    line = 1
    key_next = False
    for match in TOKEN.finditer(text):
        piece, starts = match[0], line
        line += piece.count("\n")
        if piece.isspace() or piece.startswith(("//", "/*")) or not piece.strip(":"):
            continue
        if piece in "}],":
            key_next = _close(stack, piece)
        elif key_next and piece.startswith('"'):
            key_next = False
            stack[-1:] = [piece[1:-1]]
        else:
            pointer = _pointer(stack)
            if pointer in wanted:
                found.setdefault(pointer, starts)
                if len(found) == len(wanted):
                    return found
            key_next = _open(stack, piece)
    return found


def _open(stack: list[str | int], piece: str) -> bool:
    """Goes into a list or an object; whether a key comes next."""
    if piece == "{":
        stack.append("")
    elif piece == "[":
        stack.append(0)
    return piece == "{"


def _close(stack: list[str | int], piece: str) -> bool:
    """Goes out of one, or on to its next part; whether a key comes next."""
    if piece != ",":
        if stack:
            stack.pop()
        return False
    if stack and isinstance(stack[-1], int):
        stack[-1] += 1
        return False
    return True


def _pointer(stack: list[str | int]) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in stack)
