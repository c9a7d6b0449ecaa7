"""`enclave audit` as a person calls it: results on stdout, messages on stderr, exit codes that say the answer."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import msgspec
import pytest

from enclave.audit.columns import FORMAT
from enclave.audit.event import Event, Verdict
from enclave.audit.log import AuditLog
from enclave.cli.main import main

EVENTS = [
    Event(id="a", time="2026-11-21T09:00:00.000000Z", kind="started"),
    Event(id="b", time="2026-11-21T09:01:00.000000Z", kind="completed", project="risk", caller="ada", status=200, duration_ms=7.5),
    Event(
        id="c", time="2026-11-21T09:02:00.000000Z", kind="refused", project="risk", caller="eve\x1b[2J", status=400, stage="dlp",
        reason="credit_card", roles=("user",), verdicts=(Verdict("dlp", "refuse", 9, {"credit_card": 1}),),
    ),
]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with AuditLog.open(tmp_path / "data") as log:
        log.append(EVENTS)
    return tmp_path / "data"


def _run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in ("audit", *arguments)])
    return int(ended.value.code or 0)


def test_query_prints_one_json_array(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("query", "--data", data, "--format", "json", 'EnclaveEvents | where Status == 400 | project Caller, Roles, Status') == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == [{"Caller": "eve\x1b[2J", "Roles": ["user"], "Status": 400}]
    assert err == ""


def test_query_prints_a_table_for_people(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kql = "EnclaveEvents | where Caller != '' | project Caller, Status, Long = strcat(Id, '-0123456789-'), Model"
    assert _run("query", "--data", data, kql) == 0
    out, err = capsys.readouterr()
    head, rule, *rows = out.splitlines()
    assert head.split() == ["Caller", "Status", "Long", "Model"]
    assert set(rule) == {"-", " "}
    assert sorted(row.split() for row in rows) == [["ada", "200", "b-0123456789-"], ["eve", "[2J", "400", "c-0123456789-"]]
    assert "\x1b" not in out
    assert err == "2 rows\n"


def test_query_prints_csv(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "names.csv").write_text("Caller,Name\nada,\"Lovelace, Ada\"\n")
    arguments = ("--data", data, "--table", f"Names={tmp_path / 'names.csv'}", "--format", "csv")
    assert _run("query", *arguments, "EnclaveEvents | join kind=inner Names on Caller | project Name, Roles, TimeToFirstTokenMs") == 0
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["Name", "Roles", "TimeToFirstTokenMs"], ["Lovelace, Ada", "[]", ""]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("query", "EnclaveEvents | foo"), "not KQL"),
        (("query", "Nope"), "known: ApiManagementGatewayLlmLog, ApiManagementGatewayLogs, AzureDiagnostics, AzureMetrics, EnclaveEvents"),
        (("query", "--table", "Sales", "Sales"), "does not name a table"),
        (("query", "--table", "A=a.csv", "--table", "A=b.csv", "A"), "two files for the table `A`"),
        (("query", "--table", "A=nowhere.csv", "A"), "no such file"),
        (("export", "-o", "nowhere/events.jsonl"), "cannot write"),
        (("verify", "--key", "nowhere.pub"), "cannot read the public key"),
    ],
)
def test_bad_input_is_exit_2_with_nothing_on_stdout(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert _run(*arguments, "--data", data) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert out == ""


@pytest.mark.parametrize("command", [("query", "EnclaveEvents"), ("verify",), ("export",), ("tail",)])
def test_no_log_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    assert _run(*command, "--data", tmp_path) == 2
    out, err = capsys.readouterr()
    assert "there is no log" in err
    assert out == ""


def test_verify_says_good(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("verify", "--data", data) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["records", "3"]
    assert lines[2].startswith("checkpoint  3 records, signed as secure-ai-enclave/")
    assert lines[-1] == "good"
    assert _run("verify", "--data", data, "--key", data / "log" / "key.pub") == 0


def test_verify_names_the_place_that_was_tampered_with(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = data / "log/tile/entries/000.p/3"
    path.write_bytes(path.read_bytes().replace(b'"status":400', b'"status":200'))
    assert _run("verify", "--data", data) == 1
    out = capsys.readouterr().out
    assert "log/tile/entries/000.p/3: record 3: changed" in out
    assert out.endswith("tampered with in 1 place\n")


def test_export_writes_events_that_can_be_queried_again(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("export", "--data", data) == 0
    out, err = capsys.readouterr()
    documents = [json.loads(line) for line in out.splitlines()]
    assert [(document["n"], document["id"]) for document in documents] == [(1, "a"), (2, "b"), (3, "c")]
    assert err == "3 events\n"
    for form in ("jsonl", "csv"):
        assert _run("export", "--data", data, "--format", form, "-o", tmp_path / f"out.{form}") == 0
    assert (tmp_path / "out.jsonl").read_text() == out
    header, *rows = csv.reader(io.StringIO((tmp_path / "out.csv").read_text()))
    assert dict(zip(header, rows[2], strict=True))["Verdicts"] == json.dumps(documents[2]["verdicts"], separators=(",", ":"))
    assert _run("query", "--table", f"Events={tmp_path / 'out.csv'}", "--format", "json", "Events | summarize sum(Status)") == 0
    assert json.loads(capsys.readouterr().out) == [{"sum_Status": 600}]


@pytest.mark.parametrize(("count", "ids"), [(0, []), (2, ["2", "3"]), (10, ["1", "2", "3"])])
def test_tail_shows_the_last_events(data: Path, capsys: pytest.CaptureFixture[str], count: int, ids: list[str]) -> None:
    assert _run("tail", "--data", data, "-n", count) == 0
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()] == ids
    assert "\x1b" not in out
    if count:
        assert "refused" in out
        assert "dlp: credit_card" in out


def test_tail_follows_what_is_written_later(data: Path) -> None:
    command = [sys.executable, "-m", "enclave.cli.main", "audit", "tail", "--data", str(data), "-n", "1", "--follow"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"})
    try:
        assert process.stdout is not None
        assert process.stdout.readline().split()[0] == "3"
        with AuditLog.open(data, segment_bytes=10) as log:
            log.append([Event(id="d", time="2026-11-21T09:03:00.000000Z", kind="stopped")])
            log.append([Event(id="e", time="2026-11-21T09:04:00.000000Z", kind="started")])
        assert process.stdout.readline().split()[:3:2] == ["4", "stopped"]
        assert process.stdout.readline().split()[:3:2] == ["5", "started"]
    finally:
        process.kill()
        process.communicate()


def test_prove_writes_what_verify_takes_without_the_log(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = tmp_path / "b.tlog-proof"
    assert _run("prove", "b", "--data", data, "-o", proof) == 0
    assert capsys.readouterr().err == "record 2\n"
    key = (data / "log" / "key.pub").rename(tmp_path / "key.pub")
    assert _run("verify", "--proof", proof, "--key", key) == 0
    out = capsys.readouterr().out
    assert out.split()[0] == "2"
    assert "proved: record 2 of 3" in out
    assert _run("verify", "--proof", proof) == 2
    proof.write_text(proof.read_text().replace("index 1", "index 2"))
    assert _run("verify", "--proof", proof, "--key", key) == 1
    assert "proves nothing" in capsys.readouterr().out
    assert _run("verify", "--proof", tmp_path / "none", "--key", key) == 2
    assert _run("prove", "nobody", "--data", data) == 2


def test_rotate_prints_the_new_key(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("rotate", "--data", data) == 0
    key = capsys.readouterr().out.strip()
    assert (data / "log" / "key.pub").read_text().splitlines()[-1] == key
    assert _run("verify", "--data", data) == 0


def test_rotate_puts_a_key_behind_those_of_a_file(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    private = data / "keys" / "log.key"
    before = private.read_text()
    assert _run("rotate", "--file", private) == 0
    key = capsys.readouterr().out.strip()
    assert private.read_text().startswith(before)
    assert len(private.read_text().splitlines()) == 2
    assert _run("rotate", "--data", data) == 0, "the next command that opens the log goes over to it"
    assert (data / "log" / "key.pub").read_text().splitlines()[-2] == key
    assert _run("verify", "--data", data) == 0
    assert _run("rotate", "--file", data / "log" / "checkpoint") == 2
    assert _run("rotate", "--file", data / "nothing") == 2


def test_export_to_parquet_can_be_queried_again(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "events.parquet"
    assert _run("export", "--data", str(data), "--format", "parquet", "-o", str(file)) == 0
    assert _run("query", "--data", str(data), "--format", "json", "EnclaveEvents | order by RecordNumber asc") == 0
    whole = capsys.readouterr().out
    assert _run("query", "--table", f"Kept={file}", "--format", "json", "Kept | order by RecordNumber asc") == 0
    assert json.loads(capsys.readouterr().out) == json.loads(whole)
    assert _run("export", "--data", str(data), "--format", "parquet") == 2
    assert _run("export", "--data", str(data), "--format", "parquet", "-o", str(tmp_path / "no" / "where.parquet")) == 2


def test_what_log_analytics_cannot_take_is_said_before_it_is_asked(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = ["query", "--workspace", "11111111-2222-3333-4444-555555555555", "T"]
    assert _run(*workspace, "--columns", str(data)) == 2
    assert _run("query", "--workspace", "mine", "T") == 2
    assert "`mine` is not the id of a workspace" in capsys.readouterr().err


def test_log_analytics_without_its_client_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "enclave.audit.workspace", None)
    assert _run("query", "--workspace", "11111111-2222-3333-4444-555555555555", "T") == 3
    assert "pip install secure-ai-enclave[azure]" in capsys.readouterr().err


def test_a_render_is_drawn(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kql = "EnclaveEvents | summarize n = count() by Kind | render barchart with (title='Kinds')"
    assert _run("query", "--data", data, "--format", "chart", kql) == 0
    assert capsys.readouterr().out.startswith("Kinds\n")
    assert _run("query", "--data", data, "--format", "svg", "-o", tmp_path / "kinds.svg", kql) == 0
    assert (tmp_path / "kinds.svg").read_text().startswith("<svg ")
    assert _run("query", "--data", data, "--format", "svg", "-o", tmp_path / "no" / "kinds.svg", kql) == 2
    assert _run("query", "--data", data, "--format", "csv", "-o", tmp_path / "kinds.csv", kql) == 2
    assert _run("query", "--data", data, "--format", "chart", "EnclaveEvents | count") == 2


def test_verify_holds_the_columns_to_the_log(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("enclave.audit.columns.SPANS", (256 * 256, 256))
    data = tmp_path / "data"
    with AuditLog.open(data) as log:
        log.append([msgspec.structs.replace(EVENTS[1], id=f"e{number}", status=200) for number in range(600)])
    assert _run("query", "--data", data, "EnclaveEvents | count") == 0
    assert _run("verify", "--data", data) == 0
    first, second = sorted((data / "columns").glob("*.parquet"))
    capsys.readouterr()
    with duckdb.connect() as db:
        db.execute(f"CREATE TABLE t AS FROM '{first}'")
        [(tree,)] = db.execute(f"SELECT value::VARCHAR FROM parquet_kv_metadata('{first}') WHERE key::VARCHAR = 'tree'").fetchall()
        db.execute("UPDATE t SET status = 500 WHERE n = 17")
        db.execute(f"COPY t TO '{first}' (FORMAT parquet, KV_METADATA {{tree: '{tree}', format: '{FORMAT}'}})")
    second.unlink()
    assert _run("verify", "--data", data) == 1
    out = capsys.readouterr().out.splitlines()
    assert "note        columns are behind: 1 of 2 files; the next query makes them" in out
    assert out[-2:] == [f"columns/{first.name}: 1 record changed, the first is 17; delete the file", "tampered with in 1 place"]
    assert _run("verify", "--data", data, "--no-columns") == 0
    first.unlink()
    assert _run("verify", "--data", data) == 0


@pytest.mark.long
def test_a_query_that_cannot_be_stopped_ends_with_its_process() -> None:
    code = "import time; from enclave.cli.audit import _ending\nwith _ending(0.2) as begun:\n    {}\n    time.sleep(1)\nprint('done')"
    ended = [subprocess.run([sys.executable, "-c", code.format(call)], capture_output=True, text=True, timeout=60, check=False)
             for call in ("begun()", "pass")]  # fmt: skip
    told = [(each.returncode, each.stdout, "could not be stopped" in each.stderr) for each in ended]
    assert told == [(2, "", True), (0, "done\n", False)]
