"""CPU time per request of the gateway with every guard on, against nginx as a plain proxy, in the same run.

    python bench/gateway.py [--requests 6000] [--concurrency 16] [--rounds 3] [--workers 1]

An nginx answers instantly as the model. A second nginx, or the gateway, stands between it and the client. CPU time is that of
the process in the middle, all its threads, from /proc; the client and the upstream do not count. Needs nginx and Linux.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
import uvloop

from enclave.wire.client import Client

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "bench" / "gateway.yaml"
TEXT = (
    "A customer of the retail branch disputes a charge on the statement of last month. The merchant says that the order was"
    " delivered to the address on file; the customer says that nobody was at home. Summarise what the bank should ask for, which"
    " deadlines apply to a dispute of this kind, and which documents the merchant must send. "
)
REQUEST = msgspec.json.encode(
    {
        "model": "gpt-4o",
        "messages": [
            {"role": "system", "content": "You are an assistant of a bank. Answer in plain words and cite the rule that you apply."},
            {"role": "user", "content": (TEXT * 4)[:1180]},
        ],
        "temperature": 0.2,
        "max_tokens": 300,
    }
)
ANSWER = msgspec.json.encode(
    {
        "id": "chatcmpl-bench", "object": "chat.completion", "created": 1795219200, "model": "gpt-4o-2024-11-20",
        "choices": [
            {
                "index": 0, "finish_reason": "stop", "logprobs": None,
                "message": {"role": "assistant", "refusal": None, "content": TEXT.strip()},
            }
        ],
        "usage": {"prompt_tokens": 241, "completion_tokens": 62, "total_tokens": 303},
    }
)  # fmt: skip
CONFIG = """
worker_processes 1; daemon off; pid {directory}/{name}.pid; error_log {directory}/{name}.log;
events {{ worker_connections 2048; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_buffer_size 64k;
  client_body_temp_path {directory}/b; proxy_temp_path {directory}/p; fastcgi_temp_path {directory}/f;
  uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s;
  {body}
}}
"""


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def nginx(directory: Path, name: str, body: str) -> Iterator[int]:
    """An nginx with one worker; the worker's process id."""
    path = directory / f"{name}.conf"
    path.write_text(CONFIG.format(directory=directory, name=name, body=body), encoding="utf-8")
    process = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(path), "-e", str(directory / f"{name}.log")])
    try:
        time.sleep(0.5)
        yield int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


@contextmanager
def gateway(data: Path, upstream: int, workers: int) -> Iterator[tuple[list[int], int]]:
    """`enclave serve`; the process ids that do the work, and the port."""
    command = [sys.executable, "-m", "enclave.cli.main", "serve", str(SPEC), "--port", "0", "--data", str(data), "--workers", str(workers)]
    process = subprocess.Popen([*command, "--upstream", f"http://127.0.0.1:{upstream}/v1"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        line = process.stdout.readline() if process.stdout else ""
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()  # the parent serves nothing
        yield [int(child) for child in children], int(line.rsplit(":", 1)[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def cpu_seconds(pids: list[int]) -> float:
    """CPU time of processes with all their threads."""
    total = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


async def load(port: int, token: str, requests: int, concurrency: int) -> list[float]:
    """Send requests; seconds that each took."""
    client = Client(f"http://127.0.0.1:{port}/v1")
    headers = ((b"content-type", b"application/json"), (b"authorization", f"Bearer {token}".encode()))
    left = requests
    times: list[float] = []

    async def one() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            began = time.perf_counter()
            response = await client.request("POST", b"/chat/completions", headers, REQUEST)
            body = await response.read()
            times.append(time.perf_counter() - began)
            if response.status != 200:
                raise RuntimeError(f"{response.status}: {body[:300]!r}")

    await asyncio.gather(*(one() for _ in range(concurrency)))
    await client.close()
    return times


def measure(pids: list[int], port: int, token: str, requests: int, concurrency: int) -> tuple[float, float, float, float]:
    """Microseconds of CPU per request, requests per second, milliseconds at the median and the 99th percentile."""
    uvloop.run(load(port, token, requests // 10, concurrency))
    before, began = cpu_seconds(pids), time.perf_counter()
    times = sorted(uvloop.run(load(port, token, requests, concurrency)))
    seconds = time.perf_counter() - began
    cpu = (cpu_seconds(pids) - before) / len(times) * 1e6
    return cpu, len(times) / seconds, statistics.median(times) * 1e3, times[int(len(times) * 0.99)] * 1e3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=6000)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        directory = Path(name)
        os.environ["PYTHONPATH"] = str(ROOT)
        up, proxy = free_port(), free_port()
        answer = ANSWER.decode().replace("'", "\\'")
        server = f"server {{ listen 127.0.0.1:{up} backlog=4096; default_type application/json; location / {{ return 200 '{answer}'; }} }}"
        stack.enter_context(nginx(directory, "upstream", server))
        body = (
            f"upstream u {{ server 127.0.0.1:{up}; keepalive 512; }} server {{ listen 127.0.0.1:{proxy} backlog=4096; location / {{"
            ' proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; } }'
        )
        proxy_pid = stack.enter_context(nginx(directory, "proxy", body))
        pids, port = stack.enter_context(gateway(directory / "data", up, options.workers))
        issue = [sys.executable, "-m", "enclave.cli.main", "token", "issue", str(SPEC), "--project", "bench", "--role", "user"]
        token = subprocess.run([*issue, "--data", str(directory / "data")], capture_output=True, text=True, check=True).stdout.strip()
        print(f"request {len(REQUEST)} B, answer {len(ANSWER)} B, token {len(token)} B, {options.concurrency} at a time")
        print(f"{'':10}{'CPU us/request':>15}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}")
        ratios = []
        for _ in range(options.rounds):
            peer = measure([proxy_pid], proxy, token, options.requests, options.concurrency)
            ours = measure(pids, port, token, options.requests, options.concurrency)
            for label, row in (("nginx", peer), ("enclave", ours)):
                print(f"{label:10}{row[0]:15.1f}{row[1]:12.0f}{row[2]:9.2f}{row[3]:9.2f}")
            ratios.append(ours[0] / peer[0])
        print(f"ratio of CPU, median of {options.rounds} rounds: {statistics.median(ratios):.1f} times nginx")


if __name__ == "__main__":
    main()
