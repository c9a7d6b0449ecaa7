"""One process of the log's chaos test: appends batches and says on stdout what is acknowledged.

Run as `appender.py DIRECTORY NAME ROUNDS SEGMENT_BYTES`; it begins when there is a file `go` beside the directory.
Lines: `RECORD EVENT_ID`.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from enclave.audit.event import Event
from enclave.audit.log import AuditLog


def main(directory: str, name: str, rounds: str, segment_bytes: str) -> None:
    dice = random.Random(name)
    while not Path(directory).with_name("go").exists():
        time.sleep(0.001)
    with AuditLog.open(directory, segment_bytes=int(segment_bytes)) as log:
        for turn in range(int(rounds)):
            ids = [f"{name}-{turn}-{part}" for part in range(dice.randint(1, 6))]
            batch = [Event(id=i, time="2026-11-21T09:30:00.000000Z", kind="admitted", path="x" * dice.randint(0, 300)) for i in ids]
            first, last = log.append(batch)
            assert last - first + 1 == len(ids)
            for n, event_id in zip(range(first, last + 1), ids, strict=True):
                print(n, event_id, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
