"""The processes of `enclave up`: started in order, stopped together, and never left behind when their parent dies."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO

from enclave.errors import EnclaveError

RUN = """
import ctypes, runpy, signal, sys
if sys.platform == "linux":
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
"""What a child runs first: Linux is to stop it when its parent dies (prctl(2)). Code between fork and exec could deadlock."""
LISTENING = re.compile(r"listening on (http://\S+)")


class Processes:
    """A group of child processes, each of which prints `listening on <address>` first. Use as a context manager."""

    def __init__(self, log_directory: Path) -> None:
        self._log_directory = log_directory
        self._children: list[tuple[str, subprocess.Popen[str]]] = []

    def start(self, name: str, module: str, arguments: Sequence[str], seconds: float = 120) -> str:
        """Start `python -m module arguments` and return its address. What it prints to stderr goes to `<name>.log`.

        The first gateway of a machine compiles the patterns of values before it listens: seconds, or many on a busy machine.
        """
        self._log_directory.mkdir(parents=True, exist_ok=True)
        log = self._log_directory / f"{name}.log"
        with log.open("ab") as errors:
            child = subprocess.Popen(
                [sys.executable, "-c", RUN, module, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                process_group=0,  # Ctrl-C reaches the parent only, which stops its children in order
            )
        self._children.append((name, child))
        address = _first_address(child, seconds)
        if address is None:
            child.kill()
            child.wait()
            said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-6:]
            raise EnclaveError(f"{name} did not start: {' / '.join(said) or 'it said nothing'}", where=str(log))
        return address

    def wait(self) -> tuple[str, int]:
        """Block until any child ends; its name and exit status."""
        while True:
            for name, child in self._children:
                try:
                    return name, child.wait(timeout=0.2)
                except subprocess.TimeoutExpired:
                    continue

    def stop(self, seconds: float = 10) -> None:
        """Ask every child to finish, last started first, and end those that do not."""
        for _, child in reversed(self._children):
            if child.poll() is None:
                child.terminate()
        for _, child in reversed(self._children):
            try:
                child.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            if child.stdout:
                child.stdout.close()
        self._children.clear()

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _first_address(child: subprocess.Popen[str], seconds: float) -> str | None:
    found: list[str] = []
    ready = threading.Event()

    def read(stream: IO[str]) -> None:
        # The pipe is read to its end, so that a child that prints more never blocks.
        for line in stream:
            match = LISTENING.search(line)
            if match and not found:
                found.append(match[1])
                ready.set()
        ready.set()

    if child.stdout is None:
        return None
    threading.Thread(target=read, args=(child.stdout,), daemon=True).start()
    ready.wait(seconds)
    return found[0] if found else None
