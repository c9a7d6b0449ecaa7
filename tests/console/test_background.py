from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep

import pytest

from enclave.console.background import Background, Looked
from enclave.errors import InputError


def settled(background: Background[int]) -> Looked[int]:
    deadline = monotonic() + 60
    while (found := background.look()).running and monotonic() < deadline:
        sleep(0.005)
    return found


def test_it_computes_once_per_stamp_and_never_waits() -> None:
    stamp, asked, go = [1], [], Event()

    def compute() -> int:
        go.wait(60)
        asked.append(stamp[0])
        return stamp[0] * 10

    with ThreadPoolExecutor(1) as threads:
        background = Background(threads, compute, lambda: stamp[0])
        assert background.look() == (None, True, "")
        go.set()
        assert settled(background) == settled(background) == (10, False, "")
        go.clear()
        stamp[0] = 2
        assert background.look() == (10, True, "")
        go.set()
        assert settled(background) == (20, False, "")
    assert asked == [1, 2]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InputError("wrong", "a.yaml:1:2", "mend it"), "a.yaml:1:2: wrong\n  mend it"),
        (KeyError("x"), "internal error: KeyError: 'x'"),
    ],
)
def test_errors_are_said_and_the_last_answer_is_kept(error: Exception, said: str) -> None:
    stamp = [1]

    def compute() -> int:
        if stamp[0] == 2:
            raise error
        return stamp[0]

    with ThreadPoolExecutor(1) as threads:
        background = Background(threads, compute, lambda: stamp[0])
        assert settled(background) == (1, False, "")
        stamp[0] = 2
        assert settled(background) == (1, False, said)
        stamp[0] = 3
        assert settled(background) == (3, False, "")
