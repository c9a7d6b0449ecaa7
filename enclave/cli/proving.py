"""Keeps the proof of the file that a gateway serves: at its start, when the file changes and once a day, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

EVERY_SECONDS = 86_400
LONGEST_SECONDS = 900
"""A proof that takes longer is ended: the next one is tried a day later."""
LOW = "import os, runpy, sys; os.nice(19); del sys.argv[0]; runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
"""The proof waits for whoever answers calls."""


class Proving:
    """Runs `enclave verify FILE --data DIR`, which leaves `proof.json`. Nobody waits for it."""

    def __init__(self, file: Path, data: Path, clock: Callable[[], float] = time.time, program: Sequence[str] = ()) -> None:
        self._file, self._data, self._clock = file, data, clock
        self._program = program or (sys.executable, "-c", LOW, "enclave.cli.main")
        self._running: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._of: tuple[int, int] | None = None

    def probe(self) -> Iterable[tuple[str, tuple[str, ...], float]]:
        """Begin a proof if one is due; it tells nothing itself. Raises OSError when the file is gone."""
        now = self._clock()
        if self._running is not None and self._running.poll() is None:
            if now - self._began > LONGEST_SECONDS:
                self.close()
            return ()
        self._running = None
        state = os.stat(self._file)
        of = state.st_mtime_ns, state.st_size
        if of != self._of or now - self._began >= EVERY_SECONDS:
            self._of, self._began = of, now
            command = [*self._program, "verify", str(self._file), "--data", str(self._data), "--format", "json"]
            nowhere = subprocess.DEVNULL
            self._running = subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)
        return ()

    def close(self) -> None:
        """End what runs."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()
            try:
                self._running.wait(5)
            except subprocess.TimeoutExpired:
                self._running.kill()
                self._running.wait()
        self._running = None
