"""The page in a real browser and without one: what it shows, what it refuses, and that it never breaks."""

from __future__ import annotations

import html
import json
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from enclave.console.app import HEADERS, brief, create_app, foremost, said, usd
from enclave.console.proof import Examined
from enclave.spec.load import Document

Examine = Callable[..., Callable[[str], Examined]]
VOID = {"meta", "link", "br", "rect", "input"}


class Outline(HTMLParser):
    """Checks that tags close in order, and keeps ids, links and text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids += [found["id"]] if found.get("id") else []
        self.targets += [value for key, value in attrs if key in ("href", "src") and value]
        assert not any(key.startswith("on") or key == "style" for key in found), "no inline script and no inline style"
        assert tag != "style"
        assert tag != "script" or found.get("src") == "/console.js"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert self.open[-1:] != ["script"], "no inline script"
        self.text += data + " "


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    found.close()
    assert found.open == []
    assert len(set(found.ids)) == len(found.ids)
    assert all(target.removeprefix("#") in found.ids for target in found.targets if target.startswith("#"))
    assert all(target.startswith(("/", "#", "?")) and not target.startswith("//") for target in found.targets), "nothing from elsewhere"
    return found


@contextmanager
def opened(app: Starlette) -> Iterator[TestClient]:
    """A client whose first looks have been taken: the proof and the check of the log are done."""
    with TestClient(app, base_url="http://localhost:8081") as client:
        deadline = monotonic() + 60
        while monotonic() < deadline:
            found = client.get("/api/today").json()
            if not found["proof"]["running"] and (found["log"]["checked_at"] or found["log"]["state"] == "missing"):
                break
            sleep(0.01)
        yield client


def test_the_page_and_its_twin_say_the_same(document: Document, busy: Path, examined: Examine) -> None:
    with opened(create_app(document, busy, examine=examined())) as client:
        page, today = client.get("/"), client.get("/api/today").json()
    text = " ".join(outline(page.text).text.split())
    assert page.status_code == 200
    assert "contoso-bank" in text
    assert "requests 2 answered 1 refused 1 failed 0 in progress 0 tokens 1,000" in text
    assert today["policy_digest"] in text
    assert "2 of 2 obligations proved" in text
    assert "$85.00 of $100.00 near" in text
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text
    assert 'data-refresh="5"' in page.text


def test_nothing_of_the_log_is_markup(document: Document, busy: Path, examined: Examine) -> None:
    with opened(create_app(document, busy, examine=examined())) as client:
        page = client.get("/").text
    assert "<script>" not in page
    assert html.escape("<script>") in page


def test_a_refuted_proof_shows_its_path(document: Document, busy: Path, examined: Examine, refutation: tuple[dict[str, Any], ...]) -> None:
    finding = {"rule": "public-access", "severity": "critical", "resource": "/resourceGroups/b", "message": "open <b>", "location": ""}
    more = {"findings": [finding], "assumptions": ["`x` holds"], "unmodelled": ["Microsoft.X/y"]}
    with opened(create_app(document, busy, examine=examined(*refutation, **more))) as client:
        page, network = client.get("/").text, client.get("/network").text
    text = " ".join(outline(page).text.split())
    assert "2 things need attention" in text
    assert "isolation is refuted: 1 title 1" in text
    assert "counterexample tcp 203.0.113.7:50000 -> 20.1.2.3:443 internet any address accounts/oai-fraud-triage" in text
    assert "publicNetworkAccess is Enabled" in text
    assert "critical public-access open <b> b" in " ".join(outline(network).text.split())
    assert "<code>publicNetworkAccess</code>" in page
    assert "<code>publicNetworkAccess</code>" in network


def test_before_anything_ran_the_page_says_so(document: Document, data: Path, examined: Examine) -> None:
    with opened(create_app(document, data, examine=examined())) as client:
        text = outline(client.get("/").text).text
    assert "there is no audit log yet" in text
    assert "there is no ledger yet" in text
    assert "none today" in text


def test_damage_everywhere_is_a_page_and_not_an_error(document: Document, busy: Path) -> None:
    (busy / "ledger.sqlite").write_bytes(b"x" * 4096)
    for name in ("ledger.sqlite-wal", "ledger.sqlite-shm"):
        (busy / name).unlink(missing_ok=True)
    segment = busy / "log" / "wal" / "00000001.jsonl"
    segment.write_bytes(segment.read_bytes() + b"nonsense\n" * 30)
    Path(document.path).write_text("enclave: v2\n")

    def examine(path: str) -> Examined:
        from enclave.console.proof import examine as real

        return real(path)

    with opened(create_app(document, busy, examine=examine)) as client:
        page = client.get("/")
    assert page.status_code == 200
    text = " ".join(outline(page.text).text.split())
    assert "the file cannot be verified" in text
    assert "the ledger is not a database" in text
    assert "the audit log is damaged" in text
    assert "Traceback" not in text


def test_every_answer_has_the_headers(document: Document, data: Path, examined: Examine) -> None:
    with opened(create_app(document, data, examine=examined())) as client:
        answers = [client.get(path) for path in ("/", "/api/today", "/console.css", "/nothing")] + [client.post("/")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 405]
    for answer in answers:
        assert {name: answer.headers[name] for name, _ in HEADERS} == dict(HEADERS)
    assert "default-src 'none'" in answers[0].headers["content-security-policy"]
    assert "url(" not in answers[2].text
    assert "@import" not in answers[2].text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/api/today", "/elsewhere"])
def test_only_reading(document: Document, data: Path, examined: Examine, method: str, path: str) -> None:
    with TestClient(create_app(document, data, examine=examined()), base_url="http://localhost") as client:
        answer = client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
        assert client.head("/").text == ""


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8081", 200), ("localhost", 200), ("LOCALHOST:1", 200), ("[::1]:8081", 200), ("[::1]", 200),
        ("evil.example", 421), ("evil.example:80", 421), ("", 421),
    ],
)  # fmt: skip
def test_only_this_machines_own_names_are_answered(document: Document, data: Path, examined: Examine, host: str, status: int) -> None:
    with TestClient(create_app(document, data, examine=examined())) as client:
        assert client.get("/api/today", headers={"host": host}).status_code == status
    with TestClient(create_app(document, data, hosts=("console.example",), examine=examined())) as client:
        for name, wanted in (("Console.Example:443", 200), ("10.1.2.3:8081", 200), ("[fe80::1]", 200), ("evil.example", 421), ("", 421)):
            assert client.get("/api/today", headers={"host": name}).status_code == wanted


def test_refreshing_can_be_paused(document: Document, data: Path, examined: Examine) -> None:
    with opened(create_app(document, data, examine=examined())) as client:
        page = client.get("/requests?project=a&refresh=off").text
    assert "http-equiv" not in page
    assert "console.js" not in page
    assert "data-refresh" not in page
    assert '<a href="?project=a">resume</a>' in page


@pytest.mark.parametrize(
    ("nano", "text"),
    [
        (0, "$0"), (1, "$0.000000001"), (10_000_000, "$0.01"), (445_000, "$0.000445"), (605_000_000, "$0.605"),
        (703_048_000, "$0.703"), (500_000_000, "$0.50"),
        (1_000_000_000, "$1.00"), (20_000_000_000_000, "$20,000.00"),
    ],
)  # fmt: skip
def test_money(nano: int, text: str) -> None:
    assert usd(nano) == text


def test_only_uuids_are_shortened() -> None:
    assert brief("b49d3b52-3b6a-5636-8111-e5c5538f310b") == "b49d3b52…"
    assert brief("a.meier@contoso.example") == "a.meier@contoso.example"


def test_names_that_are_long_or_cannot_be_seen_are_told_apart() -> None:
    assert brief("ann@contoso.example") == "ann@contoso.example"
    assert brief("x" * 200) == "x" * 60 + "…"
    assert (brief(""), brief(" "), brief("\x00"), brief("\u202e")) == ("", "' '", "'\\x00'", "'\\u202e'")
    assert brief("\u202egnp.exe") == "'\\u202egnp.exe'"
    assert [brief(name) for name in ("渡辺さん 👩‍👩‍👧", "مرحبا", "a b")] == ["渡辺さん 👩‍👩‍👧", "مرحبا", "a b"]


def test_of_many_scopes_those_stand_first_that_used_most() -> None:
    rows = [{"scope": str(i), "daily": {"share": None}, "monthly": {"share": i / 100}} for i in range(90)]
    assert foremost(rows[:3], 3) == rows[:3]
    assert [row["scope"] for row in foremost(rows, 3)] == ["0", "89", "88"]


def test_a_day_on_which_everything_goes_wrong_still_begins_with_what_is_worst(document: Document, busy: Path, examined: Examine) -> None:
    (busy / "monitor").mkdir()
    drifted = {"project": "fraud-triage", "period": "2026-11-20", "drift": True, "alerts": [{"column": "x"}]}
    lines = [json.dumps({**drifted, "model": f"m{i}"}) for i in range(700)]
    (busy / "monitor" / "history.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with opened(create_app(document, busy, examine=examined())) as client:
        page, drift = client.get("/").text, client.get("/drift").text
    found = outline(page)
    assert drift.count("<h2 id=") == 100
    assert "and 600 other models" in drift
    first, _, rest = page.partition("<details>")
    assert first.count("drifted on 2026-11-20") == 12
    assert re.search(r"<summary>and \d{3} more</summary>", rest)
    assert "<tr class" not in page, "no word of the log is a class of a row: those of the chart would paint it"
    assert "700 drifted" in " ".join(found.text.split())
    outline(drift)


def test_backticks_are_code_and_the_rest_is_text() -> None:
    assert said("`a<b>` & `c") == "<code>a&lt;b&gt;</code> &amp; `c"


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """A real server on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.mark.long
def test_a_browser_renders_it(
    document: Document, busy: Path, examined: Examine, refutation: tuple[dict[str, Any], ...], tmp_path: Path
) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("not run: needs the Debian package `chromium`")
    picture = tmp_path / "console.png"
    with served(create_app(document, busy, examine=examined(*refutation))) as address:
        while httpx.get(f"{address}/api/today").json()["proof"]["running"]:
            sleep(0.01)
        command = [
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}",
            "--window-size=1280,1400",
        ]  # fmt: skip
        shot, dump = (
            subprocess.run([*command, what, f"{address}/?refresh=off"], capture_output=True, text=True, timeout=90, check=False)
            for what in (f"--screenshot={picture}", "--dump-dom")
        )
    assert shot.returncode == 0, shot.stderr
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 50_000, "an empty page is smaller"
    assert not re.search(r"Refused to|violates the following Content Security Policy", shot.stderr + dump.stderr)
    assert "counterexample" in dump.stdout


