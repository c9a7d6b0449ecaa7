"""What is open."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from enclave.errors import EnclaveError
from enclave.report.controls import Status
from enclave.report.oscal import Assessed
from enclave.report.oscal.poam import plan_of_action_and_milestones


def test_every_control_that_is_not_met_is_an_item(opened: Assessed) -> None:
    document = plan_of_action_and_milestones(opened)["plan-of-action-and-milestones"]
    unmet = [each for each in opened.assessment.controls if each.status is not Status.MET]
    assert len(document["poam-items"]) == len(unmet)
    assert len(document["risks"]) == len(opened.assessment.of(Status.NOT_MET)) > 0


def test_nothing_open_is_no_plan(good: Assessed) -> None:
    done = replace(good, assessment=replace(good.assessment, controls=good.assessment.of(Status.MET)))
    with pytest.raises(EnclaveError, match="nothing is open"):
        plan_of_action_and_milestones(done)
