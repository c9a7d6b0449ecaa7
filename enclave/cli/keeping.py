"""What a file says of keeping the log: how long, and where its checkpoints go; `enclave audit prune`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from enclave.errors import InputError

if TYPE_CHECKING:
    from enclave.audit.changes import Configuration
    from enclave.audit.keeper import Keeper
    from enclave.audit.log import AuditLog
    from enclave.audit.retention import Retention
    from enclave.spec.models import Spec

ANCHORS, INSTANCE = "ENCLAVE_ANCHORS", "ENCLAVE_LOG_INSTANCE"
"""What a pod is told: anchors beside those of the file, with spaces between; and which of several gateways that share a key it is."""


def prune(
    spec: Annotated[Path, typer.Argument(help="the enclave.yaml, whose `retention` says what is over")],
    *,
    data: Annotated[Path, typer.Option("--data", help="data directory of the gateway")] = Path(".enclave"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say how many records would go")] = False,
) -> None:
    """Delete the records whose time is over; their hashes stay, and a record says what went. `enclave serve` does it by itself."""
    from datetime import UTC, datetime

    from enclave.audit.log import AuditLog
    from enclave.audit.prune import over, prune
    from enclave.audit.read import log_of
    from enclave.spec.load import load

    retention = retention_of(load(spec).spec)
    log_of(data)
    typer.echo(str(retention), err=True)
    if dry_run:
        count = over(data, retention, datetime.now(UTC))
        typer.echo(f"{count} record{'' if count == 1 else 's'} would be deleted")
        return
    with AuditLog.open(data) as log:
        done = prune(data, log, retention, datetime.now(UTC))
    numbers = ", ".join(map(str, done.deletions))
    said = f", as record {numbers} says" if len(done.deletions) == 1 else f", as records {numbers} say" if numbers else ""
    typer.echo(f"{done.records} record{'' if done.records == 1 else 's'} deleted{said}")


def anchor(
    spec: Annotated[Path | None, typer.Argument(help="the enclave.yaml, whose `audit.anchors` are meant")] = None,
    *,
    to: Annotated[
        list[str] | None, typer.Option("--anchor", metavar="KIND=ADDRESS", help="this one: file=, blob=, confidential_ledger=")
    ] = None,
    data: Annotated[Path, typer.Option("--data", help="data directory of the gateway")] = Path(".enclave"),
) -> None:
    """Anchor the newest checkpoint now. `enclave serve` does it by itself. Ends with 1 when the log does not go on from it."""
    from enclave.audit.anchoring import AnchorForked, Anchoring, Pace
    from enclave.audit.anchors import open_anchor
    from enclave.audit.log import AuditLog
    from enclave.audit.read import log_of
    from enclave.spec.load import load

    names = [*(anchor_names(load(spec).spec, os.environ) if spec is not None else ()), *(to or ())]
    if not names:
        raise InputError("no anchor is named", hint="write `audit: {anchors: ...}` into the file, or `--anchor file=/mnt/other/anchors`")
    log_of(data)
    with AuditLog.open(data) as log:
        forked = False
        for name in names:
            one = open_anchor(name)
            try:
                held = Anchoring(data, log, one, Pace()).anchor()
                typer.echo(f"{name}: {'nothing to anchor yet' if held is None else f'{held.size} records, {held.where}'}")
            except AnchorForked as error:
                typer.echo(f"{name}: {error.message}")
                forked = True
            finally:
                one.close()
    if forked:
        raise typer.Exit(1)


def anchor_names(spec: Spec, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The anchors of the file, and those of the environment: a pod is told of the container that was built with it."""
    return tuple(dict.fromkeys((*spec.audit.anchors.names, *environment.get(ANCHORS, "").split())))


def name_log(data: Path, environment: Mapping[str, str]) -> None:
    """Make the log of one of several gateways that share a key, if there is none yet, under a name of its own. Raises EnclaveError."""
    from enclave.audit.log import AuditLog

    instance = environment.get(INSTANCE, "")
    if instance and not (data / "log" / "checkpoint").exists():
        AuditLog.open(data, instance=instance).close()


def retention_of(spec: Spec) -> Retention:
    """How long records are kept: as the hub says, and longer where a project does."""
    from enclave.audit.retention import Days, Retention
    from enclave.spec.policy import effective_policies, hub_policy

    hub = hub_policy(spec.hub, spec.data_classification)
    days = Days(hub.audit_days or None, hub.request_response_days or None)
    policies = effective_policies(spec).items()
    projects = {name: Days(policy.audit_days or None, policy.request_response_days or None) for name, policy in policies}
    return Retention(days, {name: each for name, each in projects.items() if each != days})


def configuration_of(spec: Spec) -> Configuration:
    """What of a file the log follows: the policy's digest, and every ceiling by its key."""
    from enclave.audit.changes import Configuration
    from enclave.spec.policy import policy_digest

    budgets = {"hub": spec.hub.budget, **{f"projects.{name}": project.budget for name, project in spec.projects.items()}}
    ceilings = {
        f"{where}.{key}": text for where, budget in budgets.items()
        for key, text in _flat(budget.model_dump(mode="json", exclude_none=True))
    }  # fmt: skip
    anchors = " ".join(anchor_names(spec, os.environ))
    settings = {"audit.content": spec.audit.content, "audit.anchors": anchors, "retention": str(retention_of(spec))}
    return Configuration(policy_digest(spec), ceilings, settings)


def _flat(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys of a tree, joined by dots, and what stands there."""
    for key, part in value.items():
        if isinstance(part, dict):
            yield from ((f"{key}.{rest}", text) for rest, text in _flat(part))
        else:
            yield key, ", ".join(map(str, part)) if isinstance(part, list) else str(part)


def keeping(spec: Spec, data: Path) -> Callable[[AuditLog], Keeper]:
    """What each worker of a gateway does for its log beside writing it. Says at once which anchors cannot be. Raises EnclaveError."""
    from enclave.audit.anchoring import Pace
    from enclave.audit.anchors import open_anchor
    from enclave.audit.keeper import Duties, Keeper

    anchors, names = spec.audit.anchors, anchor_names(spec, os.environ)
    for name in names:
        open_anchor(name).close()
    duties = Duties(retention_of(spec), pace=Pace(anchors.seconds, anchors.records), configuration=configuration_of(spec))
    # connections are opened in the process that uses them
    return lambda log: Keeper(data, log, duties._replace(anchors=[open_anchor(name) for name in names]))
