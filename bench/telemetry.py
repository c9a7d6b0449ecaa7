"""CPU time that telemetry adds to a request: the end of an exchange counted, and its span made and exported, against not doing so.

    python bench/telemetry.py [--rounds 7] [--exchanges 20000]

An exchange that passed every stage is counted again and again in one thread. What is subtracted is the same loop without telemetry.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import gzip
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from enclave.gateway.exchange import Exchange
from enclave.gateway.metrics import Metrics
from enclave.gateway.rules import project_rules
from enclave.gateway.stages import STAGES
from enclave.gateway.tracing import Tracing
from enclave.ledger.prices import PriceTable, Usage
from enclave.spec.load import load
from enclave.telemetry.otlp import Otlp
from enclave.telemetry.spans import Span
from enclave.wire.message import Request

SHARE = 0.1
ATTRIBUTES: dict[str, str | int | float | bool] = {
    "gen_ai.operation.name": "chat", "gen_ai.provider.name": "azure.ai.openai", "http.response.status_code": 200,
    "enclave.request_id": "x" * 36,
    "enclave.project": "fraud-triage", "gen_ai.request.model": "gpt-4o", "enclave.deployment": "gpt-4o", "enclave.region": "europe",
    "cloud.region": "westeurope", "gen_ai.request.max_tokens": 300, "gen_ai.usage.input_tokens": 241, "gen_ai.usage.output_tokens": 62,
    "gen_ai.usage.cache_read.input_tokens": 0, "enclave.spent_usd": 0.0012,
}  # fmt: skip
ROOT = Path(__file__).resolve().parent.parent


class Nobody:
    """Takes spans and forgets them."""

    name = "otlp"

    def send(self, spans: Sequence[Span]) -> int:
        return 0

    def close(self) -> None:
        """Nothing."""


def exchanges() -> Callable[[], Exchange]:
    """Makes an exchange that ended well."""
    [rules, *_] = project_rules(load(ROOT / "examples" / "bank" / "enclave.yaml"), PriceTable.load()).values()
    target = next(iter(rules.targets.values()))
    deployment = next(iter(rules.deployments))
    request = Request("POST", "/v1/chat/completions", "", (), b"", "127.0.0.1", asyncio.Event())

    def make() -> Exchange:
        return Exchange(
            id="x", request=request, operation="ChatCompletions_Create", started=0.0, deployment=deployment, rules=rules, target=target,
            usage=Usage(241, 62, 0), settled=1_222_500, status=200, upstream_status=200, stages=STAGES,
        )  # fmt: skip

    return make


def cost(rounds: int, count: int, work: Callable[[Exchange], None]) -> float:
    """Microseconds of CPU for each exchange, the least of some rounds."""
    make = exchanges()
    best = float("inf")
    for _ in range(rounds):
        made = [make() for _ in range(count)]
        gc.collect()
        gc.disable()
        start = time.process_time()
        for exchange in made:
            work(exchange)
        best = min(best, (time.process_time() - start) / count * 1e6)
        gc.enable()
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--exchanges", type=int, default=20_000)
    options = parser.parse_args()

    def nothing(_: Exchange) -> None:
        """What is subtracted."""

    with tempfile.TemporaryDirectory() as folder:
        metrics, clock = Metrics(Path(folder)), time.perf_counter

        def counted(exchange: Exchange) -> None:
            exchange.marks = metrics.begin()
            for _ in exchange.stages:
                if exchange.marks is not None:
                    exchange.marks.append(clock())
            start = clock()
            exchange.upstream_seconds = clock() - start
            exchange.passed = clock()
            metrics.note(exchange, None, 0.8)

        tracing = Tracing(float(SHARE))
        tracing.export([Nobody()], metrics.registry)

        def traced(exchange: Exchange) -> None:
            exchange.trace = tracing.begin(exchange.request)
            counted(exchange)
            if exchange.trace is not None:
                tracing.end(exchange, exchange.trace, None, 0.8)

        base = cost(options.rounds, options.exchanges, nothing)
        print(f"metrics            {cost(options.rounds, options.exchanges, counted) - base:6.2f} us a request")
        print(f"metrics and traces {cost(options.rounds, options.exchanges, traced) - base:6.2f} us a request, {SHARE:.0%} of them traced")
        tracing.close()
        spans = [Span("chat gpt-4o", 2, "a" * 32, "b" * 16, "", 10**18, 10**18, ATTRIBUTES)] * 512
        start = time.process_time()
        for _ in range(20):
            gzip.compress(Otlp("http://127.0.0.1:9", "x").body(spans), 1)
        print(f"sending a span     {(time.process_time() - start) / 20 / 512 * 1e6:6.2f} us")
        start = time.process_time()
        for _ in range(20):
            metrics.save()
        print(f"telling the others {(time.process_time() - start) / 20 * 1e6:6.0f} us a second")
        start = time.process_time()
        for _ in range(20):
            metrics.text()
        print(f"/metrics           {(time.process_time() - start) / 20 * 1e6:6.0f} us")


if __name__ == "__main__":
    main()
