"""Once a minute: who is down is said once and tried again, and the end is told, too."""

from __future__ import annotations

import pytest

from enclave.errors import EnclaveError
from enclave.telemetry.merged import Whole
from enclave.telemetry.minutely import EVERY_SECONDS, run


class Taker:
    """Fails as it is told."""

    def __init__(self, *fails: bool) -> None:
        self.fails = list(fails)
        self.sent = 0
        self.closed = False

    def send(self, whole: Whole) -> None:
        assert whole == Whole()
        self.sent += 1
        if self.fails.pop(0):
            raise EnclaveError("down")

    def close(self) -> None:
        self.closed = True


def test_who_is_down_is_said_once_and_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    taker, left, waited = Taker(True, True, False, True), iter([False, False, False, True]), list[float]()

    def wait(seconds: float) -> bool:
        waited.append(seconds)
        return next(left)

    run(taker, Whole, wait)
    assert (taker.sent, taker.closed, waited) == (4, True, [EVERY_SECONDS] * 4)
    assert capsys.readouterr().err.count("metrics cannot be sent") == 2


def test_files_that_cannot_be_read_are_no_end(capsys: pytest.CaptureFixture[str]) -> None:
    def look() -> Whole:
        raise PermissionError("no")

    taker = Taker()
    run(taker, look, lambda _: True)
    assert (taker.sent, taker.closed) == (0, True)
    assert "cannot be sent" in capsys.readouterr().err
