"""An evening with drift, abuse, a loop and an outage tells its story on the console, in a real browser, light and dark, wide and narrow.

With ENCLAVE_PICTURES=DIR the pictures of the docs are written there: `make pictures`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from time import monotonic, sleep
from types import ModuleType
from typing import Any

import httpx
import pytest
import uvicorn

from enclave.audit.read import events
from enclave.audit.verify import verify
from enclave.cli.hours import hours_of
from enclave.console.app import create_app
from enclave.spec.load import load

pytestmark = pytest.mark.long
WIDE, NARROW = (1366, 768), (390, 844)
SHOWN = ("overview-wide-dark", "drift-wide-dark", "overview-phone-light", "spend-phone-dark")
"""Pictures of the docs beside the wide and light ones."""
DARK = ("", "spend", "drift", "requests/ONE")
"""Pages with every colour there is."""
PAGES = ("", "requests?outcome=refused", "requests/ONE", "spend", "dlp", "drift", "alerts", "images", "network")


@pytest.fixture(scope="module")
def evening() -> ModuleType:
    """The script."""
    return import_module("scripts.evening")


@pytest.fixture(scope="module")
def data(evening: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What it left behind."""
    data = tmp_path_factory.mktemp("evening") / "data"
    evening.play(load(evening.SPEC), data)
    return data


@pytest.fixture(scope="module")
def address(evening: ModuleType, data: Path) -> Iterator[str]:
    """The console of it, at ten in the evening."""
    document = load(evening.SPEC)
    assert verify(data).problems == ()
    assert any(event.kind == "drift_detected" for event in events(data))
    app = create_app(document, data, clock=lambda: evening.END, hours=lambda: hours_of(data, evening.END))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            deadline = monotonic() + 300
            while "computing" in httpx.get(f"{base}/", timeout=60).text + httpx.get(f"{base}/spend", timeout=60).text:
                assert monotonic() < deadline
                sleep(0.1)
            yield base
        finally:
            server.should_exit = True
            thread.join(20)


def text(address: str, path: str) -> str:
    """Of a page, without its tags."""
    return " ".join(re.sub("<[^>]*>", " ", httpx.get(f"{address}/{path}", timeout=60).text).split())


def test_it_is_all_on_the_first_page(address: str) -> None:
    page = text(address, "")
    for told in (
        "fraud-score of fraud-triage drifted", "claims-assistant has used 9", "letter-agent behaves unlike before",
        "image contosobank.azurecr.io/letter-agent:3.1.4 was blocked", "A model service is down (oai-fraud-triage-europe)",
        "Many calls of a project fail (fraud-triage)", "Far more is refused than in the hour before (fraud-triage, dlp)",
        "13 of 13 obligations", "b.stone@contoso.example", "the model service in westeurope does not answer", "1 drifted",
        "b.stone@contoso.example behaves unlike before: 26", "a model that it never used",
        "A budget is almost used up (claims-assistant, daily)",
    ):  # fmt: skip
        assert told in page, told


def test_drift_abuse_and_outage_have_alert_evidence_and_end(address: str, data: Path) -> None:
    """Each of the three by the same evaluator, in the log as well, and no caller is told for what the outage did."""
    alerts = {(one["rule"], *one["labels"].values()): one for one in json.loads((data / "alerts" / "state.json").read_text())["alerts"]}
    for name, state in (
        (("drift", "fraud-triage", "fraud-score"), "firing"), (("anomalous-callers", "volume"), "firing"),
        (("anomalous-callers", "refusals"), "resolved"), (("circuit-open", "oai-fraud-triage-europe"), "resolved"),
        (("error-rate", "fraud-triage"), "resolved"), (("budget-95", "project/claims-assistant", "daily"), "firing"),
    ):  # fmt: skip
        assert alerts[name]["state"] == state, name
    told = {(event.kind, event.details.get("rule")) for event in events(data)}
    assert {("alert_fired", "anomalous-callers"), ("alert_over", "circuit-open"), ("alert_fired", "drift")} <= told
    unlike = json.loads((data / "anomalies.json").read_text())
    callers = {one["caller"] for hour in (unlike, *unlike["earlier"]) for one in hour["anomalies"]}
    assert callers == {"letter-agent", "b.stone@contoso.example"}
    [job] = [json.loads(line) for line in (data / "retraining.jsonl").read_text().splitlines()]
    assert {one["column"] for one in job["data"]["alerts"]} >= {"amount", "merchant"}, "the evidence goes with it"
    assert [event.details["outcome"] for event in events(data) if event.kind == "retraining_triggered"] == ["fired"]
    for path, said in (
        ("drift", "retrain-fraud-score 2026-11-19 00:10"), ("drift", "started, with the evidence"), ("alerts", "goes on letter-agent"),
        ("alerts", "over b.stone@contoso.example"), ("alerts", "A caller behaves unlike before refusals"),
    ):  # fmt: skip
        assert said in text(address, path), (path, said)


