"""What the gateway's benchmark starts: an instant model and a streaming one, nginx as a plain proxy, gateways; what they use."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import httptools
import msgspec
import uvloop

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "bench" / "gateway.yaml"
CONFIG = """
worker_processes 1; daemon off; pid {directory}/{name}.pid; error_log {directory}/{name}.log;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; client_body_buffer_size 64k;
  client_body_temp_path {directory}/b; proxy_temp_path {directory}/p; fastcgi_temp_path {directory}/f;
  uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s;
  {body}
}}
"""
PROXY = (
    "upstream u {{ server 127.0.0.1:{up}; keepalive 1024; }} server {{ listen 127.0.0.1:{port} backlog=4096; location / {{"
    ' proxy_pass http://u; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering {buffering}; }} }}'
)
CORES = sorted(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Served:
    """A process (or several) in the middle, on the last core; what it answers to."""

    pids: tuple[int, ...]
    port: int
    token: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """More that each request has."""

    def cpu(self) -> float:
        """Seconds of CPU so far, of all threads."""
        tasks = (task for pid in self.pids for task in Path(f"/proc/{pid}/task").iterdir())
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory(self) -> int:
        """Bytes that are resident."""
        statuses = (Path(f"/proc/{pid}/status").read_text() for pid in self.pids)
        return sum(int(status.partition("VmRSS:")[2].split()[0]) * 1024 for status in statuses)


def kernel_workers() -> dict[str, float]:
    """Seconds of CPU so far of each of the kernel's own workers, which sync the log for whoever asks."""
    found: dict[str, float] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            if (process / "comm").read_text().startswith("kworker/"):
                found[process.name] = int((process / "schedstat").read_text().split()[0]) / 1e9
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def pin(pids: tuple[int, ...] | list[int], cores: set[int]) -> None:
    """Keep processes, all their threads, on some cores."""
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), cores)


