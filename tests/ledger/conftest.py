"""The stores that every promise of a ledger is held against, on a Redis of its own."""

from __future__ import annotations

import itertools
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
import redis

from enclave.ledger.interface import Store
from enclave.ledger.leases import LeasedStore
from enclave.ledger.redis import RedisStore, Server
from enclave.ledger.sqlite import SqliteStore

Opener: TypeAlias = Callable[[], Store]
NAMES = itertools.count()


class RedisProcess:
    """A real server on a free port, which can be killed and started again on the same data."""

    def __init__(self, directory: Path, program: str, port: int, *options: str) -> None:
        self.directory, self._program, self.port, self._options = directory, program, port, options
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def server(self) -> Server:
        return Server(f"redis://127.0.0.1:{self.port}/0")

    def start(self) -> None:
        command = [
            self._program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.directory), "--save", "",
            "--appendonly", "yes", "--appendfsync", "always", "--logfile", str(self.directory / "redis.log"), *self._options,
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(3000):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(64).startswith((b"+PONG", b"-NOAUTH")):
                        return
            except OSError:
                pass
            time.sleep(0.02)
        self.kill()
        raise AssertionError(f"the server does not answer: {(self.directory / 'redis.log').read_text()[-500:]}")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


@pytest.fixture(scope="session")
def redis_program() -> str:
    """The server that Debian has."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("not run: needs redis-server or valkey-server (apt-get install redis-server)")
    return program


@pytest.fixture
def free_port(unused_port: Callable[[], int]) -> int:
    """A port that nothing listens on."""
    return unused_port()


@pytest.fixture(scope="session")
def redis_server(redis_program: str, tmp_path_factory: pytest.TempPathFactory, unused_port: Callable[[], int]) -> Iterator[RedisProcess]:
    """A server that writes every change to its disk before it answers."""
    process = RedisProcess(tmp_path_factory.mktemp("redis"), redis_program, unused_port())
    yield process
    process.kill()


@pytest.fixture
def redis_process(redis_program: str, tmp_path: Path, unused_port: Callable[[], int]) -> Iterator[Callable[..., RedisProcess]]:
    """Starts servers of a test's own, with options."""
    started: list[RedisProcess] = []

    def start(*options: str) -> RedisProcess:
        directory = tmp_path / f"redis-{len(started)}"
        directory.mkdir()
        started.append(RedisProcess(directory, redis_program, unused_port(), *options))
        return started[-1]

    yield start
    for process in started:
        process.kill()


def join(nodes: Sequence[RedisProcess], buses: Sequence[int], **options: str) -> None:
    """Make one cluster of servers, each with its part of the slots, and wait until all of them know."""
    clients = [redis.Redis(port=node.port, **options) for node in nodes]  # type: ignore[arg-type]
    bounds = [16384 * number // len(nodes) for number in range(len(nodes) + 1)]
    for number, client in enumerate(clients):
        client.execute_command("CLUSTER", "ADDSLOTSRANGE", bounds[number], bounds[number + 1] - 1)
        clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", nodes[number].port, buses[number])
    for client in clients:
        for _ in range(1500):
            known = client.cluster("INFO")
            if known.get("cluster_state") == "ok" and int(known["cluster_known_nodes"]) == len(nodes):
                break
            time.sleep(0.02)
        client.close()


@pytest.fixture(scope="session")
def redis_cluster(
    redis_program: str, tmp_path_factory: pytest.TempPathFactory, unused_port: Callable[[], int]
) -> Iterator[list[RedisProcess]]:
    """Three servers that share the slots."""
    buses = [unused_port() for _ in range(3)]
    options = [("--cluster-enabled", "yes", "--cluster-port", str(bus)) for bus in buses]
    nodes = [RedisProcess(tmp_path_factory.mktemp("node"), redis_program, unused_port(), *each) for each in options]
    join(nodes, buses)
    yield nodes
    for node in nodes:
        node.kill()


@pytest.fixture(params=["sqlite", "redis", "leased", pytest.param("cluster", marks=pytest.mark.long)])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens one more store on the same ledger."""
    if request.param == "sqlite":
        return lambda: SqliteStore(tmp_path / "ledger.sqlite", busy_seconds=0.1)
    if request.param == "leased":
        return lambda: LeasedStore(SqliteStore(tmp_path / "ledger.sqlite", busy_seconds=0.1), tmp_path / "leases")
    if request.param == "cluster":
        server = request.getfixturevalue("redis_cluster")[0].server
    else:
        server = request.getfixturevalue("redis_server").server
    name = f"test-{next(NAMES)}"
    RedisStore(server, name).set_up()
    return lambda: RedisStore(server, name)


@pytest.fixture
def store(opener: Opener) -> Iterator[Store]:
    """An empty ledger of each kind."""
    store = opener()
    yield store
    store.close()
