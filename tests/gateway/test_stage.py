"""The order of the stages is a promise."""

from __future__ import annotations

import inspect

from enclave.gateway.stage import Stage
from enclave.gateway.stages import ALL, KEPT_STAGES, STAGES, STORED_STAGES


def test_the_order():
    assert [stage.id for stage in STAGES] == [
        "identity", "parse", "access", "residency", "rate", "dlp", "safety", "budget", "upstream", "answer", "answer_safety", "settle",
    ]
    ids, kept = [stage.id for stage in STAGES], [stage.id for stage in KEPT_STAGES]
    assert [name for name in kept if name in ids] == ids, "what is kept passes the same guards in the same order"
    assert kept.index("unseal") < kept.index("access") < kept.index("context") < kept.index("budget") < kept.index("seal")
    assert [stage.id for stage in STORED_STAGES] == [
        "identity", "unseal", "access", "residency", "rate", "stored", "answer", "answer_safety", "seal",
    ]


def test_every_stage_is_its_module():
    for stage in ALL:
        assert isinstance(stage, Stage)
        assert stage.run.__module__ == f"enclave.gateway.stages.{stage.id}"
        assert inspect.iscoroutinefunction(stage.run)
        assert stage.summary


def test_every_stage_has_a_page_that_says_what_it_says(root):
    for stage in ALL:
        page = (root / "docs" / "stages" / f"{stage.id.replace('_', '-')}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {stage.id}: {stage.summary}\n")
        assert f"enclave/gateway/stages/{stage.id}.py" in page
