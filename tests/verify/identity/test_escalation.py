"""Each way from what somebody was given to more: section B's rules, one test each."""

from __future__ import annotations

from typing import Any

import pytest

from enclave.graph.azure_facts import role
from enclave.graph.model import Ref, Unresolved
from enclave.verify.estate import Estate
from enclave.verify.identity.escalation import Gain, Reach
from enclave.verify.network.world import World

GROUP = "/resourceGroups/rg"
SECRET = "Key Vault Secrets User"


class House:
    """A vault, an identity that reads its secrets, and somebody."""

    def __init__(self, build: Any) -> None:
        self.build = build
        self.vault = build.add("Microsoft.KeyVault/vaults", "v", {"enableRbacAuthorization": True})
        self.identity = build.add("Microsoft.ManagedIdentity/userAssignedIdentities", "i")
        self.count = 0
        self.give(SECRET, self.vault, Ref(self.identity, "properties.principalId"))

    def give(self, name: str, scope: str = GROUP, who: Any = "p", **more: Any) -> None:
        self.count += 1
        definition = name if name.startswith("/") else f"/providers/Microsoft.Authorization/roleDefinitions/{role(name)}"
        properties = {"roleDefinitionId": definition, "principalId": who, **more}
        self.build.add("Microsoft.Authorization/roleAssignments", f"a{self.count}", properties, location=None, scope=scope)

    def host(self, kind: str, name: str = "h", properties: Any = None, **body: Any) -> str:
        found: str = self.build.add(
            kind, name, properties, identity={"type": "UserAssigned", "userAssignedIdentities": {self.identity: {}}}, **body
        )
        return found

    def excess(self, who: str = "p") -> dict[str, Gain]:
        return {gain.what: gain for gain in Reach(World(Estate(self.build.graph()))).excess(who)}


@pytest.fixture
def house(build: Any) -> House:
    return House(build)


@pytest.mark.parametrize("name", ["Owner", "User Access Administrator", "Role Based Access Control Administrator"])
def test_rule_1_whoever_assigns_roles_has_any(house: House, name: str) -> None:
    house.give(name)
    assert "any role on rg" in house.excess()
    assert "identity i" not in house.excess() or house.excess()["identity i"].sure


def test_rule_1_under_a_condition_is_not_sure(house: House) -> None:
    house.give("Role Based Access Control Administrator", condition="@Request[...]")
    assert not house.excess()["any role on rg"].sure


def test_rule_2_whoever_rewrites_a_role_that_he_holds_has_any(house: House) -> None:
    definition = house.build.add(
        "Microsoft.Authorization/roleDefinitions",
        "11111111-1111-1111-1111-111111111111",
        {
            "roleName": "mine",
            "permissions": [{"actions": ["Microsoft.Authorization/roleDefinitions/write"]}],
        },
        location=None,
    )
    house.give(definition)
    assert set(house.excess()) >= {"any permission by mine"}
    assert house.excess("q") == {}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Microsoft.Compute/virtualMachines", "Virtual Machine Contributor"),
        ("Microsoft.Compute/virtualMachines", "Virtual Machine User Login"),
        ("Microsoft.Compute/virtualMachineScaleSets", "Virtual Machine Contributor"),
        ("Microsoft.App/containerApps", "Container Apps Contributor"),
        ("Microsoft.Logic/workflows", "Contributor"),
        ("Microsoft.DataFactory/factories", "Data Factory Contributor"),
        ("Microsoft.MachineLearningServices/workspaces", "AzureML Data Scientist"),
        ("Microsoft.ContainerService/managedClusters", "Azure Kubernetes Service RBAC Writer"),
        ("Microsoft.Automation/automationAccounts", "Contributor"),
        ("Microsoft.Automation/automationAccounts", "Automation Contributor"),
        ("Microsoft.Automation/automationAccounts", "Automation Operator"),
        ("Microsoft.App/containerApps", "Container Apps Operator"),
        ("Microsoft.App/jobs", "Container Apps Jobs Contributor"),
        ("Microsoft.App/jobs", "Container Apps Jobs Operator"),
        ("Microsoft.ContainerService/managedClusters", "Azure Kubernetes Service Contributor Role"),
        ("Microsoft.ContainerService/managedClusters", "Kubernetes Extension Contributor"),
        ("Microsoft.ContainerService/managedClusters", "Kubernetes Agentless Operator"),
        ("Microsoft.Compute/virtualMachines", "Windows Admin Center Administrator Login"),
        ("Microsoft.Logic/workflows", "Logic App Contributor"),
        ("Microsoft.Web/sites", "Logic Apps Standard Developer (Preview)"),
        ("Microsoft.Web/sites", "Website Contributor"),
        ("Microsoft.ApiManagement/service", "API Management Service Operator Role"),
    ],
)
def test_rule_4_code_on_a_host_runs_as_its_identity(house: House, kind: str, name: str) -> None:
    host = house.host(kind)
    house.give(name, host)
    gain = house.excess()["identity i"]
    assert gain.chain[-1][0] == host
    assert name in gain.chain[-1][1]


