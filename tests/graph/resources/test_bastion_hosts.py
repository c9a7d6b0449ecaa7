"""Azure Bastion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import bastion_hosts
from enclave.graph.resources.bastion_hosts import SUBNET, TYPE, BastionHost

RG = "/resourceGroups/rg-test/providers"
PLACE = f"{RG}/Microsoft.Network/virtualNetworks/hub/subnets/{SUBNET}"
CLOSED = BastionHost(
    f"{RG}/{TYPE}/bas", "Premium", PLACE, (), private_only=True, copy_paste=False, session_recording=True, zones=("1", "2", "3")
)
OPEN = BastionHost(
    CLOSED.id, "Standard", PLACE, (f"{RG}/pip",), file_copy=True, native_client=True, shareable_links=True, ip_connect=True,
    kerberos=True, scale_units=5,
)


@pytest.mark.parametrize("host", [CLOSED, OPEN])
def test_what_is_written_is_read_back(host: BastionHost, round_trip: Callable[..., Any]) -> None:
    assert round_trip(bastion_hosts, host) == host


@pytest.mark.parametrize("host", [CLOSED, OPEN])
def test_azure_takes_what_is_written(host: BastionHost, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(bastion_hosts.write(host, place)) == []


def test_only_premium_is_told_of_what_it_alone_knows(place: Place) -> None:
    (written,) = bastion_hosts.write(OPEN, place)
    assert "enablePrivateOnlyBastion" not in written.body["properties"]


def test_subnet_and_public_address_are_read(make: Callable[..., Resource]) -> None:
    body = {"SKU": {"name": "Premium"}, "properties": {"disableCopyPaste": "True", "ipConfigurations": [
        {"properties": {"subnet": {"id": f"{RG}/s"}, "publicIPAddress": {"id": f"{RG}/p"}}},
    ]}}
    found = make(TYPE, "bas", body)
    assert bastion_hosts.read(found) == BastionHost(found.id, "Premium", f"{RG}/s", (f"{RG}/p",), copy_paste=False)
    assert bastion_hosts.read(make(TYPE, "bas", {})) == BastionHost(found.id, "Basic", None, ())


def test_a_switch_that_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        bastion_hosts.read(make(TYPE, "bas", {"properties": {"enableShareableLink": Unresolved("[parameters('links')]")}}))
