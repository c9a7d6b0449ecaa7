from __future__ import annotations

import json

from enclave.report.json import render
from enclave.verify.model import Verification


def test_one_document_with_the_keys_of_the_contract(verification: Verification) -> None:
    text = render(verification)
    document = json.loads(text)
    assert document == verification.document()
    assert list(document) == ["verdict", "obligations", "findings", "assumptions", "unmodelled"]
    assert list(document["obligations"][0]) == ["id", "number", "title", "verdict", "subject", "reason", "counterexample"]
    assert document["obligations"][1]["counterexample"]["path"][0] == {"node": "internet", "because": "any machine"}
