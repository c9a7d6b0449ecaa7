"""A deployment while it runs: what Azure's record says of it, and the state of every resource, nested deployments included."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from azure.mgmt.resource.deployments.models import DeploymentExtended, DeploymentOperation

from enclave.deploy.failures import Failure, failures_in
from enclave.deploy.label import label
from enclave.deploy.session import AzureProblem, Session, explained
from enclave.errors import EnclaveError

NESTED: Final = "microsoft.resources/deployments"
NESTED_ID: Final = re.compile(r"/?(.*?)/providers/Microsoft\.Resources/deployments/([^/]+)", re.I)
LOOKS: Final = frozenset({"read", "evaluatedeploymentoutput", "deploymentcleanup", "waiting"})
"""Operations that change no resource, lower case."""
ENDED: Final = frozenset({"succeeded", "failed", "canceled"})
DIGEST_TAG: Final = "enclave-template"
"""Tag of a deployment that says which template it was: Azure's own hash of it cannot be computed here."""
DEEPEST: Final = 5


@dataclass(frozen=True)
class Record:
    """Azure's record of a deployment."""

    name: str
    state: str
    """`succeeded`, `failed`, `canceled`, or it is still running."""
    digest: str
    location: str
    at: str
    correlation: str
    failures: tuple[Failure, ...]

    @property
    def running(self) -> bool:
        return self.state not in ENDED

    def deployed(self, digest: str) -> bool:
        """Whether that template was deployed with success."""
        return self.state == "succeeded" and self.digest == digest


@dataclass(frozen=True)
class Step:
    """One resource of a running deployment."""

    resource: str
    type: str
    state: str
    """`running`, `succeeded`, `failed`."""
    failures: tuple[Failure, ...] = ()


def record(session: Session, name: str) -> Record | None:
    """Azure's record of a deployment, None when there is none. Raises EnclaveError."""
    try:
        with explained(f"deployment {name}"):
            found: DeploymentExtended = session.deployments.get_at_subscription_scope(name)
    except AzureProblem as error:
        if error.status == 404:
            return None
        raise
    properties = found.properties
    error_body: Any = properties.error.as_dict() if properties and properties.error else {}
    state = str(getattr(properties.provisioning_state, "value", properties.provisioning_state) if properties else "").lower()
    return Record(
        name=name,
        state=state,
        digest=(found.tags or {}).get(DIGEST_TAG, ""),
        location=found.location or "",
        at=properties.timestamp.isoformat(timespec="seconds") if properties and properties.timestamp else "",
        correlation=(properties.correlation_id or "") if properties else "",
        failures=failures_in(error_body),
    )


def follow(session: Session, name: str, total: int, poll: float, tell: Callable[[str], None]) -> Record:
    """Waits until a deployment of `total` resources has ended and tells of each that starts or ends. Raises EnclaveError."""
    known: dict[str, str] = {}
    settled: dict[str, tuple[Step, ...]] = {}
    while True:
        found = record(session, name)
        if found is None:
            raise EnclaveError(f"azure has no record of deployment `{name}` any more", hint="run the same command again")
        for step in steps(session, name, settled):
            if known.get(step.resource.lower()) != step.state:
                known[step.resource.lower()] = step.state
                tell(_line(step, known, total))
        if not found.running:
            return found
        time.sleep(poll)


def failed(session: Session, found: Record) -> tuple[Failure, ...]:
    """Why a deployment failed: of every resource what Azure says of it, else what the record says."""
    single = tuple(failure for step in steps(session, found.name) for failure in step.failures)
    return tuple(dict.fromkeys(single)) or found.failures


def steps(session: Session, name: str, settled: dict[str, tuple[Step, ...]] | None = None) -> Iterator[Step]:
    """Every resource of a deployment that Azure has begun with, in Azure's order.

    `settled` keeps the nested deployments that have ended, so that they are not asked for again.
    """
    with explained(f"operations of {name}"):
        listed = list(session.operations.list_at_subscription_scope(name))
    yield from _steps(session, listed, {} if settled is None else settled, DEEPEST)


def _steps(
    session: Session, operations: list[DeploymentOperation], settled: dict[str, tuple[Step, ...]], depth: int
) -> Iterator[Step]:
    latest: dict[str, Step] = {}
    for operation in operations:
        properties = operation.properties
        target = properties.target_resource if properties else None
        if properties is None or target is None or not target.id:
            continue
        kind = str(getattr(properties.provisioning_operation, "value", properties.provisioning_operation)).lower()
        if kind in LOOKS:
            continue
        state = str(properties.provisioning_state or "").lower()
        message = properties.status_message
        error: Any = message.error.as_dict() if message and message.error else {}
        failures = failures_in(error, target.id, target.resource_type or "") if state == "failed" else ()
        latest[target.id.lower()] = Step(target.id, target.resource_type or "", state if state in ENDED else "running", failures)
    for step in latest.values():
        nested = NESTED_ID.fullmatch(step.resource)
        if step.type.lower() != NESTED or depth == 0 or nested is None:
            yield step
            continue
        inner = settled.get(step.resource.lower()) or tuple(_inner(session, step, nested[1], settled, depth))
        if step.state in ENDED:
            settled[step.resource.lower()] = inner
        yield from inner


def _inner(session: Session, step: Step, scope: str, settled: dict[str, tuple[Step, ...]], depth: int) -> Iterator[Step]:
    """The resources of a nested deployment; of one that failed before it began, the deployment itself."""
    name = step.resource.rpartition("/")[2]
    try:
        with explained(f"operations of {name}"):
            at_tenant = session.operations.list_at_tenant_scope
            listed = list(session.operations.list_at_scope(scope, name) if scope else at_tenant(name))
    except AzureProblem as error:
        if error.status != 404:
            raise
        listed = []
    inner = list(_steps(session, listed, settled, depth - 1))
    yield from inner
    if step.state == "failed" and not any(one.failures for one in inner):
        yield step


def _line(step: Step, known: dict[str, str], total: int) -> str:
    ended = sum(state == "succeeded" for state in known.values())
    return f"  {ended:>4} of {max(total, len(known))}  {step.state:<9}  {step.type}  {label(step.resource)}"
