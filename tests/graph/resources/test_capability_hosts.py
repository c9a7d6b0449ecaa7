"""Capability hosts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import capability_hosts
from enclave.graph.resources.capability_hosts import ACCOUNT_TYPE, TYPE, CapabilityHost

PROJECT = "/resourceGroups/rg-test/providers/Microsoft.CognitiveServices/accounts/ais/projects/triage"
HOST = CapabilityHost(f"{PROJECT}/capabilityHosts/agents", PROJECT, "agents", ("threads",), ("files",), ("vectors",))


@pytest.mark.parametrize("host", [HOST, replace(HOST, models=("models",))])
def test_what_is_written_is_read_back(
    host: CapabilityHost, make: Callable[..., Resource], place: Place, problems: Callable[..., list[str]]
) -> None:
    project = make("Microsoft.CognitiveServices/accounts/projects", "ais/triage", {})
    (written,) = capability_hosts.write(host, project, place, depends_on=("/right",))
    assert (written.type, written.depends_on) == (TYPE, ("/right",))
    assert capability_hosts.read(written) == host
    assert problems([written]) == []


def test_that_of_an_account_says_where_agents_run(make: Callable[..., Resource]) -> None:
    subnet = "/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/a"
    found = capability_hosts.read(make(ACCOUNT_TYPE, "ais/h", {"properties": {"capabilityHostKind": "Agents", "customerSubnet": subnet}}))
    assert (found.subnet, found.threads, found.files, found.vectors) == (subnet, (), (), ())
    assert capability_hosts.read(make(ACCOUNT_TYPE, "ais/h", {"properties": {"customerSubnet": ""}})).subnet is None
