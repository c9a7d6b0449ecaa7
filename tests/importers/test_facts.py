"""The facts that our own templates carry: they decorate, and are refused when they are not of the right form."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.errors import InputError
from enclave.graph.model import Egress, Flow, FrontDoor, Graph, Intent, Resource, Terms, Waiver
from enclave.importers.facts import decorated

ONE, TWO = (Resource("A.B/c", "1", name, "/resourceGroups/g", {}) for name in ("one", "two"))
GRAPH = Graph((ONE, TWO), None, {ONE.id: "x#/0"})


def test_order_modules_and_stamps_come_back() -> None:
    facts = {"version": 1, "resources": [
        {"id": TWO.id.upper(), "module": "m", "stamp": "s", "dependsOn": [ONE.id]}, {"id": "/resourceGroups/g/providers/A.B/c/gone"},
    ]}
    graph = decorated(GRAPH, facts, "x")
    assert [resource.name for resource in graph] == ["two", "one"]
    assert (graph.resources[0].module, graph.resources[0].stamp, graph.resources[0].depends_on) == ("m", "s", (ONE.id,))
    assert graph.intent is None
    assert graph.sources == GRAPH.sources


def test_the_intent_comes_back() -> None:
    facts = {"version": 1, "resources": [], "intent": {
        "egress": [{"fqdn": "a.b", "why": "c"}], "front_doors": [{"resource": "/r", "sources": ["1.2.3.0/24"], "why": "w"}],
        "flows": [{"source": "/s", "target": "/t", "port": 443}], "policy_digest": "sha256:0", "policy_file": "sha256:1",
        "terms": [
            {"scope": "/g", "geographies": ["Europe"], "audit_days": 365, "metrics_days": 9, "backups": True, "copies_away": True},
            {"scope": ""},
        ],
        "waivers": [{"what": "logs", "subject": "/x", "why": "y"}],
    }}
    terms = (Terms("/g", ("Europe",), audit_days=365, metrics_days=9, backups=True, copies_away=True), Terms(""))
    assert decorated(GRAPH, facts, "x").intent == Intent(
        (Egress("a.b", "c"),), (FrontDoor("/r", ("1.2.3.0/24",), "w"),), (Flow("/s", "/t", 443),), "sha256:0", "sha256:1",
        terms, (Waiver("logs", "/x", "y"),),
    )


def test_a_template_of_somebody_else_has_none() -> None:
    assert decorated(GRAPH, None, "x") is GRAPH


@pytest.mark.parametrize("facts", [
    [], {"version": 2}, {"version": 1}, {"version": 1, "resources": {}}, {"version": 1, "resources": [3]},
    {"version": 1, "resources": [{}]},
    {"version": 1, "resources": [{"id": ONE.id, "module": 3}]}, {"version": 1, "resources": [{"id": ONE.id, "dependsOn": "x"}]},
    {"version": 1, "resources": [], "intent": []}, {"version": 1, "resources": [], "intent": {}},
    {"version": 1, "resources": [], "intent": {"egress": [], "front_doors": [], "flows": [{"source": "/s", "target": "/t", "port": True}]}},
    {"version": 1, "resources": [], "intent": {"egress": [{"fqdn": "a"}], "front_doors": [], "flows": []}},
    {"version": 1, "resources": [], "intent": {"egress": [], "front_doors": [], "flows": [], "terms": [{"scope": "", "backups": "yes"}]}},
    {"version": 1, "resources": [], "intent": {"egress": [], "front_doors": [], "flows": [], "terms": [{"scope": "", "audit_days": "9"}]}},
    {"version": 1, "resources": [], "intent": {"egress": [], "front_doors": [], "flows": [], "waivers": [{"what": "logs"}]}},
])
def test_facts_of_another_form_are_refused(facts: Any) -> None:
    with pytest.raises(InputError) as caught:
        decorated(GRAPH, facts, "a.json#/metadata/enclave")
    assert caught.value.where.startswith("a.json#/metadata/enclave")