def test_rule_4_a_reader_and_a_passive_host_give_nothing(house: House) -> None:
    house.give("Reader")
    house.give("Contributor", house.host("Microsoft.ServiceBus/namespaces", "s"))
    assert "identity i" not in house.excess()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("Microsoft.App/jobs", "Container Apps Contributor"),
        ("Microsoft.App/jobs", "Container Apps Jobs Reader"),
        ("Microsoft.App/containerApps", "Container Apps ManagedEnvironments Reader"),
        ("Microsoft.ContainerService/managedClusters", "Azure Kubernetes Service RBAC Reader"),
        ("Microsoft.ContainerService/managedClusters", "Azure Kubernetes Service Cluster Monitoring User"),
        ("Microsoft.Web/sites", "Web Plan Contributor"),
        ("Microsoft.ApiManagement/service", "API Management Service Reader Role"),
        ("Microsoft.Logic/workflows", "Microsoft Sentinel Responder"),
        ("Microsoft.Logic/workflows", "Logic App Operator"),
        ("Microsoft.Automation/automationAccounts", "Automation Runbook Operator"),
    ],
)
def test_rule_4_a_role_that_does_not_reach_the_code_gives_nothing(house: House, kind: str, name: str) -> None:
    house.give(name, house.host(kind))
    assert house.excess() == {}


@pytest.mark.parametrize(("action", "found"), [("write", True), ("*/write", True), ("*/read", False)])
def test_rule_4_a_pattern_of_the_parts_is_one_of_the_whole_too(house: House, action: str, found: bool) -> None:
    guid = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
    sets = [{"actions": [f"Microsoft.App/containerApps/{action}"]}]
    definition = house.build.add("Microsoft.Authorization/roleDefinitions", guid, {"roleName": "mine", "permissions": sets}, location=None)
    house.give(definition, house.host("Microsoft.App/containerApps"))
    assert ("identity i" in house.excess()) is found


@pytest.mark.parametrize("kind", ["pods", "apps/replicasets", "batch/cronjobs", "replicationcontrollers"])
def test_rule_4_whatever_starts_pods_runs_code(house: House, kind: str) -> None:
    guid = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
    sets = [{"dataActions": [f"Microsoft.ContainerService/managedClusters/{kind}/write"]}]
    definition = house.build.add("Microsoft.Authorization/roleDefinitions", guid, {"roleName": "mine", "permissions": sets}, location=None)
    house.give(definition, house.host("Microsoft.ContainerService/managedClusters"))
    assert "identity i" in house.excess()


def test_rule_1_a_role_that_assigns_logins_only_comes_to_the_code_of_machines(house: House) -> None:
    house.give("Virtual Machine Data Access Administrator (preview)")
    assert "identity i" not in house.excess()
    house.host("Microsoft.Compute/virtualMachines")
    assert "identity i" in house.excess()


def test_rule_4_a_host_that_nobody_knows_is_not_sure(house: House) -> None:
    house.give("Contributor", house.host("Microsoft.Quantum/workspaces", "q"))
    (gain,) = house.excess().values()
    assert not gain.sure


def test_rule_5_federation_takes_somebody_elses_tokens(house: House) -> None:
    house.give("Managed Identity Contributor", house.identity)
    assert "identity i" in house.excess()


def test_rule_6_to_attach_an_identity_takes_code_of_ones_own(house: House) -> None:
    house.give("Managed Identity Operator", house.identity)
    assert house.excess() == {}
    house.give("Container Apps Contributor")
    assert "identity i" in house.excess()


@pytest.mark.parametrize("name", ["Key Vault Contributor", "Contributor"])
def test_rule_7_whoever_writes_access_policies_opens_a_vault_where_they_decide(house: House, name: str) -> None:
    house.give(name, house.vault)
    assert house.excess() == {}, "roles decide, and only who may assign any role can change that"
    old = house.build.add("Microsoft.KeyVault/vaults", "old", {})
    house.give(name, old)
    assert house.excess()["all data of old"].sure
    house.give("Key Vault Administrator", old)
    assert house.excess() == {}
    unsaid = house.build.add("Microsoft.KeyVault/vaults", "unsaid", {"enableRbacAuthorization": Unresolved("parameters('r')")})
    house.give(name, unsaid)
    assert not house.excess()["all data of unsaid"].sure


