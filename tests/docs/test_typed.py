"""Each page is typed from its first block to its last: in one shell, in a directory with what the page takes for granted.

Programs of ours run as they are, a gateway with its simulator too. What needs Azure or a cluster is played: `enclave deploy` and `enclave
drift` talk to the look-alike of Azure Resource Manager, and `STAND_INS` are the programs of others that something else stands for.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from enclave.audit.event import Event, Verdict, timestamp
from enclave.audit.log import AuditLog
from enclave.spec.load import load
from enclave.spec.policy import policy_digest
from tests.audit.ledger_receipt import Authority
from tests.deploy import arm_server

if TYPE_CHECKING:
    from conftest import Block

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BANK = ROOT / "examples" / "bank" / "enclave.yaml"
TYPED = ("sh", "console", "python", "kql")
CLEAN = {
    "SchemaVersion": 2, "CreatedAt": timestamp(datetime.now(UTC) - timedelta(minutes=5)), "ArtifactName": "contoso.azurecr.io/app:1.4",
    "ArtifactType": "container_image",
    "Metadata": {"OS": {"Family": "debian", "Name": "12.8"}, "RepoDigests": [f"contoso.azurecr.io/app@sha256:{'a1' * 32}"]},
    "Results": [{"Target": "app (debian 12.8)", "Class": "os-pkgs", "Type": "debian", "Packages": [{"Name": "zlib1g", "Version": "1.3"}]}],
}  # fmt: skip
"""What Trivy says of an image in which nothing was found."""

STAND_INS: Mapping[str, tuple[str, str]] = {
    "az": ("needs a subscription", '[ -t 0 ] || cat > /dev/null; case "$*" in *" list "*) echo "[]";; *) echo etag;; esac'),
    "kubectl": ("needs a cluster", 'echo "kubectl $*" >> kubectl.txt'),
    "terraform": ("downloads providers", 'case "$1" in plan) touch "${2#-out=}";; show) cat "$PAGE_PLAN";; *) exit 9;; esac'),
    "trivy": ("downloads its database", 'for last; do :; done; while [ "$1" != -o ]; do shift; done; cp "$PAGE_REPORT" "$2"; echo "$last"'),
    "make": ("makes an environment first; the tests of the repository run it", 'exec "$PAGE_MAKE" -n -C "$PAGE_ROOT" "$@"'),
}
"""Programs of others that pages call, why these tests do not call them, and what stands for each. All else that a page says is run."""


def fill(data: Path) -> None:
    """A small log."""
    with AuditLog.open(data) as log:
        now, digest = timestamp(datetime.now(UTC)), policy_digest(load(BANK).spec)
        log.append([Event(id="1", time=now, kind="started", policy_digest=digest)])
        log.append([Event(
            id="2", time=now, kind="completed", caller="a", project="fraud-triage", model="gpt-5.4", region="europe", location="westeurope",
            status=200, reserved_nanousd=9, settled_nanousd=5, prompt_sha256="0" * 64, verdicts=(Verdict("dlp", "pass", 9),),
            policy_digest=digest,
        )])  # fmt: skip


def rows(path: Path, seed: int, columns: Mapping[str, Callable[[random.Random], object]], count: int = 3000) -> None:
    """A table in which nothing drifts."""
    chance, start = random.Random(seed), datetime(2026, 4, 1, tzinfo=UTC)
    names = ["when", *columns]
    found = [[timestamp(start + timedelta(minutes=40 * number)), *(make(chance) for make in columns.values())] for number in range(count)]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([names, *found])
    else:
        import pyarrow
        from pyarrow import parquet

        table = pyarrow.table({name: [row[number] for row in found] for number, name in enumerate(names)})
        parquet.write_table(table, path)


LOANS: Mapping[str, Callable[[random.Random], object]] = {
    "amount": lambda chance: round(chance.lognormvariate(5, 1), 2),
    "country": lambda chance: chance.choice(["DE", "FR", "IT"]),
    "repaid": lambda chance: int(chance.random() < 0.9),
    "y_pred": lambda chance: int(chance.random() < 0.9),
    "y_pred_proba": lambda chance: round(chance.random(), 4),
}


class Azure:
    """A look-alike of Azure, empty or with the bank in it."""

    def __init__(self) -> None:
        self.parts = arm_server

    def watched(self, azure: Any) -> None:
        """Puts there what every subscription with networks has."""
        group = f"{self.parts.PREFIX}/resourceGroups/NetworkWatcherRG"
        found = [(group, "Microsoft.Resources/resourceGroups", "westeurope")]
        for place in ("westeurope", "northeurope", "eastus", "westus3"):
            watcher = f"{group}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_{place}"
            found.append((watcher, "Microsoft.Network/networkWatchers", place))
        for resource, kind, place in found:
            azure.resources[resource.lower()] = {"id": resource, "name": resource.rpartition("/")[2], "type": kind, "location": place}

    def full(self, azure: Any) -> None:
        """Puts the bank there."""
        from enclave.compose import compose

        azure.secrets = defaultdict(lambda: "given")
        graph = compose(load(BANK).spec)
        by_id = {resource.id.lower(): resource for resource in graph}
        assert [found for key in self.parts.deployable(graph, self.parts.needs(graph)) if (found := azure.create(by_id[key]))] == []

    @contextmanager
    def served(self, place: Path, *, full: bool) -> Iterator[dict[str, str]]:
        """The environment that leads programs there."""
        with self.parts.Server(place) as server:
            server.azure.speed = 1000
            self.watched(server.azure)
            if full:
                self.full(server.azure)
            yield {**server.environment, "AZURE_SUBSCRIPTION_ID": self.parts.SUBSCRIPTION}


def enclave(place: Path, environment: Mapping[str, str], *words: str) -> None:
    """A command that a page takes for granted."""
    command = [sys.executable, "-m", "enclave.cli.main", *words]
    done = subprocess.run(command, cwd=place, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def exported(place: Path, environment: Mapping[str, str]) -> None:
    """An export of what runs."""
    enclave(place, environment, "drift", "enclave.yaml", "--save", "export.json")


def compared(place: Path, environment: Mapping[str, str]) -> None:
    """Two tables in which nothing drifts, an image's report, a letter."""
    for seed, name in ((0, "good.csv"), (2, "same.csv")):
        rows(place / name, seed, {"amount": LOANS["amount"]})
    (place / "report.json").write_text(json.dumps(CLEAN), encoding="utf-8")
    (place / "letter.txt").write_text("nothing to find\n", encoding="utf-8")
    exported(place, environment)


