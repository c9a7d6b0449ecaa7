"""A recording is as long as its frames are, whatever its head says; what cannot be measured is refused."""

from __future__ import annotations

import struct

import pytest

from enclave.gateway.sound import UnmeasuredError, seconds


def wav(samples: int, rate: int = 8_000, channels: int = 1, bits: int = 16, tag: int = 1, said: int | None = None, **more: int) -> bytes:
    block = more.get("block", channels * bits // 8)
    data = b"\0" * (samples * channels * bits // 8)
    head = struct.pack("<HHIIHH", tag, channels, rate, more.get("each", rate * block), block, bits)
    chunk = b"fmt " + struct.pack("<I", len(head)) + head
    return (
        b"RIFF\0\0\0\0WAVE"
        + b"LIST"
        + struct.pack("<I", 3)
        + b"abc\0"
        + chunk
        + b"data"
        + struct.pack("<I", len(data) if said is None else said)
        + data
    )


def mp3(frames: int, head: bytes = b"\xff\xfb\x90\x00", size: int = 417) -> bytes:
    """MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes and 1152 samples a frame."""
    return (head + b"\0" * (size - len(head))) * frames


GOOD = (
    (wav(8_000), "wav", 1),
    (wav(8_001), "wav", 2),
    (wav(16_000, rate=16_000, channels=2, bits=24), "wav", 1),
    (wav(80_000, said=0), "wav", 10),  # the size that a head says is not believed
    (wav(80_000, said=2**32 - 1), "wav", 10),
    (wav(3_600, rate=1), "wav", 3_600),  # a sample a second is an hour in 7 kB
    (mp3(100), "mp3", 3),
    (mp3(100)[:-300], "mp3", 3),
    (b"ID3\x04\0\0\0\0\x01\x05" + b"x" * 133 + mp3(50), "mp3", 2),
    (mp3(50) + b"TAG" + b"\0" * 125, "mp3", 2),
    (mp3(1_000, b"\xff\xe3\x18\xc4"[:3] + b"\0", 72), "mp3", 72),  # MPEG 2.5, 8 kbit/s, 8 kHz: 72 ms in 72 bytes
)
BAD = (
    b"", b"x", b"RIFF", b"OggS" + b"\0" * 99, b"fLaC" + b"\0" * 99, b"\0\0\0\x20ftypM4A ", b"\x1aE\xdf\xa3webm", b"ID3",
    b"ID3\x04\0\0\xff\xff\xff\xff",
    b"ID3\x04\0\0\x7f\x7f\x7f\x7f", b"\xff\xfb\x90", wav(100, tag=2), wav(100, tag=0x55), wav(100, rate=0), wav(100, channels=0),
    wav(100, each=10**9), wav(100, block=200), wav(100)[:50], mp3(5) + b"x" * 500 + mp3(5), mp3(5, b"\xff\xfb\x00\x00"), mp3(5,
    b"\xff\xfd\x90\x00"),
    b"\xff\xd8\xff\xe0 a picture",
)  # fmt: skip


def test_recordings_are_measured():
    for data, kind, length in GOOD:
        assert seconds(data) == (kind, length), data[:16]


def test_what_cannot_be_measured_is_refused():
    for data in BAD:
        with pytest.raises(UnmeasuredError):
            assert seconds(data) == ("", 0), data[:16]
