"""Hardware addresses of network interfaces: six pairs, or three groups of four."""

from __future__ import annotations

import re

from enclave.dlp.detector import HIGH, LOW, MEDIUM, Detector, Evidence, Pattern, Shape
from enclave.dlp.wording import LINE

_HEX = "[0-9A-Fa-f]"
_PAIRS = re.compile(
    rf"(?<![A-Za-z0-9_])(?<![A-Za-z0-9][:\-]){_HEX}{{2}}([:-])"
    rf"(?:{_HEX}{{2}}\1){{4}}{_HEX}{{2}}(?![A-Za-z0-9_])(?![:-]{_HEX})"
)
_GROUPS = re.compile(rf"(?<![A-Za-z0-9_])(?<![A-Za-z0-9]\.)(?:{_HEX}{{4}}\.){{2}}{_HEX}{{4}}(?![A-Za-z0-9_])(?!\.{_HEX})")
_EVIDENCE = Evidence(
    re.compile(
        r"(?<![a-z])(?:mac|mac[ _-]?addr(?:ess)?|hw[ _-]?addr|hwaddr|ether|ethernet|physical[ _-]?address|hardware[ _-]?address|bssid|wlan"
            r"|wifi"
        r"|bluetooth|arp|dhcp|lladdr|interface|adapter)(?![a-z])"
    ),
    window=300,
)
_OPENING = rf"(?<![A-Za-z0-9_])(?:{_HEX}{{1,2}}(?:[:-]{_HEX}{{0,2}}){{0,6}}\Z|{_HEX}{{1,4}}(?:\.{_HEX}{{0,4}}){{0,3}}\Z)"
_SHAPE = Shape(LINE, _OPENING, 22)


def drawn(text: str) -> int:
    """Not nothing, not everybody's address, not counted up by hand."""
    digits = re.sub("[^0-9a-f]", "", text.lower())
    return len(text) if len(set(digits)) > 2 else 0


def lettered(text: str) -> int:
    """The same with a letter in it: groups of digits alone are amounts and times."""
    return drawn(text) if any(map(str.isalpha, text)) else 0


DETECTOR = Detector(
    entity="mac_address",
    title="hardware address of a network interface (MAC)",
    about=(
        "Six pairs of hexadecimal digits between colons or dashes, or three groups of four between dots. Evidence is a word such as MAC, "
        "ethernet, wifi or DHCP in the 80 characters before."
    ),
    patterns=(
        Pattern(
            anchor=rf"{_HEX}{{2}}[:\-]{_HEX}{{2}}[:\-]{_HEX}{{2}}[:\-]{_HEX}{{2}}[:\-]{_HEX}{{2}}[:\-]{_HEX}", reach=16, exact=_PAIRS,
            shape=_SHAPE, accept=lettered, why="six pairs with a letter in them; high with evidence", confidence=MEDIUM, supported=HIGH,
            evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=rf"{_HEX}{{2}}[:\-]{_HEX}{{2}}[:\-]{_HEX}{{2}}[:\-]{_HEX}{{2}}[:\-]{_HEX}{{2}}[:\-]{_HEX}", reach=16, exact=_PAIRS,
            shape=_SHAPE, accept=drawn, why="six pairs of digits only", confidence=LOW, supported=HIGH, evidence=_EVIDENCE,
        ),
        Pattern(
            anchor=rf"{_HEX}{{4}}\.{_HEX}{{4}}\.{_HEX}", reach=11, exact=_GROUPS, shape=_SHAPE, accept=lettered,
            why="three groups of four between dots, with a letter in them; high with evidence", confidence=LOW, supported=HIGH,
            evidence=_EVIDENCE,
        ),
    ),
    source="IEEE Std 802, 8.1 (representation); Cisco IOS prints three groups of four",
    limits=("Twelve hexadecimal digits in one piece, and addresses of eight pairs (EUI-64), are not reported.",),
    positives=(
        "MAC «00:1A:2B:3C:4D:5E»", "«a4-83-e7-2f-9b-10» joined the wifi", '{"mac":"«AC:DE:48:00:11:22»"}',
        "ether «f0:18:98:4b:22:7c» txqueuelen",
        "bssid=«44:d9:e7:01:02:03»;", "arp «001a.2b3c.4d5e» Gi0/1", "physical address: «12-34-56-78-90-12»", "(«00:1a:2b:3c:4d:5f»)",
    ),
    negatives=(
        "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "10:15:30",
        "SHA1 fingerprint 00:1A:2B:3C:4D:5E:6F:70:81:92:A3:B4:C5:D6:E7:F8:09:1A:2B:3C",
        "00:1A:2B:3C:4D", "550e8400-e29b-41d4-a716-446655440000", "2a00:1450:4001:82b::200e", "00:1A:2B:3C:4D:5G", "2026-11-21-10-15-30",
    ),
)
