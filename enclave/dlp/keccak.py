"""Keccak-256 as Ethereum uses it: SHA-3 before it became a standard, with another padding, which no library here has."""

from __future__ import annotations

_RATE = 136
"""Bytes that are taken in at a time."""
_MASK = (1 << 64) - 1
_TURNS = ((0, 44, 43, 21, 14), (28, 20, 3, 45, 61), (1, 6, 25, 8, 18), (27, 36, 10, 15, 56), (62, 55, 39, 41, 2))
"""By how many bits the lanes are turned, in the rows that they are moved to (section 1.2, `rho` and `pi`)."""


def _constants() -> tuple[int, ...]:
    """Of the 24 rounds, out of a shift register of eight bits (Keccak reference 3.0, section 1.2)."""
    found, register = [], 1
    for _ in range(24):
        constant = 0
        for power in range(7):
            if register & 1:
                constant |= 1 << ((1 << power) - 1)
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        found.append(constant)
    return tuple(found)


_CONSTANTS = _constants()


def _permuted(a: list[int]) -> list[int]:
    """Written out, since it is run for every address. A lane is at `x + 5 * y`."""
    mask = _MASK
    for constant in _CONSTANTS:
        p, q, r = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20], a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21], a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22]
        s, t = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23], a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24]
        d, e, f = t ^ (q << 1 & mask | q >> 63), p ^ (r << 1 & mask | r >> 63), q ^ (s << 1 & mask | s >> 63)
        g, h = r ^ (t << 1 & mask | t >> 63), s ^ (p << 1 & mask | p >> 63)
        moved = (
            (a[0] ^ d, a[6] ^ e, a[12] ^ f, a[18] ^ g, a[24] ^ h), (a[3] ^ g, a[9] ^ h, a[10] ^ d, a[16] ^ e, a[22] ^ f),
            (a[1] ^ e, a[7] ^ f, a[13] ^ g, a[19] ^ h, a[20] ^ d), (a[4] ^ h, a[5] ^ d, a[11] ^ e, a[17] ^ f, a[23] ^ g),
            (a[2] ^ f, a[8] ^ g, a[14] ^ h, a[15] ^ d, a[21] ^ e),
        )
        a = []
        for (_v, _w, _x, _y, _z), (i, j, k, m, n) in zip(moved, _TURNS, strict=True):
            v, w, x = _v << i & mask | _v >> 64 - i, _w << j & mask | _w >> 64 - j, _x << k & mask | _x >> 64 - k
            y, z = _y << m & mask | _y >> 64 - m, _z << n & mask | _z >> 64 - n
            a += (v ^ ~w & x, w ^ ~x & y, x ^ ~y & z, y ^ ~z & v, z ^ ~v & w)
        a[0] ^= constant
    return a


def keccak256(data: bytes) -> bytes:
    """The digest, 32 bytes."""
    padded = bytearray(data) + bytes(_RATE - len(data) % _RATE)
    padded[len(data)] ^= 0x01
    padded[-1] ^= 0x80
    lanes = [0] * 25
    for start in range(0, len(padded), _RATE):
        for number in range(_RATE // 8):
            lanes[number] ^= int.from_bytes(padded[start + 8 * number : start + 8 * number + 8], "little")
        lanes = _permuted(lanes)
    return b"".join(lane.to_bytes(8, "little") for lane in lanes[:4])
