"""A worker's sign of life: one whose loop turns no more still has a share of the port, and callers who wait."""

from __future__ import annotations

import asyncio
import mmap

SECONDS = 1.0
"""Between two signs."""
LOOKS = 60
"""So many looks, a second or more apart, without a new sign: it hangs. They are counted by who looks: when the whole machine
stands still, or has no processor to give, nobody looks either."""
_NONE, _ENDED = 0, 255


class Pulse:
    """One byte that a process shares with its parent, made before it is forked."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 1)
        self._seen = _NONE
        self._silent = 0

    async def beat(self) -> None:
        """Say so again and again, for ever."""
        while True:
            self._memory[0] = self._memory[0] % (_ENDED - 1) + 1
            await asyncio.sleep(SECONDS)

    def end(self) -> None:
        """Nothing more will be said."""
        self._memory[0] = _ENDED

    def silence(self) -> int:
        """How often in a row somebody has looked and seen nothing new. One that has not begun, or has ended, is not silent."""
        now = self._memory[0]
        self._silent = self._silent + 1 if now == self._seen and now not in (_NONE, _ENDED) else 0
        self._seen = now
        return self._silent

    def close(self) -> None:
        """Nobody looks any more."""
        self._memory.close()
