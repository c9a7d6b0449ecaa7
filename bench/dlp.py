"""The DLP engine against Presidio and the seed's loop of expressions, on the same texts in the same run: throughput, CPU per scan, streams.

CPU time of one core. Presidio works by its pattern recognisers alone (`bench/presidio_peer.py`). `make bench`, or
`.venv/bin/python bench/dlp.py`.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from enclave.dlp.detector import LOW
from enclave.dlp.scan import Scanner
from enclave.dlp.stream import StreamScanner

PROSE = (Path(__file__).resolve().parent.parent / "tests" / "dlp" / "prose.txt").read_text(encoding="utf-8")
PEER = Path(__file__).resolve().parent / "presidio_peer.py"
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
