"""The file that `enclave init` writes is valid for every choice, complete, and says nothing false."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from enclave.errors import InputErrors
from enclave.regions import REGIONS
from enclave.spec.availability import SERVICES
from enclave.spec.base import Model
from enclave.spec.load import load
from enclave.spec.messages import fields
from enclave.spec.models import ComplianceTag, Scenario
from enclave.spec.presets import SCENARIOS
from enclave.spec.starter import starter


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "enclave.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("scenario", get_args(Scenario))
def test_it_is_valid_and_says_the_scenario(scenario: Scenario, tmp_path: Path) -> None:
    spec = load(written(tmp_path, starter(scenario, {}, get_args(ComplianceTag), "westeurope"))).spec
    assert spec.scenario == scenario
    assert {key: getattr(spec, key) for key in SCENARIOS[scenario]} == SCENARIOS[scenario]
    assert spec.hub.compliance == get_args(ComplianceTag)


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_it_is_valid_in_every_region(region: str, tmp_path: Path) -> None:
    file = written(tmp_path, starter("ai-inference", {}, (), region))
    if region not in SERVICES["openai"].regions:
        with pytest.raises(InputErrors, match=f"`{region}` does not have models of Azure OpenAI") as caught:
            load(file)
        assert len(caught.value.parts()) == 1
        return
    spec = load(file).spec
    (only,) = spec.regions.values()
    assert only.location == region
    assert only.pair is None or REGIONS[only.pair].boundary == REGIONS[region].boundary


def test_what_is_chosen_overrides_the_scenario(tmp_path: Path) -> None:
    spec = load(written(tmp_path, starter("ai-training", {"security_level": "high"}, ("gdpr",), "westeurope"))).spec
    assert (spec.security_level, spec.network_isolation) == ("high", "complete")


def test_it_shows_every_key_of_the_format(parts: list[type[Model]]) -> None:
    text = starter("ai-inference", {}, (), "westeurope")
    missing = [key for model in parts for key in fields(model) if not re.search(rf"(?m)(^|[\s{{}},#-]){key}:", text)]
    assert missing == []


def test_what_stands_behind_a_hash_is_valid_too(tmp_path: Path) -> None:
    text = starter("ai-inference", {"data_classification": "internal", "network_isolation": "selective"}, ("gdpr",), "westeurope")
    opened = re.sub(r"(?m)^( *)# (( {2})?(- \{|[a-z_]+: ?[\[{#0-9]).*)$", r"\1\2", text)
    assert opened.count("\n") == text.count("\n")
    assert sum(a != b for a, b in zip(opened.splitlines(), text.splitlines(), strict=True)) >= 14
    spec = load(written(tmp_path, opened)).spec
    project = spec.projects["first-project"]
    assert project.unsafe_allow_public_access is not None
    assert spec.network.ingress[0].through == "application-gateway"
    assert spec.network.egress[2].unsafe_allow_shared_suffix is not None