def test_the_twin_is_json_with_flat_numbers_first_to_hand(document: Document, busy: Path, examined: Examine) -> None:
    with opened(create_app(document, busy, examine=examined())) as client:
        found = json.loads(client.get("/api/today").text)
    assert {"name", "verdict", "requests", "answered", "refused", "policy_digest", "day"} <= {
        key for key, value in found.items() if isinstance(value, int | str)
    }


def test_requests_can_be_looked_through_and_one_is_told_whole(document: Document, busy: Path, examined: Examine) -> None:
    with opened(create_app(document, busy, examine=examined())) as client:
        queries = ("", "?outcome=refused&entity=credit_card", "?text=nowhere")
        every, refused, nothing = (client.get(f"/requests{query}") for query in queries)
        story, gone = client.get("/requests/r4"), client.get("/requests/r99")
        odd = [client.get(f"/requests?before={before}").status_code for before in ("-1", "x", "9" * 30, "٣")]
    assert "r2" in every.text
    assert "r4" in every.text
    assert "/requests/r2" not in refused.text
    assert "none among the newest" in nothing.text
    for page in (every, refused, nothing, story, gone):
        outline(page.text)
        assert "<script>" not in page.text
    text = " ".join(outline(story.text).text.split())
    assert "refused by dlp: policy does not let credit_card pass" in text
    assert "c2sp.org/tlog-proof@v1" in text
    assert (story.status_code, gone.status_code) == (200, 404)
    assert odd == [200] * 4


