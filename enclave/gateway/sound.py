"""How long a recording is, by its own frames: what is charged by the minute must be measured before it is sent.

Only formats whose length no header can lie about: PCM in WAV (Microsoft, Multimedia Programming Interface 1.0) and MPEG layer III
(ISO/IEC 11172-3, 13818-3).
"""

from __future__ import annotations

from enclave.errors import InputError

FORMATS = ("wav", "mp3")
_PCM = frozenset({1, 3})
"""Format tags of samples and of floating point."""
_EXTENSIBLE = 0xFFFE
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples a second by version of MPEG: 1, 2 and 2.5."""
_FIRST = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LATER = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""Kilobits a second of layer III, of MPEG 1 and of the others. The first is `free`, which has no length."""


class UnmeasuredError(InputError):
    """Nobody can tell how long it is before it is sent."""


def seconds(data: bytes) -> tuple[str, int]:
    """The format of a recording, and how long it is, rounded up. Raises UnmeasuredError."""
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "wav", _wav(data)
    if data[:3] == b"ID3" or (data[:1] == b"\xff" and len(data) > 3):
        return "mp3", _mp3(data)
    raise UnmeasuredError("send WAV (PCM) or MP3: how long other recordings are cannot be told before they are sent")


def _wav(data: bytes) -> int:
    at, rate = 12, 0
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if name == b"fmt ":
            rate = _bytes_a_second(data[at + 8 : at + 8 + size])
        if name == b"data":
            if not rate:
                break
            # all that stands in the file from here on, whatever it says of its size
            return -(-(len(data) - at - 8) // rate)
        at += 8 + size + size % 2
    raise UnmeasuredError("the WAV file has no samples that can be counted")


def _bytes_a_second(head: bytes) -> int:
    if len(head) < 16:
        raise UnmeasuredError("the WAV file does not say what its samples are")
    tag, channels, rate, each = (int.from_bytes(head[start:end], "little") for start, end in ((0, 2), (2, 4), (4, 8), (8, 12)))
    block, bits = int.from_bytes(head[12:14], "little"), int.from_bytes(head[14:16], "little")
    if tag == _EXTENSIBLE and len(head) >= 26:
        tag = int.from_bytes(head[24:26], "little")
    if tag not in _PCM or not channels or not rate or bits % 8 or block != channels * bits // 8 or each != rate * block or not block:
        raise UnmeasuredError("the WAV file holds no plain samples")
    return rate * block


def _mp3(data: bytes) -> int:
    at = 0
    if data[:3] == b"ID3":
        size = data[6:10]
        if len(size) < 4 or any(byte > 127 for byte in size):
            raise UnmeasuredError("the head of the MP3 file cannot be read")
        at = 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]) + (10 if data[5] & 16 else 0)
    end = len(data) - 128 if data[-128:-125] == b"TAG" else len(data)
    samples: dict[int, int] = {}
    while at < end:
        if end - at < 4:
            break  # the beginning of a frame that was cut off
        first, second, third = data[at : at + 3]
        version, layer, kilobits, rate = second >> 3 & 3, second >> 1 & 3, third >> 4, third >> 2 & 3
        if first != 255 or second < 224 or version == 1 or layer != 1 or kilobits in (0, 15) or rate == 3:
            raise UnmeasuredError("the MP3 file holds something else than frames")
        hertz = _RATES[version][rate]
        samples[hertz] = samples.get(hertz, 0) + (1152 if version == 3 else 576)
        at += (144_000 * _FIRST[kilobits] if version == 3 else 72_000 * _LATER[kilobits]) // hertz + (third >> 1 & 1)
    if not samples:
        raise UnmeasuredError("the MP3 file has no frames")
    return -(-sum(-(-count * 1000 // hertz) for hertz, count in samples.items()) // 1000)
