"""From where the workloads can be reached, as the proof knows it: it says in which order to answer findings, never whether one passes."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from enclave.errors import InputError

NUMBER: Final = 1
"""Of the obligation that nothing on the internet reaches a service but through a declared front door."""


class Exposure(Struct, frozen=True):
    """How exposed what runs is. A higher rank is answered first."""

    rank: int
    why: str = ""


UNSAID: Final = Exposure(2)
"""Nobody gave a proof: nothing is said, and every image is as exposed as the others."""


class _Counterexample(Struct):
    packet: str = ""


class _Obligation(Struct):
    number: int
    verdict: str
    subject: str = ""
    counterexample: _Counterexample | None = None


class _Verification(Struct):
    obligations: list[_Obligation]


def read_exposure(file: str, data: bytes, doors: int | None) -> Exposure:
    """What `enclave verify --format json` says. `doors`: how many front doors the file declares; None: not known. Raises InputError."""
    try:
        verification = msgspec.json.decode(data, type=_Verification)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"is no verification: {error}", file, "give what `enclave verify --format json` prints") from error
    about = [one for one in verification.obligations if one.number == NUMBER]
    refuted = next((one for one in about if one.verdict == "refuted"), None)
    if refuted is not None:
        packet = f": {refuted.counterexample.packet}" if refuted.counterexample and refuted.counterexample.packet else ""
        return Exposure(4, f"reachable from the internet, the proof shows{packet}")
    if not about or any(one.verdict != "proved" for one in about):
        return Exposure(3, "may be reachable from the internet: the proof could not decide it")
    if doors == 0:
        return Exposure(0, "not reachable from the internet: proved, and no front door is declared")
    return Exposure(1, "reachable from the internet through declared front doors only: proved")
