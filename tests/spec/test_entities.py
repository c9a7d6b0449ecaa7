"""The names are those of the detectors."""

from __future__ import annotations

from enclave.dlp import DETECTORS, FAMILIES
from enclave.spec.dlp import Dlp
from enclave.spec.entities import ALIASES, ENTITIES, GROUPS, NAMES, canonical, members
from enclave.spec.handling import Action, handlings


def test_the_groups_are_the_families_of_detectors_and_hold_their_entities() -> None:
    families = {name.lower().replace(" ", "_"): family for name, family in FAMILIES.items()}
    assert {name: set(entities) for name, entities in GROUPS.items()} == {
        name: {detector.entity for detector in family} for name, family in families.items()
    }


def test_other_words_for_an_entity_are_those_of_its_detectors() -> None:
    assert dict(ALIASES) == {alias: detector.entity for detector in DETECTORS for alias in detector.aliases}
    assert canonical("ssn") == "us_ssn"
    assert [canonical(entity) for entity in ENTITIES] == list(ENTITIES)


def test_every_name_means_one_thing() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_a_group_stands_for_its_entities() -> None:
    assert members("payment") == GROUPS["payment"]
    assert members("ssn") == members("us_ssn") == ("us_ssn",)
    assert members("employee_number") == ("employee_number",)


def test_a_key_in_the_wide_sense_includes_what_no_list_names() -> None:
    said = handlings(Dlp.model_validate({"block": ["api_key"], "log": ["json_web_token"]}), "internal")
    assert {entity: handling.action(100) for entity, handling in said.items()} == {
        "api_key": Action.BLOCK, "private_key": Action.BLOCK, "connection_string": Action.BLOCK, "json_web_token": Action.LOG,
    }