def test_each_page_goes_on_with_it(address: str) -> None:
    for path, told in (
        ("spend", "ceiling about 22:"), ("spend", "letter-agent"), ("dlp", "credit_card"), ("dlp", "api_key"), ("drift", "amount"),
        ("drift", "kolmogorov smirnov"), ("alerts", "letter-agent"), ("alerts", "over"),
        ("images", "blocked"), ("network", "What runs in Azure was as the file says 6 hours ago"),
        ("requests?caller=b.stone@contoso.example", "the caller has no role in project"),
    ):  # fmt: skip
        assert told in text(address, path), (path, told)


def test_in_a_browser(address: str, root: Path, tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    modules = root / ".tools" / "node"
    if browser is None or shutil.which("node") is None or not (modules / "node_modules" / "axe-core").is_dir():
        pytest.skip("not run: needs the Debian package `chromium`, and axe-core and puppeteer-core of npm (`make node`)")
    pictures = os.environ.get("ENCLAVE_PICTURES", "")
    refused = httpx.get(f"{address}/requests?outcome=refused&entity=credit_card", timeout=60).text
    one = refused.partition('href="/requests/')[2].partition('"')[0]
    shots: list[dict[str, Any]] = []
    for page in PAGES:
        dark_ones = ((WIDE, True), (NARROW, True)) if page in DARK else ()
        for (width, height), dark in ((WIDE, False), (NARROW, False), *dark_ones):
            name = f"{page.partition('?')[0].partition('/')[0] or 'overview'}{'-one' if 'ONE' in page else ''}"
            name += f"-{'phone' if width < 500 else 'wide'}-{'dark' if dark else 'light'}"
            shot = {"name": name, "url": f"{address}/{page.replace('ONE', one)}", "width": width, "height": height, "dark": dark}
            kept = pictures and ((width > 500 and not dark) or name in SHOWN)
            picture = f"{pictures}/{name}.webp" if kept else ""
            shots.append({**shot, "axe": True, "keys": 14 if page == "" else 0, "picture": picture})
    command = ["node", str(Path(__file__).with_name("browser") / "look.mjs"), str(modules), browser, str(tmp_path / "profile")]
    done = subprocess.run(command, input=json.dumps(shots), capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == len(shots)
    for page in found:
        assert page["status"] == 200, page["name"]
        assert page["violations"] == [], (page["name"], page["violations"])
        assert page["checked"] > 10, "axe-core looked at something"
        assert page["complaints"] == [], page["name"]
        assert all(asked.startswith(address) for asked in page["asked"]), "nothing from elsewhere"
        assert page["overflow"] <= 1, (page["name"], page["overflow"])
    keys = next(page["focused"] for page in found if page["name"] == "overview-wide-light")
    assert keys[0] == "A to the content true"
    assert all(key.endswith(" true") for key in keys), "what has the focus is seen"


def test_live_updates_keep_the_focus_and_say_when_nobody_answers(address: str, root: Path, tmp_path: Path) -> None:
    script = Path(__file__).with_name("browser") / "live.mjs"
    browser, modules = shutil.which("chromium"), root / ".tools" / "node"
    if browser is None or not (modules / "node_modules" / "puppeteer-core").is_dir():
        pytest.skip("not run: needs the Debian package `chromium` and puppeteer-core of npm (`make node`)")
    command = ["node", str(script), str(modules), browser, str(tmp_path / "profile"), address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"updated": True, "focused": True, "stale": True, "fresh": True}
