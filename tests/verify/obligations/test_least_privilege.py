from __future__ import annotations

from typing import Any

import pytest

from enclave.finding import Refuted, Verdict
from enclave.graph.azure_facts import role
from enclave.graph.model import Graph, Intent, Ref, Unresolved, Waiver
from enclave.verify.estate import Estate
from enclave.verify.network.world import World
from enclave.verify.obligations.least_privilege import check

GROUP = "/resourceGroups/rg"
KIND = "Microsoft.Authorization/roleAssignments"


def results(graph: Graph) -> dict[str, Verdict]:
    return {subject.rpartition("/")[2]: verdict for subject, verdict in check(World(Estate(graph)))}


def assign(build: Any, name: str, who: Any = "p", scope: str = GROUP) -> None:
    definition = name if "-" in name and name[8] == "-" else role(name)
    body = {"roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{definition}", "principalId": who}
    build.add(KIND, f"a{len(build.resources)}", body, location=None, scope=scope)


def test_a_reader_is_what_he_is(build: Any) -> None:
    assign(build, "Reader")
    verdict = results(build.graph())["p"]
    assert verdict.name == "proved"
    assert verdict.reason == "holds Reader on rg"


def test_an_owner_can_take_what_he_has_not(build: Any) -> None:
    assign(build, "Owner")
    verdict = results(build.graph())["p"]
    assert isinstance(verdict, Refuted)
    assert verdict.counterexample.packet == "p obtains any role on rg"
    assert verdict.counterexample.path[0].node == "p"


def test_what_he_could_undo_is_told(build: Any) -> None:
    assign(build, "Network Contributor")
    verdict = results(build.graph())["p"]
    assert verdict.name == "proved"
    assert "could undo isolation by Microsoft.Network/networkSecurityGroups/write" in verdict.reason


def test_a_waiver_covers_what_comes_with_a_role_and_never_any_role(build: Any) -> None:
    vault = build.add("Microsoft.KeyVault/vaults", "v")
    assign(build, "Key Vault Contributor", scope=vault)
    resources = build.graph().resources
    intent = Intent(waivers=(Waiver("escalation", "p", "because"),))
    assert results(Graph(resources))["p"].name == "refuted"
    assert results(Graph(resources, intent))["p"].name == "proved"
    assert "accepted: because" in results(Graph(resources, intent))["p"].reason
    assign(build, "User Access Administrator", scope=vault)
    assert results(Graph(build.graph().resources, intent))["p"].name == "refuted"


def test_what_nobody_knows_is_unknown(build: Any) -> None:
    assign(build, "12121212-1212-1212-1212-121212121212")
    assign(build, "Reader", Unresolved("parameters('p')"))
    build.add("Microsoft.Web/sites", "w", {}, identity={"type": "UserAssigned", "userAssignedIdentities": Unresolved("parameters('i')")})
    found = {subject: verdict.name for subject, verdict in results(build.graph()).items()}
    assert found == {"p": "unknown", "<parameters('p')>": "proved", "a1": "unknown", "w": "unknown"}
    assign(build, "Owner", Unresolved("parameters('p')"))
    assert results(build.graph())["<parameters('p')>"].name == "refuted"


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("VM Restore Operator", "refuted"),  # keys of the account, and links to the disk
        ("Disk Snapshot Contributor", "refuted"),
        ("Disk Backup Reader", "refuted"),
        ("Logic App Contributor", "refuted"),
        ("Windows Admin Center Administrator Login", "refuted"),
        ("Virtual Machine Data Access Administrator (preview)", "refuted"),
        ("Disk Restore Operator", "proved"),
        ("Storage Account Backup Contributor", "proved"),
        ("Storage Blob Delegator", "proved"),
        ("Storage File Data SMB Admin", "proved"),
        ("Cost Management Contributor", "proved"),
        ("Container Apps Jobs Operator", "proved"),
        ("1d18fff3-a72a-46b5-b4a9-0b38a3cd7e63", "unknown"),  # who uses a desktop runs code on its host
        ("0fb8eba5-a2bb-4abe-b1c1-49dfad359bb0", "unknown"),  # what session executors may do is published nowhere
    ],
)
def test_roles_beside_a_machine_its_disk_and_an_account_that_takes_keys(build: Any, name: str, verdict: str) -> None:
    identity = build.add("Microsoft.ManagedIdentity/userAssignedIdentities", "i")
    attached = {"type": "UserAssigned", "userAssignedIdentities": {identity: {}}}
    vault = build.add("Microsoft.KeyVault/vaults", "v", {"enableRbacAuthorization": True})
    assign(build, "Key Vault Secrets User", Ref(identity, "properties.principalId"), scope=vault)
    build.add("Microsoft.Compute/virtualMachines", "m", {}, identity=attached)
    build.add("Microsoft.Compute/disks", "d", {})
    build.add("Microsoft.Storage/storageAccounts", "s", {})
    assign(build, name)
    assert results(build.graph())["p"].name == verdict