def test_rule_7_a_template_that_one_deploys_is_given_secrets(house: House) -> None:
    house.give("Key Vault Contributor")
    gain = house.excess()["secrets of v"]
    assert gain.sure
    assert "vaults/deploy/action" in gain.chain[-1][1]
    house.give(SECRET, house.vault)
    assert house.excess() == {}, "it reads them in any case"
    house.give("Contributor", house.vault, "q")
    house.give("Virtual Machine Contributor", "/resourceGroups/other", "q")
    assert house.excess("q")["secrets of v"].sure, "a deployment of another group is given them too"
    shared = house.build.add("Microsoft.KeyVault/vaults", "s", {"enableRbacAuthorization": True, "enabledForTemplateDeployment": True})
    house.give("Key Vault Contributor", shared, "r")
    assert not house.excess("r")["secrets of s"].sure, "it may deploy elsewhere, or not"


@pytest.mark.parametrize(("allowed", "sure"), [(True, True), (False, None), (None, None), (Unresolved("parameters('t')"), False)])
def test_rule_7_a_vault_that_gives_templates_nothing_stays_closed(house: House, allowed: Any, sure: bool | None) -> None:
    house.build.add("Microsoft.KeyVault/vaults", "shut", {"enableRbacAuthorization": True, "enabledForTemplateDeployment": allowed})
    actions = ["Microsoft.KeyVault/vaults/deploy/action", "Microsoft.Resources/deployments/write"]
    body = {"roleName": "deployer", "permissions": [{"actions": actions}]}
    house.give(house.build.add("Microsoft.Authorization/roleDefinitions", "deployer", body, location=None))
    gain = house.excess().get("secrets of shut")
    assert (gain.sure if gain else None) is sure
    assert "secrets of v" not in house.excess()


def test_rule_8_keys_open_what_takes_keys(house: House) -> None:
    closed = house.build.add("Microsoft.Storage/storageAccounts", "closed", {"allowSharedKeyAccess": False})
    opened = house.build.add("Microsoft.Storage/storageAccounts", "opened", {})
    for account in (closed, opened):
        house.give("Storage Account Key Operator Service Role", account)
    assert set(house.excess()) == {"all data of opened"}
    house.give("Storage Account Contributor", closed)
    assert set(house.excess()) == {"all data of opened", "all data of closed", "what others read of closed"}


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("Microsoft.Compute/disks", "Disk Backup Reader", True),
        ("Microsoft.Compute/disks", "Disk Restore Operator", False),
        ("Microsoft.Compute/snapshots", "Disk Snapshot Contributor", True),
        ("Microsoft.SignalRService/signalR", "SignalR AccessKey Reader", True),
        ("Microsoft.AppConfiguration/configurationStores", "App Configuration Contributor", True),
        ("Microsoft.AppConfiguration/configurationStores", "App Configuration Reader", False),
    ],
)
def test_rule_8_roles_that_read_keys_and_those_that_do_not(house: House, kind: str, name: str, found: bool) -> None:
    house.build.add(kind, "kept", {})
    house.give(name)
    assert ("all data of kept" in house.excess()) is found


def test_rule_8_who_restores_machines_is_given_the_keys_of_the_staging_account(house: House) -> None:
    house.build.add("Microsoft.Storage/storageAccounts", "staging", {})
    house.build.add("Microsoft.Compute/disks", "disk", {})
    house.give("VM Restore Operator")
    assert {"all data of staging", "all data of disk"} <= set(house.excess())
    house.give("Backup Reader", who="q")
    assert house.excess("q") == {}


def test_data_that_may_be_carried_away_is_not_sure(house: House) -> None:
    house.build.add("Microsoft.Sql/servers/databases", "s/db", {})
    house.give("SQL DB Contributor")
    assert not house.excess()["perhaps the data of db"].sure
    house.give("SQL Security Manager", who="q")
    assert house.excess("q") == {}


def test_images_that_may_be_sent_elsewhere_are_not_sure(house: House) -> None:
    registry = house.build.add("Microsoft.ContainerRegistry/registries", "r", {})
    house.give("Container Registry Transfer Pipeline Contributor", registry)
    assert not house.excess()["perhaps the data of r"].sure
    house.give("Container Registry Cache Rule Reader", registry, who="q")
    assert house.excess("q") == {}


