"""Providers and regions, before anything is deployed."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.deploy import providers
from enclave.deploy.providers import readiness, register
from enclave.deploy.session import Session
from enclave.errors import EnclaveError
from enclave.graph.model import Graph


def test_each_provider_is_asked_once_and_those_that_are_built_in_never(session: Session, small: Graph, azure: Any) -> None:
    azure.providers["microsoft.sql"] = "NotRegistered"
    found = readiness(session, [r for r in small if not r.type.startswith("Microsoft.Graph/")])
    assert found.unregistered == ("Microsoft.Sql",)
    assert found.misplaced == ()
    asked = [path.rpartition("/")[2] for _, path in azure.calls]
    assert sorted(asked) == [
        "Microsoft.Insights", "Microsoft.ManagedIdentity", "Microsoft.Network", "Microsoft.OperationalInsights", "Microsoft.Sql",
    ]


def test_what_a_region_does_not_offer_is_told_by_name(session: Session, small: Graph, azure: Any) -> None:
    azure.offered = {"Microsoft.Sql/servers": ["East US", "North Europe"], "Microsoft.Network/virtualNetworks": ["West Europe"],
                     "Microsoft.Insights/diagnosticSettings": [], "Microsoft.ManagedIdentity/userAssignedIdentities": ["global"]}
    found = readiness(session, [r for r in small if not r.type.startswith("Microsoft.Graph/")])
    assert found.misplaced == ("`Microsoft.Sql/servers` is not offered in `westeurope` (`sql-a`)",)


def test_registration_is_waited_for(session: Session, azure: Any) -> None:
    azure.providers = {"microsoft.sql": "NotRegistered", "microsoft.app": "NotRegistered"}
    told: list[str] = []
    register(session, ["Microsoft.Sql", "Microsoft.App"], told.append, 0.01)
    assert azure.providers == {"microsoft.sql": "Registered", "microsoft.app": "Registered"}
    assert told == ["registering provider Microsoft.Sql", "registering provider Microsoft.App"]


def test_registration_that_does_not_end_is_given_up(session: Session, azure: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "LONGEST_REGISTRATION", 0.0)
    still = {"registrationState": "Registering"}
    monkeypatch.setattr("tests.deploy.arm_server._Manager.provider", lambda self, *_: self.answer(200, still))
    with pytest.raises(EnclaveError, match=r"provider `Microsoft\.Sql` is still `Registering` after 0 s"):
        register(session, ["Microsoft.Sql"], lambda _: None, 0.01)
