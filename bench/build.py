"""CPU time of `enclave build`, start-up included: an enclave of 20 projects in 4 regions, all of its targets.

    python bench/build.py [--runs 5] [--projects 20] [--full]

The file is that of a scenario (`ai-inference`, everything strict), with `--full` every component of every scenario (16 projects
then: the template of 20 is larger than Resource Manager takes). Modules are
compiled once beforehand, as an installation does. Peers in the same run: Python's own `json` reading and writing the template
that was built, and python-hcl2 reading its Terraform; the calibrating loop tells how fast the machine is at the moment.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hcl2

from enclave.graph.yaml_text import Form, yaml_text
from enclave.spec.components import Components

ROOT = Path(__file__).resolve().parent.parent
REGIONS = {"europe": ("westeurope", "francecentral"), "north": ("swedencentral", "polandcentral"),
           "us_east": ("eastus", "westus3"), "us_west": ("westus3", "eastus")}
"""Key of a region -> where it is, and its pair."""
LOOPS = 300_000
CONTRADICTED = "dedicated_hosts"
"""Site recovery takes no machines on dedicated hosts, so not everything can be on at once."""


def guid(kind: int, number: int = 0) -> str:
    return f"{kind:08d}-0000-0000-0000-{number:012d}"


def document(projects: int = 20, *, full: bool = False) -> dict[str, Any]:
    """The file, as plain data."""
    keys = list(REGIONS)
    ways = [{"through": way, "from": ["203.0.113.0/24"], "why": "offices"} for way in ("application-gateway", "front-door")]
    deployments = {
        "gpt-4o": {"model": "gpt-4o", "version": "2024-11-20", "sku": "Standard", "capacity": 30},
        "embeddings": {"model": "text-embedding-3-large", "version": "1", "sku": "Standard", "capacity": 20},
    }
    return {
        "enclave": "v1",
        "name": "bench",
        "scenario": "ai-inference",
        "security_level": "maximum",
        "network_isolation": "complete",
        "data_classification": "highly-sensitive",
        "identity": {"tenant": guid(1), "audience": "api://bench", "operators": guid(2), "application": guid(3), "break_glass": guid(4)},
        "governance": {"starts": "2026-12"},
        "contacts": ["security@contoso.example"],
        "regions": {key: {"location": place, "pair": pair} for key, (place, pair) in REGIONS.items()},
        "network": {
            "address_space": "10.0.0.0/12",
            "egress": [{"fqdn": "login.microsoftonline.com", "why": "token issuance"}],
            **({"ingress": ways, "gateway": {"host": "ai.contoso.com", "certificate": "given"}} if full else {}),
        },
        "hub": {"models": ["gpt-4o", "text-embedding-3-large"]},
        "projects": {
            f"project-{number:02}": {
                "region": keys[number % len(keys)],
                "deployments": deployments,
                "access": [{"group": guid(5, number), "role": "user"}, {"group": guid(6, number), "role": "contributor"}],
            }
            for number in range(projects)
        },
        **({"components": {name: name != CONTRADICTED for name in Components.model_fields}} if full else {}),
    }


def calibrate() -> float:
    """CPU seconds of a fixed loop."""
    start = time.process_time()
    counts: dict[str, int] = {}
    for number in range(LOOPS):
        key = str(number % 1000)
        counts[key] = counts.get(key, 0) + number
    return time.process_time() - start


class Build:
    """Builds one file again and again, each time in a process of its own."""

    def __init__(self, folder: Path, given: dict[str, Any]) -> None:
        self.file, self.output, self.folder = folder / "enclave.yaml", folder / "out", folder
        self.file.write_text(yaml_text(given, Form()), encoding="utf-8")
        self.resources = 0
        """Resources of the graph, as the command says."""

    def run(self) -> float:
        """CPU seconds (user and system) of the whole process."""
        environment = os.environ | {"PYTHONPYCACHEPREFIX": str(self.folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-c", "from enclave.cli.main import main; main()", "build", str(self.file), "-o", str(self.output)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        counted = re.search(r"^(\d+) resources$", done.stdout, re.M)
        if done.returncode or counted is None:
            raise SystemExit(done.stderr)
        self.resources = int(counted[1])
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def timed(function: Callable[[], object]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def read_terraform(output: Path) -> None:
    for file in output.glob("terraform/**/*.tf"):
        hcl2.load(io.StringIO(file.read_text(encoding="utf-8")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--projects", type=int, default=20)
    parser.add_argument("--full", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build = Build(Path(folder), document(given.projects, full=given.full))
        build.run()
        loops, seconds = [calibrate()], []
        for _ in range(given.runs):
            seconds.append(build.run())
            loops.append(calibrate())
        text = (build.output / "arm" / "azuredeploy.json").read_text(encoding="utf-8")
        peer = min(timed(lambda: json.dumps(json.loads(text), indent=2)) for _ in range(3))
        found, best = build.resources, min(seconds)
        print(f"{given.projects} projects, {len(REGIONS)} regions, {'everything on' if given.full else 'one scenario'}: {found} resources")
        print(f"enclave build: {best:.2f} s CPU at best, {sorted(seconds)[len(seconds) // 2]:.2f} s in the middle of {given.runs} runs; "
              f"{found / best:.0f} resources a second; {best / min(loops):.0f} calibrating loops of {min(loops):.3f} s")
        print(f"json.loads and json.dumps of its template: {peer:.2f} s CPU; ratio {best / peer:.1f}")
        hcl = timed(lambda: read_terraform(build.output))
        print(f"python-hcl2 reading its Terraform: {hcl:.2f} s CPU; ratio {best / hcl:.2f}")


if __name__ == "__main__":
    main()
