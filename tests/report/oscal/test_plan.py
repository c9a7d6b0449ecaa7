"""The plans."""

from __future__ import annotations

from enclave.report.oscal import Assessed
from enclave.report.oscal.plan import assessment_plan, system_security_plan


def test_every_control_is_in_the_plan_and_none_that_is_not_met_is_implemented(opened: Assessed) -> None:
    requirements = system_security_plan(opened)["system-security-plan"]["control-implementation"]["implemented-requirements"]
    assert len(requirements) == 55
    states = {each["control-id"]: each["by-components"][0]["implementation-status"]["state"] for each in requirements}
    assert states["net-04"] == "planned"
    assert states["net-03"] == "implemented"


def test_the_plan_has_every_command_once(good: Assessed) -> None:
    tasks = [task["description"] for task in assessment_plan(good)["assessment-plan"]["tasks"]]
    assert "`enclave verify enclave.yaml`" in tasks
    assert len(tasks) == len(set(tasks))