def children(pid: int) -> tuple[int, ...]:
    """The processes that a process has started."""
    return tuple(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


@contextmanager
def nginx(directory: Path, name: str, body: str, core: int) -> Iterator[int]:
    """An nginx with one worker; the worker's process id."""
    path = directory / f"{name}.conf"
    path.write_text(CONFIG.format(directory=directory, name=name, body=body), encoding="utf-8")
    process = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(path), "-e", str(directory / f"{name}.log")])
    try:
        for _ in range(100):
            time.sleep(0.05)
            if found := children(process.pid):
                break
        pin(found, {core})
        yield found[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


_BUILT = """
import platform, sysconfig
words = (sysconfig.get_config_var("CONFIG_ARGS") or "").split()
asked = [one for one in ("--enable-optimizations", "--with-lto") if any(one in word for word in words)]
shared = "libpython" in open("/proc/self/maps").read()
print(f"{platform.python_version()} ({platform.python_compiler()}),",
      f"configured with {' and '.join(asked) or 'no optimisation that it tells'},", "libpython shared" if shared else "in one program")
"""


def built(interpreter: str) -> str:
    """How an interpreter was built, as it says itself. Debian takes profile and link-time optimisation out of what its own says: it has
    both (changelog of python3.11, 3.4.0~rc3-1), and is no shared library."""
    said = subprocess.run([interpreter, "-c", _BUILT], capture_output=True, text=True, check=True).stdout.strip()
    return f"{interpreter}: {said}"


@contextmanager
def gateway(data: Path, upstream: int, workers: int = 1, core: int | None = None, interpreter: str = sys.executable) -> Iterator[Served]:
    """`enclave serve`, its workers and what runs beside them, on one core or all of them."""
    os.environ["PYTHONPATH"] = str(ROOT)
    program = [interpreter, "-m", "enclave.cli.main"]
    serve = [*program, "serve", str(SPEC), "--port", "0", "--data", str(data), "--workers", str(workers)]
    process = subprocess.Popen([*serve, "--upstream", f"http://127.0.0.1:{upstream}/v1"], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        line = process.stdout.readline() if process.stdout else ""
        found = children(process.pid)  # the parent serves nothing
        pin(found, set(CORES) if core is None else {core})
        issue = [*program, "token", "issue", str(SPEC), "--project", "bench", "--role", "user", "--data", str(data)]
        token = subprocess.run(issue, capture_output=True, text=True, check=True).stdout.strip()
        yield Served(found, int(line.rsplit(":", 1)[1]), token)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


class Rig:
    """The models behind, and what stands before them. Everything ends with the `with` statement."""

    def __init__(self, directory: Path, answer: bytes, words: list[str], interpreter: str = sys.executable) -> None:
        """`interpreter`: the gateways' Python. Load and models keep the one that runs this."""
        self.directory, self._interpreter = directory, interpreter
        self._stack = ExitStack()
        self.instant = free_port()
        said = answer.decode().replace("'", "\\'")
        server = (
            f"server {{ listen 127.0.0.1:{self.instant} backlog=4096; default_type application/json;"
            f" location / {{ return 200 '{said}'; }} }}"
        )
        self._stack.enter_context(nginx(directory, "instant", server, CORES[0]))
        self.streaming = free_port()
        model = multiprocessing.get_context("fork").Process(target=_stream, args=(self.streaming, words), daemon=True)
        model.start()
        self._stack.callback(model.kill)

    def __enter__(self) -> Rig:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def nginx(self, up: int, *, buffering: str = "on") -> Served:
        """A plain proxy."""
        port = free_port()
        name = f"proxy-{port}"
        pid = self._stack.enter_context(nginx(self.directory, name, PROXY.format(up=up, port=port, buffering=buffering), CORES[-1]))
        return Served((pid,), port)

    def gateway(self, up: int, workers: int = 1, *, name: str = "data", core: int | None = CORES[-1]) -> Served:
        """A gateway with a ledger and a log of its own: one worker on one core, or on any without `core`, more on all of them."""
        data, cores = self.directory / f"{name}-{up}-{workers}", core if workers == 1 else None
        return self._stack.enter_context(gateway(data, up, workers, cores, self._interpreter))


class _Model(asyncio.Protocol):
    """A model that streams: `max_tokens` deltas, one each `seed` milliseconds, the first at once with the role."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._parser = httptools.HttpRequestParser(self)
        self._loop = asyncio.get_running_loop()
        self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        self._body = b""

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        asked = msgspec.json.decode(self._body)
        self._pieces, self._pause = spoken(self._words, asked["max_tokens"]), asked["seed"] / 1000
        self._began, self._said = self._loop.time(), 1
        self._transport.write(self._pieces[0])
        self._say()

    def _say(self) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(self._pieces[self._said])
        self._said += 1
        if self._said < len(self._pieces):
            self._loop.call_at(self._began + (self._said - 1) * self._pause, self._say)


def spoken(words: list[str], deltas: int) -> list[bytes]:
    """A streamed answer as it is sent: the head with the role, so many deltas of a word, and the end."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    usage = {"prompt_tokens": 241, "completion_tokens": deltas, "total_tokens": 241 + deltas}
    end = _chunk({**_CHUNK, "choices": [], "usage": usage}) + b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"
    said = [_event(delta={"content": words[number % len(words)]}) for number in range(deltas)]
    return [head + _event(delta={"role": "assistant", "content": "", "refusal": None}), *said, _event(delta={}, finish_reason="stop") + end]


def _event(**choice: object) -> bytes:
    return _chunk({**_CHUNK, "choices": [{"index": 0, "logprobs": None, "finish_reason": None, **choice}], "usage": None})


_CHUNK = {
    "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "object": "chat.completion.chunk", "created": 1795219200, "model": "gpt-4o-2024-11-20",
    "system_fingerprint": "fp_ee1d74bde0",
}  # fmt: skip


def _chunk(document: object) -> bytes:
    data = b"data: %b\n\n" % msgspec.json.encode(document)
    return b"%x\r\n%b\r\n" % (len(data), data)


def _stream(port: int, words: list[str]) -> None:
    """The streaming model, on the first core, until it is killed."""
    os.sched_setaffinity(0, {CORES[0]})

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Model(words), "127.0.0.1", port, backlog=4096)
        await server.serve_forever()

    uvloop.run(serve())
