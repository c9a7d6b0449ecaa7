"""The small estate that the tests of obligations change one thing of: as it stands, everything is proved.

It has no gateway, so there is no policy to compare.
"""

from __future__ import annotations

from enclave.graph.model import Graph
from enclave.verify import OBLIGATIONS, verify


def test_every_obligation_is_proved_for_every_subject(good: Graph) -> None:
    found = verify(good)
    assert [(result.id, result.subject, result.verdict) for result in found.obligations if result.verdict.name != "proved"] == []
    assert {result.id for result in found.obligations} == {obligation.id for obligation in OBLIGATIONS} - {"gateway-policy"}
    assert found.verdict == "proved"
    assert found.unmodelled == ()


def test_an_empty_graph_and_one_without_services_prove_nothing(build: object) -> None:
    assert verify(Graph(())).verdict == "unknown"
