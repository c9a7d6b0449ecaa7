"""Spans are delivered, or counted as lost; nobody waits for either."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from enclave.errors import EnclaveError
from enclave.telemetry.registry import Registry
from enclave.telemetry.spans import MOST_WAITING, SERVER, ExportRefused, Queue, Span


def span(number: int = 0) -> Span:
    return Span("chat gpt-4o", SERVER, "a" * 32, f"{number:016x}", "", 10, 20, {})


class Taken:
    """Takes spans as `answers` say: a number that is rejected, or an error."""

    name = "otlp"

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.spans: list[Span] = []
        self.closed = False

    def send(self, spans: Sequence[Span]) -> int:
        answer = self.answers.pop(0) if self.answers else 0
        if isinstance(answer, Exception):
            raise answer
        self.spans += spans
        return answer

    def close(self) -> None:
        self.closed = True


def counts(registry: Registry) -> dict[str, float]:
    return {result: registry.cell("enclave.telemetry.spans", "otlp", result).value for result in ("sent", "dropped", "refused")}


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_what_is_put_arrives_in_order_also_at_the_end() -> None:
    taken, registry = Taken(), Registry("1-x")
    queue = Queue(taken, registry)
    for number in range(1200):
        queue.put(span(number))
    queue.close()
    assert [int(one.span_id, 16) for one in taken.spans] == list(range(1200))
    assert counts(registry) == {"sent": 1200, "dropped": 0, "refused": 0}
    assert taken.closed


def test_an_exporter_that_fails_is_tried_again_and_what_it_refuses_is_not() -> None:
    taken, registry = Taken(EnclaveError("down"), EnclaveError("down"), 1), Registry("1-x")
    queue = Queue(taken, registry, (0.0, 0.0))
    queue.put(span(1))
    queue.put(span(2))
    until(lambda: counts(registry)["sent"] == 1)
    assert counts(registry) == {"sent": 1, "dropped": 0, "refused": 1}
    taken.answers = [ExportRefused("no")]
    queue.put(span(3))
    until(lambda: counts(registry)["refused"] == 2)
    taken.answers = [EnclaveError("down")] * 3
    queue.put(span(4))
    until(lambda: counts(registry)["refused"] == 3)
    queue.close()
    assert len(taken.spans) == 2


def test_one_that_is_down_has_a_bounded_queue_and_delays_nobody() -> None:
    taken, registry = Taken(*[EnclaveError("down")] * 10_000), Registry("1-x")
    queue = Queue(taken, registry, (0.0,))
    queue.close()  # nobody takes any more
    for number in range(MOST_WAITING + 100):
        queue.put(span(number))
    assert counts(registry)["dropped"] == 100
