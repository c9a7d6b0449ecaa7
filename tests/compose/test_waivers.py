"""What an enclave accepts, and that nothing of it is said where it is not asked."""

from __future__ import annotations

from pathlib import Path

from enclave.compose import compose
from enclave.graph.model import Graph
from enclave.spec.load import load

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_every_waiver_names_what_is_there_or_a_principal_and_says_why() -> None:
    for name in ("bank", "hospital", "ministry"):
        graph = compose(load(EXAMPLES / name / "enclave.yaml").spec)
        assert graph.intent is not None
        assert graph.intent.waivers
        for waiver in graph.intent.waivers:
            assert waiver.why
            assert waiver.what == "escalation" or graph.get(waiver.subject) is not None
        assert len({(waiver.what, waiver.subject) for waiver in graph.intent.waivers}) == len(graph.intent.waivers)


def test_nothing_is_accepted_that_nobody_asks_for(bank_graph: Graph) -> None:
    assert bank_graph.intent is not None
    asked = {terms.customer_managed_keys for terms in bank_graph.intent.terms}
    said = {waiver.what for waiver in bank_graph.intent.waivers}
    assert ("customer-managed-key" in said) == (True in asked)
