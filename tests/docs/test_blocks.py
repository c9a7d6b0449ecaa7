"""Every fenced block of every page says what it is, and is what it says: what is not typed (`test_typed.py`) is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from enclave.cli.upstreams import chosen_upstream
from enclave.spec.load import load
from enclave.spec.messages import fields, model_at
from enclave.spec.models import Spec

if TYPE_CHECKING:
    from conftest import Block

READ = YAML(typ="safe", pure=True)
LANGUAGES: Mapping[str, str] = {
    "sh": "typed", "console": "typed, and prints what stands below", "python": "typed", "kql": "asked of a log", "yaml": "loaded",
    "json": "read; what `fails` and `passes` is verified by tests/verify/obligations/test_pages.py",
    "text": "shown only: drawings and output",
}  # fmt: skip
"""What is written in the documentation, and what becomes of it here."""
MADE: Mapping[str, tuple[str, ...]] = {"docs/rules/": ("bicep", "hcl"), "docs/detectors/": ("text",)}
"""Pages that the code writes, whose tests hold that they are what it writes: only these have Bicep and HCL, made by the emitters."""
FIRST = "fraud-triage"
"""The project of the bank after which a page's own projects are made."""


def merged(first: Any, second: Any) -> Any:
    """The second mapping laid over the first."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return second
    return {**first, **{key: merged(first.get(key), value) for key, value in second.items()}}


def test_every_block_names_its_language(blocks: list[Block]) -> None:
    wrong = [
        f"{block.page}:{block.line}: {block.language or 'no language'}"
        for block in blocks
        if block.language not in next((known for folder, known in MADE.items() if block.page.startswith(folder)), tuple(LANGUAGES))
    ]
    assert wrong == []
    assert {block.language for block in blocks if not block.page.startswith(tuple(MADE))} == set(LANGUAGES)


def as_file(piece: Any, path: Path, bank: Path) -> None:
    """A piece of an enclave.yaml, in the bank's file; a whole one stands alone."""
    whole = READ.load(bank.read_text(encoding="utf-8"))
    for project in piece.get("projects", {}):
        whole["projects"].setdefault(project, {**whole["projects"][FIRST], "deployments": {}})
    for each in piece.get("projects", {}).values():
        for region in (*each.get("failover_regions", ()), *each.get("shares", ())):
            whole["regions"].setdefault(region, {"location": "northeurope", "pair": "westeurope", "compliance": ["gdpr", "soc-2"]})
    with path.open("w", encoding="utf-8") as file:
        READ.dump(piece if "enclave" in piece else merged(whole, piece), file)
    load(path)


def as_endpoints(piece: Any, path: Path, bank: Path) -> None:
    """Accounts that exist already."""
    with path.open("w", encoding="utf-8") as file:
        READ.dump(piece, file)
    chosen_upstream(load(bank), None, path, {})


KINDS: Mapping[str, Callable[[Any, Path, Path], None]] = {"": as_file, "endpoints": as_endpoints}
"""What a `yaml` block is a file of, by the word behind its language; without one a piece of an enclave.yaml."""


def test_what_a_page_says_to_write_is_good_where_it_belongs(blocks: list[Block], root: Path, tmp_path: Path) -> None:
    bank = root / "examples" / "bank" / "enclave.yaml"
    (tmp_path / "secrets.toml").write_text("[[rules]]\nid = \"badge\"\nregex = 'BDG-[0-9]{6}'\n", encoding="utf-8")
    pieces = [block for block in blocks if block.language == "yaml"]
    assert len(pieces) >= 15
    assert {block.kind for block in pieces} == set(KINDS)
    for block in pieces:
        try:
            KINDS[block.kind](READ.load(block.text), tmp_path / "enclave.yaml", bank)
        except Exception as error:  # noqa: BLE001
            pytest.fail(f"{block.page}:{block.line}: {error}")


def unknown(piece: Any, keys: tuple[str, ...] = ()) -> Iterator[str]:
    """Keys of a piece of an enclave.yaml that there are none of."""
    model = model_at(keys)
    for key, value in piece.items() if isinstance(piece, dict) and (model or not keys) else ():
        if model is not None and key not in fields(model):
            yield ".".join((*keys, key))
        else:
            yield from unknown(value, (*keys, key))


def test_keys_that_stand_in_a_line_are_keys_of_the_file(root: Path) -> None:
    pages = [root / "README.md", *(path for path in sorted((root / "docs").rglob("*.md")) if "detectors" not in path.parts)]
    inline = re.compile(rf"`((?:{'|'.join(fields(Spec))}): \{{[^`]*\}})`")
    found = [(path.name, text) for path in pages for text in inline.findall(path.read_text(encoding="utf-8"))]
    assert len(found) >= 10
    assert [(page, key) for page, text in found for key in unknown(READ.load(text))] == []
    assert list(unknown(READ.load("components: {entra: ...}"))) == ["components.entra"]


def test_json_is_json(blocks: list[Block]) -> None:
    found = [block for block in blocks if block.language == "json"]
    for block in found:
        json.loads(block.text)
    assert {block.kind for block in found} == {"fails", "passes"}
    assert all(block.page.startswith("docs/obligations/") for block in found)
