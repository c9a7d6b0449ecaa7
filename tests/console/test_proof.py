from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from enclave.console.proof import SHOWN, examine, proof_document, short
from enclave.errors import InputErrors
from enclave.spec.load import load
from enclave.spec.policy import policy_digest

ACCOUNT = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/oai-fraud-triage"


def test_the_worst_stands_first_and_subjects_are_counted(made: SimpleNamespace) -> None:
    unknown = made.result(2, "unknown", "x", reason="why")
    results = made.result(1), unknown, made.result(3), made.refuted(3, "/resourceGroups/b"), made.refuted(4)
    document = proof_document(made.verification(*results))
    order = [(one["number"], one["verdict"]) for one in document["obligations"]]
    assert order == [(3, "refuted"), (4, "refuted"), (2, "unknown"), (1, "proved")]
    three = document["obligations"][0]
    assert (three["subjects"], three["proved"]) == (2, 1)
    assert three["against"][0]["packet"] == "tcp 203.0.113.7:50000 -> 20.1.2.3:443"
    assert [hop["node"] for hop in document["obligations"][1]["against"][0]["path"]] == ["internet", "accounts/oai-fraud-triage"]


def test_long_lists_are_shortened_and_say_so(made: SimpleNamespace) -> None:
    finding = {"rule": "r", "severity": "low", "resource": "x", "message": "m", "location": ""}
    worst = {**finding, "severity": "critical", "rule": "z"}
    document = proof_document(
        made.verification(*(made.refuted(1, f"s{number}") for number in range(SHOWN + 3)), findings=[finding] * SHOWN + [worst])
    )
    assert len(document["obligations"][0]["against"]) == SHOWN
    assert document["obligations"][0]["more"] == 3
    assert document["more_findings"] == 1
    assert document["findings"][0] == worst


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("internet", "internet"),
        (ACCOUNT, "accounts/oai-fraud-triage"),
        ("/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s", "virtualNetworks/v/subnets/s"),
        ("/resourceGroups/rg", "rg"),
        (f"{ACCOUNT} -> /resourceGroups/rg/providers/M.Network/virtualNetworks/v", "accounts/oai-fraud-triage -> virtualNetworks/v"),
        (f"`{ACCOUNT}`, and tcp/443", "`accounts/oai-fraud-triage`, and tcp/443"),
    ],
)
def test_resource_ids_are_shortened(resource: str, expected: str) -> None:
    assert short(resource) == expected


def test_the_real_proof_of_the_example(bank: Path) -> None:
    found = examine(str(bank))
    assert found.digest == policy_digest(load(bank).spec)
    document = proof_document(found.verification)
    assert document["obligations"]
    assert {one["verdict"] for one in document["obligations"]} <= {"proved", "refuted", "unknown"}
    assert document["verdict"] == found.verification["verdict"]


def test_a_wrong_file_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "enclave.yaml").write_text("enclave: v1\nnam: x\n")
    with pytest.raises(InputErrors):
        examine(str(tmp_path / "enclave.yaml"))
