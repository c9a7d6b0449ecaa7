"""What somebody may do with what he holds."""

from __future__ import annotations

from typing import Any

from enclave.graph.azure_facts import role
from enclave.graph.model import Graph
from enclave.verify.identity.conditions import Condition
from enclave.verify.identity.holdings import Holding, Holdings
from enclave.verify.identity.permissions import ANY_ROLE, BUILT_IN
from enclave.verify.identity.powers import HOSTS, KEYS, PASSIVE, STARTS, Held, Powers

GROUP = "/resourceGroups/rg"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/v"


def holding(name: str, scope: str = GROUP, **more: Any) -> Holding:
    return Holding("p", BUILT_IN[role(name)], scope, "/a", **more)


def powers(*held: Holding) -> Powers:
    return Powers("p", map(Held, held), Holdings(Graph(())))


def test_an_action_is_allowed_at_and_below_the_scope() -> None:
    mine = powers(holding("Reader"), holding("Key Vault Contributor", VAULT))
    found = mine.may(("Microsoft.KeyVault/vaults/write",), VAULT)
    assert found is not None
    assert found[0].holding.role.name == "Key Vault Contributor"
    assert mine.may(("Microsoft.KeyVault/vaults/write",), f"{VAULT}2") is None
    assert mine.may(("Microsoft.KeyVault/vaults/secrets/getSecret/action",), VAULT, data=True) is None


def test_code_starts_where_resources_can_be_made_and_on_those_that_can_be_rewritten() -> None:
    machine = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/m"
    registry = f"{GROUP}/providers/Microsoft.ContainerRegistry/registries/r"
    assert next(powers(holding("Virtual Machine Contributor", machine)).anywhere(STARTS))[1] == "Microsoft.Compute/virtualMachines/write"
    assert list(powers(holding("Virtual Machine Contributor", registry)).anywhere(STARTS)) == []
    assert [action for _, action in powers(holding("Virtual Machine Contributor")).anywhere(STARTS)] == [
        "Microsoft.Compute/virtualMachines/write"
    ]


def test_the_same_or_a_wider_role_includes_another() -> None:
    assert powers(holding("Contributor")).includes(holding("Contributor", VAULT))
    assert powers(holding("Contributor")).includes(holding("Storage Account Key Operator Service Role", VAULT))
    assert not powers(holding("Contributor", VAULT)).includes(holding("Contributor"))
    assert not powers(holding("Contributor")).includes(holding("Key Vault Secrets User", VAULT))
    assert powers(holding("Key Vault Administrator")).includes(holding("Key Vault Secrets User", VAULT))
    assert not powers(holding("Owner")).includes(Holding("p", ANY_ROLE, GROUP, "/a"))
    assert not powers(holding("Owner", condition=Condition("x"))).includes(holding("Owner"))


def test_the_tables_do_not_contradict_each_other() -> None:
    assert not HOSTS.keys() & PASSIVE
    changing = ("/write", "/action", "/Action", "/readonlykeys/read")
    assert all(action.endswith(changing) for actions in KEYS.values() for action in actions)
