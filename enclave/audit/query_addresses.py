"""Functions of KQL over addresses, in Python. An IPv4 address among IPv6 ones is `::ffff:a.b.c.d`, its prefix 96 longer.

Sources: learn.microsoft.com/kusto/query, the page of each function. What a page leaves open is refused.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from enclave.audit.query_texts import NotSaidError

_IN_TEXT = re.compile(r"(?<![0-9A-Za-z])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9A-Za-z])")
_MAPPED = 0xFFFF << 32


def _four(text: str) -> tuple[int, int] | None:
    """Number and prefix of an address, or nothing."""
    address, _, prefix = text.strip().partition("/")
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,3}){3}", address) is None or (prefix and not re.fullmatch(r"[0-9]{1,2}", prefix)):
        return None
    parts = [int(part) for part in address.split(".")]
    bits = int(prefix) if prefix else 32
    if max(parts) > 255 or bits > 32:
        return None
    return int.from_bytes(bytes(parts), "big"), bits


def _six(text: str) -> tuple[int, int] | None:
    """The same of an address of either kind."""
    if (four := _four(re.sub(r"^::(?=[0-9]+\.)", "", text.strip()))) is not None:
        return _MAPPED | four[0], four[1] + 96
    address, _, prefix = text.strip().partition("/")
    if "%" in address or (prefix and not re.fullmatch(r"[0-9]{1,3}", prefix)):
        return None
    try:
        number, bits = int(ipaddress.IPv6Address(address)), int(prefix) if prefix else 128
    except ValueError:
        return None
    return (number, bits) if bits <= 128 else None


def _compared(left: tuple[int, int] | None, right: tuple[int, int] | None, prefix: int | None, width: int) -> int | None:
    if left is None or right is None or (prefix is not None and not 0 <= prefix <= width):
        return None
    shift = width - min(left[1], right[1], width if prefix is None else prefix)
    a, b = left[0] >> shift, right[0] >> shift
    return (a > b) - (a < b)


def ipv4_compare(left: str, right: str, prefix: int | None) -> int | None:
    """-1, 0 or 1, under the shortest of the prefixes."""
    return _compared(_four(left), _four(right), prefix, 32)


def ipv6_compare(left: str, right: str, prefix: int | None) -> int | None:
    """The same for addresses of both kinds."""
    if prefix is not None and (_four(left) or _four(right)):
        raise NotSaidError("a prefix for the comparison of IPv4 addresses as IPv6 ones")
    return _compared(_six(left), _six(right), prefix, 128)


def ipv6_is_match(left: str, right: str, prefix: int | None) -> bool | None:
    """Whether they are the same under their prefixes."""
    found = ipv6_compare(left, right, prefix)
    return None if found is None else found == 0


def ipv6_is_in_range(address: str, network: str) -> bool | None:
    """Whether an address is in a network."""
    one, other = _six(address), _six(network)
    return None if one is None or other is None else _compared((one[0], 128), other, None, 128) == 0


def ipv6_is_in_any_range(address: str, networks: str) -> bool | None:
    """The same for several networks, one by one or in an array."""
    found = [ipv6_is_in_range(address, network) for network in _flat(networks)]
    return True if any(found) else None if None in found else False


def netmask_suffix(text: str) -> int | None:
    """The prefix of a network; 32 of an address."""
    found = _four(text)
    return found and found[1]


def parse_ipv4_mask(text: str, prefix: int | None) -> int | None:
    """The number of the network that an address is in."""
    found = _four(text)
    if found is None or prefix is None or not 0 <= prefix <= 32:
        return None
    shift = 32 - min(prefix, found[1])
    return found[0] >> shift << shift


def parse_ipv6_mask(text: str, prefix: int | None) -> str:
    """The network that an address is in, in full; the prefix counts among 128."""
    found = _six(text)
    if found is None or prefix is None or not 0 <= prefix <= 128:
        return ""
    shift = 128 - min(prefix, found[1])
    return ipaddress.IPv6Address(found[0] >> shift << shift).exploded


def format_ipv4(value: str, prefix: int | None) -> str:
    """An address or a number as the address of its network."""
    found = _formatted(value, prefix)
    return "" if found is None else str(ipaddress.IPv4Address(found[0]))


def format_ipv4_mask(value: str, prefix: int | None) -> str:
    """The same with the prefix."""
    found = _formatted(value, prefix)
    return "" if found is None else f"{ipaddress.IPv4Address(found[0])}/{found[1]}"


def _formatted(value: str, prefix: int | None) -> tuple[int, int] | None:
    found = (int(value), 32) if value.isdecimal() and int(value) < 1 << 32 else _four(value)
    if found is None or (prefix is not None and not 0 <= prefix <= 32):
        return None
    bits = min(found[1], 32 if prefix is None else prefix)
    return found[0] >> (32 - bits) << (32 - bits), bits


def cidr_list(first: str, last: str) -> list[str] | None:
    """The networks that make up a range."""
    low, high = _four(first), _four(last)
    if low is None or high is None or low[0] > high[0] or low[1] + high[1] < 64:
        return None
    return [str(each) for each in ipaddress.summarize_address_range(ipaddress.IPv4Address(low[0]), ipaddress.IPv4Address(high[0]))]


def has_any(text: str, wanted: str) -> bool:
    """Whether one of the addresses stands in a text, by itself."""
    there = {*_addresses(text)}
    return any(_four(str(each)) is not None and each in there for each in _flat(wanted))


def has_any_prefix(text: str, wanted: str) -> bool:
    """Whether an address stands in a text that begins so: `10.1.` or a whole address."""
    there = [*_addresses(text)]
    prefixes = [str(each) for each in _flat(wanted)]
    whole = [each for each in prefixes if _four(each) is not None and "/" not in each]
    begun = tuple(each for each in prefixes if re.fullmatch(r"(?:[0-9]{1,3}\.){1,3}", each))
    return any(each in whole or each.startswith(begun) for each in there)


def _addresses(text: str) -> Iterator[str]:
    for match in _IN_TEXT.finditer(text):
        if re.search(r"[0-9]\.$", text[: match.start()]) or re.match(r"\.[0-9]", text[match.end() :]):
            raise NotSaidError("an address in a text in a longer row of numbers")
        if _four(match[0]) is not None:
            yield match[0]


def _flat(given: str) -> list[Any]:
    return [item for each in json.loads(given) for item in (each if isinstance(each, list) else [each])]


ADDRESSES: Mapping[str, tuple[str, str, Callable[..., Any]]] = MappingProxyType({
    "ipv4_compare": ("tt?i", "i", ipv4_compare),
    "ipv6_compare": ("tt?i", "i", ipv6_compare),
    "ipv6_is_match": ("tt?i", "b", ipv6_is_match),
    "ipv6_is_in_range": ("tt", "b", ipv6_is_in_range),
    "ipv6_is_in_any_range": ("t*", "b", ipv6_is_in_any_range),
    "ipv4_netmask_suffix": ("t", "i", netmask_suffix),
    "parse_ipv4_mask": ("ti", "i", parse_ipv4_mask),
    "parse_ipv6_mask": ("ti", "t", parse_ipv6_mask),
    "format_ipv4": ("t?i", "t", format_ipv4),
    "format_ipv4_mask": ("t?i", "t", format_ipv4_mask),
    "ipv4_range_to_cidr_list": ("tt", "j", cidr_list),
    "has_ipv4": ("t*", "b", has_any),
    "has_any_ipv4": ("t*", "b", has_any),
    "has_ipv4_prefix": ("t*", "b", has_any_prefix),
    "has_any_ipv4_prefix": ("t*", "b", has_any_prefix),
})
"""Name -> what it is given, what it makes, and the function; the letters are those of `query_python`."""
