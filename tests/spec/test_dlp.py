"""How data loss prevention is written: names alone or with more, files of rules beside the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from enclave.errors import InputError
from enclave.spec.dlp import Dlp, Item, OwnEntity, RuleFile
from enclave.spec.load import load
from enclave.spec.models import Spec
from enclave.spec.policy import policy_digest
from enclave.spec.schema import schema

HERE = Path(__file__).parent


def test_an_item_is_a_name_or_a_name_with_a_confidence() -> None:
    assert Item.model_validate("email") == Item(entity="email")
    assert Item.model_validate({"entity": "email", "confidence": 85}).confidence == 85
    for wrong in ("E-mail", "", 5, {"confidence": 85}, {"entity": "email", "confidence": 0}, {"entity": "email", "confidence": 101}):
        with pytest.raises(ValidationError):
            Item.model_validate(wrong)


def test_what_is_written_short_is_dumped_short_and_read_back() -> None:
    rules = ["a.toml", {"path": "b", "text": "x = 1"}]
    dlp = Dlp.model_validate({"block": ["email", {"entity": "phone", "confidence": 85}], "rules": rules})
    dumped = dlp.model_dump(mode="json", exclude_none=True)
    assert dumped["block"] == ["email", {"entity": "phone", "confidence": 85}]
    assert Dlp.model_validate(dumped) == dlp
    assert dlp.rules[0] == RuleFile(path="a.toml")


def test_an_own_entity_has_safe_defaults() -> None:
    entity = OwnEntity(name="employee_number", pattern=r"E-\d{6}")
    assert (entity.confidence, entity.supported, entity.validator, entity.evidence) == (75, 85, None, ())


def test_the_schema_takes_both_ways_of_writing(tmp_path: Path) -> None:
    spec: dict[str, Any] = {
        "enclave": "v1", "name": "contoso", "identity": {"tenant": "11111111-1111-1111-1111-111111111111", "audience": "api://x"},
        "regions": {"europe": {"location": "westeurope"}},
        "hub": {"dlp": {
            "block": ["secrets", "badge", {"entity": "phone", "confidence": 85}], "tokenise": ["email"], "confidence": 75,
            "by_classification": {"confidential": {"block": ["email"]}}, "uninspected": "refuse",
            "entities": [{"name": "badge", "pattern": "B-[0-9]{6}", "evidence": ["badge"], "validator": "luhn",
                          "samples": {"match": ["B-123456"], "ignore": ["B-12"]}}],
            "rules": ["rules.toml"],
        }},
    }
    jsonschema.validate(spec, schema())
    assert Spec.model_validate(spec).hub.dlp.entities[0].samples.match == ("B-123456",)
    spec["hub"]["dlp"]["block"] = ["Not A Name"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spec, schema())


def file(directory: Path, rules: str) -> Path:
    path = directory / "enclave.yaml"
    text = (HERE / "bad" / "unknown-entity.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("{block: [creditcard, us_ssn, blood_group], redact: [email, phone], log: []}", f"{{rules: {rules}}}"))
    return path


def test_files_of_rules_stand_beside_the_file_and_their_content_is_policy(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.toml").write_text("title = 'one'", encoding="utf-8")
    path = file(tmp_path, "[rules/own.toml]")
    first = load(path).spec
    assert first.hub.dlp.rules == (RuleFile(path="rules/own.toml", text="title = 'one'"),)
    (tmp_path / "rules" / "own.toml").write_text("title = 'two'", encoding="utf-8")
    assert policy_digest(load(path).spec) != policy_digest(first)


def test_a_file_that_cannot_be_read_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b"title = '\xe9'")
    with pytest.raises(InputError) as caught:
        load(file(tmp_path, "[none.toml, latin.toml, .]"))
    assert [(part.where.rsplit("/", 1)[-1], part.message) for part in caught.value.parts()] == [
        ("enclave.yaml:14:17", "`none.toml` cannot be read: no such file or directory"),
        ("enclave.yaml:14:28", "`latin.toml` is not UTF-8"),
        ("enclave.yaml:14:40", "`.` cannot be read: is a directory"),
    ]
