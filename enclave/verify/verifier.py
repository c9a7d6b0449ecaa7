"""Verifies one graph after the other, and works out only what a change may have touched; the answer is always the whole one."""

from __future__ import annotations

from collections.abc import Iterator

from enclave.finding import Finding
from enclave.graph.model import Graph
from enclave.verify.assumptions import assumptions
from enclave.verify.estate import Estate
from enclave.verify.memo import Memo, Record
from enclave.verify.model import ObligationResult, Verification
from enclave.verify.network.world import World
from enclave.verify.obligations import OBLIGATIONS
from enclave.verify.rule import Rule, Told
from enclave.verify.rules import RULES
from enclave.verify.services import unmodelled
from enclave.verify.snapshot import Snapshot

BY_ID = {rule.id: rule for rule in RULES}
BY_NAME = {obligation.id: obligation for obligation in OBLIGATIONS}
GROWTH = 2
"""How many times the entries of what is needed may be held before what is not needed is dropped."""


class Verifier:
    """Remembers the last graph and every answer about it."""

    def __init__(self, record: Record | None = None) -> None:
        """`record`: what an earlier verifier remembered."""
        self._record = record
        self._last: tuple[Memo, Snapshot] | None = None
        """What the last verification came to, of which no record is made yet."""
        self._most: int | None = None
        """More entries than that are not held."""
        self.asked = 0
        """How many answers the last verification worked out."""

    @property
    def record(self) -> Record | None:
        """What is remembered of the last graph."""
        if self._last is not None:
            memo, now = self._last
            self._record, self._last = memo.record(now), None
            if self._most is None or self._record.keys.entries > self._most:
                if self._most is not None:
                    self._record = memo.compacted(self._record)
                self._most = GROWTH * self._record.keys.entries
        return self._record

    def verify(self, graph: Graph) -> Verification:
        """What `enclave.verify.verify` says of the graph."""
        before = self.record
        now = Snapshot.of(graph, before.graph if before is not None else None)
        memo = Memo(graph, before, now)
        found = verification(graph, memo)
        self._last, self.asked = (memo, now), memo.asked
        return found


def verification(graph: Graph, memo: Memo) -> Verification:
    """Check every obligation and rule on a graph, with what the memo still knows."""
    world = World(Estate(graph, memo))
    return Verification(
        obligations=tuple(_results(world)),
        findings=tuple(_findings(world, graph)),
        assumptions=world.ask(assumptions),
        unmodelled=tuple(f"{resource.type}: {resource.id}" for resource in unmodelled(graph)),
    )


def _results(world: World) -> Iterator[ObligationResult]:
    for obligation in OBLIGATIONS:
        yield from world.ask(_checked, obligation.id)


def _checked(world: World, obligation_id: str) -> tuple[ObligationResult, ...]:
    obligation = BY_NAME[obligation_id]
    return tuple(
        ObligationResult(obligation.id, obligation.number, obligation.title, subject, verdict)
        for subject, verdict in obligation.check(world)
    )


def _findings(world: World, graph: Graph) -> Iterator[Finding]:
    for rule in RULES:
        for told in world.ask(_told, rule.id):
            yield _finding(rule, told, graph)


def _told(world: World, rule_id: str) -> tuple[Told, ...]:
    return tuple(BY_ID[rule_id].check(world))


def _finding(rule: Rule, told: Told, graph: Graph) -> Finding:
    place = told.resource if told.resource in graph.outputs else graph.sources.get(told.resource, "")
    message = f"unknown: {told.message}" if told.unknown else told.message
    return Finding(rule.id, rule.severity, told.resource, message, place, told.unknown)
