"""A file's own entities and rules reach the gateway: of the hub everywhere, of a project in it alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from enclave.errors import InputErrors
from enclave.gateway.detectors import failed_samples, notes, own_detectors
from enclave.gateway.guard import Guard
from enclave.spec.load import Document, load
from enclave.spec.policy import effective_policies

RULES = """
[[rules]]
id = "acme-token"
regex = '''acme_[a-z0-9]{16}'''
keywords = ["acme_"]
path = "x"
"""


def document(directory: Path, bank: Path, hub: str, project: str = "") -> Document:
    text = bank.read_text(encoding="utf-8").replace("  dlp: {block: [credit_card, us_ssn, api_key], redact: [email, phone]}", hub, 1)
    text = text.replace("    dlp: {block: [email]}", project or "    dlp: {block: [email]}", 1)
    (directory / "rules").mkdir(exist_ok=True)
    (directory / "rules" / "own.toml").write_text(RULES, encoding="utf-8")
    file = directory / "enclave.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file)


HUB = """  dlp:
    block: [api_key]
    redact: [badge]
    log: []
    entities:
      - {name: badge, pattern: 'B-\\d{6}', evidence: [badge], samples: {match: [B-123456, none], ignore: [B-12, x B-123456]}}
    rules: [rules/own.toml]"""
PROJECT = """    dlp: {redact: [ticket], entities: [{name: ticket, pattern: 'T-\\d{4}'}]}"""


def test_the_hub_s_are_everywhere_and_a_project_s_in_it(tmp_path: Path, bank: Path) -> None:
    read = document(tmp_path, bank, HUB, PROJECT)
    own = own_detectors(read)
    assert [detector.id for detector in own["claims-assistant"]] == ["badge", "acme-token", "ticket"]
    assert [detector.id for detector in own["fraud-triage"]] == ["badge", "acme-token"]
    policies = effective_policies(read.spec)
    guard = Guard(policies["claims-assistant"], own["claims-assistant"])
    found = guard.scanner.scan("B-123456 T-1234 acme_0123456789abcdef")
    assert [(match.entity, match.detector) for match in found] == [("badge", "badge"), ("ticket", "ticket"), ("api_key", "acme-token")]
    assert notes(read) == ["rules/own.toml: 1 conditions on paths and commits are left out: there are none in a conversation"]


def test_samples_are_told_by_their_number(tmp_path: Path, bank: Path) -> None:
    problems = failed_samples(document(tmp_path, bank, HUB))
    assert [problem.message for problem in problems] == ["sample 2 of `match` holds no `badge`", "sample 2 of `ignore` holds a `badge`"]
    assert all("123456" not in str(problem) for problem in problems)
    assert {problem.where.rsplit(":", 1)[0] for problem in problems} == {f"{tmp_path}/enclave.yaml:36"}


def test_the_example_of_the_documentation_works(tmp_path: Path, bank: Path, root: Path) -> None:
    page = (root / "docs" / "dlp.md").read_text(encoding="utf-8")
    hub = page.split("```yaml\nhub:\n")[1].split("projects:")[0].replace("secrets.toml", "rules/own.toml")
    read = document(tmp_path, bank, hub.rstrip())
    assert failed_samples(read) == []
    assert [detector.id for detector in own_detectors(read)[""]] == ["employee_number", "acme-token"]


def test_everything_that_is_not_taken_is_told_with_its_place(tmp_path: Path, bank: Path) -> None:
    hub = HUB.replace(r"B-\d{6}", r"(a+)+\1").replace("badge], samples", "badge], validator: lun, samples")
    (tmp_path / "rules").mkdir()
    read = document(tmp_path, bank, hub, PROJECT.replace(r"T-\d{4}", "(?=x)"))
    rules = RULES.replace("acme_[a-z0-9]{16}", "acme_(?!x)")
    spec = read.spec
    files = tuple(file.model_copy(update={"text": rules}) for file in spec.hub.dlp.rules)
    spec = spec.model_copy(update={"hub": spec.hub.model_copy(update={"dlp": spec.hub.dlp.model_copy(update={"rules": files})})})
    with pytest.raises(InputErrors) as caught:
        own_detectors(Document(spec, read.path, read.source))
    assert [(part.where.removeprefix(f"{tmp_path}/"), part.message) for part in caught.value.parts()] == [
        ("enclave.yaml:36:23", "no validator is called `lun`"),
        ("rules/own.toml", "the rule `acme-token` is not taken: negative look-ahead `(?!` is not taken (character 6)"),
        ("enclave.yaml:59:55", "the pattern of `ticket` is not taken: look-ahead `(?=` is not taken (character 1)"),
    ]
