"""A real Prometheus scrapes what is told, as OpenMetrics, loads the rules and answers the dashboards' queries."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from enclave.report.alerts.prometheus import rule_file
from enclave.report.dashboards.pages import PAGES
from enclave.telemetry.exposition import OPENMETRICS, TEXT, text, wants_openmetrics
from enclave.telemetry.merged import merge
from enclave.telemetry.names import GPU, METRICS, Metric
from enclave.telemetry.registry import Registry
from enclave.telemetry.rules import RULES

pytestmark = pytest.mark.long
CONFIG = """
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yaml]
scrape_configs:
- {job_name: enclave, static_configs: [{targets: ["127.0.0.1:PORT"]}]}
- {job_name: dcgm, metrics_path: /gpu, static_configs: [{targets: ["127.0.0.1:PORT"]}]}
"""
VALUES = {
    "status": ("200", "502"), "stage": ("dlp", "answer", "identity", "rate"), "scope": ("hub",), "window": ("daily", "monthly"),
    "type": ("input", "output"), "gen_ai_token_type": ("input", "output"), "result": ("ok", "upstream_timeout"),
    "error_type": ("", "upstream_timeout"),
}  # fmt: skip
"""Of labels by which panels ask; any other is `x`."""


def series(metric: Metric) -> list[tuple[str, ...]]:
    """Labels of so many series that each value is there."""
    values = [VALUES.get(label, ("x",)) for label in metric.prometheus_labels]
    return [tuple(one[index % len(one)] for one in values) for index in range(max(map(len, values), default=1))]


@pytest.fixture
def told() -> Iterator[tuple[int, list[str]]]:
    """A port that tells every metric, and grows; what kinds were asked for."""
    registry, kinds = Registry("1-x"), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/gpu":
                self.tell("".join(f'{name}{{gpu="0",Hostname="n"}} 1\n' for name in GPU).encode(), TEXT)
                return
            for metric in METRICS:
                for labels in series(metric):
                    if metric.kind == "histogram":
                        registry.histogram(metric.name, *labels).add(0.3)
                        registry.histogram(metric.name, *labels).mark(0.3, "0af7651916cd43dd8448eb211c80319c", time.time())
                    else:
                        registry.cell(metric.name, *labels).value += 1
            openmetrics = wants_openmetrics(self.headers.get("accept", ""))
            kinds.append(OPENMETRICS if openmetrics else TEXT)
            self.tell(text(merge([registry.snapshot()]), time.time(), openmetrics=openmetrics), kinds[-1])

        def tell(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_port, kinds
    server.shutdown()
    server.server_close()
    thread.join()


def ask(port: int, path: str, **parameters: str) -> Any:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{path}?{urllib.parse.urlencode(parameters)}", timeout=60) as answer:
        return json.load(answer)["data"]


def test_prometheus(told: tuple[int, list[str]], tmp_path: Path, unused_port: Callable[[], int]) -> None:
    program = shutil.which("prometheus")
    if program is None:
        pytest.skip("not run: needs prometheus (Debian's)")
    port, kinds = told
    own = unused_port()
    (tmp_path / "rules.yaml").write_text(rule_file(RULES))
    (tmp_path / "prometheus.yml").write_text(CONFIG.replace("PORT", str(port)))
    arguments = [f"--config.file={tmp_path}/prometheus.yml", f"--storage.tsdb.path={tmp_path}/data"]
    arguments += [f"--web.listen-address=127.0.0.1:{own}"]
    with (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen([program, *arguments, "--enable-feature=exemplar-storage"], stdout=out, stderr=out, cwd=tmp_path)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                found = ask(own, "query", query="enclave_requests_total > 4")["result"]
            except OSError:
                found = []
            if found:
                break
            assert time.monotonic() < end, (tmp_path / "out").read_text()
            time.sleep(0.2)
        assert set(kinds) == {OPENMETRICS}
        for target in ask(own, "targets")["activeTargets"]:
            assert (target["health"], target["lastError"]) == ("up", "")
        names = set(ask(own, "label/__name__/values"))
        for metric in METRICS:
            wanted = [f"{metric.prometheus}_{part}" for part in ("bucket", "sum", "count")] if metric.bounds else [metric.prometheus]
            assert {*wanted, *([metric.quantile] if metric.has_quantiles else [])} <= names
        assert set(GPU) <= names
        rules = ask(own, "rules")["groups"][0]["rules"]
        assert len(rules) == len(RULES)
        assert all(rule.get("lastError", "") == "" for rule in rules)
        span = {"start": str(time.time() - 60), "end": str(time.time())}
        exemplars = ask(own, "query_exemplars", query="gen_ai_server_request_duration_seconds_bucket", **span)
        assert exemplars[0]["exemplars"][0]["labels"] == {"trace_id": "0af7651916cd43dd8448eb211c80319c"}
        for page in PAGES:
            for panel in page.panels:
                for one in panel.targets:
                    query = one.promql.replace("$__rate_interval", "1m").replace("$__range", "5m").replace("$project", ".*")
                    found = ask(own, "query", query=query)
                    assert found["resultType"] == "vector", one.promql
                    assert found["result"], (panel.title, "draws nothing", one.promql)
                    told_by = {name for sample in found["result"] for name in sample["metric"]}
                    assert set(re.findall(r"{{(\w+)}}", one.legend)) <= told_by, (panel.title, one.legend)
    finally:
        process.terminate()
        process.wait(30)
