"""Ports and protocols as rules write them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from enclave.verify.network.intervals import IntervalSet
from enclave.verify.network.packets import AH, ANY_PORT, ANY_PROTOCOL, ESP, ICMP, OTHER, TCP, UDP, Box, PacketSet
from enclave.verify.unsure import Unsure

NUMBERS = {"tcp": TCP, "udp": UDP, "icmp": ICMP, "esp": ESP, "ah": AH}
WITH_PORTS = IntervalSet.of((TCP, UDP))
NO_PORT = IntervalSet.of((0, 0))
WELL_FORMED = PacketSet((Box(protocols=WITH_PORTS), Box(protocols=IntervalSet.of((ICMP, OTHER)), ports=NO_PORT)))
"""Every packet there is: only TCP and UDP have ports."""


def ports(texts: Iterable[str]) -> IntervalSet:
    """The set of `443`, `1000-2000` or `*`, each possibly several with commas. Raises `Undecided`."""
    parts = [part.strip() for text in texts for part in text.split(",")]
    return IntervalSet.union(_ports(part) for part in parts if part)


@lru_cache(maxsize=4096)
def _ports(text: str) -> IntervalSet:
    if text in ("*", "Any", "any"):
        return ANY_PORT
    low, dash, high = (part.strip() for part in text.partition("-"))
    if not low.isdecimal() or (dash and not high.isdecimal()):
        raise Unsure(f"`{text}` is no port or range of ports")
    return IntervalSet.of((int(low), int(high if dash else low))) & ANY_PORT


def protocols(texts: Iterable[str]) -> IntervalSet:
    """The set of `Tcp`, `Udp`, `Icmp`, `Esp`, `Ah`, `Any` or `*`. Raises `Undecided`."""
    found: list[IntervalSet] = []
    for text in texts:
        word = text.strip().lower()
        if word in ("*", "any", "all"):
            return ANY_PROTOCOL
        if word not in NUMBERS:
            raise Unsure(f"`{text}` is no protocol that is modelled")
        found.append(IntervalSet.of((NUMBERS[word], NUMBERS[word])))
    return IntervalSet.union(found)
