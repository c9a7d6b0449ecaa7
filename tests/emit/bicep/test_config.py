"""`bicepconfig.json`: each rule is an error, and each rule that the tests check is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

from enclave.emit.bicep.config import CONFIG, RULES


def test_every_rule_is_an_error() -> None:
    core = json.loads(CONFIG)["analyzers"]["core"]
    assert core["enabled"] is True
    assert {rule["level"] for rule in core["rules"].values()} == {"error"}
    assert list(core["rules"]) == sorted(set(RULES))


def test_what_the_tests_check_is_switched_on(root: Path) -> None:
    checked = set(re.findall(r'f?"((?:[a-z]+-)+[a-z]+)[ "]', (root / "tests/emit/bicep_linter.py").read_text()))
    assert len(checked) > 20
    assert checked <= set(RULES)
