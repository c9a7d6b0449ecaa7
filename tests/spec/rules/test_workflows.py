"""Workflows that would have nothing to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.spec.models import Spec
from enclave.spec.rules import Rule
from enclave.spec.rules.workflows import workflows_have_something_to_do
from enclave.spec.source import Problem

Found = Callable[[Rule, Any], list[Problem]]


def test_workflows_have_something_to_do_or_are_not_built(found: Found, make: Callable[[Any], Spec]) -> None:
    idle = {("components", "logic_apps"): True, ("security", "sentinel"): False, ("scenario",): "ai-inference"}
    (problem,) = found(workflows_have_something_to_do, idle)
    assert problem.message == "`logic_apps` has nothing to do: `sentinel` is off (the default), and no models are trained"
    assert found(workflows_have_something_to_do, idle | {("security", "sentinel"): True}) == []
    trained = {("scenario",): "ai-training", ("components", "machine_learning"): True}
    assert found(workflows_have_something_to_do, idle | trained) == []
    del idle["components", "logic_apps"]
    assert not make(idle).components.logic_apps.enabled
