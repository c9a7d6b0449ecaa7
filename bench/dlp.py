"""The DLP engine against Presidio and the seed's loop of expressions, on the same texts in the same run: throughput, CPU per scan, streams.

CPU time of one core, the least of several rounds for each text, since other work on the machine only adds to it. Presidio works by its
pattern recognisers alone (`bench/presidio_peer.py`) and is measured alike. Ends with a table of the aims and whether they are met.
`make bench`, or `.venv/bin/python bench/dlp.py`.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from time import process_time
from typing import NamedTuple

from enclave.dlp.detector import LOW
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner

PROSE = (Path(__file__).resolve().parent.parent / "tests" / "dlp" / "prose.txt").read_text(encoding="utf-8")
PEER = Path(__file__).resolve().parent / "presidio_peer.py"
SIZE = 1400
"""Characters of a chat request."""
SECONDS = 1.0
"""CPU time per kind of text."""

SEED = {
    "credit_card": re.compile(r"\b\d{4}[-\s]?\d{4}[-\s]?\d{4}[-\s]?\d{4}\b"),
    "ssn": re.compile(r"\b\d{3}[-\s]?\d{2}[-\s]?\d{4}\b"),
    "email": re.compile(r"\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Z|a-z]{2,}\b"),
    "phone": re.compile(r"\b\d{3}[-.\s]?\d{3}[-.\s]?\d{4}\b"),
    "api_key": re.compile(r"\b(sk-[a-zA-Z0-9]{32,}|[A-Za-z0-9]{32,})\b"),
}


def by_seed(text: str) -> list[tuple[str, str]]:
    """What the seed's DLPFilter does: one expression after the other, nothing checked."""
    return [(name, found) for name, pattern in SEED.items() for found in pattern.findall(text)]


