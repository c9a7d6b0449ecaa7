"""Sends predictions and labels from where a model runs, and never holds it up: a bounded queue, a thread, batches, retries, counts.

telemetry = Telemetry("http://127.0.0.1:8082", "fraud-triage", "scorer", token)
telemetry.predict("claim-17", {"amount": 120.5, "country": "DE"}, prediction=1, score=0.93)
telemetry.label("claim-17", 0)
"""

from __future__ import annotations

import atexit
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import msgspec
import requests

BATCH_ROWS = 1_000
WAIT_SECONDS = 1.0
TRIES = 5
TIMEOUT = 10.0

Token = str | Callable[[], str]


class Telemetry:
    """A queue for one model. `sent`, `dropped` and `refused` count rows; what does not fit into the queue is dropped and counted."""

    def __init__(self, url: str, project: str, model: str, token: Token, *, version: str = "", queue_rows: int = 100_000) -> None:
        self._url = url.rstrip("/")
        self._about = {"project": project, "model": model}
        self._version = version
        self._token = token
        self._queue: deque[tuple[str, dict[str, Any]]] = deque()
        self._most = queue_rows
        self._busy = 0
        self._wake, self._ended = threading.Event(), threading.Event()
        self._session = requests.Session()
        self.sent = self.dropped = self.refused = 0
        self.problem = ""
        """Why the last batch that was refused or dropped was."""
        self._thread = threading.Thread(target=self._run, name="telemetry", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def predict(
        self, id: str, features: Mapping[str, Any], *, prediction: Any = None, score: float | None = None, time: datetime | None = None
    ) -> None:
        """Send what the model said, soon. Returns at once."""
        self._put(
            "predictions",
            {"id": id, "features": dict(features), "prediction": prediction, "score": score, "time": time or datetime.now(UTC)},
        )

    def label(self, id: str, label: Any, *, time: datetime | None = None) -> None:
        """Send what came true, soon. Returns at once."""
        self._put("labels", {"id": id, "label": label, "time": time or datetime.now(UTC)})

    def _put(self, what: str, row: dict[str, Any]) -> None:
        if len(self._queue) >= self._most or self._ended.is_set():
            self.dropped += 1
            return
        self._queue.append((what, row))
        if len(self._queue) >= BATCH_ROWS:
            self._wake.set()

    def flush(self, seconds: float = 30.0) -> bool:
        """Wait until everything is sent, refused or dropped, for at most so long."""
        until = time.monotonic() + seconds
        while (self._queue or self._busy) and time.monotonic() < until:
            self._wake.set()
            time.sleep(0.01)
        return not self._queue and not self._busy

    def close(self, seconds: float = 10.0) -> None:
        """Send what is left and stop. It happens by itself when the program ends."""
        if self._ended.is_set():
            return
        self.flush(seconds)
        self._ended.set()
        self._wake.set()
        self._thread.join(TIMEOUT)
        self.dropped += len(self._queue)
        self._queue.clear()
        self._session.close()
        atexit.unregister(self.close)

    def __enter__(self) -> Telemetry:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wake.wait(WAIT_SECONDS)
            self._wake.clear()
            while self._queue and not self._ended.is_set():
                self._busy = 1
                batch = self._next()
                self._send(*batch)
                self._busy = 0

    def _next(self) -> tuple[str, list[dict[str, Any]]]:
        """The longest run of one kind at the head of the queue: labels never overtake their predictions."""
        what, row = self._queue.popleft()
        rows = [row]
        while self._queue and len(rows) < BATCH_ROWS and self._queue[0][0] == what:
            rows.append(self._queue.popleft()[1])
        return what, rows

    def _send(self, what: str, rows: list[dict[str, Any]]) -> None:
        try:
            body = msgspec.json.encode({**self._about, what: rows, **({"version": self._version} if what == "predictions" else {})})
        except (TypeError, ValueError) as error:
            self.refused += len(rows)
            self.problem = f"a value cannot be sent: {error}"
            return
        for attempt in range(TRIES):
            try:
                token = self._token if isinstance(self._token, str) else self._token()
                headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
                answer = self._session.post(
                    f"{self._url}/telemetry/{what}", data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
                )
            except requests.RequestException as error:
                self.problem = f"the monitor cannot be reached: {type(error).__name__}"
            else:
                if answer.status_code == 202:
                    self.sent += len(rows)
                    return
                self.problem = f"the monitor answered {answer.status_code}: {answer.text[:200]}"
                if answer.status_code not in (401, 408, 429) and answer.status_code < 500:
                    self.refused += len(rows)
                    return
            if self._ended.wait(min(0.1 * 4**attempt, 10.0)):
                break
        self.dropped += len(rows)
