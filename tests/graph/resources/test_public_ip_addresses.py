"""Public IP addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import public_ip_addresses
from enclave.graph.resources.public_ip_addresses import TYPE, PublicIpAddress

ADDRESS = PublicIpAddress(f"/resourceGroups/rg-test/providers/{TYPE}/pip", "Static", "Standard", None)
ADDRESSES = (
    ADDRESS,
    replace(ADDRESS, zones=("1", "2", "3")),
    replace(ADDRESS, sku="StandardV2", ddos_protection="Disabled"),
    replace(ADDRESS, label="acme-europe-abcde"),
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_written_is_read_back(address: PublicIpAddress, round_trip: Callable[..., Any]) -> None:
    assert round_trip(public_ip_addresses, address) == address


@pytest.mark.parametrize("address", ADDRESSES)
def test_azure_takes_what_is_written(address: PublicIpAddress, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(public_ip_addresses.write(address, place)) == []


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    assert public_ip_addresses.read(make(TYPE, "pip", {})) == PublicIpAddress(ADDRESS.id, "Dynamic", "Basic", None)
