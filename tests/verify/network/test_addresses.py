from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.graph.body import Undecided
from enclave.verify.network.addresses import (
    IPV6_BASE,
    NOT_PUBLIC,
    NOWHERE,
    TAG_BASE,
    TAGS,
    WORLD,
    AddressBook,
    Bounds,
    Vicinity,
    addresses,
    contains,
    prefix_length,
    same_family,
)
from enclave.verify.network.intervals import EMPTY, IntervalSet
from enclave.verify.network.packets import ANY_ADDRESS, Packet


def exact(*prefixes: str) -> IntervalSet:
    return IntervalSet.union(found for prefix in prefixes if (found := addresses(prefix)))


@given(st.ip_addresses(v=4), st.integers(0, 32), st.ip_addresses(v=4))
def test_a_prefix_holds_what_the_standard_library_says(address: IPv4Address, length: int, other: IPv4Address) -> None:
    network = ip_network(f"{address}/{length}", strict=False)
    found = addresses(str(network))
    assert found is not None
    assert (int(other) in found) == (other in network)


@given(st.ip_addresses(v=6), st.integers(0, 128), st.ip_addresses(v=6))
def test_ipv6_lies_beside_ipv4(address: IPv6Address, length: int, other: IPv6Address) -> None:
    network = ip_network(f"{address}/{length}", strict=False)
    found = addresses(str(network))
    assert found is not None
    assert (int(other) + IPV6_BASE in found) == (other in network)
    assert not found.meets(exact("0.0.0.0/0"))


def test_ranges_single_addresses_and_nonsense() -> None:
    assert addresses("10.0.0.1-10.0.0.3") == IntervalSet.of((0x0A000001, 0x0A000003))
    assert addresses("10.0.0.7") == IntervalSet.of((0x0A000007, 0x0A000007))
    assert addresses("10.0.0.0/33") is None
    assert addresses("Internet") is None
    assert prefix_length("10.0.0.0/22") == 22
    assert prefix_length("10.0.0.1") == 32
    with pytest.raises(Undecided):
        prefix_length("10.0.0.1-10.0.0.9")


def test_private_and_host_addresses_are_not_public() -> None:
    for text in ("10.1.2.3", "172.20.0.1", "192.168.9.9", "100.64.0.1", "168.63.129.16", "169.254.169.254", "fd00::1", "224.0.0.5"):
        found = addresses(text)
        assert found is not None
        assert found <= NOT_PUBLIC
        assert not found.meets(WORLD)
    public = addresses("20.1.2.3")
    assert public is not None
    assert public <= WORLD


def test_a_tag_has_a_number_of_its_own_and_perhaps_every_written_address() -> None:
    book = AddressBook(["Storage", "Storage.WestEurope", "20.0.0.0/8", "GatewayManager", "0.0.0.0/0"])
    storage, regional = book.named("Storage", NOWHERE), book.named("storage.westeurope", NOWHERE)
    assert regional.inner <= storage.inner
    assert storage.inner.size == 2
    assert book.named("20.0.0.0/8", NOWHERE).outer <= storage.outer
    manager = book.named("GatewayManager", NOWHERE)
    assert not manager.outer.meets(storage.inner)
    assert storage.inner <= book.named("0.0.0.0/0", NOWHERE).inner
    assert storage.inner <= book.internet
    with pytest.raises(Undecided):
        book.named("10.0.0.0/99", NOWHERE)


def test_when_every_address_is_written_no_tag_stands_for_others() -> None:
    book = AddressBook(["Storage", "0.0.0.0/1", "128.0.0.0/1"])
    assert book.named("Storage", NOWHERE).inner == EMPTY
    assert exact("20.1.2.3") <= book.named("Storage", NOWHERE).outer


def test_strangers_do_not_send_from_azures_management_and_perhaps_from_unknown_tags() -> None:
    book = AddressBook(["GatewayManager", "AppService", "SomethingNew"])
    manager, service, new = (book.named(name, NOWHERE).inner for name in ("GatewayManager", "AppService", "SomethingNew"))
    surely, perhaps = book.outsiders(surely=True), book.outsiders(surely=False)
    assert not manager.meets(perhaps)
    assert service <= surely
    assert not new.meets(surely)
    assert new <= perhaps


def test_the_internet_is_what_is_outside_the_network_and_its_peers() -> None:
    own = exact("20.9.0.0/16", "10.0.0.0/16")
    here = Vicinity(Bounds.exact(own), Bounds.exact(own))
    book = AddressBook(["Internet"], own)
    internet = book.named("Internet", here)
    assert not internet.outer.meets(own)
    assert exact("20.8.0.0/16") <= internet.inner
    assert book.named("VirtualNetwork", here) == here.virtual_network
    assert book.named("AzureLoadBalancer", here) == Bounds.exact(exact("168.63.129.16"))
    assert book.named("*", here) == Bounds.exact(ANY_ADDRESS)


def test_a_group_is_at_least_its_members_and_at_most_the_network() -> None:
    own, member = exact("10.0.0.0/16"), exact("10.0.0.4")
    here = Vicinity(Bounds.exact(own), Bounds.exact(own), {"/asg": Bounds(member, own)})
    book = AddressBook([])
    assert book.named("asg:/ASG".lower(), here) == Bounds(member, own)
    assert book.named("asg:/other", here) == Bounds(EMPTY, own)


def test_azure_cloud_contains_every_service_and_a_region_its_own() -> None:
    assert contains("azurecloud", "storage")
    assert contains("azurecloud.westeurope", "storage.westeurope")
    assert not contains("azurecloud.westeurope", "storage")
    assert not contains("azurecloud", "azureplatformdns")
    assert not contains("storage", "storagemover")


def test_both_ends_of_a_packet_are_of_one_family() -> None:
    packets = same_family(exact("10.0.0.0/24", "fd00::/64"), exact("20.0.0.0/8", "2001:db8::/32"))
    four, six = exact("10.0.0.1").first, exact("fd00::1").first
    assert Packet(four, exact("20.0.0.1").first, 0, 443) in packets
    assert Packet(six, exact("2001:db8::1").first, 0, 443) in packets
    assert Packet(four, exact("2001:db8::1").first, 0, 443) not in packets


def test_packets_are_told_in_words() -> None:
    book = AddressBook(["Storage"])
    inner = exact("10.0.0.4").first
    assert book.describe(Packet(inner, exact("20.1.2.3").first, 0, 443)) == "tcp 10.0.0.4:50000 -> 20.1.2.3:443"
    assert book.describe(Packet(inner, TAG_BASE, 1, 53)) == "udp 10.0.0.4:50000 -> <an address of storage>:53"
    assert book.describe(Packet(inner, exact("fd00::5").first, 2, 0)) == "icmp 10.0.0.4 -> fd00::5"
    assert book.describe(Packet(inner, inner, 5, 0)).startswith("ip ")


def test_the_table_puts_each_tag_in_one_class_and_says_where_it_is_from() -> None:
    names = [*TAGS["control"], *TAGS["platform"], *TAGS["shared"]]
    assert len(names) == len({name.lower() for name in names})
    assert {"GatewayManager", "ApiManagement"} <= set(TAGS["control"])
    assert {"Storage", "AzureCloud", "AppService", "AzureFrontDoor.Backend"} <= set(TAGS["shared"])
    assert set(TAGS["service_endpoints"].values()) <= set(names)
    assert TAGS["source"]
    assert TAGS["date"]
