"""Associations with data collection rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.parts import Place
from enclave.graph.resources import data_collection_rule_associations
from enclave.graph.resources.data_collection_rule_associations import ENDPOINT_NAME, DataCollectionRuleAssociation

HERE = "/resourceGroups/rg-test/providers"
MACHINE = f"{HERE}/Microsoft.Compute/virtualMachines/vm-a"
BOTH = (
    DataCollectionRuleAssociation(MACHINE, "logs", rule=f"{HERE}/Microsoft.Insights/dataCollectionRules/dcr-a"),
    DataCollectionRuleAssociation(MACHINE, ENDPOINT_NAME, endpoint=f"{HERE}/Microsoft.Insights/dataCollectionEndpoints/dce-a"),
)


@pytest.mark.parametrize("association", BOTH)
def test_what_is_written_is_read_back(association: DataCollectionRuleAssociation, place: Place) -> None:
    (written,) = data_collection_rule_associations.write(association, place)
    assert data_collection_rule_associations.read(written) == association


def test_azure_takes_what_is_written(place: Place, problems: Callable[..., list[str]]) -> None:
    assert problems(each for one in BOTH for each in data_collection_rule_associations.write(one, place)) == []