def chats(values: Sequence[str] = ()) -> list[str]:
    """Requests of `SIZE` characters cut from prose at different places; each of `values` stands once in each."""
    texts = []
    for number in range(16):
        start = number * 151 % (len(PROSE) - SIZE)
        text = PROSE[start : start + SIZE]
        for place, value in enumerate(values, 1):
            at = text.index(" ", SIZE * place // (len(values) + 1))
            text = f"{text[:at]} {value}{text[at:]}"
        texts.append(text)
    return texts


def per_kilobyte(values: Sequence[str]) -> list[str]:
    """Requests with one of the values for each thousand characters, every value as often as the others."""
    draw = iter([*values] * 16)
    return [chats([next(draw) for _ in range(1 + (number % 5 < 2))])[number] for number in range(15)]


def seconds_each(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """CPU seconds for one text: the mean of the least of each, over enough rounds to fill `SECONDS`."""
    least, end = [float("inf")] * len(texts), process_time() + SECONDS
    while process_time() < end:
        for number, text in enumerate(texts):
            start = process_time()
            work(text)
            least[number] = min(least[number], process_time() - start)
    return statistics.mean(least)


VALUES = ("4111-1111-1111-1111", "123-45-6789", "joe@example.com", "(212) 555-0123", "AKIAIOSFODNN7EXAMPLE")
MORE = (
    *VALUES, "DE89 3704 0044 0532 0130 00", "192.168.14.7", "https://bob:hunter2@db.example.com/x", "mary.ann@example.org",
    "5500-0000-0000-0004",
)
RUSSIAN = (
    "Спасибо за быстрый ответ. Я дважды прочитал предложение и думаю, что общее направление верное, хотя некоторые допущения во втором "
    "разделе всё ещё беспокоят меня. Команда всегда считала проверку формальностью, и именно поэтому показатели так долго менялись. "
)
CHINESE = "我们已经收到您的邮件，并且仔细阅读了附件中的方案。总体来说，方向是正确的，但是第二部分的一些假设仍然让我们有些担心。"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((PEER.parent.parent / "enclave" / "gateway").glob("*.py")))
DRAW = Random("texts to scan")


def cuts(text: str) -> list[str]:
    """Eight pieces of `SIZE` characters."""
    text *= 2 * SIZE // len(text) + 1
    return [text[start : start + SIZE] for start in range(0, len(text) - SIZE + 1, max(1, (len(text) - SIZE) // 7))]


def log(number: int) -> str:
    """A line as services write them."""
    return (
        f"2024-05-{number % 28 + 1:02} 10:{number % 60:02}:07.{DRAW.randrange(10**6):06} INFO [worker-{number % 64}] request handler queue "
        f"id={DRAW.randrange(10**10)} trace={DRAW.randbytes(16).hex()} took={DRAW.random() * 900:.3f}ms"
    )


def row(number: int) -> str:
    """A line of a table."""
    return (
        f"{number},2024-05-{number % 28 + 1:02},{DRAW.gauss(0, 100):.3f},{DRAW.randrange(10**6)},{DRAW.random():.6f},widget,"
        f"{DRAW.randrange(10**9)}"
    )


KINDS: Mapping[str, list[str]] = {
    "clean chat": chats(),
    "chat, one value": chats(VALUES[2:3]),
    "chat, a value per kB": per_kilobyte(MORE),
    "chat, five values": chats(VALUES),
    "clean, 100 characters": [text[:100] for text in chats()],
    "French": [text.replace("'", "’").replace("e", "é") for text in chats()],
    "Cyrillic": cuts(RUSSIAN),
    "Chinese": cuts(CHINESE),
    "source code": cuts(CODE),
    "logs": cuts("\n".join(map(log, range(100)))),
    "CSV": cuts("\n".join(map(row, range(200)))),
    "JSON with escapes": [json.dumps({"role": "user", "content": f"«{text}»\n<br>\t"}) for text in chats()],
    "base64": cuts("\n".join(b64encode(DRAW.randbytes(57)).decode() for _ in range(100))),
    "hexadecimal": cuts(" ".join(DRAW.randbytes(16).hex() for _ in range(300))),
    "list of digests": cuts("\n".join(f"{DRAW.randbytes(16).hex()}  usr/share/doc/package{number}/changelog.gz" for number in range(60))),
    "digits": cuts(" ".join(str(DRAW.randrange(10**9)) for _ in range(1000))),
    "adversarial": [piece * (SIZE // len(piece)) for piece in ("a@", "1-", "1 ", "password=", "eyJ", "a\n", "%20", "\\")],
}
"""Classes of texts."""


def presidio() -> dict[str, dict[str, float]]:
    """Microseconds of Presidio for each kind; empty, and said so, where it is not there."""
    program = PEER.parent.parent / ".venv-presidio" / "bin" / "python"
    if not program.exists():
        print("Presidio: not run, since it is not here (`make presidio`)")
        return {}
    done = subprocess.run([str(program), str(PEER)], input=json.dumps(KINDS), capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout)
    print(f"Presidio: {answer['counts'][0]} pattern recognisers for English, {answer['counts'][1]} in all")
    return {"english": answer["english"], "all": answer["all"]}


class Aim(NamedTuple):
    """A figure to reach."""

    what: str
    aim: str
    value: float
    unit: str
    is_met: bool

    @staticmethod
    def at_least(what: str, aim: float, value: float, unit: str) -> Aim:
        """Met by that much or more."""
        return Aim(what, f"at least {aim:g}", value, unit, value >= aim)

    @staticmethod
    def under(what: str, aim: float, value: float, unit: str) -> Aim:
        """Met by less."""
        return Aim(what, f"under {aim:g}", value, unit, value < aim)


def scans(scanner: Scanner) -> list[Aim]:
    """One line per kind of text."""
    peer = presidio()
    micros: dict[str, float] = {}
    speeds: dict[str, float] = {}
    print(f"{'1.4 kB of':24}{'µs per scan':>12}{'MB/s':>8}{'seed':>8}{'Presidio English':>18}{'Presidio all':>14}   times ours")
    for name, texts in KINDS.items():
        ours, seeds = seconds_each(scanner.scan, texts) * 1e6, seconds_each(by_seed, texts) * 1e6
        micros[name], speeds[name] = ours, statistics.mean(len(text.encode()) for text in texts) / ours
        theirs = "".join(f"{answers[name] / ours:{width},.0f}" for answers, width in zip(peer.values(), (18, 14), strict=False))
        print(f"{name:24}{ours:12.1f}{speeds[name]:8,.1f}{seeds / ours:8.1f}{theirs}", flush=True)
    return [
        Aim.at_least("English chat, nothing found", 20, speeds["clean chat"], "MB/s"),
        Aim.at_least("English chat, one finding per kB", 5, speeds["chat, a value per kB"], "MB/s"),
        Aim.under("a clean chat request of 1.4 kB", 40, micros["clean chat"], "µs"),
        *(Aim.at_least(f"{name} text", 3, speeds[name], "MB/s") for name in ("French", "Cyrillic", "Chinese")),
        *(
            Aim.at_least(f"{kind} against Presidio, {which}", 300, answers[kind] / micros[kind], "times")
            for which, answers in peer.items() for kind in ("clean chat", "chat, a value per kB")
        ),
    ]


def streams(scanner: Scanner, width: int) -> tuple[float, list[int]]:
    """CPU seconds per delta, and what was held after each, of prose that arrives in deltas of `width` characters."""
    deltas = [PROSE[place : place + width] for place in range(0, len(PROSE), width)]
    held: list[int] = []
    fewest = [float("inf")] * (len(deltas) + 1)
    for _ in range(20):
        stream = StreamScanner(scanner, dict.fromkeys(scanner.entities, LOW))
        for number, delta in enumerate([*deltas, None]):
            start = process_time()
            if delta is None:
                stream.finish()
            else:
                stream.push(delta)
            fewest[number] = min(fewest[number], process_time() - start)
    least = sum(fewest) / len(deltas)
    stream = StreamScanner(scanner, dict.fromkeys(scanner.entities, LOW))
    for delta in deltas:
        stream.push(delta)
        held.append(stream.held)
    held.sort()
    print(
        f"stream in deltas of {width}: {least * 1e6:.1f} µs per delta; held back: mean {statistics.mean(held):.1f}, "
        f"median {statistics.median(held):.0f}, 99th percentile {held[len(held) * 99 // 100]}, most {held[-1]} characters"
    )
    return least, held


START = """
from time import process_time
start = process_time()
from enclave.dlp.scan import Scanner
Scanner().scan("my card is 4111-1111-1111-1111")
print(process_time() - start)
"""


def start_up() -> float:
    """CPU seconds from nothing to the first scan, bytecode and databases kept as on any other start: the least of five processes."""
    with tempfile.TemporaryDirectory() as bytecode:
        said = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        run = [
            float(subprocess.run(
                [sys.executable, "-c", START], env=said | {"PYTHONPYCACHEPREFIX": bytecode}, cwd=PEER.parent.parent, capture_output=True,
                text=True, check=True,
            ).stdout)
            for _ in range(6)
        ]
    return min(run[1:])


def main() -> None:
    """Prints everything."""
    scanner = Scanner()
    print(f"{len(scanner.patterns)} patterns of {len(scanner.detectors)} detectors for {len(scanner.entities)} entities")
    aims = scans(scanner)
    aims.append(Aim.under("start-up: import, databases, first scan", 0.5, start_up(), "s"))
    for width in (1, 4, 40):
        cost, held = streams(scanner, width)
        if width == 4:  # a token of English
            aims += [
                Aim.under("stream, CPU per delta of 4 characters", 15, cost * 1e6, "µs"),
                Aim.under("stream, held back: median", 8, statistics.median(held), "characters"),
                Aim.under("stream, held back: 99th percentile", 64, held[len(held) * 99 // 100], "characters"),
            ]
    print("\n| figure | aim | measured | |\n|---|---|---|---|")
    for one in aims:
        print(f"| {one.what} | {one.aim} {one.unit} | {one.value:,.3g} {one.unit} | {'met' if one.is_met else '**not met**'} |")


if __name__ == "__main__":
    main()
