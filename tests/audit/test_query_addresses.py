"""Functions over addresses: the values of Kusto's pages, and Python's `ipaddress` over many."""

from __future__ import annotations

import ipaddress
import random

import pytest

from enclave.audit.query_addresses import (
    cidr_list,
    format_ipv4,
    format_ipv4_mask,
    has_any,
    has_any_prefix,
    ipv4_compare,
    ipv6_compare,
    ipv6_is_in_any_range,
    ipv6_is_in_range,
    ipv6_is_match,
    netmask_suffix,
    parse_ipv4_mask,
    parse_ipv6_mask,
)
from enclave.audit.query_texts import NotSaidError


def test_comparisons_as_documented() -> None:
    assert [ipv4_compare("192.168.1.1", other, None) for other in ("192.168.1.1", "192.168.1.255", "192.168.1.0", "x")] == [0, -1, 1, None]
    assert ipv4_compare("192.168.1.1/24", "192.168.1.255", None) == ipv4_compare("192.168.1.1", "192.168.1.0", 31) == 0
    assert ipv6_compare("::ffff:7f00:1", "127.0.0.1", None) == ipv6_compare("192.168.1.1/24", "192.168.1.255", None) == 0
    assert ipv6_compare("fe80::85d:e82c:9446:7994", "fe80::85d:e82c:9446:7995", None) == -1
    assert ipv6_is_match("fe80::85d:e82c:9446:7994", "fe80::85d:e82c:9446:7995", 120) is True
    assert ipv6_is_in_range("a5e:f127:8a9d:146d:e102:b5d3:c755:abcd", "a5e:f127:8a9d:146d:e102:b5d3:c755:0/112") is True
    assert ipv6_is_in_any_range("10.0.0.5", '["8.8.8.8", ["10.0.0.0/24"]]') is True
    assert ipv6_is_in_any_range("10.0.0.5", '["x", "8.8.8.8"]') is None


def test_networks_as_documented() -> None:
    assert [netmask_suffix("10.1.2.3/24"), netmask_suffix("10.1.2.3"), netmask_suffix("x")] == [24, 32, None]
    assert [parse_ipv4_mask("127.0.0.1", 24), parse_ipv4_mask("127.0.0.1", 33)] == [2130706432, None]
    assert parse_ipv6_mask("192.168.255.255", 120) == "0000:0000:0000:0000:0000:ffff:c0a8:ff00"
    assert parse_ipv6_mask("fe80::85d:e82c:9446:7994", 120) == "fe80:0000:0000:0000:085d:e82c:9446:7900"
    assert [format_ipv4("192.168.255.0", None), format_ipv4("3232236031", 24), format_ipv4("x", 24)] == ["192.168.255.0", "192.168.1.0", ""]
    assert format_ipv4_mask("192.168.255.255", 24) == "192.168.255.0/24"
    assert cidr_list("1.1.128.0", "1.1.140.255") == ["1.1.128.0/21", "1.1.136.0/22", "1.1.140.0/24"]


def test_many_against_pythons() -> None:
    chance = random.Random(5)
    for _ in range(300):
        one, two = (ipaddress.IPv4Address(chance.getrandbits(32)) for _ in "ab")
        six, seven = (ipaddress.IPv6Address(chance.getrandbits(128)) for _ in "ab")
        bits = chance.randrange(33)
        network = ipaddress.ip_network((one, bits), strict=False)
        assert format_ipv4_mask(str(one), bits) == str(network)
        assert ipv4_compare(f"{one}/{bits}", str(two), None) == (0 if two in network else 1 if one > two else -1)
        assert ipv6_compare(str(six), str(seven), None) == (six > seven) - (six < seven)
        assert ipv6_is_in_range(str(seven), f"{six}/8") is (seven in ipaddress.ip_network((six, 8), strict=False))


def test_addresses_in_texts() -> None:
    line = "05:04:54 127.0.0.1 GET /favicon.ico 404"
    assert has_any(line, '["127.0.0.1"]')
    assert has_any(line, '["10.0.0.1", ["127.0.0.1"]]')
    assert not has_any("05:04:54127.0.0.1 GET", '["127.0.0.1"]')
    assert not has_any("256.0.0.1", '["256.0.0.1"]')
    prefixes = ("127.", "127.0.", "127.0.0.1", "127", "128.")
    assert [has_any_prefix(line, f'["{prefix}"]') for prefix in prefixes] == [True, True, True, False, False]
    with pytest.raises(NotSaidError):
        has_any("v1.127.0.0.1", '["127.0.0.1"]')
    with pytest.raises(NotSaidError):
        ipv6_compare("10.0.0.1", "10.0.0.2", 24)
