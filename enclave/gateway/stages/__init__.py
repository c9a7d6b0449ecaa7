"""The order in which every model call is guarded. Audit is not among them: it is around them, in the pipeline."""

from __future__ import annotations

from enclave.gateway.stage import Stage
from enclave.gateway.stages import (
    access,
    answer,
    answer_safety,
    batch,
    budget,
    context,
    dial,
    dlp,
    form,
    grant,
    identity,
    kept,
    lines,
    opened,
    output,
    parse,
    parts,
    pending,
    permit,
    rate,
    residency,
    safety,
    seal,
    settle,
    stored,
    stores,
    unseal,
    upload,
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

_PAID: tuple[Stage, ...] = STAGES[STAGES.index(residency.STAGE) :]

OTHER_STAGES: tuple[Stage, ...] = (identity.STAGE, permit.STAGE, parse.STAGE, access.STAGE, grant.STAGE, *_PAID)
"""The same for surfaces that policy has to allow."""

FORM_STAGES: tuple[Stage, ...] = (identity.STAGE, permit.STAGE, form.STAGE, access.STAGE, grant.STAGE, *_PAID)
"""The same for those of them that take files."""

_ALLOWED: tuple[Stage, ...] = (access.STAGE, grant.STAGE, residency.STAGE, rate.STAGE)
UPLOAD_STAGES: tuple[Stage, ...] = (identity.STAGE, permit.STAGE, lines.STAGE, *_ALLOWED, upload.STAGE)
FILE_STAGES: tuple[Stage, ...] = (identity.STAGE, permit.STAGE, opened.STAGE, *_ALLOWED, kept.STAGE)
OUTPUT_STAGES: tuple[Stage, ...] = (*FILE_STAGES[:-1], output.STAGE)
BATCH_STAGES: tuple[Stage, ...] = (*FILE_STAGES[:-1], batch.STAGE)
"""What is done with files and batches. What a batch will cost at most is reserved when it begins."""
PART_STAGES: tuple[Stage, ...] = (identity.STAGE, permit.STAGE, pending.STAGE, *_ALLOWED, parts.STAGE)
"""What is done with files that come in parts."""
STORE_STAGES: tuple[Stage, ...] = (*FILE_STAGES[:-1], stores.STAGE)
"""What is done with vector stores. What they cost while they are kept is charged when they grow or live longer."""

SOCKET_STAGES: tuple[Stage, ...] = (identity.STAGE, permit.STAGE, access.STAGE, grant.STAGE, residency.STAGE, dial.STAGE)
"""What opens a realtime session. What is said in it passes `dlp`; each response passes `identity`, `access`, `rate` and `budget`."""

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

_WAYS = (
    STAGES, FORM_STAGES, OTHER_STAGES, UPLOAD_STAGES, OUTPUT_STAGES, FILE_STAGES, BATCH_STAGES, PART_STAGES, STORE_STAGES, SOCKET_STAGES,
    KEPT_STAGES, STORED_STAGES,
)  # fmt: skip
ALL: tuple[Stage, ...] = tuple(dict.fromkeys(stage for way in _WAYS for stage in way))
