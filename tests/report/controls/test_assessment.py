"""The status of controls: never green without evidence."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, combinations
from pathlib import Path

from enclave.graph.model import Graph, Resource
from enclave.report.controls import Given, Status, assess
from enclave.report.controls.assessment import status, statuses, worst
from enclave.report.controls.evidence import Result
from enclave.verify.model import Verification


def test_green_only_with_evidence_and_only_if_all_of_it_is_good() -> None:
    every = chain.from_iterable(combinations(Result, size) for size in range(len(Result) + 1))
    for results in every:
        found = status(results)
        if Result.BAD in results:
            assert found is Status.NOT_MET
        elif found is Status.MET:
            assert Result.GOOD in results
            assert set(results) <= {Result.GOOD, Result.VACUOUS}
        else:
            assert found is (Status.PARTLY if Result.GOOD in results else Status.NOT_CHECKABLE)


def test_several_controls_are_as_good_as_the_worst() -> None:
    assert worst([Status.MET, Status.PARTLY]) is Status.PARTLY
    assert worst([Status.NOT_MET, Status.NOT_CHECKABLE]) is Status.NOT_MET
    assert worst([Status.MET, Status.NOT_CHECKABLE]) is Status.NOT_CHECKABLE


def test_nothing_is_met_of_a_file_that_builds_and_proves_nothing(given: Callable[..., Given]) -> None:
    nothing = given(graph=Graph(()), verification=Verification((), (), (), ()))
    met = [each.control.id for each in assess(nothing).controls if each.status is Status.MET]
    # nothing but what the file itself says: its policy and its settings
    kinds = {line.kind for each in assess(nothing).controls if each.control.id in met for line in each.lines if line.result is Result.GOOD}
    assert kinds <= {"policy", "setting"}
    assert "NET-01" not in met


def test_keys_and_layers_that_nobody_asks_for_are_not_claimed(given: Callable[..., Given]) -> None:
    asked = given()
    off = asked.spec.security.model_copy(update={"customer_managed_keys": False, "double_encryption": False})
    before, after = assess(asked), assess(given(spec=asked.spec.model_copy(update={"security": off})))
    for control in ("CR-01", "CR-02"):
        assert next(each for each in before.controls if each.control.id == control).status is Status.MET
        found = next(each for each in after.controls if each.control.id == control)
        assert (found.status, [line.told.partition(" is ")[2] for line in found.missing]) == (Status.PARTLY, ["off"])


def test_a_workflow_speaks_for_what_it_is_for(given: Callable[..., Given]) -> None:
    for module, good in (("backup-recovery/restore-procedures", "BC-03"), ("ai-services/logic-apps", "IR-01")):
        workflow = Resource("Microsoft.Logic/workflows", "2019-05-01", "logic", "/resourceGroups/rg", {}, module=module)
        assessed = assess(given(graph=Graph((workflow,)))).controls
        lines = {each.control.id: line for each in assessed for line in each.lines if line.name == "Microsoft.Logic/workflows"}
        assert {name for name, line in lines.items() if line.result is Result.GOOD} == {good}
        assert set(lines) == {"BC-03", "IR-01"}


def test_the_bank_with_a_log(given: Callable[..., Given], write_log: Callable[..., Path]) -> None:
    """All is well but that a call was processed where no region of the file is."""
    digest = given().graph.intent.policy_digest  # type: ignore[union-attr]
    assessment = assess(given(data=write_log(policy_digest=digest, location="brazilsouth")))
    by_id = {each.control.id: each for each in assessment.controls}
    assert by_id["NET-01"].status is Status.MET
    assert by_id["GOV-01"].status is Status.MET
    assert by_id["ID-04"].status is Status.NOT_CHECKABLE
    assert by_id["LOG-03"].status is Status.PARTLY, "no anchor is written, and no tests were given"
    assert sum(statuses(assessment).values()) == 55
    assert [each.control.id for each in assessment.of(Status.NOT_MET)] == ["DP-03"]
    assert len(assessment.log) == 64


def test_coverage_counts_clauses_and_says_which_were_judged(given: Callable[..., Given]) -> None:
    assessment = assess(given())
    tags = {each.framework.tag for each in assessment.coverage}
    assert tags == {"gdpr", "iso-27001", "soc-2", "hipaa"}
    for each in assessment.coverage:
        assert 0 <= each.met <= each.supported + each.judged
        assert each.supported <= each.framework.clauses
