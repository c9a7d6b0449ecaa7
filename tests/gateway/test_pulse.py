"""Signs of life, and who is taken for hanging."""

from __future__ import annotations

import asyncio
import os

from enclave.gateway import pulse as pulses
from enclave.gateway.pulse import Pulse


def test_who_says_nothing_new_is_silent_from_its_first_sign_to_its_last(run, monkeypatch):
    monkeypatch.setattr(pulses, "SECONDS", 0.0)

    async def main():
        pulse = Pulse()
        seen = [pulse.silence() for _ in range(3)]
        beating = asyncio.create_task(pulse.beat())
        for _ in range(300):
            await asyncio.sleep(0)
            assert pulse.silence() == 0
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        seen += [pulse.silence() for _ in range(3)]
        pulse.end()
        seen += [pulse.silence() for _ in range(3)]
        pulse.close()
        return seen

    assert run(main) in ([0, 0, 0, 0, 1, 2, 0, 0, 0], [0, 0, 0, 1, 2, 3, 0, 0, 0])


def test_a_process_and_its_parent_share_it():
    pulse = Pulse()
    child = os.fork()
    if child == 0:
        pulse._memory[0] = 7
        os._exit(0)
    os.waitpid(child, 0)
    assert [pulse.silence(), pulse.silence()] == [0, 1]
    pulse.close()
