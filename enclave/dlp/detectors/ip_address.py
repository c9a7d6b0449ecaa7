"""Internet addresses of both versions; a version of a program with four parts looks the same, so the numbers decide."""

from __future__ import annotations

import re
from functools import cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from enclave.dlp.detector import HIGH, LOW, MEDIUM, NUMBER_ALPHABET, Detector, Evidence, Pattern, Shape
from enclave.dlp.wording import LINE

_FOUR = r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}"
_ALONE = r"(?<![A-Za-z0-9_])(?<![0-9]\.)"
_END = r"(?![A-Za-z0-9_])(?!\.[0-9]|\.[jtwz])"
"""Nor before the ending of an archive: `driver-119.0.79.70.jar`."""
_NOT_A_VERSION = "(?<![A-Za-z]/)" + "".join(
    f"(?<!{re.escape(before)})" for before in (
        "ersion ", "ersion: ", "ersion=", 'ersion": "', 'ersion":"', 'ersion="', "uild ", "uild: ", 'uild": "', "elease ", "==", "== ",
        ">=", ">= ", "~=", "V8 to ", "V8 ", "ection ", "ection-", "olicy ", "ython ", "gcc-",
    )
)
"""What stands before a version of a program."""
_ADDRESS = re.compile(f"{_ALONE}{_NOT_A_VERSION}{_FOUR}{_END}")
_GROUP = "[0-9A-Fa-f]{1,4}"
_SIX = re.compile(
    rf"(?<![A-Za-z0-9_:.])(?:(?:{_GROUP}:){{7}}{_GROUP}|(?:{_GROUP}(?::{_GROUP}){{0,6}})?::(?:{_GROUP}(?::{_GROUP}){{0,6}})?"
    rf"(?:(?<=:){_FOUR}|(?<=:ffff):{_FOUR})?)(?![A-Za-z0-9_:])(?!\.[0-9])"
)
_SIX_OPENING = r"(?<![A-Za-z0-9_:.])(?:[0-9A-Fa-f]{1,4}|:)(?:\Z|[0-9A-Fa-f:])[0-9A-Fa-f:]*+(?:\Z|\.[0-9.]*+\Z)"

_EVIDENCE = Evidence(
    re.compile(
        r"(?<![a-z])(?:ips?|ipv4|ipv6|ip[ _-]?addr(?:ess)?|host(?:name)?|server|client|remote|addr|address|adresse|dirección|indirizzo"
        r"|gateway|dns|nameserver|subnet|peer|src|dst|source|x-forwarded-for|forwarded|sshd?|ping|curl|login|logged|https?|listen(?:ing)?|bind|proxy"
        r"|connect(?:ed|ion|ing)?|firewall|whitelist|allowlist|blocklist|traceroute|nmap|router|endpoint)(?![a-z])"
    ),
    window=80, after=re.compile(r"(?<![a-z])(?:ips?|ip[ _-]?addr(?:ess)?|host(?:name)?|server|client|router|gateway)(?![a-z])"),
)

_DIRECTLY = Evidence(
    re.compile(
        r"(?<![a-z])(?:ips?|ipv4|ip[ _-]?addr(?:ess)?|host(?:name)?|server|client|addr|address|adresse|gateway|dns|nameserver|subnet|peer"
        r"|router|resolver|src|dst|forwarded(?:-for)?|ssh|ping|proxy|https?|tcp|udp)(?![a-z])[^a-z0-9\n]{0,6}(?:(?:is|to|from|at|on) )?\Z"
    ),
    window=40,
)


@cache
def _reserved() -> tuple[tuple[int, int], ...]:
    """First address and mask of ranges that nobody outside is reached at (RFC 6890, RFC 5737)."""
    ranges = (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.168.0.0/16 "
        "198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3"
    )
    found = []
    for one in ranges.split():
        first, _, bits = one.partition("/")
        found.append((int(IPv4Address(first)), (0xFFFFFFFF << (32 - int(bits))) & 0xFFFFFFFF))
    return tuple(found)


def is_public(text: str) -> bool:
    """Whether four numbers are an address of the public internet. Numbers above 255 and with leading zeros are none."""
    try:
        number = int(IPv4Address(text))
    except AddressValueError:
        return False
    return not any(number & mask == first for first, mask in _reserved())


def public_four(text: str) -> int:
    """A public address that no version of a program looks like: one number of three digits, and another of two or more."""
    numbers = sorted((len(part) for part in text.split(".")), reverse=True)
    return len(text) if numbers[0] == 3 and numbers[1] > 1 and is_public(text) else 0


def any_four(text: str) -> int:
    """Four numbers up to 255 that are not a mask and not nothing."""
    try:
        number = int(IPv4Address(text))
    except AddressValueError:
        return 0
    return len(text) if number and number >> 24 != 255 else 0


def host_four(text: str) -> int:
    """One of them that somebody has: not this machine, a network or a link, and more than a version of a program."""
    return any_four(text) if _is_host(text) and (len(text) > _SHORT or not is_public(text)) else 0


def short_four(text: str) -> int:
    """What somebody has, or a version of a program."""
    return any_four(text) if _is_host(text) else 0


_SHORT = 10
"""Characters of four numbers of one or two digits, of which one at most has two."""


