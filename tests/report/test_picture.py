"""The picture: well-formed, nothing of a template unescaped, nothing drawn outside its frame."""

from __future__ import annotations

import base64
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.finding import Counterexample, Hop, Refuted
from enclave.report.lines import width
from enclave.report.markdown import render as markdown
from enclave.report.picture import CONTROLS, kind_of, render
from enclave.verify.model import ObligationResult, Verification
from enclave.verify.obligations import OBLIGATIONS

BASE = "/resourceGroups/rg/providers/Microsoft"
SPACE = "{http://www.w3.org/2000/svg}"


def drawn(*hops: tuple[str, str], packet: str = "tcp 203.0.113.7:50000 -> 10.0.0.4:443", rule: str = "no-internet-ingress") -> ET.Element:
    example = Counterexample(packet, tuple(Hop(*hop) for hop in hops))
    result = ObligationResult(rule, 1, "nothing on the internet reaches a service", f"{BASE}.X/ys/service", Refuted(example, "a way in"))
    return ET.fromstring(render(result, example))


def texts(picture: ET.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SPACE}text")]


def test_every_hop_stands_with_what_lets_it_pass() -> None:
    picture = drawn(
        ("internet", "any machine"),
        (f"{BASE}.Network/publicIPAddresses/pip", "public address of the machine"),
        (f"{BASE}.Network/networkSecurityGroups/nsg", "rule AllowAll (priority 100) allows tcp/443 from Internet to *"),
        (f"{BASE}.Network/virtualNetworks/v/subnets/s", "no network security group here"),
        (f"{BASE}.Network/virtualNetworks/v/subnets/s", "delivered"),
    )
    found = texts(picture)
    assert found.count("REFUTED") == 1
    order = [found.index(word) for word in ("internet", "pip", "nsg", "s", "of v")]
    assert order == sorted(order)
    assert found.count("ALLOWED HERE") == 1
    assert found.count("MISSING CONTROL") == 1
    assert "SUBNET" in found
    assert any("close the way in" in line for line in found)


def test_a_long_path_goes_on_in_the_next_row() -> None:
    short = drawn(*((f"{BASE}.Network/routeTables/rt{number}", "a route") for number in range(4)))
    long = drawn(*((f"{BASE}.Network/routeTables/rt{number}", "a route") for number in range(9)))
    assert long.get("width") == short.get("width")
    assert int(long.get("height") or 0) > int(short.get("height") or 0) + 150


def test_an_obligation_without_words_of_its_own_says_what_must_hold() -> None:
    assert any(line.startswith("what must hold: nothing on the internet") for line in texts(drawn(("internet", "x"), rule="something-new")))


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=80))
def test_whatever_a_template_is_called_it_is_drawn(node: str, because: str, packet: str) -> None:
    picture = drawn((node, because), (f"{BASE}.X/ys/{node}", because), packet=packet)
    assert int(picture.get("height") or 0) > 0


def test_markup_of_a_template_is_text() -> None:
    assert "<script>alert(1)</script>" in texts(drawn(("internet", "<script>alert(1)</script>"), packet="a & b"))


def test_nothing_reaches_out_of_the_frame() -> None:
    picture = drawn(*((f"{BASE}.Network/networkSecurityGroups/nsg{number}", "word " * 60) for number in range(6)), packet="x " * 300)
    width, height = (int(picture.get(key) or 0) for key in ("width", "height"))
    for element in picture.iter():
        if element.get("x"):
            assert 0 <= float(element.get("x") or 0) <= width
            assert 0 <= float(element.get("y") or 0) <= height


def test_long_names_stand_whole_and_inside_of_their_cards() -> None:
    words = "prod-westeurope-shared-services-connectivity"
    hops = [(f"{BASE}.Network/virtualNetworks/vnet-{words}/subnets/snet-{words}-{number}", f"rule {words}-{words} allows it")
            for number in range(30)]
    picture = drawn(*hops)
    everything = "".join(texts(picture))
    assert all(f"snet-{words}-{number}" in everything and f"{number + 1}/30" in everything for number in range(30))
    assert everything.count(f"of vnet-{words}") == 30
    cards = [card for card in picture.iter(f"{SPACE}rect") if card.get("width") == "250"]
    lefts, top = [float(card.get("x") or 0) for card in cards], min(float(card.get("y") or 0) for card in cards)
    for element in picture.iter(f"{SPACE}text"):
        style = element.get("style") or ""
        (size,) = map(float, re.findall(r"font-size:([\d.]+)px", style))
        if float(element.get("y") or 0) > top and size < 15 and "anchor" not in style and "#067647" not in style:
            left = float(element.get("x") or 0)
            assert left + width(element.text or "", size) <= max(x for x in lefts if x <= left) + 250, element.text


@pytest.mark.parametrize(("rule", "reason", "told"), [
    ("egress-only-declared", "*.blob.core.windows.net holds names that anybody can have", "name your own accounts in full"),
    ("egress-only-declared", "a way out past the firewall", "make the subnet private"),
    ("least-privilege", "it can obtain any role", "give a narrower role"),
])
def test_what_would_stop_it_is_about_what_was_found(rule: str, reason: str, told: str) -> None:
    example = Counterexample("packet", (Hop("internet", "x"),))
    picture = ET.fromstring(render(ObligationResult(rule, 5, "title", "subject", Refuted(example, reason)), example))
    assert any(line.startswith(told) for line in texts(picture))


def test_a_zone_that_is_not_there_is_missing_and_no_name_is_an_opening() -> None:
    found = texts(drawn(("public DNS", "a.openai.azure.com is an alias of a.privatelink.openai.azure.com"),
                        ("privatelink.openai.azure.com", "zone privatelink.openai.azure.com does not exist")))
    assert (found.count("ALLOWED HERE"), found.count("MISSING CONTROL")) == (0, 1)


def test_every_obligation_says_what_would_stop_it() -> None:
    assert set(CONTROLS) == {obligation.id for obligation in OBLIGATIONS}


@pytest.mark.parametrize(("node", "kind"), [
    ("internet", "outside"), ("22222222-2222-2222-2222-222222222222", "principal"), ("privatelink.openai.azure.com", "private DNS zone"),
    (f"{BASE}.Network/publicIPAddresses/p", "public IP address"),
    (f"{BASE}.Network/virtualNetworks/v/subnets/s", "subnet"), (f"{BASE}.Network/firewallPolicies/p", "firewall policy"),
    (f"{BASE}.CognitiveServices/accounts/a", "account"), ("/resourceGroups/rg", "resource group"),
])
def test_what_a_node_is_called(node: str, kind: str) -> None:
    assert kind_of(node) == kind


def test_markdown_carries_the_pictures(verification: Verification) -> None:
    (image,) = re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", markdown(verification))
    assert ET.fromstring(base64.b64decode(image)).tag == f"{SPACE}svg"
