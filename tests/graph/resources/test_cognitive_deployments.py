"""Model deployments."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.model import Resource
from enclave.graph.parts import Place
from enclave.graph.resources import cognitive_accounts, cognitive_deployments
from enclave.graph.resources.cognitive_deployments import TYPE, CognitiveDeployment

ACCOUNT = f"/resourceGroups/rg-test/providers/{cognitive_accounts.TYPE}/oai-a"
DEPLOYMENT = CognitiveDeployment(
    f"{ACCOUNT}/deployments/gpt", ACCOUNT, "gpt", "OpenAI", "gpt-4o", "2024-11-20", "DataZoneStandard", 50, "NoAutoUpgrade", None
)


@pytest.fixture
def account(make: Callable[..., Resource]) -> Resource:
    return make(cognitive_accounts.TYPE, "oai-a", {})


@pytest.mark.parametrize("deployment", [DEPLOYMENT, replace(DEPLOYMENT, version=None, rai_policy="strict")])
def test_what_is_written_is_read_back(deployment: CognitiveDeployment, account: Resource, place: Place) -> None:
    (written,) = cognitive_deployments.write(deployment, account, place, depends_on=("/before",))
    assert written.type == TYPE
    assert written.depends_on == ("/before",)
    assert cognitive_deployments.read(written) == deployment


def test_azure_takes_what_is_written(account: Resource, place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(cognitive_deployments.write(DEPLOYMENT, account, place)) == []


def test_absent_settings_are_azures_defaults(make: Callable[..., Resource]) -> None:
    body = {"sku": {"name": "Standard", "capacity": "10"}, "properties": {"model": {"name": "m", "format": "OpenAI"}}}
    found = cognitive_deployments.read(make(TYPE, "oai-a/gpt", body))
    assert (found.capacity, found.version, found.upgrade) == (10, None, "OnceNewDefaultVersionAvailable")
