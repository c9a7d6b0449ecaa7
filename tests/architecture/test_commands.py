"""Every `enclave` command in the documentation is one that there is, with options that it has."""

from __future__ import annotations

import re
import shlex
from itertools import takewhile
from pathlib import Path
from typing import Any

from typer.main import get_command

from enclave.cli.main import COMMANDS, app

SPAN = re.compile(r"`(enclave [^`\n]+)`")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TYPED = ("", "sh", "console")
CONTRACT = re.compile(r"[|<\[…]|\.\.\.")
"""Marks of a line that says what there is rather than what somebody types."""


def commands(text: str) -> list[str]:
    """Command lines in spans and blocks, without prompts."""
    found = SPAN.findall(text)
    for block in (block for language, block in BLOCK.findall(text) if language in TYPED):
        for line in block.replace("\\\n", " ").splitlines():
            found += re.findall(r"(?:^|[|(]|&& |\$ )\s*(?:\.venv/bin/)?(enclave [a-z].*)", line)
    return [re.split(r"\s{3,}", line)[0].strip() for line in found]


def wrong(line: str) -> str | None:
    """What is wrong with a command line."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    try:
        words = list(takewhile(lambda word: word[0] not in "|&;<>()", (word or " " for word in lexer)))
    except ValueError:
        return "cannot be split"
    if words[1].startswith("-") or words[1].isupper():
        return None
    if words[1] not in dict(COMMANDS):
        return f"no command {words[1]}"
    found: Any = get_command(app)
    found = found.get_command(None, words[1])
    rest = words[2:]
    while hasattr(found, "commands") and rest and not rest[0].startswith("-"):
        if rest[0] not in found.commands:
            return f"no command {rest[0]}"
        found = found.commands[rest.pop(0)]
    options = {name for parameter in found.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
    unknown = [word for word in rest if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in options]
    return f"no option {unknown[0]}" if unknown else None


def test_every_command_in_the_documentation_can_be_typed(root: Path) -> None:
    docs = root / "docs"
    pages = [root / "README.md", root / "CONTRIBUTING.md", *sorted(docs.glob("*.md")), *sorted((docs / "how-to").glob("*.md"))]
    every = [(page.name, line) for page in pages for line in commands(page.read_text(encoding="utf-8")) if not CONTRACT.search(line)]
    assert len(every) > 80
    assert [(page, line, problem) for page, line in every if (problem := wrong(line)) is not None] == []


def test_what_is_wrong_with_a_command_is_found() -> None:
    assert wrong("enclave verify --arm FILE") is None
    assert wrong("enclave verfy SPEC") == "no command verfy"
    assert wrong("enclave audit tial") == "no command tial"
    assert wrong("enclave verify SPEC --fast") == "no option --fast"
    assert wrong("enclave verify SPEC | head --fast > x # --slow") is None
    assert commands("see `enclave check a.yaml`\n```sh\ncat x | enclave dlp scan > y\n$ enclave up a.yaml &\n```\n") == [
        "enclave check a.yaml", "enclave dlp scan > y", "enclave up a.yaml &",
    ]  # fmt: skip
