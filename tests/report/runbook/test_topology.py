"""The picture of the networks."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

from enclave.graph.model import Graph, Ref, Resource
from enclave.report.controls import Given
from enclave.report.runbook.topology import draw, mapping, networks

SVG = "{http://www.w3.org/2000/svg}"


def test_the_bank_has_a_hub_and_spokes_in_each_region_and_what_stands_in_them(given: Callable[..., Given]) -> None:
    found = networks(given().graph)
    assert {(each.region, each.hub) for each in found} == {(region, hub) for region in ("europe", "us_healthcare") for hub in (True, False)}
    assert sum(each.hub for each in found) == 2
    held = {subnet.name: subnet.holds for each in found for subnet in each.subnets if each.region == "europe"}
    assert held["AzureFirewallSubnet"] == ("firewall, NAT gateway",)
    assert held["snet-ai-endpoints"] == ("2 private endpoints:", "2 × AI account")


def test_no_two_networks_overlap_and_all_are_inside_the_picture(given: Callable[..., Given]) -> None:
    root = ElementTree.fromstring(draw(given().graph))
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    boxes = [
        tuple(float(box.get(name, 0)) for name in ("x", "y", "width", "height"))
        for box in root.iter(f"{SVG}rect") if box.get("fill") in {"#fff4e0", "#eaf2fd"}
    ]
    assert len(boxes) == 10
    for index, (x, y, w, h) in enumerate(boxes):
        assert x + w <= width
        assert y + h <= height
        for x2, y2, w2, h2 in boxes[index + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_somebody_elses_graph_can_be_drawn_too() -> None:
    """Without stamps, intent or a firewall; with properties that say nothing."""
    network = Resource("Microsoft.Network/virtualNetworks", "2025-01-01", "v", "/resourceGroups/rg", {
        "properties": {
            "addressSpace": "odd", "subnets": [{"name": "a", "properties": {"addressPrefixes": ["10.0.0.0/24"]}}, {"name": "b"}],
        },
    }, location="westeurope")  # fmt: skip
    machine = Resource("Microsoft.Network/networkInterfaces", "2025-01-01", "n", "/resourceGroups/rg", {
        "properties": {"ipConfigurations": [{"properties": {"subnet": {"id": Ref(network.id, suffix="/subnets/a")}}}]},
    })  # fmt: skip
    found = networks(Graph((network, machine)))
    assert [subnet.holds for subnet in found[0].subnets] == [("machine",), ()]
    assert "nothing declared" in draw(Graph((network, machine)))
    assert draw(Graph(()))


def test_what_is_no_mapping_is_an_empty_one() -> None:
    assert mapping("x") == {}
    assert mapping({"a": 1}) == {"a": 1}
