"""The schema and the reference page: current, complete, and of one mind with the loader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from enclave.spec import schema
from enclave.spec.base import Model
from enclave.spec.messages import fields
from enclave.spec.starter import starter

HERE = Path(__file__).parent
SCHEMA = schema.schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def data(text: str) -> Any:
    return json.loads(json.dumps(YAML(typ="safe").load(text), default=str))


def test_the_committed_files_are_current(root: Path) -> None:
    hint = "run `make schema`"
    assert (root / "docs" / schema.SCHEMA_FILE).read_text(encoding="utf-8") == schema.schema_text(), hint
    assert (root / "docs" / schema.REFERENCE_FILE).read_text(encoding="utf-8") == schema.reference_text(), hint


def test_writing_writes_both(tmp_path: Path) -> None:
    schema.write(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == [schema.SCHEMA_FILE, schema.REFERENCE_FILE]


def test_it_is_a_schema_of_2020_12() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("part", [SCHEMA, *SCHEMA["$defs"].values()], ids=["the file", *SCHEMA["$defs"]])
def test_every_key_has_a_description_and_a_default_or_is_required(part: dict[str, Any]) -> None:
    assert part["description"]
    part = schema.keys_of(part)
    assert part["additionalProperties"] is False
    for key, value in part["properties"].items():
        assert value.get("description"), key
        assert "default" in value or key in part["required"], key


def test_the_page_tells_every_key(parts: list[type[Model]]) -> None:
    page = schema.reference_text()
    assert [key for model in parts for key in fields(model) if f"| `{key}` |" not in page] == []


@pytest.mark.parametrize("file", sorted((HERE / "good").glob("*.yaml")), ids=lambda file: file.stem)
def test_it_takes_every_good_file(file: Path) -> None:
    VALIDATOR.validate(data(file.read_text(encoding="utf-8")))


def test_it_takes_the_example_and_the_starter(bank: Path) -> None:
    VALIDATOR.validate(data(bank.read_text(encoding="utf-8")))
    VALIDATOR.validate(data(starter("ai-training", {}, ("gdpr",), "westeurope")))


@pytest.mark.parametrize(
    "name",
    [
        "unknown-key", "missing-keys", "version-is-a-number", "unknown-role", "unknown-sku", "text-for-a-list",
        "number-in-quotes", "fraction-for-a-whole-number", "name-that-azure-refuses", "unknown-compliance-tag", "no-regions",
        "url-for-a-name", "another-version", "python-name-of-a-key", "no-for-disabled",
        "list-for-a-group-of-keys", "nothing-for-a-group-of-keys",
    ],
)
def test_it_refuses_what_the_loader_refuses_by_its_shape(name: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(data((HERE / "bad" / f"{name}.yaml").read_text(encoding="utf-8")))


def test_switches_are_called_what_they_are() -> None:
    assert "| `require_ticket` | true or false |" in schema.reference_text()
