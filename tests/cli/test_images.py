"""`enclave images gate`: exit codes, options, the log, and what goes where."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from enclave.audit.read import events
from enclave.cli.main import main

NOW = datetime.now(UTC)
DIGEST = "sha256:" + "a1" * 32


def report(*flaws: tuple[str, str], age: timedelta = timedelta(hours=1), digest: str | None = DIGEST) -> dict[str, Any]:
    found = [
        {"VulnerabilityID": name, "PkgName": "zlib", "Severity": severity, "PkgIdentifier": {"PURL": "pkg:apk/alpine/zlib@1.2"}}
        for name, severity in flaws
    ]
    return {
        "SchemaVersion": 2,
        "CreatedAt": (NOW - age).isoformat(),
        "ArtifactName": "r.example/app:1",
        "ArtifactType": "container_image",
        "Metadata": {"OS": {"Family": "alpine", "Name": "3.20"}, "RepoDigests": [f"r.example/app@{digest}"] if digest else []},
        "Results": [{"Target": "x", "Class": "os-pkgs", "Vulnerabilities": found}],
    }


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def to(name: str, content: Any) -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return to


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["images", *arguments])
    printed = capsys.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


def test_exit_codes_and_one_document_on_stdout(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    clean, bad, cut = (
        write("clean.json", report()),
        write("bad.json", report(("CVE-1", "CRITICAL"))),
        write("cut.json", b'{"SchemaVersion": 2'),
    )
    for arguments, code, word in (
        ((clean,), 0, "pass"),
        ((bad,), 1, "block"),
        ((clean, bad), 1, "block"),
        ((cut,), 1, "block"),
        ((clean, clean), 0, "pass"),
        ((write("empty.json", b""),), 1, "block"),
        ((write("old.json", report(age=timedelta(days=900))),), 0, "pass"),
        ((write("none.json", report(digest=None)),), 1, "block"),
        ((write("early.json", report(age=timedelta(days=-1))),), 1, "block"),
    ):
        left, out, err = run(capsys, "gate", *arguments, "--format", "json")
        assert (left, json.loads(out)["decision"]) == (code, word), arguments
        assert "no `--spec`" in err
    code, out, err = run(capsys, "gate", clean, clean + ".gone")
    assert (code, out) == (2, "")
    assert "cannot be read" in err
    assert run(capsys, "gate")[0] == 2
    assert run(capsys, "gate", clean, "--format", "xml")[0] == 2
    assert run(capsys, "gate", clean, "-o", "/nowhere/at/all")[0] == 3


def test_every_form_and_a_file(write: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad, target = write("bad.json", report(("CVE-1", "HIGH"))), tmp_path / "out"
    for form, head in (("text", "BLOCK"), ("json", "{"), ("sarif", "{"), ("junit", "<?xml")):
        code, out, _ = run(capsys, "gate", bad, "--format", form)
        assert (code, out[: len(head)]) == (1, head)
        code, nothing, _ = run(capsys, "gate", bad, "--format", form, "-o", str(target))
        assert (code, nothing) == (1, "")
        assert target.read_text()[: len(head)] == head


def test_vex_kev_epss_and_exposure(write: Any, capsys: pytest.CaptureFixture[str]) -> None:
    bad = write("bad.json", report(("CVE-2026-1", "HIGH"), ("CVE-2026-2", "LOW")))
    vex = {"@context": "https://openvex.dev/ns/v0.2.0", "author": "me", "timestamp": "2026-01-01T00:00:00Z", "statements": [{
        "vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:apk/alpine/zlib"}], "status": "not_affected",
        "justification": "vulnerable_code_not_present",
    }]}  # fmt: skip
    clears = ("gate", bad, "--vex", write("vex.json", vex))
    assert run(capsys, *clears)[0] == 0
    kev = write("kev.json", {"vulnerabilities": [{"cveID": "CVE-2026-2"}]})
    epss = write("epss.csv.gz", gzip.compress(b"cve,epss,percentile\nCVE-2026-2,0.5,0.98\n"))
    proof = write("proof.json", {"obligations": [{"number": 1, "verdict": "refuted"}]})
    code, out, _ = run(capsys, *clears, "--kev", kev, "--epss", epss, "--exposure", proof, "--format", "json")
    (shown,) = json.loads(out)["reports"]
    assert (code, [one["id"] for one in shown["blocked"]], shown["blocked"][0]["epss_percentile"]) == (1, ["CVE-2026-2"], 0.98)
    assert "reachable from the internet" in shown["exposure"]
    for option in ("--vex", "--kev", "--epss", "--exposure"):
        code, out, err = run(capsys, "gate", bad, option, write("odd", b"[]"))
        assert (code, out) == (2, ""), option
        assert "odd" in err


def test_the_policy_of_a_file(write: Any, bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "enclave.yaml"
    spec.write_text(
        bank.read_text()
        + """
