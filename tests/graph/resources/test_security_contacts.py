"""Contacts of Defender for Cloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import security_contacts
from enclave.graph.resources.security_contacts import TYPE, SecurityContact

CONTACT = SecurityContact(
    f"/resourceGroups/rg-test/providers/{TYPE}/default", ("a@example.com", "b@example.com"), ("Owner",), "Medium", "High"
)


@pytest.mark.parametrize("view", [CONTACT, replace(CONTACT, emails=(), roles=(), least_severity="", least_risk="")])
def test_what_is_written_is_read_back(view: SecurityContact, round_trip: Callable[..., Any]) -> None:
    assert round_trip(security_contacts, view) == view


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(security_contacts.write(CONTACT, place)) == []


def test_roles_count_only_where_they_are_switched_on(make: Callable[..., Resource]) -> None:
    by_role = {"state": "Off", "roles": ["Owner"]}
    assert security_contacts.read(make(TYPE, "default", {"properties": {"notificationsByRole": by_role}})).roles == ()
