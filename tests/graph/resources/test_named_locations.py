"""Named locations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import named_locations
from enclave.graph.resources.named_locations import TYPE, NamedLocation

OFFICES = NamedLocation(f"/resourceGroups/rg-test/providers/{TYPE}/offices", "offices (acme)", ("203.0.113.0/24", "198.51.100.7/32"), True)


def test_what_is_written_is_read_back(round_trip: Callable[..., Any]) -> None:
    assert round_trip(named_locations, OFFICES) == OFFICES


def test_microsoft_graph_takes_what_is_written(place: Place, graph_problems: Callable[..., list[str]]) -> None:
    (written,) = named_locations.write(OFFICES, place)
    assert graph_problems("IpNamedLocation", written.body) == []


def test_a_location_of_countries_has_no_ranges(make: Callable[..., Resource]) -> None:
    body = {"@odata.type": "#microsoft.graph.countryNamedLocation", "displayName": "EU", "countriesAndRegions": ["FR"]}
    assert named_locations.read(make(TYPE, "eu", body)).ranges == ()
