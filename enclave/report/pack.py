"""The whole evidence of one enclave as files of one directory, with an index, and with digests that whoever gets it can hold it to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from enclave.errors import EnclaveError
from enclave.report.access import access
from enclave.report.access import render as access_table
from enclave.report.controls import Given, assess
from enclave.report.controls.assessment import Assessment, statuses
from enclave.report.controls.page import TONES
from enclave.report.controls.page import render as controls_page
from enclave.report.controls.table import render as controls_table
from enclave.report.html import page
from enclave.report.json import render as proof_json
from enclave.report.markdown import render as proof_markdown
from enclave.report.oscal import DOCUMENTS, assessed
from enclave.report.runbook import runbook
from enclave.report.runbook.markdown import render as runbook_markdown
from enclave.report.runbook.page import render as runbook_page
from enclave.report.runbook.sections.summary import GUARANTEES, LIMITS
from enclave.report.sarif import render as proof_sarif

DIGESTS = "SHA256SUMS"


def pack(given: Given, started: datetime | None = None) -> tuple[Mapping[str, str], Assessment]:
    """Texts by path, and the assessment that they tell. `SHA256SUMS` is in the form that `sha256sum --check` reads."""
    started = started or datetime.now(UTC)
    assessment = assess(given)
    book = runbook(given, assessment.basis)
    of = assessed(given, assessment, started, datetime.now(UTC))
    files = {
        "proof.json": proof_json(given.verification) + "\n",
        "proof.md": proof_markdown(given.verification, given.source),
        "proof.sarif": proof_sarif(given.verification, given.source) + "\n",
        "controls.html": controls_page(assessment),
        "controls.csv": controls_table(assessment),
        "access.csv": access_table(access(given.spec, given.graph, data=given.data if given.log_holds else None)),
        "runbook.html": runbook_page(book),
        **runbook_markdown(book, "runbook"),
    }
    for name, make in DOCUMENTS.items():
        try:
            files[f"oscal/{name}.json"] = json.dumps(make(of), indent=2, ensure_ascii=False) + "\n"
        except EnclaveError:  # nothing is open: there is no plan of action
            continue
    if of.checkpoint:
        files["log/checkpoint"] = of.checkpoint.decode()
    files["index.html"] = _index(given, assessment, files)
    files[DIGESTS] = "".join(f"{sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(files.items()))
    return files, assessment


SHOWN = (
    (("proof.md", "every subject of the proof"), "enclave verify {source}"),
    (("controls.html#GOV-06", "control GOV-06"), "enclave budget report {source} --data {data}"),
    (("controls.html#LOG-03", "control LOG-03"), "enclave audit verify --data {data}"),
)
"""Beside each guarantee: where its evidence stands, and the command that shows it again."""
EXPLAINED = (
    ("runbook.html#assumptions", "what the proofs take for granted"), ("runbook.html#enforcement", "what is looked at where"),
    ("controls.html#LOG-03", "control LOG-03"),
)  # fmt: skip
"""Beside each limit: where more of it stands."""


def _index(given: Given, assessment: Assessment, files: Mapping[str, str]) -> str:
    lines = [line.again for each in assessment.controls for line in each.lines if "query" not in line.again]
    words = {"source": given.source, "data": given.data or "DIR"}
    shown = [(each, where, again.format(**words)) for each, (where, again) in zip(GUARANTEES, SHOWN, strict=True)]
    commands = sorted({command for line in (*lines, *(again for _, _, again in shown)) for command in line.split("; ") if command})
    return page(
        "pack", name=given.spec.name, assessment=assessment, statuses=statuses(assessment), tones=TONES, verdict=given.verification.verdict,
        subjects=len(given.verification.obligations), guarantees=shown,
        limits=[*zip(LIMITS, EXPLAINED, strict=True)], files=sorted(files), commands=commands,
    )  # fmt: skip
