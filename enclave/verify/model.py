"""The shapes of a verification: obligations and their results, and helpers that settle one subject from several steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from msgspec import Struct

from enclave.finding import Counterexample, Finding, Hop, Proved, Refuted, Unknown, Verdict
from enclave.graph.body import Undecided

if TYPE_CHECKING:
    from enclave.verify.network.world import World

T = TypeVar("T")
Step: TypeAlias = Callable[[], "Refuted | Unknown | None"]
"""One thing that must hold for a subject; None: it does."""


class ObligationResult(Struct, frozen=True):
    """What came out for one subject of one obligation."""

    id: str
    number: int
    title: str
    subject: str
    """Resource id, or `<id> -> <id>` for a flow."""
    verdict: Verdict


class Obligation(Struct, frozen=True):
    """A property that must be proved for each of its subjects. Its module's docstring states the protocol."""

    id: str
    number: int
    title: str
    check: Callable[[World], Iterator[tuple[str, Verdict]]]
    """Yields (subject, verdict)."""


class Verification(Struct, frozen=True):
    """Everything that a verification says."""

    obligations: tuple[ObligationResult, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...]
    """What the proofs take for granted."""
    unmodelled: tuple[str, ...]
    """Resources of types that nobody here knows, as `<type>: <id>`."""

    @property
    def verdict(self) -> str:
        """`refuted` if anything is, else `unknown` if anything is, else `proved`. Nothing to prove is `unknown`."""
        names = {result.verdict.name for result in self.obligations}
        return next((name for name in ("refuted", "unknown") if name in names), "proved" if names else "unknown")

    def document(self) -> dict[str, Any]:
        """The JSON form of the command line contract."""
        return {
            "verdict": self.verdict,
            "obligations": [_obligation(result) for result in self.obligations],
            "findings": [
                {
                    "rule": finding.rule, "severity": finding.severity.label, "resource": finding.resource,
                    "message": finding.message, "location": finding.location,
                    **({"unknown": True} if finding.unknown else {}),
                }
                for finding in self.findings
            ],
            "assumptions": list(self.assumptions),
            "unmodelled": list(self.unmodelled),
        }


def _obligation(result: ObligationResult) -> dict[str, Any]:
    verdict = result.verdict
    example = verdict.counterexample if isinstance(verdict, Refuted) else None
    return {
        "id": result.id,
        "number": result.number,
        "title": result.title,
        "verdict": verdict.name,
        "subject": result.subject,
        "reason": verdict.reason,
        "counterexample": None if example is None else {
            "packet": example.packet, "path": [{"node": hop.node, "because": hop.because} for hop in example.path],
        },
    }


def settle(steps: Iterable[Step], proved: str = "") -> Verdict:
    """The verdict of a subject: the first refutation, else the first doubt, else proved. `Undecided` is a doubt."""
    doubt: Unknown | None = None
    for step in steps:
        try:
            result = step()
        except Undecided as problem:
            result = because(problem)
        if isinstance(result, Refuted):
            return result
        doubt = doubt or result
    return doubt or Proved(proved)


def if_deployed(verdict: Verdict, doubt: Undecided | None) -> Verdict:
    """The verdict on a resource of which it is not known whether it is deployed: what holds for it holds without it too."""
    if doubt is None or not isinstance(verdict, Refuted):
        return verdict
    return Unknown(f"{doubt.message}; if it is: {verdict.reason}")


def because(problem: Undecided) -> Unknown:
    """A doubt, with the place where it arose."""
    return Unknown(f"{problem.message} ({problem.where})" if problem.where else problem.message)


def refuted(packet: str, *hops: tuple[str, str] | Hop, reason: str = "") -> Refuted:
    """A refutation from its hops."""
    path = tuple(hop if isinstance(hop, Hop) else Hop(*hop) for hop in hops)
    return Refuted(Counterexample(packet, path), reason)


def until_undecided(source: Iterable[T]) -> tuple[list[T], Undecided | None]:
    """What an iterable gives before it cannot say more, and why it could not."""
    found: list[T] = []
    try:
        found.extend(source)
    except Undecided as problem:
        return found, problem
    return found, None