def test_rule_10_eligible_roles_were_given_too(house: House) -> None:
    request = {"roleDefinitionId": f"/x/{role('Reader')}", "principalId": "p", "requestType": "AdminAssign"}
    house.build.add("Microsoft.Authorization/roleEligibilityScheduleRequests", "e", request, location=None)
    assert house.excess() == {}
    request["roleDefinitionId"] = f"/x/{role('Owner')}"
    house.build.add("Microsoft.Authorization/roleEligibilityScheduleRequests", "e", request, location=None)
    assert "once activated" in house.excess()["any role on rg"].chain[-1][1]


def test_the_fixpoint_follows_from_one_identity_to_the_next(house: House) -> None:
    first = house.host("Microsoft.App/containerApps", "one")
    deep = house.build.add("Microsoft.ManagedIdentity/userAssignedIdentities", "deep")
    house.give(SECRET, house.vault, Ref(deep, "properties.principalId"))
    second = house.build.add(
        "Microsoft.Logic/workflows", "two", {}, identity={"type": "UserAssigned", "userAssignedIdentities": {deep: {}}}
    )
    house.give("Contributor", second, Ref(house.identity, "properties.principalId"))
    house.give("Container Apps Contributor", first)
    gain = house.excess()["identity deep"]
    assert [node for node, _ in gain.chain] == [first, second]


def test_what_a_search_service_does_for_its_users_is_only_data(house: House) -> None:
    lake = house.build.add("Microsoft.Storage/storageAccounts", "lake", {"allowSharedKeyAccess": False})
    search = house.build.add("Microsoft.Search/searchServices", "s", {"disableLocalAuth": True}, identity={"type": "SystemAssigned"})
    house.give("Storage Blob Data Reader", lake, Ref(search, "identity.principalId"))
    house.give("Contributor", house.vault, Ref(search, "identity.principalId"))
    house.give("Search Service Contributor", search)
    found = house.excess()
    assert "identity s for data" in found
    assert "all data of v" not in found
    assert {holding.role.allowances[0].actions for holding in found["identity s for data"].holdings} == {()}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("AcrPush", True),
        ("Container Registry Repository Contributor", True),
        ("Container Registry Tasks Contributor", True),
        ("Container Registry Transfer Pipeline Contributor", True),
        ("Container Registry Data Importer and Data Reader", True),
        ("Container Registry Cache Rule Administrator", True),
        ("Container Registry Repository Catalog Lister", False),
        ("Container Registry Credential Set Reader", False),
    ],
)
def test_whoever_pushes_an_image_may_decide_what_runs(house: House, name: str, found: bool) -> None:
    registry = house.build.add("Microsoft.ContainerRegistry/registries", "r", {})
    house.host("Microsoft.App/containerApps", "app")
    house.give("AcrPull", registry, Ref(house.identity, "properties.principalId"))
    house.give(name, registry)
    gain = house.excess().get("identity i")
    assert (gain is not None) is found
    assert gain is None or not gain.sure


def test_a_cluster_runs_as_those_that_its_pods_stand_for(house: House) -> None:
    cluster = house.build.add("Microsoft.ContainerService/managedClusters", "k", {})
    body = {"issuer": Ref(cluster, "properties.oidcIssuerProfile.issuerURL"), "subject": "system:serviceaccount:a:b"}
    house.build.add("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", "i/f", body, location=None)
    house.give("Azure Kubernetes Service RBAC Writer", cluster)
    assert "identity i" in house.excess()


def test_cycles_come_to_an_end(house: House) -> None:
    one = house.host("Microsoft.Logic/workflows", "one")
    house.give("Contributor", one, Ref(house.identity, "properties.principalId"))
    house.give("Contributor", one)
    assert set(house.excess()) == {"identity i"}
    assert house.excess(house.identity) == {}


def test_an_identity_with_an_access_policy_is_worth_something(house: House) -> None:
    other = house.build.add("Microsoft.ManagedIdentity/userAssignedIdentities", "other")
    house.build.add("Microsoft.KeyVault/vaults", "old", {"accessPolicies": [{"objectId": Ref(other, "properties.principalId")}]})
    body = {"type": "UserAssigned", "userAssignedIdentities": {other: {}}}
    house.give("Container Apps Contributor", house.build.add("Microsoft.App/containerApps", "app", {}, identity=body))
    assert "identity other" in house.excess()
