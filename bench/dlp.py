"""The DLP engine against Presidio and the seed's loop of expressions, on the same texts in the same run: throughput, CPU per scan, streams.

CPU time of one core. Presidio works by its pattern recognisers alone (`bench/presidio_peer.py`). `make bench`, or
`.venv/bin/python bench/dlp.py`.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
from collections.abc import Callable, Mapping, Sequence
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


VALUES = ("4111-1111-1111-1111", "123-45-6789", "joe@example.com", "(212) 555-0123", "AKIAIOSFODNN7EXAMPLE")
KINDS: Mapping[str, list[str]] = {
    "clean chat": chats(),
    "one value": chats(VALUES[2:3]),
    "five values": chats(VALUES),
    "clean, 100 characters": [text[:100] for text in chats()],
    "clean, French": [text.replace("'", "’").replace("e", "é") for text in chats()],
    "clean, Cyrillic": [text.translate({code: code + 0x3D0 for code in range(0x61, 0x7B)}) for text in chats()],
    "JSON with escapes": [json.dumps({"role": "user", "content": f"«{text}»\n<br>\t"}) for text in chats()],
}
PEER = Path(__file__).resolve().parent / "presidio_peer.py"


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


def scans(scanner: Scanner) -> None:
    """One line per kind of text."""
    peer = presidio()
    print(f"{'1.4 kB of':24}{'µs per scan':>12}{'MB/s':>8}{'seed':>8}{'Presidio English':>18}{'Presidio all':>14}   times ours")
    for name, texts in KINDS.items():
        ours, seeds = seconds_each(scanner.scan, texts) * 1e6, seconds_each(by_seed, texts) * 1e6
        size = statistics.mean(len(text.encode()) for text in texts)
        theirs = "".join(f"{answers[name] / ours:{width},.0f}" for answers, width in zip(peer.values(), (18, 14), strict=False))
        print(f"{name:24}{ours:12.1f}{size / ours:8,.1f}{seeds / ours:8.1f}{theirs}")


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
    print(
        f"ready in {(perf_counter() - start) * 1e3:.0f} ms: {len(scanner.patterns)} patterns of {len(scanner.detectors)} detectors for "
        f"{len(scanner.entities)} entities"
    )
    scans(scanner)
    for width in (1, 4, 40):
        streams(scanner, width)


if __name__ == "__main__":
    main()
