"""The order of the stages is a promise."""

from __future__ import annotations

import inspect

from enclave.gateway.stage import Stage
from enclave.gateway.stages import STAGES


def test_the_order():
    assert [stage.id for stage in STAGES] == [
        "identity", "parse", "access", "residency", "dlp", "budget", "upstream", "answer", "settle",
    ]


def test_every_stage_is_its_module():
    for stage in STAGES:
        assert isinstance(stage, Stage)
        assert stage.run.__module__ == f"enclave.gateway.stages.{stage.id}"
        assert inspect.iscoroutinefunction(stage.run)
        assert stage.summary


def test_every_stage_has_a_page_that_says_what_it_says(root):
    for stage in STAGES:
        page = (root / "docs" / "stages" / f"{stage.id}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {stage.id}: {stage.summary}\n")
        assert f"enclave/gateway/stages/{stage.id}.py" in page
