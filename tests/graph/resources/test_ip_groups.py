"""IP groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import ip_groups
from enclave.graph.resources.ip_groups import TYPE, IpGroup

GROUP = IpGroup(f"/resourceGroups/rg-test/providers/{TYPE}/ipg", ("10.0.0.0/8", "10.9.0.1-10.9.0.9"))


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(ip_groups, GROUP) == GROUP


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    written = ip_groups.write(GROUP, place, depends_on=("/x",))
    assert written[0].depends_on == ("/x",)
    assert problems(written) == []


def test_addresses_are_read(make: Callable[..., Resource]) -> None:
    found = make(TYPE, "ipg", {"properties": {"IpAddresses": ["10.0.0.0/8", "10.9.0.1-10.9.0.9"]}})
    assert ip_groups.read(found) == IpGroup(found.id, ("10.0.0.0/8", "10.9.0.1-10.9.0.9"))
    assert ip_groups.read(make(TYPE, "ipg", {})).addresses == ()


def test_addresses_that_are_not_known_raise(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        ip_groups.read(make(TYPE, "ipg", {"properties": {"ipAddresses": Unresolved("[parameters('ranges')]")}}))