def test_the_networks_are_drawn_once_the_file_is_examined(document: Document, busy: Path) -> None:
    with opened(create_app(document, busy)) as client:
        page = client.get("/network").text
    assert "vnet-contoso-bank-europe-hub" in page
    assert 'style="' not in page, "no inline style, which the policy of the page forbids"
    assert "what must reach a service can" in page


def test_what_watches_has_its_page(document: Document, busy: Path, examined: Examine) -> None:
    (busy / "monitor").mkdir()
    line = {"project": "p", "model": "<b>", "period": "2026-11-20", "rows": 9, "drift": True, "alerts": [{"column": "c", "detector": "d"}]}
    (busy / "monitor" / "history.jsonl").write_text(json.dumps(line), encoding="utf-8")
    with opened(create_app(document, busy, examine=examined())) as client:
        page, overview = client.get("/drift"), client.get("/")
        others = [client.get(path).text for path in ("/alerts", "/images", "/spend", "/dlp")]
    text = " ".join(outline(page.text).text.split())
    assert page.status_code == 200
    assert "2026-11-20: 9 rows" in text
    assert "<b> of p drifted on 2026-11-20: c" in " ".join(outline(overview.text).text.split())
    for other in others:
        outline(other)
    assert "credit_card" in others[3]
    assert "whole enclave" in others[2].lower()
