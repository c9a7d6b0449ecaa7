from __future__ import annotations

import hashlib

from enclave.dlp import keccak

KNOWN = {
    b"": "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    b"abc": "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    b"transfer(address,uint256)": "a9059cbb2ab09eb219583f4a59a5d0623ade346d962bcd4e46b11da047c9049b",
}
"""The empty digest and the selector `a9059cbb` are in every Ethereum client; `abc` is a vector of the Keccak team."""


def test_known_digests() -> None:
    assert {data: keccak.keccak256(data).hex() for data in KNOWN} == KNOWN


def test_the_permutation_is_that_of_sha3() -> None:
    """With the padding of the standard instead, `hashlib` says the same, whatever the length."""
    for length in (0, 1, 7, 8, 135, 136, 137, 271, 272, 500):
        data = bytes(number * 7 % 256 for number in range(length))
        padded = bytearray(data) + bytes(136 - length % 136)
        padded[length] ^= 0x06
        padded[-1] ^= 0x80
        lanes = [0] * 25
        for start in range(0, len(padded), 136):
            for number in range(17):
                lanes[number] ^= int.from_bytes(padded[start + 8 * number : start + 8 * number + 8], "little")
            lanes = keccak._permuted(lanes)
        assert b"".join(lane.to_bytes(8, "little") for lane in lanes[:4]) == hashlib.sha3_256(data).digest(), length
