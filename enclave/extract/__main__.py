"""Reads one file in a process of its own: a line of JSON and the bytes come in, JSON goes out. Nothing else of it can do harm or leak."""

from __future__ import annotations

import json
import logging
import resource
import sys

from enclave.extract.files import read

MOST_MEMORY = 2 * 1024**3
"""Bytes of address space."""


def main() -> None:
    """Says what standard input holds. Errors end the process without a word, since words may hold values."""
    logging.disable()
    sys.tracebacklimit = 0
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    said = json.loads(sys.stdin.buffer.readline())
    content = read(sys.stdin.buffer.read(), said["name"], said["kind"])
    answer = {"texts": content.texts, "uninspected": content.uninspected, "pages": content.pages}
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
