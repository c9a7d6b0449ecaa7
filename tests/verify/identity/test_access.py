"""Who reads data, and who could undo a proof."""

from __future__ import annotations

from typing import Any

from enclave.graph.azure_facts import role
from enclave.graph.model import Ref
from enclave.verify.estate import Estate
from enclave.verify.identity.access import breakers, name, readers
from enclave.verify.identity.escalation import Reach
from enclave.verify.network.world import World

ASSIGNMENT = "Microsoft.Authorization/roleAssignments"


def assign(build: Any, key: str, name: str, who: Any, scope: str) -> None:
    build.add(ASSIGNMENT, key, {"roleDefinitionId": f"/x/{role(name)}", "principalId": who}, location=None, scope=scope)


def reach(build: Any) -> Reach:
    return Reach(World(Estate(build.graph())))


def test_readers_with_the_role_or_the_chain(build: Any) -> None:
    account = build.ai("oai")
    identity = build.add("Microsoft.ManagedIdentity/userAssignedIdentities", "gateway")
    host = build.add("Microsoft.App/containerApps", "app", {}, identity={"type": "UserAssigned", "userAssignedIdentities": {identity: {}}})
    assign(build, "1", "Cognitive Services OpenAI User", "user", account)
    assign(build, "2", "Cognitive Services OpenAI User", Ref(identity, "properties.principalId"), account)
    assign(build, "3", "Reader", "auditor", account)
    assign(build, "4", "Container Apps Contributor", "developer", host)
    found = reach(build)
    told = list(readers(found.graph.get(account), found))  # type: ignore[arg-type]
    assert [line.partition(" (")[0] for line in told] == ["user", "gateway", "developer"]
    assert "code there runs as its identity" in told[-1]


def test_those_whom_a_service_lets_in_itself(build: Any) -> None:
    cosmos = build.add("Microsoft.DocumentDB/databaseAccounts", "c")
    build.add("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments", "c/1", {"principalId": "someone"}, location=None)
    found = reach(build)
    assert list(readers(found.graph.get(cosmos), found)) == ["someone (data role on c)"]  # type: ignore[arg-type]


def test_who_could_undo_what(build: Any) -> None:
    group = "/resourceGroups/rg"
    assign(build, "1", "Network Contributor", "net", group)
    assign(build, "2", "Reader", "auditor", group)
    assign(build, "3", "Log Analytics Contributor", "logs", group)
    found = reach(build)
    assert [line.partition(" by ")[0] for line in breakers("net", found)] == ["isolation"]
    assert list(breakers("auditor", found)) == []
    assert [line.partition(" by ")[0] for line in breakers("logs", found)] == ["evidence"]
    assert name("/resourceGroups/rg/providers/a/b/c") == "c"


def test_who_purges_logs_could_undo_the_evidence(build: Any) -> None:
    assign(build, "1", "Data Purger", "cleaner", "/resourceGroups/rg")
    assign(build, "2", "Microsoft Sentinel Responder", "analyst", "/resourceGroups/rg")
    found = reach(build)
    assert [line.partition(" by ")[0] for line in breakers("cleaner", found)] == ["evidence"]
    assert list(breakers("analyst", found)) == []


def test_what_a_condition_forbids_undoes_nothing(build: Any) -> None:
    definition = f"/providers/Microsoft.Authorization/roleDefinitions/{role('Network Contributor')}"
    for name_, condition in (("one", "ActionMatches{'*/read'}"), ("other", "@Environment[isPrivateLink] BoolEquals true")):
        body = {"roleDefinitionId": definition, "principalId": name_, "condition": condition}
        build.add("Microsoft.Authorization/roleAssignments", name_, body, location=None, scope="/resourceGroups/rg")
    found = reach(build)
    assert list(breakers("one", found)) == []
    assert [line.partition(" by ")[0] for line in breakers("other", found)] == ["isolation"]
