"""Content filters of an account."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from enclave.graph.body import Undecided
from enclave.graph.model import Resource, Unresolved
from enclave.graph.parts import Place
from enclave.graph.resources import cognitive_accounts, rai_policies
from enclave.graph.resources.rai_policies import TYPE, ContentFilter, RaiPolicy

ACCOUNT = f"/resourceGroups/rg-test/providers/{cognitive_accounts.TYPE}/oai-a"
POLICY = RaiPolicy(
    f"{ACCOUNT}/raiPolicies/hub", ACCOUNT, "hub", "Microsoft.DefaultV2", "Blocking",
    (ContentFilter("Hate", "Prompt", True, True, "Low"), ContentFilter("Jailbreak", "Prompt", True, True, None)),
)


@pytest.fixture
def account(make: Callable[..., Resource]) -> Resource:
    return make(cognitive_accounts.TYPE, "oai-a", {})


@pytest.mark.parametrize("policy", [POLICY, replace(POLICY, blocklists=("names", "words")), replace(POLICY, filters=())])
def test_what_is_written_is_read_back(
    policy: RaiPolicy, account: Resource, place: Place, problems: Callable[..., list[str]]
) -> None:
    (written,) = rai_policies.write(policy, account, place, depends_on=("/before",))
    assert written.type == TYPE
    assert written.depends_on == ("/before",)
    assert rai_policies.read(written) == policy
    assert problems([written]) == []


def test_what_is_absent_stops_nothing(make: Callable[..., Resource]) -> None:
    found = rai_policies.read(make(TYPE, "oai-a/p", {"properties": {"contentFilters": [{"name": "Hate", "source": "Prompt"}]}}))
    assert found.mode == "Default"
    assert found.filters == (ContentFilter("Hate", "Prompt", False, False, None),)


def test_what_is_not_known_raises(make: Callable[..., Resource]) -> None:
    with pytest.raises(Undecided):
        rai_policies.read(make(TYPE, "oai-a/p", {"properties": {"contentFilters": Unresolved("[x]")}}))
