"""The peers of the gateway's benchmark, with nothing on: Portkey (npm, `make portkey`) and LiteLLM (PyPI, `make litellm`)."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway_rig import CORES, ROOT, Served, free_port, pin

PORTKEY = ROOT / ".tools" / "node" / "node_modules" / "@portkey-ai" / "gateway"
LITELLM = ROOT / ".venv-litellm" / "bin" / "litellm"
SECONDS = 120.0
"""In which a peer starts."""
BODY = {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]}


@contextmanager
def portkey(_directory: Path, upstream: int) -> Iterator[Served | None]:
    """Portkey, which is told in each request where to send it; None: it is not here."""
    node = shutil.which("node")
    if node is None or not PORTKEY.exists():
        print("  missing: Portkey (`make portkey`), so it is not measured")
        yield None
        return
    version = json.loads((PORTKEY / "package.json").read_text(encoding="utf-8"))["version"]
    headers = ((b"x-portkey-provider", b"openai"), (b"x-portkey-custom-host", b"http://127.0.0.1:%d/v1" % upstream))
    port = free_port()
    with _started([node, str(PORTKEY / "build" / "start-server.js"), f"--port={port}", "--headless"], port, headers) as served:
        print(f"  Portkey {version}")
        yield served


@contextmanager
def litellm(directory: Path, upstream: int) -> Iterator[Served | None]:
    """LiteLLM's proxy with one worker; None: it is not here."""
    if not LITELLM.exists():
        print("  missing: LiteLLM (`make litellm`), so it is not measured")
        yield None
        return
    config = directory / "litellm.yaml"
    parameters = {"model": "openai/gpt-4o", "api_base": f"http://127.0.0.1:{upstream}/v1", "api_key": "x"}
    config.write_text(json.dumps({"model_list": [{"model_name": "gpt-4o", "litellm_params": parameters}]}), encoding="utf-8")
    said = subprocess.run([str(LITELLM.parent / "pip"), "show", "litellm"], capture_output=True, text=True, check=True).stdout
    port = free_port()
    command = [str(LITELLM), "--config", str(config), "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
    with _started(command, port) as served:
        if served is not None:
            print(f"  LiteLLM {said.partition('Version: ')[2].split()[0]}")
        yield served


@contextmanager
def _started(command: list[str], port: int, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Iterator[Served | None]:
    """A server, as soon as it answers, on the last core; None: it did not, which is said."""
    environment = {**os.environ, "NODE_ENV": "production", "LITELLM_LOG": "ERROR", "NO_PROXY": "127.0.0.1"}
    environment.pop("PYTHONPATH", None)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        until = time.monotonic() + SECONDS
        while not _answers(port, headers):
            if time.monotonic() > until or process.poll() is not None:
                print(f"  `{' '.join(command)}` did not start, so it is not measured")
                yield None
                return
            time.sleep(0.2)
        pids = _tree(process.pid)
        pin(pids, {CORES[-1]})
        yield Served(tuple(pids), port, "x", headers)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _tree(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found += _tree(int(child))
    return found


def _answers(port: int, headers: tuple[tuple[bytes, bytes], ...]) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        sent = {"content-type": "application/json", "authorization": "Bearer x"}
        sent |= {name.decode(): value.decode() for name, value in headers}
        connection.request("POST", "/v1/chat/completions", json.dumps(BODY), sent)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
