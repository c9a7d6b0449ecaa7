"""What has a last day: models that are deployed, dangerous choices, exemptions from policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import IntEnum
from types import MappingProxyType

from msgspec import Struct

from enclave.graph.body import Undecided, text
from enclave.graph.model import Graph
from enclave.graph.resources import policy_exemptions
from enclave.report.text import short
from enclave.spec.models import Spec
from enclave.spec.retirements import retirement, table, warning
from enclave.spec.unsafe import unsafe_choices


class State(IntEnum):
    """How an end stands, the worst last."""

    AHEAD = 0
    UNKNOWN = 1
    PAST = 2


class End(Struct, frozen=True):
    """One of them."""

    state: State
    told: str


def ends(of: str, spec: Spec, graph: Graph, today: date | None = None) -> tuple[End, ...]:
    """The ends of one kind, a key of `KINDS`."""
    return tuple(KINDS[of](spec, graph, today or datetime.now(UTC).date()))


def _models(spec: Spec, graph: Graph, today: date) -> Iterator[End]:
    """Microsoft moves these dates: one that is past by the table is a reason to look, not a proof."""
    for project, each in spec.projects.items():
        for name, deployment in each.deployments.items():
            known = retirement(deployment.model, deployment.version)
            where = f"{project}/{name}"
            if known is None:
                yield End(State.UNKNOWN, f"{where}: `{deployment.model}` {deployment.version} is not in the table of {table().date}")
                continue
            end = known.end(deployment.sku) or known.no_earlier_than
            past = end is not None and end <= today
            yield End(
                State.UNKNOWN if past else State.AHEAD,
                f"{where}: {warning(deployment.model, deployment.version, deployment.sku, today) or f'may end on {end}'}",
            )


def _choices(spec: Spec, graph: Graph, today: date) -> Iterator[End]:
    for choice in unsafe_choices(spec):
        if choice.until is None:
            yield End(State.UNKNOWN, f"`{choice.name}` has no last day")
        else:
            yield End(State.PAST if choice.is_over(today) else State.AHEAD, f"`{choice.name}` was accepted until {choice.until}")


def _exemptions(spec: Spec, graph: Graph, today: date) -> Iterator[End]:
    for resource in graph.of_type(policy_exemptions.TYPE):
        try:
            expires = text(resource.body, "properties.expiresOn")
            end = datetime.fromisoformat(expires) if expires else None
        except (Undecided, ValueError):
            yield End(State.UNKNOWN, f"when {short(resource.id)} ends cannot be read")
            continue
        if end is None:
            yield End(State.UNKNOWN, f"{short(resource.id)} never ends")
        else:
            yield End(State.PAST if end.date() <= today else State.AHEAD, f"{short(resource.id)} ends on {end.date()}")


KINDS: Mapping[str, Callable[[Spec, Graph, date], Iterator[End]]] = MappingProxyType({
    "models": _models, "choices": _choices, "exemptions": _exemptions,
})  # fmt: skip
"""Where each kind is looked for."""
