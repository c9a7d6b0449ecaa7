"""Every ceiling of a call, and whose it is."""

from __future__ import annotations

from enclave.gateway.ceilings import Ceilings, warning, whose
from enclave.ledger.interface import Ceiling, Warned
from enclave.spec.policy import Policy
from enclave.spec.spending import Limit, Spending


def test_a_call_is_under_all_that_the_file_says_of_its_hub_project_caller_and_model():
    hub = Policy(daily_nanousd=100, spending=Spending(Limit(daily=20), {"o3": Limit(monthly=50)}, frozenset({800_000})))
    stated = Policy(monthly_nanousd=300, spending=Spending(Limit(monthly=9), {"o3": Limit(daily=5)}, frozenset({333_333})))
    ceilings = Ceilings("a", hub, hub.meet(stated), stated, "Europe/Berlin")
    zone = "Europe/Berlin"
    assert ceilings.of("jane", "o3") == (
        Ceiling("hub", "daily", 100, zone, (80,)),
        Ceiling("project/a", "daily", 100, zone, (34, 80)),
        Ceiling("project/a", "monthly", 300, zone, (100, 240)),
        Ceiling("model/o3", "monthly", 50, zone, (40,)),
        Ceiling("project/a/model/o3", "daily", 5, zone, (2, 4)),
        Ceiling("caller/jane", "daily", 20, zone, (16,)),
        Ceiling("project/a/caller/jane", "monthly", 9, zone, (3, 8)),
    )
    assert ceilings.of("jane", "o3") is ceilings.of("jane", "o3")
    assert len(ceilings.of("jane", "gpt-4o")) == 5


def test_without_ceilings_of_callers_all_callers_share_one_list():
    ceilings = Ceilings("a", Policy(daily_nanousd=0), Policy(), Policy(), "UTC")
    assert ceilings.of("jane", "o3") is ceilings.of("john", "o3")
    assert ceilings.of("jane", "o3") == (Ceiling("hub", "daily", 0),)


def test_whose_a_ceiling_is_names_nobody():
    named = {
        "hub": "the enclave", "project/a": "project `a`", "caller/jane": "its caller", "model/o3": "model `o3`",
        "project/a/caller/jane/doe": "its caller in project `a`", "project/a/model/o3": "model `o3` in project `a`",
    }
    assert {scope: whose(scope) for scope in named} == named
    told = warning(Warned("project/a", "daily", "2026-11-21", 80, 100))
    assert told == "80% of the daily budget of project `a` is spent or reserved (2026-11-21)"
