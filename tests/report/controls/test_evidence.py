"""Evidence: what is there is good or bad, and what is not there is never good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from enclave.finding import Counterexample, Finding, Refuted, Severity, Unknown
from enclave.graph.model import Graph, Resource
from enclave.report.controls.catalogue import (
    Deployed,
    Ends,
    Evidence,
    Log,
    LogVerified,
    Obligation,
    Outside,
    Policy,
    PolicyRunning,
    Resources,
    Rule,
    Setting,
    Suites,
)
from enclave.report.controls.evidence import Result, judge
from enclave.verify.model import ObligationResult, Verification

ACCOUNT = Resource("Microsoft.Storage/storageAccounts", "2025-01-01", "st", "/resourceGroups/rg", {"properties": {"a": {"b": "Yes"}}})
NOTHING = Verification((), (), (), ())
RAN = ("junit.xml", {"tests/a/test_b.py": "passed", "tests/a/test_c.py": "1 of 2 failed"})


def result(verdict: object) -> Verification:
    return Verification((ObligationResult("encrypted", 9, "encrypted", "x", verdict),), (), (), ())  # type: ignore[arg-type]


def finding(rule: str, *, unknown: bool = False) -> Verification:
    return Verification((), (Finding(rule, Severity.HIGH, "x", "wrong", unknown=unknown),), (), ())


EXEMPTION = Resource("Microsoft.Authorization/policyExemptions", "2022-07-01-preview", "e", "/resourceGroups/rg", {"properties": {}})
CASES: list[tuple[Evidence, dict[str, object], Result]] = [
    (Obligation("encrypted"), {}, Result.GOOD),
    (Obligation("encrypted"), {"verification": NOTHING}, Result.ABSENT),
    (Obligation("encrypted"), {"verification": result(Refuted(Counterexample("p", ()), "no key"))}, Result.BAD),
    (Obligation("encrypted"), {"verification": result(Unknown("who knows"))}, Result.UNKNOWN),
    (Obligation("encrypted"), {"observed": ("now.json", result(Refuted(Counterexample("p", ()))))}, Result.BAD),
    (Rule("storage-https-only"), {}, Result.GOOD),
    (Rule("storage-https-only"), {"verification": finding("storage-https-only")}, Result.BAD),
    (Rule("storage-https-only"), {"verification": finding("storage-https-only", unknown=True)}, Result.UNKNOWN),
    (Rule("storage-https-only"), {"graph": Graph(())}, Result.VACUOUS),
    (Resources("w", ("Microsoft.Storage/storageAccounts",), {"properties.a.b": "Yes"}), {"graph": Graph((ACCOUNT,))}, Result.GOOD),
    (Resources("w", ("Microsoft.Storage/storageAccounts",), {"properties.a.b": "No"}), {"graph": Graph((ACCOUNT,))}, Result.ABSENT),
    (Resources("w", ("Microsoft.Storage/storageAccounts",), {"properties.a.b.c": "Yes"}), {"graph": Graph((ACCOUNT,))}, Result.ABSENT),
    (Resources("w", ("Microsoft.Storage/storageAccounts",), {"name": "st"}), {"graph": Graph((ACCOUNT,))}, Result.GOOD),
    (Policy("dlp", "w"), {}, Result.GOOD),
    (Policy("ceilings", "w"), {}, Result.GOOD),
    (Policy("refuse_uninspected", "w"), {}, Result.GOOD),
    (Setting("contacts", "w"), {}, Result.GOOD),
    (Setting("regions.*.pair", "w"), {}, Result.GOOD),
    (Setting("audit.anchors.names", "w"), {}, Result.ABSENT),
    (Setting("identity.nothing", "w"), {}, Result.ABSENT),
    (Setting("security.double_encryption", "w"), {}, Result.GOOD),
    (Setting("components.cdn.enabled", "w"), {}, Result.ABSENT),
    (Resources("w", ("Microsoft.Storage/storageAccounts",), {"module": "a/b"}), {"graph": Graph((ACCOUNT,))}, Result.ABSENT),
    (Resources("w", ("Microsoft.Storage/storageAccounts",), {"module": ""}), {"graph": Graph((ACCOUNT,))}, Result.GOOD),
    (Log("w", "EnclaveEvents | summarize good = count()"), {}, Result.ABSENT),
    (Log("w", "EnclaveEvents | summarize good = count()"), {"data": Path("nowhere")}, Result.ABSENT),
    (LogVerified(), {}, Result.ABSENT),
    (PolicyRunning(), {}, Result.ABSENT),
    (Suites("w", ("tests/a/test_b.py",)), {}, Result.ABSENT),
    (Suites("w", ("tests/a/test_b.py",)), {"tests": RAN}, Result.GOOD),
    (Suites("w", ("tests/a/test_b.py", "tests/a/test_c.py")), {"tests": RAN}, Result.BAD),
    (Suites("w", ("tests/a/test_d.py",)), {"tests": RAN}, Result.ABSENT),
    (Deployed(), {}, Result.ABSENT),
    (Deployed(), {"observed": ("now.json", result(Unknown("?")))}, Result.UNKNOWN),
    (Deployed(), {"observed": ("now.json", NOTHING)}, Result.UNKNOWN),
    (Ends("choices", "w"), {}, Result.VACUOUS),
    (Ends("exemptions", "w"), {}, Result.VACUOUS),
    (Ends("exemptions", "w"), {"graph": Graph((EXEMPTION,))}, Result.UNKNOWN),
    (Outside("people"), {}, Result.OUTSIDE),
]


def test_what_each_kind_of_evidence_comes_to(given: Callable[..., object]) -> None:
    came = [(evidence, more, judge(evidence, given(**more)).result) for evidence, more, _ in CASES]  # type: ignore[arg-type]
    assert [(evidence, more) for (evidence, more, was), (_, _, wanted) in zip(came, CASES, strict=True) if was is not wanted] == []


def test_every_line_but_of_the_outside_says_how_to_see_it_again(given: Callable[..., object]) -> None:
    lines = [judge(evidence, given(**more)) for evidence, more, _ in CASES]  # type: ignore[arg-type]
    assert [line for line in lines if not line.again and line.result is not Result.OUTSIDE] == []
    assert all(line.told for line in lines)


def test_a_query_of_the_log_counts_for_and_against(given: Callable[..., object], write_log: Callable[..., Path]) -> None:
    data = write_log(location="brazilsouth")
    there = given(data=data)
    elsewhere = Log("w", "EnclaveEvents | where Kind == 'completed' | summarize good = countif(Location in ({locations})), "
                         "bad = countif(Location !in ({locations}))")
    assert judge(elsewhere, there).result is Result.BAD  # type: ignore[arg-type]
    assert judge(Log("w", "EnclaveEvents | where Kind == 'never' | summarize good = count()"), there).result is Result.ABSENT  # type: ignore[arg-type]
    good = judge(Log("w", "EnclaveEvents | where Kind == 'completed' | summarize good = count()"), there)  # type: ignore[arg-type]
    assert good.result is Result.GOOD
    assert "root" in good.told


def test_a_log_that_was_tampered_with_speaks_for_nothing(given: Callable[..., object], write_log: Callable[..., Path]) -> None:
    data = write_log()
    there = given(data=data)
    assert judge(LogVerified(), there).result is Result.GOOD  # type: ignore[arg-type]
    bundle = next((data / "log" / "tile" / "entries").rglob("*.p/2"))
    bundle.write_bytes(bundle.read_bytes().replace(b"gpt-4o", b"gpt-4x"))
    there = given(data=data)
    assert judge(LogVerified(), there).result is Result.BAD  # type: ignore[arg-type]
    assert judge(Log("w", "EnclaveEvents | summarize good = count()"), there).result is Result.UNKNOWN  # type: ignore[arg-type]


@pytest.mark.parametrize(("same", "wanted"), [(True, Result.GOOD), (False, Result.BAD)])
def test_the_gateway_runs_the_policy_of_the_file_or_another(
    given: Callable[..., object], write_log: Callable[..., Path], same: bool, wanted: Result
) -> None:
    digest = given().graph.intent.policy_digest  # type: ignore[attr-defined]
    data = write_log(policy_digest=digest if same else "sha256:" + "0" * 64)
    assert judge(PolicyRunning(), given(data=data)).result is wanted  # type: ignore[arg-type]
