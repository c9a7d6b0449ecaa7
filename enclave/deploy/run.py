"""Deploys phases in order: follows what runs already, skips what is there, asks before it changes anything.

A phase is safe to run again at any point: Azure's own record says which template was deployed and whether it ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from enclave.deploy.failures import told
from enclave.deploy.phase import Phase
from enclave.deploy.progress import DIGEST_TAG, Record, failed, follow, record
from enclave.deploy.requests import send
from enclave.deploy.secrets import hidden
from enclave.deploy.session import AzureProblem, Session, explained
from enclave.deploy.state import State
from enclave.deploy.what_if import Foresight, properties, text, what_if
from enclave.errors import EnclaveError

BUSY: Final = frozenset({"deploymentactive", "anotheroperationinprogress", "deploymentbeingcanceled"})
"""Codes, lower case, of a 409 that goes away by itself."""
LONGEST_TAG = 256


class GoesOn(EnclaveError):
    """The person stopped looking; Azure goes on."""

    exit_code = 130


@dataclass(frozen=True)
class Order:
    """What a person asked for."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secrets, by parameter."""
    only_what_if: bool = False
    redeploy: bool = False
    unproved: str = ""
    """Why it is deployed although it is not proved; kept in Azure's record."""
    poll: float = 5.0
    """Seconds between two looks."""
    patience: float = 3600.0
    """Seconds to wait for somebody else's deployment."""


@dataclass(frozen=True)
class Talk:
    """How a person hears of it and is asked."""

    show: Callable[[str], None]
    tell: Callable[[str], None]
    confirm: Callable[[Phase, Foresight], bool]
    ready: Callable[[Phase], None] = lambda phase: None
    """Sees that what a phase needs and no template makes is there. Raises EnclaveError."""


def deploy(session: Session, phases: Sequence[Phase], order: Order, state: State, talk: Talk) -> bool:
    """Deploys the phases one after the other. False: the person said no. Raises EnclaveError."""
    known: dict[str, str] = {}
    return all(_deploy(session, phase, order, (state, known), talk) for phase in phases)


def missing_before(session: Session, phases: Sequence[Phase], number: int) -> tuple[Phase, ...]:
    """The phases before one that Azure has no successful record of."""
    found = ((phase, record(session, phase.deployment)) for phase in phases if phase.number < number and phase.resources)
    return tuple(phase for phase, known in found if known is None or known.state != "succeeded")


def _deploy(session: Session, phase: Phase, order: Order, memory: tuple[State, dict[str, str]], talk: Talk) -> bool:
    state, known = memory
    if order.only_what_if:
        for line in text(phase, what_if(session, phase, order.values, order.poll), order.values.values()):
            talk.show(line)
        return True
    talk.ready(phase)
    if phase.resources and not _template(session, phase, order, state, talk):
        return False
    for line in send(session, phase.requests, known, talk.tell):
        talk.show(line)
    state.write(phase.number, deployment=phase.deployment, digest=phase.digest, state="succeeded")
    return True


def _template(session: Session, phase: Phase, order: Order, state: State, talk: Talk) -> bool:
    """Brings the template of a phase into Azure. False: the person said no."""
    deadline = time.monotonic() + order.patience
    agreed = begun = False
    while True:
        known = record(session, phase.deployment)
        if begun or (known is not None and known.running):
            talk.tell(f"{phase.heading}: following deployment `{phase.deployment}` in azure")
            known = _followed(session, phase, order, talk)
            begun = begun or known.digest == phase.digest
        if known is not None and known.deployed(phase.digest) and (begun or not order.redeploy):
            talk.show(f"{phase.heading}: " + ("deployed" if begun else f"deployed already ({known.at}), nothing to do"))
            return True
        if begun and known is not None and known.digest == phase.digest:
            raise _failure(session, phase, known, order.values.values())
        if not agreed:
            foresight = what_if(session, phase, order.values, order.poll)
            for line in text(phase, foresight, order.values.values()):
                talk.show(line)
            agreed = talk.confirm(phase, foresight)
            if not agreed:
                talk.show(f"{phase.heading}: not deployed")
                return False
        state.write(phase.number, deployment=phase.deployment, digest=phase.digest, state="begun", unproved=order.unproved)
        begun = _begin(session, phase, known.location if known else phase.location, order)
        if not begun and time.monotonic() > deadline:
            raise EnclaveError(
                f"azure was still busy with another deployment after {order.patience:.0f} s", phase.deployment,
                "see it with `az deployment sub list`, then run the same command again",
            )
        if not begun:
            talk.tell(f"{phase.heading}: azure is busy with another deployment, waiting")
            time.sleep(order.poll)


def _begin(session: Session, phase: Phase, location: str, order: Order) -> bool:
    """Hands the template over. False: Azure is busy with another deployment. Raises EnclaveError."""
    tags = {DIGEST_TAG: phase.digest, "enclave-phase": str(phase.number)}
    if order.unproved:
        tags["enclave-unproved"] = order.unproved[:LONGEST_TAG]
    body: Any = {"location": location, "tags": tags, "properties": properties(phase, order.values)}
    try:
        with _going_on(phase), explained(f"deployment {phase.deployment}"):
            session.deployments.begin_create_or_update_at_subscription_scope(phase.deployment, body, polling=False)
    except AzureProblem as problem:
        codes = {problem.code.lower(), *(failure.code.lower() for failure in problem.failures)}
        if problem.status == 409 and codes & BUSY:
            return False
        raise EnclaveError(hidden(problem.message, list(order.values.values())), problem.where, problem.hint) from None
    return True


def _followed(session: Session, phase: Phase, order: Order, talk: Talk) -> Record:
    with _going_on(phase):
        return follow(session, phase.deployment, len(phase.resources), order.poll, talk.tell)


@contextmanager
def _going_on(phase: Phase) -> Iterator[None]:
    """Ctrl-C ends the watching, not the deployment, and says so."""
    try:
        yield
    except KeyboardInterrupt:
        raise GoesOn(
            f"{phase.heading}: not watched any more; what azure has begun goes on as deployment `{phase.deployment}`",
            hint=f"run the same command again to follow it; `az deployment sub cancel --name {phase.deployment}` stops it",
        ) from None


def _failure(session: Session, phase: Phase, known: Record, secrets: Collection[str]) -> EnclaveError:
    if known.state == "canceled":
        return EnclaveError(f"{phase.heading}: the deployment was cancelled", known.name, "run the same command again to go on")
    found = failed(session, known)
    lines = [f"{phase.heading}: the deployment {known.state}"]
    lines += [f"  {line}" for failure in found for line in told(failure).splitlines()]
    hint = f"what is deployed stays; mend it, then run the same command again (correlation id {known.correlation or 'unknown'})"
    return EnclaveError(hidden("\n".join(lines), secrets), known.name, hint)