def quarters(place: Path, environment: Mapping[str, str]) -> None:
    """Two quarters of loans, and what three replicas have."""
    rows(place / "2026-q1.parquet", 1, LOANS)
    rows(place / "2026-q2.csv", 2, LOANS)
    shape = {name: LOANS[name] for name in ("amount", "country")}
    for seed, name in enumerate(("reference", "replica-1", "replica-7", "warehouse")):
        rows(place / f"{name}.parquet", seed, shape, 1000)
    enclave(place, environment, "monitor", "grid", "reference.parquet", "-o", "grid.json")
    for source, target in (("replica-1", "1.csv"), ("warehouse", "warehouse.csv")):
        words = ("--grid", "grid.json", "-o", target, "--timestamp", "when", "--chunk", "day")
        enclave(place, environment, "monitor", "count", f"{source}.parquet", *words)


def classified(place: Path, environment: Mapping[str, str]) -> None:
    """The file with what the page has in it, and a letter with one of the values that it names."""
    yaml = YAML(typ="safe", pure=True)
    page = (ROOT / "docs" / "dlp.md").read_text(encoding="utf-8")
    piece = yaml.load(page.partition("```yaml\n")[2].partition("```")[0])
    whole = yaml.load(BANK.read_text(encoding="utf-8"))
    whole["hub"]["dlp"] = piece["hub"]["dlp"]
    whole["projects"]["claims-assistant"].pop("dlp")
    with (place / "enclave.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(whole, file)
    (place / "secrets.toml").write_text("[[rules]]\nid = \"badge\"\nregex = 'BDG-[0-9]{6}'\n", encoding="utf-8")
    (place / "letter.txt").write_text("Employee: E-123455 asked for a new chair.\n", encoding="utf-8")
    (place / "dump.log").write_text("nothing to find here\n", encoding="utf-8")


def gated(place: Path, environment: Mapping[str, str]) -> None:
    """What stands beside a report."""
    now = timestamp(datetime.now(UTC))
    vex = {
        "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://contoso.example/vex/1", "author": "Contoso", "timestamp": now,
        "version": 1,
        "statements": [{"vulnerability": {"name": "CVE-2026-1000"}, "products": [{"@id": "pkg:deb/debian/zlib1g@1.2"}],
                        "status": "not_affected", "justification": "vulnerable_code_not_in_execute_path"}],
    }  # fmt: skip
    kev = {"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": now[:10].replace("-", "."), "dateReleased": now,
           "count": 1, "vulnerabilities": [{"cveID": "CVE-2026-2000", "dateAdded": now[:10], "dueDate": now[:10]}]}  # fmt: skip
    (place / "vex.json").write_text(json.dumps(vex), encoding="utf-8")
    (place / "kev.json").write_text(json.dumps(kev), encoding="utf-8")
    scores = f"#model_version:v2026.03.14,score_date:{now[:10]}T00:00:00+0000\ncve,epss,percentile\nCVE-2026-1000,0.5,0.9\n"
    (place / "epss.csv.gz").write_bytes(gzip.compress(scores.encode()))


def received(place: Path, environment: Mapping[str, str]) -> None:
    """What a confidential ledger gave for the log."""
    ledger = Authority(1)
    receipt = json.dumps(ledger.receipt((place / "data" / "log" / "checkpoint").read_text(encoding="utf-8")))
    (place / "data" / "anchors").mkdir()
    (place / "data" / "anchors" / "confidential-ledger-1.receipt.json").write_text(receipt, encoding="utf-8")
    (place / "receipt.json").write_text(receipt, encoding="utf-8")
    (place / "service.pem").write_bytes(ledger.certificate)
    shutil.copy(place / "data" / "log" / "key.pub", place / "key.pub")


def of_others(place: Path, environment: Mapping[str, str]) -> None:
    """A template, a plan and an export."""
    shutil.copy(ROOT / "examples" / "bank" / "golden" / "arm" / "azuredeploy.json", place)
    parameters = {"contentVersion": "1.0.0.0", "parameters": {}}
    (place / "azuredeploy.parameters.json").write_text(json.dumps(parameters), encoding="utf-8")
    shutil.copy(environment["PAGE_PLAN"], place / "plan.json")
    exported(place, environment)


def named(place: Path, environment: Mapping[str, str]) -> None:
    """Accounts that other tools made, as the page writes them."""
    page = (ROOT / "docs" / "gateway.md").read_text(encoding="utf-8")
    (place / "endpoints.yaml").write_text(page.partition("```yaml endpoints\n")[2].partition("```")[0], encoding="utf-8")


def new(place: Path, environment: Mapping[str, str]) -> None:
    """An enclave without what only Azure can make, which its look-alike cannot."""
    yaml = YAML(typ="safe", pure=True)
    whole = yaml.load(BANK.read_text(encoding="utf-8"))
    whole["components"] = {"privileged_identity": False}
    with (place / "enclave.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(whole, file)


PREPARED: Mapping[str, Callable[[Path, Mapping[str, str]], None]] = {
    "README.md": compared, "docs/deploy.md": new, "docs/dlp.md": classified, "docs/drift-detection.md": quarters,
    "docs/events.md": received, "docs/gateway.md": named, "docs/how-to/review-access.md": exported, "docs/images.md": gated,
    "docs/sources.md": of_others,
}  # fmt: skip
"""What a page takes for granted beside the bank's file and a small log."""
EMPTY = ("docs/deploy.md",)
"""Pages that begin before anything is deployed."""


def pages() -> list[str]:
    """Pages on which somebody is told to type something."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    fence = re.compile(rf"^```({'|'.join(TYPED)})\b", re.MULTILINE)
    return [page.relative_to(ROOT).as_posix() for page in found if fence.search(page.read_text(encoding="utf-8"))]


@contextmanager
def terminal() -> Iterator[int]:
    """A terminal at which somebody answers every question with yes."""
    ours, theirs = os.openpty()
    try:
        os.write(ours, b"y\n" * 20)
        yield theirs
    finally:
        os.close(ours)
        os.close(theirs)


def lay_out(place: Path, unused_port: Callable[[], int]) -> dict[str, str]:
    """The directory that a reader stands in; the environment of the shell."""
    shutil.copy(BANK, place / "enclave.yaml")
    (place / "examples" / "bank").mkdir(parents=True)
    shutil.copy(BANK, place / "examples" / "bank")
    fill(place / "data")
    (place / ".enclave").symlink_to("data")
    programs = place / ".venv" / "bin"
    programs.mkdir(parents=True)
    scripts = {name: script for name, (_, script) in STAND_INS.items()}
    scripts |= {"enclave": f'exec {sys.executable} {HERE / "served.py"} "$@"', "python": f'exec {sys.executable} "$@"'}
    for name, script in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    (place / ".report.json").write_text(json.dumps(CLEAN), encoding="utf-8")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("ENCLAVE_", "AZURE_"))},
        "ENCLAVE_PARAM_FIREWALL_AUTHORITY": "given", "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT), "PAGE_ROOT": str(ROOT),
        "PAGE_STATE": str(place / ".served"), "PAGE_PORTS": json.dumps({port: str(unused_port()) for port in ("8080", "8081")}),
        "PAGE_MAKE": shutil.which("make") or "make", "PAGE_REPORT": str(place / ".report.json"),
        "PAGE_PLAN": str(ROOT / "tests" / "importers" / "terraform" / "printed" / "templates" / "plan.json"),
    }  # fmt: skip


def script(blocks: list[Block], place: Path, ports: Mapping[str, str]) -> tuple[str, dict[Path, str]]:
    """The page as one shell script, and what files of it must say at the end."""
    lines, expected = [], {}
    for block in blocks:
        text = block.text
        for port, real in ports.items():
            text = text.replace(f"127.0.0.1:{port}", f"127.0.0.1:{real}")
        text = SERVING.sub(r"\1", text)
        lines.append(f"echo '{block.page}:{block.line}' > .at; echo '== {block.page}:{block.line}'")
        if block.language == "sh":
            lines.append(text)
        elif block.language == "console":
            for number, (command, output) in enumerate(told(text)):
                lines.append(f"{{ {command}\n}} > .out-{block.line}-{number}")
                if output:
                    expected[place / f".out-{block.line}-{number}"] = output
        elif block.language == "python":
            (place / f".block-{block.line}.py").write_text(text, encoding="utf-8")
            lines.append(f"python .block-{block.line}.py")
        else:
            (place / f".block-{block.line}.kql").write_text(text, encoding="utf-8")
            lines.append(f'enclave audit query --data data "$(cat .block-{block.line}.kql)"')
    return "\n".join(lines), expected


SERVING = re.compile(r"^((?:\$ )?enclave (?:up|serve) [^&\n]*) &$", re.MULTILINE)
"""Something that a page starts in the background: who reads on waits until it says its address, and so does `served.py`."""


def told(text: str) -> list[tuple[str, str]]:
    """Commands behind `$ ` with what a page says that they print."""
    found = []
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        end = next(number for number, line in enumerate(lines, 1) if not line.endswith("\\"))
        found.append(("\n".join(lines[:end]), "\n".join(lines[end:])))
    return found


@pytest.mark.long
@pytest.mark.parametrize("page", pages())
def test_what_a_page_says_to_type_can_be_typed_and_prints_what_it_says(
    page: str, blocks: list[Block], tmp_path: Path, unused_port: Callable[[], int]
) -> None:
    typed = [block for block in blocks if block.page == page and block.language in TYPED]
    environment = lay_out(tmp_path, unused_port)
    (tmp_path / ".azure").mkdir()
    with Azure().served(tmp_path / ".azure", full=page not in EMPTY) as cloud, terminal() as keyboard:
        environment |= cloud
        if page in PREPARED:
            PREPARED[page](tmp_path, environment)
        text, expected = script(typed, tmp_path, json.loads(environment["PAGE_PORTS"]))
        said = tmp_path / ".said"
        try:
            with said.open("w", encoding="utf-8") as out:
                done = subprocess.run(
                    ["sh", "-e", "-c", text], cwd=tmp_path, env=environment, stdin=keyboard, stdout=out, stderr=out, check=False,
                    timeout=600,
                )  # fmt: skip
        finally:
            subprocess.run([tmp_path / ".venv" / "bin" / "enclave", "stop"], env=environment, check=False, timeout=60)
    at, printed = (tmp_path / ".at").read_text(encoding="utf-8").strip(), said.read_text(encoding="utf-8")
    outputs = "".join(file.read_text(encoding="utf-8") for file in sorted(tmp_path.glob(".out-*")))
    assert done.returncode == 0, f"{at} ended with {done.returncode}\n{printed[-2500:]}\n{outputs[-1500:]}"
    assert {path: path.read_text(encoding="utf-8").strip() for path in expected} == expected


def test_only_what_pages_call_has_a_stand_in(blocks: list[Block]) -> None:
    typed = "\n".join(block.text for block in blocks if block.language in TYPED)
    called = [name for name in STAND_INS if re.search(rf"(?:^|[|(]|&& |\$ )\s*{name} ", typed, re.MULTILINE)]
    assert called == list(STAND_INS)
    assert [page for page in (*PREPARED, *EMPTY) if page not in pages()] == []


def test_commands_and_their_output_are_told_apart() -> None:
    assert told("$ a \\\n  b\nx\ny\n$ c\n") == [("a \\\n  b", "x\ny"), ("c", "")]