def test_every_model_says_who_reads_its_data(build: Any) -> None:
    account = build.ai("oai")
    assert results(build.graph())["oai"].reason == "its data is read by nobody"
    assign(build, "Cognitive Services OpenAI User", "callers", account)
    assert results(build.graph())["oai"].reason == "its data is read by callers (Cognitive Services OpenAI User on oai)"


def test_who_reads_its_data_is_unknown_where_a_role_is(build: Any) -> None:
    account, other = build.ai("oai"), build.ai("other")
    assign(build, "12121212-1212-1212-1212-121212121212", "somebody", account)
    found = results(build.graph())
    assert (found["oai"].name, found["other"].name) == ("unknown", "proved")
    assert "somebody holds role 12121212" in found["oai"].reason
    assign(build, "12121212-1212-1212-1212-121212121212", "somebody", f"{other}/deployments/d")
    assert results(build.graph())["other"].name == "unknown"


def test_a_template_without_roles_and_models_has_nothing_to_prove(build: Any) -> None:
    build.add("Microsoft.KeyVault/vaults", "v")
    assert results(build.graph()) == {}


CONDITION = (
    "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[Microsoft.Authorization/roleAssignments:"
    "RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {%s}))"
)


def eligible(build: Any, name: str, **more: Any) -> None:
    definition = f"/providers/Microsoft.Authorization/roleDefinitions/{role(name)}"
    body = {"roleDefinitionId": definition, "principalId": "p", "requestType": "AdminAssign", **more}
    build.add("Microsoft.Authorization/roleEligibilityScheduleRequests", f"e{len(build.resources)}", body, location=None, scope=GROUP)


@pytest.mark.parametrize("name", ["Owner", "User Access Administrator"])
def test_who_could_become_an_owner_is_told_apart_from_who_is_one(build: Any, name: str) -> None:
    eligible(build, name)
    verdict = results(build.graph())["p"]
    assert isinstance(verdict, Refuted)
    assert verdict.reason.startswith("once it activates a role that it is eligible for, it can obtain any role on rg")
    assign(build, name)
    assert results(build.graph())["p"].reason.startswith("it can obtain any role on rg")


def test_what_an_eligible_administrator_may_give_is_what_the_condition_lets_him(build: Any) -> None:
    eligible(build, "User Access Administrator", condition=CONDITION % role("Contributor"), conditionVersion="2.0")
    verdict = results(build.graph())["p"]
    assert isinstance(verdict, Refuted)
    assert verdict.reason.startswith("once it activates a role that it is eligible for, it can obtain Contributor on rg")


def test_a_condition_that_says_nothing_of_eligibilities_leaves_them_open(build: Any) -> None:
    eligible(build, "User Access Administrator", condition=CONDITION % role("Reader"), conditionVersion="2.0")
    assert results(build.graph())["p"].name == "unknown"
