"""The order in which every model call is guarded. Audit is not among them: it is around them, in the pipeline."""

from __future__ import annotations

from enclave.gateway.stage import Stage
from enclave.gateway.stages import access, answer, budget, dlp, identity, parse, residency, settle, upstream

STAGES: tuple[Stage, ...] = (
    identity.STAGE,
    parse.STAGE,
    access.STAGE,
    residency.STAGE,
    dlp.STAGE,
    budget.STAGE,
    upstream.STAGE,
    answer.STAGE,
    settle.STAGE,
)
"""Before `upstream` an exchange costs nothing and reaches nobody. `settle` also runs for what ended after `budget`."""
