"""What the gateway costs with every guard on, against nginx as a plain proxy in the same minute, and whether each figure is reached.

    python bench/gateway.py [cpu] [peers] [workers] [latency] [first] [streams] [memory] [growth] [--rounds 12] [--requests 600]
        [--interpreter .venv-image/bin/python]

Without a name all but `growth`, which takes minutes. `peers` needs `make portkey litellm`, and names what is not there. A gateway of
one worker and nginx are pinned to the last core, one after the other in short rounds; the models behind them and the load are on the
first. CPU time is that of the process in the middle, all its threads; the ratio of the quietest rounds is what a machine without
neighbours would show. `--interpreter` is the gateway's Python, and may be given twice: `make image-python` makes an environment with one
that is built as that of the image is. Needs nginx and Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from gateway_load import Streams, closed, paced, streams
from gateway_peers import litellm, portkey
from gateway_rig import CORES, Rig, Served, built, kernel_workers

TEXT = (
    "A customer of the retail branch disputes a charge on the statement of last month. The merchant says that the order was"
    " delivered to the address on file; the customer says that nobody was at home. Summarise what the bank should ask for, which"
    " deadlines apply to a dispute of this kind, and which documents the merchant must send. "
)
ASKED: dict[str, object] = {
    "model": "gpt-4o",
    "messages": [
        {"role": "system", "content": "You are an assistant of a bank. Answer in plain words and cite the rule that you apply."},
        {"role": "user", "content": (TEXT * 4)[:1180]},
    ],
    "temperature": 0.2,
    "max_tokens": 300,
}
REQUEST = msgspec.json.encode(ASKED)
ANSWER = msgspec.json.encode(
    {
        "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "object": "chat.completion", "created": 1795219200, "model": "gpt-4o-2024-11-20",
        "choices": [
            {
                "index": 0, "finish_reason": "stop", "logprobs": None,
                "message": {"role": "assistant", "refusal": None, "content": TEXT.strip()},
            }
        ],
        "usage": {"prompt_tokens": 241, "completion_tokens": 62, "total_tokens": 303},
        "system_fingerprint": "fp_ee1d74bde0",
    }
)  # fmt: skip
WORDS = [f" {word}" for word in TEXT.split()]
PORTKEY, LITELLM = 2_080 / 25, 38_700 / 25
"""CPU of a request through Portkey 1.15.2 and LiteLLM 1.109.1 with nothing on, in nginx's (DESIGN.md, section 6)."""
SLICE_SECONDS, START_SECONDS = 2.0, 0.5
DELTAS, PAUSE = 64, 20
"""Of a stream, and the milliseconds between two."""


class Report:
    """Prints each figure with its aim."""

    def __init__(self) -> None:
        self.missed = 0

    def say(self, what: str, value: float, unit: str, aim: float, more: str = "", *, floor: float = 0.0) -> None:
        """One figure, which should be no more than its aim. `floor`: the same without a gateway; over the aim, nothing can be told."""
        met = value <= aim and floor <= aim
        self.missed += not met
        said = "met" if met else f"not to be told, {floor:.2f} without a gateway" if floor > aim else "not met"
        print(f"  {what:58}{value:9.2f} {unit:10}aim {aim:g}: {said}{more and ', ' + more}", flush=True)


def cpu(rig: Rig, options: argparse.Namespace, report: Report) -> None:
    """CPU per request, at low and at high concurrency."""
    proxy, ours = rig.nginx(rig.instant), rig.gateway(rig.instant)
    for concurrency in (16, 64):
        theirs, own = _rounds(([proxy], [ours]), options, concurrency)
        median = statistics.median(one / other for one, other in zip(own, theirs, strict=True))
        quiet = min(own) / min(theirs)
        print(f"cpu, {concurrency} at a time: nginx {_spread(theirs)}, enclave {_spread(own)} us a request")
        beside = [_beside(one, options.requests * 4, concurrency) for one in (proxy, ours)]
        print(f"  the kernel's workers beside: nginx {beside[0]:.1f}, enclave {beside[1]:.1f} us a request, of the whole machine")
        report.say("CPU in that of nginx, median of the rounds", median, "times", 10, f"quietest rounds {quiet:.1f}")
        report.say("the same in that of Portkey (DESIGN.md)", median / PORTKEY, "times", 1 / 8, f"LiteLLM's {median / LITELLM:.4f} (0.01)")


