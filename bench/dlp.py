"""The DLP engine against the seed's loop of expressions, on the same texts in the same run: throughput, CPU per scan, streams.

CPU time of one core. `make bench`, or `.venv/bin/python bench/dlp.py`.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time

from enclave.dlp.detector import LOW
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner

PROSE = (Path(__file__).resolve().parent.parent / "tests" / "dlp" / "prose.txt").read_text(encoding="utf-8")
SIZE = 1400
"""Characters of a chat request."""
SECONDS = 1.5
"""CPU time per measurement."""

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


def seconds_each(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """CPU seconds for one text, over enough rounds to fill `SECONDS`."""
    for text in texts:
        work(text)
    rounds, start = 0, process_time()
    while process_time() - start < SECONDS:
        for text in texts:
            work(text)
        rounds += 1
    return (process_time() - start) / rounds / len(texts)


def scans(scanner: Scanner) -> None:
    """One line per kind of text."""
    kinds = {
        "clean chat": chats(),
        "one value": chats(["joe@example.com"]),
        "five values": chats(["4111-1111-1111-1111", "123-45-6789", "joe@example.com", "(212) 555-0123", "AKIAIOSFODNN7EXAMPLE"]),
        "clean, French quotes": [text.replace("'", "’").replace("e", "é") for text in chats()],
        "clean, Cyrillic": [text.translate({code: code + 0x3D0 for code in range(0x61, 0x7B)}) for text in chats()],
    }
    print(f"{'1.4 kB of':24}{'µs per scan':>12}{'KB/s':>10}{'seed µs':>10}{'ratio':>8}")
    for name, texts in kinds.items():
        ours, seeds = seconds_each(scanner.scan, texts), seconds_each(by_seed, texts)
        size = statistics.mean(len(text.encode()) for text in texts)
        print(f"{name:24}{ours * 1e6:12.1f}{size / ours / 1e3:10,.0f}{seeds * 1e6:10.1f}{seeds / ours:8.1f}")


def streams(scanner: Scanner, width: int) -> None:
    """Hold-back and CPU of prose that arrives in deltas of `width` characters."""
    held, deltas = [], [PROSE[place : place + width] for place in range(0, len(PROSE), width)]
    start = process_time()
    for _ in range(20):
        stream = StreamScanner(scanner, dict.fromkeys(scanner.entities, LOW))
        for delta in deltas:
            stream.push(delta)
            held.append(stream.held)
        stream.finish()
    cost = (process_time() - start) / len(held)
    held.sort()
    print(
        f"stream in deltas of {width}: {cost * 1e6:.1f} µs per delta; held back: mean {statistics.mean(held):.1f}, "
        f"median {statistics.median(held):.0f}, 99th percentile {held[len(held) * 99 // 100]}, most {held[-1]} characters"
    )


def main() -> None:
    """Prints everything."""
    start = perf_counter()
    scanner = Scanner()
    print(f"compiled in {(perf_counter() - start) * 1e3:.0f} ms: {len(scanner.patterns)} patterns for {', '.join(scanner.entities)}")
    scans(scanner)
    for width in (1, 4, 40):
        streams(scanner, width)


if __name__ == "__main__":
    main()
