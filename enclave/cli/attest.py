"""`enclave audit attest`: what people did, as a record of the log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def attest(
    subject: Annotated[str, typer.Argument(metavar="WHAT", help="restore-drill, access-review, incident-exercise, failover-drill, ...")],
    *,
    outcome: Annotated[str, typer.Option(help="succeeded or failed")],
    by: Annotated[str, typer.Option(help="who says so")],
    about: Annotated[str, typer.Option(help="what was done, in one line; no personal data beyond names")],
    evidence: Annotated[Path | None, typer.Option(help="a file that shows it; its digest is recorded, not its content")] = None,
    data: Annotated[Path, typer.Option("--data", help="data directory of the gateway")] = Path(".enclave"),
) -> None:
    """Record what people did and no program can see: drills, reviews, exercises. The control matrix asks for it."""
    from datetime import UTC, datetime

    from enclave.audit.attest import attested
    from enclave.audit.log import AuditLog
    from enclave.audit.read import log_of

    event = attested(subject=subject, outcome=outcome, by=by, about=about, evidence=evidence, time=datetime.now(UTC))
    log_of(data)
    with AuditLog.open(data) as log:
        log.append([event])
    typer.echo(event.id)
