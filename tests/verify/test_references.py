from __future__ import annotations

from enclave.verify.references import CONTROLS, POLICIES
from enclave.verify.rules import RULES


def test_exactly_what_rules_name_is_there() -> None:
    assert set(CONTROLS) == {control for rule in RULES for control in rule.references.mcsb}
    assert set(POLICIES) == {policy for rule in RULES for policy in rule.references.policies}
    assert all(name and name == name.strip() for name in (*CONTROLS.values(), *POLICIES.values()))
