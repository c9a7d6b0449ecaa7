"""Data collection endpoints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import data_collection_endpoints
from enclave.graph.resources.data_collection_endpoints import TYPE, DataCollectionEndpoint

RG = "/resourceGroups/rg-test/providers"
ENDPOINT = DataCollectionEndpoint(f"{RG}/{TYPE}/dce", "westeurope", "Disabled")


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(data_collection_endpoints, ENDPOINT) == ENDPOINT


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(data_collection_endpoints.write(ENDPOINT, place)) == []


def test_an_endpoint_is_public_unless_it_says_otherwise(make: Callable[..., Resource]) -> None:
    assert data_collection_endpoints.read(make(TYPE, "dce", {})).public_network_access == "Enabled"


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        data_collection_endpoints.read(make(TYPE, "dce", {"properties": {"networkAcls": {"publicNetworkAccess": Unresolved("[x]")}}}))