def _is_host(text: str) -> bool:
    return not text.startswith(("0.", "127.", "169.254.")) and not text.endswith(".0") and int(text.partition(".")[0]) not in _MULTICAST


_MULTICAST = range(224, 240)


def _six(text: str) -> IPv6Address | None:
    try:
        return IPv6Address(text)
    except AddressValueError:
        return None


def public_six(text: str) -> int:
    """Three groups or more, and a digit among them: names of a program's parts with `::` between are none."""
    groups = [group for group in text.split(":") if group]
    address = _six(text) if len(groups) >= 3 and any(map(str.isdigit, text)) else None
    return len(text) if address is not None and address.is_global else 0


def host_six(text: str) -> int:
    """One of them that somebody has: not this machine, a network or a link."""
    address = _six(text) if not text.endswith("::") and any(map(str.isdigit, text)) else None
    return len(text) if address and not (address.is_loopback or address.is_link_local or address.is_multicast) and len(text) > 3 else 0


def any_six(text: str) -> int:
    """Any other address with a digit in it."""
    return len(text) if len(text) > 2 and any(map(str.isdigit, text)) and _six(text) is not None else 0


_FOUR_SHAPE = Shape(NUMBER_ALPHABET, "[0-9]", 18)
_SIX_SHAPE = Shape(LINE, _SIX_OPENING, 62)
_SIX_ANCHOR = rf":{_GROUP}:{_GROUP}:|::"
_FOUR_ANCHOR = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]"

DETECTOR = Detector(
    entity="ip_address",
    title="internet address (IPv4, IPv6)",
    about=(
        "Addresses of hosts. An address of the public internet counts more than a private, loopback or documentation one, and one whose "
        "numbers could be a version of a program (`1.2.3.4`) less. Evidence is a word such as ip, host, server, client, dns or ssh in the "
            "80 "
        "characters before it. Ports and masks behind it stay."
    ),
    patterns=(
        Pattern(
            anchor=_FOUR_ANCHOR, reach=13, exact=_ADDRESS, shape=_FOUR_SHAPE, accept=public_four,
            why="four numbers of a public address, one of three digits and another of two, not called a version; high with evidence",
            confidence=MEDIUM, supported=HIGH, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=_FOUR_ANCHOR, reach=13, exact=_ADDRESS, shape=_FOUR_SHAPE, accept=any_four,
            why="any other four numbers up to 255: private, loopback and documentation ranges, networks, and what could be a version",
            confidence=LOW,
        ),
        Pattern(
            anchor=_FOUR_ANCHOR, reach=13, exact=_ADDRESS, shape=_FOUR_SHAPE, accept=host_four,
            why="an address of a private or documentation range, or a public one with a longer number, with evidence",
            confidence=None, supported=MEDIUM, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=_FOUR_ANCHOR, reach=13, exact=_ADDRESS, shape=_FOUR_SHAPE, accept=short_four,
            why="what could be a version, with evidence directly before it", confidence=None, supported=MEDIUM, evidence=_DIRECTLY,
        ),
        Pattern(
            anchor=_SIX_ANCHOR, reach=15, exact=_SIX, shape=_SIX_SHAPE, accept=public_six,
            why="three groups or more of a public IPv6 address; high with evidence", confidence=MEDIUM, supported=HIGH, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=_SIX_ANCHOR, reach=15, exact=_SIX, shape=_SIX_SHAPE, accept=any_six,
            why="any other IPv6 address: loopback, link-local, unique local, documentation, and short ones", confidence=LOW,
        ),
        Pattern(
            anchor=_SIX_ANCHOR, reach=15, exact=_SIX, shape=_SIX_SHAPE, accept=host_six,
            why="one of those that is neither loopback nor link-local nor a network, with evidence",
            confidence=None, supported=MEDIUM, evidence=_EVIDENCE,
        ),
    ),
    source="RFC 791, RFC 4291, RFC 5952; RFC 6890 and RFC 5737 (special ranges)",
    limits=(
        "A version of a program with four parts is reported at 65, and a public address that looks like one (8.8.8.8) at 75 with evidence "
        "directly before it only.",
        "Loopback and link-local addresses and networks (`10.0.0.0/8`) are reported at 65, whatever stands before them.",
        "Addresses as one number, in octal or in hexadecimal are not reported.",
    ),
    positives=(
        "sshd[8]: from «81.52.12.30» port 4", "ssh root@«185.199.108.153» -p 22", "«10.0.0.5» is the router", '{"ip": "«192.168.178.20»"}',
        "from [«2a00:1450:4001:82b::200e»]:443", "«2001:db8::8a2e:370:7334»,", "http://«203.0.113.7»:8080/x", "dns «8.8.8.8».",
        "«fe80::1ff:fe23:4567:890a»%eth0", "::ffff is no host, but «::ffff:84.147.201.33» is", "«2a00:1450:4001:82b:0:0:0:200e»",
    ),
    negatives=(
        "10.0.22631.4317", "999.1.1.1", "1.2.3", "1.2.3.4.5", "255.255.255.0", "255.255.255.255", "std::vector", "at 10:15:30", "a::b",
        "00:1A:2B:3C:4D:5E", "v1.2.3.4", "1.3.6.1.4.1.311.20.2", "08.08.08.08", "add::face",
    ),
    aliases=("ip",),
)
