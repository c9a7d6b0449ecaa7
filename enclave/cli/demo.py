"""The story of `enclave up --demo`: one file becomes infrastructure, a proof, guarded answers and evidence.

Every step runs what a user would run and is checked: the demo ends with status 1 where something came out otherwise.
"""

from __future__ import annotations

import difflib
import json
import os
import shlex
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from openai import APIError, AzureOpenAI, OpenAI

from enclave.audit.log import AuditLog
from enclave.cli.processes import Processes
from enclave.cli.up import start
from enclave.errors import InputError
from enclave.gateway.issuer import Issuer, issued
from enclave.spec.load import Document, load
from enclave.spec.policy import effective_policies

API_VERSION = "2024-10-21"
CARD = "Process this payment: 4111-1111-1111-1111"
"""The seed's own example."""
QUERY = """// Query Azure OpenAI usage logs
AzureDiagnostics
| where ResourceProvider == "MICROSOFT.COGNITIVESERVICES"
| where Category == "RequestResponse"
| project
    TimeGenerated,
    OperationName,
    CallerIPAddress,
    DurationMs,
    ResultSignature,
    properties_s
| order by TimeGenerated desc
| take 100"""
"""The seed's own query, to the letter."""


@dataclass
class Stage:
    """Where the story is told: what was expected and did not happen is kept."""

    failures: list[str] = field(default_factory=list)

    def title(self, text: str) -> None:
        """A heading."""
        print(f"\n\n=== {text} {'=' * max(3, 96 - len(text))}", flush=True)

    def say(self, text: str) -> None:
        """A line of the narrator."""
        print(f"\n{text}", flush=True)

    def expect(self, good: bool, what: str) -> None:
        """Keep what did not come out as the story says."""
        if not good:
            self.failures.append(what)
            print(f"!! expected: {what}", flush=True)

    def command(self, *arguments: str, status: int = 0, lines: int = 60) -> str:
        """Run one `enclave` command as a user would, show it and what it printed, and check its exit status."""
        print(f"\n$ enclave {shlex.join(arguments)}", flush=True)
        result = subprocess.run(
            [sys.executable, "-m", "enclave.cli.main", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, env={**os.environ, "COLUMNS": "100"},
        )
        printed = result.stdout.rstrip().splitlines()
        print("\n".join(printed[:lines]))
        if len(printed) > lines:
            print(f"... {len(printed) - lines} more lines")
        print(f"(exit {result.returncode})", flush=True)
        self.expect(result.returncode == status, f"exit {status} from `enclave {arguments[0]}`")
        return result.stdout


@dataclass(frozen=True)
class Cast:
    """Who plays in the story, chosen from the file by what the story needs."""

    project: str
    deployment: str
    foreign_region: str
    poor_project: str
    poor_deployment: str


def run(spec: Path, place: Path, port: int, console_port: int) -> int:
    """Tell the whole story on one file; 0 when everything came out as it says, 1 otherwise."""
    stage = Stage()
    document = load(spec)
    cast = _cast(document)
    place.mkdir(parents=True, exist_ok=True)
    _build_and_prove(stage, document, spec, place, cast)
    data = place / "data"
    with Processes(place / "processes") as processes:
        stage.title("2. Guard: ordinary OpenAI clients, every call through the gateway")
        gateway, console = start(processes, spec, data, port, console_port)
        stage.say(f"gateway {gateway}   console {console}   upstream {os.environ.get('ENCLAVE_UPSTREAM', 'the simulator')}")
        _guard(stage, document, data, gateway, cast)
        _console(stage, console)
    _evidence(stage, spec, data, place)
    stage.title("The end")
    print(f"everything that was made is in {place}")
    for failure in stage.failures:
        print(f"!! did not happen: {failure}")
    print("all came out as told" if not stage.failures else f"{len(stage.failures)} step(s) did not")
    return 1 if stage.failures else 0


def _build_and_prove(stage: Stage, document: Document, spec: Path, place: Path, cast: Cast) -> None:
    stage.title("1. Build and prove: one file becomes infrastructure and a proof")
    stage.command("check", str(spec))
    stage.command("build", str(spec), "-o", str(place / "out"))
    stage.command("verify", str(spec), lines=100)
    stage.say(f"the same file with one line changed: the AI service of `{cast.project}` is opened to the internet")
    opened = place / "opened.yaml"
    _open_to_the_internet(document, spec, opened, cast.project)
    before, after = spec.read_text(encoding="utf-8").splitlines(), opened.read_text(encoding="utf-8").splitlines()
    print("\n".join(difflib.unified_diff(before, after, str(spec), str(opened), lineterm="", n=1)))
    printed = stage.command("verify", str(opened), status=1, lines=100)
    stage.expect("internet" in printed.lower() and "refuted" in printed.lower(), "a counterexample path from the internet")


def _open_to_the_internet(document: Document, spec: Path, target: Path, project: str) -> None:
    """A copy of the file in which one line more opens one project's AI service."""
    _, line, column = document.where("projects", project, "region").rsplit(":", 2)
    lines = spec.read_text(encoding="utf-8").splitlines(keepends=True)
    indent = len(lines[int(line) - 1]) - len(lines[int(line) - 1].lstrip())
    if int(column) <= indent:
        raise InputError("the demo opens a project that is written as a block", document.where("projects", project))
    lines.insert(int(line) - 1, " " * indent + "unsafe_allow_public_access: {reason: pilot with an outside partner}\n")
    target.write_text("".join(lines), encoding="utf-8")


def _guard(stage: Stage, document: Document, data: Path, gateway: str, cast: Cast) -> None:
    user = _token(document, data, cast.project, "user")
    azure = AzureOpenAI(azure_endpoint=gateway, azure_ad_token=user, api_version=API_VERSION)
    plain = OpenAI(base_url=f"{gateway}/v1", api_key=user)
    v1 = OpenAI(base_url=f"{gateway}/openai/v1", api_key=user)
    auditor = OpenAI(base_url=f"{gateway}/v1", api_key=_token(document, data, cast.project, "auditor"))
    poor = OpenAI(base_url=f"{gateway}/v1", api_key=_token(document, data, cast.poor_project, "user"))
    elsewhere = {"x-enclave-region": cast.foreign_region}

    def show(what: str, who: str, call: Callable[[], str], expected: str) -> None:
        answer = _answer(call)
        print(f"\n  {what}\n    {who}\n    -> {answer}", flush=True)
        stage.expect(expected in answer, f"{what}: {expected}")

    name = cast.deployment
    question = "In one sentence: what is a chargeback?"
    show("a good answer", "AzureOpenAI(azure_endpoint=..., azure_ad_token=...)", lambda: _ask(azure, name, question), "200")
    show("a good answer", "OpenAI(base_url='.../v1')", lambda: _ask(plain, name, question), "200")
    show("a streamed answer", "OpenAI(base_url='.../openai/v1'), stream=True", lambda: _stream(v1, name, question), "200")
    show("a streamed answer", "AzureOpenAI(...), stream=True", lambda: _stream(azure, name, question), "200")
    show(f"a card number is blocked: `{CARD}`", "AzureOpenAI(...)", lambda: _ask(azure, name, CARD), "400")
    letter = "say: write to jane.doe@example.com about the loan"
    show("an e-mail is redacted before it leaves", "OpenAI(...)", lambda: _redacted(plain, name, letter), "x-enclave-redactions: 1")
    show("a caller without the role is refused", "auditor", lambda: _ask(auditor, name, question), "403")
    show(
        f"a region without the required compliance tag is refused: `{cast.foreign_region}`", "x-enclave-region header",
        lambda: _ask(plain, name, question, elsewhere), "403",
    )
    show(
        f"a request over the per-request limit of `{cast.poor_project}` is refused", "OpenAI(...)",
        lambda: _ask(poor, cast.poor_deployment, "loan " * 9000), "request_tokens",
    )
    show(f"the daily budget of `{cast.poor_project}` holds", "OpenAI(...)", lambda: _spend(poor, cast.poor_deployment), "429")


def _console(stage: Stage, console: str) -> None:
    with urllib.request.urlopen(f"{console}/api/today", timeout=30) as answer:  # noqa: S310  our own loopback address
        today = json.load(answer)
    requests, refused = today["requests"], today["refused"]
    stage.say(f"the console at {console} shows {requests} requests, {refused} of them refused, and the proof {today['proof']['verdict']}")


def _evidence(stage: Stage, spec: Path, data: Path, place: Path) -> None:
    stage.title("3. Show: the log just written, in KQL, and its proof against tampering")
    printed = stage.command("audit", "query", "--data", str(data), QUERY, lines=40)
    stage.expect("ChatCompletions" in printed, "the calls in the answer to the seed's query")
    stage.command("budget", "report", str(spec), "--data", str(data))
    stage.command("audit", "verify", "--data", str(data))
    copy = place / "tampered"
    shutil.copytree(data, copy)
    bundle = max((path for path in (copy / "log/tile/entries").rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    name = bundle.relative_to(copy).as_posix()
    content = bytearray(bundle.read_bytes())
    place_of_harm = len(content) // 2
    content[place_of_harm] ^= 0x01
    bundle.write_bytes(bytes(content))
    stage.say(f"one bit of byte {place_of_harm} of {name} is flipped in a copy")
    printed = stage.command("audit", "verify", "--data", str(copy), status=1)
    stage.expect(name in printed, "the place of the tampering")


def _cast(document: Document) -> Cast:
    """The first projects that fit the story. Raises InputError where the file has none."""
    spec, policies = document.spec, effective_policies(document.spec)
    for name, project in spec.projects.items():
        chat = [key for key, deployment in project.deployments.items() if "embedding" not in deployment.model]
        roles = {access.role for access in project.access}
        foreign = [key for key, region in spec.regions.items() if not policies[name].compliance <= set(region.compliance)]
        others = [
            (policies[other].daily_nanousd or 0, other, key)
            for other, candidate in spec.projects.items() if other != name and {"user"} <= {a.role for a in candidate.access}
            for key, deployment in candidate.deployments.items() if "embedding" not in deployment.model
        ]
        if chat and {"user", "auditor"} <= roles and foreign and others:
            _, poor, poor_deployment = min(others)
            return Cast(name, chat[0], foreign[0], poor, poor_deployment)
    raise InputError(
        "the demo needs a project with users, auditors and a region that it may not use, and a second project", document.path,
        "start from `examples/bank/enclave.yaml`",
    )


def _token(document: Document, data: Path, project: str, role: str) -> str:
    """What `enclave token issue` prints."""
    signed, claims = Issuer.open(document.spec, data).issue(project, role, f"demo-{role}")
    with AuditLog.open(data) as log:
        log.append([issued(document.spec, project, role, claims)])
    return signed


def _answer(call: Callable[[], str]) -> str:
    """What the caller sees: `200 <text>` or `<status> <code>: <message>`."""
    try:
        return f"200 {call()}"
    except APIError as error:
        status = getattr(error, "status_code", "stream")
        body = error.body if isinstance(error.body, dict) else {}
        return f"{status} {body.get('code', '')}: {body.get('message', error)}"


def _ask(client: OpenAI, deployment: str, text: str, headers: dict[str, str] | None = None) -> str:
    answer = client.chat.completions.create(
        model=deployment, messages=[{"role": "user", "content": text}], max_tokens=200, extra_headers=headers
    )
    return (answer.choices[0].message.content or "").strip()


def _redacted(client: OpenAI, deployment: str, text: str) -> str:
    """The answer, and how many values the gateway says it replaced: a real model need not repeat what it was given."""
    answer = client.chat.completions.with_raw_response.create(model=deployment, messages=[{"role": "user", "content": text}])
    said = (answer.parse().choices[0].message.content or "").strip()
    return f"{said} (x-enclave-redactions: {answer.headers['x-enclave-redactions']})"


def _stream(client: OpenAI, deployment: str, text: str) -> str:
    chunks = client.chat.completions.create(
        model=deployment, messages=[{"role": "user", "content": text}], max_tokens=200, stream=True
    )
    parts = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
    return f"in {len([part for part in parts if part])} parts: {''.join(parts).strip()}"


def _spend(client: OpenAI, deployment: str, most: int = 60) -> str:
    """Ask until the ledger refuses; what it says comes back as the error of the last call."""
    for _ in range(most):
        client.chat.completions.create(
            model=deployment, messages=[{"role": "user", "content": "say: " + "and then we looked at the terms again, " * 80}]
        )
    return f"{most} requests were answered and none refused"
