"""`enclave` as pages have it typed: what serves goes on in the background, as at a second terminal, and on ports that are free here.

The next one that serves takes its place. Everything else is the program itself.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

WORDS = sys.argv[1:]
PORTS = json.loads(os.environ["PAGE_PORTS"])
"""Port that a page names -> one that is free."""
STATE = Path(os.environ["PAGE_STATE"])
COMMAND = [sys.executable, "-m", "enclave.cli.main"]
READY = ("console   http", "listening on http")
SECONDS = 120


def stop() -> None:
    """End what serves, and wait for it."""
    if not STATE.exists():
        return
    process = int(STATE.read_text())
    try:
        os.killpg(process, signal.SIGTERM)
        for _ in range(200):
            os.killpg(process, 0)
            time.sleep(0.05)
        os.killpg(process, signal.SIGKILL)
    except ProcessLookupError:
        pass
    STATE.unlink()


def placed(words: list[str]) -> list[str]:
    """The words with ports that are free."""
    names = {"up": (("--port", "8080"), ("--console-port", "8081")), "serve": (("--port", "8080"),), "console": (("--port", "8081"),)}
    for option, port in names[words[0]]:
        if option not in words:
            words = [*words, option, port]
    return [PORTS.get(word, word) for word in words]


def main() -> None:
    """Run it, or start it and wait until it serves."""
    if WORDS == ["stop"]:
        stop()
        return
    if not WORDS or WORDS[0] not in ("up", "serve", "console") or "--demo" in WORDS or "--help" in WORDS:
        os.execv(COMMAND[0], [*COMMAND, *WORDS])
    stop()
    said = STATE.with_suffix(".said")
    with said.open("wb") as out:
        process = subprocess.Popen([*COMMAND, *placed(WORDS)], stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True)
    STATE.write_text(str(process.pid))
    for _ in range(SECONDS * 20):
        text = said.read_text()
        if any(word in text for word in READY):
            break
        if process.poll() is not None:
            sys.exit(f"{text}\nended with {process.returncode}")
        time.sleep(0.05)
    else:
        sys.exit(f"{text}\ndoes not serve after {SECONDS} s")
    print(text)


main()
