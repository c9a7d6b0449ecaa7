"""The table of what Checkov asks for in vain: complete, readable, and the page is written out of it."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from types import ModuleType

import pytest

from enclave.graph.model import Graph, Resource


def test_the_page_is_written_out_of_the_table(rules: ModuleType, root: Path) -> None:
    path = root / "docs" / "checkov.md"
    assert rules.rewritten(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8"), "run `python tests/checkov/exceptions.py`"


def test_each_row_says_what_and_why(rules: ModuleType) -> None:
    assert len({one.check for one in rules.EXCEPTIONS}) == len(rules.EXCEPTIONS)
    for one in rules.EXCEPTIONS:
        assert re.fullmatch(r"CKV2?_(AZURE|K8S)_\d+", one.check)
        assert one.types
        assert one.seen_by
        assert not one.asks.endswith(".")
        assert one.why.endswith(".")
        assert len(one.why) > 40
        assert "|" not in one.asks + one.why


def test_what_a_row_says_is_not_true_of_just_anything(rules: ModuleType) -> None:
    key = Resource("Microsoft.KeyVault/vaults/keys", "2025-01-01", "vault/key", "/resourceGroups/rg", {})
    for one in rules.EXCEPTIONS:
        for kind in one.types if one.seen_by <= rules.TEMPLATES else ():
            bare = Resource(kind, "2025-01-01", "/".join(["bare"] * kind.count("/")), "/resourceGroups/rg", {"properties": {}})
            holds = False
            with contextlib.suppress(KeyError, TypeError, AssertionError):
                holds = bool(one.holds(bare, Graph((bare, key))))
            assert not holds, one.check


def test_every_reading_has_its_floor(rules: ModuleType) -> None:
    read = {(one.spec, one.framework) for one in rules.READINGS}
    specs = ("bank", "hospital", "ministry", "everything")
    clusters = {(spec, rules.KUBERNETES) for spec in ("bank", "everything")}
    assert read == {(spec, framework) for spec in specs for framework in rules.TEMPLATES} | clusters | {
        ("least", rules.ARM), ("least", rules.BICEP)
    }
    assert all(one.resources > 0 and one.passed > 0 for one in rules.READINGS)


@pytest.mark.parametrize("marker", ["readings", "exceptions"])
def test_a_page_without_its_markers_is_refused(rules: ModuleType, marker: str) -> None:
    page = "<!-- readings -->\n<!-- /readings -->\n<!-- exceptions -->\n<!-- /exceptions -->\n"
    assert rules.rewritten(page)
    with pytest.raises(ValueError, match=marker):
        rules.rewritten(page.replace(f"<!-- {marker} -->", ""))
