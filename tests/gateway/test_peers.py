"""Clients that pin other versions than ours, each in its own environment: instructor, LiteLLM, LlamaIndex, Semantic Kernel."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from enclave.simulator.app import Options, Simulator

MAIL = "jane@example.com"
WAYS = {"instructor": 6, "litellm": 11, "llama-index": 7, "semantic-kernel": 6}
"""How many things each tries."""
ENVIRONMENTS = {"semantic-kernel": ".venv-kernel"}


@pytest.mark.long
@pytest.mark.parametrize("name", WAYS)
def test_another_client_runs_unchanged(run, world, root, name):
    python = root / ENVIRONMENTS.get(name, ".venv-clients") / "bin" / "python"
    if not python.is_file():
        pytest.skip("not run: needs other clients (`make clients`)")
    script = Path(__file__).parent / "peers" / "ask.py"

    def spec(usual):
        own, others = usual.projects["fraud-triage"], usual.projects["policy-search"].deployments
        own = own.model_copy(update={"deployments": {**own.deployments, "embeddings": others["embeddings"]}})
        return usual.model_copy(update={"projects": usual.projects | {"fraud-triage": own}})

    async def main():
        async with world(spec) as w:
            w.upstream.serve = Simulator(Options()).handle
            environment = {
                "ENCLAVE_TOKEN": w.token(), "PATH": "/usr/bin:/bin", "HOME": str(w.data), "LITELLM_LOCAL_MODEL_COST_MAP": "True",
                "OTEL_SDK_DISABLED": "true", "NO_PROXY": "127.0.0.1",
            }  # fmt: skip
            done = await asyncio.to_thread(
                subprocess.run, [str(python), str(script), name, w.url], capture_output=True, text=True, timeout=150, check=False,
                env=environment, cwd=w.data,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr[-3000:]
            told = json.loads(done.stdout.strip().splitlines()[-1])
            return told, w.upstream.requests, await w.recorded(WAYS[name] - 2, "completed"), await w.recorded(0, "refused")

    told, requests, records, refused = run(main, 180)
    assert len(told) == WAYS[name], told
    for way, what in told.items():
        assert what, (way, told)
        assert not isinstance(what, str) or "[REDACTED-EMAIL]" in what, (way, what)
        assert not isinstance(what, dict) or what == {"who": "x"}, (way, what)
    assert not [request for request in requests if MAIL.encode() in request.body]
    assert len(records) == len(requests)
    assert refused == []


@pytest.mark.long
def test_javas_own_client_offers_http2_and_is_answered(run, world):
    java = shutil.which("java")
    if java is None:
        pytest.skip("not run: needs Java")

    async def main():
        async with world() as w:
            w.upstream.serve = Simulator(Options()).handle
            script = Path(__file__).parent / "peers" / "Ask.java"
            done = await asyncio.to_thread(
                subprocess.run, [java, str(script), w.url], capture_output=True, text=True, timeout=150, check=False,
                env={"ENCLAVE_TOKEN": w.token(), "PATH": "/usr/bin:/bin", "HOME": str(w.data)}, cwd=w.data,
            )  # fmt: skip
            if "jdk.compiler" in done.stderr:
                pytest.skip("not run: needs a JDK")
            return done, w.upstream.requests

    done, requests = run(main, 180)
    assert [line[:12] for line in done.stdout.splitlines()] == ["200 HTTP_1_1"] * 2, done.stderr[-2000:]
    assert "[REDACTED-EMAIL]" in done.stdout
    assert [json.loads(request.body)["messages"][0]["content"] for request in requests] == ["write to [REDACTED-EMAIL]", "hello"]
