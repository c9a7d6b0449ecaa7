"""The pages of the rules are current, and what they show is Bicep and Terraform."""

from __future__ import annotations

import re
from pathlib import Path

import hcl2
import pytest
import tree_sitter_bicep
from tree_sitter import Language, Parser

from enclave.report.rule_pages import FOLDER, page, pages
from enclave.verify.rule import Rule
from enclave.verify.rules import RULES

BLOCK = re.compile(r"```(\w+)\n(.*?)\n```", re.DOTALL)
IDS = [rule.id for rule in RULES]


def test_every_page_is_as_the_rules_have_it(root: Path) -> None:
    written = pages()
    assert {file.name for file in (root / FOLDER).glob("*.md")} == set(written)
    stale = [name for name, text in written.items() if (root / FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run `python -m enclave.report.rule_pages`"


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_the_examples_are_bicep_and_terraform(rule: Rule) -> None:
    parser = Parser(Language(tree_sitter_bicep.language()))
    kinds = []
    for kind, text in BLOCK.findall(page(rule)):
        kinds.append(kind)
        if kind == "bicep":
            assert not parser.parse(text.encode()).root_node.has_error, text
        else:
            found = hcl2.loads(text + "\n")["resource"]
            names = [(key, name) for each in found for key, inner in each.items() for name in inner]
            assert len(set(names)) == len(names)
    assert kinds[:4] == ["bicep", "hcl", "bicep", "hcl"]


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_a_page_says_why_how_and_who_else(rule: Rule) -> None:
    text = page(rule)
    assert "[parameters(" not in text
    assert '"[resourceId(' not in text
    for word in ("**Why**", "**Fix**", "## Fails", "## Passes", "## With azurerm", "Microsoft cloud security benchmark", "<https://learn"):
        assert word in text
