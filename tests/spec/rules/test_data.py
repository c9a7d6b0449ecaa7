"""Databases, monitors and partners: each once, and no name that is taken."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.spec.rules.data import POSTGRESQL_OWN, SQL_OWN, databases_differ, models_are_watched_once, partners_differ

MONITOR = {"endpoint": "scoring", "deployment": "blue", "task": "Regression"}
PARTNER = {"tenant": "99999999-9999-9999-9999-999999999999", "why": "research"}


@pytest.mark.parametrize(("component", "names", "second"), [
    ("sql", ["cases", "Cases"], 1), ("sql", ["a1", "b1", "a1"], 2), ("postgresql", ["cases", "CASES"], 1), ("sql", ["a1", "b1"], None),
])
def test_a_server_has_each_database_once(component: str, names: list[str], second: int | None, places: Any) -> None:
    written = {("components", component): {"databases": names}}
    assert places(databases_differ, written) == ([] if second is None else [f"components.{component}.databases.{second}"])
    assert places(databases_differ, {("components", component): {"databases": names, "enabled": False}}) == []


@pytest.mark.parametrize(("component", "own"), [("sql", SQL_OWN), ("postgresql", POSTGRESQL_OWN)])
def test_no_database_is_called_as_one_that_is_always_there(component: str, own: tuple[str, ...], found: Any) -> None:
    for name in own:
        (problem,) = found(databases_differ, {("components", component): {"databases": ["cases", name.upper()]}})
        assert problem.involved[0] == ("components", component, "databases", 1)
        assert name.upper() in problem.message


def test_documents_have_each_database_and_container_once(places: Any) -> None:
    def at(databases: Any) -> list[str]:
        return list(places(databases_differ, {("components", "cosmos_db"): {"databases": databases}}))

    assert at({"chats": {"users": "/id"}, "files": {"users": "/id"}}) == []
    assert at({"chats": {}, "Chats": {}}) == ["components.cosmos_db.databases.Chats"]
    assert at({"chats": {"users": "/id", "Users": "/id"}}) == ["components.cosmos_db.databases.chats.Users"]


@pytest.mark.parametrize(("other", "fits"), [
    ({"deployment": "green"}, True), ({"endpoint": "Scoring"}, False), ({"endpoint": "scoring-blue", "deployment": "x"}, True), ({}, False),
])
def test_a_deployment_is_watched_once(other: dict[str, str], fits: bool, found: Any) -> None:
    monitors = {("components", "machine_learning"): {"monitors": [MONITOR, MONITOR | other]}}
    assert (found(models_are_watched_once, monitors) == []) is fits


def test_a_partner_is_named_once_and_is_somebody_else(places: Any) -> None:
    def at(*partners: Any) -> list[str]:
        return list(places(partners_differ, {("components", "external_identities"): {"partners": [*partners]}}))

    own = {"tenant": "11111111-1111-1111-1111-111111111111", "why": "ourselves"}
    assert at(PARTNER) == []
    assert at(PARTNER, PARTNER) == ["components.external_identities.partners.1.tenant"]
    assert at(PARTNER, own) == ["components.external_identities.partners.1.tenant"]