def _beside(one: Served, requests: int, concurrency: int) -> float:
    """Microseconds of CPU of the kernel's workers per request. They sync for the gateway, and are in no process's time."""
    before = kernel_workers()
    _run(closed(one.port, one.token, REQUEST, requests, concurrency))
    return sum(used - before[worker] for worker, used in kernel_workers().items() if worker in before) / requests * 1e6


def peers(rig: Rig, options: argparse.Namespace, report: Report) -> None:
    """CPU per request in that of other gateways with nothing on, round by round in turn with them."""
    with portkey(rig.directory, rig.instant) as node, litellm(rig.directory, rig.instant) as python:
        served = {"nginx": rig.nginx(rig.instant), "enclave": rig.gateway(rig.instant)}
        served |= {name: one for name, one in (("Portkey", node), ("LiteLLM", python)) if one is not None}
        asked = {name: 48 if name == "LiteLLM" else options.requests for name in served}
        times: dict[str, list[float]] = {name: [] for name in served}
        for number in range(options.rounds // 2 + 1):
            for name, one in served.items():
                before = one.cpu()
                _run(closed(one.port, one.token, REQUEST, asked[name], 16, one.headers))
                if number:  # the first time is for them to get warm
                    times[name].append((one.cpu() - before) / asked[name] * 1e6)
    print("peers, 16 at a time: " + ", ".join(f"{name} {_spread(found)}" for name, found in times.items()) + " us a request")
    own = times["enclave"]
    for name, aim in (("Portkey", 1 / 8), ("LiteLLM", 1 / 100)):
        if name in times:
            shares = [one / other for one, other in zip(own, times[name], strict=True)]
            quiet = min(own) / min(times[name])
            report.say(f"CPU in that of {name} with nothing on", statistics.median(shares), "times", aim, f"quietest rounds {quiet:.4f}")


def workers(rig: Rig, options: argparse.Namespace, report: Report) -> None:
    """CPU per request with two workers; and with two gateways that share nothing, which shows what the second core and batches of half the
    size cost by themselves."""
    single, shared = rig.gateway(rig.instant), rig.gateway(rig.instant, 2)
    apart = [rig.gateway(rig.instant, name=name, core=None) for name in ("apart", "too")]
    one, two, separate = _rounds(([single], [shared], apart), options, 64)
    print(f"workers: one {_spread(one)}, two {_spread(two)}, two gateways that share nothing {_spread(separate)} us a request")
    median = statistics.median(second / first for first, second in zip(one, two, strict=True))
    alone = statistics.median(second / first for first, second in zip(one, separate, strict=True))
    shares = statistics.median(second / other for other, second in zip(separate, two, strict=True))
    more = f"quietest rounds {min(two) / min(one):.2f}; two that share nothing {alone:.2f}, two workers in that {shares:.2f}"
    report.say("CPU with two workers in that with one", median, "times", 1.1, more)


def latency(rig: Rig, options: argparse.Namespace, report: Report) -> None:
    """Latency at half of what one worker can do; and through nginx, at the same rate by the same client: what is not ours. A load that has
    gone on for a moment is what is asked for; how late its start is, after a pause of seconds, is told beside it."""
    ours, proxy = rig.gateway(rig.instant), rig.nginx(rig.instant)
    _run(closed(ours.port, ours.token, REQUEST, options.requests, 64))
    busy = _run(closed(ours.port, ours.token, REQUEST, options.requests * 2, 64))
    most = 64 / statistics.mean(busy)
    served = {"direct": Served((), rig.instant), "nginx": proxy, "enclave": ours}
    late: dict[str, list[float]] = {name: [] for name in served}
    starts: list[float] = []
    usual: dict[str, list[float]] = {name: [] for name in served}
    used = 0.0
    rounds = max(3, options.rounds // 3)
    for _ in range(rounds):
        for name, one in served.items():
            before = ours.cpu()
            starting, times = map(sorted, _run(paced(one.port, one.token, REQUEST, most / 2, SLICE_SECONDS, START_SECONDS)))
            used += ours.cpu() - before
            starts += starting[-1:] if one is ours else []
            late[name].append(_part(times, 0.99) * 1e3)
            usual[name].append(_part(times, 0.5) * 1e3)
    added = [own - floor for own, floor in zip(late["enclave"], late["direct"], strict=True)]
    middle = [own - floor for own, floor in zip(usual["enclave"], usual["direct"], strict=True)]
    share = used / rounds / (START_SECONDS + SLICE_SECONDS)
    print(
        f"latency at {most / 2:.0f} requests/s, half of what one worker does, which keeps its core {share:.0%} busy"
        f" there: added median {_spread(middle)} ms; 99th percentile "
        + ", ".join(f"{name} {_spread(found)}" for name, found in late.items())
        + f" ms; the latest of the first {START_SECONDS:g} s {_spread([one * 1e3 for one in starts])} ms"
    )  # fmt: skip
    alone, proxied = statistics.median(late["direct"]), statistics.median(late["nginx"])
    times_nginx = statistics.median(late["enclave"]) / proxied
    more = f"quietest {min(added):.2f}; nginx adds {proxied - alone:.2f}, the whole is {times_nginx:.1f} times nginx's"
    report.say("added latency, 99th percentile, median of the rounds", statistics.median(added), "ms", 5, more, floor=alone)


def first(rig: Rig, options: argparse.Namespace, report: Report) -> None:
    """Time to the first text of a stream, 64 at a time."""
    served = _streaming(rig)
    _run(_talk(served["enclave"], 16, 2.0))
    times: dict[str, list[float]] = {name: [] for name in served}
    for _ in range(max(3, options.rounds // 4)):
        for name, one in served.items():
            times[name].append(statistics.median(_run(_talk(one, 64, 4.0)).first) * 1e3)
    print("time to first text, 64 streams: " + ", ".join(f"{name} {_spread(found)}" for name, found in times.items()) + " ms")
    added = statistics.median(own - floor for own, floor in zip(times["enclave"], times["direct"], strict=True))
    theirs = statistics.median(own - floor for own, floor in zip(times["nginx"], times["direct"], strict=True))
    report.say("added time to first text, median", added, "ms", 2, f"nginx adds {theirs:.2f}")


def many(rig: Rig, options: argparse.Namespace, report: Report) -> None:
    """Streams that one core keeps going."""
    served = _streaming(rig)
    _run(_talk(served["enclave"], 64, 2.0))
    for count in (256, 512):
        pauses: list[float] = []
        for name, one in served.items():
            before = one.cpu()
            found = _run(_talk(one, count, 8.0))
            stood = sum(gap > 0.1 for gap in found.gaps)
            pauses.append(max(found.gaps) * 1e3)
            each = (one.cpu() - before) / found.events * 1e6 if one.pids else 0.0
            print(
                f"{count} streams, {name}: {found.events} pieces of text, {each:.0f} us of CPU each, longest pause of a stream median"
                f" {statistics.median(found.gaps) * 1e3:.0f} ms, worst {max(found.gaps) * 1e3:.0f}; {stood} of {len(found.gaps)} over 100"
            )
        report.say(f"longest pause of {count} streams through the gateway", pauses[-1], "ms", 100, "512 is the stretch", floor=pauses[0])


def memory(rig: Rig, options: argparse.Namespace, report: Report) -> None:
    """Memory of a stream while it is open."""
    ours = rig.gateway(rig.streaming)
    _run(_talk(ours, 64, 3.0))
    before = ours.memory()
    peak = 0

    async def watch() -> None:
        nonlocal peak
        talking = asyncio.ensure_future(streams(ours.port, ours.token, _long(500), 512, 8.0, spread=2.0))
        while not talking.done():
            peak = max(peak, ours.memory())
            await asyncio.sleep(0.2)
        talking.result()

    _run(watch())
    report.say("memory of an open stream, 512 open", (peak - before) / 512 / 1e3, "kB", 60, f"{before / 1e6:.0f} MB before")


def growth(rig: Rig, options: argparse.Namespace, report: Report) -> None:
    """Memory after 200,000 requests."""
    ours = rig.gateway(rig.instant)
    marks: list[float] = []
    for _ in range(10):
        _run(closed(ours.port, ours.token, REQUEST, 20_000, 64))
        marks.append(ours.memory() / 1e6)
    print("memory after each 20,000 requests: " + ", ".join(f"{mark:.1f}" for mark in marks) + " MB")
    each = (marks[-1] - marks[1]) * 1e6 / 160_000
    report.say("growth of memory from 40,000 to 200,000 requests", each, "B each", 16, "any object that a request leaves behind is larger")


FIGURES: dict[str, Callable[[Rig, argparse.Namespace, Report], None]] = {
    "cpu": cpu, "peers": peers, "workers": workers, "latency": latency, "first": first, "streams": many, "memory": memory, "growth": growth,
}  # fmt: skip


def _rounds(served: Sequence[Sequence[Served]], options: argparse.Namespace, concurrency: int) -> list[list[float]]:
    """Microseconds of CPU per request of each, round after round. Several in one place share the requests."""

    async def ask(group: Sequence[Served], requests: int) -> None:
        count = len(group)
        await asyncio.gather(*(closed(one.port, one.token, REQUEST, requests // count, concurrency // count) for one in group))

    found: list[list[float]] = [[] for _ in served]
    for group in served:
        _run(ask(group, 1000))
    for _ in range(options.rounds):
        for group, times in zip(served, found, strict=True):
            before = sum(one.cpu() for one in group)
            _run(ask(group, options.requests))
            times.append((sum(one.cpu() for one in group) - before) / options.requests * 1e6)
    return found


def _streaming(rig: Rig) -> dict[str, Served]:
    """The streaming model without and with something before it."""
    proxy, ours = rig.nginx(rig.streaming, buffering="off"), rig.gateway(rig.streaming)
    return {"direct": Served((), rig.streaming), "nginx": proxy, "enclave": ours}


def _talk(served: Served, at_once: int, seconds: float) -> Coroutine[Any, Any, Streams]:
    return streams(served.port, served.token, _long(PAUSE), at_once, seconds)


def _long(pause: int) -> dict[str, object]:
    """A request for a stream: the model behind goes by `seed`."""
    return {**ASKED, "max_tokens": DELTAS if pause == PAUSE else 16, "seed": pause}


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    return uvloop.run(work)


def _part(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def _spread(values: list[float]) -> str:
    return f"{min(values):.1f} to {max(values):.1f} (median {statistics.median(values):.1f})"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("figures", nargs="*", choices=[[], *FIGURES], metavar="figure", help=", ".join(FIGURES))
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--interpreter", action="append", help="of the gateway; each of several has figures of its own")
    options = parser.parse_args()
    os.sched_setaffinity(0, {CORES[0]})
    report = Report()
    print(f"request {len(REQUEST)} B, answer {len(ANSWER)} B, {len(CORES)} cores, load {os.getloadavg()[0]:.1f}")
    interpreters = options.interpreter or [sys.executable]
    for name in options.figures or [name for name in FIGURES if name != "growth"]:
        for interpreter in interpreters:
            print(built(interpreter))
            with tempfile.TemporaryDirectory() as directory, Rig(Path(directory), ANSWER, WORDS, interpreter) as rig:
                FIGURES[name](rig, options, report)
    print(f"load {os.getloadavg()[0]:.1f}; {report.missed} figures not met")


if __name__ == "__main__":
    main()
