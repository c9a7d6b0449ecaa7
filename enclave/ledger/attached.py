"""How many tokens a model reads at most in what is no text: pictures, sound, pages, and files that nobody can measure."""

from __future__ import annotations

from typing import NamedTuple

TILES = 8
"""Of 512 pixels, in a picture that was brought to 2,048 by 2,048 and its shorter side to 768."""
SECOND = 20
"""Tokens of a second of sound: one for a tenth of it (OpenAI, `Managing costs` of realtime and audio), and as much again."""


class Reader(NamedTuple):
    """What the models of one family read."""

    family: str
    picture: int
    """Tokens of one picture at most."""
    glance: int
    """Of one that is asked for in low detail."""
    window: int
    """Tokens of a whole prompt: the context window."""


def _tiled(base: int, tile: int) -> tuple[int, int]:
    return base + TILES * tile, base


READERS: tuple[Reader, ...] = (
    Reader("gpt-4o-mini", *_tiled(2_833, 5_667), 128_000),
    Reader("gpt-4o", *_tiled(85, 170), 128_000),
    Reader("gpt-4.1-mini", 2_489, 2_489, 1_047_576),
    Reader("gpt-4.1-nano", 3_779, 3_779, 1_047_576),
    Reader("gpt-4.1", *_tiled(85, 170), 1_047_576),
    Reader("gpt-5-mini", 2_489, 2_489, 400_000),
    Reader("gpt-5-nano", 3_779, 3_779, 400_000),
    Reader("gpt-5", *_tiled(70, 140), 400_000),
    Reader("o1", *_tiled(75, 150), 200_000),
    Reader("o3", *_tiled(75, 150), 200_000),
    Reader("o4-mini", 2_642, 2_642, 200_000),
)
"""By name, the longer first. Pictures: OpenAI, `Images and vision`, `Calculating costs`: a base and tiles, or 1,536 patches of 32 pixels
by the factor of the model. Windows: the models' own pages there. Seen 2026-11."""
OTHER = Reader("", 50_000, 50_000, 1_100_000)
"""A model that is not among them: more than any that is."""


def reader(model: str) -> Reader:
    """What a model reads."""
    name = model.lower()
    return next((one for one in READERS if name == one.family or name.startswith(f"{one.family}-")), OTHER)
