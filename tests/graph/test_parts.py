"""What several types share: places, identities, network rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from enclave.graph.body import Undecided
from enclave.graph.model import Ref, Resource, Unresolved
from enclave.graph.parts import (
    NO_IDENTITY,
    Identity,
    NetworkRules,
    Place,
    answer,
    asked,
    identity,
    network_rules,
    public_access,
    stated,
    write_identity,
    write_network_rules,
)

Make = Callable[..., Resource]
KIND = "Microsoft.KeyVault/vaults"


def test_a_place_gives_location_tags_module_and_stamp(place: Place, at: Callable[[str, str], str]) -> None:
    made = place.put(KIND, "v1", at(KIND, "kv-1"), {"tags": {"own": "yes"}}, depends_on=("/x",))
    assert made.id == at(KIND, "kv-1")
    assert (made.location, made.module, made.stamp, made.depends_on) == ("westeurope", "module/file", "europe", ("/x",))
    assert made.body["tags"] == {"enclave": "test", "own": "yes"}


def test_children_and_extensions_lie_below_and_on(place: Place, at: Callable[[str, str], str]) -> None:
    made = place.put(KIND, "v1", at(KIND, "kv-1"), {})
    child = place.below(made, "keys", "v1", "k", {}, tagged=True)
    assert (child.id, child.parent, child.body["tags"]) == (f"{made.id}/keys/k", made.id, {"enclave": "test"})
    assert "tags" not in place.below(made, "keys", "v1", "k", {}).body
    assert place.on(made.id, "Microsoft.X/y", "v1", "n", {}).id == f"{made.id}/providers/Microsoft.X/y/n"


def test_stated_leaves_out_only_what_is_none() -> None:
    assert stated(a=None, b=False, c=[], d="") == {"b": False, "c": [], "d": ""}


def test_an_identity_that_is_written_is_read_back(make: Make) -> None:
    user = "/resourceGroups/rg-test/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id"
    for who in (Identity("SystemAssigned"), Identity("UserAssigned", (user,)), Identity("SystemAssigned, UserAssigned", (user,))):
        assert identity(make(KIND, "x", {"identity": write_identity(who)})) == who
    assert write_identity(NO_IDENTITY) is None


def test_what_a_property_asks_of_another_resource(make: Make) -> None:
    vault = "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
    for source in (vault, "https://kv.vault.azure.net/"):
        assert asked({"properties": {"uri": answer(source, "properties.vaultUri")}}, "properties.uri") == source
    assert answer(vault, "properties.vaultUri") == Ref(vault, "properties.vaultUri")
    assert (answer("", "x"), asked({}, "properties.uri")) == (None, "")
    with pytest.raises(Undecided):
        asked({"uri": Unresolved("[x]")}, "uri")


def test_identity(make: Make) -> None:
    assert identity(make(KIND, "x", {})) == Identity()
    user = "/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
    body = {"identity": {"type": "UserAssigned", "userAssignedIdentities": {user: {}}}}
    assert identity(make(KIND, "x", body)) == Identity("UserAssigned", (user,))
    with pytest.raises(Undecided):
        identity(make(KIND, "x", {"identity": {"type": "UserAssigned", "userAssignedIdentities": Unresolved("[x]")}}))


def test_rules_that_are_absent_are_open_as_in_azure(make: Make) -> None:
    assert network_rules(make(KIND, "x", {})) == NetworkRules("Allow", "AzureServices", (), ())
    assert public_access(make(KIND, "x", {})) == "Enabled"


def test_rules_are_read_in_any_case_and_written_back(make: Make) -> None:
    subnet = "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
    body = {"properties": {"publicNetworkAccess": "disabled", "NetworkAcls": {
        "defaultAction": "deny", "bypass": "None", "ipRules": [{"value": "203.0.113.0/24"}], "virtualNetworkRules": [{"id": subnet}],
    }}}
    rules = network_rules(make(KIND, "x", body))
    assert rules == NetworkRules("Deny", "None", ("203.0.113.0/24",), (subnet,))
    assert public_access(make(KIND, "x", body)) == "Disabled"
    written = write_network_rules("Deny", "None", ("203.0.113.0/24",), (subnet,))
    assert network_rules(make(KIND, "x", {"properties": {"networkAcls": written}})) == rules


@pytest.mark.parametrize("acls", [{"defaultAction": "Perhaps"}, {"virtualNetworkRules": [{}]}, Unresolved("[x]"), Ref("/x")])
def test_rules_that_cannot_be_read_raise(make: Make, acls: object) -> None:
    with pytest.raises(Undecided):
        network_rules(make(KIND, "x", {"properties": {"networkAcls": acls}}))


def test_an_unknown_word_for_public_access_raises(make: Make) -> None:
    with pytest.raises(Undecided):
        public_access(make(KIND, "x", {"properties": {"publicNetworkAccess": "Sometimes"}}))
