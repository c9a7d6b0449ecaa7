"""The order in which every model call is guarded. Audit is not among them: it is around them, in the pipeline."""

from __future__ import annotations

from enclave.gateway.stage import Stage
from enclave.gateway.stages import (
    access,
    answer,
    answer_safety,
    budget,
    context,
    dlp,
    identity,
    parse,
    rate,
    residency,
    safety,
    seal,
    settle,
    stored,
    unseal,
    upstream,
)

STAGES: tuple[Stage, ...] = (
    identity.STAGE,
    parse.STAGE,
    access.STAGE,
    residency.STAGE,
    rate.STAGE,
    dlp.STAGE,
    safety.STAGE,
    budget.STAGE,
    upstream.STAGE,
    answer.STAGE,
    answer_safety.STAGE,
    settle.STAGE,
)
"""Before `upstream` an exchange costs nothing, and reaches nobody but Content Safety where policy wants it asked. `settle` also runs for
what ended after `budget`."""

KEPT_STAGES: tuple[Stage, ...] = (
    identity.STAGE,
    parse.STAGE,
    unseal.STAGE,
    access.STAGE,
    residency.STAGE,
    context.STAGE,
    rate.STAGE,
    dlp.STAGE,
    safety.STAGE,
    budget.STAGE,
    upstream.STAGE,
    answer.STAGE,
    answer_safety.STAGE,
    seal.STAGE,
    settle.STAGE,
)
"""The same for answers that the model service keeps, and that a call may go on from."""

STORED_STAGES: tuple[Stage, ...] = (
    identity.STAGE,
    unseal.STAGE,
    access.STAGE,
    residency.STAGE,
    rate.STAGE,
    stored.STAGE,
    answer.STAGE,
    answer_safety.STAGE,
    seal.STAGE,
)
"""What is done with an answer that is kept: no model is asked."""

ALL: tuple[Stage, ...] = tuple(dict.fromkeys((*STAGES, *KEPT_STAGES, *STORED_STAGES)))
