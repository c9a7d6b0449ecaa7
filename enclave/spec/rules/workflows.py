"""Logic Apps: workflows are built only where there is something for them to do."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.spec.rules.subject import Subject
from enclave.spec.source import Keys, Problem


def workflows_have_something_to_do(subject: Subject) -> Iterator[Problem]:
    """Logic Apps open incidents in Sentinel, or train models again where models are trained."""
    spec = subject.spec
    trains = spec.components.machine_learning.enabled and spec.scenario == "ai-training"
    if spec.components.logic_apps.enabled and not (spec.security.sentinel or trains):
        keys: Keys = ("components", "logic_apps")
        other: Keys = ("security", "sentinel")
        message = f"`logic_apps` has nothing to do: `sentinel` is off ({subject.place(other)}), and no models are trained"
        yield subject.problem(keys, message, "switch `security.sentinel` on, or `logic_apps` off", (other,))
