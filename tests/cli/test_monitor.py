"""`enclave monitor` as people call it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

from enclave.audit.event import Event
from enclave.audit.log import AuditLog

Command = Callable[..., CompletedProcess[str]]


def write(path: Path, shift: float, seed: int) -> Path:
    source = random.Random(seed)
    rows = [f"2026-0{1 + i // 100}-10,{source.gauss(shift if i >= 100 else 0, 1)},{source.choice('ab')}" for i in range(200)]
    path.write_text("\n".join(["when,x,kind", *rows]) + "\n", encoding="utf-8")
    return path


def test_drift_is_an_answer_of_no(command: Command, tmp_path: Path) -> None:
    reference, analysis = write(tmp_path / "r.csv", 0, 1), write(tmp_path / "a.csv", 2, 2)
    options = ("--timestamp", "when", "--chunk", "month", "--format", "json")
    result = command("monitor", "compare", "--reference", str(reference), "--analysis", str(analysis), *options)
    document = json.loads(result.stdout)
    assert result.returncode == 1
    assert [one["chunk"] for one in document["chunks"]] == ["2026-01", "2026-02"]
    assert {(one["chunk"], one["column"]) for one in document["results"] if one["alert"]} == {("2026-02", "x")}
    assert document["false_alarm_rate"] == 0.05


def test_none_is_good(command: Command, tmp_path: Path) -> None:
    reference, analysis = write(tmp_path / "r.csv", 0, 1), write(tmp_path / "a.csv", 0, 3)
    result = command("monitor", "compare", "--reference", str(reference), "--analysis", str(analysis))
    assert (result.returncode, result.stdout[:8]) == (0, "no drift")
    assert "`when` holds times" in result.stderr


def test_bad_input(command: Command, tmp_path: Path) -> None:
    reference = write(tmp_path / "r.csv", 0, 1)
    for options in (
        ("--analysis", "none.csv"),
        ("--analysis", str(reference), "--chunk", "often"),
        ("--analysis", str(reference), "--target", "y"),
    ):
        result = command("monitor", "compare", "--reference", str(reference), *options)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr


def test_run_looks_at_what_is_over_and_report_shows_it(command: Command, tmp_path: Path, bank: Path) -> None:
    write(tmp_path / "reference.csv", 0, 1)
    spec, data = tmp_path / "enclave.yaml", tmp_path / "data"
    watched = "\nmonitor: {models: {scorer: {project: fraud-triage, reference: reference.csv}}}\n"
    spec.write_text(bank.read_text(encoding="utf-8") + watched, encoding="utf-8")
    result = command("monitor", "run", str(spec), "--once", "--data", str(data))
    assert (result.returncode, result.stdout) == (0, "")
    report = command("monitor", "report", "--data", str(data))
    assert (report.returncode, report.stdout) == (0, "nothing was looked at yet\n")
    assert json.loads(command("monitor", "report", "--data", str(data), "--format", "json").stdout) == []


def test_a_file_that_watches_what_is_not_there(command: Command, tmp_path: Path, bank: Path) -> None:
    spec = tmp_path / "enclave.yaml"
    watched = (
        "\nmonitor:\n  models: {scorer: {project: nobody, reference: none.csv}}\n"
        "  triggers:\n    both: {webhook: 'https://a.example.com/x', event_grid: 'https://b.example.com/x'}\n"
        "    train: {azure_ml: {workspace: /subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/ml/providers/"
        "Microsoft.MachineLearningServices/workspaces/ml1, job: job.json}}\n"
    )
    (tmp_path / "job.json").write_text('{"properties": {"command": "python train.py"}}', encoding="utf-8")
    spec.write_text(bank.read_text(encoding="utf-8") + watched, encoding="utf-8")
    batch = "    batch: {batch_endpoint: {address: 'https://b.example.com/jobs', job: inputs.json}}\n"
    (tmp_path / "inputs.json").write_text("[]", encoding="utf-8")
    with spec.open("a", encoding="utf-8") as file:
        file.write(batch)
    result = command("monitor", "run", str(spec), "--once", "--data", str(tmp_path / "data"))
    assert result.returncode == 2
    for words in (
        "batch_endpoint.job` holds no properties", "`nobody`, which is no project", "reference` is not there", "exactly one of",
        "job` is no job",
    ):  # fmt: skip
        assert words in result.stderr


def test_replicas_ship_counts(command: Command, tmp_path: Path) -> None:
    reference, grid = write(tmp_path / "r.csv", 0, 1), str(tmp_path / "grid.json")
    assert command("monitor", "grid", str(reference), "-o", grid).returncode == 0
    counts = []
    for i in (1, 2):
        analysis = write(tmp_path / f"{i}.csv", 2, 4 + i)
        counts.append(str(tmp_path / f"counts-{i}.csv"))
        command("monitor", "count", str(analysis), "--grid", grid, "-o", counts[-1], "--timestamp", "when", "--chunk", "month")
    result = command("monitor", "judge", *counts, "--grid", grid, "--format", "json")
    document = json.loads(result.stdout)
    assert result.returncode == 1
    assert [(one["chunk"], one["rows"]) for one in document["chunks"]] == [("2026-01", 200), ("2026-02", 200)]
    assert {(one["chunk"], one["column"]) for one in document["results"] if one["alert"]} == {("2026-02", "x")}
    query = command("monitor", "sql", grid, "--table", "telemetry", "--dialect", "spark").stdout
    assert "`kind`" in query
    assert "FROM telemetry" in query


def test_a_stream(command: Command, tmp_path: Path) -> None:
    analysis = write(tmp_path / "a.csv", 5, 2)
    result = command("monitor", "stream", str(analysis), "--column", "x", "--format", "json")
    assert result.returncode == 1
    assert 100 <= json.loads(result.stdout)["rows"][0] < 200
    assert command("monitor", "stream", str(analysis), "--column", "x", "--detector", "magic").returncode == 2


def test_calls_out_of_the_log(command: Command, tmp_path: Path) -> None:
    about = {"project": "p", "deployment": "gpt-4o", "model": "gpt-4o"}
    event = Event(id="a", kind="completed", time="2026-11-20T09:00:00.000000Z", prompt_tokens=9, **about)
    with AuditLog.open(tmp_path) as log:
        log.append([event])

    def ask(*options: str) -> CompletedProcess[str]:
        return command("monitor", "calls", "--data", str(tmp_path), *options)

    result = ask("--day", "2026-11-20")
    assert (result.returncode, "p/calls of gpt-4o  1 rows  could not be compared: too little to tell" in result.stdout) == (0, True)
    [found] = json.loads(ask("--day", "2026-11-20", "--format", "json").stdout)
    assert (found["project"], found["drift"], found["rows"]) == ("p", False, 1)
    assert ask("--day", "2026-11-19").stdout == "no calls on 2026-11-19\n"
    for options, message in ((("--day", "today"), "`today` is no day"), (("--false-alarm-rate", "0"), "is no false-alarm rate")):
        result = ask(*options)
        assert (result.returncode, result.stdout, message in result.stderr) == (2, "", True)
    assert command("monitor", "calls", "--data", str(tmp_path / "none")).returncode == 2