images:
  max_severity: low
  registries: [r.example]
  exceptions:
    - {id: CVE-2026-1, reason: not reachable here, approver: J. Doe, expires: 2020-01-01}
    - {id: CVE-2026-2, reason: not reachable here, approver: J. Doe, expires: 2999-01-01}
"""
    )
    first, second = write("1.json", report(("CVE-2026-1", "MEDIUM"))), write("2.json", report(("CVE-2026-2", "CRITICAL")))
    assert run(capsys, "gate", first, "--spec", str(spec))[0] == 1
    code, out, err = run(capsys, "gate", second, "--spec", str(spec))
    assert code == 0
    assert "excepted by J. Doe until 2999-01-01" in out
    assert "no `--spec`" not in err
    old = write("old.json", report(age=timedelta(days=9)))
    assert (run(capsys, "gate", old)[0], run(capsys, "gate", old, "--spec", str(bank))[0]) == (0, 1)


def test_the_log_keeps_the_clock(write: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    early, late = (write(f"{days}.json", report(("CVE-2026-1", "CRITICAL"), age=timedelta(days=days))) for days in (3, 0))

    def due(path: str, *more: str) -> str:
        shown = json.loads(run(capsys, "gate", path, "--format", "json", *more)[1])
        return str(shown["reports"][0]["blocked"][0]["respond_by"])

    first = due(early, "--data", str(data))
    assert due(late, "--data", str(data)) == first != due(late)
    assert [event.reason for event in events(data)] == ["block", "block"]
    (data / "log" / "checkpoint").write_bytes(b"odd")
    assert run(capsys, "gate", late, "--data", str(data))[0] in (2, 3)


def test_an_image_named_by_hand_and_standard_input(write: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    bare = report(digest=None)
    path = write("bare.json", bare)
    assert run(capsys, "gate", path, "--image", f"r.example/app@{DIGEST}")[0] == 0
    assert run(capsys, "gate", path, "--image", "r.example/app:1")[0] == 2
    assert run(capsys, "gate", write("full.json", report()), "--image", "r.example/app@sha256:" + "b" * 64)[0] == 1
    two = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": []}] * 2}
    assert run(capsys, "gate", write("two.json", two), "--image", f"r.example/app@{DIGEST}")[0] == 2

    class Standard:
        buffer = io.BytesIO(json.dumps(report()).encode())

    monkeypatch.setattr("enclave.cli.images.sys.stdin", Standard)
    code, out, _ = run(capsys, "gate", "-", "--format", "json")
    assert (code, json.loads(out)["reports"][0]["file"]) == (0, "stdin")


def test_admission_is_written_for_the_registries_of_the_file(bank: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    code, listed, err = run(capsys, "admission", str(bank), "-o", str(out))
    written = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file() and path.name != ".enclave-build.json")
    assert code == 0
    assert [Path(line).relative_to(out).as_posix() for line in listed.split()] == written
    assert "signatures are not verified" in err
    assert "azurecr" in (out / "azure-policy.json").read_text()
    spec = tmp_path / "enclave.yaml"
    spec.write_text(bank.read_text() + "images: {registries: [r.example/released]}\n")
    assert run(capsys, "admission", str(spec), "-o", str(out))[0] == 0
    assert "r.example/released/*@sha256:" in (out / "kyverno" / "images.yaml").read_text()
    (out / "mine.txt").write_text("mine")
    assert run(capsys, "admission", str(spec), "-o", str(out))[0] == 2
