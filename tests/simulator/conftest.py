"""A real simulator process, and requests as bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest


def body(text: str = "hello", **parameters: Any) -> bytes:
    """A chat request with one user message."""
    return json.dumps({"model": "gpt-4o", "messages": [{"role": "user", "content": text}], **parameters}).encode()


@pytest.fixture(scope="session")
def chat_body() -> Callable[..., bytes]:
    return body


@pytest.fixture(scope="module")
def start_simulator() -> Iterator[Callable[..., str]]:
    """Starts `python -m enclave.simulator` with options, and gives its address."""
    processes: list[subprocess.Popen[str]] = []

    def start(*options: str) -> str:
        command = [sys.executable, "-m", "enclave.simulator", "--port", "0", *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout
        line = process.stdout.readline()
        assert line.startswith("listening on http://"), line
        return line.removeprefix("listening on ").strip()

    yield start
    for process in processes:
        process.terminate()
    for process in processes:
        assert process.wait(10) == 0
        assert process.stdout
        process.stdout.close()


@pytest.fixture(scope="module")
def address(start_simulator: Callable[..., str]) -> str:
    """A simulator without latency or faults."""
    return start_simulator()


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=10) as client:
        yield client
